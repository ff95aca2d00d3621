package logic_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// known is a set of facts given by hand; what it lacks is unknown.
type known struct {
	bools map[string]chart.Tri
	nums  map[string]float64
}

func (k known) Bool(id string) chart.Tri { return k.bools[id] }

func (k known) Number(id string) (float64, bool) {
	n, ok := k.nums[id]
	return n, ok
}

var tris = []chart.Tri{chart.No, chart.Unknown, chart.Yes}

func is(id string) graph.Expr { return graph.Expr{Present: id} }

func num(v float64) *float64 { return &v }

// TestTruthTables is Kleene's strong logic, written out.
func TestTruthTables(t *testing.T) {
	t.Parallel()
	const n, u, y = chart.No, chart.Unknown, chart.Yes
	for i, a := range tris {
		for j, b := range tris {
			f := known{bools: map[string]chart.Tri{"a": a, "b": b}}
			and := [][]chart.Tri{{n, n, n}, {n, u, u}, {n, u, y}}[i][j]
			or := [][]chart.Tri{{n, u, y}, {u, u, y}, {y, y, y}}[i][j]
			if got := logic.Value(graph.Expr{All: []graph.Expr{is("a"), is("b")}}, f); got != and {
				t.Errorf("%s and %s is %s", a, b, got)
			}
			if got := logic.Value(graph.Expr{Any: []graph.Expr{is("a"), is("b")}}, f); got != or {
				t.Errorf("%s or %s is %s", a, b, got)
			}
		}
		e := is("a")
		f := known{bools: map[string]chart.Tri{"a": a}}
		for _, not := range []graph.Expr{{Not: &e}, {Absent: "a"}} {
			if got, want := logic.Value(not, f), []chart.Tri{y, u, n}[i]; got != want {
				t.Errorf("%v of %s is %s", not, a, got)
			}
		}
	}
	if got := logic.Value(graph.Expr{}, known{}); got != u {
		t.Errorf("nothing is %s", got)
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	three := []graph.Expr{is("a"), is("b"), is("c")}
	for _, tc := range []struct {
		min     int
		a, b, c chart.Tri
		want    chart.Tri
	}{
		{2, chart.Yes, chart.Yes, chart.Unknown, chart.Yes},
		{2, chart.Yes, chart.No, chart.Unknown, chart.Unknown},
		{2, chart.Yes, chart.No, chart.No, chart.No},
		{2, chart.Unknown, chart.Unknown, chart.No, chart.Unknown},
		{3, chart.Yes, chart.Yes, chart.No, chart.No},
		{1, chart.No, chart.No, chart.No, chart.No},
	} {
		f := known{bools: map[string]chart.Tri{"a": tc.a, "b": tc.b, "c": tc.c}}
		if got := logic.Value(graph.Expr{Count: &graph.Count{Min: tc.min, Of: three}}, f); got != tc.want {
			t.Errorf("at least %d of %s %s %s is %s", tc.min, tc.a, tc.b, tc.c, got)
		}
	}
}

func TestComparisons(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		c    graph.Compare
		v    float64
		want chart.Tri
	}{
		{graph.Compare{GTE: num(24)}, 24, chart.Yes},
		{graph.Compare{GTE: num(24)}, 23.9, chart.No},
		{graph.Compare{GT: num(24)}, 24, chart.No},
		{graph.Compare{GT: num(24)}, 24.1, chart.Yes},
		{graph.Compare{LTE: num(24)}, 24, chart.Yes},
		{graph.Compare{LTE: num(24)}, 24.1, chart.No},
		{graph.Compare{LT: num(24)}, 24, chart.No},
		{graph.Compare{LT: num(24)}, 23.9, chart.Yes},
		{graph.Compare{EQ: num(24)}, 24, chart.Yes},
		{graph.Compare{EQ: num(24)}, 25, chart.No},
		{graph.Compare{GTE: num(24), LT: num(28)}, 28, chart.No},
		{graph.Compare{GTE: num(24), LT: num(28)}, 27.9, chart.Yes},
	} {
		tc.c.Fact = "q"
		if got := logic.Value(graph.Expr{Compare: &tc.c}, known{nums: map[string]float64{"q": tc.v}}); got != tc.want {
			t.Errorf("%s at %v is %s", &tc.c, tc.v, got)
		}
		if got := logic.Value(graph.Expr{Compare: &tc.c}, known{}); got != chart.Unknown {
			t.Errorf("%s of nothing is %s", &tc.c, got)
		}
	}
}

