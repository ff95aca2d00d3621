package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// equivalent is what one medicine of a reckoning is worth: from less to more of it, in mg,
// has the effect of the others. Sources differ, so that most are a range.
type equivalent struct {
	drug       string
	route      string // "" for any, "oral" also where none is written, "parenteral" no mouth, "patch" an hour's
	less, more float64
}

// equivalents are the reckonings that a text may do with no one checking them but here:
// anything else that a text calls equal to something else excuses nothing.
//
//nolint:gochecknoglobals // a literal table, read only
var equivalents = [...][]equivalent{
	// Loop diuretics: BNF, loop diuretics (furosemide 40 mg is bumetanide 1 mg by mouth);
	// ACC 2019 expert consensus on heart failure hospitalisation (torasemide 20 mg, bumetanide
	// 1 mg, furosemide 40 mg into a vein or 80 mg by mouth); high.
	{{drug: "drug.furosemide", less: 40, more: 80}, {drug: "drug.torasemide", less: 10, more: 20}, {drug: "drug.bumetanide", less: 1, more: 1}},
	// Glucocorticoids: BNF, glucocorticoid therapy, equivalent anti-inflammatory doses; high.
	{
		{drug: "drug.prednisolone", less: 5, more: 5},
		{drug: "drug.prednisone", less: 5, more: 5},
		{drug: "drug.hydrocortisone", less: 20, more: 20},
		{drug: "drug.methylprednisolone", less: 4, more: 4},
		{drug: "drug.triamcinolone", less: 4, more: 4},
		{drug: "drug.dexamethasone", less: 0.75, more: 0.8},
		{drug: "drug.betamethasone", less: 0.6, more: 0.75},
	},
	// Opioids: BNF, prescribing in palliative care, equivalent doses of opioid analgesics
	// (morphine 10 mg by mouth), the wider ratios of the Chinese guidelines of cancer pain
	// (2018: morphine 3 by mouth to 1, codeine 6.5, oxycodone 0.5 to 0.67) and those of CDC 2022
	// (tramadol 0.2, codeine 0.15, tapentadol 0.4, a patch 2.4 for each microgram an hour); medium.
	{
		// a patch in micrograms an hour beside a day's morphine: 25 for 60 mg (BNF) to 134 (label)
		{drug: "drug.fentanyl", route: "patch", less: 1.85, more: 4.2},
		{drug: "drug.morphine", route: "oral", less: 10, more: 10},
		{drug: "drug.morphine", route: "parenteral", less: 3.3, more: 5},
		{drug: "drug.oxycodone", route: "oral", less: 5, more: 6.7},
		{drug: "drug.hydromorphone", route: "oral", less: 1.3, more: 2.5},
		{drug: "drug.codeine", route: "oral", less: 65, more: 100},
		{drug: "drug.dihydrocodeine", route: "oral", less: 100, more: 100},
		{drug: "drug.tramadol", route: "oral", less: 50, more: 100},
		{drug: "drug.tapentadol", route: "oral", less: 25, more: 25},
	},
	// Benzodiazepines: BNF, hypnotics and anxiolytics, equivalents of diazepam 5 mg, as in
	// Ashton 2002; the doubles of lorazepam, alprazolam and clonazepam are those of the US
	// Department of Veterans Affairs, older editions of the BNF have 15 mg of oxazepam and of
	// chlordiazepoxide; medium.
	{
		{drug: "drug.diazepam", less: 5, more: 5},
		{drug: "drug.lorazepam", less: 0.5, more: 1},
		{drug: "drug.alprazolam", less: 0.25, more: 0.5},
		{drug: "drug.clonazepam", less: 0.25, more: 0.5},
		{drug: "drug.chlordiazepoxide", less: 12.5, more: 15},
		{drug: "drug.nitrazepam", less: 5, more: 5},
		{drug: "drug.clobazam", less: 10, more: 10},
		{drug: "drug.oxazepam", less: 10, more: 15},
	},
}

// alikeEN are the English words of a reckoning.
const alikeEN = `stands? for|roughly|approximately|about the same as|equals?|equivalent|becomes?|matches|is worth|converts to|(?:is|are) about`

