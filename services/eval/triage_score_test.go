package eval

import (
	"bytes"
	"strings"
	"testing"
)

// What is out of scope counts in its own two figures and nowhere else, and
// anything that is named of it is wrong.
func TestOutOfScopeIsCounted(t *testing.T) {
	t.Parallel()
	out := Vignette{ID: "o", Lang: "zh", Sex: "male", OutOfScope: true}
	answers := []Answer{
		{Vignette: out, Said: "routine", Abstained: true},
		{Vignette: out, Said: "urgent", Abstained: true},
		{Vignette: out, Said: "routine", Abstained: true, Ranked: []string{"cond.gout"}},
		{Vignette: out, Said: "routine", Abstained: true, About: []string{"comp.fever"}},
		{Vignette: out, Said: "emergency"},
	}
	r := TriageReport{Told: map[string]*TriageScore{}}
	for i, a := range answers {
		grouped(r.Told, a, true)
		if a.wrong() != (i > 0) {
			t.Errorf("answer %d is wrong: %v", i, a.wrong())
		}
	}
	all := *r.Told["all"]
	if all.OutAbstained != (Rate{Hits: 2, N: 5}) || all.OutUrgent != (Rate{Hits: 2, N: 5}) {
		t.Errorf("abstained %v, called %v", all.OutAbstained, all.OutUrgent)
	}
	if all.OverTriage.N+all.Exact.N+all.Abstained.N+all.NoComplaint.N > 0 || all.Questions > 0 {
		t.Errorf("it counts elsewhere: %+v", all)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "out of scope, told at once: abstained 2 of 5 [5.3, 85.3], called urgent 2") {
		t.Errorf("%v: %s", err, text.String())
	}
}
