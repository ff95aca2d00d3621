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
// small letters and stand for both cases. A word that begins or ends with bound stands
// where no ASCII letter, figure or _ goes on.
type need struct {
	words []string
	fold  bool
}

// bound stands for \b within the words of a need, at either end.
const bound = "\x00"

// The most words of a need and of what parts spell together, the most needs that are
// looked for, and the most characters of a class that is taken as words.
const mostWords, mostSpelt, mostNeeds, mostOfClass = 200, 24, 3, 24

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
		short = min(short, len(w)-strings.Count(w, bound))
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
		return inTurn(re.Sub)
	case syntax.OpAlternate:
		return either(re.Sub)
	}
	return nil
}

// inTurn are the needs of parts that follow one another. What parts spell together is
// needed as a whole.
func inTurn(subs []*syntax.Regexp) []need {
	var out []need
	run := []string{""}
	flush := func() {
		for i, w := range run {
			run[i] = bounded(w)
		}
		if !slices.Contains(run, "") {
			out = append(out, need{words: shortest(run)})
		}
		run = []string{""}
	}
	for i, s := range subs {
		words := spellings(s)
		if words == nil || len(run)*len(words) > mostSpelt {
			flush()
		}
		if words == nil && s.Op != syntax.OpLiteral {
			out = append(out, needs(within(s, bounds(subs, i-1), bounds(subs, i+1)))...)
			continue
		}
		if words == nil {
			out = append(out, needs(s)...)
			continue
		}
		run = crossed(run, words)
	}
	flush()
	return out
}

// bounds is \b where a part is that, and nothing elsewhere.
func bounds(subs []*syntax.Regexp, at int) []*syntax.Regexp {
	if at >= 0 && at < len(subs) && subs[at].Op == syntax.OpWordBoundary {
		return subs[at : at+1]
	}
	return nil
}

// within is an expression with what stands beside it taken into each of its alternatives.
func within(re *syntax.Regexp, before, after []*syntax.Regexp) *syntax.Regexp {
	switch {
	case len(before)+len(after) == 0:
		return re
	case re.Op == syntax.OpCapture:
		return within(re.Sub[0], before, after)
	case re.Op == syntax.OpConcat:
		return &syntax.Regexp{Op: syntax.OpConcat, Sub: slices.Concat(before, re.Sub, after)}
	case re.Op == syntax.OpAlternate:
		out := &syntax.Regexp{Op: syntax.OpAlternate}
		for _, s := range re.Sub {
			out.Sub = append(out.Sub, within(s, before, after))
		}
		return out
	case re.Op == syntax.OpLiteral:
		return &syntax.Regexp{Op: syntax.OpConcat, Sub: slices.Concat(before, []*syntax.Regexp{re}, after)}
	}
	return re
}

// bounded keeps of the bounds of a word those at which it begins or ends with a letter of
// ASCII, a figure or _: elsewhere \b asks for something of what stands beside the word.
func bounded(w string) string {
	bare := strings.ReplaceAll(w, bound, "")
	switch {
	case bare == w || bare == "":
		return bare
	case w[:1] == bound && wordByte(bare[0]):
		bare = bound + bare
	}
	if w[len(w)-1:] == bound && wordByte(bare[len(bare)-1]) {
		bare += bound
	}
	return bare
}

// wordByte is true for what \b tells from all else.
func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_'
}

// spellings are all that an expression matches, where these are few words; nil
// otherwise. What asks something of its place and reads nothing spells the empty word,
// and \b bound.
func spellings(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpNoWordBoundary:
		return []string{""}
	case syntax.OpWordBoundary:
		return []string{bound}
	case syntax.OpLiteral, syntax.OpCharClass:
		if of := needs(re); len(of) == 1 && !of[0].fold {
			return of[0].words
		}
	case syntax.OpCapture:
		return spellings(re.Sub[0])
	case syntax.OpQuest:
		if words := spellings(re.Sub[0]); words != nil {
			return append(slices.Clone(words), "")
		}
	case syntax.OpConcat:
		out := []string{""}
		for _, s := range re.Sub {
			words := spellings(s)
			if words == nil || len(out)*len(words) > mostSpelt {
				return nil
			}
			out = crossed(out, words)
		}
		return out
	case syntax.OpAlternate:
		var out []string
		for _, s := range re.Sub {
			words := spellings(s)
			if words == nil || len(out)+len(words) > mostSpelt {
				return nil
			}
			out = append(out, words...)
		}
		return out
	}
	return nil
}

// crossed are the words of one list followed by those of another.
func crossed(first, then []string) []string {
	out := make([]string, 0, len(first)*len(then))
	for _, a := range first {
		for _, b := range then {
			out = append(out, a+b)
		}
	}
	return out
}

// shortest leaves out each word that holds another: where it stands, the other does.
func shortest(words []string) []string {
	var out []string
	for i, w := range words {
		if !slices.Contains(out, w) && !slices.ContainsFunc(words[:i], func(o string) bool { return strings.Contains(w, o) }) && !slices.ContainsFunc(words[i+1:], func(o string) bool { return o != w && strings.Contains(w, o) }) {
			out = append(out, w)
		}
	}
	return out
}

// literal is the need of one word. A character that stands for every byte that is
// no UTF-8, and one outside ASCII that has another case, leave it to the expression.
func literal(w string, fold bool) []need {
	if strings.ContainsRune(w, utf8.RuneError) || strings.Contains(w, bound) {
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
	if len(n.words) == 0 || slices.Contains(n.words, string(utf8.RuneError)) || slices.Contains(n.words, bound) {
		return nil
	}
	return []need{n}
}

// either joins a need of each alternative: the most telling, or where these have too
// many words the one of the fewest.
func either(subs []*syntax.Regexp) []need {
	for _, better := range [...]func(a, b need) int{
		func(a, b need) int { return cmp.Compare(a.tells(), b.tells()) },
		func(a, b need) int { return cmp.Compare(len(b.words), len(a.words)) },
	} {
		if out := joined(subs, better); len(out.words) > 0 {
			return []need{out}
		}
	}
	return nil
}

// joined joins the best need of each alternative; one without words where an
// alternative has none, or where they have too many.
func joined(subs []*syntax.Regexp, better func(a, b need) int) need {
	out := need{}
	for _, s := range subs {
		of := needs(s)
		if len(of) == 0 {
			return need{}
		}
		best := slices.MaxFunc(of, better)
		out.fold = out.fold || best.fold
		for _, w := range best.words {
			if !slices.Contains(out.words, w) {
				out.words = append(out.words, w)
			}
		}
	}
	if out.fold { // a word that is met in either case is met in its own
		for i, w := range out.words {
			out.words[i] = lower(w)
		}
	}
	if out.words = shortest(out.words); len(out.words) > mostWords {
		return need{}
	}
	return out
}
