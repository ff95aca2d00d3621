package hint

import (
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance"
	"apricot.health/knowledge/resemblance/linear"
)

const (
	// softYes is how much more than softNo one saying of a finding may pull: there
	// are a thousand others for each.
	softYes, softNo = 2.0, 1.0
	// softName is the share of that for a name, which is no sentence.
	softName = 0.5
	// twice is in how many texts a piece must stand to tell anything.
	twice = 2
)

// lesson is one text that teaches.
type lesson struct {
	pieces []linear.Piece
	x      linear.Vector
	// yes are the findings that it says, with those that they imply, and silent those
	// that it may say, though nobody wrote so: the rules read them. It says none other.
	yes, silent []int
	pull        float64
}

// Learn learns from the sayings of findings in the folder spoken of fsys, from the
// graph's own words, and from the sayings in the folder sayings that are no illness or
// harmless.
func Learn(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS) (*Reader, error) {
	bank, err := ReadBank(g, fsys, "spoken")
	if err != nil {
		return nil, err
	}
	others, err := resemblance.ReadBank(fsys, "sayings")
	if err != nil {
		return nil, err
	}
	return New(g, lex, bank, others), nil
}

// New learns from a bank; others are sayings of which those that are no illness or
// harmless say no finding but what the rules read.
func New(g *graph.Graph, lex *lexicon.Lexicon, bank []Saying, others []resemblance.Saying) *Reader {
	s := school{cutter: cutter{g, lex}}
	s.enrol(bank)
	for _, x := range bank {
		s.teach(x.Says, x.Finds, x.Not, 1)
	}
	s.own()
	for _, x := range others {
		if x.Elsewhere || x.Harmless {
			s.teach(x.Says, x.Means, nil, 1)
		}
	}
	texts := make([][]linear.Piece, len(s.lessons))
	for i, l := range s.lessons {
		texts[i] = l.pieces
	}
	m := &model{Vocabulary: linear.NewVocabulary(texts, twice, true), findings: s.findings}
	for i := range s.lessons {
		s.lessons[i].x = m.Vector(s.lessons[i].pieces)
	}
	m.keep(s.draw(len(m.Keys)))
	return newReader(m, s.cutter)
}

// school is what is learnt from.
type school struct {
	cutter
	findings []string
	number   map[string]int
	lessons  []lesson
}

// enrol numbers the findings that the bank says, and those that they imply.
func (s *school) enrol(bank []Saying) {
	s.number = map[string]int{}
	for _, x := range bank {
		for _, id := range x.Finds {
			s.findings = append(append(s.findings, id), s.g.Generals(id)...)
		}
	}
	slices.Sort(s.findings)
	s.findings = slices.Compact(s.findings)
	for i, id := range s.findings {
		s.number[id] = i
	}
}

// closed are the numbers of findings and of what they imply.
func (s *school) closed(ids []string) []int {
	var out []int
	for _, id := range ids {
		for _, x := range append([]string{id}, s.g.Generals(id)...) {
			if n, ok := s.number[x]; ok {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (s *school) teach(text string, finds, not []string, pull float64) {
	r := s.cut(text)
	l := lesson{yes: s.closed(finds), pull: pull}
	for _, c := range r.clauses {
		l.pieces = append(l.pieces, c.pieces...)
	}
	l.pieces = linear.Unique(l.pieces)
	for _, n := range s.closed(r.said) {
		if !slices.Contains(l.yes, n) && !slices.Contains(not, s.findings[n]) {
			l.silent = append(l.silent, n)
		}
	}
	s.lessons = append(s.lessons, l)
}

// own teaches the names of findings and the sentences beside wordings.
func (s *school) own() {
	for _, id := range s.findings {
		f, _ := s.g.Finding(id)
		for _, n := range slices.Concat([]string{f.Labels.ZH, f.Labels.EN}, f.Synonyms.ZH, f.Synonyms.EN) {
			if n != "" {
				s.teach(n, []string{id}, nil, softName)
			}
		}
	}
	for _, w := range s.g.Wordings() {
		if _, ok := s.number[w.Of]; !ok || w.Denies {
			continue
		}
		for _, says := range w.Says {
			s.teach(says, []string{w.Of}, nil, 1)
		}
		for _, says := range w.Not {
			s.teach(says, nil, []string{w.Of}, 1)
		}
	}
}

// draw draws the line of each finding, with as many hands as there are: none knows
// of another, so that their number changes nothing.
func (s *school) draw(size int) []linear.Line {
	yes, silent := make([][]int, len(s.findings)), make([][]int, len(s.findings))
	for i, l := range s.lessons {
		for _, n := range l.yes {
			yes[n] = append(yes[n], i)
		}
		for _, n := range l.silent {
			silent[n] = append(silent[n], i)
		}
	}
	out, next := make([]linear.Line, len(s.findings)), make(chan int)
	var hands sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		hands.Go(func() {
			for n := range next {
				out[n] = drawn(size, s.lessons, yes[n], silent[n])
			}
		})
	}
	for n := range s.findings {
		next <- n
	}
	close(next)
	hands.Wait()
	return out
}
