package acts

import (
	"bytes"
	"errors"
	"strings"

	"apricot.health/knowledge/resemblance/linear"
)

// The binary form is a model that was learnt before, for a quick start: a head
// line, then every list with its length before it. It is no interchange format.
const magic = "apricot-acts 4\n"

// Binary is the model for Open. The same bank gives the same bytes.
func (m *model) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(m.Texts)
	w.Keys(&m.Vocabulary, m.weights, lines())
	for _, f := range m.bias {
		w.Weight(f)
	}
	for _, of := range m.alarms {
		for _, values := range of {
			w.Weights(values)
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

func joined(acts []Act) string {
	names := make([]string, len(acts))
	for i, a := range acts {
		names[i] = string(a)
	}
	return strings.Join(names, " ")
}

// open gives the reader that Binary wrote.
func open(raw []byte) (*Reader, error) {
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
	if m.weights = s.Keys(&m.Vocabulary, lines()); s.Bad {
		return
	}
	for range lines() {
		m.bias = append(m.bias, s.Weight())
	}
	m.alarms = make([][2]linear.Ranks, lines())
	for n := range m.alarms {
		for lang := range m.alarms[n] {
			m.alarms[n][lang] = s.Weights()
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
