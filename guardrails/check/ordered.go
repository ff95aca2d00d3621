package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// forbidsRE begins a list of medicines that an order forbids.
	forbidsRE = pattern.MustCompile(`(?:\bno|\bavoid|\bwithhold|\bnever|\bwithout|\bnot for|禁止?用?|不再?用|不加用?|避免(?:使用)?|勿用?|免用|忌用?)[ :：]*`)
	// nextListedRE is what may stand between it and a medicine, but for other medicines.
	nextListedRE = pattern.MustCompile(`^(?:[\s,/、&+和与及或]|\b(?:and|or|nor|more|further|any|other|iv|oral|routine)\b)*$`)
	// allergyBehindRE stands behind a medicine of which an allergy is denied.
	allergyBehindRE = pattern.MustCompile(`^[\s-]*(?:类|药物)*(?:(?:drug )?allerg|hypersens|sensitiv|intoleran|过敏|反应|皮试)`)
	// harmedRE stands behind a medicine that harmed the patient.
	harmedRE = pattern.MustCompile(`^(?:类)?(?:药物)?(?:过敏|皮疹|药疹|荨麻疹|休克|过敏性休克|皮试阳性)(?:史|者|,|，|;|；|。|$)`)
	// undoneRE stands right behind a medicine that is not ordered.
	undoneRE = pattern.MustCompile(`^ ?(?:(?:is|was|are|were|has been) )?not (?:been )?(?:ordered|prescribed|started)\b|^[^,，。;；]{0,3}?(?:未开|未予|不予|暂不开|暂不予)`)
	prnRE    = pattern.MustCompile(`^[^a-z\p{Han}]*(?:prn|as needed|as required|必要时)\s*[:：]`)
)

// asOrdered reads the medicines of an order as those who carry it out do: "No aspirin,
// heparin or NG tube" gives none of them, and what stands behind "PRN:" is given as needed.
func (b *bench) asOrdered() {
	if b.Audience != "order" {
		return
	}
	for i := range b.claims {
		c := &b.claims[i]
		if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
			continue
		}
		lead, tail := b.besideIn(*c)
		switch c.Kind {
		case claim.Drug:
			switch {
			case b.withheld(*c, lead, tail):
				c.Act, c.Polarity = claim.Avoid, claim.Negated
			case (c.Act == claim.Mention || c.Act == claim.Prescribe) && harmedRE.MatchString(tail):
				c.Act = claim.Allergic
			}
		case claim.Dose:
			if c.Dose != nil && !c.Dose.AsNeeded && prnRE.MatchString(lead) {
				d := *c.Dose
				d.AsNeeded = true
				c.Dose = &d
			}
		}
	}
}

// besideIn is the sentence of a claim before and behind it, in the form of lexicon.Fold.
func (b *bench) besideIn(c claim.Claim) (lead, tail string) {
	s := b.Reading.Sentences[c.Sentence]
	return lexicon.Fold(b.Text[s.Start:max(s.Start, c.Start)]), lexicon.Fold(b.Text[min(c.End, s.End):s.End])
}

// withheld is true for a medicine in a list of what is not to be given.
func (b *bench) withheld(c claim.Claim, lead, tail string) bool {
	switch c.Act {
	case claim.Mention, claim.Continue, claim.Prescribe:
	case claim.Allergic:
		if c.Polarity != claim.Negated {
			return false
		}
	default:
		return false
	}
	if undoneRE.MatchString(tail) {
		return true
	}
	at := forbidsRE.FindAllStringIndex(lead, -1)
	if len(at) == 0 || allergyBehindRE.MatchString(tail) || b.hasDose(c) {
		return false
	}
	between := lead[at[len(at)-1][1]:]
	for _, x := range b.claims {
		if x.Kind == claim.Drug && x.Sentence == c.Sentence && x.Start < c.Start {
			between = strings.Replace(between, lexicon.Fold(x.Text), " ", 1)
		}
	}
	return nextListedRE.MatchString(between)
}

// hasDose is true for a medicine that the text gives a dose of.
func (b *bench) hasDose(c claim.Claim) bool {
	for _, d := range b.claims {
		if d.Kind == claim.Dose && d.Concept == c.Concept && d.Sentence == c.Sentence && d.Start >= c.End {
			return true
		}
	}
	return false
}

//nolint:gochecknoglobals // compiled once, read only
var (
	keptOnRE   = pattern.MustCompile(`^[^,，。;；\n]{0,30}?(?:续用|续服|照服|照常|照旧|继续|不变|同前|不停|不中断|\bas usual\b|\bas at home\b|\bas before\b|\bunchanged\b|\bgoes on\b|\bto continue\b|续(?:$|[,，。;；]))`)
	takesUpRE  = pattern.MustCompile(`(?:\b(?:continue|continuing|resume|restart|recommence|re-?start)\b|继续|恢复|重启|续用|再用)[^,，。;；\n]{0,12}$`)
	nextHourly = pattern.MustCompile(`[.。;；\n)）]\s*(?:(?:\d+-)?hourly|daily|nightly|每小时|每日|q\d+h)$`)
)

// goesOn is true where an order goes on with a medicine or takes it up again.
func (b *bench) goesOn(c claim.Claim) bool {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return false
	}
	lead, tail := b.besideIn(c)
	return keptOnRE.MatchString(tail) || takesUpRE.MatchString(lead)
}

// oftenNeeded are medicines that are given again within three hours where they are
// needed, so that a day's total does not follow from how soon (BNF, prescribing in
// palliative care; GINA 2025, box 9-4).
//
//nolint:gochecknoglobals // a literal list, read only
var oftenNeeded = []string{"class.opioid", "drug.midazolam", "drug.salbutamol", "drug.terbutaline", "drug.nitroglycerin"}

// oftener is how often a day a medicine is given from which nobody expects every dose of
// what is given as needed.
const oftener = 8

// beneathSkin are medicines of palliative care that are given under the skin where the
// label has the muscle (BNF, prescribing in palliative care: continuous subcutaneous
// infusions).
//
//nolint:gochecknoglobals // a literal list, read only
var beneathSkin = []string{"drug.haloperidol", "drug.midazolam", "drug.metoclopramide", "drug.levomepromazine", "drug.hyoscine_butylbromide", "drug.hyoscine_hydrobromide", "drug.glycopyrronium"}

// asRun is a direction as an order means it: how often the next line is done, and how
// soon what is needed may be given again, make no day's total.
func (b *bench) asRun(c claim.Claim, p claim.Posology) claim.Posology {
	if b.Audience != "order" {
		return p
	}
	if nextHourly.MatchString(lexicon.Fold(c.Text)) || p.AsNeeded && p.PerDay > oftener && b.Index.member(oftenNeeded, c.Concept) {
		p.PerDay = 0
	}
	if p.Route == "sc" && b.Index.member(beneathSkin, c.Concept) {
		p.Route = "im"
	}
	return p
}

// ofScale is true for the units of insulin that stand behind a measured glucose, which
// is not given in units.
func (b *bench) ofScale(c claim.Claim, p claim.Posology) bool {
	return b.Audience == "order" && c.Concept == "drug.glucose" && p.Unit == "[iU]" && holdsAny(b.flatText(), "insulin", "lispro", "aspart", "actrapid", "glulisine", "胰岛素")
}
