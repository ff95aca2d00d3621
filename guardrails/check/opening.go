package check

import (
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// How a text for professionals opens on a patient, in telegram style: who, how
// heavy, with what, on what, since when.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	openingRE = pattern.MustCompile(`\b\d{1,3} ?(?:yo |y/o ?|yr |year[- ]old )?(?:m|f|man|woman|male|female|lady|gentleman)?\b|\b\d{1,3}(?:m|f)\b|\d{1,3} ?岁`)
	onRE      = pattern.MustCompile(`(?:\bon|\btaking|\btakes|服|服用|口服|使用|用|打)(?: regular| long-term| a| an| the)? ?$`)
	begunNow  = pattern.MustCompile(`\b(?:start|starts|started|starting|begin|begun|add|added|given|give|switch\w*|chang\w*|new|newly|admitted|presents?|presenting|today|acute|plan|consider|suggest|recommend|if|unless|allerg\w*|previous\w*|formerly|stopped|off|family|mother|father)\b|开始|起始|加用|新|给予|予|改|今|急|拟|考虑|建议|如|若|过敏|既往|曾|停|母|父|家`)
	aloneRE   = pattern.MustCompile(`^ ?(?:[\d.]+ ?(?:mg|毫克) ?)?(?:once daily |daily |qd |od )?(?:alone|only|monotherapy|单药|一种药)`)
	onlyZH    = pattern.MustCompile(`(?:仅|只|单独|单)(?:口服|服用|服|用|吃)$`)
)

// longTerm are conditions that do not come and go between two visits, so that a
// closed list without one says that the patient has none.
//
//nolint:gochecknoglobals // a literal table, read only
var longTerm = map[string]bool{
	"cond.t1dm": true, "cond.t2dm": true, "cond.hypertension": true, "cond.copd": true, "cond.asthma": true, "cond.epilepsy": true,
	"cond.atrial_fibrillation": true, "cond.heart_failure": true, "cond.chd": true, "cond.parkinson": true, "cond.cirrhosis": true, "cond.ckd": true,
	"cond.pancreatic_cancer": true, "cond.lung_cancer": true, "cond.breast_cancer": true, "cond.colorectal_cancer": true, "cond.prostate_cancer": true, "cond.gastric_cancer": true,
	"cond.rheumatoid_arthritis": true, "cond.sle": true, "cond.hypothyroidism": true, "cond.hiv": true, "cond.bipolar": true,
}

// opened holds the line that a text opens on a patient with against the chart:
// a long-term disease together with its medicine that the closed
// lists do not have, a medicine alone that is not, another time since an event.
func (b *bench) opened() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	for i := range b.Reading.Sentences {
		if b.shows(i, ifRE) {
			continue
		}
		s := b.flat(i)
		if text := b.stranger(i, s); text != "" {
			f := b.find("wrong_patient", claim.Claim{Text: text}, "chart.conditions", "chart.medications")
			f.Message = message("wrong_patient", graph.Label{ZH: text, EN: text})
			out = append(out, f)
		}
		if told := b.ofSentence(i); told.may(agoEN) || told.may(agoZH) {
			if text, at := b.otherTime(s); text != "" {
				out = append(out, b.flipped(text, at))
			}
		}
	}
	return append(out, b.notAlone()...)
}

// stranger names a long-term disease and a medicine in use of one opening line,
// neither of which the chart's closed lists have.
func (b *bench) stranger(sentence int, s string) string {
	if !b.medicationsClear() || !b.Chart.ConditionsKnown || len(b.Chart.Conditions) == 0 || len(b.Chart.Medications) == 0 || !b.shows(sentence, openingRE) || begunNow.MatchString(s) {
		return ""
	}
	ill, on := "", ""
	for _, c := range b.claims {
		if c.Sentence != sentence || c.Polarity != claim.Affirmed || c.Experiencer != "patient" || b.ofKin(c) {
			continue
		}
		switch {
		case c.Kind == claim.Diagnosis && longTerm[c.Concept] && c.Act != claim.Suspected && b.facts.Bool(c.Concept) == chart.No:
			ill = c.Text
		case c.Kind == claim.Drug && c.Concept != "" && onRE.MatchString(b.before(c)) && !b.listed(c.Concept):
			on = c.Text
		}
	}
	if ill == "" || on == "" {
		return ""
	}
	return ill + ", " + on
}

// listed is true for a medicine of the chart, one of a class that is there, or the
// class of one that is.
func (b *bench) listed(concept string) bool {
	for _, m := range b.Chart.Medications {
		if active(m) && (m.Concept == concept || b.Index.member([]string{concept}, m.Concept) || b.Index.member([]string{m.Concept}, concept)) {
			return true
		}
	}
	return false
}

