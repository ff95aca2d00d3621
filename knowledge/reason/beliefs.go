package reason

import "math"

// beliefs are the likeliest candidates and what is left for everything else.
type beliefs struct {
	of    []*profile
	p     []float64
	other float64
	now   float64 // entropy in nats
}

// weighed bounds how many candidates a question is weighed against.
const weighed = 24

func (e *Engine) beliefs(d differential) beliefs {
	b := beliefs{other: d.rest}
	for n, i := range d.order(func(int) float64 { return 0 }) {
		p := d.p[i]
		if n >= weighed {
			b.other += p
			continue
		}
		b.of, b.p = append(b.of, d.weights[i].profile), append(b.p, p)
		b.now -= p * logOf(p)
	}
	b.now -= b.other * logOf(b.other)
	return b
}

// likely is the probability that a finding is present; base is how often it is
// in anybody.
func (b beliefs) likely(find int, base float64) float64 {
	yes := b.other * base
	for i := range b.of {
		yes += b.p[i] * b.like(i, find, base)
	}
	return yes
}

// like is P(finding | candidate), the base where no edge says.
func (b beliefs) like(i, find int, base float64) float64 {
	if q := b.of[i].like[find]; q > 0 {
		return float64(q)
	}
	return base
}

// gain is the information about the candidates that an answer is expected to
// give: the entropy now less the mean entropy after yes and no.
func (b beliefs) gain(find int, base float64) float64 {
	yes := b.likely(find, base)
	if yes <= 0 || yes >= 1 {
		return 0
	}
	after := 0.0
	add := func(p, q float64) {
		after -= p * q * logOf(p*q/yes)
		after -= p * (1 - q) * logOf(p*(1-q)/(1-yes))
	}
	add(b.other, base)
	for i := range b.of {
		add(b.p[i], b.like(i, find, base))
	}
	return b.now - after
}

func logOf(v float64) float64 {
	if v <= 0 {
		return 0
	}
	return math.Log(v)
}
