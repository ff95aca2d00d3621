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

// kidneysFail is what the chart says of poor kidneys: as measured, else by its
// conditions.
func (b *bench) kidneysFail() chart.Tri {
	measured := false
	for _, id := range [...]string{"find.egfr", "find.crcl"} {
		if n, have := b.facts.Number(id); have {
			if n < soundFrom {
				return chart.Yes
			}
			measured = true
		}
	}
	disease, dialysis := b.facts.Bool("cond.ckd"), b.facts.Bool("cond.dialysis")
	switch {
	case measured, disease == chart.No && dialysis == chart.No:
		return chart.No
	case disease == chart.Yes, dialysis == chart.Yes:
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
		return !slices.Contains([]string{"topical", "ophthalmic", "otic", "nasal"}, r.Route)
	})
}

// unwritten tells a drug of which nobody has written down what a failing organ
// means for its dose: that is not known, and is no leave to give it.
func (b *bench) unwritten(hazard string, c claim.Claim, d graph.Drug, evidence ...string) *Finding {
	f := b.about(hazard, c, append(evidence, d.ID)...)
	f.Message = message(hazard+"_unwritten", b.name(d.ID, c.Text))
	return f
}

// renalRow gives the row of a drug that holds at the patient's kidney
// function: the lowest threshold above it. ok is false where no row holds;
// known is false where a row needs a function that nobody measured.
func (b *bench) renalRow(d graph.Drug) (row graph.Renal, known, ok bool) {
	known = true
	for _, r := range d.Renal {
		n, have := b.facts.Number("find." + r.Measure)
		if !have {
			known = known && r.Action == "monitor"
			continue
		}
		if n < r.Below && (!ok || r.Below < row.Below) {
			row, ok = r, true
		}
	}
	return row, known, ok
}

// renal judges a drug without its dose: to be avoided, or to be reduced where
// the draft does not give a dose that is low enough.
func renal(b *bench, c claim.Claim) []Finding {
	return b.each(c, "renal_unknown", func(d graph.Drug) *Finding {
		if b.onSurface(c, d) {
			return nil
		}
		row, known, ok := b.renalRow(d)
		switch {
		case !d.RenalWritten() && b.troubled(b.kidneysFail()):
			return b.unwritten("renal_unknown", c, d)
		case !ok && !known:
			return b.about("renal_unknown", c, d.ID)
		case !ok, row.Action == "monitor":
			return nil
		case row.Action == "reduce":
			if limit, unit := b.reducedTo(d, row); b.lowEnough(c, limit, unit) {
				return nil
			}
		}
		return b.about("renal_dose", c, d.ID, b.evidence("find."+row.Measure))
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
// row allows or, where it gives no figure, the least that adults usually take.
func (b *bench) reducedTo(d graph.Drug, row graph.Renal) (float64, string) {
	if row.MaxDaily > 0 || row.MaxDailyPerKg > 0 {
		return b.renalLimit(row), row.Unit
	}
	limit, unit := 0.0, ""
	for _, r := range d.Doses {
		if r.Population != "adult" || r.UsualMin == 0 || unit != "" && r.Unit != unit {
			continue
		}
		limit, unit = least(limit, r.UsualMin), r.Unit
	}
	return limit, unit
}

// lowEnough is true where the sentence of a drug gives it in a dose of at most
// limit a day or, if it gives none, where the chart does.
func (b *bench) lowEnough(c claim.Claim, limit float64, unit string) bool {
	for _, x := range b.claims {
		if x.Kind == claim.Dose && x.Concept == c.Concept && x.Sentence == c.Sentence && x.Dose != nil {
			return b.within(b.completed(c.Concept, *x.Dose), limit, unit)
		}
	}
	return b.within(b.completed(c.Concept, claim.Posology{}), limit, unit)
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
		row, known, ok := b.renalRow(d)
		if !ok {
			if !known {
				return b.about("renal_unknown", c, d.ID)
			}
			return nil
		}
		ev := b.evidence("find." + row.Measure)
		switch row.Action {
		case "monitor":
			return nil
		case "reduce":
			if limit, unit := b.reducedTo(d, row); b.within(b.completed(c.Concept, *c.Dose), limit, unit) {
				return nil
			}
		}
		return b.about("renal_dose", c, d.ID, ev)
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
	scale := map[string]float64{"ng": 1e-6, "ug": 1e-3, "mg": 1, "g": 1e3, "kg": 1e6}
	f, ok1 := scale[from]
	t, ok2 := scale[to]
	if !ok1 || !ok2 {
		return 0, false // a tablet, a puff or a millilitre has no strength here
	}
	return n * f / t, true
}
