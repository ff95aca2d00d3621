package check_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
)

// The rows of this made-up drug try every action and threshold of a hepatic
// limit; no real drug has all of them.
const hepaticDrug = `
module: hepatic-test
drugs:
  - id: drug.hepatest
    labels: {zh: 试验肝素酮, en: hepatestone}
    classes: []
    pregnancy: [{advice: compatible}]
    lactation: compatible
    qt: none
    doses: [{route: oral, population: adult, unit: mg, usual_min: 10, usual_max: 100, max_daily: 200}]
    hepatic: [{from: A, action: monitor}, {from: B, action: reduce, max_daily: 50, unit: mg}, {from: C, action: contraindicated}]
    refs: [{source: src.textbook.judgement, locator: "a test", confidence: medium}]
    status: draft
    jurisdiction: INT
`

// childPugh is the score as a finding, unless the content has it.
const childPugh = `
findings:
  - {id: find.child_pugh, kind: quantity, class: result, labels: {zh: Child-Pugh 评分, en: Child-Pugh score}, unit: "{score}", plausible: {min: 5, max: 15}}
`

func hepaticGraph(t *testing.T) *graph.Graph {
	t.Helper()
	module := hepaticDrug
	if _, ok := knowledge(t).Finding("find.child_pugh"); !ok {
		module += childPugh
	}
	return contentWith(t, module)
}

// contentWith is the content and one module of a test.
func contentWith(t *testing.T, module string) *graph.Graph {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(content.FS(), name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files["test.yaml"] = &fstest.MapFile{Data: []byte(module)}
	g, err := graph.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestHepatic(t *testing.T) {
	t.Parallel()
	g := hepaticGraph(t)
	x, err := claim.New(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	prepared := check.NewIndex(g)
	pugh := func(n float64) with { return measured("find.child_pugh", n, "{score}") }
	unasked := change(func(c *chart.Chart) { c.ConditionsKnown = false })
	for _, tc := range []struct {
		name, text string
		chart      []with
		want       []string
	}{
		{"no liver disease", "Start hepatestone 100 mg twice daily.", nil, nil},
		{"class A is monitored", "Start hepatestone 100 mg twice daily.", []with{ill("cond.cirrhosis"), pugh(6)}, nil},
		{"class B over the limit", "Start hepatestone 30 mg twice daily.", []with{pugh(7)}, []string{"hepatic:hepatic_dose", "hepaticdose:hepatic_dose"}},
		{"class B at the limit", "Start hepatestone 25 mg twice daily.", []with{pugh(9)}, nil},
		{"class B without a dose", "Start hepatestone.", []with{pugh(8)}, []string{"hepatic:hepatic_dose"}},
		{"class C is forbidden at any dose", "Start hepatestone 10 mg once daily.", []with{pugh(10)}, []string{"hepatic:hepatic_dose", "hepaticdose:hepatic_dose"}},
		{"cirrhosis without a class", "Start hepatestone 10 mg once daily.", []with{ill("cond.cirrhosis")}, []string{"hepatic:hepatic_unknown", "hepaticdose:hepatic_unknown"}},
		{"liver disease without more", "Start hepatestone 10 mg once daily.", []with{ill("cond.chronic_liver_disease")}, []string{"hepatic:hepatic_unknown", "hepaticdose:hepatic_unknown"}},
		{"nobody asked", "Start hepatestone 10 mg once daily.", []with{unasked}, []string{"hepatic:hepatic_unknown", "hepaticdose:hepatic_unknown"}},
		{"nobody asked, score known", "Start hepatestone 10 mg once daily.", []with{unasked, pugh(5)}, nil},
		{"to be avoided is no prescription", "Avoid hepatestone.", []with{pugh(10)}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := check.Input{Graph: g, Index: prepared, Chart: patient(tc.chart...), Audience: "doctor", Lang: "en", Text: tc.text, Reading: x.Read(tc.text, "en")}
			_, _, found := check.Run(in)
			var got []string
			for _, f := range found {
				if f.Check != "hepatic" && f.Check != "hepaticdose" {
					continue
				}
				got = append(got, f.Check+":"+f.Hazard)
				if len(f.Evidence) == 0 {
					t.Errorf("%s has no evidence", f.Hazard)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tc.want) {
				t.Errorf("%q: %v, want %v", tc.text, got, tc.want)
			}
		})
	}
}
