package record

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// names finds concepts in the short texts of a record. A record names one
// thing at a time, so whole names come before names inside a longer text.
type names struct {
	byName  map[string][]named
	longest int
}

type named struct{ id, kind string }

func indexNames(g *graph.Graph) *names {
	n := &names{byName: map[string][]named{}}
	for _, d := range g.Drugs() {
		n.put(d.ID, "drug", d.Labels, d.Synonyms, d.Brands)
	}
	for _, c := range g.DrugClasses() {
		n.put(c.ID, "class", c.Labels, c.Synonyms)
	}
	for _, a := range g.AllergenGroups() {
		n.put(a.ID, "allergen", a.Labels, a.Synonyms)
	}
	for _, c := range g.Conditions() {
		n.put(c.ID, "condition", c.Labels, c.Synonyms)
	}
	for _, f := range g.Findings() {
		if f.Kind == "boolean" {
			n.put(f.ID, "finding", f.Labels, f.Synonyms)
		}
	}
	return n
}

func (n *names) put(id, kind string, label graph.Label, words ...graph.Words) {
	n.one(label.ZH, id, kind)
	n.one(label.EN, id, kind)
	for _, w := range words {
		for _, s := range append(append([]string(nil), w.ZH...), w.EN...) {
			n.one(s, id, kind)
		}
	}
}

func (n *names) one(name, id, kind string) {
	key := plain(name)
	if key == "" {
		return
	}
	for _, have := range n.byName[key] {
		if have.id == id {
			return
		}
	}
	n.byName[key] = append(n.byName[key], named{id, kind})
	n.longest = max(n.longest, len(key))
	if c := key[len(key)-1]; kind != "finding" && c >= 'a' && c <= 'z' && c != 's' && len(key) > 3 {
		n.one(key+"s", id, kind)
	}
}

// plain is the form in which names are compared.
func plain(s string) string {
	norm := lexicon.Fold(s)
	return strings.Join(strings.Fields(norm), " ")
}

// whole gives the concept whose name the text is; kinds are tried in order.
func (n *names) whole(text string, kinds ...string) string {
	return pick(n.byName[plain(text)], kinds)
}

func pick(found []named, kinds []string) string {
	for _, k := range kinds {
		for _, x := range found {
			if x.kind == k {
				return x.id
			}
		}
	}
	return ""
}

// inside gives the concept with the longest name in the text.
func (n *names) inside(text string, kinds ...string) string {
	id, _, _ := n.longestIn(plain(text), kinds)
	return id
}

// all gives every concept that is named in the text, longest names first: a
// combination names its ingredients.
func (n *names) all(text string, kinds ...string) []string {
	s := plain(text)
	var out []string
	for {
		id, from, to := n.longestIn(s, kinds)
		if id == "" {
			return out
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
		s = s[:from] + " | " + s[to:]
	}
}

// longestIn gives the longest name in s and where it stands.
func (n *names) longestIn(s string, kinds []string) (best string, from, to int) {
	size := 0
	for i := 0; i < len(s); i++ {
		if !utf8.RuneStart(s[i]) || i > 0 && wordByte(s[i-1]) && wordByte(s[i]) {
			continue
		}
		for l := min(n.longest, len(s)-i); l > size && l > 1; l-- {
			if i+l < len(s) && wordByte(s[i+l]) && wordByte(s[i+l-1]) {
				continue
			}
			if id := pick(n.byName[s[i:i+l]], kinds); id != "" {
				best, size, from, to = id, l, i, i+l
				break
			}
		}
	}
	return best, from, to
}

func wordByte(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// find looks for a name: whole first in all texts, then inside.
func (n *names) find(texts []string, kinds ...string) string {
	for _, t := range texts {
		if id := n.whole(t, kinds...); id != "" {
			return id
		}
	}
	for _, t := range texts {
		if id := n.inside(t, kinds...); id != "" {
			return id
		}
	}
	return ""
}

// guarded is true for texts that name a thing without saying that it is so:
// of the family, ruled out, feared.
func guarded(text string) bool {
	s := " " + plain(text) + " "
	for _, w := range []string{
		"family", "father", "mother", "家族", "父", "母", "排除", "除外", "无", "否认", "没有", "未见", "不", "疑", "待查", "可能", "筛查", "风险", "预防", "接种",
		" no ", " not ", "without", "denies", "rule out", "ruled out", " r/o ", "suspect", "possible", "risk", "screening", "exclude", "vaccin", "?",
	} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
