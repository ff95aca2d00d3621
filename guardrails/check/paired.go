package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// toNextRE stands between a medicine and the one that comes in its place.
	toNextRE = pattern.MustCompile(`^[^。；;]{0,60}(?:换|改)(?:成|为|用|予|服|口服)?$`)
	ontoRE   = pattern.MustCompile(`^[^.;]{0,60}\b(?:to|for|onto)$`)
	swapsRE  = pattern.MustCompile(`\b(?:switch|rotat|convert|chang|swap)\w*\b[^.;]{0,30}$`)
	// unswappedRE keeps the first between two of which one would come in place of the other.
	unswappedRE = pattern.MustCompile(`(?:不|勿|别|未|无需|不必|另)(?:把|将)?[^,，。;；]{0,6}(?:换|改)|\b(?:timing|dose|time|brand|form) of\b`)
	// bothGivenRE has two medicines at once: what gives one beside another (addsRE), or goes on.
	bothGivenRE = pattern.MustCompile(`\bkeep|\bcontinu\w*|\bplus\b|继续|维持|照(?:服|用)|不变|保留|一起|一同|另[加把将]|同服|` + addsWords)

	// forbidsPairRE says that two medicines are not had together; permitsPairRE takes it back.
	forbidsPairRE = pattern.MustCompile(`(?:禁止|不能|不可|不宜|不得|禁|避免|勿)(?:合用|同用|联用|并用|同服)|(?:二者|两药|两者)不(?:并用|合用|同用)|\b(?:contraindicated|forbidden|dangerous) combination\b|\b(?:pair|combination|pairing)\b[^.;]{0,20}\b(?:can (?:wipe|kill|cause)|has caused|is (?:contraindicated|generally avoided|avoided|dangerous))|\bcan cause fatal\b|\bas bad as\b|\bmust not be (?:combined|given together)\b|\bcontraindicated (?:with|for)\b|\bstop both\b|\bboth (?:are |were )?(?:stopped|held)\b|停两药|两药(?:均|都|同时)?停|二者(?:均|都)停`)
	permitsPairRE = pattern.MustCompile(`\b(?:safe\w*|harmless|fine|myth|theoretical|no longer|not (?:contraindicated|forbidden|dangerous|avoided)|isn't|still (?:give|given|start)|keep both|continue both)\b|仍(?:可|予|给|用)|照(?:用|服|常)|不必|无需|并非|不是|安全|可以(?:合用|联用|同用)|` + overruleWords)

	bothRE = pattern.MustCompile(`二者|两者|两药|both`)

	// haltedRE stands behind a medicine that is not had for now, haltsRE before it.
	haltedRE = pattern.MustCompile(`^ (?:is |was |are |were )?(?:off(?:$|[,.;:]| [^l])|(?:held|on hold|stopped|paused|withheld|suspended)\b)`)
	haltsRE  = pattern.MustCompile(`(?:^|[.,;:] )(?:hold|pause|suspend|stop) (?:the |her |his )?$`)
	// putLaterRE stands before a stop that is none yet.
	putLaterRE = pattern.MustCompile(`\b(?:then|afterwards?|after (?:the|that|this|a|\w+ (?:days?|weeks?))|later|finally|next (?:week|month)|in (?:\w+ )(?:days?|weeks?|months?)|if|when|once|unless)\b[^.;]{0,24}$|(?:疗程|用药|抗生素|治疗)?(?:结束|完成|期满|停用抗生素)[^,，。;；]{0,4}(?:后|时)[^。;；]{0,8}$|(?:之后|以后|随后|届时|下(?:周|月)|(?:天|周|日|月)后|再|若|如|必要时|出现)[^,，。;；]{0,10}$`)

	// inrSoonRE has the INR taken within the week.
	inrSoonRE = pattern.MustCompile(`(?:^|[^\w])inr\b[^.;,]{0,30}\b(?:in|within|at|by|after|on|every) (?:(?:two|three|four|five|[2-5])(?:(?: to |-)(?:five|seven|[3-7]))? days|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:[2-5二两三四五](?:[~～至到-][3-7三四五六七])?)(?:天|日)(?:之?内|后)?[^,，。;；前未\d]{0,8}inr|inr[^,，。;；已未\d]{0,8}(?:[2-5二两三四五](?:[~～至到-][3-7三四五六七])?)(?:天|日)(?:之?内|后|一次|$|[,，。;；])`)
	inrPastRE = pattern.MustCompile(`\binr (?:was|of|is|has been|had been|\d|stable|in range)[^.;]{0,40}\b(?:on|at|for|in)\b|(?:不必|无需|不用|不|未|没有?)(?:再)?(?:查|测|复查|监测)(?:inr)?|inr[^,，。;；]{0,10}(?:不必|无需|不用|不再|未)(?:再)?(?:查|测|复查|监测)|\b(?:no|not|without|skip) (?:an? |any |extra )?inr\b`)
	// lastDaysRE is care of the last days, in which an opioid and a benzodiazepine are had
	// together (NICE NG31, 1.5 and 1.6); guardedRE has the antidote at hand or takes them
	// down. stormRE is an electrical storm, for which amiodarone and a beta blocker are had
	// together (ESC 2022 on ventricular arrhythmias).
	lastDaysRE = pattern.MustCompile(`临终|安宁疗护|姑息(?:治疗|护理|照护|医学|病房|期|镇静)|\bend[- ]of[- ]life\b|\blast (?:days|hours)\b|\bdying\b|\banticipatory\b|\bsyringe driver\b`)
	guardedRE  = pattern.MustCompile(`备(?:好|有)?纳洛酮|\bnaloxone\b[^.;]{0,30}\b(?:home|list|hand|supplied|kit|ward)\b`)
	stormRE    = pattern.MustCompile(`电风暴|\b(?:electrical|vt|vf|arrhythmic) storm\b`)
	// saidOfNoneRE denies any of these in its clause, or says it of kin.
	saidOfNoneRE = pattern.MustCompile(`非(?:临终|姑息|电)|(?:不是|并非|未达|尚未|未|无|没有?|不)[^,，。;；]{0,6}(?:临终|姑息|电风暴|备纳洛酮|备有纳洛酮)|\b(?:no|not|non|never|without|isn't|nor|rather than)\b[^.;,]{0,24}(?:end[- ]of[- ]life|dying|anticipatory|syringe driver|storm|naloxone|last days)|naloxone[^.;,]{0,24}\b(?:not|out of|unavailable|none|no)\b|\b(?:mother|father|wife|husband|son|daughter|brother|sister|friend|dog)\b[^.;,]{0,16}\bdying\b|(?:母亲|父亲|妻子|丈夫|老伴|家人|亲人)[^,，。;；]{0,6}临终`)
)

