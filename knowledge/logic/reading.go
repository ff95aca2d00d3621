package logic

import (
	"math"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// Series gives the values of a quantity in the graph's unit in order of time,
// the newest last.
type Series func(find string) []Point

// Point is one value.
type Point struct {
	Value float64
	At    time.Time
}

// SeriesOf reads a chart's values. A quantity without readings has its one
// measure; what is not plausible or in a strange unit is left out.
func SeriesOf(g *graph.Graph, c chart.Chart) Series {
	return func(find string) []Point {
		list := c.Readings[find]
		if m, ok := c.Measures[find]; ok && (len(list) == 0 || m.At.After(list[len(list)-1].At)) {
			list = append(list[:len(list):len(list)], m)
		}
		var out []Point
		for _, m := range list {
			if v, ok := usable(g, find, m); ok {
				out = append(out, Point{v, m.At})
			}
		}
		return out
	}
}

// ReadingResult is what a reading comes to.
type ReadingResult struct {
	Find string
	// Value is unknown while Holds is.
	Holds chart.Tri
	Value float64
	// Readings is how many values counted; Last is the newest of them.
	Readings int
	Last     time.Time
}

// EvalReading judges a quantity over time as of now. Values without a time
// count as of now. Too few values are unknown, never met.
func EvalReading(r graph.Reading, s Series, now time.Time) ReadingResult {
	out := ReadingResult{Find: r.Find}
	var in []Point
	for _, p := range s(r.Find) {
		if r.Days == 0 || p.At.IsZero() || now.IsZero() || now.Sub(p.At) <= time.Duration(r.Days)*24*time.Hour {
			in = append(in, p)
		}
	}
	out.Readings = len(in)
	if len(in) == 0 || len(in) < r.MinReadings || r.Statistic == "rise" && len(in) < 2 {
		return out
	}
	out.Last = in[len(in)-1].At
	out.Value = statistic(r.Statistic, in)
	out.Holds = chart.Of(holds(r.Bounds(), out.Value))
	return out
}

func statistic(name string, in []Point) float64 {
	last, sum, least, most := in[len(in)-1].Value, 0.0, math.Inf(1), math.Inf(-1)
	for i, p := range in {
		sum += p.Value
		most = max(most, p.Value)
		if name != "rise" || i < len(in)-1 {
			least = min(least, p.Value)
		}
	}
	switch name {
	case "mean":
		return sum / float64(len(in))
	case "max":
		return most
	case "min":
		return least
	case "rise":
		return last - least
	}
	return last
}

// Met is whether all readings hold: no as soon as one does not.
func Met(rs []graph.Reading, s Series, now time.Time) (chart.Tri, []ReadingResult) {
	yes, open := 0, 0
	var out []ReadingResult
	for _, r := range rs {
		x := EvalReading(r, s, now)
		switch x.Holds {
		case chart.Yes:
			yes++
		case chart.Unknown:
			open++
		}
		out = append(out, x)
	}
	return reached(len(rs), yes, open), out
}

// both is the and of two answers.
func both(a, b chart.Tri) chart.Tri {
	switch {
	case a == chart.No || b == chart.No:
		return chart.No
	case a == chart.Unknown || b == chart.Unknown:
		return chart.Unknown
	}
	return chart.Yes
}

// Escalates is whether the escalation fires, the goal apart.
func Escalates(e graph.Escalation, f Facts, s Series, now time.Time) (chart.Tri, []ReadingResult) {
	met, readings := Met(e.Readings, s, now)
	return both(Offered(e.When, nil, f), met), readings
}
