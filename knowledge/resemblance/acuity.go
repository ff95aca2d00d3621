package resemblance

import (
	"cmp"
	"math"
	"slices"
)

// Acuity is how much texts of one patient are told like what has to be seen at
// once. What is denied in words, supposed, past or of somebody else is told
// apart, as in all that is read here. Sum and Square add up over texts, Bias is the model's own.
type Acuity struct{ Sum, Square, Bias float64 }

// Plus puts two texts together.
func (a Acuity) Plus(b Acuity) Acuity {
	return Acuity{a.Sum + b.Sum, a.Square + b.Square, cmp.Or(a.Bias, b.Bias)}
}

// Value is above 0 on the side of emergencies, and 0 where nothing was told that
// any saying holds.
func (a Acuity) Value() float64 {
	if a.Square == 0 {
		return 0
	}
	return a.Sum/math.Sqrt(a.Square) + a.Bias
}

// acuity weighs a text as a whole.
func (m *model) acuity(r *reading) Acuity {
	var known []int32
	for i := range r.clauses {
		known = append(known, r.clauses[i].known...)
	}
	slices.Sort(known)
	out := Acuity{Bias: float64(m.now.Bias)}
	for _, k := range slices.Compact(known) {
		w := float64(m.Weight[k])
		out.Sum += w * float64(m.now.W[k])
		out.Square += w * w
	}
	return out
}