// swapped is true for two medicines that a doctor's text names of which one is had in place
// of the other, or of which the amounts are compared.
func (b *bench) swapped(c claim.Claim, u use) bool {
	if b.Audience != "doctor" || u.claim == "" || c.Sentence < 0 {
		return false
	}
	i := slices.IndexFunc(b.claims, func(x claim.Claim) bool { return x.ID == u.claim })
	if i < 0 || b.claims[i].Sentence < c.Sentence-1 || b.claims[i].Sentence > c.Sentence+1 {
		return false
	}
	first, last := c, b.claims[i]
	if last.Start < first.Start {
		first, last = last, first
	}
	if first.End > last.Start || last.Start-first.End > farApart {
		return false
	}
	between := b.squeezedIn(first.End, last.Start)
	if bothGivenRE.MatchString(between) || unswappedRE.MatchString(between) {
		return false
	}
	if b.anotherBetween(first, last) {
		return betterRE.MatchString(b.after(last)) || secondRE.MatchString(b.after(last))
	}
	return b.reckonedAlike(c, b.claims[i]) || toNextRE.MatchString(between) || ontoRE.MatchString(between) && swapsRE.MatchString(b.before(first)) ||
		b.replaces(last) || first.Sentence == last.Sentence && b.replaces(first)
}

// anotherBetween is true where a third medicine stands between two: what is changed to the
// second is that one.
func (b *bench) anotherBetween(first, last claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Drug && x.Start >= first.End && x.End <= last.Start && x.Concept != first.Concept && x.Concept != last.Concept
	})
}

