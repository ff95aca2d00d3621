package lexicon

import "strings"

// English numbers in words, as values are spoken: sixteen point eight, one sixty,
// a hundred and five. They are read behind the name of what is measured alone, for
// one is a word of many uses.
//
//nolint:gochecknoglobals // a constant table
var noughts = map[string]float64{"oh": 0, "zero": 0, "nought": 0}

// spokenAt reads a number in English words that begins at i.
func spokenAt(s string, i int) (v float64, end int, ok bool) {
	v, end, ok = below100(s, i)
	word, next := wordAt(s, end)
	switch {
	case !ok:
		if a, after := wordAt(s, i); a == "a" {
			if h, behind := wordAt(s, after); h == "hundred" {
				v, end = hundreds(s, 1, behind)
				ok = true
			}
		}
	case word == "hundred" && v < 10:
		v, end = hundreds(s, v, next)
	case v >= 1 && v < 4:
		// One sixty, two ten, one oh five.
		if rest, after, more := below100(s, end); more && rest >= 10 {
			v, end = 100*v+rest, after
		} else if word == "oh" {
			if rest, after, more := below100(s, next); more && rest < 10 {
				v, end = 100*v+rest, after
			}
		}
	}
	if !ok {
		return 0, i, false
	}
	if word, next = wordAt(s, end); word == "point" {
		if tenth, after := wordAt(s, next); after > next {
			if d, is := figureWord(tenth); is {
				return v + d/10, after, true //nolint:mnd // a tenth
			}
		}
	}
	return v, end, true
}

// hundreds goes on behind the word hundred.
func hundreds(s string, n float64, end int) (v float64, after int) {
	v, after = 100*n, end
	from := end
	if w, next := wordAt(s, end); w == "and" {
		from = next
	}
	if rest, behind, more := below100(s, from); more {
		return v + rest, behind
	}
	return v, after
}

func below100(s string, i int) (v float64, end int, ok bool) {
	w, end := wordAt(s, i)
	if v, ok = Numeral(w); !ok {
		if v, ok = noughts[w]; !ok || w == "oh" {
			return 0, i, false
		}
	}
	if v < 20 {
		return v, end, true
	}
	if one, next := wordAt(s, end); next > end {
		if d, more := figureWord(one); more && d > 0 {
			return v + d, next, true
		}
	}
	return v, end, true
}

// figureWord is the value of a word for a single figure.
func figureWord(w string) (float64, bool) {
	if v, ok := Numeral(w); ok && v < 10 {
		return v, true
	}
	v, ok := noughts[w]
	return v, ok
}

// wordAt is the English word that begins at i, behind one space or hyphen at most.
func wordAt(s string, i int) (w string, end int) {
	if i < len(s) && i > 0 && (s[i] == ' ' || s[i] == '-') {
		i++
	}
	j := i
	for j < len(s) && 'a' <= s[j] && s[j] <= 'z' {
		j++
	}
	return s[i:j], j
}

// valued is a number in figures or, in English, in words. A figure in one word is
// a count as often as a value, and stands for nothing.
func valued(s string, i int) (v float64, end int, ok bool) {
	if v, end, ok = numberAt(s, i); ok || i >= len(s) || !latin(s[i]) {
		return v, end, ok
	}
	v, end, ok = spokenAt(s, i)
	if ok && v < 10 && !strings.Contains(s[i:end], " ") { //nolint:mnd // figures
		return 0, i, false
	}
	return v, end, ok
}
