package eval

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Gate is a bound on a figure of the whole set, such as "recall>=0.99" or
// "over_triage<=0.25".
type Gate struct {
	Figure string
	AtMost bool
	Bound  float64
}

// ParseGate reads a gate.
func ParseGate(s string) (Gate, error) {
	for _, op := range []string{">=", "<="} {
		name, bound, ok := strings.Cut(s, op)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(bound, 64)
		if err != nil || math.IsNaN(v) || name == "" {
			break
		}
		return Gate{Figure: name, AtMost: op == "<=", Bound: v}, nil
	}
	return Gate{}, fmt.Errorf("eval: %q is not a gate: write figure>=bound or figure<=bound", s)
}

// Failed lists the gates that a score does not pass. A figure that the score
// does not have, because it has no such member or no case to count it on, fails.
func Failed(gates []Gate, score any) []string {
	var out []string
	have := map[string]float64{}
	for _, f := range figures(score) {
		have[f.Name] = f.Value
	}
	for _, g := range gates {
		v, ok := have[g.Figure]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("%s was not counted", g.Figure))
		case g.AtMost && v > g.Bound:
			out = append(out, fmt.Sprintf("%s is %.4f, above %g", g.Figure, v, g.Bound))
		case !g.AtMost && v < g.Bound:
			out = append(out, fmt.Sprintf("%s is %.4f, below %g", g.Figure, v, g.Bound))
		}
	}
	return out
}
