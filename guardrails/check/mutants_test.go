package check

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// fill is for authors: go test ./guardrails/check -run TestFactMutants -fill
// writes the missing texts beside the facts, for the author to read.
var fill = flag.Bool("fill", false, "write the texts that would notice the surviving mutants")

// mutated is one kind of facts with all that it takes to run its mutants.
type mutated[T any] struct {
	items []T
	head  func(T) (id string, tests []graph.TextCase)
	alter func(T) []mutation.Altered[T]
	// put has an index judge by other items of the kind.
	put   func(*Index, []T)
	judge func(judge, T, graph.TextCase) bool
	// texts are worth trying against a mutant that no test notices.
	texts func(T, mutation.Altered[T]) []graph.TextCase
	// lists are the words by which the fact is met.
	lists func(T) [][]string
}

// tally counts mutants; texts are those that would notice the survivors, by fact.
type tally struct {
	mutants, killed int
	same            int
	dead            []string
	survivors       []string
	texts           map[string][]string
}

// run holds every mutant of every item against the tests beside the item. Where
// none of the texts worth trying tells a mutant, it is the same in other words if
// it is a number or a word that another of its list stands in; a word that nothing
// would miss is dead.
func run[T any](j judge, kind mutated[T]) tally {
	n := tally{texts: map[string][]string{}}
	for i, x := range kind.items {
		id, tests := kind.head(x)
		for _, m := range kind.alter(x) {
			n.mutants++
			other := j
			index := *j.index
			items := slices.Clone(kind.items)
			items[i] = m.Fact
			kind.put(&index, items)
			other.index = &index
			notices := func(c graph.TextCase) bool { return kind.judge(other, x, c) != c.Expect }
			if slices.ContainsFunc(tests, notices) {
				n.killed++
				continue
			}
			told := slices.IndexFunc(kind.texts(x, m), func(c graph.TextCase) bool {
				c.Expect = kind.judge(j, x, c)
				if !notices(c) {
					return false
				}
				tests = append(slices.Clone(tests), c)
				n.texts[id] = append(n.texts[id], line(c))
				n.survivors = append(n.survivors, fmt.Sprintf("%s: nobody notices when %s; a text that would: %s", id, m.Change, line(c)))
				return true
			})
			switch {
			case told >= 0:
			case m.Word == "" || kind.lists == nil || j.g.Exists(m.Word) || spare(m.Word, kind.lists(x)):
				n.same++
			default:
				n.dead = append(n.dead, fmt.Sprintf("%s: no text is told by when %s", id, m.Change))
			}
		}
	}
	return n
}

// spare is true for a word in which another of its list stands, or one that always
// refuses or tells what is past.
func spare(word string, lists [][]string) bool {
	return holdsAny(word, refusals...) || holdsAny(word, pastWords...) || slices.ContainsFunc(lists, func(list []string) bool {
		return slices.Contains(list, word) && slices.ContainsFunc(list, func(w string) bool { return w != word && strings.Contains(word, w) })
	})
}

// line is a text as it stands in a module.
func line(c graph.TextCase) string {
	var of []string
	expect := fmt.Sprintf("expect: %v", c.Expect)
	if c.Hazard != "" {
		expect += ", hazard: " + c.Hazard
	}
	if p := c.For; p != nil {
		if p.Age != 0 {
			of = append(of, fmt.Sprintf("age: %v", p.Age))
		}
		if p.Pregnant {
			of = append(of, "pregnant: true")
		}
		for key, list := range map[string][]string{"conditions": p.Conditions, "takes": p.Takes} {
			if len(list) > 0 {
				of = append(of, fmt.Sprintf("%s: [%s]", key, strings.Join(list, ", ")))
			}
		}
		return fmt.Sprintf("{text: %s, for: {%s}, %s}", strconv.Quote(c.Text), strings.Join(of, ", "), expect)
	}
	return fmt.Sprintf("{text: %s, %s}", strconv.Quote(c.Text), expect)
}

