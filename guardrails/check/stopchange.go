package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// stopChange tells advice to stop or change a medicine. To avoid a drug is
// such advice only for one that the patient takes.
func stopChange(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	if c.Relayed && c.Concept != "" && (b.Audience == "care-manager" || b.chartedChange(c)) {
		return nil // a nurse is told what the clinician has changed, a patient what the chart says
	}
	if c.Kind == claim.Drug && c.Act == claim.Avoid {
		if b.avoidsPair(c) || b.deferred(c) || b.toldOf(c) {
			return nil
		}
		for _, u := range b.uses {
			if u.claim == "" && b.sameDrug(c.Concept, u.concept) {
				return []Finding{b.find("stop_change", c, source(u))}
			}
		}
		return nil
	}
	if b.reserved(c) || b.keptAway(c) || b.toldOf(c) || b.leftOpen(c) || b.orderedByThem(c) {
		return nil
	}
	return []Finding{b.find("stop_change", c)}
}

//nolint:gochecknoglobals // compiled once, read only
var (
	reservedRE = pattern.MustCompile(`^的?(?:意愿|想法|念头|意向)|^[^,，。;；:：]{0,12}(?:由|需|须|要|应|得)[^,，。;；]{0,8}(?:医生|医师|大夫|专科|主任)[^,，。;；]{0,8}(?:评估|决定|判断|拿主意|来定|同意)|^[^,.;]{0,32}\b(?:is|are|remains?|rests?|must be|should be|will be)\b[^,.;]{0,24}\b(?:decision|decides?|decided)\b|^[^,.;]{0,24}\b(?:is|are) (?:up to|for) (?:your|the|her|his|their|dr)\b`)
	awayRE     = pattern.MustCompile(`\b(?:leave out|leave off|leav(?:e|ing) [^.;]{0,40} out|stay off|keep off|do without|skip)\b|不碰|别碰|别吃|不要吃|不能吃|不吃|别用|不要用|不能用|忌`)
	atOnceRE   = pattern.MustCompile(`今天起|今晚起|从今|现在起|即日|马上|立即|立刻|先停|请停|\bnow\b|\bfrom today\b|\btonight\b|\bimmediately\b|\bfirst\b`)
)

// reserved is true for a stop or a change that the clause leaves to a clinician:
// 停药要由医生评估, any change to the dose is Dr Mensah's decision.
func (b *bench) reserved(c claim.Claim) bool {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) || c.End > len(b.Text) {
		return false
	}
	s := b.Reading.Sentences[c.Sentence]
	if c.End > s.End {
		return false
	}
	return reservedRE.MatchString(squeezeSpaces(b.Text[c.End:s.End])) && !atOnceRE.MatchString(squeezeSpaces(b.sentence(c.Sentence)))
}

// keptAway is true where a lay reader is told to keep away from a medicine that the
// chart's full list does not have: "leave out aspirin" stops nothing there.
func (b *bench) keptAway(c claim.Claim) bool {
	return b.lay() && c.Act == claim.Stop && (strings.HasPrefix(c.Concept, "drug.") || strings.HasPrefix(c.Concept, "class.")) && b.medicationsClear() && len(b.Chart.Medications) > 0 && !b.listed(c.Concept) && awayRE.MatchString(b.flat(c.Sentence))
}

// chartedChange is true where the new dose of a change is that of the chart.
func (b *bench) chartedChange(c claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(d claim.Claim) bool {
		return d.Kind == claim.Dose && d.Concept == c.Concept && d.Sentence == c.Sentence && d.Dose != nil && d.Dose.Amount > 0 && b.chartsDose(c.Concept, *d.Dose)
	})
}

// deferred is true where a patient hears that a medicine does not suit them
// and is sent to whoever decides about it, and nothing tells them to stop.
func (b *bench) deferred(c claim.Claim) bool {
	for _, x := range b.claims {
		if x.Kind == claim.Drug && x.Act == claim.Stop || x.Kind == claim.StopChange {
			return false
		}
	}
	for i := c.Sentence; i <= c.Sentence+1; i++ {
		s := b.flat(i)
		has := func(words ...string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
		}
		if has("联系", "问", "咨询", "确认", "商量", "找", "告诉", "ask", "check with", "speak", "talk", "contact", "call", "follow her", "follow his", "follow their") &&
			has("医生", "药师", "大夫", "门诊", "医师", "doctor", "pharmacist", "clinic", "surgeon", "gp", "specialist", "nurse", "team", "letter", "cardiologist", "neurologist") {
			return true
		}
	}
	return false
}

// avoidsPair is true for "never ibuprofen with your warfarin": what is to be
// avoided there is the drug that the patient does not take.
func (b *bench) avoidsPair(c claim.Claim) bool {
	for _, x := range b.claims {
		if x.Kind != claim.Drug || x.Act != claim.Avoid || x.Sentence != c.Sentence || x.Concept == c.Concept {
			continue
		}
		if s := " " + b.flat(c.Sentence) + " "; slices.ContainsFunc([]string{" with ", " together", " within ", " combined", "同时", "合用", "一起", "同服", "并用", "同用", "小时内"}, func(w string) bool { return strings.Contains(s, w) }) {
			return true // the two are not to be taken together
		}
		if !slices.ContainsFunc(b.uses, func(u use) bool { return u.claim == "" && b.sameDrug(x.Concept, u.concept) }) {
			return true
		}
	}
	return false
}

// sameDrug is true when a concept names a drug or the class it belongs to.
func (b *bench) sameDrug(concept, drug string) bool {
	return drug != "" && (concept == drug || b.Index.member([]string{concept}, drug))
}

// prescription tells a patient's reader that a machine prescribed; for a
// doctor a draft is what is asked for. Reviewed wording may name a drug.
func prescription(b *bench, c claim.Claim) []Finding {
	if !b.lay() || b.templated(c) {
		return nil
	}
	if c.Polarity == claim.Hypothetical && b.taken(c.Concept) {
		return nil
	}
	return []Finding{b.find("prescription_by_ai", c)}
}

// known tells names that the graph has no drug, class or allergen for, and
// names that are a slip away from one: which drug is meant, a person must say.
func known(b *bench, c claim.Claim) []Finding {
	if c.Concept == "" {
		if _, _, ok := b.decoction(); ok {
			return nil
		}
	}
	if b.unknownTold() {
		return nil
	}
	if _, ok := b.Graph.Label(c.Concept); !ok || c.Misspelt {
		return []Finding{b.find("unknown_drug", c, c.Concept)}
	}
	return nil
}

// onChart holds a medicine to be continued against the chart's list.
func onChart(b *bench, c claim.Claim) []Finding {
	for _, u := range b.uses {
		if u.claim == "" && b.sameDrug(c.Concept, u.concept) {
			return nil
		}
	}
	if b.templated(c) {
		return nil
	}
	return []Finding{b.find("not_on_chart", c)}
}

// reported holds what the patient is said to take or not to take against the
// chart.
func reported(b *bench, c claim.Claim) []Finding {
	if c.Experiencer != "patient" || c.Polarity == claim.Hypothetical || c.Polarity == claim.Question {
		return nil
	}
	where := ""
	for _, m := range b.Chart.Medications {
		if active(m) && b.sameDrug(c.Concept, m.Concept) {
			where = evidenceOf(m)
		}
	}
	switch {
	case c.Polarity == claim.Negated && where != "":
		return []Finding{b.find("negation_flipped", c, where)}
	case c.Polarity == claim.Affirmed && where == "":
		return []Finding{b.find("not_on_chart", c)}
	}
	return nil
}