//nolint:gochecknoglobals // compiled once, read only
var (
	// equalsRE stands between two amounts of which one is reckoned as the other.
	equalsRE = pattern.MustCompile(`^[^.;。；]{0,40}(?:≈|\b(?:` + alikeEN + `)\b|约?(?:等于|相当于|等效于?|等同于|折合|换算|约合|合))[^.;。；]{0,30}$`)
	// noReckoningRE takes a reckoning back.
	noReckoningRE = pattern.MustCompile(`不(?:等于|相当|等效|等同)|并非|\b(?:not|never|isn't)\b`)
)

// reckoning is what a sentence makes of two amounts.
type reckoning int

const (
	unreckoned reckoning = iota // it does not reckon them, or as no table here does
	rightly
	wrongly
)

// reckoned is how a text reckons two doses of one sentence as one another.
func (b *bench) reckoned(x, y claim.Claim) reckoning {
	if y.Start < x.Start {
		x, y = y, x
	}
	if x.Dose == nil || y.Dose == nil || x.Sentence != y.Sentence || x.End > y.Start || y.End > len(b.Text) || x.Concept == y.Concept && (x.Dose.Route == "" || y.Dose.Route == "") {
		return unreckoned
	}
	between := b.squeezedIn(x.End, y.Start)
	if !equalsRE.MatchString(between) || noReckoningRE.MatchString(between) {
		return unreckoned
	}
	left, right := inReckoning(x, y), inReckoning(y, x)
	if left <= 0 || right <= 0 {
		return unreckoned
	}
	for _, group := range equivalents {
		a, known := rangeOf(group, x)
		z, knows := rangeOf(group, y)
		if !known || !knows {
			continue
		}
		const rounded = 1.1 // 10 mg of morphine is 6.6 mg of oxycodone, or 6
		if ratio := right / left; ratio < z.less/a.more/rounded || ratio > z.more/a.less*rounded {
			return wrongly
		}
		return rightly
	}
	return unreckoned
}

// inReckoning is the amount of a dose in mg beside another, and that of a patch in
// micrograms an hour beside what is had in a day; 0 where it cannot be told.
func inReckoning(c, beside claim.Claim) float64 {
	if c.Dose.PerKg || beside.Dose.Rate != "" && !c.Dose.Daily && c.Dose.PerDay != 1 {
		return 0
	}
	unit := "mg"
	if c.Dose.Rate != "" {
		if c.Dose.Rate != "h" || c.Concept != "drug.fentanyl" {
			return 0
		}
		unit = "ug"
	}
	if n, ok := convert(c.Dose.Amount, c.Dose.Unit, unit); ok {
		return n
	}
	return 0
}

// rangeOf is the range of a dose in a group, of all routes that the words leave open.
func rangeOf(group []equivalent, c claim.Claim) (out equivalent, known bool) {
	for _, e := range group {
		switch route := c.Dose.Route; {
		case e.drug != c.Concept, e.route == "oral" && route != "" && route != "oral", e.route == "parenteral" && route == "oral", (e.route == "patch") != (c.Dose.Rate != ""):
			continue
		}
		if !known {
			out, known = e, true
			continue
		}
		out.less, out.more = min(out.less, e.less), max(out.more, e.more)
	}
	return out, known
}

// rightlyReckoned is true for a dose that a sentence only reckons as another, as the tables
// here do.
func (b *bench) rightlyReckoned(c claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(d claim.Claim) bool {
		return d.Kind == claim.Dose && d.ID != c.ID && b.reckoned(c, d) == rightly
	})
}

// wrongReckonings tell two amounts of a sentence for professionals that are called equal
// and are not.
func (b *bench) wrongReckonings() []Finding {
	if !b.textShows(reckonsRE) {
		return nil
	}
	var out []Finding
	for i, x := range b.claims {
		if x.Kind != claim.Dose {
			continue
		}
		for _, y := range b.claims[i+1:] {
			if y.Kind == claim.Dose && b.reckoned(x, y) == wrongly {
				out = append(out, b.wrongSum(strings.TrimSpace(b.Text[min(x.Start, y.Start):max(x.End, y.End)])))
			}
		}
	}
	return out
}

// reckonsRE is in every text that reckons.
//
//nolint:gochecknoglobals // compiled once, read only
var reckonsRE = pattern.MustCompile(`≈|\b(?:` + alikeEN + `)\b|等于|相当于|等效|等同于|折合|换算|合`)
