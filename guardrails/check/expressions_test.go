package check

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/pattern"
)

// anchored are the anchors of an expression, as ^ and $, beside which no alternatives
// stand that match one of each group of marks. An expression that is held against a whole
// text with its chart meets its words at the start of a line and of an entry, where ^ is
// not: (?:^|[^a-z])hit finds them there, (?:^|\. )hit does not.
func anchored(t *testing.T, expr string, marks ...[]string) []string {
	t.Helper()
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(re *syntax.Regexp, beside []*syntax.Regexp)
	walk = func(re *syntax.Regexp, beside []*syntax.Regexp) {
		switch re.Op {
		case syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine:
			meets := func(mark string) bool {
				return slices.ContainsFunc(beside, func(s *syntax.Regexp) bool {
					return regexp.MustCompile(`^(?:` + s.String() + `)$`).MatchString(mark)
				})
			}
			if slices.ContainsFunc(marks, func(group []string) bool { return !slices.ContainsFunc(group, meets) }) {
				out = append(out, re.String())
			}
		case syntax.OpAlternate:
			for _, s := range re.Sub {
				walk(s, re.Sub)
			}
		case syntax.OpCapture:
			walk(re.Sub[0], beside)
		default:
			for _, s := range re.Sub {
				walk(s, nil)
			}
		}
	}
	walk(re, nil)
	return out
}

// pointless are the points between digits of an expression, which meet no text whose
// numbers have · for a point.
func pointless(t *testing.T, expr string) bool {
	t.Helper()
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	const digits = "0123456789"
	var found bool
	var walk func(re *syntax.Regexp, before, behind bool)
	walk = func(re *syntax.Regexp, before, behind bool) {
		switch re.Op {
		case syntax.OpLiteral:
			for i, r := range re.Rune {
				pre, post := before, behind
				if i > 0 {
					pre = strings.ContainsRune(digits, re.Rune[i-1])
				}
				if i+1 < len(re.Rune) {
					post = strings.ContainsRune(digits, re.Rune[i+1])
				}
				found = found || r == '.' && pre && post
			}
		case syntax.OpCharClass:
			found = found || before && behind && inClass(re, '.') && !inClass(re, '·') && !inClass(re, ',')
		case syntax.OpConcat:
			for i, s := range re.Sub {
				pre, post := before, behind
				if i > 0 {
					pre = edge(re.Sub[:i], true, before)
				}
				if i+1 < len(re.Sub) {
					post = edge(re.Sub[i+1:], false, behind)
				}
				walk(s, pre, post)
			}
		default:
			for _, s := range re.Sub {
				walk(s, before, behind)
			}
		}
	}
	walk(re, false, false)
	return found
}

// edge is true where parts that stand in a row may end (or begin) with a digit, and
// where they may be nothing what is beyond them.
func edge(parts []*syntax.Regexp, end, beyond bool) bool {
	for i := range parts {
		p := parts[i]
		if end {
			p = parts[len(parts)-1-i]
		}
		switch p.Op {
		case syntax.OpLiteral:
			r := p.Rune[0]
			if end {
				r = p.Rune[len(p.Rune)-1]
			}
			return r >= '0' && r <= '9'
		case syntax.OpConcat:
			if edge(p.Sub, end, false) {
				return true
			}
		case syntax.OpAlternate, syntax.OpCapture, syntax.OpQuest, syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
			if slices.ContainsFunc(p.Sub, func(s *syntax.Regexp) bool { return edge([]*syntax.Regexp{s}, end, false) }) {
				return true
			}
		case syntax.OpCharClass:
			return !inClass(p, 'a') && strings.ContainsFunc("0123456789", func(r rune) bool { return inClass(p, r) }) // and not all but a few
		}
		if !empty(p) {
			return false
		}
	}
	return beyond
}

