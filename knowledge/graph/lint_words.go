package graph

import (
	"fmt"
	"slices"
	"strings"
)

// wordings checks the classes of words and what is written with them.
func (l *linter) wordings() {
	classes := map[string]bool{}
	for _, c := range l.g.words.items {
		l.id(c.ID, "words")
		classes[c.ID] = true
		if len(c.ZH)+len(c.EN) == 0 {
			l.add(c.ID, "a class of words has no words")
		}
	}
	for _, c := range l.g.words.items {
		for _, w := range append(append([]string{}, c.ZH...), c.EN...) {
			if ref, ok := classRef(w); ok && !classes[ref] {
				l.dangling(c.ID, ref)
			}
		}
	}
	for _, w := range l.g.wordings.items {
		l.id(w.ID, "wording")
		_, find := l.g.findings.get(w.Of)
		_, cond := l.g.conditions.get(w.Of)
		if !find && !cond {
			l.dangling(w.ID, w.Of)
		}
		if w.Denies && len(w.Names) > 0 {
			l.add(w.ID, "a wording that denies has no names")
		}
		if len(w.Says) == 0 || len(w.Not) == 0 {
			l.add(w.ID, "a wording has sentences that say it and sentences that do not")
		}
		for _, s := range append(append([]string{}, w.ZH...), w.EN...) {
			groups, err := ParseWording(s)
			if err != nil {
				l.add(w.ID, "%v", err)
			}
			for _, alternative := range slices.Concat(slices.Concat(groups...)...) {
				if ref, ok := classRef(alternative); ok && !classes[ref] {
					l.dangling(w.ID, ref)
				}
			}
		}
	}
}

// MaxWordingParts bounds the parts of a wording.
const MaxWordingParts = 6

// classRef gives the class that "{words.x}" names.
func classRef(s string) (string, bool) {
	s, open := strings.CutPrefix(s, "{")
	s, shut := strings.CutSuffix(s, "}")
	return s, open && shut && strings.HasPrefix(s, "words.")
}

// ParseWording reads a wording: groups that may stand in any order, each with
// its parts in order, each part a list of alternatives: words, or "{words.x}"
// for a class.
func ParseWording(s string) (groups [][][]string, err error) {
	for _, g := range strings.Split(s, " & ") {
		var parts [][]string
		for _, p := range strings.Split(g, "…") {
			p = strings.TrimSpace(p)
			inner, open := strings.CutPrefix(p, "{")
			inner, shut := strings.CutSuffix(inner, "}")
			_, class := classRef(p)
			switch {
			case p == "" || open != shut || strings.ContainsAny(inner, "{}"):
				return nil, fmt.Errorf("wording %q: a part is a word, {words.class} or {this|that}", s)
			case class, !open:
				parts = append(parts, []string{p})
			default:
				parts = append(parts, strings.Split(inner, "|"))
			}
		}
		groups = append(groups, parts)
	}
	if len(groups) > 3 || len(slices.Concat(groups...)) > MaxWordingParts {
		return nil, fmt.Errorf("wording %q: at most three groups may stand in any order, of %d parts together", s, MaxWordingParts)
	}
	return groups, nil
}
