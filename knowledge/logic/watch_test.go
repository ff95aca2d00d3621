package logic_test

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"

	"pgregory.net/rapid"
)

// TestWatchMissesNoFlag: whatever is known of a patient, the watch gives the flags that
// hold when each is looked at, in their order.
func TestWatchMissesNoFlag(t *testing.T) {
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	flags := g.RedFlags()
	// Conditions that hold by what is not there stand beside those of the graph.
	flags = append(flags,
		graph.RedFlag{ID: "flag.absent", When: graph.Expr{Absent: "find.fever"}},
		graph.RedFlag{ID: "flag.not", When: graph.Expr{Not: &graph.Expr{Present: "cond.epilepsy"}}},
		graph.RedFlag{ID: "flag.some", When: graph.Expr{Count: &graph.Count{Min: 2, Of: []graph.Expr{{Present: "find.cough"}, {Absent: "find.fever"}, {Present: "find.vomiting"}}}}},
		graph.RedFlag{ID: "flag.free", When: graph.Expr{Count: &graph.Count{Min: 1, Of: []graph.Expr{{Present: "find.cough"}, {Absent: "find.fever"}}}}},
	)
	w := logic.NewWatch(flags)
	var ids []string
	for _, f := range flags {
		for _, id := range f.When.Facts() {
			if x, ok := g.Finding(id); ok && x.Kind == "boolean" {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rapid.Check(t, func(t *rapid.T) {
		c := chart.New()
		c.AgeYears = float64(rapid.IntRange(-1, 95).Draw(t, "age"))
		c.ConditionsKnown = rapid.Bool().Draw(t, "known")
		for _, id := range rapid.SliceOfN(rapid.SampledFrom(ids), 0, 12).Draw(t, "there") {
			c.Findings[id] = chart.Yes
		}
		for _, id := range rapid.SliceOfN(rapid.SampledFrom(ids), 0, 6).Draw(t, "denied") {
			c.Findings[id] = chart.No
		}
		if rapid.Bool().Draw(t, "measured") {
			c.Measures["find.spo2"] = chart.Measure{Value: float64(rapid.IntRange(70, 100).Draw(t, "spo2")), Unit: "%"}
		}
		f := logic.FromChart(g, c)
		var want []int
		for i := range flags {
			if logic.Offered(&flags[i].When, flags[i].Unless, f) == chart.Yes {
				want = append(want, i)
			}
		}
		if got := w.Holding(f); !slices.Equal(got, want) {
			t.Fatalf("of %v the watch gives %v, one by one %v hold", c.Findings, got, want)
		}
		if got := w.Holding(bare{f}); !slices.Equal(got, want) {
			t.Fatalf("of facts that cannot be listed the watch gives %v, not %v", got, want)
		}
	})
}

// bare hides that facts can be listed.
type bare struct{ logic.Facts }