var letters = []string{"a", "b", "c", "d"}

func expression(depth int) *rapid.Generator[graph.Expr] {
	return rapid.Custom(func(t *rapid.T) graph.Expr {
		kinds := 3
		if depth > 0 {
			kinds = 7
		}
		list := func() []graph.Expr { return rapid.SliceOfN(expression(depth-1), 1, 3).Draw(t, "of") }
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return is(rapid.SampledFrom(letters).Draw(t, "id"))
		case 1:
			return graph.Expr{Absent: rapid.SampledFrom(letters).Draw(t, "id")}
		case 2:
			return graph.Expr{Compare: &graph.Compare{Fact: "q", GTE: num(float64(rapid.IntRange(0, 3).Draw(t, "bound")))}}
		case 3:
			x := expression(depth-1).Draw(t, "not")
			return graph.Expr{Not: &x}
		case 4:
			return graph.Expr{All: list()}
		case 5:
			return graph.Expr{Any: list()}
		}
		of := list()
		return graph.Expr{Count: &graph.Count{Min: rapid.IntRange(1, len(of)).Draw(t, "min"), Of: of}}
	})
}

func world(t *rapid.T) known {
	k := known{bools: map[string]chart.Tri{}, nums: map[string]float64{}}
	for _, id := range letters {
		k.bools[id] = rapid.SampledFrom(tris).Draw(t, id)
	}
	if rapid.Bool().Draw(t, "measured") {
		k.nums["q"] = float64(rapid.IntRange(0, 3).Draw(t, "q"))
	}
	return k
}

// TestWhatIsDecidedStaysDecided: learning what was unknown never turns a yes
// into a no or a no into a yes.
func TestWhatIsDecidedStaysDecided(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, f := expression(3).Draw(t, "expr"), world(t)
		before := logic.Value(e, f)
		for _, id := range letters {
			if f.bools[id] == chart.Unknown {
				f.bools[id] = rapid.SampledFrom([]chart.Tri{chart.No, chart.Yes}).Draw(t, "learned "+id)
			}
		}
		if _, ok := f.nums["q"]; !ok {
			f.nums["q"] = float64(rapid.IntRange(0, 3).Draw(t, "learned q"))
		}
		after := logic.Value(e, f)
		if before != chart.Unknown && after != before {
			t.Errorf("%s was %s, and %s once more was known", e, before, after)
		}
		if after == chart.Unknown {
			t.Errorf("%s is unknown though everything is known", e)
		}
	})
}

// TestDeMorgan: a not goes in.
func TestDeMorgan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := world(t)
		of := rapid.SliceOfN(expression(2), 1, 3).Draw(t, "of")
		all, not := graph.Expr{All: of}, []graph.Expr{}
		for _, e := range of {
			not = append(not, graph.Expr{Not: &e})
		}
		if a, b := logic.Value(graph.Expr{Not: &all}, f), logic.Value(graph.Expr{Any: not}, f); a != b {
			t.Errorf("not all of %v is %s, any not is %s", of, a, b)
		}
		if a, b := logic.Value(all, f), logic.Value(graph.Expr{Count: &graph.Count{Min: len(of), Of: of}}, f); a != b {
			t.Errorf("all of %v is %s, a count of all is %s", of, a, b)
		}
	})
}

// TestProofsNameFacts: a proof has the value of the expression; the facts it
// names are known and decide it alone; what it misses is unknown and could.
func TestProofsNameFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, f := expression(3).Draw(t, "expr"), world(t)
		r := logic.Eval(e, f)
		if r.Value != logic.Value(e, f) || r.Proof.Value != r.Value || r.Proof.Expr != e.String() {
			t.Fatalf("%s: %s with a proof of %s (%s)", e, r.Value, r.Proof.Value, r.Proof.Expr)
		}
		if r.Value == chart.Unknown {
			if len(r.Proof.Missing) == 0 {
				t.Errorf("%s is unknown and misses nothing", e)
			}
			for _, id := range r.Proof.Missing {
				if _, measured := f.nums[id]; measured || f.bools[id] != chart.Unknown {
					t.Errorf("%s misses %s, which is known", e, id)
				}
			}
			return
		}
		if len(r.Proof.Facts) == 0 || len(r.Proof.Missing) != 0 {
			t.Fatalf("%s is %s by %v, missing %v", e, r.Value, r.Proof.Facts, r.Proof.Missing)
		}
		only := known{bools: map[string]chart.Tri{}, nums: map[string]float64{}}
		for _, id := range r.Proof.Facts {
			if n, ok := f.nums[id]; ok && id == "q" {
				only.nums[id] = n
			} else {
				only.bools[id] = f.bools[id]
			}
		}
		if got := logic.Value(e, only); got != r.Value {
			t.Errorf("%s is %s, and %s by the facts of its proof %v alone", e, r.Value, got, r.Proof.Facts)
		}
	})
}

