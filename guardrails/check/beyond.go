package check

import (
	"math"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

const (
	// absurd is an amount in milligrams that nobody is given of a medicine whose
	// limits nobody has written down.
	absurd = 100_000
	// clearly is how far beyond the most an amount is told to readers other than doctors.
	clearly = 2
	// heavyKg and heavyChildKg stand for a weight that nobody knows.
	heavyKg, heavyChildKg = 120, 60
)

// tookRE are words of what somebody took too much of, or of what harms.
var tookRE = pattern.MustCompile(`\boverdos|took too much|\bingest|\bpoison|\btoxic|\bfatal|\blethal|\bcumulative|过量|误服|超量|多服|中毒|致死|致命|累计|累积`) //nolint:gochecknoglobals // compiled once, read only

// sealedTimes is how often a day no form that lasts for half a day or longer is given.
const sealedTimes = 4

// sealedRE names such a form right before an amount or a frequency: a modified-release
// tablet is made for one or two doses a day.
//
//nolint:gochecknoglobals // compiled once, read only
var sealedRE = pattern.MustCompile(`(?:缓释|控释)[^,，、;；。]{0,30}$|\b(?:modified|extended|sustained|prolonged|controlled)[ -]release\b[^,;.]{0,30}$|\b(?:xr|xl|sr|cr|er|mr|pr)\b[^,;.]{0,24}$`)

// oftenSealed are medicines whose forms of modified release are given as often as that.
//
//nolint:gochecknoglobals // a literal list, read only
var oftenSealed = []string{"drug.potassium_chloride", "drug.mesalazine", "drug.levodopa_benserazide", "drug.levodopa_carbidopa", "drug.paracetamol", "drug.theophylline", "drug.pyridostigmine"}

// bulk are medicines without written limits of which people are given hundreds of
// grams.
//
//nolint:gochecknoglobals // a literal list, read only
var bulk = []string{"drug.macrogol", "drug.ors", "drug.iodinated_contrast", "drug.glucose", "drug.sodium_chloride", "drug.ringer_lactate"}

// outmost are the widest bounds that any row of a medicine sets, in one unit; 0 is none.
type outmost struct{ once, day, usual float64 }

// beyond tells amounts of a medicine that no row of it allows, whatever the text does
// with them: a step, a limit, a past dose. Where an amount may be of several, it is
// beyond those of each.
func (b *bench) beyond() []Finding {
	var out []Finding
	told, took := -1, false
	judged := b.judgedDoses()
	for _, a := range b.amounts() {
		if a.Sentence != told {
			told, took = a.Sentence, tookRE.MatchString(b.flat(a.Sentence))
		}
		switch {
		case took, b.nebulised(a):
			continue
		case a.Beside && b.tooOften(a):
			out = append(out, b.oftenerThan(a))
			continue
		case a.Value == 0, slices.ContainsFunc(judged[a.Sentence], func(c claim.Claim) bool { return holds(c, a) }):
			continue
		}
		worst, most := error10x, ""
		for _, id := range a.Of {
			v, says := b.beyondAll(id, a)
			if v < worst || most == "" {
				worst, most = min(worst, v), says
			}
		}
		if worst == error10x || worst == outside && a.Beside {
			out = append(out, b.tooMuchOf(a, worst, most))
		}
	}
	return out
}

// nebulised is true for an amount that is breathed in of a medicine whose rows have no
// such way: 5 mg of adrenaline by a nebuliser in croup (BNFC), a tenth of it by a needle.
func (b *bench) nebulised(a claim.Amount) bool {
	return b.Audience == "order" && nebulisedRE.MatchString(a.Lead+" "+a.Rest) && !injectedRE.MatchString(a.Rest) &&
		!slices.ContainsFunc(a.Of, func(id string) bool {
			return slices.ContainsFunc(b.Index.drugs(id), func(d graph.Drug) bool { return slices.Contains(routesOf(d), "inhaled") })
		})
}

//nolint:gochecknoglobals // compiled once, read only
var (
	nebulisedRE = pattern.MustCompile(`\bnebuli[sz]\w+|\bnebs?\b|雾化`)
	injectedRE  = pattern.MustCompile(`^[^,;，；。]{0,24}(?:\b(?:iv|im|sc)\b|静注|静推|静滴|肌注|皮下)`)
)

// amounts are those of the text that stand in no reviewed template.
func (b *bench) amounts() []claim.Amount {
	return slices.DeleteFunc(b.Reading.Amounts(), func(a claim.Amount) bool { return b.inTemplate(a.Sentence) })
}

// judgedDoses are the directions for use that are judged by themselves, by sentence.
func (b *bench) judgedDoses() map[int][]claim.Claim {
	out := map[int][]claim.Claim{}
	for _, c := range b.claims {
		if c.Kind == claim.Dose && given(c.Act) && c.Dose != nil && !b.negates(c) {
			out[c.Sentence] = append(out[c.Sentence], c)
		}
	}
	return out
}

// holds is true for a direction for use with an amount.
func holds(c claim.Claim, a claim.Amount) bool {
	return c.Start <= a.Start && a.End <= c.End && c.Dose.Amount == a.Value && c.Dose.Unit == a.Unit
}

// beyondAll is how an amount stands to the widest bounds of a medicine, or of the member
// of a class that allows most, and what those are.
func (b *bench) beyondAll(id string, a claim.Amount) (verdict, string) {
	v, says := error10x, ""
	ds := b.Index.drugs(id)
	if len(ds) == 0 {
		return open, ""
	}
	for _, d := range ds {
		o := b.outmost(d, a.Unit)
		one := b.againstWidest(d, o, a)
		if one < v || says == "" {
			says = b.saysMost(d, o, a.Unit)
		}
		v = min(v, one)
	}
	return v, says
}

// outmost gathers the widest bounds of a medicine over its routes and ages. Those by
// weight of a child count where the medicine has no other.
func (b *bench) outmost(d graph.Drug, unit string) outmost {
	kg, ok := b.facts.Number("find.weight")
	if years, known := b.facts.Number("find.age"); !ok && known && years < 18 {
		kg = heavyChildKg
	} else if !ok {
		kg = heavyKg
	}
	var o, byWeight outmost
	for _, r := range d.Doses {
		f, same := convert(1, r.Unit, unit)
		if !same {
			continue
		}
		o.widen(r.MaxSingle*f, r.MaxDaily*f, r.UsualMax*f)
		if r.Population != "child" {
			o.widen(r.MaxPerKg*kg*f, r.MaxDailyPerKg*kg*f, 0)
		} else {
			byWeight.widen(r.MaxPerKg*kg*f, r.MaxDailyPerKg*kg*f, 0)
		}
	}
	if o.once == 0 && o.day == 0 {
		o.widen(byWeight.once, byWeight.day, 0)
	}
	return o
}

func (o *outmost) widen(once, day, usual float64) {
	o.once, o.day, o.usual = max(o.once, once), max(o.day, day), max(o.usual, usual)
}

// againstWidest compares an amount with the widest bounds: a gross slip from three times
// the most, or from ten times what is usual where no most is written.
func (b *bench) againstWidest(d graph.Drug, o outmost, a claim.Amount) verdict {
	n, ok := b.weighed(a)
	if !ok {
		return open
	}
	most := max(o.once, o.day)
	switch {
	case most == 0 && o.usual == 0:
		if mg, ok := convert(n, a.Unit, "mg"); ok && mg >= absurd && !slices.Contains(bulk, d.ID) && len(d.Doses) == 0 {
			return error10x
		}
		return open
	case most == 0:
		if n >= slip*o.usual {
			return error10x
		}
		return open
	}
	v := over(n, max(most, o.usual))
	if v == outside && b.Audience != "doctor" && n < clearly*max(most, o.usual) {
		return fine // who is told of it may not judge it, and no row has every use
	}
	return v
}

// weighed is an amount for this patient; a rate and one by body surface tell nothing.
func (b *bench) weighed(a claim.Amount) (float64, bool) {
	n := a.Value
	for per := range strings.SplitSeq(a.Per, ".") {
		switch per {
		case "kg":
			kg, ok := b.facts.Number("find.weight")
			if !ok {
				return 0, false
			}
			n *= kg
		case "h", "min", "m2":
			return 0, false
		}
	}
	return n, true
}

// tooOften is true for a form of modified release that is given four times a day or more.
func (b *bench) tooOften(a claim.Amount) bool {
	return a.PerDay >= sealedTimes && !slices.Contains(oftenSealed, a.Of[0]) && sealedRE.MatchString(a.Lead[max(0, len(a.Lead)-nearBytes):])
}

func (b *bench) oftenerThan(a claim.Amount) Finding {
	f := b.find("dose_range", claim.Claim{Concept: a.Of[0]}, a.Of...)
	name := b.name(a.Of[0], "")
	f.Message = graph.Label{ZH: name.ZH + "：缓释、控释剂型每日通常只用1～2次", EN: name.EN + ": a modified-release form is made for one or two doses a day"}
	return f
}

// saysMost words the widest bounds of a medicine.
func (b *bench) saysMost(d graph.Drug, o outmost, unit string) string {
	most := max(o.once, o.day)
	if most == 0 {
		most = o.usual
	}
	if most == 0 {
		return b.name(d.ID, "").EN
	}
	return inDigits(math.Round(most*1000)/1000) + " " + unitWord(unit)
}

func unitWord(ucum string) string {
	switch ucum {
	case "[iU]":
		return "IU"
	case "ug":
		return "µg"
	}
	return ucum
}

// tooMuchOf words the finding of an amount that no row allows.
func (b *bench) tooMuchOf(a claim.Amount, v verdict, most string) Finding {
	hazard := "dose_range"
	if v == error10x {
		hazard = "dose_error"
	}
	f := b.find(hazard, claim.Claim{Concept: a.Of[0]}, a.Of...)
	said := b.Text[a.Start:a.End]
	name := b.name(a.Of[0], "")
	f.Message = graph.Label{
		ZH: name.ZH + " " + said + "：超出该药任何用法的上限（" + most + "）",
		EN: name.EN + " " + said + ": above the most that any use of it allows (" + most + ")",
	}
	return f
}
