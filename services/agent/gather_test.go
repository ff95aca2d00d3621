package agent_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/knowledge/record"
	"apricot.health/services/agent"
)

func TestGatherReadsEveryPage(t *testing.T) {
	t.Parallel()
	x, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ops := []store.Op{
		{Verb: store.Update, Type: "Patient", ID: "p1", Body: []byte(`{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1960-01-01"}`)},
		{Verb: store.Update, Type: "Patient", ID: "p2", Body: []byte(`{"resourceType":"Patient","id":"p2"}`)},
		{Verb: store.Update, Type: "Condition", ID: "c2", Body: []byte(`{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/p2"},"code":{"text":"高血压"}}`)},
		{Verb: store.Update, Type: "Condition", ID: "c1", Body: []byte(`{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"text":"不稳定型心绞痛"}}`)},
	}
	const weighings = 520 // more than one page
	for i := range weighings {
		ops = append(ops, store.Op{Verb: store.Update, Type: "Observation", ID: fmt.Sprintf("o%d", i), Body: fmt.Appendf(nil,
			`{"resourceType":"Observation","id":"o%d","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2020-01-01T00:00:00Z","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"valueQuantity":{"value":%d,"code":"kg"}}`, i, 40+i%50)})
	}
	if _, err := db.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	g, err := agent.Gather(t.Context(), db, record.New(x.Graph), "p1", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(g.Of("Observation")); n != weighings {
		t.Errorf("%d of %d observations were read", n, weighings)
	}
	var has []string
	for _, c := range g.Chart.Conditions {
		has = append(has, c.Concept)
	}
	// Unstable angina is coronary disease too; of the other patient there is nothing.
	if !slices.Equal(has, []string{"cond.acs", "cond.chd"}) || g.Chart.Patient != "p1" {
		t.Errorf("chart %+v", g.Chart.Conditions)
	}
	_, err = agent.Gather(t.Context(), db, record.New(x.Graph), "nobody", time.Now())
	if e := (*outcome.Error)(nil); !errors.As(err, &e) || e.Kind != outcome.NotFound {
		t.Errorf("a patient who is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := agent.Gather(ctx, db, record.New(x.Graph), "p1", time.Now()); err == nil {
		t.Error("a gather that was cut off looks whole")
	}
}
