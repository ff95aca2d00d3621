package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// patient is the chart of the patient of a medicine case with its facts.
type patient struct {
	chart    chart.Chart
	facts    logic.Facts
	audience string
}

// medicines runs the tests beside medicines through the checks that they name.
// Patients come back from case to case, and are made once: those of a case by its For.
type medicines struct {
	patients map[string][]patient
	checks   map[string]Check
}

func newMedicines() *medicines {
	m := &medicines{patients: map[string][]patient{}, checks: map[string]Check{}}
	for _, k := range All() {
		m.checks[k.Name] = k
	}
	return m
}

// answer is what the check of a case answers about its order, of the medicine id
// where it names no other: Pass or hazards in the order of the alphabet. Of several
// patients it is the same, or an error.
func (m *medicines) answer(g *graph.Graph, x *Index, id string, c graph.MedicineCase) (string, error) {
	k, ok := m.checks[c.Check]
	if !ok {
		return "", fmt.Errorf("no check is called %q", c.Check)
	}
	o, p, err := c.Read()
	if err != nil {
		return "", err
	}
	all, ok := m.patients[c.For]
	if !ok {
		all = everyone(g, p)
		m.patients[c.For] = all
	}
	order := Order{Concept: cmp.Or(o.Drug, id)}
	label, _ := g.Label(order.Concept)
	if order.Text = label.ZH; o.Amount > 0 {
		order.Posology = &claim.Posology{Amount: o.Amount, Unit: o.Unit, PerKg: o.PerKg, Daily: o.Daily, Route: o.Route, PerDay: o.PerDay}
	}
	var words []string
	for i, who := range all {
		said, asked := m.check(g, x, k, order, who)
		if !asked {
			return "", fmt.Errorf("the check %s is not asked about this order", k.Name)
		}
		if words = append(words, said); said != words[0] {
			return fmt.Sprintf("%s, but %s with %s", words[0], said, p.Each[i]), nil
		}
	}
	return words[0], nil
}

// check is what a check answers about an order for one patient, false where it has
// nothing to say about such orders.
func (m *medicines) check(g *graph.Graph, x *Index, k Check, order Order, who patient) (string, bool) {
	b := newBench(Input{Graph: g, Index: x, Chart: who.chart, Facts: who.facts, Audience: who.audience, Orders: []Order{order}})
	var found []string
	asked := false
	for _, c := range b.claims {
		if k.Applies(Need(c)) {
			asked = true
			found = append(found, told(b.stamp(k, c))...)
		}
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " "), asked
}

// told are the hazards of findings, with the severity of those that have another than
// the standing one, or Pass.
func told(found []Finding) []string {
	if len(found) == 0 {
		return []string{Pass}
	}
	out := make([]string, len(found))
	for i, f := range found {
		if out[i] = f.Hazard; f.Severity != Severity(f.Hazard) {
			out[i] += ":" + f.Severity
		}
	}
	return out
}

// everyone is the patients of a case: one, or one for each that it names.
func everyone(g *graph.Graph, p graph.MedicinePatient) []patient {
	if len(p.Each) == 0 {
		return []patient{patientOf(g, p)}
	}
	var out []patient
	for _, id := range p.Each {
		one := p
		one.Has = append(slices.Clone(p.Has), id)
		out = append(out, patientOf(g, one))
	}
	return out
}

func patientOf(g *graph.Graph, p graph.MedicinePatient) patient {
	c := chart.New()
	c.AgeYears, c.Sex, c.Pregnant, c.Lactating = p.Years, chart.Male, chart.No, chart.No
	if p.Woman {
		c.Sex, c.Pregnant, c.Lactating = chart.Female, chart.Of(p.Pregnant), chart.Of(p.Nursing)
	}
	if p.MayBe {
		c.Pregnant, c.Lactating = chart.Unknown, chart.Unknown
	}
	c.PregnancyWeeks = p.Weeks
	c.MedicationsKnown, c.AllergiesKnown, c.ConditionsKnown = true, true, true
	for id, n := range p.Measures {
		c.Measures[id] = chart.Measure{Value: n, Evidence: "Observation/1"}
	}
	if p.Kg > 0 {
		c.Measures["find.weight"] = chart.Measure{Value: p.Kg, Unit: "kg"}
	}
	coded := func(id string) chart.Coded {
		l, _ := g.Label(id)
		return chart.Coded{Concept: id, Text: l.ZH, Status: "active"}
	}
	for _, id := range p.Has {
		if strings.HasPrefix(id, "cond.") {
			c.Conditions = append(c.Conditions, coded(id))
		} else {
			c.Findings[id] = chart.Yes
		}
	}
	for _, id := range p.Takes {
		c.Medications = append(c.Medications, coded(id))
	}
	for _, id := range p.Allergic {
		c.Allergies = append(c.Allergies, coded(id))
	}
	audience := "order"
	if p.Lay {
		audience = "patient"
	}
	return patient{chart: c, facts: logic.FromChart(g, c), audience: audience}
}
