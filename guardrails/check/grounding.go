package check

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var figureRE = pattern.MustCompile(`\d+(?:\.\d+)?`)

// grounding asks of every number with a unit where it stands: in the chart, in
// the reviewed template, in a graph item the draft rests on, or in a figure of
// education on its topic. A number that the chart gives otherwise is fabricated.
func grounding(b *bench, c claim.Claim) []Finding {
	if c.Value == nil || b.templated(c) {
		return nil
	}
	v := *c.Value
	if b.logistic(c) || b.ofPeople(c) || b.inDay(c) || b.points(c) || b.taught(c) || b.due(c) || b.ofAChild(c) || b.hurried(c) || b.aside(c) {
		return nil
	}
	if c.Concept != "" {
		switch got, known := b.reading(c.Concept, c.Unit); {
		case known && near(v, got, c.Text):
			return nil
		case b.inBasis(v):
			return nil
		case b.supplied(c):
			return nil
		case known && c.Polarity == claim.Affirmed:
			return []Finding{b.find("fabricated", c, b.evidence(c.Concept))}
		}
		return []Finding{b.find(b.unsourced(c), c)}
	}
	if b.inChart(v, c.Unit, c.Text) || b.spelt(v, c.Unit) || b.inBasis(v) {
		return nil
	}
	return []Finding{b.find(b.unsourced(c), c)}
}

// logistic is true for a time that says when something is to be done or when
// to come back, and for any time to a nurse: no value of the patient.
func (b *bench) logistic(c claim.Claim) bool {
	if !slices.Contains([]string{"min", "h", "d", "wk", "mo"}, c.Unit) {
		return false
	}
	switch b.Audience {
	case "patient":
	case "care-manager":
		return c.Concept == ""
	default:
		return false
	}
	if c.Polarity == claim.Hypothetical || !strings.ContainsAny(squeeze(c.Text), "0123456789") {
		return true // "a day or two" is no figure
	}
	s := b.flat(c.Sentence)
	return b.seeksCare(c.Sentence) && slices.ContainsFunc([]string{"超过", "以上", "不好", "不退", "不缓解", "没有好转", "未好转", "more than", "longer than", "lasts", "not better", "no better", "within"}, func(w string) bool { return strings.Contains(s, w) })
}

// inDay is true for a number that is part of a calendar day, which the check of
// days answers for.
func (b *bench) inDay(c claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(d claim.Claim) bool {
		return d.Kind == claim.Date && d.Start <= c.Start && c.End <= d.End
	})
}

// ofPeople is true for an age that says whom a sentence is about in general:
// 一岁以下, over 65s. It is no age of the patient's, and no share or prognosis.
func (b *bench) ofPeople(c claim.Claim) bool {
	if c.Unit != "a" && c.Unit != "mo" || c.Concept != "" {
		return false
	}
	s := b.inSmall()
	behind, before := s[c.End:min(len(s), c.End+24)], s[max(0, c.Start-16):c.Start]
	behind = strings.TrimLeft(behind, " ")
	for _, w := range [...]string{"以下", "以上", "及以上", "及以下", "以内的", "以后的", "and over", "and older", "or older", "or over", "or under", "and under", "or younger"} {
		if strings.HasPrefix(behind, w) && strings.Contains(s[c.Start:c.End], "岁") || strings.HasPrefix(behind, w) && w[0] < 0x80 {
			return true
		}
	}
	for _, w := range [...]string{"over ", "under ", "above ", "below ", "aged ", "older than ", "younger than "} {
		if strings.HasSuffix(before, w) && !strings.HasPrefix(behind, "survival") {
			return c.Unit == "a"
		}
	}
	return false
}

// seeksCare is true for a sentence that sends the patient to a person.
func (b *bench) seeksCare(sentence int) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Urgency && c.Sentence == sentence && c.Act != claim.Wait && c.Act != claim.NoCare
	})
}

// unsourced is what a number without a source is: a nurse has the record and
// is told values of it that this chart does not hold; shares and years of life
// that a text claims are no such values.
func (b *bench) unsourced(c claim.Claim) string {
	if b.Audience == "doctor" && attributedRE.MatchString(b.flat(c.Sentence)) {
		return "misattributed"
	}
	if b.Audience == "care-manager" && (c.Concept != "" || c.Unit != "%" && c.Unit != "a") {
		return "contradiction_unknown"
	}
	if b.Audience == "care-manager" && c.Unit == "%" && !b.cites(c.Sentence) || b.dated(c) {
		return "contradiction_unknown"
	}
	return "ungrounded"
}

// attributedRE is how a sentence says that its figures stand in the chart.
//
//nolint:gochecknoglobals // compiled once, read only
var attributedRE = pattern.MustCompile(`\b(?:taken|copied|quoted|read|as recorded|as documented) (?:straight |directly )?(?:from|off|in) (?:the|his|her|this) (?:\w+ )?(?:chart|record|file|notes)\b|\bper (?:the )?(?:\d{4} )?(?:\w+ ){0,3}(?:in|on) the (?:chart|record|file)\b|均?(?:取自|摘自|引自|来自)(?:本|该|患者)?(?:病历|病史|电子病历|记录)|病历(?:中|里)?(?:明确)?(?:记载|记录|显示|写明)`)

