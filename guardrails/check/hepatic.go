package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// liver is what the chart says of the liver. Class is the Child-Pugh class at
// the least, empty for none; exact is true when the class is that and no worse.
type liver struct {
	class    string
	exact    bool
	evidence string
}

// liver reads the Child-Pugh score (Pugh 1973: A 5-6, B 7-9, C 10-15 points),
// else known cirrhosis, which is class A at the least. A chronic liver disease
// without more may have come to cirrhosis or not.
func (b *bench) liver() liver {
	if n, ok := b.facts.Number("find.child_pugh"); ok && n >= 5 {
		class := "A"
		switch {
		case n >= 10:
			class = "C"
		case n >= 7:
			class = "B"
		}
		return liver{class, true, b.evidence("find.child_pugh")}
	}
	for _, id := range [...]string{"cond.cirrhosis", "find.liver_cirrhosis_known"} {
		if b.facts.Bool(id) == chart.Yes {
			return liver{"A", false, b.evidence(id)}
		}
	}
	diseased := b.facts.Bool("cond.chronic_liver_disease")
	if diseased == chart.Yes {
		return liver{"", false, b.evidence("cond.chronic_liver_disease")}
	}
	healthy := diseased == chart.No && (b.facts.Bool("cond.cirrhosis") == chart.No || b.facts.Bool("find.liver_cirrhosis_known") == chart.No)
	return liver{"", healthy, ""}
}

// liverFails is what the chart says of liver disease.
func (b *bench) liverFails() chart.Tri {
	switch l := b.liver(); {
	case l.evidence != "":
		return chart.Yes
	case l.exact:
		return chart.No
	}
	return chart.Unknown
}

// hepaticRow gives the row of a drug that holds at the patient's class: the
// worst class that is reached. known is false where a row may hold as well and
// nobody can tell.
func (b *bench) hepaticRow(d graph.Drug) (row graph.Hepatic, known, ok bool) {
	l := b.liver()
	known = true
	for _, r := range d.Hepatic {
		switch {
		case l.class != "" && r.From <= l.class:
			row, ok = r, true
		case !l.exact && r.Action != "monitor":
			known = false
		}
	}
	return row, known, ok
}

// hepatic judges a drug without its dose: to be avoided, or to be reduced
// where the draft does not give a dose that is low enough.
func hepatic(b *bench, c claim.Claim) []Finding {
	return b.each(c, "hepatic_unknown", func(d graph.Drug) *Finding {
		if b.onSurface(c, d) {
			return nil
		}
		row, known, ok := b.hepaticRow(d)
		switch {
		case !d.HepaticWritten() && b.troubled(b.liverFails()):
			return b.unwritten("hepatic_unknown", c, d, b.liver().evidence)
		case ok && row.Action != "monitor" && !(row.Action == "reduce" && b.lowEnough(c, row.MaxDaily, row.Unit)):
			return b.about("hepatic_dose", c, d.ID, b.liver().evidence)
		case !known:
			return b.about("hepatic_unknown", c, d.ID, b.liver().evidence)
		}
		return nil
	})
}

// hepaticDose judges a written dose against the limit at this class.
func hepaticDose(b *bench, c claim.Claim) []Finding {
	if c.Dose == nil {
		return nil
	}
	return b.each(c, "hepatic_unknown", func(d graph.Drug) *Finding {
		if b.onSurface(c, d) {
			return nil
		}
		row, known, ok := b.hepaticRow(d)
		switch {
		case ok && row.Action != "monitor" && !(row.Action == "reduce" && b.within(b.comparable(c.Concept, *c.Dose), row.MaxDaily, row.Unit)):
			return b.about("hepatic_dose", c, d.ID, b.liver().evidence)
		case !known:
			return b.about("hepatic_unknown", c, d.ID, b.liver().evidence)
		}
		return nil
	})
}
