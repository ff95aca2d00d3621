package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
)

// droppedFrom is a row of a table with one part of it dropped.
type droppedFrom[T any] struct {
	change string
	row    T
}

// lacking are a row and each element of a list of it dropped in turn.
func lacking[T, E any](x T, what string, list func(*T) *[]E) []droppedFrom[T] {
	var out []droppedFrom[T]
	for i := range *list(&x) {
		y := x
		*list(&y) = slices.Delete(slices.Clone(*list(&x)), i, i+1)
		out = append(out, droppedFrom[T]{fmt.Sprintf("%s %d is dropped", what, i+1), y})
	}
	return out
}

// bereft is a row with a part dropped, where it has one.
func bereft[T any](x T, has bool, change string, drop func(*T)) []droppedFrom[T] {
	if !has {
		return nil
	}
	drop(&x)
	return []droppedFrom[T]{{change, x}}
}

// unsoundMutants are a practice with one expression, exception or bound dropped.
func unsoundMutants(p unsound) []droppedFrom[unsound] {
	out := slices.Concat(
		lacking(p, "about", func(x *unsound) *[]expression { return &x.About }),
		lacking(p, "unless", func(x *unsound) *[]expression { return &x.Unless }),
		bereft(p, p.Wide, "it is not wide", func(x *unsound) { x.Wide = false }),
		bereft(p, p.Span > 0 && p.Span != 2, "its span is two", func(x *unsound) { x.Span = 0 }),
		bereft(p, p.MinAge > 0, "min_age is dropped", func(x *unsound) { x.MinAge = 0 }),
		bereft(p, p.MaxAge > 0, "max_age is dropped", func(x *unsound) { x.MaxAge = 0 }),
	)
	if len(p.Says) > 1 {
		out = append(out, lacking(p, "says", func(x *unsound) *[][]expression { return &x.Says })...)
	}
	for i, says := range p.Says {
		if len(says) == 1 {
			continue
		}
		for _, m := range lacking(says, fmt.Sprintf("says %d, expression", i+1), func(x *[]expression) *[]expression { return x }) {
			y := p
			y.Says = slices.Clone(p.Says)
			y.Says[i] = m.row
			out = append(out, droppedFrom[unsound]{m.change, y})
		}
	}
	return out
}

// seenBy counts changes, those that a text beside the row notices, and those that only a
// text that was made of one does.
type seenBy struct{ Changes, Noticed, ByMade int }

// unseen are the changes of a row that no text notices.
func unseen[R, B any](count *seenBy, row R, changes []droppedFrom[R], texts []B, made func(func(B) bool), told func(R, B) bool) []string {
	left := slices.DeleteFunc(slices.Clone(changes), func(c droppedFrom[R]) bool {
		return slices.ContainsFunc(texts, func(b B) bool { return told(row, b) != told(c.row, b) })
	})
	count.Changes += len(changes)
	count.Noticed += len(changes) - len(left)
	if len(left) > 0 {
		made(func(b B) bool {
			was, before := told(row, b), len(left)
			left = slices.DeleteFunc(left, func(c droppedFrom[R]) bool { return was != told(c.row, b) })
			count.ByMade += before - len(left)
			return len(left) > 0
		})
	}
	var out []string
	for _, c := range left {
		out = append(out, c.change)
	}
	return out
}

// gives is true where a text plans a practice.
func (p unsound) gives(b *bench) bool {
	for i := range b.Reading.Sentences {
		if b.inTemplate(i) {
			continue
		}
		for _, says := range p.Says {
			if says[0].Possible(pointed(b.flat(i))) && b.practised(p, says, i) {
				return true
			}
		}
	}
	return false
}

// implied are expressions that another of the same row asks for as well, so that no text
// can notice where they are dropped.
//
//nolint:gochecknoglobals // a literal list, read only
var implied = []string{
	"antipyretics_in_heat_stroke: says 2, expression 1 is dropped",
	"beta_blocker_in_cocaine_chest_pain: about 1 is dropped",
	"blood_time_and_warming: says 2, expression 2 is dropped",
	"breastfeeding_stopped_after_contrast: about 1 is dropped",
	"charcoal_where_it_harms_or_binds_nothing: about 1 is dropped",
	"early_elective_delivery: about 1 is dropped",
	"esa_target_too_high: says 1, expression 2 is dropped",
	"local_anaesthetic_toxicity_drugs: says 2, expression 3 is dropped",
	"routine_episiotomy: says 1, expression 3 is dropped",
	"snakebite_first_aid_and_prophylaxis: says 3, expression 2 is dropped",
}

