package resemblance

import "math"

// A stretch of a text is weighed as one thing: as many clauses as a saying
// usually has.
const (
	maxClauses = 4
	maxUnits   = 40 // Chinese characters, or words
)

// dangerShare is how much of the danger of a stretch as a whole goes into the
// score of each flag of an emergency.
const dangerShare = 1.0

// hit is how far a text resembles the sayings of one label.
type hit struct {
	label int
	// score is above 0 on the side of the sayings that mean the label. That of an
	// emergency has the danger of the same stretch in it.
	score      float32
	start, end int // the stretch, in the normalised text
}

// sums are the unscaled scores of a clause or a stretch of them.
type sums struct {
	norm, danger float64
	labels       []float32
}

func (s *sums) clear() {
	s.norm, s.danger = 0, 0
	clear(s.labels)
}

func (s *sums) add(x *sums) {
	s.norm += x.norm
	s.danger += x.danger
	for k, w := range x.labels {
		s.labels[k] += w
	}
}

func (m *model) sum(c *clause, s *sums) {
	s.clear()
	for _, p := range c.pieces {
		k := m.find(p)
		if k < 0 {
			continue
		}
		w := m.weight[k]
		s.norm += float64(w) * float64(w)
		s.danger += float64(w) * float64(m.danger[k])
		for _, x := range m.posts[m.from[k]:m.from[k+1]] {
			s.labels[x.label] += w * x.w
		}
	}
}

// nothing is below every score.
const nothing = -9

// weigh scores every stretch of a reading and keeps the best of each label, and
// the highest danger. It keeps only the last few clauses.
func (m *model) weigh(r *reading) (danger float64, hits []hit) {
	danger, hits = nothing, make([]hit, len(m.labels))
	for i := range hits {
		hits[i] = hit{label: i, score: nothing}
	}
	flat := make([]float32, len(m.labels)*(maxClauses+1))
	var last [maxClauses]sums
	for i := range last {
		last[i].labels = flat[i*len(m.labels) : (i+1)*len(m.labels)]
	}
	run := sums{labels: flat[maxClauses*len(m.labels):]}
	for j := range r.clauses {
		m.sum(&r.clauses[j], &last[j%maxClauses])
		run.clear()
		for i, size := j, 0; i >= 0 && i > j-maxClauses; i-- {
			if size += r.clauses[i].size; size > maxUnits && i < j {
				break
			}
			if run.add(&last[i%maxClauses]); run.norm > 0 {
				danger = max(danger, m.best(&run, hits, r.clauses[i].start, r.clauses[j].end))
			}
		}
	}
	return danger, hits
}

// best takes what a stretch scores into hits, and gives its danger.
func (m *model) best(run *sums, hits []hit, start, end int) float64 {
	scale := float32(1 / math.Sqrt(run.norm))
	danger := float32(run.danger)*scale + m.dangerBias
	for k, w := range run.labels {
		s := w*scale + m.labels[k].bias
		if m.labels[k].grave {
			s += dangerShare * danger
		}
		if s > hits[k].score {
			hits[k] = hit{k, s, start, end}
		}
	}
	return float64(danger)
}
