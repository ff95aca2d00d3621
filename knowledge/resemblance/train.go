package resemblance

const (
	// rounds of descent; the line has settled long before.
	rounds = 40
	// softness is how much one saying may pull: the C of a linear SVM, for
	// those of danger and for the others.
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

// line is what tells the sayings of danger from the others: a weight for each piece
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
const settled = 1e-3

// stand says how a saying stands to an id: it means it, it does not, or it says
// nothing about it.
type stand int

const (
	silent stand = iota
	means
	other
)
