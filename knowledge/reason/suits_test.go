package reason_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
)

// TestNobodyIsAskedWhatCannotBe: complaints of children and of the other sex are
// not offered, and a late period is no question to a woman of 77.
func TestNobodyIsAskedWhatCannotBe(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	e := reason.New(g, lexicon.New(g))
	who := func(sex chart.Sex, age float64) chart.Chart {
		c := chart.New()
		c.Sex, c.AgeYears = sex, age
		return c
	}
	for _, tc := range []struct {
		complaint string
		of        chart.Chart
		suits     bool
	}{
		{"comp.pregnancy", who(chart.Female, 59.9), true},
		{"comp.pregnancy", who(chart.Female, 60), false},
		{"comp.pregnancy", who(chart.Male, 30), false},
		{"comp.male", who(chart.Female, 30), false},
		{"comp.male", who(chart.Male, 30), true},
		{"comp.child_fever", who(chart.Female, 5), true},
		{"comp.child_fever", who(chart.Female, 77), false},
		{"comp.behaviour", who(chart.Male, 77), false},
		{"comp.vaginal_bleeding", who(chart.Female, 77), true}, // after the menopause it is a danger
		{"comp.cough", who(chart.Female, 77), true},
		{"comp.pregnancy", chart.New(), true}, // nothing is known
		{"comp.none", who(chart.Male, 30), false},
	} {
		if got := e.Suits(tc.complaint, tc.of); got != tc.suits {
			t.Errorf("%s at %v %s: %v", tc.complaint, tc.of.AgeYears, tc.of.Sex, got)
		}
	}
	for _, age := range []float64{30, 77} {
		c := reason.Case{Chart: who(chart.Female, age), Complaint: "comp.abdominal_pain"}
		c.Chart.Findings["find.abdominal_pain"] = chart.Yes
		if got, want := asks(e, c, "find.missed_period"), age < 60; got != want {
			t.Errorf("at %v a late period is asked for: %v", age, got)
		}
	}
}

// asks is true where an interview of somebody who has nothing else asks for the
// finding.
func asks(e *reason.Engine, c reason.Case, id string) bool {
	asked := map[string]bool{}
	for n := range 40 {
		q, ok := e.Next(c, asked, n)
		if !ok {
			return false
		}
		for _, one := range append([]string{q.ID}, q.Signs...) {
			if one == id {
				return true
			}
			asked[one], c.Chart.Findings[one] = true, chart.No
		}
	}
	return false
}
