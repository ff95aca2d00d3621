package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// equalsRE stands between two medicines of which the amount of one is that of the
	// other; toNextRE between one and the one that comes in its place.
	equalsRE    = pattern.MustCompile(`^[^.;。；]{0,40}(?:\b(?:stands? for|roughly|equals?|equivalent|becomes?)\b|约?(?:等于|相当于|等效于?|折合|换算))[^.;。；]{0,30}$`)
	toNextRE    = pattern.MustCompile(`^[^。；;]{0,60}(?:换|改)(?:成|为|用|予|服|口服)?$`)
	ontoRE      = pattern.MustCompile(`^[^.;]{0,60}\b(?:to|for|onto)$`)
	swapsRE     = pattern.MustCompile(`\b(?:switch|rotat|convert|chang|swap)\w*\b[^.;]{0,30}$`)
	bothGivenRE = pattern.MustCompile(`\badd(?:s|ed|ing)?\b|\bon top\b|alongside|together with|as well as|\bkeep|\bcontinu\w*|\bbeside|\bplus\b|加用|另加|再加|联合|联用|合用|基础上|叠加|新增|并用|不停|同服`)

	// forbidsPairRE says that two medicines are not had together; permitsPairRE takes it back.
	forbidsPairRE = pattern.MustCompile(`(?:禁止|不能|不可|不宜|不得|禁|避免|勿)(?:合用|同用|联用|并用|同服)|(?:二者|两药|两者)不(?:并用|合用|同用)|\b(?:contraindicated|forbidden|dangerous) combination\b|\b(?:pair|combination|pairing)\b[^.;]{0,20}\b(?:can (?:wipe|kill|cause)|has caused|is (?:contraindicated|generally avoided|avoided|dangerous))|\bcan cause fatal\b|\bas bad as\b|\bmust not be (?:combined|given together)\b|\bcontraindicated (?:with|for)\b|\bstop both\b|\bboth (?:are |were )?(?:stopped|held)\b|停两药|两药(?:均|都|同时)?停|二者(?:均|都)停`)
	permitsPairRE = pattern.MustCompile(`\b(?:ignor\w*|overrid\w*|overrod\w*|dismiss\w*|safe\w*|harmless|fine|myth|theoretical|nevertheless|anyway|despite|no longer|not (?:contraindicated|forbidden|dangerous|avoided)|isn't|regardless|still (?:give|given|start)|keep both|continue both)\b|忽略|无视|放心|无妨|无碍|仍(?:可|予|给|用)|照(?:用|服|常)|不必|无需|并非|不是|安全|可以(?:合用|联用|同用)`)

	// haltedRE stands behind a medicine that is not had for now, haltsRE before it.
	haltedRE = pattern.MustCompile(`^ (?:is |was |are |were )?(?:off|held|on hold|stopped|paused|withheld|suspended)\b`)
	haltsRE  = pattern.MustCompile(`(?:^|[.,;:] )(?:hold|pause|suspend|stop) (?:the |her |his )?$`)

	// inrSoonRE has the INR taken within the week.
	inrSoonRE = pattern.MustCompile(`\binr\b[^.;]{0,30}\b(?:in|within|at|by|after|on) (?:(?:two|three|four|five|[2-5])(?:(?: to |-)(?:five|seven|[3-7]))? days|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:[2-5二两三四五](?:[~～至到-][3-7三四五六七])?)(?:天|日)(?:内|后)?[^,，。;；]{0,8}inr|inr[^,，。;；]{0,8}(?:[2-5二两三四五](?:[~～至到-][3-7三四五六七])?)(?:天|日)`)
	// lastDaysRE is care of the last days, in which an opioid and a benzodiazepine are had
	// together (NICE NG31, 1.5 and 1.6); guardedRE has the antidote at hand or takes them
	// down. stormRE is an electrical storm, for which amiodarone and a beta blocker are had
	// together (ESC 2022 on ventricular arrhythmias).
	lastDaysRE = pattern.MustCompile(`临终|安宁疗护|姑息|\bend[- ]of[- ]life\b|\blast (?:days|hours)\b|\bdying\b|\banticipatory\b|\bsyringe driver\b`)
	guardedRE  = pattern.MustCompile(`备(?:好|有)?纳洛酮|\bnaloxone\b[^.;]{0,30}\b(?:home|list|hand|supplied|kit|ward)\b`)
	stormRE    = pattern.MustCompile(`电风暴|\b(?:electrical|vt|vf|arrhythmic) storm\b`)
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
	if bothGivenRE.MatchString(between) {
		return false
	}
	return equalsRE.MatchString(between) && !b.oneForOne(c, b.claims[i]) || toNextRE.MatchString(between) || ontoRE.MatchString(between) && swapsRE.MatchString(b.before(first)) ||
		b.replaces(last) || first.Sentence == last.Sentence && b.replaces(first)
}

// oneForOne is true for two medicines that a text gives in one and the same amount: such
// are hardly equal.
func (b *bench) oneForOne(x, y claim.Claim) bool {
	amount := func(c claim.Claim) float64 {
		for _, d := range b.claims {
			if d.Kind == claim.Dose && d.Concept == c.Concept && d.Sentence == c.Sentence && d.Dose != nil {
				return d.Dose.Amount
			}
		}
		return 0
	}
	return amount(x) > 0 && amount(x) == amount(y)
}

// givenUp is true for a medicine that a doctor's text stops or avoids, itself or its class.
func (b *bench) givenUp(concept string) bool {
	return b.Audience == "doctor" && slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		if x.Kind != claim.Drug || x.Concept == "" || x.Polarity != claim.Affirmed || !b.Index.member([]string{x.Concept}, concept) {
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
	s := b.flat(c.Sentence-1) + " " + b.flat(c.Sentence) + " " + b.flat(c.Sentence+1)
	if permitsPairRE.MatchString(s) {
		return false
	}
	if washouts[rule] == nil && !b.Index.member(lingering[:], c.Concept) && !b.Index.member(lingering[:], u.concept) && (b.givenUp(c.Concept) || b.givenUp(u.concept)) {
		return true
	}
	return forbidsPairRE.MatchString(s)
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
		return inrSoonRE.MatchString(t) && !unwatchedRE.MatchString(b.flat(c.Sentence))
	case "rule.opioid_benzodiazepine":
		return (lastDaysRE.MatchString(t) || guardedRE.MatchString(t)) && !permitsPairRE.MatchString(t)
	case "rule.ddi_beta_blocker__amiodarone":
		return stormRE.MatchString(t)
	}
	return false
}
