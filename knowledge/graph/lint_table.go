package graph

import (
	"maps"
	"slices"
	"strings"
)

func (l *linter) tables() {
	for _, b := range l.g.bands.items {
		l.id(b.ID, "band")
		l.label(b.ID, "labels", b.Labels)
		l.ref(b.ID, "input", b.Input, "find")
		if f, ok := l.g.Finding(b.Input); ok && f.Kind != "quantity" {
			l.add(b.ID, "input %s is no quantity", b.Input)
		}
		if b.Decimals < 0 || b.Decimals > 6 {
			l.add(b.ID, "decimals %d is outside 0..6", b.Decimals)
		}
		l.edges(b)
		l.optional(b.ID, b.When)
		l.cases(b.ID, b.Tests)
		l.provenance(b.ID, b.Provenance)
	}
	for _, s := range l.g.scores.items {
		l.score(s)
	}
}

func (l *linter) edges(b Band) {
	for i := 1; i < len(b.Edges); i++ {
		if b.Edges[i] <= b.Edges[i-1] {
			l.add(b.ID, "edges must ascend")
		}
	}
	switch {
	case len(b.Edges) == 0:
		l.add(b.ID, "no edges")
	case len(b.Values) > 0 && len(b.Points) > 0:
		l.add(b.ID, "values or points, not both")
	case len(b.Values)+len(b.Points) != len(b.Edges)+1:
		l.add(b.ID, "%d edges need %d values", len(b.Edges), len(b.Edges)+1)
	}
}

func (l *linter) score(s Score) {
	l.id(s.ID, "score")
	l.label(s.ID, "labels", s.Labels)
	l.optional(s.ID, s.Population)
	l.refs(s.ID, "for", s.For, "cond")
	for _, item := range s.Items {
		l.label(s.ID, "item", item.Label)
		if (item.Band == "") == (item.When == nil) {
			l.add(s.ID, "an item is a band or a condition")
		}
		if item.Band != "" {
			l.ref(s.ID, "band", item.Band, "band")
			if b, ok := l.g.Band(item.Band); ok && len(b.Points) == 0 {
				l.add(s.ID, "band %s gives no points", item.Band)
			}
		}
		l.optional(s.ID, item.When)
	}
	var names []string
	for i, r := range s.Responses {
		l.label(s.ID, "response", r.Labels)
		if r.Level < 0 || r.Level > 4 {
			l.add(s.ID, "response level %d is outside 0..4", r.Level)
		}
		if i > 0 && r.Min <= s.Responses[i-1].Min {
			l.add(s.ID, "responses must ascend")
		}
		names = append(names, r.Name)
	}
	if len(s.Items) == 0 || len(s.Responses) == 0 {
		l.add(s.ID, "a score needs items and responses")
	}
	if s.Single != nil && !slices.Contains(names, s.Single.Response) {
		l.add(s.ID, "single names response %q, which does not exist", s.Single.Response)
	}
	l.cases(s.ID, s.Tests)
	l.provenance(s.ID, s.Provenance)
}

func (l *linter) pathways() {
	for _, p := range l.g.pathways.items {
		l.id(p.ID, "path")
		l.label(p.ID, "labels", p.Labels)
		for _, id := range p.For {
			if k, _ := kindOf(id); k != "cond" && k != "find" || !l.g.Exists(id) {
				l.add(p.ID, "for %q is no known condition or finding", id)
			}
		}
		l.optional(p.ID, p.Entry)
		l.cases(p.ID, p.Tests)
		var steps []string
		for _, s := range p.Steps {
			for _, a := range s.After {
				if !slices.Contains(steps, a) {
					l.add(p.ID, "step %s is after %q, which is no earlier step", s.ID, a)
				}
			}
			if s.ID == "" || slices.Contains(steps, s.ID) {
				l.add(p.ID, "step id %q is empty or used twice", s.ID)
			}
			steps = append(steps, s.ID)
			l.step(p.ID, s)
		}
		l.care(p)
		l.provenance(p.ID, p.Provenance)
	}
}

func (l *linter) step(id string, s PathStep) {
	l.enum(id, "kind of step "+s.ID, s.Kind, "measure", "history", "exclude", "complications", "classify",
		"goal", "treat", "follow_up", "escalate")
	l.label(id, "step "+s.ID, s.Labels)
	l.refs(id, "ask", s.Ask, "find")
	l.refs(id, "bands", s.Bands, "band")
	l.refs(id, "orders", s.Orders, "inv")
	for _, x := range s.Screen {
		l.ref(id, "screen", x.Cond, "cond")
		l.label(id, "then of "+x.Cond, x.Then)
		l.optional(id, x.Suspect)
		l.optional(id, x.RuledOut)
		l.refs(id, "orders of "+x.Cond, x.OrderInvs, "inv")
		l.cases(id, x.Tests)
	}
	for _, o := range s.Options {
		l.label(id, "option "+o.ID, o.Labels)
		l.optional(id, o.When)
		l.optional(id, o.Unless)
		l.cases(id, o.Tests)
		if len(o.Refs) > 0 || o.Status != "" {
			l.provenance(id, o.Provenance)
		}
	}
}

// synonyms reports a name that leads to two concepts of one kind, since text
// could then be read either way.
func (l *linter) synonyms() {
	seen := map[string]string{}
	add := func(id string, label Label, words ...Words) {
		kind, _ := kindOf(id)
		names := map[string]bool{}
		for _, n := range append([]string{label.ZH, label.EN}, flatten(words)...) {
			names[strings.ToLower(strings.TrimSpace(n))] = true
		}
		for _, n := range slices.Sorted(maps.Keys(names)) {
			if n == "" {
				continue
			}
			if other, ok := seen[kind+"|"+n]; ok && other != id {
				l.add(id, "name %q also leads to %s", n, other)
				continue
			}
			seen[kind+"|"+n] = id
		}
	}
	for _, x := range l.g.findings.items {
		add(x.ID, x.Labels, x.Synonyms)
	}
	for _, x := range l.g.wordings.items {
		add(x.Of, Label{}, Words{ZH: x.Names})
	}
	for _, x := range l.g.conditions.items {
		add(x.ID, x.Labels, x.Synonyms)
	}
	for _, x := range l.g.invs.items {
		add(x.ID, x.Labels, x.Synonyms)
	}
	for _, x := range l.g.drugs.items {
		add(x.ID, x.Labels, x.Synonyms, x.Brands)
	}
	for _, x := range l.g.classes.items {
		add(x.ID, x.Labels, x.Synonyms)
	}
	for _, x := range l.g.allergens.items {
		add(x.ID, x.Labels, x.Synonyms)
	}
}

func flatten(words []Words) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.ZH...)
		out = append(out, w.EN...)
	}
	return out
}
