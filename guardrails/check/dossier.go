package check

import (
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/pattern"
)

// Dossier is what a chart says by itself, worked out once for all that is held against
// it: a draft is weighed with and without its parts. It serves one decision and is not
// safe for concurrent use.
type Dossier struct {
	graph   *graph.Graph
	chart   chart.Chart
	facts   logic.Facts
	entered map[string]string // texts of the chart in the form of squeezeSpaces
	lines   *string           // what background adds to a text
	sought  [forms]pattern.Bits
	stated  map[int]map[string]bool // what contraries are recorded
}

// NewDossier makes that of a chart; what is in it is worked out when it is asked for.
func NewDossier(g *graph.Graph, c chart.Chart) *Dossier { return &Dossier{graph: g, chart: c} }

// known are the facts of the chart.
func (d *Dossier) known() logic.Facts {
	if d.facts == nil {
		d.facts = logic.FromChart(d.graph, d.chart)
	}
	return d.facts
}

// words are those of an entry of the chart, in the form of squeezeSpaces.
func (d *Dossier) words(c chart.Coded) string {
	s, known := d.entered[c.Text]
	if !known {
		if d.entered == nil {
			d.entered = make(map[string]string, len(d.chart.Conditions)+len(d.chart.Medications))
		}
		s = squeezeSpaces(c.Text)
		d.entered[c.Text] = s
	}
	return s
}

// inLines are the conditions and medicines of the patient, each with a line before it.
func (d *Dossier) inLines() string {
	if d.lines == nil {
		var lines []byte
		for _, list := range [...][]chart.Coded{d.chart.Conditions, d.chart.Medications} {
			for _, c := range list {
				if active(c) {
					lines = append(append(lines, '\n'), d.words(c)...)
				}
			}
		}
		all := string(lines)
		d.lines = &all
	}
	return *d.lines
}

// recorded are the values of families that the conditions of the chart state.
func (d *Dossier) recorded() map[int]map[string]bool {
	if d.stated == nil {
		record := make([]string, 0, len(d.chart.Conditions))
		for _, c := range d.chart.Conditions {
			if active(c) {
				record = append(record, d.words(c))
			}
		}
		d.stated = contraries().recorded(record)
	}
	return d.stated
}