// notAlone tells a medicine that is said to be taken alone beside another one of its
// class on the chart.
func (b *bench) notAlone() []Finding {
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence < 0 || c.Concept == "" || !b.taken(c.Concept) || b.shows(c.Sentence, ifRE) || c.End > len(b.Text) {
			continue
		}
		s := b.Reading.Sentences[c.Sentence]
		alone := c.End <= s.End && aloneRE.MatchString(squeezeSpaces(b.Text[c.End:s.End])) && onRE.MatchString(b.before(c)) || onlyZH.MatchString(b.before(c))
		if !alone || plannedRE.MatchString(b.flat(c.Sentence)) {
			continue
		}
		for _, m := range b.Chart.Medications {
			if active(m) && m.Concept != c.Concept && b.sharesClass(c.Concept, m.Concept) {
				out = append(out, b.flipped(c.Text, evidenceOf(m)))
				break
			}
		}
	}
	return out
}

//nolint:gochecknoglobals // compiled once, read only
var plannedRE = pattern.MustCompile(`\b(?:after|from|then|switch|step|plan|will|can|could|should|consider|continue)\b|之后|以后|改为|可|应|建议|继续|考虑`)

// sharesClass is true for two medicines against clotting of which one is in a class
// of the other's.
func (b *bench) sharesClass(x, y string) bool {
	for _, pair := range [...][2]string{{x, y}, {y, x}} {
		d, _ := b.Graph.Drug(pair[0])
		for _, c := range d.Classes {
			if b.Index.member([]string{c}, pair[1]) && holdsAny(c, "antiplatelet", "anticoagulant", "p2y12") {
				return true
			}
		}
	}
	return false
}

// events are what happens once, with the time since it.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	events = []*pattern.Regexp{
		pattern.MustCompile(`stent|\bpci\b|支架`),
		pattern.MustCompile(`\bn?stemi\b|heart attack|myocardial infarction|心肌梗死|心梗`),
		pattern.MustCompile(`stroke|脑卒中|脑梗|中风|脑出血`),
		pattern.MustCompile(`\bcabg\b|coronary bypass|搭桥`),
		pattern.MustCompile(`transplant|移植`),
		pattern.MustCompile(`replacement|arthroplasty|置换`),
	}
	agoEN  = pattern.MustCompile(`(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s? (?:ago|earlier|back)`)
	agoZH  = pattern.MustCompile(`(\d{1,3}|半|一|两|二|三|四|五|六|七|八|九|十) ?个?(天|日|周|星期|月|年)(?:前|余前)|术后 ?(\d{1,3}|半|一|两|二|三|四|五|六|七|八|九|十) ?个?(天|日|周|星期|月|年)`)
	inDays = map[string]float64{"day": 1, "天": 1, "日": 1, "week": 7, "周": 7, "星期": 7, "month": 30, "月": 30, "year": 365, "年": 365}
)

// since is how many days ago words say that it was; false where they say it of no
// time or of more than one.
func since(s string) (days float64, text string, ok bool) {
	found := append(agoEN.FindAllStringSubmatch(s, -1), agoZH.FindAllStringSubmatch(s, -1)...)
	if len(found) != 1 {
		return 0, "", false
	}
	words := found[0][1:]
	if words[0] == "" && len(words) > 3 {
		words = words[2:]
	}
	n := number(words[0])
	return n * inDays[words[1]], found[0][0], n > 0
}

// number reads one in figures or in a word.
func number(s string) float64 {
	switch s {
	case "a", "an":
		return 1
	case "半":
		return 0.5
	case "十":
		return 10
	}
	if n, ok := lexicon.Numeral(s); ok {
		return n
	}
	if r, size := utf8.DecodeRuneInString(s); size == len(s) {
		if n, ok := lexicon.Digit(r); ok {
			return n
		}
	}
	return atof(s)
}

// otherTime tells an event that a sentence dates more than twice as long ago as the
// chart does, or less than half as long. Two events of a kind are not told apart, so
// that a chart with two says nothing.
func (b *bench) otherTime(s string) (text, evidence string) {
	said, words, ok := since(s)
	if !ok || holdsAny(s, "second", "another", "previous", "prior", "first", "again", "family", "mother", "father", "brother", "再次", "第二", "首次", "既往", "母", "父", "家族", "指南", "guideline") {
		return "", ""
	}
	for _, e := range events {
		if !e.MatchString(s) {
			continue
		}
		var at []chart.Coded
		for _, c := range b.Chart.Conditions {
			if active(c) && e.MatchString(b.words(c)) {
				at = append(at, c)
			}
		}
		if len(at) != 1 {
			continue
		}
		if was, _, dated := since(b.words(at[0])); dated && (said > 2.5*was || said < was/2.5) {
			return words, evidenceOf(at[0])
		}
	}
	return "", ""
}
