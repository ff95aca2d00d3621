package resemblance

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// fewest is how many sayings an id must have before it can be suspected.
	fewest = 3
	// rivals is how many of the sayings that look most like those of an id, and
	// do not mean it, its line is drawn against.
	rivals = 400
	// rounds of descent; the lines have settled long before.
	rounds = 12
	// softness is how much one saying may pull: the C of a linear SVM, for
	// those that mean the id and those that do not.
	softYes, softNo = 4.0, 1.0
	// softOwn is the share of that for the graph's own words, which are mostly
	// names and no sentences.
	softOwn = 0.25
)

// example is a saying as the training sees it.
type example struct {
	Saying
	x vector
}

// name is true for a harmless word of the graph: it tells what is no danger, but
// has nothing to say of one danger and another.
func (e example) name() bool { return e.From == "" && len(e.Means) == 0 }

// line is what tells the sayings of one id from others: a weight for each piece
// and what is added.
type line struct {
	w    []float32
	bias float64
}

func (l line) at(x vector) float64 {
	sum := l.bias
	for _, e := range x {
		sum += float64(l.w[e.key]) * float64(e.v)
	}
	return sum
}

// draw finds the line by dual coordinate descent for the L2-loss linear SVM
// (Hsieh et al., ICML 2008), in a fixed order, so that it is the same each time.
func draw(size int, es []example, yes []bool) line {
	l := line{w: make([]float32, size)}
	alpha := make([]float64, len(es))
	for range rounds {
		most := 0.0
		for i := range es {
			x := es[i].x
			y, soft := -1.0, softNo
			if yes[i] {
				y, soft = 1, softYes
			}
			if es[i].From == "" {
				soft *= softOwn
			}
			diagonal := 1 / (2 * soft)
			gradient := y*l.at(x) - 1 + alpha[i]*diagonal
			old := alpha[i]
			alpha[i] = max(0, old-gradient/(2+diagonal)) // x has length 1, and so has the constant
			step := (alpha[i] - old) * y
			if step == 0 {
				continue
			}
			most = max(most, step*y, -step*y)
			for _, e := range x {
				l.w[e.key] += float32(step) * e.v
			}
			l.bias += step
		}
		if most < settled {
			break
		}
	}
	return l
}

// settled is the step below which a line moves no more.
const settled = 1e-2

// stand says how a saying stands to an id: it means it, it does not, or it says
// nothing about it.
type stand int

const (
	silent stand = iota
	means
	other
)

// lineOf draws the line of one id between the examples that mean it and those
// of the others that look most like them.
func lineOf(size int, es []example, standing func(Saying) stand) line {
	type rival struct {
		at  int
		sim float64
	}
	var of []example
	var others []rival
	centre := line{w: make([]float32, size)}
	for i := range es {
		switch standing(es[i].Saying) {
		case means:
			of = append(of, es[i])
			for _, p := range es[i].x {
				centre.w[p.key] += p.v
			}
		case other:
			others = append(others, rival{at: i})
		case silent:
		}
	}
	yes := make([]bool, len(of), len(of)+rivals)
	for i := range of {
		yes[i] = true
	}
	for i := range others {
		others[i].sim = centre.at(es[others[i].at].x)
	}
	slices.SortFunc(others, func(a, b rival) int { return cmp.Or(cmp.Compare(b.sim, a.sim), a.at-b.at) })
	for _, r := range others[:min(len(others), rivals)] {
		of, yes = append(of, es[r.at]), append(yes, false)
	}
	return draw(size, of, yes)
}

// idsOf are the ids that enough sayings mean, in order.
func idsOf(es []Saying) []string {
	count := map[string]int{}
	for _, s := range es {
		for _, id := range s.Means {
			if !strings.HasPrefix(id, "find.") {
				count[id]++
			}
		}
	}
	var out []string
	for id, n := range count {
		if n >= fewest {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
