package resemblance

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// The binary form is a model that was learnt before, for a quick start: a head
// line, then every list with its length before it. It is no interchange format.
const magic = "apricot-resemblance 2\n"

// step is the size in which weights are kept.
const step = 1.0 / 512

// rounded gives a weight as Binary keeps it, so that a model is the same
// before and after.
func rounded(w float32) float32 { return float32(math.Round(float64(w)/step)) * step }

// Binary is the model for Open. The same bank and graph give the same bytes.
func (r *Reader) Binary() []byte {
	w := &writer{out: []byte(magic)}
	w.count(r.texts)
	w.count(len(r.keys))
	before := piece(0)
	for i, k := range r.keys {
		w.count(int(k - before))
		w.count(int(r.counts[i]))
		w.weight(r.danger[i])
		before = k
	}
	w.weight(r.bias)
	for k := range r.keys {
		posts := r.posts[r.from[k]:r.from[k+1]]
		w.count(len(posts))
		before := int32(0)
		for _, i := range posts {
			w.count(int(i - before))
			before = i
		}
	}
	w.count(len(r.bank))
	for _, s := range r.bank {
		w.text(s.Lang)
		w.text(s.Says)
		w.text(s.From)
		w.text(strings.Join(s.Means, " "))
		w.count(bit(s.Harmless))
	}
	return w.out
}

type writer struct{ out []byte }

func (w *writer) count(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) } //nolint:gosec // never negative

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *writer) weight(f float32) {
	w.out = binary.AppendVarint(w.out, int64(math.Round(float64(f)/step)))
}

func (w *writer) text(s string) {
	w.count(len(s))
	w.out = append(w.out, s...)
}

// Open gives the reader that Binary wrote, for the same content.
func Open(g *graph.Graph, lex *lexicon.Lexicon, raw []byte) (*Reader, error) {
	body, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("resemblance: not a compiled model of this version")
	}
	s := &scanner{in: body, text: string(body)}
	m := s.model()
	if s.bad || s.at != len(s.in) {
		return nil, errors.New("resemblance: the compiled model is damaged")
	}
	return newReader(m, cutter{g, lex}), nil
}

// scanner reads on after damage without looking: bad is asked at the end.
type scanner struct {
	in   []byte
	text string
	at   int
	bad  bool
}

func (s *scanner) number() uint64 {
	n, size := binary.Uvarint(s.in[s.at:])
	if size <= 0 {
		s.bad = true
		return 0
	}
	s.at += size
	return n
}

// count is of things of which each takes at least one byte, or less than most.
func (s *scanner) count() int {
	n := s.number()
	if n > uint64(len(s.in)) {
		s.bad = true
		return 0
	}
	return int(n) //nolint:gosec // bounded above
}

func (s *scanner) weight() float32 {
	n := s.number()
	return float32(int64(n>>1)^-int64(n&1)) * step //nolint:gosec // zigzag, as AppendVarint writes
}

func (s *scanner) string() string {
	n := s.count()
	if s.bad || n > len(s.in)-s.at {
		s.bad = true
		return ""
	}
	s.at += n
	return s.text[s.at-n : s.at]
}

func (s *scanner) model() *model {
	m := &model{}
	s.words(m)
	s.lists(m)
	m.bank = make([]Saying, s.count())
	for i := range m.bank {
		x := &m.bank[i]
		x.Lang, x.Says, x.From = s.string(), s.string(), s.string()
		x.Means = strings.Fields(s.string())
		x.Harmless = s.count() == 1
	}
	for _, i := range m.posts {
		s.bad = s.bad || int(i) >= len(m.bank)
	}
	if !s.bad {
		m.ready()
	}
	return m
}

func (s *scanner) words(m *model) {
	m.texts = s.count()
	n := s.count()
	m.keys, m.counts, m.danger = make([]piece, n), make([]int32, n), make([]float32, n)
	at := uint64(0)
	for i := range n {
		at += s.number()
		s.bad = s.bad || at > math.MaxUint32 || i > 0 && piece(at) <= m.keys[i-1]
		m.keys[i] = piece(at)          //nolint:gosec // damage is seen above
		m.counts[i] = int32(s.count()) //nolint:gosec // at most the length of the file
		m.danger[i] = s.weight()
	}
	m.bias = s.weight()
}

func (s *scanner) lists(m *model) {
	m.from = make([]int32, 0, len(m.keys)+1)
	for range m.keys {
		m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // at most the length of the file
		at := 0
		for range s.count() {
			if at += s.count(); s.bad {
				return
			}
			m.posts = append(m.posts, int32(at)) //nolint:gosec // checked against the bank
		}
	}
	m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // as above
}
