package sqlite_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
)

const childEnv = "APRICOT_TEST_REINDEX_OF"

// TestReindexSurvivesKill lets a process index a database for another zone and
// kills it without warning, again and again: each goes on where the one before
// was, and in the end every resource was indexed once.
func TestReindexSurvivesKill(t *testing.T) {
	zone := time.FixedZone("elsewhere", 5*3600)
	if path := os.Getenv(childEnv); path != "" {
		if _, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Now: time.Now, Zone: zone}); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		fmt.Println("indexing")
		select {} // until killed
	}
	t.Parallel()
	const patients = 4500
	db := fresh(t).(database)
	b := db.Open(t, nil)
	var ops []store.Op
	for i := range patients {
		ops = append(ops, store.Op{Verb: store.Create, Type: "Patient", Body: fmt.Appendf(nil, `{"resourceType":"Patient","birthDate":"19%02d"}`, i%100)})
	}
	if _, err := b.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		killWhileIndexing(t, string(db))
	}
	b = db.Open(t, zone)
	if err := b.Reindex(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	if p := b.Progress(); p.Running || p.Done != patients || p.Total != patients {
		t.Errorf("the processes together indexed %d of %d", p.Done, p.Total)
	}
	q, err := search.ParseString("Patient", "birthdate=1950&_summary=count", true)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := b.Search(t.Context(), q); err != nil || res.Total != patients/100 {
		t.Errorf("%d found, %v", res.Total, err)
	}
}

func killWhileIndexing(t *testing.T, path string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestReindexSurvivesKill$") //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), childEnv+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "indexing\n" {
		t.Errorf("the child said %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child was not killed")
	}
}
