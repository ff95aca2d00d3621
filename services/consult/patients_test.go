package consult_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

func TestPatientsOfTheDay(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer(`"e2"`, `"e3"`, "Patient/p2", "Patient/p3", "2026-03-02", "2026-03-09").Replace(planned)
	gone := strings.NewReplacer(`"p2"`, `"p3"`, "Smith", "Jones").Replace(smith)
	b := newBench(t, wang, smith, gone, arrived, planned, other)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	list, err := b.Patients(b.doctor, "zh")
	if err != nil {
		t.Fatal(err)
	}
	rows := list.Rows
	if len(rows) != 2 || list.Total != 2 || rows[0].ID != "p1" || rows[1].ID != "p2" {
		t.Fatalf("rows %+v", rows)
	}
	first := rows[0].Visit
	if first == nil || first.Level < 1 || first.Level > 2 || first.Label.Text() == "" || first.Complaint.Text() == "" || first.Status != agent.StatusEmergency {
		t.Errorf("visit %+v", first)
	}
	if second := rows[1].Visit; second == nil || second.Status != "planned" || second.Level != 0 || rows[1].Age != 31 {
		t.Errorf("row %+v visit %+v", rows[1], second)
	}
}

// TestNobodyUrgentIsLeftOffALongList has more visits than one page of a search
// and more patients than the list shows; who must be seen first is the last by
// id and the longest untouched.
func TestNobodyUrgentIsLeftOffALongList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const all = 250
	for i := all; i > 0; i-- {
		id := fmt.Sprintf("q%03d", i)
		b.put(t, strings.ReplaceAll(wang, `"p1"`, `"`+id+`"`), strings.NewReplacer(`"e1"`, `"e-`+id+`"`, "Patient/p1", "Patient/"+id).Replace(arrived))
		if i == all {
			b.tell(t, id, agent.StatusEmergency, chestPain()...)
		}
	}
	list, err := b.Patients(b.doctor, "zh")
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Rows) != 100 || list.Total != all {
		t.Errorf("%d rows of %d patients, want 100 of %d", len(list.Rows), list.Total, all)
	}
	if first := list.Rows[0]; first.ID != "q250" || first.Visit == nil || first.Visit.Level < 1 || first.Visit.Level > 2 || first.Visit.Label.Text() == "" {
		t.Errorf("the first is %+v", first)
	}
	for i, r := range list.Rows[1:] {
		if want := fmt.Sprintf("q%03d", i+1); r.ID != want || r.Visit == nil || r.Visit.Status != "arrived" || r.Age != 65 {
			t.Fatalf("row %d is %+v, want %s", i+1, r, want)
		}
	}
}

func TestAVisitWithoutARecordOfItsPatientIsCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, arrived, planned)
	list, err := b.Patients(b.doctor, "zh")
	if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != "p1" || list.Total != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

// narrow is a store with a smaller bound on what a page may include.
type narrow struct {
	store.Store
	included int
}

func (n narrow) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	res, err := n.Store.Search(ctx, q)
	if err == nil && len(res.Included) > n.included {
		return store.SearchResult{}, outcome.New(outcome.TooLarge, "the page includes too much")
	}
	return res, err
}

func TestRecordsTooLargeForOnePageAreReadInSeveral(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, smith, arrived, planned, penAll, warfarin, egfr20, pregnant)
	b.Store = narrow{b.Store, 3}
	list, err := b.Patients(b.doctor, "en")
	if err != nil || len(list.Rows) != 2 || list.Total != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	b.Store = narrow{b.Store, 2} // one record alone is too large: said, not left out
	if list, err = b.Patients(b.doctor, "en"); !outcome.Is(err, outcome.TooLarge) {
		t.Errorf("want too-large, got %+v, %v", list, err)
	}
}
