package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// soundFrom is the filtration from which kidneys are taken not to change a dose
// that nobody has written down (KDIGO 2024: G1 and G2).
const soundFrom = 60

// kidneysFail is what the chart says of poor kidneys: by dialysis, as measured,
// else by its conditions. A filtration that was measured between two dialyses, or
// before them, is no filtration of the kidneys.
func (b *bench) kidneysFail() chart.Tri {
	dialysis := b.dialysed()
	if dialysis == chart.Yes {
		return chart.Yes
	}
	measured := false
	for _, id := range [...]string{"find.egfr", "find.crcl"} {
		if n, have := b.facts.Number(id); have {
			if n < soundFrom {
				return chart.Yes
			}
			measured = true
		}
	}
	disease := b.facts.Bool("cond.ckd")
	switch {
	case b.doubtful(dialysis):
		return chart.Unknown
	case measured, disease == chart.No && dialysis == chart.No:
		return chart.No
	case disease == chart.Yes:
		return chart.Yes
	}
	return chart.Unknown
}

// troubled is true where it matters that nobody has written down what a failing
// organ means for a drug: the organ fails, or may fail and nobody stands behind
// the text who knows. A clinician is not told it of every order.
func (b *bench) troubled(fails chart.Tri) bool {
	return fails == chart.Yes || fails == chart.Unknown && b.lay()
}

// onSurface is true for a drug that is given to the skin, an eye, an ear or the
// nose here and is given by mouth or needle elsewhere: its rows on the organs are
// for the latter.
func (b *bench) onSurface(c claim.Claim, d graph.Drug) bool {
	return b.local(c.Concept, c.Sentence, "") && slices.ContainsFunc(d.Doses, func(r graph.Dose) bool {
		return !slices.Contains([]string{"topical", "ophthalmic", "otic", "nasal", "intravitreal"}, r.Route)
	})
}

// unwritten tells a drug of which nobody has written down what a failing organ
// means for its dose: that is not known, and is no leave to give it.
func (b *bench) unwritten(hazard string, c claim.Claim, d graph.Drug, evidence ...string) *Finding {
	f := b.about(hazard, c, append(evidence, d.ID)...)
	f.Message = message(hazard+"_unwritten", b.name(d.ID, c.Text))
	return f
}

// renalRow gives the row of a drug that holds at the patient's kidney function
// by a route, "" for any: the lowest threshold above it. On dialysis that is the
// lowest of all. ok is false where no row holds; known is false where a row needs
// a function that nobody measured, or that dialysis may have made worthless.
func (b *bench) renalRow(d graph.Drug, route string) (row graph.Renal, known, ok bool) {
	known = true
	dialysis := b.dialysed()
	for _, r := range d.Renal {
		if !r.Speaks(route) {
			continue
		}
		n, have := b.facts.Number("find." + r.Measure)
		if dialysis == chart.Yes {
			n, have = 0, true
		}
		switch {
		case !have:
			known = known && r.Action == "monitor"
		case n < r.Below && (!ok || r.Below < row.Below):
			row, ok = r, true
		case n >= r.Below && b.doubtful(dialysis):
			known = known && r.Action == "monitor"
		}
	}
	return row, known, ok
}

// renalEvidence is where the chart gives the function that a row is held against.
func (b *bench) renalEvidence(row graph.Renal) string {
	if b.dialysed() == chart.Yes {
		return b.evidence("cond.dialysis")
	}
	id := "find." + row.Measure
	if _, measured := b.Chart.Measures[id]; !measured && id == "find.crcl" {
		// It was worked out, of the creatinine where that and a weight are known.
		id = "find.egfr"
		_, of := b.Chart.Measures["find.creatinine"]
		if _, weighed := b.Chart.Measures["find.weight"]; of && weighed {
			id = "find.creatinine"
		}
	}
	return b.evidence(id)
}

// kidney is how a direction for use stands to the rows of a drug.
type kidney int

const (
	kidneyFine kidney = iota
	kidneyUnwritten
	kidneyUnknown
	kidneyHeld
)

// byKidney holds a direction for use against the rows of every route that it may
// mean; the strictest decides. row is the one that held it.
func (b *bench) byKidney(d graph.Drug, p claim.Posology) (k kidney, row graph.Renal) {
	for _, route := range b.routesMeant(d, p) {
		at, r := b.byRoute(d, route, p)
		if at > k {
			k, row = at, r
		}
	}
	return k, row
}

func (b *bench) byRoute(d graph.Drug, route string, p claim.Posology) (kidney, graph.Renal) {
	row, known, ok := b.renalRow(d, route)
	held := ok && (row.Action == "contraindicated" || row.Action == "avoid")
	if ok && row.Action == "reduce" {
		limit, unit := b.reducedTo(d, row, route)
		held = !b.within(p, limit, unit)
	}
	switch {
	case held:
		return kidneyHeld, row
	case !known:
		return kidneyUnknown, row
	case !d.RenalWritten(route) && b.troubled(b.kidneysFail()):
		return kidneyUnwritten, row
	}
	return kidneyFine, row
}

