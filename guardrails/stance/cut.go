package stance

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance/linear"
)

// The kinds of pieces beside words: cues of the phrase lists, and how the rules
// have read the name and what stands beside it.
const (
	kindCue = linear.Own + iota
	kindClaim
	kindBeside
	kindNear
	kindCues
)

// The marks of a word: anywhere, or on one side of the name and how far from it.
const (
	anywhere uint8 = iota
	beside         // the name itself
	before         // then further off, then beyond a comma
	_
	_
	after
	_
	_
	further // in a sentence behind
	earlier // in the sentence before
)

// nearby is how many words or characters from the name are near it.
const nearby = 4

// around gives the pieces of the sentence in which a range of the text stands,
// as they stand to that range, some more than once; where wide, those of the sentences
// beside too and what the rules have read in them. It is nil where the range stands in
// no sentence.
func around(r claim.Reading, at claim.Span, wide bool) []linear.Piece {
	ps, i := own(r, at)
	if ps != nil && wide {
		ps = append(ps, beyond(r, i)...)
	}
	return ps
}

// own gives those of the sentence alone, and which it is.
func own(r claim.Reading, at claim.Span) ([]linear.Piece, int) {
	for i, s := range r.Sentences {
		if at.Start < s.Start || at.End > s.End {
			continue
		}
		if in, ok := r.Within(i, at); ok {
			return append(cut(r.Outline(i), in), read(r, i, at)...), i
		}
	}
	return nil, -1
}

// aside gives the pieces of a sentence beside the one of the name.
func aside(o claim.Outline, side uint8) []linear.Piece {
	text, _ := o.Masked(claim.Span{})
	marks := make([]uint8, len(text))
	for i := range marks {
		marks[i] = side
	}
	ps, _ := linear.Words(nil, text, marks, 0, len(text), false)
	return ps
}

// beyond gives the pieces of the sentence before, those of the two behind and what the
// rules have read in all three: who has fetched help says so there.
func beyond(r claim.Reading, sentence int) []linear.Piece {
	var ps []linear.Piece
	if sentence > 0 {
		ps = append(ps, aside(r.Outline(sentence-1), earlier)...)
	}
	for i := sentence + 1; i <= sentence+2 && i < len(r.Sentences); i++ {
		ps = append(ps, aside(r.Outline(i), further)...)
	}
	for _, c := range r.Claims {
		if !c.Referred && (c.Sentence == sentence-1 || c.Sentence == sentence+1 || c.Sentence == sentence+2) {
			ps = append(ps, linear.Begin(kindBeside, further).Add(string(c.Kind)).Add(" ").Add(string(c.Act)).Add(" ").Add(c.Polarity).End())
		}
	}
	return ps
}

// read gives pieces for how the rules have read the sentence.
func read(r claim.Reading, sentence int, at claim.Span) []linear.Piece {
	var ps []linear.Piece
	for _, c := range r.Claims {
		if c.Sentence != sentence || c.Referred {
			continue
		}
		kind := byte(kindBeside)
		if c.Start < at.End && at.Start < c.End {
			kind = kindClaim
		}
		h := linear.Begin(kind, anywhere).Add(string(c.Kind)).Add(" ").Add(string(c.Act)).Add(" ").Add(c.Polarity)
		if c.Relayed {
			h = h.Add(" relayed")
		}
		ps = append(ps, h.End())
	}
	return ps
}

// cut gives the pieces of a sentence as they stand to the name at a place in it.
func cut(o claim.Outline, at claim.Span) []linear.Piece {
	text, from := o.Masked(at)
	start, end := place(from, at)
	if start < 0 {
		return nil
	}
	marks := make([]uint8, len(text))
	mark(marks[:start], text[:start], before, true)
	for i := start; i < end; i++ {
		marks[i] = beside
	}
	mark(marks[end:], text[end:], after, false)
	ps, _ := linear.Words(nil, text, marks, 0, len(text), false)
	ps, _ = linear.Words(ps, text, make([]uint8, len(text)), 0, len(text), false)
	ps = near(ps, text, start, end)
	for _, c := range o.Cues {
		side := before
		if c.Start >= at.Start {
			side = after
		}
		set := strconv.FormatUint(c.Set, 16)
		ps = append(ps, linear.Hash(kindCue, side, set), linear.Hash(kindCue, anywhere, set))
	}
	return cuePairs(ps, o.Cues, at)
}

// cuePairs adds every two of the cues nearest to the name, with the side of each.
func cuePairs(ps []linear.Piece, cues []claim.OutlineCue, at claim.Span) []linear.Piece {
	first := sort.Search(len(cues), func(i int) bool { return cues[i].Start >= at.Start })
	cues = cues[max(0, first-reach):min(len(cues), first+reach)]
	first = min(first, reach)
	for i, c := range cues {
		side := before
		if i >= first {
			side = after
		}
		one := linear.Begin(kindCues, side).Add(strconv.FormatUint(c.Set, 16))
		for j, d := range cues[i+1:] {
			two := one.Add("<")
			if i+1+j >= first {
				two = one.Add(">")
			}
			ps = append(ps, two.Add(strconv.FormatUint(d.Set, 16)).End())
		}
	}
	return ps
}

// place finds the name again in the masked text.
func place(from []int32, at claim.Span) (start, end int) {
	start = -1
	for i, k := range from {
		if at.Start <= int(k) && int(k) < at.End {
			if start < 0 {
				start = i
			}
			end = i + 1
		}
	}
	return start, end
}

// mark says how far the words of a text are from its end, or from its beginning.
func mark(marks []uint8, text string, side uint8, fromEnd bool) {
	far, words := uint8(0), 0
	for i := 0; i < len(text); {
		var size int
		var r rune
		at := i
		if fromEnd {
			r, size = utf8.DecodeLastRuneInString(text[:len(text)-i])
			at = len(text) - i - size
		} else {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case strings.ContainsRune(stops, r):
			far = 2
		case r == ' ' || linear.IsHan(r):
			if words++; words >= nearby && far == 0 {
				far = 1
			}
		}
		for k := range size {
			marks[at+k] = side + far
		}
		i += size
	}
}
