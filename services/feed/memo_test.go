package feed

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/store"
)

func TestSharedCountsForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s shared
		ward := []store.Resource{{Key: store.Key{Type: "Location", ID: "1"}}}
		s.put("none", nil)
		s.put("ward", ward)
		if _, ok := s.get("none"); ok {
			t.Error("what was not found is remembered")
		}
		if found, ok := s.get("ward"); !ok || len(found) != 1 {
			t.Error("what was found is not remembered")
		}
		time.Sleep(sharedFor + time.Millisecond)
		if _, ok := s.get("ward"); ok {
			t.Error("it is remembered for ever")
		}
		s.put("ward", ward)
		s.forget()
		if _, ok := s.get("ward"); ok {
			t.Error("it is not forgotten")
		}
		for i := range 2 * sharedMax {
			s.put(fmt.Sprint(i), ward)
		}
		if len(s.found) > sharedMax {
			t.Errorf("%d are remembered", len(s.found))
		}
	})
}

func TestPlansAreTakenOnce(t *testing.T) {
	t.Parallel()
	var p plans
	p.put(1, planSize, mapping.Plan{Skipped: []string{"one"}})
	p.put(2, planSize+1, mapping.Plan{})
	if plan, ok := p.take(1); !ok || len(plan.Skipped) != 1 {
		t.Error("the plan is not there")
	}
	for _, id := range []int64{1, 2} {
		if _, ok := p.take(id); ok {
			t.Errorf("plan %d is there", id)
		}
	}
	for i := range int64(3 * plansMax) {
		p.put(i, 1, mapping.Plan{})
	}
	if len(p.plan) > plansMax {
		t.Errorf("%d plans are kept", len(p.plan))
	}
	p.clear()
	if _, ok := p.take(3*plansMax - 1); ok {
		t.Error("a plan of the former mapping is kept")
	}
}
