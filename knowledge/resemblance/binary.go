package resemblance

import (
	"bytes"
	"errors"
	"math"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// The binary form is a model that was learnt before, for a quick start: a head
// line, then every list with its length before it. It is no interchange format.
const magic = "apricot-resemblance 6\n"

// Binary is the model for Open. The same bank and graph give the same bytes.
func (r *Reader) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(r.Texts)
	w.Count(len(r.Keys))
	before := linear.Piece(0)
	for i, k := range r.Keys {
		w.Count(int(k - before))
		w.Count(int(r.Counts[i]))
		w.Weight(r.danger[i])
		w.Weight(r.now.W[i])
		w.Weight(r.ill.W[i])
		before = k
	}
	w.Weight(r.bias)
	w.Weight(float32(r.now.Bias))
	w.Weight(float32(r.ill.Bias))
	for _, of := range r.elsewhere {
		w.Count(len(of))
		for _, v := range of {
			w.Weight(v)
		}
	}
	for k := range r.Keys {
		posts := r.posts[r.from[k]:r.from[k+1]]
		w.Count(len(posts))
		before := int32(0)
		for _, i := range posts {
			w.Count(int(i - before))
			before = i
		}
	}
	w.Count(len(r.bank))
	for _, s := range r.bank {
		w.Text(s.Lang)
		w.Text(s.Says)
		w.Text(s.From)
		w.Text(strings.Join(s.Means, " "))
		w.Text(s.Soon)
		w.Count(bit(s.Harmless))
		w.Count(bit(s.Elsewhere))
		w.Count(bit(s.Unwell))
	}
	r.gallery.write(w)
	return w.Out
}

func (g *gallery) write(w *linear.Writer) {
	w.Count(len(g.conditions))
	for _, id := range g.conditions {
		w.Text(id)
	}
	w.Count(len(g.tellings))
	for _, t := range g.tellings {
		w.Count(int(t.condition))
		w.Count(int(t.saying - portrait))
	}
	w.Count(g.Texts)
	w.Count(len(g.Keys))
	before := linear.Piece(0)
	for k, key := range g.Keys {
		w.Count(int(key - before))
		w.Count(int(g.Counts[k]))
		before = key
		posts := g.posts[g.from[k]:g.from[k+1]]
		w.Count(len(posts))
		last := uint16(0)
		for _, p := range posts {
			w.Count(int(p.telling - last))
			w.Count(int(p.share))
			last = p.telling
		}
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Open gives the reader that Binary wrote, for the same content.
func Open(g *graph.Graph, lex *lexicon.Lexicon, raw []byte) (*Reader, error) {
	body, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("resemblance: not a compiled model of this version")
	}
	s := scanner{linear.NewScanner(body)}
	m := s.model()
	of := s.gallery(len(m.bank))
	if !s.Whole() {
		return nil, errors.New("resemblance: the compiled model is damaged")
	}
	return newReader(m, of, cutter{g, lex}), nil
}

// scanner reads the parts of a model.
type scanner struct{ *linear.Scanner }

func (s scanner) model() *model {
	m := &model{}
	s.words(m)
	s.lists(m)
	m.bank = make([]Saying, s.Count())
	for i := range m.bank {
		x := &m.bank[i]
		x.Lang, x.Says, x.From = s.Text(), s.Text(), s.Text()
		x.Means = strings.Fields(s.Text())
		x.Soon = s.Text()
		x.Harmless = s.Count() == 1
		x.Elsewhere = s.Count() == 1
		x.Unwell = s.Count() == 1
	}
	for _, i := range m.posts {
		s.Bad = s.Bad || int(i) >= len(m.bank)
	}
	if !s.Bad {
		m.ready()
	}
	return m
}

func (s scanner) words(m *model) {
	m.Texts = s.Count()
	n := s.Count()
	m.Keys, m.Counts, m.danger = make([]linear.Piece, n), make([]int32, n), make([]float32, n)
	m.now.W, m.ill.W = make([]float32, n), make([]float32, n)
	at := uint64(0)
	for i := range n {
		at += s.Number()
		s.Bad = s.Bad || at > math.MaxUint32 || i > 0 && linear.Piece(at) <= m.Keys[i-1]
		m.Keys[i] = linear.Piece(at)   //nolint:gosec // damage is seen above
		m.Counts[i] = int32(s.Count()) //nolint:gosec // at most the length of the file
		m.danger[i], m.now.W[i], m.ill.W[i] = s.Weight(), s.Weight(), s.Weight()
	}
	m.bias = s.Weight()
	m.now.Bias = float64(s.Weight())
	m.ill.Bias = float64(s.Weight())
	for i := range m.elsewhere {
		m.elsewhere[i] = make(linear.Ranks, s.Count())
		for k := range m.elsewhere[i] {
			m.elsewhere[i][k] = s.Weight()
		}
	}
}

func (s scanner) lists(m *model) {
	m.from = make([]int32, 0, len(m.Keys)+1)
	for range m.Keys {
		m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // at most the length of the file
		at := 0
		for range s.Count() {
			if at += s.Count(); s.Bad {
				return
			}
			m.posts = append(m.posts, int32(at)) //nolint:gosec // checked against the bank
		}
	}
	m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // as above
}

func (s scanner) gallery(sayings int) gallery {
	g := gallery{conditions: make([]string, s.Count())}
	for i := range g.conditions {
		g.conditions[i] = s.Text()
	}
	g.tellings = make([]telling, s.Count())
	for i := range g.tellings {
		of, saying := s.Count(), s.Count()+portrait
		s.Bad = s.Bad || of >= len(g.conditions) || saying >= sayings
		g.tellings[i] = telling{condition: uint16(of), saying: int32(saying)} //nolint:gosec // checked
	}
	g.Texts = s.Count()
	n := s.Count()
	g.Keys, g.Counts, g.from = make([]linear.Piece, n), make([]int32, n), make([]int32, 0, n+1)
	at := uint64(0)
	for k := range n {
		at += s.Number()
		s.Bad = s.Bad || at > math.MaxUint32 || k > 0 && linear.Piece(at) <= g.Keys[k-1]
		g.Keys[k], g.Counts[k] = linear.Piece(at), int32(s.Count()) //nolint:gosec // damage is seen above
		g.from = append(g.from, int32(len(g.posts)))                //nolint:gosec // at most the length of the file
		last := 0
		for range s.Count() {
			last += s.Count()
			share := s.Count()
			if s.Bad = s.Bad || last >= len(g.tellings) || share > full; s.Bad {
				return g
			}
			g.posts = append(g.posts, post{uint16(last), uint16(share)}) //nolint:gosec // checked
		}
	}
	g.from = append(g.from, int32(len(g.posts))) //nolint:gosec // as above
	if !s.Bad {
		g.ready()
	}
	return g
}