// TestFactMutants changes every fact by one word, number or medicine at a time:
// the texts beside it must notice.
func TestFactMutants(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	read := map[string]claim.Reading{}
	j := judge{g: index.g, index: index, read: func(text, lang string) claim.Reading {
		r, ok := read[text]
		if !ok {
			r = x.Read(text, lang)
			read[text] = r
		}
		return r
	}}
	w := worth{j}
	texts := map[string][]string{}
	tell := func(kind string, n tally) {
		t.Logf("%s: %d mutants: %d killed, %d the same in other words, %d survivors, %d dead", kind, n.mutants, n.killed, n.same, len(n.survivors), len(n.dead))
		for _, s := range n.dead {
			t.Error(s)
		}
		for id, lines := range n.texts {
			texts[id] = lines
		}
		for _, s := range n.survivors {
			if !*fill {
				t.Error(s)
			}
		}
		if n.mutants == 0 {
			t.Errorf("%s: nothing was changed", kind)
		}
	}
	tell("practices", run(j, mutated[graph.Practice]{
		items: index.g.Practices(), alter: mutation.Practice, texts: w.practice, judge: judge.practice,
		head:  func(x graph.Practice) (string, []graph.TextCase) { return x.ID, x.Tests },
		put:   (*Index).practise,
		lists: func(x graph.Practice) [][]string { return slices.Concat(x.Says, [][]string{x.About, x.Unless}) },
	}))
	tell("figures", run(j, mutated[graph.EducationFigure]{
		items: index.g.EducationFigures(), alter: mutation.Figure, texts: w.figure,
		judge: func(j judge, _ graph.EducationFigure, c graph.TextCase) bool { return j.figure(c) },
		head:  func(x graph.EducationFigure) (string, []graph.TextCase) { return x.ID, x.Tests },
		put:   (*Index).educate,
		lists: func(x graph.EducationFigure) [][]string { return slices.Concat(x.Says, [][]string{x.About, x.Unless}) },
	}))
	tell("pharmacology", run(j, mutated[graph.Pharmacology]{
		items: index.g.Pharmacology(), alter: mutation.Pharmacology, texts: w.pharmacology,
		judge: func(j judge, _ graph.Pharmacology, c graph.TextCase) bool { return j.pharmacology(c) },
		head:  func(x graph.Pharmacology) (string, []graph.TextCase) { return x.ID, x.Tests },
		put:   func(x *Index, items []graph.Pharmacology) { x.pharmacology = newPharmacology(items) },
		lists: func(x graph.Pharmacology) [][]string { return [][]string{x.By, x.Poisons, x.Loosely, x.Unless} },
	}))
	tell("trials", run(j, mutated[graph.Trial]{
		items: index.g.Trials(), alter: mutation.Trial, texts: w.trial, judge: judge.trial,
		head: func(x graph.Trial) (string, []graph.TextCase) { return x.ID, x.Tests },
		put:  func(x *Index, items []graph.Trial) { x.trials = newRegistry(items) },
	}))
	tell("herbs", run(j, mutated[graph.Herb]{
		items: index.g.Herbs(), alter: mutation.Herb, texts: w.herb,
		judge: func(j judge, x graph.Herb, c graph.TextCase) bool { return j.herbal(x.ID, c) },
		head:  func(x graph.Herb) (string, []graph.TextCase) { return x.ID, x.Tests },
		put: func(x *Index, items []graph.Herb) {
			x.materia = newMateria(items, index.g.HerbIncompatibilities())
		},
	}))
	tell("incompatibilities", run(j, mutated[graph.HerbIncompatibility]{
		items: index.g.HerbIncompatibilities(), alter: mutation.Incompatibility, texts: w.pair,
		judge: func(j judge, x graph.HerbIncompatibility, c graph.TextCase) bool { return j.herbal(x.ID, c) },
		head:  func(x graph.HerbIncompatibility) (string, []graph.TextCase) { return x.ID, x.Tests },
		put: func(x *Index, items []graph.HerbIncompatibility) {
			x.materia = newMateria(index.g.Herbs(), items)
		},
	}))
	if *fill {
		fillIn(t, texts)
	}
}

// fillIn writes texts beside their facts.
func fillIn(t *testing.T, texts map[string][]string) {
	t.Helper()
	modules, err := filepath.Glob("../../knowledge/content/*.yaml")
	if err != nil || len(modules) == 0 {
		t.Fatal("no modules: ", err)
	}
	for _, name := range modules {
		old, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(old)
		for id, lines := range texts {
			next, found, err := mutation.Fill(text, id, lines)
			if err != nil {
				t.Error(err)
			}
			if found {
				delete(texts, id)
			}
			text = next
		}
		if text == string(old) {
			continue
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil { //nolint:gosec // the modules are public text
			t.Fatal(err)
		}
	}
	for id := range texts {
		t.Errorf("%s is in no module", id)
	}
}
