package eval_test

import (
	"strings"
	"testing"

	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/eval"
)

// A fit makes what is right likelier on the cases that it is fitted on, leaves
// the prior alone and takes every other story of a condition.
func TestWeigh(t *testing.T) {
	t.Parallel()
	cases, err := eval.Vignettes([]string{file(t, "cases.jsonl", infarct, cold)})
	if err != nil {
		t.Fatal(err)
	}
	var bank []resemblance.Saying
	for _, s := range []string{"流鼻涕打喷嚏", "鼻子不通，流清鼻涕", "嗓子疼，流鼻涕，有点咳"} {
		bank = append(bank, resemblance.Saying{Means: []string{"cond.common_cold"}, Lang: "zh", Says: s})
	}
	from := reason.Fitted()
	from.Terms[reason.TermSaid], from.Terms[reason.TermAnswered] = 0, 0
	f, err := triage(t).Weigh(cases, bank, from)
	if err != nil {
		t.Fatal(err)
	}
	if f.Cases["story"] != 2 || f.Cases["told"] != 2 || f.Cases["asked"] != 2 {
		t.Errorf("cases %v", f.Cases)
	}
	before, after := 0.0, 0.0
	for kind := range f.Cases {
		before += f.Before[kind]
		after += f.After[kind]
	}
	if after >= before || f.Weights.Terms[reason.TermAnswered] <= 0 {
		t.Errorf("loss %v, then %v; weights %v", f.Before, f.After, f.Weights)
	}
}

// A triage report says so where the weights were fitted on other content.
func TestWeightsOfOtherContent(t *testing.T) {
	t.Parallel()
	r, err := triage(t).Run(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if r.Weights != reason.Fitted().Knowledge {
		t.Errorf("weights of %q, shipped are those of %q", r.Weights, reason.Fitted().Knowledge)
	}
	for hash, warns := range map[string]bool{r.Weights: false, "sha256:other": true} {
		r.Knowledge = hash
		var text strings.Builder
		if err := r.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text.String(), "fitted on earlier content") != warns {
			t.Errorf("content %s, weights %s:\n%s", hash, r.Weights, text.String())
		}
	}
}