// Each expression, exception and bound of an unsound practice is noticed by a text beside
// it where it is dropped.
func TestUnsoundMutants(t *testing.T) {
	t.Parallel()
	count, left := seenBy{}, map[string]bool{}
	for _, p := range unsoundPractices().list {
		for _, change := range unseen(&count, p, unsoundMutants(p), unsoundBenches(t, p), madeUnsound(t, p), unsound.gives) {
			if known := p.Practice + ": " + change; slices.Contains(implied, known) {
				left[known] = true
			} else {
				t.Errorf("%s: no text notices that %s", p.Practice, change)
			}
		}
	}
	for _, known := range implied {
		if !left[known] {
			t.Errorf("%s, and a text notices: it is not implied", known)
		}
	}
	t.Logf("%+v", count)
}

// unsoundBenches are the texts of a practice, of its patient and of those at either side
// of its ages.
func unsoundBenches(t *testing.T, p unsound) []*bench {
	t.Helper()
	var out []*bench
	for _, text := range slices.Concat(p.Wrong, p.Right) {
		out = append(out, proseBench(t, text, p.For.chart()))
	}
	for _, years := range []float64{p.MinAge - 0.01, p.MaxAge} {
		if other := p.For; years > 0 {
			other.Age = years
			out = append(out, proseBench(t, p.Wrong[0], other.chart()))
		}
	}
	return out
}

// mustMutants are a must with one group, exception or bound dropped.
func mustMutants(m must) []droppedFrom[must] {
	return slices.Concat(
		lacking(m, "of", func(x *must) *[]wording { return &x.Of }),
		lacking(m, "when", func(x *must) *[]wording { return &x.When }),
		bereft(m, m.Unless.Regexp != nil, "unless is dropped", func(x *must) { x.Unless = wording{} }),
		bereft(m, true, "demands is dropped", func(x *must) { x.Demands = wording{} }),
		bereft(m, m.Waits.Regexp != nil, "waits is dropped", func(x *must) { x.Waits = wording{} }),
		bereft(m, m.Own, "it is not own", func(x *must) { x.Own = false }),
		bereft(m, m.Passing, "it is not passing", func(x *must) { x.Passing = false }),
		bereft(m, len(m.Audiences) > 0, "audiences is dropped", func(x *must) { x.Audiences = nil }),
		bereft(m, m.MinAge > 0, "min_age is dropped", func(x *must) { x.MinAge = 0 }),
		bereft(m, m.MaxAge > 0, "max_age is dropped", func(x *must) { x.MaxAge = 0 }),
	)
}

// mustBench is a text of a must with what every must asks of it.
type mustBench struct {
	*bench
	around, bare string
	plan         *plan
}

func newMustBench(text string, c chart.Chart) mustBench {
	b := mustBenchOf(text, c)
	around, bare := b.situation()
	return mustBench{b, around, bare, b.planned()}
}

func (m must) left(b mustBench) bool {
	return m.concerns(b.bench) && m.named(b.bare) && b.plan.holds(m, b.around) && b.plan.leaves(m)
}

// Each group, exception and bound of a must is noticed by a text beside it where it is
// dropped.
func TestMustMutants(t *testing.T) {
	t.Parallel()
	cases := map[string]mustCase{}
	for _, c := range mustCases(t) {
		cases[c.Must] = c
	}
	count := seenBy{}
	for _, m := range musts() {
		c := cases[m.Must]
		for _, change := range unseen(&count, m, mustMutants(m), mustBenches(c, m), madeMust(t, c, m), must.left) {
			t.Errorf("%s: no text notices that %s", m.Must, change)
		}
	}
	t.Logf("%+v", count)
}

func mustBenches(c mustCase, m must) []mustBench {
	var out []mustBench
	add := func(text string, r chart.Chart) { out = append(out, newMustBench(text, r)) }
	for _, text := range slices.Concat(c.Unsafe, c.Safe) {
		add(text, c.record())
	}
	for _, years := range []float64{m.MinAge - 0.01, m.MaxAge} {
		if r := c.record(); years > 0 {
			r.AgeYears = years
			for _, text := range c.Unsafe {
				add(text, r)
			}
		}
	}
	return out
}

// mustBenchOf is a text to whom its first letter says.
func mustBenchOf(text string, c chart.Chart) *bench {
	audience := "doctor"
	for prefix, of := range map[string]string{"p:": "patient", "c:": "care-manager", "o:": "order"} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			audience, text = of, strings.TrimSpace(rest)
		}
	}
	return benchFor(audience, text, c)
}
