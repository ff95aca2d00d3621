package acts

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance/linear"
)

// The kinds of piece beside those of words.
const (
	kindCue = iota + linear.Own
	kindCuePair
	kindSkip
	kindClaim
	kindShape
)

// The marks of a word.
const (
	plain uint8 = iota
	ifs         // after an "if" in its clause
	quoted
	named // in the words as they stand
)

// stem is how many letters of a long word stand for its other forms.
const stem = 5

// sentence is a sentence in pieces, as they stand.
type sentence struct {
	pieces []linear.Piece
	// named are those of its words as they stand, with the names of drugs and
	// conditions. Only whole drafts are judged by them: what a single sentence does,
	// it does with any drug.
	named []linear.Piece
	size  int // in characters or words
	lang  int // as tongue numbers it
	// courtesy is a greeting and the like, which no draft is judged by.
	courtesy bool
	// numbers are those of pieces and of named that whole drafts know, once they are
	// looked up, and sense what it looks like, once that is.
	numbers *[2][]int32
	sense   *Sense
}

// rooms keeps memory in which pieces are collected before their number is known.
var rooms sync.Pool //nolint:gochecknoglobals // memory that readers share

// cut gives the pieces of sentence i, of which o is the outline.
func cut(r claim.Reading, i int, o claim.Outline) sentence {
	text, marks := classed(o)
	s := sentence{courtesy: courtesy(o.Text)}
	if chinese(o.Text) {
		s.lang = tongue("zh")
	}
	room, _ := rooms.Get().(*[]linear.Piece)
	if room == nil {
		room = new([]linear.Piece)
	}
	defer rooms.Put(room)
	ps, size := linear.Words((*room)[:0], text, marks, 0, len(text), false)
	s.size = size
	ps = skips(ps, text, marks)
	ps = cues(ps, o)
	for _, c := range r.Claims {
		if c.Sentence == i && !c.Referred {
			ps = append(ps, linear.Hash(kindClaim, 0, string(c.Kind)+"."+string(c.Act)+"."+c.Polarity))
		}
	}
	for _, d := range r.Residue {
		if d.Sentence == i {
			ps = append(ps, linear.Hash(kindClaim, 1, d.Kind))
		}
	}
	if end := strings.TrimRight(o.Text, " \n\"”」』"); strings.HasSuffix(end, "?") || strings.HasSuffix(end, "吗") || strings.HasSuffix(end, "呢") {
		ps = append(ps, linear.Hash(kindShape, 0, "asks"))
	}
	n := len(ps)
	ps, _ = linear.Words(ps, o.Text, allNamed(len(o.Text)), 0, len(o.Text), false)
	own := slices.Clone(ps)
	s.pieces, s.named, *room = own[:n:n], own[n:], ps
	return s
}

// marksNamed are the marks of a text whose words are taken as they stand.
var marksNamed = bytes.Repeat([]byte{named}, 4<<10) //nolint:gochecknoglobals // read only

// allNamed gives n of marksNamed.
func allNamed(n int) []uint8 {
	if n <= len(marksNamed) {
		return marksNamed[:n]
	}
	return bytes.Repeat([]byte{named}, n)
}

// classed is the text of an outline with the words of its classes in the place
// of names and numbers, and the mark of each byte.
func classed(o claim.Outline) (string, []uint8) {
	text, from := o.Masked(claim.Span{})
	at := marksOf(o)
	marks := make([]uint8, len(from))
	for i, k := range from {
		marks[i] = at[k]
	}
	return text, marks
}

func chinese(s string) bool { return strings.ContainsFunc(s, linear.IsHan) }

// marksOf marks what is supposed and what is quoted.
func marksOf(o claim.Outline) []uint8 {
	out := make([]uint8, len(o.Text)+1)
	for _, c := range o.Cues {
		if !c.If {
			continue
		}
		end := len(o.Text)
		if i := strings.IndexAny(o.Text[c.End:], ",，;；:："); i >= 0 {
			end = c.End + i
		}
		for i := c.Start; i < end; i++ {
			out[i] = ifs
		}
	}
	return out
}

// skips adds the stems of English words and the pairs of words with one between
// them.
func skips(out []linear.Piece, text string, marks []uint8) []linear.Piece {
	var before [2][2]int
	n := 0
	for i := 0; i < len(text); {
		if text[i] < 'a' || text[i] > 'z' {
			if text[i] != ' ' {
				n = 0
			}
			i++
			continue
		}
		end := i
		for end < len(text) && (text[end] >= 'a' && text[end] <= 'z' || text[end] == '\'') {
			end++
		}
		if end-i >= stem {
			out = append(out, linear.Hash(linear.Letters, marks[i], text[i:i+stem]))
		}
		if n >= 2 {
			out = append(out, linear.Begin(kindSkip, marks[i]).Add(text[before[0][0]:before[0][1]]).Add(" ").Add(text[i:end]).End())
		}
		before[0], before[1] = before[1], [2]int{i, end}
		n++
		i = end
	}
	return out
}

// cues adds the cues and the pairs of those that follow one another.
func cues(out []linear.Piece, o claim.Outline) []linear.Piece {
	name := func(set uint64) string {
		var b [8]byte
		for i := range b {
			b[i] = byte(set >> (8 * i))
		}
		return string(b[:])
	}
	for i, c := range o.Cues {
		out = append(out, linear.Hash(kindCue, 0, name(c.Set)))
		for k := i + 1; k < len(o.Cues) && k <= i+2; k++ {
			out = append(out, linear.Begin(kindCuePair, 0).Add(name(c.Set)).Add(name(o.Cues[k].Set)).End())
		}
	}
	return out
}
