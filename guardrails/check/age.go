package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

const adult, elder = 18, 65

// age tells drugs that are not given at the patient's age whatever the dose: below
// the youngest of their rows, or in old age where a row says to avoid them.
func age(b *bench, c claim.Claim) []Finding {
	years, have := b.facts.Number("find.age")
	return b.each(c, "age_unknown", func(d graph.Drug) *Finding {
		d = b.suited(d)
		youngest, limited := minAge(d)
		switch {
		case !have && (limited || len(d.Elder) > 0):
			return b.about("age_unknown", c, d.ID)
		case limited && years < youngest:
			return b.about("age_dose", c, d.ID, b.evidence("find.age"))
		case years >= elder:
			return b.avoidedInOldAge(c, d)
		}
		return nil
	})
}

// avoidedInOldAge tells a drug that a row says to avoid at this age: in all, or in a
// condition that the patient has. What is put on a surface is not meant.
func (b *bench) avoidedInOldAge(c claim.Claim, d graph.Drug) *Finding {
	if len(d.Elder) == 0 || b.onSurface(c, d) {
		return nil
	}
	unknown := false
	for _, r := range d.Elder {
		v, why := chart.Yes, []string{d.ID, b.evidence("find.age")}
		if r.When != nil {
			v, why = logic.Value(*r.When, b.facts), append(why, b.because(*r.When)...)
		}
		if v == chart.Yes {
			return b.about("contraindication_soft", c, why...)
		}
		unknown = unknown || v == chart.Unknown
	}
	if unknown {
		return b.about("contraindication_unknown", c, d.ID)
	}
	return nil
}

// minAge is the youngest age any row for children or adults allows; limited is
// false where one of them has none.
func minAge(d graph.Drug) (youngest float64, limited bool) {
	for _, r := range d.Doses {
		switch {
		case r.Population == "elder":
			continue
		case r.MinAgeYears <= 0:
			return 0, false
		case !limited || r.MinAgeYears < youngest:
			youngest, limited = r.MinAgeYears, true
		}
	}
	return youngest, limited
}

// ageDose judges a written dose against the rows for the old and the young. A
// child without a row for children is not an adult.
func ageDose(b *bench, c claim.Claim) []Finding {
	ds := b.Index.drugs(c.Concept)
	if c.Dose == nil || len(ds) != 1 {
		return nil
	}
	d := b.suited(ds[0])
	years, have := b.facts.Number("find.age")
	if !have {
		return []Finding{b.find("age_unknown", c, d.ID)}
	}
	population := ""
	switch {
	case years < adult:
		population = "child"
	case years >= elder:
		population = "elder"
	default:
		return nil
	}
	ev := b.evidence("find.age")
	var rows []graph.Dose
	_, routed := b.rows(d, *c.Dose)
	for _, r := range d.Doses {
		if r.Population == population && (c.Dose.Route == "" || c.Dose.Route == r.Route) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		if population == "child" && routed == fine && len(d.Doses) > 0 {
			return []Finding{b.find("age_dose", c, d.ID, ev)}
		}
		return nil
	}
	young := true
	for _, r := range rows {
		young = young && years < r.MinAgeYears
	}
	if young || b.best(rows, *c.Dose) >= outside {
		return []Finding{b.find("age_dose", c, d.ID, ev)}
	}
	return nil
}
