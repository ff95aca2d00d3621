package check

import (
	"fmt"
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// CheckContent holds the test texts beside the facts of a graph (practices,
// figures of education, pharmacology) against those facts, as logic.CheckContent
// does for rules, and gives one error per text that is judged otherwise. read is
// how a text is read (claim.Extractor.Read).
func CheckContent(g *graph.Graph, read func(text, lang string) claim.Reading) []error {
	index := NewIndex(g)
	input := func(audience, text string, c chart.Chart) Input {
		return Input{Graph: g, Index: index, Chart: c, Audience: audience, Text: text, Reading: read(text, "")}
	}
	var errs []error
	run := func(id string, cases []graph.TextCase, judge func(text string) bool) {
		for i, c := range cases {
			if got := judge(c.Text); got != c.Expect {
				errs = append(errs, fmt.Errorf("%s: test %d (%s): %v, not %v", id, i+1, c.Text, got, c.Expect))
			}
		}
	}
	from := func(id string) func(Finding) bool {
		return func(f Finding) bool { return slices.Contains(f.Evidence, id) }
	}
	for _, x := range g.Practices() {
		c := practised(x)
		run(x.ID, x.Tests, func(text string) bool {
			return slices.ContainsFunc(newBench(input("doctor", text, c)).abandoned(), from(x.ID))
		})
	}
	for _, x := range g.EducationFigures() {
		run(x.ID, x.Tests, func(text string) bool {
			_, _, found := Run(input("patient", text, bare()))
			return !slices.ContainsFunc(found, func(f Finding) bool { return f.Hazard == "ungrounded" })
		})
	}
	for _, x := range g.Pharmacology() {
		run(x.ID, x.Tests, func(text string) bool {
			return len(newBench(input("doctor", text, bare())).misinformed()) > 0
		})
	}
	return errs
}

// bare is the chart of a man of whom it is known that he takes and has nothing.
func bare() chart.Chart {
	c := chart.New()
	c.AgeYears, c.Sex = 60, chart.Male
	c.MedicationsKnown, c.AllergiesKnown, c.ConditionsKnown = true, true, true
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