// reckonedAlike is true for two medicines of which a sentence reckons one as the other,
// rightly, or without amounts that could be wrong.
func (b *bench) reckonedAlike(x, y claim.Claim) bool {
	amounts := false
	for _, d := range b.claims {
		if d.Kind != claim.Dose || d.Concept != x.Concept || d.Sentence != x.Sentence {
			continue
		}
		for _, e := range b.claims {
			if e.Kind == claim.Dose && e.Concept == y.Concept && e.Sentence == d.Sentence {
				amounts = true
				if b.reckoned(d, e) == rightly {
					return true
				}
			}
		}
	}
	if amounts {
		return false
	}
	if y.Start < x.Start {
		x, y = y, x
	}
	between := b.squeezedIn(x.End, y.Start)
	return equalsRE.MatchString(between) && !noReckoningRE.MatchString(between)
}

// givenUp is true for a medicine that a doctor's text stops or avoids, itself or its class.
func (b *bench) givenUp(concept string) bool {
	return b.Audience == "doctor" && slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		if x.Kind != claim.Drug || x.Concept == "" || x.Polarity != claim.Affirmed || !b.Index.member([]string{x.Concept}, concept) {
			return false
		}
		if putLaterRE.MatchString(b.before(x)) {
			return false
		}
		return x.Act == claim.Stop || x.Act == claim.Avoid || haltedRE.MatchString(b.after(x)) || haltsRE.MatchString(b.before(x))
	})
}

// lingering are medicines whose effect outlasts them by weeks, or of which the illness
// is what the other harms: to stop one does not part it
// from what follows.
//
//nolint:gochecknoglobals // a literal table, read only
var lingering = [...]string{"class.maoi", "drug.fluoxetine", "drug.amiodarone", "drug.leflunomide", "drug.teriflunomide", "drug.levodopa_benserazide", "drug.levodopa_carbidopa"}

// parted is true where a doctor's text keeps two medicines of a rule apart: it stops one, or
// says that they are not had together.
func (b *bench) parted(rule string, c claim.Claim, u use) bool {
	if b.Audience != "doctor" || c.Sentence < 0 || !b.namedWith(c, u) {
		return false
	}
	if permitsPairRE.MatchString(b.flat(c.Sentence-1) + " " + b.flat(c.Sentence) + " " + b.flat(c.Sentence+1)) {
		return false
	}
	if washouts[rule] == nil && !b.Index.member(lingering[:], c.Concept) && !b.Index.member(lingering[:], u.concept) && (b.givenUp(c.Concept) || b.givenUp(u.concept)) {
		return true
	}
	for i := c.Sentence - 1; i <= c.Sentence+1; i++ {
		said := forbidsPairRE.FindString(b.flat(i))
		if said != "" && (b.ofThePair(i, c.Concept, u.concept) || bothRE.MatchString(said) && i > 0 && b.ofThePair(i-1, c.Concept, u.concept)) {
			return true
		}
	}
	return false
}

// ofThePair is true for a sentence that names one of two medicines, or none and so
// speaks of those beside it.
func (b *bench) ofThePair(sentence int, x, y string) bool {
	named := false
	for _, d := range b.claims {
		if d.Kind != claim.Drug || d.Sentence != sentence {
			continue
		}
		if named = true; b.sameDrug(d.Concept, x) || b.sameDrug(d.Concept, y) {
			return true
		}
	}
	return !named
}

// tellsWithout is true where a sentence shows an expression and nothing there takes it back.
func (b *bench) tellsWithout(re, not *pattern.Regexp) bool {
	for i := range b.Reading.Sentences {
		if s := b.flat(i); re.MatchString(s) && !not.MatchString(s) {
			return true
		}
	}
	return false
}

// provided is true where a doctor's text does about a grave interaction what makes it had
// all the same.
func (b *bench) provided(rule string, c claim.Claim) bool {
	if b.Audience != "doctor" || c.Sentence < 0 {
		return false
	}
	t := b.flatText()
	switch rule {
	case "rule.warfarin_potentiators":
		return b.tellsWithout(inrSoonRE, inrPastRE) && !unwatchedRE.MatchString(b.flat(c.Sentence))
	case "rule.opioid_benzodiazepine":
		return (lastDaysRE.MatchString(t) || guardedRE.MatchString(t)) && !permitsPairRE.MatchString(t) && !saidOfNoneRE.MatchString(t)
	case "rule.ddi_beta_blocker__amiodarone":
		return stormRE.MatchString(t) && !saidOfNoneRE.MatchString(t)
	}
	return false
}
