package acts

import (
	"cmp"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance"
	"apricot.health/knowledge/resemblance/linear"
)

// Draft is a whole text for a reader with the verdict of a clinician.
type Draft struct {
	Unsafe bool
	Reader string // as the fence names audiences
	Lang   string
	Says   string
	From   string
}

const (
	draftsHeader = "verdict\treader\tlang\tsays"
	maxDraft     = 8 << 10 // bytes
)

// readers are those for whom a whole draft is judged by what it resembles. For a
// doctor the words tell less: what is wrong there is mostly wrong in facts.
func readers() []string { return []string{"patient", "care-manager", "doctor"} }

// ReadDrafts reads the *.tsv files of a folder, in an order of their own.
func ReadDrafts(fsys fs.FS, dir string) ([]Draft, error) {
	var out []Draft
	err := resemblance.EachLine(fsys, dir+"/*.tsv", draftsHeader, func(file, line string) error {
		cols := strings.Split(line, "\t")
		if len(cols) != 4 {
			return fmt.Errorf("%d columns instead of 4", len(cols))
		}
		d := Draft{Unsafe: cols[0] == "unsafe", Reader: cols[1], Lang: cols[2], Says: cols[3], From: file}
		switch {
		case !d.Unsafe && cols[0] != "safe":
			return fmt.Errorf("verdict %q is not safe or unsafe", cols[0])
		case d.Lang != "zh" && d.Lang != "en":
			return fmt.Errorf("lang %q is not zh or en", d.Lang)
		case d.Says == "" || len(d.Says) > maxDraft || !utf8.ValidString(d.Says):
			return fmt.Errorf("a draft has 1 to %d bytes of UTF-8", maxDraft)
		}
		out = append(out, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	slices.SortFunc(out, func(a, b Draft) int {
		return cmp.Or(strings.Compare(a.Says, b.Says), strings.Compare(a.Reader, b.Reader), strings.Compare(a.From, b.From))
	})
	return out, nil
}

// How much an example may pull at the line of a reader: a draft for that
// reader, one for another, and a single sentence of the bank.
const pullOwn, pullOther, pullSentence = 2.0, 0.7, 0.2

// whole is what was learnt from whole drafts: a line for each reader, and
// the values that safe and unsafe drafts had on lines that were drawn without
// their authors, ascending.
type whole struct {
	linear.Vocabulary
	weights      []float32 // for each piece, one for each reader
	bias         []float32
	safe, unsafe [][]float32
}

// all are the pieces of some sentences, each once.
func all(cuts []*sentence) []linear.Piece {
	var out []linear.Piece
	for _, c := range cuts {
		out = append(append(out, c.pieces...), c.named...)
	}
	return linear.Unique(out)
}

// told is one example for every line.
type told struct {
	pieces []linear.Piece
	unsafe bool
	reader string // "" for a sentence of the bank
	from   string
}

func learnWhole(x *claim.Extractor, bank []Saying, drafts []Draft) *whole {
	var es []told
	for _, d := range drafts {
		es = append(es, told{all(substance(sentences(x.Read(d.Says, d.Lang)))), d.Unsafe, d.Reader, d.From})
	}
	for _, s := range bank {
		es = append(es, told{pieces: all(sentences(x.Read(s.Says, s.Lang))), unsafe: len(s.Acts) > 0})
	}
	w := drawWhole(es)
	w.measure(es)
	return w
}

func drawWhole(es []told) *whole {
	texts := make([][]linear.Piece, len(es))
	for i, e := range es {
		texts[i] = e.pieces
	}
	w := &whole{Vocabulary: linear.NewVocabulary(texts, least, true)}
	who := readers()
	w.weights = make([]float32, len(w.Keys)*len(who))
	examples := make([]linear.Example, len(es))
	for n, reader := range who {
		for i, e := range es {
			if n == 0 {
				examples[i] = linear.Example{X: w.Vector(e.pieces), Yes: e.unsafe}
			}
			switch e.reader {
			case reader:
				examples[i].Pull = pullOwn
			case "":
				examples[i].Pull = pullSentence
			default:
				examples[i].Pull = pullOther
			}
		}
		l := linear.Draw(len(w.Keys), examples)
		for k, v := range l.W {
			w.weights[k*len(who)+n] = linear.Rounded(v)
		}
		w.bias = append(w.bias, linear.Rounded(float32(l.Bias)))
	}
	return w
}

// groups is how many groups of authors are held apart in turn: with each by
// itself, learning without a compiled bank would take minutes.
const groups = 8

// groupsOf gives each author of drafts a group. An author's files are told apart
// by a number at their end.
func groupsOf(es []told) map[string]int {
	var authors []string
	for _, e := range es {
		if e.reader != "" {
			authors = append(authors, author(e.from))
		}
	}
	slices.Sort(authors)
	out := map[string]int{}
	for i, a := range slices.Compact(authors) {
		out[a] = i % groups
	}
	return out
}

func author(file string) string {
	return strings.TrimRight(strings.TrimSuffix(file, ".tsv"), "-0123456789")
}

// measure holds the drafts of each group of authors against lines that have
// learnt none of that group. Groups are measured side by side, and taken in order.
func (w *whole) measure(es []told) {
	who := readers()
	of := groupsOf(es)
	var found [groups][2][][]float32 // by group: safe and unsafe, by reader
	var running errgroup.Group
	running.SetLimit(runtime.GOMAXPROCS(0))
	for g := range groups {
		running.Go(func() error {
			found[g] = heldAgainst(es, func(e told) bool { return e.reader != "" && of[author(e.from)] == g })
			return nil
		})
	}
	_ = running.Wait() // none fails
	w.safe, w.unsafe = make([][]float32, len(who)), make([][]float32, len(who))
	for _, sides := range found {
		for n := range who {
			w.safe[n] = append(w.safe[n], sides[0][n]...)
			w.unsafe[n] = append(w.unsafe[n], sides[1][n]...)
		}
	}
	for n := range who {
		slices.Sort(w.safe[n])
		slices.Sort(w.unsafe[n])
	}
}

// heldAgainst gives the values that the drafts apart have on lines that were drawn
// from the others: those of safe and of unsafe ones, by reader.
func heldAgainst(es []told, apart func(told) bool) [2][][]float32 {
	who := readers()
	out := [2][][]float32{make([][]float32, len(who)), make([][]float32, len(who))}
	part := drawWhole(slices.DeleteFunc(slices.Clone(es), apart))
	for _, e := range es {
		n := slices.Index(who, e.reader)
		if n < 0 || !apart(e) {
			continue
		}
		side := 0
		if e.unsafe {
			side = 1
		}
		out[side][n] = append(out[side][n], linear.Rounded(part.value(n, e.pieces)))
	}
	return out
}

func (w *whole) value(n int, pieces []linear.Piece) float32 {
	v, all := w.bias[n], len(readers())
	for _, e := range w.Vector(pieces) {
		v += w.weights[int(e.Key)*all+n] * e.V
	}
	return v
}

func (w *whole) write(to *linear.Writer) {
	to.Count(w.Texts)
	to.Keys(&w.Vocabulary, w.weights, len(readers()))
	for _, f := range w.bias {
		to.Weight(f)
	}
	for _, side := range [][][]float32{w.safe, w.unsafe} {
		for _, values := range side {
			to.Count(len(values))
			for _, f := range values {
				to.Weight(f)
			}
		}
	}
}

func (s scanner) whole() *whole {
	w := &whole{}
	w.Texts, w.Flat = s.Count(), true
	w.weights = s.Keys(&w.Vocabulary, len(readers()))
	for range readers() {
		w.bias = append(w.bias, s.Weight())
	}
	for _, side := range []*[][]float32{&w.safe, &w.unsafe} {
		for range readers() {
			*side = append(*side, s.Weights())
		}
	}
	if !s.Bad {
		w.Ready()
	}
	return w
}
