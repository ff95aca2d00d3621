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
const magic = "apricot-acts 1\n"

// Binary is the model for Open. The same bank gives the same bytes.
func (m *model) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(m.Texts)
	w.Count(len(m.Keys))
	before := linear.Piece(0)
	for i, k := range m.Keys {
		w.Count(int(k - before))
		w.Count(int(m.Counts[i]))
		for _, f := range m.weights[i*lines():][:lines()] {
			w.Weight(f)
		}
		before = k
	}
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
	return w.Out
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
	n := s.Count()
	if s.Bad {
		return
	}
	m.Keys, m.Counts = make([]linear.Piece, n), make([]int32, n)
	m.weights = make([]float32, n*lines())
	at := uint64(0)
	for i := 0; i < n && !s.Bad; i++ {
		at += s.Number()
		s.Bad = s.Bad || at > math.MaxUint32 || i > 0 && linear.Piece(at) <= m.Keys[i-1]
		m.Keys[i] = linear.Piece(at)   //nolint:gosec // damage is seen above
		m.Counts[i] = int32(s.Count()) //nolint:gosec // at most the length of the file
		for k := range lines() {
			m.weights[i*lines()+k] = s.Weight()
		}
	}
	for range lines() {
		m.bias = append(m.bias, s.Weight())
	}
	m.alarms = make([][2][]float32, lines())
	for n := range m.alarms {
		for lang := range m.alarms[n] {
			for range s.Count() {
				if s.Bad {
					return
				}
				m.alarms[n][lang] = append(m.alarms[n][lang], s.Weight())
			}
		}
	}
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
