package stance

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/resemblance/linear"
)

// reach is how many words or characters of the clause are told apart on each side of
// the name.
const reach = 9

// stops end a clause.
const stops = ",，;；:：。.!?！？()（）\n"

// sided is a word or a character on one side of the name.
type sided struct {
	side uint8
	word string
}

// near adds the words of the clause in which the name stands at [start, end) of the
// text, each by its side, and every two of them in their order: "hold ... until" and
// 先 ... 再 say what neither word does.
func near(ps []linear.Piece, text string, start, end int) []linear.Piece {
	words := make([]sided, 0, 2*reach)
	for i := start; i > 0 && len(words) < reach; {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		if strings.ContainsRune(stops, r) {
			break
		}
		at := i - n
		for latin(text[i-1]) && at > 0 && latin(text[at-1]) {
			at--
		}
		if r != ' ' {
			words = append(words, sided{before, stemmed(text[at:i])})
		}
		i = at
	}
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 { // they were met from the name outwards
		words[i], words[j] = words[j], words[i]
	}
	for i, left := end, len(words); i < len(text) && len(words)-left < reach; {
		r, n := utf8.DecodeRuneInString(text[i:])
		if strings.ContainsRune(stops, r) {
			break
		}
		to := i + n
		for latin(text[i]) && to < len(text) && latin(text[to]) {
			to++
		}
		if r != ' ' {
			words = append(words, sided{after, stemmed(text[i:to])})
		}
		i = to
	}
	for i, w := range words {
		one := linear.Begin(kindNear, w.side).Add(w.word)
		ps = append(ps, one.End())
		for _, v := range words[i+1:] {
			two := one.Add("\x00")
			if v.side == after {
				two = one.Add("\x01")
			}
			ps = append(ps, two.Add(v.word).End())
		}
	}
	return ps
}

func latin(c byte) bool { return c >= 'a' && c <= 'z' || c == '\'' }

// stemmed takes the commonest endings off an English word, so that its forms are one
// piece: it is no stem of a grammar.
func stemmed(w string) string {
	const short = 4
	if len(w) < short || !latin(w[0]) {
		return w
	}
	for _, e := range [...]string{"ing", "ed", "es", "s", "ly", "e"} {
		if rest, ok := strings.CutSuffix(w, e); ok && len(rest) >= short-1 {
			w = rest
			break
		}
	}
	if n := len(w); n >= short && w[n-1] == w[n-2] {
		w = w[:n-1] // "stopped"
	}
	return w
}
