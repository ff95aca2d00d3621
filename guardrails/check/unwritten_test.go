package check_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// Two made-up drugs: of one nobody has written down what a failing organ means,
// of the other that it means nothing.
const unwrittenDrugs = `
module: unwritten-test
drugs:
  - id: drug.muteone
    labels: {zh: 试验未载酮, en: muteone}
    classes: []
    pregnancy: [{advice: compatible}]
    lactation: compatible
    qt: none
    refs: [{source: src.textbook.judgement, locator: "a test", confidence: medium}]
    status: draft
    jurisdiction: INT
  - id: drug.steadyone
    labels: {zh: 试验无虞酮, en: steadyone}
    classes: []
    no_adjustment: [renal, hepatic]
    pregnancy: [{advice: compatible}]
    lactation: compatible
    qt: none
    refs: [{source: src.textbook.judgement, locator: "a test", confidence: medium}]
    status: draft
    jurisdiction: INT
`

func TestUnwritten(t *testing.T) {
	t.Parallel()
	g := contentWith(t, unwrittenDrugs)
	x, err := claim.New(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	prepared := check.NewIndex(g)
	egfr := func(n float64) with { return measured("find.egfr", n, "mL/min/{1.73_m2}") }
	unmeasured := change(func(c *chart.Chart) { delete(c.Measures, "find.egfr") })
	unasked := change(func(c *chart.Chart) { c.ConditionsKnown = false })
	renal, hepatic := []string{"renal_unknown"}, []string{"hepatic_unknown"}
	for _, tc := range []struct {
		name  string
		chart []with
		mute  []string
		lay   []string // beside mute, for a reader who cannot judge
	}{
		{"sound organs", nil, nil, nil},
		{"kidneys at the threshold", []with{egfr(60)}, nil, nil},
		{"kidneys below the threshold", []with{egfr(59)}, renal, nil},
		{"clearance below the threshold", []with{measured("find.crcl", 59, "mL/min")}, renal, nil},
		{"kidneys not measured, no disease known", []with{unmeasured}, nil, nil},
		{"kidneys not measured, kidney disease", []with{unmeasured, ill("cond.ckd")}, renal, nil},
		{"kidneys not measured, on dialysis", []with{unmeasured, ill("cond.dialysis")}, renal, nil},
		{"nothing asked, nothing measured", []with{unmeasured, unasked}, nil, []string{"hepatic_unknown", "renal_unknown"}},
		{"nothing asked, kidneys measured", []with{unasked}, nil, hepatic},
		{"cirrhosis", []with{ill("cond.cirrhosis")}, hepatic, nil},
		{"mildest class", []with{measured("find.child_pugh", 5, "{score}")}, hepatic, nil},
		{"liver disease without more", []with{ill("cond.chronic_liver_disease")}, hepatic, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, audience := range []string{"doctor", "patient"} {
				for drug, want := range map[string][]string{"muteone": tc.mute, "steadyone": nil} {
					if drug == "muteone" && audience == "patient" {
						want = slices.Concat(tc.mute, tc.lay)
					}
					text := "Start " + drug + "."
					_, _, found := check.Run(check.Input{Graph: g, Index: prepared, Chart: patient(tc.chart...), Audience: audience, Lang: "en", Text: text, Reading: x.Read(text, "en")})
					var got []string
					for _, f := range found {
						if f.Check == "renal" || f.Check == "hepatic" {
							got = append(got, f.Hazard)
							if len(f.Evidence) == 0 || f.Message.ZH == "" || f.Message.EN == "" {
								t.Errorf("%s of %s lacks evidence or words: %+v", f.Hazard, drug, f)
							}
						}
					}
					slices.Sort(got)
					if !slices.Equal(got, want) {
						t.Errorf("%s for a %s: %v, want %v", drug, audience, got, want)
					}
				}
			}
		})
	}
}
