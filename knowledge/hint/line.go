package hint

import (
	"math"

	"apricot.health/knowledge/resemblance/linear"
)

const (
	// rounds of descent. Every wholeRound-th goes over all lessons, the others over
	// those only that still pull: most are far from most lines.
	rounds, wholeRound = 24, 6
	// still is the step below which a line moves no more.
	still = 1e-2
)

// drawn finds the line of one finding, by dual coordinate descent for the L2-loss
// linear SVM (Hsieh et al., ICML 2008) with shrinking, in a fixed order. linear.Draw
// does the same for few lines over few texts.
func drawn(size int, ls []lesson, yes, silent []int) linear.Line {
	l := linear.Line{W: make([]float32, size)}
	sign, alpha := make([]float64, len(ls)), make([]float64, len(ls))
	for i := range sign {
		sign[i] = -1
	}
	for _, i := range yes {
		sign[i] = 1
	}
	for _, i := range silent {
		sign[i] = 0
	}
	var pulling []int
	for round := range rounds {
		if round%wholeRound == 0 {
			pulling = pulling[:0]
			for i, s := range sign {
				if s != 0 {
					pulling = append(pulling, i)
				}
			}
		}
		most := 0.0
		keep := pulling[:0]
		for _, i := range pulling {
			step, pulls := pull(&l, ls[i], sign[i], &alpha[i])
			if pulls {
				keep = append(keep, i)
			}
			most = max(most, math.Abs(step))
		}
		pulling = keep
		if most < still && round >= wholeRound {
			break
		}
	}
	return l
}

// pull lets one lesson pull at a line, and tells by how much; pulls is false for one
// that is far from it.
func pull(l *linear.Line, x lesson, sign float64, alpha *float64) (step float64, pulls bool) {
	soft := softNo
	if sign > 0 {
		soft = softYes
	}
	diagonal := 1 / (2 * soft * x.pull)
	gradient := sign*l.At(x.x) - 1 + *alpha*diagonal
	if *alpha == 0 && gradient >= 0 {
		return 0, false
	}
	old := *alpha
	*alpha = max(0, old-gradient/(2+diagonal)) // x has length 1, and so has the constant
	step = (*alpha - old) * sign
	if step != 0 {
		for _, e := range x.x {
			l.W[e.Key] += float32(step) * e.V
		}
		l.Bias += step
	}
	return step, true
}
