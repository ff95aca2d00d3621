package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// poisoningRE tells of a poisoning what was taken, by what is done about it.
	poisoningRE = pattern.MustCompile(`\b(?:hours?|minutes?) ago\b[^.]{0,200}(?:acetylcysteine|\bnac\b|charcoal|alkalini|level)|\btaken (?:\w+ )?(?:\w+ )?ago\b|服后 ?\d+ ?(?:个)?小时|小时前服|(?:gut stage|g-csf|repeat charcoal|洗胃|活性炭)`)
	// treatsRE before an amount has it given for the poisoning and not taken.
	treatsRE = pattern.MustCompile(`(?:予|给|静[推注滴脉]|肌注|加用|改用|\b(?:give|giving|given|start|load|add|then|with|push|infuse)\b)[^,，。;；:：]{0,24}$`)
	// caughtRE says that somebody has caught the amount as a slip and stopped it.
	caughtRE = pattern.MustCompile(`退回|疑误|疑为[^,，。;；]{0,12}误|误设|未通过审核|不发药|再发药|停其一|余两张停|no such (?:daily )?dose|\bnot dispensed|please correct|one removed|incident reported|the reason field`)
	// ratioOfRE behind an amount has it go with another: 1 mg per 100 units.
	ratioOfRE = pattern.MustCompile(`^ ?(?:(?:of )?\w+ )?(?:per|for (?:each|every)) (?:\d[\d,.]* ?)?(?:units?|mg|g)\b`)
	// equalRE is a reckoning of one medicine as another.
	equalRE = pattern.MustCompile(`≈|约合|相当于|\bmatches\b|\bconversion check|\bequivalent to\b`)
	// boundLeadRE before an amount, and boundTailRE behind one, make it a bound beyond which
	// something happens.
	boundLeadRE = pattern.MustCompile(`(?:mg per|累积[^,，。;；]{0,8}|when (?:the )?dose exceeds|cumulative dose (?:of|over)|接近或超|近或超) ?$`)
	boundTailRE = pattern.MustCompile(`^ ?(?:(?:/m2|/平方米|毫克/平方米)? ?(?:or more|以上)[^,，。;；.]{0,10}(?:stops?|causes?|can|may|肺|毒|陡))|^ morphine equivalents`)
	// summedRE is a sum that goes beyond what may be had.
	summedRE = pattern.MustCompile(`(?:合计|总量|总计)(?:每日|一日|日)?(?:已|将)?超`)
	// inBagRE behind an amount is what a bag is made up to.
	inBagRE = pattern.MustCompile(`^ ?(?:(?:\w+ )?in|加入?|溶于|稀释至|\+) ?(?:\d{2,4}) ?(?:ml|毫升)`)
)

// notGiven is true in a doctor's text for an amount that is nobody's dose: what was
// swallowed in a poisoning, a slip that was caught, a ratio, a reckoning of one medicine
// as another, a bound, what a bag holds, and an ordinal that reads like one.
func (b *bench) notGiven(c claim.Claim) bool {
	if b.Audience != "doctor" || c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return false
	}
	s := b.flat(c.Sentence)
	lead, tail := b.besideIn(c)
	switch {
	case poisoningRE.MatchString(s) && c.Dose.PerDay == 0 && !treatsRE.MatchString(lead), caughtRE.MatchString(s + " " + b.flat(c.Sentence+1)):
		return true
	case equalRE.MatchString(s) && c.Dose.PerDay == 0 && !treatsRE.MatchString(lead), ratioOfRE.MatchString(tail), boundLeadRE.MatchString(lead), summedRE.MatchString(s), boundTailRE.MatchString(tail):
		return true
	case inBagRE.MatchString(tail) && (b.Index.member([]string{"class.anticoagulant"}, c.Concept) || slices.Contains(inBags, c.Concept)):
		return true
	}
	return strings.HasSuffix(lead, "第")
}

// inBags are medicines that run from a bag made up of more than anybody gets at once.
//
//nolint:gochecknoglobals // a literal list, read only
var inBags = []string{"drug.heparin", "drug.amiodarone"}

// pulsed is true for a gram of methylprednisolone without a route, which nobody swallows:
// pulses of 250 mg to 1 g go into a vein.
func (b *bench) pulsed(d graph.Drug, p claim.Posology) bool {
	if b.Audience != "doctor" || d.ID != "drug.methylprednisolone" || p.Route != "" || !b.grown() || p.PerKg {
		return false
	}
	const least, most = 250, 1000
	mg, ok := convert(p.Amount, p.Unit, "mg")
	return ok && mg >= least && mg <= most && times(p) <= 1 && !holdsAny(b.flatText(), "口服", "片", "oral", "tablet", " po ")
}
