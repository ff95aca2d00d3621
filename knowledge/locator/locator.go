// Package locator says in Chinese where in its source a statement stands. Locators are
// written in the source's language; most are made of a few headings and of names
// that the graph has, and what is made of these alone is said in Chinese. The rest
// has no Chinese: a reader gets the source without the place, not half a translation.
package locator

import (
	"regexp"
	"strings"
	"unicode"

	"apricot.health/knowledge/graph"
)

// Names says places by the names of one graph.
type Names struct{ zh map[string]string }

// New takes the names of everything in the graph that has one in both languages.
func New(g *graph.Graph) *Names {
	n := &Names{zh: map[string]string{}}
	add := func(l graph.Label, also []string) {
		for _, en := range append([]string{l.EN}, also...) {
			if key := folded(en); key != "" && n.zh[key] == "" && l.ZH != "" {
				n.zh[key] = l.ZH
			}
		}
	}
	for _, x := range g.Drugs() {
		add(x.Labels, x.Synonyms.EN)
	}
	for _, x := range g.DrugClasses() {
		add(x.Labels, x.Synonyms.EN)
	}
	for _, x := range g.Conditions() {
		add(x.Labels, x.Synonyms.EN)
	}
	for _, x := range g.Findings() {
		add(x.Labels, nil)
	}
	for _, x := range g.Investigations() {
		add(x.Labels, nil)
	}
	for _, x := range g.Scores() {
		add(x.Labels, nil)
	}
	return n
}

func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// In is a locator in a language; false where it has no words in it.
func (n *Names) In(lang, locator string) (string, bool) {
	if lang != "zh" || Han(locator) || !lettered(locator) {
		return locator, true
	}
	return n.whole(folded(locator))
}

// Han is true for a text with a Chinese character in it.
func Han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// lettered is false for years, volumes and numbers, which every reader reads.
func lettered(s string) bool {
	return lower.MatchString(s)
}

var (
	lower    = regexp.MustCompile(`[a-z]{2}`)
	labelOf  = regexp.MustCompile(`^(label|product information|package insert) of ([^;]+?)(?:, sections? [\d., and]+)?(?:; (.+))?$`)
	usesOf   = regexp.MustCompile(`^usual uses of (.+), in its label and beyond$`)
	factList = regexp.MustCompile(`^fact list, (.+)$`)
	numbered = regexp.MustCompile(`^(table|chapter|section|sections|figure|part|box|appendix|recommendation|page) ([a-z]?\d+(?:\.\d+)*(?:(?:, | and | to |-)[a-z]?\d+(?:\.\d+)*)*)$`)
	ofSome   = regexp.MustCompile(`^(.+?) (of|in) (?:the |an |a )?(.+)$`)
)

// whole says a locator, or a part of one that stands by itself.
func (n *Names) whole(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if zh, ok := n.word(s); ok {
		return zh, true
	}
	if m := labelOf.FindStringSubmatch(s); m != nil {
		return n.label(m[2], m[3])
	}
	if m := usesOf.FindStringSubmatch(s); m != nil {
		if drug, ok := n.each(m[1]); ok {
			return drug + "的常用用途（含说明书以外）", true
		}
		return "该药的常用用途（含说明书以外）", true
	}
	if m := factList.FindStringSubmatch(s); m != nil {
		return "要点清单 " + strings.ToUpper(m[1]), true
	}
	for _, by := range [...]struct{ en, zh string }{{"; ", "；"}, {": ", "："}, {" - ", "："}, {", ", "、"}, {"/", "/"}} {
		if head, rest, ok := strings.Cut(s, by.en); ok {
			a, okA := n.whole(head)
			b, okB := n.whole(rest)
			return a + by.zh + b, okA && okB
		}
	}
	return n.phrase(s)
}

// label is the label of a medicine with the headings that count. Where the medicine
// or what stands there has no name, the label is named without it.
func (n *Names) label(drug, rest string) (string, bool) {
	out := "该药说明书"
	if name, ok := n.each(drug); ok {
		out = name + "说明书"
	}
	if rest == "" {
		return out, true
	}
	if zh, ok := n.whole(rest); ok {
		return out + "：" + zh, true
	}
	return out, true
}

// each names several medicines: a, b and c.
func (n *Names) each(s string) (string, bool) {
	if zh, ok := n.word(s); ok {
		return zh, true
	}
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(s, " and ", ", "), ", ") {
		zh, ok := n.word(part)
		if !ok {
			return "", false
		}
		out = append(out, zh)
	}
	return strings.Join(out, "、"), true
}

// phrase says a few words without a mark between them.
func (n *Names) phrase(s string) (string, bool) {
	if m := numbered.FindStringSubmatch(s); m != nil {
		return ordinal(m[1], m[2]), true
	}
	if m := ofSome.FindStringSubmatch(s); m != nil && n.oneScope(m[3]) {
		return n.belonging(m[1], m[3])
	}
	for _, by := range [...]struct{ en, zh string }{{" and ", "和"}, {" or ", "或"}, {" with ", "伴"}} {
		if head, rest, ok := strings.Cut(s, by.en); ok {
			a, okA := n.whole(head)
			b, okB := n.whole(rest)
			if a == b {
				return a, okA && okB // one name for both
			}
			return a + by.zh + b, okA && okB
		}
	}
	if m := ofSome.FindStringSubmatch(s); m != nil {
		return n.belonging(m[1], m[3])
	}
	return "", false
}

// oneScope is true for what all before it belongs to: a name, however many words it
// has, or a group of patients.
func (n *Names) oneScope(s string) bool {
	_, ok := n.word(s)
	return ok
}

// belonging says what of, or in, which.
func (n *Names) belonging(what, of string) (string, bool) {
	a, okA := n.whole(what)
	b, okB := n.whole(of)
	return b + "的" + a, okA && okB
}

func (n *Names) word(s string) (string, bool) {
	if zh, ok := headings[s]; ok {
		return zh, true
	}
	if zh, ok := n.zh[s]; ok {
		return zh, true
	}
	if one, ok := strings.CutSuffix(s, "s"); ok {
		if zh, ok := n.zh[one]; ok {
			return zh, true
		}
	}
	return s, s != "" && !lettered(s)
}

// ordinal is a table, chapter or section by its number.
func ordinal(of, number string) string {
	number = strings.NewReplacer(" and ", "、", ", ", "、", " to ", "至", "-", "至").Replace(strings.ToUpper(number))
	number = strings.NewReplacer(" AND ", "、", " TO ", "至").Replace(number)
	switch of {
	case "table":
		return "表" + number
	case "figure":
		return "图" + number
	case "box":
		return "框" + number
	case "appendix":
		return "附录" + number
	case "chapter":
		return "第" + number + "章"
	case "part":
		return "第" + number + "部分"
	case "page":
		return "第" + number + "页"
	case "recommendation":
		return "推荐意见" + number
	default:
		return "第" + number + "节"
	}
}