func TestOffered(t *testing.T) {
	t.Parallel()
	when, unless := is("a"), is("b")
	for _, tc := range []struct{ a, b, want chart.Tri }{
		{chart.Yes, chart.No, chart.Yes},
		{chart.Yes, chart.Yes, chart.No},
		{chart.Yes, chart.Unknown, chart.Yes},
		{chart.Unknown, chart.No, chart.Unknown},
		{chart.No, chart.Unknown, chart.No},
	} {
		if got := logic.Offered(&when, &unless, known{bools: map[string]chart.Tri{"a": tc.a, "b": tc.b}}); got != tc.want {
			t.Errorf("when %s unless %s: %s", tc.a, tc.b, got)
		}
	}
	if got := logic.Offered(nil, nil, known{}); got != chart.Yes {
		t.Errorf("without conditions: %s", got)
	}
}

func TestRoundHalfUp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		v        float64
		decimals int
		want     float64
	}{
		{91.5, 0, 92}, {91.49, 0, 91}, {90.5, 0, 91}, {37.25, 1, 37.3}, {36.05, 1, 36.1}, {1.005, 2, 1.01}, {-0.5, 0, 0}, {35, 1, 35},
	} {
		if got := logic.RoundHalfUp(tc.v, tc.decimals); got != tc.want {
			t.Errorf("%v to %d decimals is %v, want %v", tc.v, tc.decimals, got, tc.want)
		}
	}
}

func TestBandsHaveNoGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		edges := rapid.SliceOfNDistinct(rapid.IntRange(-50, 50), 1, 6, rapid.ID[int]).Draw(t, "edges")
		slices.Sort(edges)
		b := graph.Band{Input: "q", Decimals: rapid.IntRange(0, 2).Draw(t, "decimals")}
		b.Points = append(b.Points, 0)
		for i, e := range edges {
			b.Edges, b.Points = append(b.Edges, float64(e)), append(b.Points, i+1)
		}
		v := rapid.Float64Range(-60, 60).Draw(t, "value")
		r, ok := logic.EvalBand(b, known{nums: map[string]float64{"q": v}})
		if !ok {
			t.Fatal("a measured value has no row")
		}
		if r.Index > 0 && r.Input < b.Edges[r.Index-1] || r.Index < len(b.Edges) && r.Input >= b.Edges[r.Index] {
			t.Errorf("%v is in row %d of %v", r.Input, r.Index, b.Edges)
		}
		when := is("a")
		b.When = &when
		if _, ok := logic.EvalBand(b, known{nums: map[string]float64{"q": v}}); ok {
			t.Error("a table applies to somebody of whom that is not known")
		}
	})
}

func TestAgrees(t *testing.T) {
	t.Parallel()
	applies := logic.ScoreResult{Applies: chart.Yes, Sum: 3, Response: graph.Response{Name: "low"}}
	for _, tc := range []struct {
		want, got any
		ok        bool
	}{
		{true, chart.Yes, true},
		{"unknown", chart.Unknown, true},
		{false, chart.Unknown, false},
		{"no", chart.No, true},
		{3.0, applies, true},
		{"low", applies, true},
		{4.0, applies, false},
		{"unknown", applies, false},
		{"unknown", logic.ScoreResult{Applies: chart.Unknown, Sum: 3}, true},
		{3.0, logic.ScoreResult{Applies: chart.Unknown, Sum: 3}, false},
		{2.0, 2.0, true},
		{"high", "low", false},
	} {
		if err := logic.Agrees(tc.want, tc.got); (err == nil) != tc.ok {
			t.Errorf("%v against %v: %v", tc.want, tc.got, err)
		}
	}
	if diff := cmp.Diff("unknown", chart.Unknown.String()); diff != "" {
		t.Error(diff)
	}
}
