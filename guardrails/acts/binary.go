package acts

import (
	"bytes"
	"errors"
	"math"
	"strings"

	"apricot.health/knowledge/resemblance/linear"
)

// The binary form is a model that was learnt before, for a quick start: a head
// line, then every list with its length before it. It is no interchange format.
const magic = "apricot-acts 3\n"

// Binary is the model for Open. The same bank gives the same bytes.
func (m *model) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(m.Texts)
	writeKeys(w, &m.Vocabulary, m.weights, lines())
	for _, f := range m.bias {
		w.Weight(f)
	}
	for _, of := range m.alarms {
		for _, values := range of {
			w.Count(len(values))
			for _, f := range values {
				w.Weight(f)
			}
		}
	}
	w.Count(len(m.bank))
	for i, s := range m.bank {
		w.Text(s.Lang)
		w.Text(s.Says)
		w.Text(s.From)
		w.Text(joined(s.Acts))
		w.Count(len(m.keys[i]))
		before := int32(0)
		for _, k := range m.keys[i] {
			w.Count(int(k - before))
			before = k
		}
	}
	m.drafts.write(w)
	return w.Out
}

// writeKeys writes a vocabulary with so many weights for each piece.
func writeKeys(w *linear.Writer, v *linear.Vocabulary, weights []float32, each int) {
	w.Count(len(v.Keys))
	before := linear.Piece(0)
	for i, k := range v.Keys {
		w.Count(int(k - before))
		w.Count(int(v.Counts[i]))
		for _, f := range weights[i*each:][:each] {
			w.Weight(f)
		}
		before = k
	}
}

func joined(acts []Act) string {
	names := make([]string, len(acts))
	for i, a := range acts {
		names[i] = string(a)
	}
	return strings.Join(names, " ")
}

// Open gives the reader that Binary wrote.
func Open(raw []byte) (*Reader, error) {
	body, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("acts: not a compiled model of this version")
	}
	s := scanner{linear.NewScanner(body)}
	m := &model{}
	s.lines(m)
	s.sayings(m)
	m.drafts = s.whole()
	if !s.Whole() {
		return nil, errors.New("acts: the compiled model is damaged")
	}
	m.Ready()
	return newReader(m), nil
}

// scanner reads the parts of a model.
type scanner struct{ *linear.Scanner }

func (s scanner) lines(m *model) {
	m.Texts, m.Flat = s.Count(), true
	if m.weights = s.keys(&m.Vocabulary, lines()); s.Bad {
		return
	}
	for range lines() {
		m.bias = append(m.bias, s.Weight())
	}
	m.alarms = make([][2]linear.Ranks, lines())
	for n := range m.alarms {
		for lang := range m.alarms[n] {
			m.alarms[n][lang] = s.weights()
		}
	}
}

// weights reads a list of weights with its length before it.
func (s scanner) weights() []float32 {
	var out []float32
	for n := s.Count(); n > 0 && !s.Bad; n-- {
		out = append(out, s.Weight())
	}
	return out
}

// keys reads what writeKeys wrote.
func (s scanner) keys(v *linear.Vocabulary, each int) []float32 {
	n := s.Count()
	if s.Bad {
		return nil
	}
	v.Keys, v.Counts = make([]linear.Piece, n), make([]int32, n)
	weights := make([]float32, n*each)
	at := uint64(0)
	for i := 0; i < n && !s.Bad; i++ {
		at += s.Number()
		s.Bad = s.Bad || at > math.MaxUint32 || i > 0 && linear.Piece(at) <= v.Keys[i-1]
		v.Keys[i] = linear.Piece(at)   //nolint:gosec // damage is seen above
		v.Counts[i] = int32(s.Count()) //nolint:gosec // at most the length of the file
		for k := range each {
			weights[i*each+k] = s.Weight()
		}
	}
	return weights
}

func (s scanner) sayings(m *model) {
	n := s.Count()
	for i := 0; i < n && !s.Bad; i++ {
		x := Saying{Lang: s.Text(), Says: s.Text(), From: s.Text()}
		for _, a := range strings.Fields(s.Text()) {
			x.Acts = append(x.Acts, Act(a))
		}
		var keys []int32
		at := 0
		for range s.Count() {
			if at += s.Count(); s.Bad || at >= len(m.Keys) {
				s.Bad = true
				return
			}
			keys = append(keys, int32(at)) //nolint:gosec // one of the keys
		}
		m.bank, m.keys = append(m.bank, x), append(m.keys, keys)
	}
}
