package resemblance

import (
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
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
			out = append(out, Saying{Means: ids, Lang: langOf(text), Says: text})
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
	parts := partsOfDanger(c.g)
	for _, f := range c.g.Findings() {
		if f.Kind != "boolean" || f.Class != "symptom" && f.Class != "sign" {
			continue
		}
		for _, n := range names(f) {
			flags := c.rules(n)
			if ids := append(flags, opens[f.ID]...); len(ids) > 0 || !parts[f.ID] {
				add(n, ids...)
			}
		}
	}
	for _, w := range c.g.Wordings() {
		for _, s := range w.Says {
			if ids := append(c.rules(s), opens[w.Of]...); len(ids) > 0 {
				add(s, ids...)
			}
		}
		for _, s := range w.Not {
			add(s, c.rules(s)...)
		}
	}
	return out
}

func names(f graph.Finding) []string {
	out := []string{f.Labels.ZH, f.Labels.EN}
	return append(append(out, f.Synonyms.ZH...), f.Synonyms.EN...)
}

func langOf(s string) string {
	if strings.ContainsFunc(s, han) {
		return "zh"
	}
	return "en"
}

// partsOfDanger are the findings that a flag needs, and what implies them.
func partsOfDanger(g *graph.Graph) map[string]bool {
	out := map[string]bool{}
	for _, f := range g.RedFlags() {
		for _, id := range f.When.Facts() {
			out[id] = true
			for _, s := range g.Specifics(id) {
				out[s] = true
			}
		}
	}
	return out
}

// rules are the flags that a text raises by what the lexicon reads in it.
func (c cutter) rules(text string) []string {
	patient := chart.New()
	for _, m := range c.lex.Extract(text, "") {
		if m.Kind == "finding" && m.Status == lexicon.Present && !m.Hypothetical && m.Time != lexicon.Past {
			patient.Findings[m.Concept] = chart.Yes
		}
	}
	var out []string
	facts := logic.FromChart(c.g, patient)
	for _, f := range c.g.RedFlags() {
		if logic.Offered(&f.When, f.Unless, facts) == chart.Yes {
			out = append(out, f.ID)
		}
	}
	return out
}
