package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// altered is one kind of items beside which orders stand, with all that it takes to
// run its mutants.
type altered[T any] struct {
	items []T
	head  func(T) (id string, tests []graph.MedicineCase)
	alter func(T) []mutation.Altered[T]
	// with is the graph with a mutant in it.
	with func(*graph.Tryout, T) *graph.Graph
	// put has the index, whose rules are its own, hold a mutant that is not in the graph.
	put func(*Index, T)
	// orders are worth trying against a mutant that no test notices.
	orders func(T, mutation.Altered[T]) []graph.MedicineCase
}

// found is a mutant that survived, by the order that would tell it, or one that none
// tells.
type found struct {
	id, at, change string
	order          *graph.MedicineCase
}

// runOrders holds every mutant of every item against the orders beside it.
func runOrders[T any](g *graph.Graph, index *Index, kind altered[T]) (n tally, told []found) {
	const workers = 2
	var mu sync.Mutex
	var wait sync.WaitGroup
	next := make(chan T)
	for range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			m, tryout := newMedicines(), g.Tryout()
			for x := range next {
				own, list := runItem(index, kind, m, tryout, x)
				mu.Lock()
				n.mutants, n.killed, n.same = n.mutants+own.mutants, n.killed+own.killed, n.same+own.same
				told = append(told, list...)
				mu.Unlock()
			}
		}()
	}
	for _, x := range kind.items {
		next <- x
	}
	close(next)
	wait.Wait()
	return n, told
}

func runItem[T any](index *Index, kind altered[T], m *medicines, tryout *graph.Tryout, x T) (n tally, told []found) {
	id, tests := kind.head(x)
	own := *index
	own.rules = slices.Clone(index.rules) // put changes them
	for _, mutant := range kind.alter(x) {
		n.mutants++
		other := own.with(kind.with(tryout, mutant.Fact), mutant.At == "classes" || mutant.At == "parents")
		if kind.put != nil {
			kind.put(other, mutant.Fact)
		}
		differs := func(c graph.MedicineCase) bool {
			got, err := m.answer(other.g, other, id, c)
			return err == nil && got != c.Expect
		}
		if slices.ContainsFunc(tests, differs) {
			n.killed++
			continue
		}
		f := found{id: id, at: mutant.At, change: mutant.Change}
		for _, c := range kind.orders(x, mutant) {
			var err error
			if c.Expect, err = m.answer(index.g, index, id, c); err == nil && differs(c) {
				f.order = &c
				tests = append(slices.Clone(tests), c)
				break
			}
		}
		if f.order == nil {
			n.same++
		}
		told = append(told, f)
	}
	return n, told
}

// TestDrugMutants changes every medicine, class and allergen group by one bound, row,
// word or member at a time: the orders beside it must notice.
func TestDrugMutants(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	g := index.g
	w := orders{g: g, index: index}
	rows := map[string][]graph.MedicineCase{}
	tell := func(kind string, n tally, told []found) {
		same := map[string]int{}
		survivors := 0
		for _, f := range told {
			if f.order == nil {
				same[strings.Join(slices.DeleteFunc(strings.Fields(f.at), func(w string) bool { return strings.Trim(w, "0123456789") == "" }), " ")]++
				continue
			}
			survivors++
			rows[f.id] = append(rows[f.id], *f.order)
			if !*fill {
				t.Errorf("%s: nobody notices when %s; an order that would: %s", f.id, f.change, mutation.Row(f.id, *f.order))
			}
		}
		t.Logf("%s: %d mutants: %d killed, %d the same in other words %v, %d survivors", kind, n.mutants, n.killed, n.same, same, survivors)
		if n.mutants == 0 {
			t.Errorf("%s: nothing was changed", kind)
		}
	}
	n, told := runOrders(g, index, altered[graph.Drug]{
		items: g.Drugs(), alter: mutation.Drug, with: (*graph.Tryout).Drug, orders: w.drug,
		head: func(x graph.Drug) (string, []graph.MedicineCase) { return x.ID, x.Tests },
	})
	tell("medicines", n, told)
	n, told = runOrders(g, index, altered[graph.DrugClass]{
		items: g.DrugClasses(), alter: mutation.DrugClass, with: (*graph.Tryout).Class, orders: w.class,
		head: func(x graph.DrugClass) (string, []graph.MedicineCase) { return x.ID, x.Tests },
	})
	tell("classes", n, told)
	n, told = runOrders(g, index, altered[graph.AllergenGroup]{
		items: g.AllergenGroups(), alter: mutation.Allergen, with: (*graph.Tryout).Allergen, orders: w.allergen,
		head: func(x graph.AllergenGroup) (string, []graph.MedicineCase) { return x.ID, x.Tests },
	})
	tell("allergen groups", n, told)
	n, told = runOrders(g, index, altered[graph.SafetyRule]{
		items: g.SafetyRules(), alter: mutation.SafetyRule, orders: w.rule,
		with: func(*graph.Tryout, graph.SafetyRule) *graph.Graph { return g },
		put: func(x *Index, r graph.SafetyRule) {
			x.rules[slices.IndexFunc(x.rules, func(o graph.SafetyRule) bool { return o.ID == r.ID })] = r
		},
		head: func(x graph.SafetyRule) (string, []graph.MedicineCase) { return x.ID, x.Checked },
	})
	tell("safety rules", n, told)
	if *fill {
		if err := mutation.FillRows("../../knowledge/content", rows); err != nil {
			t.Fatal(err)
		}
	}
}

// with is the index of a graph that is x's but for one item; moved says that the
// classes of some medicines may be others.
func (x *Index) with(g *graph.Graph, moved bool) *Index {
	out := *x
	out.g = g
	if !moved {
		return &out
	}
	out.kinds, out.of = maps.Clone(x.kinds), maps.Clone(x.of)
	for id, kinds := range x.kinds {
		if up := g.ClassesOf(id); len(kinds) > 0 && !strings.HasPrefix(id, "allergen.") && !slices.Equal(kinds[1:], up) {
			out.kinds[id] = append([]string{id}, up...)
			out.of[id] = nil
			for i, r := range x.rules {
				if m := (membership{i, out.member(r.A, id), out.member(r.B, id)}); m.inA || m.inB {
					out.of[id] = append(out.of[id], m)
				}
			}
		}
	}
	return &out
}

func num(n float64) string { return fmt.Sprintf("%.8g", n) }
