package graph_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"apricot.health/knowledge/graph"
)

func load(t *testing.T, files map[string]string) *graph.Graph {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	g, err := graph.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheHashIsOfTheContent(t *testing.T) {
	t.Parallel()
	g := load(t, map[string]string{"m.yaml": good})
	head, rest, _ := strings.Cut(good, "departments:")
	split := load(t, map[string]string{"b.yaml": head, "sub/a.yaml": "module: rest\ndepartments:" + rest})
	if g.Hash() != split.Hash() {
		t.Error("the same items in other files have another hash")
	}
	if moved := load(t, map[string]string{"m.yaml": good + "# a comment\n"}); moved.Hash() != g.Hash() {
		t.Error("a comment changes the hash")
	}
	if other := load(t, map[string]string{"m.yaml": strings.Replace(good, "prior: 5", "prior: 6", 1)}); other.Hash() == g.Hash() {
		t.Error("another prior has the same hash")
	}
}

func TestASnapshotIsTheGraph(t *testing.T) {
	t.Parallel()
	g := load(t, map[string]string{"m.yaml": good})
	back, err := graph.Decode(g.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash() != g.Hash() {
		t.Errorf("hash %s after a round trip, %s before", back.Hash(), g.Hash())
	}
	for name, change := range map[string][2]string{
		"unknown member": {`"prior":5`, `"prior":5,"posterior":1`}, "broken rule": {`"prior":5`, `"prior":0`}, "no JSON": {`{`, `[`},
	} {
		if _, err := graph.Decode([]byte(strings.Replace(string(g.Snapshot()), change[0], change[1], 1))); err == nil {
			t.Errorf("%s: a snapshot is taken", name)
		}
	}
	s := g.Snapshot()
	s[0] = 'x'
	if g.Snapshot()[0] == 'x' {
		t.Error("a caller can write into the snapshot")
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	g := load(t, map[string]string{"m.yaml": good})
	if diff := cmp.Diff([]string{"class.k", "class.kk"}, g.ClassesOf("drug.d")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"find.a"}, g.Generals("find.b")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"find.b"}, g.Specifics("find.a")); diff != "" {
		t.Error(diff)
	}
	if l, ok := g.Label("order.o"); !ok || l.In("en") != "why" || l.In("") != "因" {
		t.Errorf("label %+v", l)
	}
	if _, ok := g.Finding("find.age"); !ok || !g.Exists("find.pregnant") || g.Exists("find.nowhere") {
		t.Error("demographics are not there, or what is not there is")
	}
	if diff := cmp.Diff([]string{"find.c"}, g.Undocumented()); diff != "" {
		t.Error(diff)
	}
	if list := g.Findings(); len(list) > 0 {
		list[0].ID = "find.changed"
		if g.Exists("find.changed") || g.Findings()[0].ID == "find.changed" {
			t.Error("a caller can change the list of findings")
		}
	}
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	var got []string
	for _, p := range load(t, map[string]string{"m.yaml": good, "n.yaml": `module: n
findings:
  - {id: find.lonely, kind: boolean, class: sign, labels: {zh: 独, en: lonely}}
`}).Orphans() {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]string{"src.old", "find.d", "find.lonely"}, got); diff != "" {
		t.Error(diff)
	}
}

// expression draws any condition of the grammar.
func expression(depth int) *rapid.Generator[graph.Expr] {
	return rapid.Custom(func(t *rapid.T) graph.Expr {
		id := rapid.SampledFrom([]string{"find.a", "cond.x", "drug.d", "class.k"}).Draw(t, "id")
		kinds := 3
		if depth > 0 {
			kinds = 7
		}
		list := func() []graph.Expr { return rapid.SliceOfN(expression(depth-1), 1, 3).Draw(t, "of") }
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return graph.Expr{Present: id}
		case 1:
			return graph.Expr{Absent: id}
		case 2:
			c := &graph.Compare{Fact: "find.q"}
			v := rapid.Float64Range(-1e6, 1e6).Draw(t, "bound")
			*rapid.SampledFrom([]**float64{&c.GTE, &c.GT, &c.LTE, &c.LT, &c.EQ}).Draw(t, "op") = &v
			return graph.Expr{Compare: c}
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

func TestExpressionsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := expression(3).Draw(t, "expr")
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back graph.Expr
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Errorf("%s (-was +is):\n%s", b, diff)
		}
		if e.String() != back.String() || e.String() == "nothing" {
			t.Errorf("reads %q, then %q", e, back)
		}
	})
}

func FuzzDecode(f *testing.F) {
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(good)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(g.Snapshot())
	f.Add([]byte(`{"red_flags":[{"when":{"count":{"min":1,"of":[]}}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		g, err := graph.Decode(raw)
		if (g == nil) != (err != nil) {
			t.Fatal("a refused snapshot gives a graph")
		}
	})
}

func FuzzCompile(f *testing.F) {
	f.Add(good)
	f.Add("module: x\nred_flags: [{when: {all: []}}]")
	f.Fuzz(func(t *testing.T, text string) {
		if g, _ := graph.Compile(fstest.MapFS{"m.yaml": {Data: []byte(text)}}); g == nil {
			t.Fatal("an author gets no graph")
		}
	})
}

func TestTheBinaryIsTheGraph(t *testing.T) {
	t.Parallel()
	g := load(t, map[string]string{"m.yaml": good})
	raw := g.Binary()
	back, err := graph.LoadBinary(raw)
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash() != g.Hash() || !bytes.Equal(back.Snapshot(), g.Snapshot()) {
		t.Error("the compiled graph is another graph")
	}
	if !bytes.Equal(back.Binary(), raw) {
		t.Error("compiling twice gives two files")
	}
	if diff := cmp.Diff(g.RedFlags(), back.RedFlags()); diff != "" {
		t.Error(diff)
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "text": []byte("hello\n"), "cut": raw[:len(raw)-3], "longer": append(slices.Clone(raw), 0),
		"another schema": bytes.Replace(raw, []byte("apricot-graph "), []byte("apricot-graph 0"), 1),
	} {
		if _, err := graph.LoadBinary(bad); err == nil {
			t.Errorf("%s is taken for a compiled graph", name)
		}
	}
}

func FuzzLoadBinary(f *testing.F) {
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(good)}})
	if err != nil {
		f.Fatal(err)
	}
	raw := g.Binary()
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if g, err := graph.LoadBinary(raw); (g == nil) != (err != nil) {
			t.Fatal("a refused file gives a graph")
		}
	})
}
