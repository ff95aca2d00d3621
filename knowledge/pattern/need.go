package pattern

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// need is one thing that every match holds: one of some words. Folded words are in
// small letters and stand for both cases.
type need struct {
	words []string
	fold  bool
}

// The most words of a need, the most needs that are looked for, and the most
// characters of a class that is taken as words.
const mostWords, mostNeeds, mostOfClass = 120, 3, 24

// needsOf gives what every match of an expression holds, the most telling first;
// none where it cannot be told.
func needsOf(expr string) []need {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	all := needs(re.Simplify())
	slices.SortStableFunc(all, func(a, b need) int { return cmp.Compare(b.tells(), a.tells()) })
	return slices.Clip(all[:min(len(all), mostNeeds)])
}

// tells is how much a need leaves out: long words first, then few.
func (n need) tells() int {
	short := len(n.words[0])
	for _, w := range n.words {
		short = min(short, len(w))
	}
	return 1000*min(short, 6) - len(n.words)
}

func needs(re *syntax.Regexp) []need {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(string(re.Rune), re.Flags&syntax.FoldCase != 0)
	case syntax.OpCharClass:
		return class(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		var out []need
		for _, s := range re.Sub {
			out = append(out, needs(s)...)
		}
		return out
	case syntax.OpAlternate:
		return either(re.Sub)
	}
	return nil
}

// literal is the need of one word. A character that stands for every byte that is
// no UTF-8, and one outside ASCII that has another case, leave it to the expression.
func literal(w string, fold bool) []need {
	if strings.ContainsRune(w, utf8.RuneError) {
		return nil
	}
	if !fold {
		return []need{{words: []string{w}}}
	}
	if strings.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf && unicode.SimpleFold(r) != r }) {
		return nil
	}
	return []need{{words: []string{lower(w)}, fold: true}}
}

// lower writes the capitals of ASCII small.
func lower(w string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return r
	}, w)
}

// class is the need of a small class of characters.
func class(ranges []rune) []need {
	n := need{}
	for i := 0; i+1 < len(ranges); i += 2 {
		if int(ranges[i+1]-ranges[i])+len(n.words) >= mostOfClass {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			n.words = append(n.words, string(r))
		}
	}
	if len(n.words) == 0 || slices.Contains(n.words, string(utf8.RuneError)) {
		return nil
	}
	return []need{n}
}

// either joins the most telling need of each alternative.
func either(subs []*syntax.Regexp) []need {
	out := need{}
	for _, s := range subs {
		of := needs(s)
		if len(of) == 0 {
			return nil
		}
		best := slices.MaxFunc(of, func(a, b need) int { return cmp.Compare(a.tells(), b.tells()) })
		out.fold = out.fold || best.fold
		for _, w := range best.words {
			if !slices.Contains(out.words, w) {
				out.words = append(out.words, w)
			}
		}
		if len(out.words) > mostWords {
			return nil
		}
	}
	if out.fold { // a word that is met in either case is met in its own
		for i, w := range out.words {
			out.words[i] = lower(w)
		}
	}
	return []need{out}
}
