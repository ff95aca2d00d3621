package hint

import (
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// clause is one clause of a text.
type clause struct {
	pieces     []linear.Piece // each once, in order
	undenied   []linear.Piece // as if nothing of it were denied; nil where nothing is
	start, end int            // bytes of the normalised text
	size       int            // in characters or words
}

// cutter cuts texts into pieces.
type cutter struct {
	g   *graph.Graph
	lex *lexicon.Lexicon
}

// cutting is a text as the model sees it.
type cutting struct {
	text    string
	clauses []clause
	said    []string // the findings that are named plainly
	steps   int      // pieces that were made, by which a test sees that the work is linear
}

// The kinds of piece beside those of words. The mark of its words is part of each.
const (
	kindName = iota + linear.Own
	kindBroad
	kindKin
	kindApart
)

// well marks the words of a clause that says all is well: it is another thing than
// the same words said plainly or denied.
const well lexicon.Mark = 3

// apartHan and apartLatin are how far from one another two characters, or two words,
// may stand to be one piece: a part of the body and what is wrong with it.
const (
	apartHan   = 5
	apartLatin = 4
)

// cut cuts a text into clauses of pieces. The work is linear in its length.
func (c cutter) cut(text string) cutting {
	m := c.lex.Mark(text)
	r := cutting{text: m.Text, said: m.Findings()}
	said := make([]lexicon.Mark, len(m.Text))
	names, kin := m.Names, m.Kin
	for i, x := range m.Clauses {
		var p part
		p.names, names = before(names, x.End)
		p.kin, kin = before(kin, x.End)
		p.text, p.start, p.end, p.marks = m.Text, x.Start, x.End, m.Marks
		if saysWell(m.Text[x.Start:x.End]) || i+1 < len(m.Clauses) && answeredNo(m.Text[x.End:m.Clauses[i+1].End]) {
			for at := x.Start; at < x.End; at++ {
				m.Marks[at] = well
			}
		}
		cl := clause{start: x.Start, end: x.End}
		p.denied = slices.ContainsFunc(m.Marks[x.Start:x.End], denies)
		cl.pieces, cl.size = c.pieces(p, &r.steps)
		if p.denied {
			p.marks, p.denied = said, false
			cl.undenied, _ = c.pieces(p, &r.steps)
		}
		r.clauses = append(r.clauses, cl)
	}
	return r
}

func denies(m lexicon.Mark) bool { return m == lexicon.Denied || m == well }

// before parts names at a place.
func before(all []lexicon.Name, end int) (in, rest []lexicon.Name) {
	n := 0
	for n < len(all) && all[n].Start < end {
		n++
	}
	return all[:n], all[n:]
}

// part is a stretch of a text with how each byte of it is meant.
type part struct {
	text       string
	marks      []lexicon.Mark
	start, end int
	names, kin []lexicon.Name
	denied     bool // something of it is
}

// pieces gives each piece of a part once, in order, and how many characters or words
// it has. A name is meant as the part is where all of that is well, or nothing of it
// is denied.
func (c cutter) pieces(p part, steps *int) ([]linear.Piece, int) {
	ps, size := linear.Words(make([]linear.Piece, 0, 5*(p.end-p.start)), p.text, p.marks, p.start, p.end, true)
	ps = apart(ps, p.text, p.marks, p.start, p.end)
	for _, n := range p.names {
		if n.Kind != "finding" && n.Kind != "condition" {
			continue
		}
		mark := p.mark(n)
		ps = append(ps, linear.Hash(kindName, byte(mark), n.Concept))
		if mark == lexicon.Said {
			for _, up := range c.g.Generals(n.Concept) {
				ps = append(ps, linear.Hash(kindBroad, byte(mark), up))
			}
		}
	}
	for _, n := range p.kin {
		ps = append(ps, linear.Hash(kindKin, byte(p.mark(n)), n.Concept))
	}
	*steps += len(ps)
	return linear.Unique(ps), size
}

func (p part) mark(n lexicon.Name) lexicon.Mark {
	if m := p.marks[n.Start]; m == well || n.Mark == lexicon.Denied && !p.denied {
		return m
	}
	return n.Mark
}

// apart adds the pairs of characters, and of words, that stand near one another
// with something between them.
func apart(out []linear.Piece, text string, marks []lexicon.Mark, start, end int) []linear.Piece {
	var last [apartHan + 1]int // where the characters, or the words, before began
	n, han := 0, false
	for i := start; i < end; {
		stop, isHan := token(text, i, end)
		if stop == 0 {
			i++
			continue
		}
		if isHan != han {
			n, han = 0, isHan
		}
		most := apartLatin
		if han {
			most = apartHan
		}
		for d := 2; d <= min(n, most); d++ {
			before := last[(n-d)%len(last)]
			to, _ := token(text, before, end)
			out = append(out, linear.Begin(kindApart, byte(marks[before])).Add(text[before:to]).Add(" ").Add(text[i:stop]).End())
		}
		last[n%len(last)] = i
		n++
		i = stop
	}
	return out
}

// token gives where the Chinese character or the word ends that begins at a place;
// 0 where none does.
func token(text string, i, end int) (stop int, han bool) {
	if text[i] >= 0xE3 && text[i] <= 0xE9 && i+3 <= end {
		return i + 3, true //nolint:mnd // the bytes of a Chinese character
	}
	for stop = i; stop < end && (text[stop] >= 'a' && text[stop] <= 'z' || text[stop] == '\'' && stop > i); stop++ {
	}
	if stop == i {
		return 0, false
	}
	return stop, false
}

// wells are words at the end of a clause by which all is well with what it names.
//
//nolint:gochecknoglobals // constant lists
var wells = []string{
	"没问题", "没事", "没毛病", "正常", "好好的", "好着呢", "挺好", "挺好的", "还好", "都好", "还行", "没啥事",
	" fine", " ok", " okay", " normal", " alright", " all right", " sound", " no problem", " perfect",
}

// answers are how a clause begins that says no to the question before it.
//
//nolint:gochecknoglobals // a constant list
var answers = []string{"no", "nope", "nah", "never", "not at all", "没有", "没", "不是", "不", "哪有"}

// answeredNo is true for what follows a question mark and says no to the question: from
// where the question ends to where the next clause does.
func answeredNo(rest string) bool {
	asked := strings.HasPrefix(rest, "?")
	rest = strings.TrimLeft(rest, "?! ")
	return asked && slices.ContainsFunc(answers, func(w string) bool {
		end, ok := strings.CutPrefix(rest, w)
		return ok && (end == "" || end[0] < 'a' || end[0] > 'z')
	})
}

// saysWell is true for a clause that says all is well with what it names.
func saysWell(clause string) bool {
	clause = strings.TrimRight(clause, " ")
	return slices.ContainsFunc(wells, func(w string) bool { return strings.HasSuffix(clause, w) && len(clause) > len(w) })
}
