package bulk_test

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/services/bulk"
)

// Foreign bundles through the guard into a durable store, beside reading the
// same bytes with encoding/json.
func BenchmarkImport(b *testing.B) {
	files, err := filepath.Glob(synthea + "/*.bz2")
	if err != nil || len(files) < 4 {
		b.Skipf("SKIPPED: no Synthea bundles at %s", synthea)
	}
	paths := files[:4] // hospitals and practitioners first, then two patients
	ctx := actor.With(b.Context(), actor.System("import"))
	b.Run("import", func(b *testing.B) {
		n := 0
		for b.Loop() {
			db := open(b, filepath.Join(b.TempDir(), "i.db"))
			rep, err := bulk.Import(ctx, bulk.ImportConfig{Store: guard.New(db, time.Now), Now: time.Now}, paths)
			if err != nil || len(rep.Refused) > 0 {
				b.Fatal(err, rep.Refused)
			}
			n += rep.Resources
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "resources/s")
	})
	b.Run("unmarshal", func(b *testing.B) {
		n := 0
		for b.Loop() {
			for _, p := range paths {
				var bundle struct{ Entry []any }
				if err := json.Unmarshal(unpack(b, p), &bundle); err != nil {
					b.Fatal(err)
				}
				n += len(bundle.Entry)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "resources/s")
	})
}
