package hint

import (
	"bytes"
	"errors"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// The binary form is a model that was learnt before: a head line, then every list
// with its length before it. It is no interchange format.
const magic = "apricot-hint 1\n"

// Binary is the model for Open. The same bank and graph give the same bytes.
func (r *Reader) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(r.Texts)
	w.Keys(&r.Vocabulary, nil, 0)
	w.Count(len(r.findings))
	for n, id := range r.findings {
		w.Text(id)
		w.Weight(r.bias[n])
	}
	for k := range r.Keys {
		of := r.pulls[r.from[k]:r.from[k+1]]
		w.Count(len(of))
		before := uint16(0)
		for _, x := range of {
			w.Count(int(x.finding - before))
			w.Count(zigzag(x.of))
			before = x.finding
		}
	}
	return w.Out
}

func zigzag(n int16) int {
	if n < 0 {
		return -2*int(n) - 1
	}
	return 2 * int(n)
}

// Open gives the reader that Binary wrote, for the same content.
func Open(g *graph.Graph, lex *lexicon.Lexicon, raw []byte) (*Reader, error) {
	body, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("hint: not a compiled model of this version")
	}
	s := linear.NewScanner(body)
	m := &model{}
	m.Texts, m.Flat = s.Count(), true
	s.Keys(&m.Vocabulary, 0)
	for n := s.Count(); n > 0 && !s.Bad; n-- {
		m.findings, m.bias = append(m.findings, s.Text()), append(m.bias, s.Weight())
	}
	m.lists(s)
	if !s.Whole() {
		return nil, errors.New("hint: the compiled model is damaged")
	}
	m.Ready()
	return newReader(m, cutter{g, lex}), nil
}

// Load is Open of what was learnt when the program was built; nil, which hints at
// nothing, where there is nothing: learning takes too long for a start.
func Load(g *graph.Graph, lex *lexicon.Lexicon, learnt []byte) (*Reader, error) {
	if len(learnt) == 0 {
		return nil, nil //nolint:nilnil // said above
	}
	return Open(g, lex, learnt)
}

func (m *model) lists(s *linear.Scanner) {
	m.from = make([]int32, 0, len(m.Keys)+1)
	for range m.Keys {
		m.from = append(m.from, int32(len(m.pulls))) //nolint:gosec // at most the length of the file
		at := 0
		for range s.Count() {
			at += s.Count()
			of := s.Count()
			if s.Bad = s.Bad || at >= len(m.findings) || of >= 1<<16; s.Bad {
				return
			}
			m.pulls = append(m.pulls, weight{uint16(at), int16(of>>1) ^ -int16(of&1)}) //nolint:gosec // checked
		}
	}
	m.from = append(m.from, int32(len(m.pulls))) //nolint:gosec // as above
}
