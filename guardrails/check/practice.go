package check

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // literal lists, read only
var (
	retired = graph.Label{ZH: "该做法已不被现行指南采用", EN: "Guidance no longer holds this"}
	// pastWords say that a practice is past or a mistake: in its sentence or the
	// one beside it.
	pastWords = []string{
		"不再", "已不", "不推荐", "废止", "废弃", "历史", "曾用", "老方案", "老做法", "旧方案", "旧做法", "旧法", "试验否定", "研究否定", "当年", "被证实无效", "弃用", "淘汰", "旧版", "旧的", "过去", "以往", "曾经", "取代", "误区", "谣言", "听说",
		"no longer", "was standard", "were standard", "standard teaching", "standard once", "historical", "dictum", "in the past", "old ward", "years ago", "binned", "discredited", "no longer", "not recommend", "not advised", "outdated", "obsolete", "older ", "old advice", "old leaflet", "abandoned", "replaced", "superseded", "withdrawn", "used to", "formerly", "myth", "have heard",
	}
	// refusals say that it is not done: in its sentence.
	refusals = []string{
		"不建议", "不应", "不宜", "不必", "不该", "不能用", "不能预防", "不要", "避免", "反对", "无获益", "没有依据", "无依据", "不支持", "证据不足", "千万别", "切勿", "请勿", "禁止", "并非", "而不是", "而非", "没有好处", "未开", "未予", "未使用", "由医生", "未据此", "忌",
		"not be ", "not given", "do not", "don't", "does not", "doesn't", "should not", "shouldn't", "never", "avoid", "instead of", "rather than", "against", "no evidence", "no benefit", "harmful", "isn't", "is not", "are not", "aren't", "not started", "not ordered", "contraindicated",
	}
)

// abandoned tells a sentence that gives what guidance no longer holds.
func (b *bench) abandoned() []Finding {
	if b.Audience == "order" && b.Text == "" {
		return nil
	}
	whole := b.flatText()
	var out []Finding
	spoken := pattern.NewBits(b.Index.practised.Size())
	b.Index.practised.Tell(spoken, whole)
	for i, p := range b.Index.practices {
		if !spoken.Has(i) || !b.ofAge(p.MinAge, p.MaxAge) || !b.concerns(p, whole) {
			continue
		}
		for i := range b.Reading.Sentences {
			if b.inTemplate(i) {
				continue
			}
			s := b.flat(i) + " "
			if !gives(p, s) || holdsAny(s, p.Unless...) || b.past(i) {
				continue
			}
			f := b.find(p.Hazard, claim.Claim{}, p.ID)
			f.Message = b.cited(retired, p.Refs)
			if p.Hazard != "guideline_retired" {
				f.Message = b.cited(message(p.Hazard, graph.Label{}), p.Refs)
			}
			out = append(out, f)
			break
		}
	}
	return out
}

// cited is a message with the first source of what it rests on.
func (b *bench) cited(m graph.Label, refs []graph.Ref) graph.Label {
	if len(refs) == 0 {
		return m
	}
	src, _ := b.Graph.Source(refs[0].Source)
	return graph.Label{ZH: fmt.Sprintf("%s，见%s（%d）", m.ZH, src.Title.ZH, src.Year), EN: fmt.Sprintf("%s; see %s (%d)", m.EN, src.Title.EN, src.Year)}
}

// gives is true where every group of a practice has a word in a sentence that
// does not refuse it. What the practice says is no refusal of it: 不必监测,
// contraindicated, instead of adrenaline.
func gives(p graph.Practice, s string) bool {
	if !everyGroup(p.Says, func(w string) bool { return strings.Contains(s, w) }) {
		return false
	}
	rest := s
	for k, group := range p.Says {
		if declines(s, group, slices.Concat(slices.Delete(slices.Clone(p.Says), k, k+1)...)) {
			return false
		}
		for _, w := range group {
			rest = strings.ReplaceAll(rest, w, " ")
		}
	}
	return !holdsAny(rest, refusals...)
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// turnedDownRE is what a word is declined by right before it: 不切开, "no prophylactic
	// antibiotics". A list goes on behind it; what else the practice says ends it, as does
	// a word by which the denial becomes the condition of what follows: 无禁忌即, 不缓解者.
	turnedDownRE = pattern.MustCompile(`[不无未勿禁别免莫][应需须可宜必要得能再用予]{0,2}[^,，。;；:：@者时则可后就先即应需再予]{0,6}$|没有?[^,，。;；:：@者时则可后就先即应需再予]{0,4}$|\b(?:no|not|without|never|nor|neither|avoid\w*|withhold\w*|withheld)(?: [\w#-]+,?){0,3} $`)
	// unwell are words in which 不, 无 or 未 declines nothing.
	unwell = strings.NewReplacer("不适", "~", "不良", "~", "不明", "~", "不全", "~", "不足", "~", "不稳", "~", "不清", "~", "不畅", "~", "不规则", "~", "不停", "~", "不止", "~", "不退", "~", "不管", "~", "不论", "~", "无论", "~", "无力", "~", "无菌", "~", "特别", "~", "分别", "~", "免疫", "~", "未来", "~")
)

// declines is true where each word of a group in a sentence is declined where it stands.
func declines(s string, group, others []string) bool {
	s = unwell.Replace(s)
	for _, w := range others {
		s = strings.ReplaceAll(s, w, "@")
	}
	met := false
	for _, w := range group {
		for from := 0; ; {
			i := strings.Index(s[from:], w)
			if i < 0 {
				break
			}
			at := from + i
			before := s[:at]
			for _, x := range group {
				before = strings.ReplaceAll(before, x, "#")
			}
			if met = true; !turnedDownRE.MatchString(before) {
				return false
			}
			from = at + len(w)
		}
	}
	return met
}

// past is true where a sentence, or one beside it, speaks of what once was.
func (b *bench) past(sentence int) bool {
	for i := sentence - 1; i <= sentence+1; i++ {
		if holdsAny(b.flat(i)+" ", pastWords...) {
			return true
		}
	}
	return false
}

// ofAge is true for a patient of [from, to) years, to 0 being open.
func (b *bench) ofAge(from, to float64) bool {
	if from == 0 && to == 0 {
		return true
	}
	years, ok := b.facts.Number("find.age")
	return ok && years >= from && (to == 0 || years < to)
}

// concerns is true where the text or the chart names what a practice is about.
func (b *bench) concerns(p graph.Practice, whole string) bool {
	return len(p.About) == 0 || holdsAny(whole, p.About...) || slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return active(c) && holdsAny(b.words(c), p.About...)
	})
}
