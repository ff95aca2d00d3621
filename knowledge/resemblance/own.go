package resemblance

import (
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/resemblance/linear"
)

// own gives what the graph itself teaches: the labels of flags and complaints,
// the names of findings, and the sentences beside wordings. What a name or a
// sentence means is what the rules read in it, and a sentence beside a wording
// that raises no flag is harmless. The name of a finding that is part of a
// danger, but none by itself, teaches nothing.
func own(c cutter) []Saying {
	var out []Saying
	add := func(text string, ids ...string) {
		if text != "" {
			s := Saying{Means: ids, Lang: langOf(text), Says: text}
			s.Harmless = !s.has("flag.")
			out = append(out, s)
		}
	}
	for _, f := range c.g.RedFlags() {
		add(f.Labels.ZH, f.ID)
		add(f.Labels.EN, f.ID)
	}
	opens := map[string][]string{}
	for _, x := range c.g.Complaints() {
		for _, id := range append([]string{x.Finding}, x.Also...) {
			opens[id] = append(opens[id], x.ID)
		}
	}
	rules := newRules(c)
	for _, f := range c.g.Findings() {
		if f.Kind != "boolean" || f.Class != "symptom" && f.Class != "sign" {
			continue
		}
		for _, n := range names(f) {
			flags := rules.raised(n)
			if ids := append(flags, opens[f.ID]...); len(ids) > 0 || len(rules.needs[f.ID]) == 0 {
				add(n, ids...)
			}
		}
	}
	for _, w := range c.g.Wordings() {
		for _, s := range w.Says {
			ids := rules.raised(s)
			if !w.Denies {
				ids = append(ids, opens[w.Of]...)
			}
			if len(ids) > 0 {
				add(s, ids...)
			}
		}
		for _, s := range w.Not {
			add(s, rules.raised(s)...)
		}
	}
	return out
}

func names(f graph.Finding) []string {
	out := []string{f.Labels.ZH, f.Labels.EN}
	return append(append(out, f.Synonyms.ZH...), f.Synonyms.EN...)
}

func langOf(s string) string {
	if strings.ContainsFunc(s, linear.IsHan) {
		return "zh"
	}
	return "en"
}

// rules reads texts with the graph's own rules.
type rules struct {
	cutter
	flags []graph.RedFlag
	needs map[string][]int // finding -> the flags that need it or what it implies
}

func newRules(c cutter) rules {
	r := rules{cutter: c, flags: c.g.RedFlags(), needs: map[string][]int{}}
	for i, f := range r.flags {
		for _, id := range f.When.Facts() {
			for _, s := range append([]string{id}, c.g.Specifics(id)...) {
				r.needs[s] = append(r.needs[s], i)
			}
		}
	}
	return r
}

// raised are the flags that a text raises by what the lexicon reads in it.
func (r rules) raised(text string) []string {
	patient := chart.New()
	var open []int
	for _, m := range r.lex.Extract(text, "") {
		if m.Kind == "finding" && m.Status == lexicon.Present && !m.Hypothetical && m.Time != lexicon.Past {
			patient.Findings[m.Concept] = chart.Yes
			open = append(open, r.needs[m.Concept]...)
		}
	}
	if len(open) == 0 {
		return nil
	}
	slices.Sort(open)
	facts := logic.FromChart(r.g, patient)
	var out []string
	for _, i := range slices.Compact(open) {
		if f := &r.flags[i]; logic.Offered(&f.When, f.Unless, facts) == chart.Yes {
			out = append(out, f.ID)
		}
	}
	return out
}