// inClass is true for a class of characters that holds one.
func inClass(class *syntax.Regexp, r rune) bool {
	for i := 0; i < len(class.Rune); i += 2 {
		if class.Rune[i] <= r && r <= class.Rune[i+1] {
			return true
		}
	}
	return false
}

// empty is true for what may match nothing.
func empty(re *syntax.Regexp) bool {
	not := func(s *syntax.Regexp) bool { return !empty(s) }
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		return !slices.ContainsFunc(re.Sub, not)
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, empty)
	case syntax.OpRepeat:
		return re.Min == 0 || empty(re.Sub[0])
	}
	return true
}

// What stands between the entries of a chart, behind a sentence where marks are put
// there, and between the lines of a text.
//
//nolint:gochecknoglobals // literal lists, read only
var entry, mark, space = []string{"\n"}, []string{";"}, []string{" ", "a "}

func TestAnchorsAndPointsAreSeen(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]int{
		`(?:^|[^a-z])hit`: 0, `(?:^|\n|。)hit`: 0, `(?:^|\. )hit`: 1, `^hit`: 1, `hit(?:[.,;]|$)`: 1, `hit(?:[.,;\n]|$)`: 0, `a|hit$`: 1, `[^a]hit\$`: 0, `(^|\s)hit(?:\D|$)`: 0,
	} {
		if got := anchored(t, expr, entry); len(got) != want {
			t.Errorf("%s: %v, want %d", expr, got, want)
		}
	}
	for expr, want := range map[string]bool{
		`0\.5`: true, `0\.[5-9]`: true, `\d\.\d`: true, `(?:0|1)\.(?:5|6)`: true, `0·5`: false, `5\. `: false, `no\. ?5`: false, `[0-9]+(?:\.\d+)?`: true, `x(?:\.\d)?`: false, `0[.·]5`: false, `[^.,;]\.5`: false, `(?:\.|·)5`: false, `2\.?5`: true,
	} {
		if got := pointless(t, expr); got != want {
			t.Errorf("%s: %v, want %v", expr, got, want)
		}
	}
}

// What is held against a whole text and its chart finds its words at the start and at the
// end of each entry, not of the whole alone.
func TestExpressionsOfWholeTexts(t *testing.T) {
	t.Parallel()
	lint := func(rule, field string, re *pattern.Regexp, marks ...[]string) {
		t.Helper()
		if re == nil {
			return
		}
		for _, a := range anchored(t, re.String(), marks...) {
			t.Errorf("%s: %s: %s without an alternative that matches %q: %s", rule, field, a, marks, re)
		}
	}
	for _, x := range allMistakes() {
		lint(x.Mistake, "about", x.About.Regexp, entry)
		lint(x.Mistake, "with", x.With.Regexp, entry)
		lint(x.Mistake, "except", x.Except.Regexp, entry)
		for _, p := range x.Says {
			for _, re := range p.around {
				lint(x.Mistake, "~", re, entry)
			}
		}
	}
	for _, p := range unsoundPractices().list {
		for _, w := range p.About {
			lint(p.Practice, "about", w.Regexp, entry)
		}
		if !p.Wide {
			continue
		}
		for _, w := range p.Unless {
			lint(p.Practice, "unless", w.Regexp, space)
		}
	}
	for _, m := range musts() {
		for _, w := range m.Of {
			lint(m.Must, "of", w.Regexp, entry, mark)
		}
		for _, w := range m.When {
			lint(m.Must, "when", w.Regexp, entry, mark)
		}
	}
}

// An unsound practice is held against texts whose numbers have · for a point.
func TestPointsOfNumbers(t *testing.T) {
	t.Parallel()
	for _, p := range unsoundPractices().list {
		lists := append([][]expression{p.About, p.Unless}, p.Says...)
		for _, w := range slices.Concat(lists...) {
			if pointless(t, w.String()) {
				t.Errorf("%s: a point between digits is met in no text: %s", p.Practice, w.source)
			}
		}
	}
}
