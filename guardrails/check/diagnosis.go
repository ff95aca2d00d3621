package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// certified passes a diagnosis that a person has put on the chart, or reviewed
// wording; all others are the draft's own.
func certified(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	for _, x := range b.Chart.Conditions {
		if x.Concept != c.Concept {
			continue
		}
		if c.Act != claim.Excluded && active(x) || c.Act == claim.Excluded && x.Status == "resolved" {
			return nil
		}
	}
	if b.Audience == "care-manager" && c.Act == claim.Suspected && b.calls() {
		return nil // why somebody is sent to emergency care
	}
	return []Finding{b.find("diagnosis_uncertified", c)}
}

// contradiction holds findings and conditions against the chart: what is said
// to be there and is recorded as absent, the other way round, and what this
// patient cannot have.
func contradiction(b *bench, c claim.Claim) []Finding {
	if c.Experiencer != "patient" || c.Concept == "" {
		return nil
	}
	if c.Kind == claim.Finding && c.Polarity == claim.Affirmed && b.general(c) {
		return nil
	}
	affirmed := c.Polarity == claim.Affirmed && c.Act != claim.Excluded
	if affirmed && b.otherSex(c.Concept) && !abbreviated(c.Text) && !disowns(b.flat(c.Sentence)) && !b.ofRelative(c) {
		return []Finding{b.find("wrong_patient", c, "chart:sex")}
	}
	if c.Kind == claim.Diagnosis {
		return b.diagnosisContradicts(c)
	}
	got := b.facts.Bool(c.Concept)
	if c.Concept == anyAllergyID {
		if b.named(c) || b.tellsAllergy(c) {
			return nil
		}
		if got = b.anyAllergy(); got == chart.No && affirmed && b.happens(c) {
			got = chart.Unknown
		}
	}
	switch {
	case got == chart.Unknown:
		if b.templated(c) {
			return nil
		}
		if b.deniesTo(c) {
			// To tell a patient what they do not have takes somebody who looked.
			return []Finding{b.find("result_unverified", c)}
		}
		return []Finding{b.find("contradiction_unknown", c)}
	case affirmed != (got == chart.Yes):
		return []Finding{b.find("negation_flipped", c, b.evidence(c.Concept))}
	}
	return nil
}

// abbreviated is true for two letters: "ED" is a department as well.
func abbreviated(text string) bool { return len(squeeze(text)) <= 2 }

// deniesTo is true where a patient is told that something is not there. A
// nurse reads what was reported; what a person feels they know themselves, and
// "without fever" in a sentence that is not about this patient tells nobody.
func (b *bench) deniesTo(c claim.Claim) bool {
	if b.Audience != "patient" || c.Polarity != claim.Negated || b.prohibits(c) {
		return false
	}
	f, _ := b.Graph.Finding(c.Concept)
	if f.Class == "symptom" && b.recaps(c) {
		return false
	}
	if f.Class == "risk" || f.Class == "history" || f.Class == "demographic" {
		return false
	}
	s := " " + b.flat(c.Sentence)
	return slices.ContainsFunc([]string{"您", "你", " you ", " you've", " your ", "显示", "提示", "未见", "show", "result"}, func(w string) bool { return strings.Contains(s, w) }) ||
		strings.HasPrefix(strings.TrimSpace(s), "没有") || strings.HasPrefix(strings.TrimSpace(s), "no ")
}

// recaps is true where a sentence goes through what the patient has told:
// several symptoms, or a symptom beside a measurement.
func (b *bench) recaps(c claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Sentence == c.Sentence && x.ID != c.ID && (x.Kind == claim.Number || x.Kind == claim.Finding && x.Concept != c.Concept)
	})
}

