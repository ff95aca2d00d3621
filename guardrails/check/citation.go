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
	// ofSourceRE is what a sentence calls a source that stands before it.
	ofSourceRE = pattern.MustCompile(`(?i)指南|共识|文献|来源|出处|研究|文章|论文|资料|引用|引文|原文|依据|采用|采纳|该条|此条|这(?:一)?条|\b(?:guidelines?|consensus|sources?|study|studies|trials?|papers?|citations?|cited|references?|publications?|articles?|documents?|quot\w+|statements?|claims?|recommendations?|it|that|this)\b`)
	yearRE     = pattern.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)
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

// inPassing is true where a guideline is named and nothing rests on it: "follow
// up by the guideline", "an older guideline used to, and no longer does".
func (b *bench) inPassing(sentence int) bool {
	s := b.flat(sentence)
	return slices.ContainsFunc([]string{"不建议", "不推荐", "不再沿用", "倾向", "not recommended", "not recommend", "do not advise", "don't advise", "no longer", "moved away", "按指南", "按照指南", "参照指南", "遵循指南", "per guideline", "as per", "in line with", "旧版", "不再推荐", "已不推荐", "no longer recommend", "older guideline", "查最新指南", "查阅指南", "查阅最新", "查指南", "consult the", "check the current", "check the latest", "see the current"}, func(w string) bool { return strings.Contains(s, w) })
}

// studied is true for words that lean on a study and not on a guideline.
func studied(text string) bool {
	t := squeeze(text)
	return slices.ContainsFunc([]string{"study", "studies", "trial", "research", "nejm", "lancet", "etal", "研究", "文献"}, func(w string) bool { return strings.Contains(t, w) })
}

// setAside is true where a source is named only to say that nobody could find
// it, or that nothing rests on it. The sentence behind it may say so where it
// speaks of a source too: what is not known of something else sets nothing aside.
func (b *bench) setAside(sentence int) bool {
	said := b.sentence(sentence)
	if next := b.sentence(sentence + 1); ofSourceRE.MatchString(next) {
		said += " " + next
	}
	return holdsAny(squeezeSpaces(said),
		"无法核实", "未能核实", "不能核实", "没有查到", "没查到", "查不到", "未查到", "未检索到", "没有检索到", "检索不到", "找不到", "没有找到", "未找到", "没有可靠", "无可靠", "不采用", "未采用", "未采纳", "不予采纳", "不作为依据", "未引用", "不引用", "不要引用", "不予引用", "已删除", "没有依据",
		"couldn't verify", "could not verify", "can't verify", "cannot verify", "unable to verify", "not verified", "unverified", "couldn't find", "could not find", "can't find", "cannot find", "unable to find", "isn't used", "is not used", "not been used", "not relied on", "left out", "has been removed", "no reliable", "does not exist", "doesn't exist", "don't have a source")
}