// renal judges a drug without its dose: to be avoided, or to be reduced where
// the draft does not give doses that are all low enough.
func renal(b *bench, c claim.Claim) []Finding {
	return b.each(c, "renal_unknown", func(d graph.Drug) *Finding {
		if b.onSurface(c, d) {
			return nil
		}
		worst, row := kidneyFine, graph.Renal{}
		for _, p := range b.directions(c) {
			if k, r := b.byKidney(d, p); k > worst {
				worst, row = k, r
			}
		}
		switch worst {
		case kidneyHeld:
			return b.about("renal_dose", c, d.ID, b.renalEvidence(row))
		case kidneyUnknown:
			return b.about("renal_unknown", c, d.ID)
		case kidneyUnwritten:
			return b.unwritten("renal_unknown", c, d)
		}
		return nil
	})
}

// renalLimit is the most of a day that a row allows this patient, 0 where it
// gives no figure or nobody knows the weight that it needs.
func (b *bench) renalLimit(row graph.Renal) float64 {
	if row.MaxDailyPerKg == 0 {
		return row.MaxDaily
	}
	kg, weighed := b.facts.Number("find.weight")
	if !weighed {
		return row.MaxDaily
	}
	return least(row.MaxDaily, row.MaxDailyPerKg*kg)
}

// reducedTo is the most of a day that counts as reduced, and its unit: what the
// row allows or, where it gives no figure, the least that adults usually take by
// the route.
func (b *bench) reducedTo(d graph.Drug, row graph.Renal, route string) (float64, string) {
	if row.MaxDaily > 0 || row.MaxDailyPerKg > 0 {
		return b.renalLimit(row), row.Unit
	}
	limit, unit := 0.0, ""
	for _, r := range d.Doses {
		if r.Population != "adult" || r.UsualMin == 0 || unit != "" && r.Unit != unit || route != "" && r.Route != route && hasRows(d, route, "adult") {
			continue
		}
		limit, unit = least(limit, r.UsualMin), r.Unit
	}
	return limit, unit
}

// lowEnough is true where every direction of a drug in its sentence gives at most
// limit a day or, if it has none, where the chart does.
func (b *bench) lowEnough(c claim.Claim, limit float64, unit string) bool {
	return !slices.ContainsFunc(b.directions(c), func(p claim.Posology) bool { return !b.within(p, limit, unit) })
}

// within is true for a dose of at most limit a day; where either is not given
// it is false.
func (b *bench) within(p claim.Posology, limit float64, unit string) bool {
	daily, ok := b.daily(p, unit)
	return ok && limit > 0 && daily <= limit*tolerance
}

// renalDose judges a written dose against the limit at this kidney function.
func renalDose(b *bench, c claim.Claim) []Finding {
	if c.Dose == nil {
		return nil
	}
	return b.each(c, "renal_unknown", func(d graph.Drug) *Finding {
		if b.onSurface(c, d) {
			return nil
		}
		switch k, row := b.byKidney(d, b.direction(c)); k {
		case kidneyHeld:
			return b.about("renal_dose", c, d.ID, b.renalEvidence(row))
		case kidneyUnknown:
			return b.about("renal_unknown", c, d.ID)
		}
		return nil
	})
}

// daily is the amount of a day in unit, false where the text does not give it.
func (b *bench) daily(p claim.Posology, unit string) (float64, bool) {
	n, ok := b.amount(p, unit)
	if !ok || n == 0 {
		return 0, false
	}
	switch {
	case p.Rate != "":
		return n * timesDaily(p.Rate), true
	case p.Daily:
		return n, true
	case times(p) > 0:
		return n * times(p), true
	}
	return n, false
}

// amount is one dose (or a day's, if Daily) in unit; an amount per kilogram
// needs the weight.
func (b *bench) amount(p claim.Posology, unit string) (float64, bool) {
	n, ok := convert(p.Amount, p.Unit, unit)
	if !ok || p.PerM2 { // the body surface is not on a chart
		return 0, false
	}
	if p.PerKg {
		kg, have := b.facts.Number("find.weight")
		if !have {
			return 0, false
		}
		n *= kg
	}
	return n, true
}

// convert changes drug amounts; mass to mass only.
func convert(n float64, from, to string) (float64, bool) {
	if from == to {
		return n, true
	}
	f, t := milligrams(from), milligrams(to)
	if f == 0 || t == 0 {
		return 0, false // a tablet, a puff or a millilitre has no strength here
	}
	return n * f / t, true
}

// milligrams is how many a unit of weight has, 0 for any other unit.
func milligrams(unit string) float64 {
	switch unit {
	case "ng":
		return 1e-6
	case "ug":
		return 1e-3
	case "mg":
		return 1
	case "g":
		return 1e3
	case "kg":
		return 1e6
	}
	return 0
}
