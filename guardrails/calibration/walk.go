package calibration

import (
	"errors"
	"fmt"
	"slices"
)

// Plan is what must stand before the first case is looked at: for what the
// certificate holds, over which strata delta is shared, and the grid.
type Plan struct {
	Version string
	Binding
	// Alpha and Delta default to the package's.
	Alpha, Delta float64
	Strata       []Stratum
	// Grid defaults to that of grid.
	Grid []float64
}

// grid is the usual grid, from strict to loose.
func grid() []float64 {
	return []float64{0.999, 0.998, 0.995, 0.99, 0.98, 0.97, 0.95, 0.92, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5}
}

// Point is one threshold of one stratum: how many cases it accepts, how many
// of them are wrong, and what that proves.
type Point struct {
	Threshold float64 `json:"threshold"`
	Accepted  int     `json:"accepted"`
	Errors    int     `json:"errors"`
	// Coverage is the accepted share of the cases, Risk the wrong share of the
	// accepted, Upper its bound with the confidence of this stratum.
	Coverage float64 `json:"coverage"`
	Risk     float64 `json:"risk"`
	Upper    float64 `json:"upper"`
	// P is the p-value against an error rate above alpha.
	P         float64 `json:"p"`
	Certified bool    `json:"certified"`
}

// Curve is the risk against the coverage of one stratum. Points beyond the
// first that failed are there to be looked at; they certify nothing.
type Curve struct {
	Stratum
	Cases  int     `json:"cases"`
	Points []Point `json:"points"`
}

// Calibrate walks the grid of every stratum and gives the table of what is
// certified and the curve of every stratum, whether certified or not. Cases of
// a stratum that was not planned are an error: delta was not shared with it.
func Calibrate(p Plan, cases []Case) (Table, []Curve, error) {
	if err := p.settle(); err != nil {
		return Table{}, nil, err
	}
	of := map[Stratum][]Case{}
	seen := map[string]bool{}
	for _, c := range cases {
		if err := c.valid(); err != nil {
			return Table{}, nil, fmt.Errorf("calibration: case %q: %w", c.ID, err)
		}
		if seen[c.ID] {
			return Table{}, nil, fmt.Errorf("calibration: case %q stands twice", c.ID)
		}
		if !slices.Contains(p.Strata, c.Stratum) {
			return Table{}, nil, fmt.Errorf("calibration: case %q is of a stratum that was not planned", c.ID)
		}
		seen[c.ID] = true
		of[c.Stratum] = append(of[c.Stratum], c)
	}
	t := Table{
		Format: Format, Version: p.Version, Binding: p.Binding, Alpha: p.Alpha, Delta: p.Delta, Strata: len(p.Strata),
		Grid: p.Grid, Data: dataHash(cases), Rows: []Row{},
	}
	var curves []Curve
	for _, s := range p.Strata {
		c := curve(s, of[s], p)
		curves = append(curves, c)
		if r, ok := row(c); ok {
			t.Rows = append(t.Rows, r)
		}
	}
	return t, curves, nil
}

func (p *Plan) settle() error {
	if p.Alpha == 0 {
		p.Alpha = Alpha
	}
	if p.Delta == 0 {
		p.Delta = Delta
	}
	if len(p.Grid) == 0 {
		p.Grid = grid()
	}
	p.Grid = slices.Clone(p.Grid)
	slices.Sort(p.Grid)
	slices.Reverse(p.Grid)
	distinct := map[Stratum]bool{}
	for _, s := range p.Strata {
		distinct[s] = true
	}
	switch {
	case p.Version == "" || !p.whole():
		return errors.New("calibration: plan: a version and the names of model, graph, policy, banks and tables are needed")
	case len(p.Strata) == 0 || len(distinct) != len(p.Strata):
		return errors.New("calibration: plan: no strata, or one stands twice")
	case p.Alpha > Alpha || p.Delta > Delta || !(p.Alpha > 0 && p.Delta > 0):
		return errors.New("calibration: plan: alpha or delta out of bounds")
	case !gridFits(p.Grid):
		return errors.New("calibration: plan: the grid is of different scores from 0 to 1")
	}
	return nil
}

// gridFits is true for scores that fall from strict to loose.
func gridFits(grid []float64) bool {
	for i, at := range grid {
		if !(at >= 0 && at <= 1) || i > 0 && at >= grid[i-1] {
			return false
		}
	}
	return len(grid) > 0
}

func curve(s Stratum, cases []Case, p Plan) Curve {
	c := Curve{Stratum: s, Cases: len(cases), Points: make([]Point, 0, len(p.Grid))}
	delta := p.Delta / float64(len(p.Strata))
	walking := true
	for _, at := range p.Grid {
		x := Point{Threshold: at}
		for _, k := range cases {
			if k.Score >= at {
				x.Accepted++
				if !k.Right {
					x.Errors++
				}
			}
		}
		x.P, x.Upper = Tail(x.Accepted, x.Errors, p.Alpha), Upper(x.Accepted, x.Errors, delta)
		if x.Accepted > 0 {
			x.Coverage, x.Risk = float64(x.Accepted)/float64(len(cases)), float64(x.Errors)/float64(x.Accepted)
		}
		walking = walking && passes(x.Accepted, x.Errors, p.Alpha, delta)
		x.Certified = walking
		c.Points = append(c.Points, x)
	}
	return c
}

func passes(n, k int, alpha, delta float64) bool {
	return n >= MinAccepted && Certified(n, k, alpha, delta)
}

// row is the last certified point of a curve with the walk that led to it.
func row(c Curve) (Row, bool) {
	r := Row{Stratum: c.Stratum}
	for _, x := range c.Points {
		if !x.Certified {
			break
		}
		r.Threshold = x.Threshold
		r.Walk = append(r.Walk, Step{Threshold: x.Threshold, N: x.Accepted, Errors: x.Errors})
	}
	return r, len(r.Walk) > 0
}
