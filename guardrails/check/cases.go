package check

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// CheckContent holds the test texts beside the facts of a graph (practices,
// figures of education, pharmacology, trials, herbs) against those facts, and the
// orders beside its medicines against the checks, as logic.CheckContent does for
// rules, and gives one graph.CaseError per test that is judged otherwise. read is how a text is read (claim.Extractor.Read).
func CheckContent(g *graph.Graph, read func(text, lang string) claim.Reading) []error {
	j := judge{g: g, index: NewIndex(g), read: read}
	var errs []error
	run := func(id string, cases []graph.TextCase, judged func(graph.TextCase) bool) {
		for i, c := range cases {
			if got := judged(c); got != c.Expect {
				errs = append(errs, graph.CaseError{ID: id, Test: i + 1, Says: c.Text, Err: fmt.Errorf("expected %v, got %v", c.Expect, got)})
			}
		}
	}
	for _, x := range g.Practices() {
		run(x.ID, x.Tests, func(c graph.TextCase) bool { return j.practice(x, c) })
	}
	for _, x := range g.EducationFigures() {
		run(x.ID, x.Tests, j.figure)
	}
	for _, x := range g.Pharmacology() {
		run(x.ID, x.Tests, j.pharmacology)
	}
	for _, x := range g.Trials() {
		run(x.ID, x.Tests, func(c graph.TextCase) bool { return j.trial(x, c) })
	}
	for _, x := range g.Herbs() {
		run(x.ID, x.Tests, func(c graph.TextCase) bool { return j.herbal(x.ID, c) })
	}
	for _, x := range g.HerbIncompatibilities() {
		run(x.ID, x.Tests, func(c graph.TextCase) bool { return j.herbal(x.ID, c) })
	}
	return append(errs, checkMedicines(g, j.index)...)
}

func checkMedicines(g *graph.Graph, x *Index) []error {
	m := newMedicines()
	var errs []error
	run := func(id string, cases []graph.MedicineCase) {
		for i, c := range cases {
			got, err := m.answer(g, x, id, c)
			if err == nil && got != c.Expect {
				err = fmt.Errorf("expected %s, got %s", c.Expect, got)
			}
			if err != nil {
				errs = append(errs, graph.CaseError{ID: id, Test: i + 1, Says: strings.TrimSpace(c.Order + ", " + c.For), Err: err})
			}
		}
	}
	for _, d := range g.Drugs() {
		run(d.ID, d.Tests)
	}
	for _, k := range g.DrugClasses() {
		run(k.ID, k.Tests)
	}
	for _, a := range g.AllergenGroups() {
		run(a.ID, a.Tests)
	}
	for _, r := range g.SafetyRules() {
		run(r.ID, r.Checked)
	}
	return errs
}

// judge runs the test texts beside facts through the checks that use the facts.
type judge struct {
	g     *graph.Graph
	index *Index
	read  func(text, lang string) claim.Reading
}

func (j judge) input(audience, text string, c chart.Chart) Input {
	return Input{Graph: j.g, Index: j.index, Chart: c, Audience: audience, Text: text, Reading: j.read(text, "")}
}

func (j judge) doctor(c graph.TextCase) *bench {
	return newBench(j.input("doctor", c.Text, j.patient(c.For)))
}

func (j judge) practice(x graph.Practice, c graph.TextCase) bool {
	b := j.doctor(c)
	if c.For == nil {
		b = newBench(j.input("doctor", c.Text, practised(x)))
	}
	return slices.ContainsFunc(b.abandoned(), func(f Finding) bool {
		return slices.Contains(f.Evidence, x.ID) && (c.Hazard == "" || f.Hazard == c.Hazard)
	})
}

func (j judge) figure(c graph.TextCase) bool {
	_, _, found := Run(j.input("patient", c.Text, j.patient(c.For)))
	return !slices.ContainsFunc(found, func(f Finding) bool { return f.Hazard == "ungrounded" })
}

func (j judge) pharmacology(c graph.TextCase) bool { return len(j.doctor(c).misinformed()) > 0 }

func (j judge) trial(x graph.Trial, c graph.TextCase) bool {
	return rests(j.doctor(c).misquoted(), x.ID)
}

func (j judge) herbal(id string, c graph.TextCase) bool { return rests(j.doctor(c).herbal(), id) }

// rests is true where a finding rests on an item.
func rests(found []Finding, id string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(f.Evidence, id) })
}

// bare is the chart of a man of whom it is known that he takes and has nothing.
func bare() chart.Chart {
	c := chart.New()
	c.AgeYears, c.Sex = 60, chart.Male
	c.MedicationsKnown, c.AllergiesKnown, c.ConditionsKnown = true, true, true
	return c
}

// patient is the chart of the patient of a test.
func (j judge) patient(p *graph.CasePatient) chart.Chart {
	c := bare()
	if p == nil {
		return c
	}
	if p.Pregnant {
		c.AgeYears, c.Sex, c.Pregnant = 30, chart.Female, chart.Yes
	}
	if p.Age > 0 {
		c.AgeYears = p.Age
	}
	for _, words := range p.Conditions {
		c.Conditions = append(c.Conditions, chart.Coded{Text: words, Status: "active"})
	}
	for _, id := range p.Takes {
		l, _ := j.g.Label(id)
		c.Medications = append(c.Medications, chart.Coded{Concept: id, Text: l.ZH, Status: "active"})
	}
	return c
}

// practised is the chart of a patient whom a practice is about.
func practised(p graph.Practice) chart.Chart {
	c := bare()
	switch {
	case p.MaxAge > 0:
		c.AgeYears = (p.MinAge + p.MaxAge) / 2
	case p.MinAge > 0:
		c.AgeYears = p.MinAge
	}
	if len(p.About) > 0 {
		c.Conditions = []chart.Coded{{Text: p.About[0], Status: "active"}}
	}
	return c
}
