package check

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// Where no text beside a row notices a change, one that is made of a text beside it may:
// the text without the words that a dropped expression asks for, of which the row must no
// longer tell, or with words that excuse it, or do what is demanded. It still takes an
// expression that matters: what other expressions ask for as well, and an exception that
// never applies, no such text can show.

// bareOf is a text without what an expression asks for.
func bareOf(re *pattern.Regexp, s string) string {
	at := re.FindAllStringIndex(s, -1)
	for i := len(at) - 1; i >= 0; i-- {
		s = s[:at[i][0]] + s[at[i][1]:]
	}
	return s
}

// sampled are words that an expression asks for, of each of its alternatives.
func sampled(t *testing.T, re *pattern.Regexp) []string {
	t.Helper()
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	const most = 40
	out := wordsOf(tree)
	return out[:min(len(out), most)]
}

func wordsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		for _, r := range "5a痛 ,;" {
			if inClass(re, r) {
				return []string{string(r)}
			}
		}
		return []string{string(re.Rune[0])}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []string{"x"}
	case syntax.OpCapture, syntax.OpPlus:
		return wordsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min == 0 {
			return []string{""}
		}
		return []string{strings.Repeat(wordsOf(re.Sub[0])[0], re.Min)}
	case syntax.OpAlternate:
		var out []string
		for _, s := range re.Sub {
			out = append(out, wordsOf(s)...)
		}
		return out
	case syntax.OpConcat:
		out := []string{""}
		for _, s := range re.Sub {
			var next []string
			for _, w := range wordsOf(s) {
				next = append(next, out[0]+w)
			}
			for _, w := range out[1:] {
				next = append(next, w+wordsOf(s)[0])
			}
			out = next
		}
		return out
	}
	return []string{""} // what asks for no character
}

// madeUnsound are texts that may notice that a practice was changed.
func madeUnsound(t *testing.T, p unsound) func(yield func(*bench) bool) {
	t.Helper()
	return func(yield func(*bench) bool) {
		for _, text := range p.Wrong {
			low := pointed(squeezeSpaces(text))
			for _, w := range slices.Concat(append([][]expression{p.About}, p.Says...)...) {
				if !yield(proseBench(t, bareOf(w.Regexp, low), unnamedIn(w.Regexp, p.For.chart()))) {
					return
				}
			}
			for _, w := range p.Unless {
				for _, s := range sampled(t, w.Regexp) {
					if !yield(proseBench(t, s+"; "+text, p.For.chart())) || p.Wide && !yield(proseBench(t, s+"。\n另记。\n另记。\n另记。\n另记。\n"+text, p.For.chart())) {
						return
					}
				}
			}
		}
		for _, text := range p.spelt(t) {
			if !yield(proseBench(t, text, p.For.chart())) {
				return
			}
		}
	}
}

// spelt are texts of bare words, one for each expression of a way to say a practice and of
// what it is about, and the same without the words of one of them.
func (p unsound) spelt(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, says := range p.Says {
		all := slices.Concat(p.About, says)
		for skip := -1; skip < len(all); skip++ {
			for _, s := range sampled(t, says[0].Regexp) {
				var words []string
				for i, w := range all {
					switch {
					case i == skip:
					case i == len(p.About):
						words = append(words, s)
					case skip >= 0:
						words = append(words, wordBeside(t, w, all[skip]))
					default:
						words = append(words, sampled(t, w.Regexp)[0])
					}
				}
				out = append(out, strings.Join(words, " "))
			}
		}
	}
	return out
}

// wordBeside is a word for an expression that another does not ask for.
func wordBeside(t *testing.T, w, other expression) string {
	t.Helper()
	all := sampled(t, w.Regexp)
	for _, s := range all {
		if w.MatchString(s) && !other.MatchString(s) {
			return s
		}
	}
	return all[0]
}

// unnamedIn is a record without the conditions, medicines and pregnancy that an expression
// asks for.
func unnamedIn(re *pattern.Regexp, c chart.Chart) chart.Chart {
	named := func(x chart.Coded) bool { return re.MatchString(squeezeSpaces(x.Text)) }
	c.Conditions = slices.DeleteFunc(slices.Clone(c.Conditions), named)
	c.Medications = slices.DeleteFunc(slices.Clone(c.Medications), named)
	if re.MatchString("pregnant 孕妇 妊娠") {
		c.Pregnant = chart.No
	}
	return c
}

// madeMust are texts that may notice that a must was changed.
func madeMust(t *testing.T, c mustCase, m must) func(yield func(mustBench) bool) {
	t.Helper()
	return func(yield func(mustBench) bool) {
		with := func(text string, r chart.Chart) bool { return yield(newMustBench(text, r)) }
		for _, text := range c.Unsafe {
			for _, w := range slices.Concat(m.Of, m.When) {
				if !with(bareOf(w.Regexp, squeezeSpaces(text)), unnamedIn(w.Regexp, c.record())) {
					return
				}
			}
			for _, w := range []wording{m.Demands, m.Unless} {
				for _, s := range wordingSamples(t, w) {
					if !with(text+" "+s+".", c.record()) || !with(text+" "+s+"。", c.record()) {
						return
					}
				}
			}
			calm := bareOf(waitRE, squeezeSpaces(text))
			for _, s := range wordingSamples(t, m.Waits) {
				if !with(calm+". "+s+".", c.record()) {
					return
				}
			}
			for _, s := range []string{" 症状已缓解。", " Fully resolved now.", " 现在立即送急诊。", " Emergency admission now."} {
				if !with(text+s, c.record()) {
					return
				}
			}
			for _, to := range []string{"p:", "c:", "o:"} {
				if len(m.Audiences) > 0 && !with(to+strings.TrimLeft(text, "pco:"), c.record()) {
					return
				}
			}
		}
	}
}

func wordingSamples(t *testing.T, w wording) []string {
	t.Helper()
	if w.Regexp == nil {
		return nil
	}
	return sampled(t, w.Regexp)
}