// cites is true for a sentence that speaks of studies or of shares of people.
func (b *bench) cites(sentence int) bool {
	s := b.flat(sentence)
	return slices.ContainsFunc([]string{"研究", "文献", "指南", "有效率", "治愈率", "成功率", "患者中", "的人", "study", "studies", "trial", "guideline", "of patients", "of people", "effective", "success", "cure", "risk"}, func(w string) bool { return strings.Contains(s, w) })
}

// reading is the chart's value of a quantity in the unit of the text.
func (b *bench) reading(id, unit string) (float64, bool) {
	if m, ok := b.Chart.Measures[id]; ok {
		if v, fine := logic.Convert(id, m.Value, m.Unit, unit); fine {
			return v, true
		}
	}
	n, ok := b.facts.Number(id)
	if !ok {
		return 0, false
	}
	f, _ := b.Graph.Finding(id)
	if v, fine := logic.Convert(id, n, f.Unit, unit); fine {
		return v, true
	}
	// The text may use a unit that only converts the other way.
	if one, fine := logic.Convert(id, 1, unit, f.Unit); fine && one != 0 {
		return n / one, true
	}
	return 0, false
}

// near is true when v is got as far as the text writes it out.
func near(v, got float64, text string) bool {
	decimals := 0
	if f := figureRE.FindAllString(text, -1); len(f) > 0 {
		last := f[len(f)-1]
		if i := strings.IndexByte(last, '.'); i >= 0 {
			decimals = len(last) - i - 1
		}
	}
	return math.Abs(v-got) <= 0.5*math.Pow10(-decimals)+1e-9
}

// inChart looks for a number without a name among measures, age, weeks and
// the amounts in the chart's own words.
func (b *bench) inChart(v float64, unit, text string) bool {
	if unit == "a" && b.Chart.AgeYears >= 0 && math.Floor(b.Chart.AgeYears) == v {
		return true
	}
	if unit == "mo" && b.Chart.AgeYears >= 0 && b.Chart.AgeYears < 3 && math.Floor(v/12) == math.Floor(b.Chart.AgeYears) {
		return true // the age of a small child
	}
	if unit == "wk" && b.Chart.PregnancyWeeks > 0 && math.Floor(b.Chart.PregnancyWeeks) == v {
		return true
	}
	for id, m := range b.Chart.Measures {
		if unit == "" {
			continue
		}
		if got, ok := logic.Convert(id, m.Value, m.Unit, unit); ok && m.Unit != "" && near(v, got, text) {
			return true
		}
	}
	for _, list := range [][]chart.Coded{b.Chart.Medications, b.Chart.Conditions} {
		for _, x := range list {
			if statesAmount(x.Text, v, unit) {
				return true
			}
		}
	}
	return false
}

// inBasis is true when a graph item the draft rests on holds the number.
func (b *bench) inBasis(v float64) bool {
	for _, id := range b.Basis {
		if slices.Contains(b.Index.figuresOf(id), v) {
			return true
		}
	}
	return false
}

// itemText is the canonical text of a graph item without its tests and
// references, whose numbers are no statement.
func itemText(g *graph.Graph, id string) string {
	var item any
	kind, _, _ := strings.Cut(id, ".")
	switch kind {
	case "rule":
		x, _ := g.SafetyRule(id)
		x.Tests, x.Checked, x.Refs = nil, nil, nil
		item = x
	case "flag":
		x, _ := g.RedFlag(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "drug":
		x, _ := g.Drug(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "band":
		x, _ := g.Band(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "score":
		x, _ := g.Score(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "path":
		x, _ := g.Pathway(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "order":
		x, _ := g.OrderRule(id)
		x.Tests, x.Refs = nil, nil
		item = x
	case "inv":
		item, _ = g.Investigation(id)
	case "phrase":
		item, _ = g.Phrase(id)
	case "find":
		x, _ := g.Finding(id)
		x.Loinc, x.Base, x.Tests = "", 0, nil
		item = x
	default:
		return ""
	}
	raw, err := json.Marshal(item)
	if err != nil {
		return ""
	}
	return string(raw)
}

// statesAmount is true when a text holds this amount in this unit.
func statesAmount(text string, v float64, unit string) bool {
	if milligrams(unit) == 0 && !slices.Contains(countedUnits[:], unit) {
		return false // no amount is in such a unit
	}
	for _, a := range amounts(text) {
		if got, ok := convert(a.n, a.unit, unit); ok && math.Abs(got-v) <= 1e-9*math.Max(1, v) {
			return true
		}
	}
	return false
}

// points is true for a number right behind a word of a score: 年龄2 of a CHA2DS2-VASc is
// no age.
func (b *bench) points(c claim.Claim) bool {
	return c.Concept == "find.age" && !strings.ContainsAny(c.Text, "岁y") && !strings.Contains(c.Text, "years") && pointsRE.MatchString(b.flat(c.Sentence)) && *c.Value <= 5
}

//nolint:gochecknoglobals // compiled once, read only
var pointsRE = pattern.MustCompile(`评分|积分|得分|cha2?ds2|has-?bled|padua|wells|curb|\bscores?\b|\bpoints?\b|\d ?分`)

// supplied is true for a number of bags or doses of blood, which is no count of its cells.
func (b *bench) supplied(c claim.Claim) bool {
	if b.Audience != "order" || c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return false
	}
	_, tail := b.besideIn(c)
	return bloodUnitsRE.MatchString(tail)
}

var bloodUnitsRE = pattern.MustCompile(`^ ?(?:个?(?:治疗量|单位|人份|袋)|u\b|units?\b|pools?\b|bags?\b|adult)`) //nolint:gochecknoglobals // compiled once, read only
