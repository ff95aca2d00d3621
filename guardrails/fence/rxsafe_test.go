package fence_test

import (
	"encoding/json"
	"os"
	"testing"

	"apricot.health/guardrails/fence"
)

// Public pairs of medicines with an interaction, written by a language model
// and noisy: a development measure, no quality figure. Pairs of which the graph
// does not know both are left out.
func TestInteractionPairs(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../shared/data/fence/rxsafebench-interaction.json")
	if err != nil {
		t.Skip("DEVELOPMENT DATA ARE ABSENT: interaction pairs are not measured")
	}
	var groups []struct {
		Interaction []struct {
			False string `json:"med_false"`
			True  string `json:"med_true"`
			With  struct {
				Name string `json:"name"`
				Rank string `json:"rank"`
			} `json:"interacton"`
		} `json:"interaction"`
	}
	if err := json.Unmarshal(raw, &groups); err != nil {
		t.Fatal(err)
	}
	f := theFence(t)
	judge := func(drug, with string) (lineAnswer, bool) {
		in, err := json.Marshal(map[string]any{"id": 1, "audience": "order", "text": drug + " po daily", "chart": map[string]any{
			"age": 50, "sex": "male", "conditions": []string{}, "medications": []string{with}, "allergies": []string{}, "egfr": 95,
		}})
		if err != nil {
			t.Fatal(err)
		}
		a := ask(t, f, in)
		for _, x := range a.Findings {
			if x.Hazard == "unknown_drug" || x.Hazard == "interaction_unknown" {
				return a, false
			}
		}
		return a, len(a.Findings) > 0 || a.Decision == fence.Release
	}
	unsafe, caught, safe, passed := map[string]int{}, map[string]int{}, 0, 0
	held := map[string]int{}
	for _, g := range groups {
		for _, x := range g.Interaction {
			if a, ok := judge(x.False, x.With.Name); ok {
				unsafe[x.With.Rank]++
				if found(a, "interaction", "interaction_soft", "interaction_minor", "duplicate", "contraindication", "contraindication_soft") {
					caught[x.With.Rank]++
				}
			}
			if a, ok := judge(x.True, x.With.Name); ok {
				safe++
				if a.Decision == fence.Release {
					passed++
				}
				for _, h := range a.Findings {
					if a.Decision != fence.Release {
						held[a.Decision+" "+h.Hazard]++
					}
				}
			}
		}
	}
	t.Logf("unsafe pairs by rank %v, found %v; %d of %d safe pairs released; held by %v", unsafe, caught, passed, safe, held)
	if safe > 0 && passed*2 < safe {
		t.Errorf("%d of %d safe pairs were released: the fence cries wolf", passed, safe)
	}
}

func found(a lineAnswer, hazards ...string) bool {
	for _, x := range a.Findings {
		for _, h := range hazards {
			if x.Hazard == h {
				return true
			}
		}
	}
	return false
}
