package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	titleRE = pattern.MustCompile(`《([^》]{2,60})》`)
	yearRE  = pattern.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)
)

// citation holds a reference to a source against the graph: the source is
// there, nothing has replaced it, and it says what the sentence says. "The
// guidelines" without a name need a basis that the draft gives.
func citation(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	if c.Act == "id" {
		if _, ok := b.Graph.Label(c.Concept); !ok && !slices.Contains(b.Basis, c.Concept) {
			return []Finding{b.find("fabricated", c)}
		}
		return b.stands(c, c.Concept)
	}
	if t, _ := b.trialOf(c.Sentence); t != nil {
		return nil // what it says of the trial is judged as a whole (misquoted)
	}
	if b.setAside(c.Sentence) {
		return nil
	}
	switch src, named := b.namedSource(c); {
	case src.ID != "":
		return b.stands(c, src.ID)
	case named:
		return []Finding{b.find("fabricated", c)}
	}
	cited := false
	for _, id := range b.Basis {
		if _, ok := b.Graph.Label(id); !ok {
			if _, ok := b.Graph.Source(id); !ok {
				continue
			}
		}
		cited = true
		if r := b.retired(id); r != "" {
			return []Finding{b.find("guideline_retired", c, r)}
		}
	}
	if !cited && !b.lay() && !studied(c.Text) && b.inPassing(c.Sentence) {
		return []Finding{b.find("contradiction_unknown", c)}
	}
	if !cited {
		return []Finding{b.find("fabricated", c)}
	}
	return nil
}

// stands judges a reference that resolves.
func (b *bench) stands(c claim.Claim, id string) []Finding {
	if r := b.retired(id); r != "" {
		return []Finding{b.find("guideline_retired", c, r)}
	}
	if !b.entails(id, c) {
		return []Finding{b.find("misattributed", c, id)}
	}
	return nil
}

// namedSource is the source that the sentence calls by its title, or by the
// short name of its publisher. named is true where it calls one at all.
func (b *bench) namedSource(c claim.Claim) (src graph.Source, named bool) {
	s := b.sentence(c.Sentence)
	years := yearsIn(s)
	var titles []string
	for _, m := range titleRE.FindAllStringSubmatch(s, -1) {
		titles = append(titles, squeeze(strings.TrimRightFunc(m[1], func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("（）()年版 ", r) })))
	}
	short := shortNames(s)
	for _, x := range b.Graph.Sources() {
		called := slices.ContainsFunc(titles, func(t string) bool {
			return t != "" && (strings.Contains(squeeze(x.Title.ZH), t) || strings.Contains(squeeze(x.Title.EN), t))
		})
		if len(titles) == 0 {
			called = slices.ContainsFunc(short, func(n string) bool {
				return slices.Contains(strings.FieldsFunc(x.Publisher+" "+x.Title.EN, notLetter), n) || slices.Contains(strings.Split(strings.ToUpper(x.ID), "."), n)
			})
		}
		if called && (len(years) == 0 || slices.Contains(years, x.Year)) {
			return x, true
		}
		named = named || called
	}
	return graph.Source{}, named || len(titles) > 0
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// yearsIn gives the years that a sentence names.
func yearsIn(s string) []int {
	var out []int
	for _, m := range yearRE.FindAllStringSubmatch(s, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// shortNames gives the words in capitals, such as ESC and GOLD.
func shortNames(s string) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		if len(w) >= 3 && len(w) <= 7 {
			out = append(out, w)
		}
	}
	return out
}

// entails is true where the cited item speaks of what the sentence says: of
// every drug, and of at least one thing of all that it names. A sentence that
// names nothing clinical says nothing that could be wrong about the source.
func (b *bench) entails(id string, c claim.Claim) bool {
	about := b.Index.about(id)
	if about == nil {
		return true
	}
	named, met := 0, 0
	for _, x := range b.claims {
		if x.Sentence != c.Sentence || x.Concept == "" || x.ID == c.ID {
			continue
		}
		switch x.Kind {
		case claim.Drug, claim.Diagnosis, claim.Finding, claim.Order:
		default:
			continue
		}
		kinds := b.Index.kinds[x.Concept]
		if len(kinds) == 0 {
			kinds = []string{x.Concept}
		}
		named++
		if slices.ContainsFunc(kinds, func(k string) bool { return about[k] }) || slices.ContainsFunc(b.Index.drugs(x.Concept), func(d graph.Drug) bool { return about[d.ID] }) {
			met++
		} else if x.Kind == claim.Drug {
			return false
		}
	}
	return named == 0 || met > 0
}

// retired is the source behind an item that another one has replaced, or the
// item itself where its validity has ended.
func (b *bench) retired(id string) string {
	ids := []string{id}
	if r, ok := b.Graph.SafetyRule(id); ok {
		for _, ref := range r.Refs {
			ids = append(ids, ref.Source)
		}
		if r.ValidTo != "" && !b.Chart.Now.IsZero() && b.Chart.Now.Format("2006-01-02") > r.ValidTo {
			return id
		}
	}
	for _, s := range ids {
		if src, ok := b.Graph.Source(s); ok && src.RetiredBy != "" {
			return s
		}
	}
	return ""
}
