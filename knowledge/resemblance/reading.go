package resemblance

import (
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// clause is what one clause of a text holds.
type clause struct {
	pieces []linear.Piece // each once, in order
	known  []int32        // the numbers of those that some saying holds, in order
	// start and end are bytes of the normalised text; size is its length in
	// characters or words.
	start, end, size int
	last             bool // the sentence ends with it
}

// cutter cuts texts into pieces.
type cutter struct {
	g   *graph.Graph
	lex *lexicon.Lexicon
}

// reading is a text as the model sees it.
type reading struct {
	text    string
	clauses []clause
	said    []string // the findings that are named plainly
}

// The kinds of piece beside those of words. The mark of its words is part of
// each.
const (
	kindName = iota + linear.Own
	kindBroad
	kindKin
)

// read cuts a text into clauses of pieces. The work is linear in its length.
func (c cutter) read(text string) reading {
	m := c.lex.Mark(text)
	r := reading{text: m.Text, said: m.Findings()}
	next, kin := 0, 0
	for _, x := range m.Clauses {
		cut := clause{start: x.Start, end: x.End, last: x.Last}
		cut.pieces, cut.size = linear.Words(make([]linear.Piece, 0, 2*(x.End-x.Start)), m.Text, m.Marks, x.Start, x.End, true)
		for next < len(m.Names) && m.Names[next].Start < x.End {
			cut.pieces = c.names(cut.pieces, m.Names[next])
			next++
		}
		for kin < len(m.Kin) && m.Kin[kin].Start < x.End {
			cut.pieces = append(cut.pieces, linear.Hash(kindKin, byte(m.Kin[kin].Mark), m.Kin[kin].Concept))
			kin++
		}
		cut.pieces = linear.Unique(cut.pieces)
		r.clauses = append(r.clauses, cut)
	}
	return r
}

// names adds a concept and the more general ones that it implies.
func (c cutter) names(out []linear.Piece, n lexicon.Name) []linear.Piece {
	if n.Kind != "finding" && n.Kind != "condition" {
		return out
	}
	out = append(out, linear.Hash(kindName, byte(n.Mark), n.Concept))
	if n.Mark == lexicon.Said {
		for _, up := range c.g.Generals(n.Concept) {
			out = append(out, linear.Hash(kindBroad, byte(n.Mark), up))
		}
	}
	return out
}

// all are the pieces of a reading, each once.
func (r reading) all() []linear.Piece {
	var out []linear.Piece
	for _, c := range r.clauses {
		out = append(out, c.pieces...)
	}
	return linear.Unique(out)
}