// prohibits is true for "do not smoke", which says nothing of what is there.
func (b *bench) prohibits(c claim.Claim) bool {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return false
	}
	s := b.Reading.Sentences[c.Sentence]
	if s.Start < 0 || s.Start > c.Start || c.Start > len(b.Text) {
		return false
	}
	before := squeezeSpaces(b.Text[s.Start:c.Start]) + squeeze(c.Text)
	return slices.ContainsFunc([]string{"勿", "不要", "别", "不得", "不能", "不可", "避免", "禁止", "戒", "do not", "don't", "never", "avoid", "stop"}, func(w string) bool { return strings.Contains(before, w) })
}

// general is true for a finding that is spoken of in general and not of this
// patient: what a disease or a drug may do, and groups of people.
func (b *bench) general(c claim.Claim) bool {
	s := " " + b.flat(c.Sentence) + " "
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
	}
	if c.Concept == "find.pregnant" || c.Concept == "find.lactating" {
		text := squeeze(c.Text)
		if text == "孕妇" || text == "哺乳期妇女" || has("pregnant women", "during pregnancy", "in pregnancy", "breastfeeding women") {
			return true
		}
		return !has("您", "你", "患者", "病人", " you ", " patient ", " she ", " you're ")
	}
	return has("包括", "常见", "例如", "比如", "留意", "警惕", "副作用", "不良反应", "可能引起", "可引起", "会引起", "典型症状", "表现为",
		"such as", "include", "symptoms of", "watch for", "look out for", "side effect", "can have", "causes of", "caused by many", "can cause", "may cause", "typically", "usually presents")
}

// anew is true for a condition that is denied only as something of now: new, worse,
// seen by a test, of what may have brought the patient, or as part of a longer name.
func (b *bench) anew(c claim.Claim, x chart.Coded) bool {
	before, after, record := b.before(c), b.after(c), b.words(x)
	if !noHistoryRE.MatchString(before) && looksRE.MatchString(b.flat(c.Sentence)) && fleetRE.MatchString(record) || presenting(record) {
		return true
	}
	return ifRE.MatchString(before) || anewRE.MatchString(before) || anewTail.MatchString(after) && !byItselfRE.MatchString(after)
}

// diagnosisContradicts uses only what the chart says in so many words: a
// condition that is not on a closed list is new, not denied.
func (b *bench) diagnosisContradicts(c claim.Claim) []Finding {
	for _, x := range b.Chart.Conditions {
		if x.Concept != c.Concept {
			continue
		}
		if c.Act == claim.Excluded && active(x) && !b.anew(c, x) && !reasonRE.MatchString(b.before(c)) && !toExcludeRE.MatchString(b.before(c)) || c.Act == claim.Asserted && x.Status == "resolved" {
			return []Finding{b.find("negation_flipped", c, evidenceOf(x))}
		}
	}
	return nil
}

// reasonRE stands before a condition that rules something else out: "ruled out by her
// epilepsy" rules out no epilepsy.
//
//nolint:gochecknoglobals // compiled once, read only
var reasonRE = pattern.MustCompile(`\b(?:out|off|excluded|precluded|prevented|barred|contraindicated|unsuitable|inappropriate|prohibited)(?: \w+){0,2} (?:by|because of|given|in view of|due to|owing to|on account of|for|in|with)(?: (?:her|his|the|their|known|old|previous|severe|active|underlying|a|an))* ?$|(?:因|由于|鉴于|考虑到)(?:其|患者|既往|合并|有|存在)*$`)

// toExcludeRE has something ruled out that is not yet: "check the urine to exclude".
//
//nolint:gochecknoglobals // compiled once, read only
var toExcludeRE = pattern.MustCompile(`(?:查|测|评估|筛查|复核|检验|彩超|超声|先|需|须|应|请|待|以便?|进一步)[^。;；]{0,40}(?:以)?排除$|\b(?:to|must|should|needs? to|please|and) (?:be )?(?:exclude|rule out|rule-out)(?: \w+){0,2} ?$` + `|\bto (?:exclude|rule out)(?: \w+){0,2} ?$`)
