package linear

// Line is what tells two kinds of texts apart: a weight for each piece and what
// is added. Its value is above 0 on the side of those that are meant.
type Line struct {
	W    []float32
	Bias float64
}

// At is the value of a line at a vector.
func (l Line) At(x Vector) float64 {
	sum := l.Bias
	for _, e := range x {
		sum += float64(l.W[e.Key]) * float64(e.V)
	}
	return sum
}

// Example is one text that a line is drawn from. Pull is how much it may pull:
// the C of a linear SVM.
type Example struct {
	X    Vector
	Yes  bool
	Pull float64
}

const (
	// rounds of descent; the line has settled long before.
	rounds = 40
	// settled is the step below which a line moves no more.
	settled = 1e-3
)

// Draw finds the line by dual coordinate descent for the L2-loss linear SVM
// (Hsieh et al., ICML 2008), in a fixed order, so that it is the same each time.
// size is that of the vocabulary.
func Draw(size int, es []Example) Line {
	l := Line{W: make([]float32, size)}
	alpha := make([]float64, len(es))
	for range rounds {
		most := 0.0
		for i, e := range es {
			y := -1.0
			if e.Yes {
				y = 1
			}
			diagonal := 1 / (2 * e.Pull)
			gradient := y*l.At(e.X) - 1 + alpha[i]*diagonal
			old := alpha[i]
			alpha[i] = max(0, old-gradient/(2+diagonal)) // x has length 1, and so has the constant
			step := (alpha[i] - old) * y
			if step == 0 {
				continue
			}
			most = max(most, step*y, -step*y)
			for _, x := range e.X {
				l.W[x.Key] += float32(step) * x.V
			}
			l.Bias += step
		}
		if most < settled {
			break
		}
	}
	return l
}
