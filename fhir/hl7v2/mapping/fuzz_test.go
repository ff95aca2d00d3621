package mapping_test

import (
	"os"
	"path/filepath"
	"testing"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
)

// Whatever parses either maps to sound resources or fails with a place.
func FuzzMap(f *testing.F) {
	files, _ := filepath.Glob(own + "*.hl7")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := hl7v2.Parse(raw)
		if err != nil {
			return
		}
		p, err := mapping.Standard().Map(m)
		if err != nil {
			if _, path := outcome.Public(err); path == "" {
				t.Fatalf("no place: %v", err)
			}
			return
		}
		if err := checkPlan(p); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkParseAndMap(b *testing.B) {
	for _, name := range []string{"adt-a04-zh", "oru-r01-zh-corrected"} {
		raw, err := os.ReadFile(own + name + ".hl7")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				m, err := hl7v2.Parse(raw)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := mapping.Standard().Map(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
