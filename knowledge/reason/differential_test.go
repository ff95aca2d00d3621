package reason_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/reason"
)

// The list falls along its probabilities, which with all other causes make one;
// it is an answer or it is possibilities, never both.
func TestTheListIsAnAnswerOrPossibilities(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	parts := []string{"头疼", "发烧三天", "咳嗽有黄痰", "大脚趾红肿", "喝了啤酒", "没有外伤", "尿频尿急", "胸口闷", "下面痒", "my knee hurts", "itchy rash", "天气不错"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 5).Draw(t, "text"), "，")
		raw, err := json.Marshal(map[string]any{"id": 1, "text": text})
		if err != nil {
			t.Fatal(err)
		}
		var out reason.TriageOutput
		if err := json.Unmarshal(e.Line(raw), &out); err != nil {
			t.Fatal(err)
		}
		if out.Abstained != (len(out.Differential) == 0) || !out.Abstained && len(out.Possible) > 0 {
			t.Fatalf("abstained %v with %d answers and %d possibilities", out.Abstained, len(out.Differential), len(out.Possible))
		}
		sum, last, first := 0.0, 1.0, 0.0
		for i, r := range append(out.Differential, out.Possible...) {
			if r.P > last {
				t.Fatalf("%s rises to %f behind %f", r.Condition, r.P, last)
			}
			last = r.P
			sum += r.P
			if i < 3 {
				first += r.P
			}
		}
		if sum > 1+1e-9 {
			t.Fatalf("the list sums to %f", sum)
		}
		if !out.Abstained && first < reason.Fitted().Answers {
			t.Fatalf("an answer whose first three have %f together", first)
		}
	})
}

// What a red flag suspects does not stand before what is likelier; it heads
// what must not be missed.
func TestDangerStandsInItsOwnList(t *testing.T) {
	t.Parallel()
	e, g := suspecting(t)
	a, err := e.Account(reason.TriageInput{Text: "天旋地转，翻身就晕，几十秒就好，恶心；刚才突然说话有点不清楚，一会就好了", Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.RedFlags) == 0 || len(a.MustNotMiss) == 0 {
		t.Fatalf("flags %v, not to be missed %v", a.RedFlags, a.MustNotMiss)
	}
	flag, _ := g.RedFlag(a.RedFlags[0].ID)
	if !strings.Contains(strings.Join(flag.Suspect, " "), a.MustNotMiss[0].Condition) {
		t.Errorf("%s suspects %v, and %s heads the list", flag.ID, flag.Suspect, a.MustNotMiss[0].Condition)
	}
}

// The weights that are shipped say on what they were fitted, and have the signs
// that a clinician expects.
func TestWeightsAreThoseOfAFit(t *testing.T) {
	t.Parallel()
	w := reason.Fitted()
	if !strings.HasPrefix(w.Knowledge, "sha256:") || w.Cases < 1000 || w.Answers <= 0 || w.Answers >= 1 {
		t.Errorf("fitted on %q, %d cases; answers from %f", w.Knowledge, w.Cases, w.Answers)
	}
	for term, x := range w.Terms {
		if want := reason.Term(term) != reason.TermUnexplained; (x > 0) != want {
			t.Errorf("term %d weighs %f", term, x)
		}
	}
}

// A finding that the words name is counted in part by the words; given by
// itself it counts in full, and other weights weigh otherwise.
func TestFindingsCountOnce(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	of := func(in reason.TriageInput) reason.Terms {
		a, err := e.Account(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range a.Order {
			if x.Condition == "cond.common_cold" {
				return x.Terms
			}
		}
		t.Fatal("a cold is not in question")
		return reason.Terms{}
	}
	said := of(reason.TriageInput{Text: "流鼻涕，打喷嚏"})
	given := of(reason.TriageInput{Findings: json.RawMessage(`["find.runny_nose"]`)})
	if said[reason.TermSaid] <= 0 || said[reason.TermAnswered] != 0 || said[reason.TermWords] <= 0 {
		t.Errorf("said: %v", said)
	}
	if given[reason.TermSaid] != 0 || given[reason.TermAnswered] <= 0 || given[reason.TermWords] != 0 {
		t.Errorf("given: %v", given)
	}
}
