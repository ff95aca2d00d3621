package logic

import (
	"math"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// BandResult is the row of a decision table that holds.
type BandResult struct {
	// Input is the quantity after rounding to the table's decimals.
	Input  float64
	Index  int
	Value  string
	Points int
}

// EvalBand reads a table. It is false when the input is unknown or the table
// does not certainly apply to the patient.
func EvalBand(b graph.Band, f Facts) (BandResult, bool) {
	if b.When != nil && Value(*b.When, f) != chart.Yes {
		return BandResult{}, false
	}
	n, ok := f.Number(b.Input)
	if !ok {
		return BandResult{}, false
	}
	r := BandResult{Input: RoundHalfUp(n, b.Decimals)}
	for r.Index < len(b.Edges) && r.Input >= b.Edges[r.Index] {
		r.Index++
	}
	if len(b.Points) > 0 {
		r.Points = b.Points[r.Index]
	} else {
		r.Value = b.Values[r.Index]
	}
	return r, true
}

// RoundHalfUp rounds as clinicians do on paper: 91.5 is 92 and 37.25 is 37.3.
// The decimal text decides, not the binary fraction below it.
func RoundHalfUp(n float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Floor(n*p+0.5+1e-9) / p
}

// ScoreItem is one line of a score.
type ScoreItem struct {
	Label  graph.Label
	Points int
	Known  bool
}

// ScoreResult is a score as far as the facts go.
type ScoreResult struct {
	// Applies is whether the patient is in the score's population.
	Applies chart.Tri
	// Sum is a lower bound while the score is not Complete.
	Sum      int
	Complete bool
	Missing  []string
	Response graph.Response
	Items    []ScoreItem
}

// EvalScore adds up a score. Unknown items count with the fewest points they
// can have, so Response is the least that is certain.
func EvalScore(g *graph.Graph, s graph.Score, f Facts) ScoreResult {
	r := ScoreResult{Applies: chart.Yes, Complete: true}
	if s.Population != nil {
		p := Eval(*s.Population, f)
		r.Applies = p.Value
		r.Missing = append(r.Missing, p.Proof.Missing...)
		if r.Applies == chart.No {
			return r
		}
	}
	most := math.MinInt
	for _, item := range s.Items {
		line, missing := scoreItem(g, item, f)
		r.Sum += line.Points
		r.Complete = r.Complete && line.Known
		r.Missing = append(r.Missing, missing...)
		r.Items = append(r.Items, line)
		if line.Known {
			most = max(most, line.Points)
		}
	}
	r.Missing = unique(r.Missing)
	r.Response = respond(s, r.Sum, most)
	return r
}

func scoreItem(g *graph.Graph, item graph.ScoreItem, f Facts) (ScoreItem, []string) {
	line := ScoreItem{Label: item.Label, Known: true}
	if item.Band != "" {
		b, _ := g.Band(item.Band)
		if b.When != nil {
			switch p := Eval(*b.When, f); p.Value {
			case chart.No:
				return line, nil
			case chart.Unknown:
				line.Known, line.Points = false, fewest(b.Points)
				return line, p.Proof.Missing
			}
		}
		r, ok := EvalBand(b, f)
		if !ok {
			line.Known, line.Points = false, fewest(b.Points)
			return line, []string{b.Input}
		}
		line.Points = r.Points
		return line, nil
	}
	p := Eval(*item.When, f)
	switch p.Value {
	case chart.Yes:
		line.Points = item.Points
	case chart.Unknown:
		line.Known, line.Points = false, min(0, item.Points)
	}
	return line, p.Proof.Missing
}

func fewest(points []int) int {
	if len(points) == 0 {
		return 0
	}
	n := points[0]
	for _, p := range points {
		n = min(n, p)
	}
	return n
}

// respond reads the sum against the responses and applies the single-item rule.
func respond(s graph.Score, sum, most int) graph.Response {
	var out graph.Response
	for _, r := range s.Responses {
		if r.Min <= sum {
			out = r
		}
	}
	if s.Single == nil || most < s.Single.Points {
		return out
	}
	for _, r := range s.Responses {
		if r.Name == s.Single.Response && r.Min > out.Min {
			out = r
		}
	}
	return out
}
