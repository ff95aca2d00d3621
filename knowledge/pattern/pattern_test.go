package pattern_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/pattern"
)

// exprs are of every form that an expression of the fence has.
//
//nolint:gochecknoglobals // a literal list, read only
var exprs = []string{
	`\bnot (?:on|taking) (?:any )?|takes no`, `(?i)\b(?:start|give)\b[^.]{0,10}\d\s*(?:mg|iu)`, `[是为属]|考虑`, `(?:吃|服)[^，]{0,3}(?:药|片)`, `^wait (?:a|\d+)\b`,
	`(\d{1,3})岁(?:的)?(男|女)`, `a*`, `(?:ab)+c?`, `(?i)k|s`, `(?i)mass`, `x{2,3}y`, `x{0,3}`, ``, `^`, `[^a]`, `a|`, `(?s).b`, `é|ü`, `(?i)é`, `β-block`, `[a-z]{3}\d`, `\x{fffd}a`,
	`(?:a(?:b|c)|d)e`, `(?i)a(?:b|é)`, `\pL+岁`,
}

var signs = []string{"not ", "on", "taking ", "takes no", "START", "give", " ", "5", "mg", "IU", "是", "考虑", "吃", "药", "片", "，", "wait ", "a", "b", "c", "岁", "男", "x", "y", "k", "K", "\u212a", "s", "ſ", "MA", "ſſ", "é", "É", "ü", "β-block", "Β", "\xff", "\ufffd", "d", "e", "."} //nolint:gochecknoglobals // a literal list, read only

// TestFindsTheSame: whatever the text, an expression finds what it finds in package
// regexp.
func TestFindsTheSame(t *testing.T) {
	t.Parallel()
	for _, expr := range exprs {
		want, got := regexp.MustCompile(expr), pattern.MustCompile(expr)
		rapid.Check(t, func(t *rapid.T) {
			s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 12).Draw(t, "text"), "")
			same := func(how string, a, b any) {
				if !reflect.DeepEqual(a, b) {
					t.Fatalf("%s of %q in %q: %v, without looking first %v", how, expr, s, a, b)
				}
			}
			same("match", got.MatchString(s), want.MatchString(s))
			same("string", got.FindString(s), want.FindString(s))
			same("index", got.FindStringIndex(s), want.FindStringIndex(s))
			same("submatch", got.FindStringSubmatch(s), want.FindStringSubmatch(s))
			same("submatch index", got.FindStringSubmatchIndex(s), want.FindStringSubmatchIndex(s))
			same("all", got.FindAllString(s, -1), want.FindAllString(s, -1))
			same("all index", got.FindAllStringIndex(s, -1), want.FindAllStringIndex(s, -1))
			same("all submatch", got.FindAllStringSubmatch(s, -1), want.FindAllStringSubmatch(s, -1))
			same("all submatch index", got.FindAllStringSubmatchIndex(s, -1), want.FindAllStringSubmatchIndex(s, -1))
			same("replaced", got.ReplaceAllString(s, "_"), want.ReplaceAllString(s, "_"))
			same("replaced by", got.ReplaceAllStringFunc(s, strings.ToUpper), want.ReplaceAllStringFunc(s, strings.ToUpper))
		})
	}
}

// expressions draws one of the forms that package syntax has.
func expressions() *rapid.Generator[string] {
	atom := rapid.SampledFrom([]string{
		"a", "b", "吃", "[a吃]", "[^b]", ".", `\b`, `\B`, "^", "$", "(?i:k)", "(?i:é)", `\d`, `\w`, `\s`, "(?m:^)", "(?m:$)", "(?s:.)", `\z`, "(a)", `\pL`, "[^\\x00-\\x{10FFFF}]", `\x{fffd}`, "[a-c5-9]",
	})
	return rapid.Deferred(func() *rapid.Generator[string] {
		deeper := rapid.Custom(func(t *rapid.T) string {
			x, y := expressions().Draw(t, "one"), expressions().Draw(t, "other")
			return fmt.Sprintf(rapid.SampledFrom([]string{"%s%s", "%s%s", "(?:%s|%s)", "(?:%s)*%s", "(?:%s)+?%s", "(?:%s)?%s", "(?:%s){1,3}%s", "(?U:%s.*%s)"}).Draw(t, "form"), x, y)
		})
		return rapid.OneOf(atom, atom, deeper)
	})
}

// TestAnyExpressionMatchesTheSame: what an automaton says of a text is what package
// regexp says, the first time and when its states are known.
func TestAnyExpressionMatchesTheSame(t *testing.T) {
	t.Parallel()
	texts := rapid.SliceOfN(rapid.SampledFrom(append([]string{"\n", "\r", "_", "A", "", "7", "\U00020000", "\xe5\x90", "é"}, signs...)), 0, 9)
	rapid.Check(t, func(t *rapid.T) {
		expr := expressions().Draw(t, "expression")
		want, got := regexp.MustCompile(expr), pattern.MustCompile(expr)
		for range 4 {
			s := strings.Join(texts.Draw(t, "text"), "")
			for range 2 {
				if is := got.MatchString(s); is != want.MatchString(s) || got.Possible(s) != is {
					t.Fatalf("%q in %q: %v", expr, s, is)
				}
			}
		}
	})
}

// TestStatesAreBounded: an expression with more states than are kept matches the
// same, whoever forgets them meanwhile, and takes no more memory.
func TestStatesAreBounded(t *testing.T) {
	t.Parallel()
	const expr = `(?:a|b)*a(?:a|b){15}c` // a state for every 16 letters
	want, got := regexp.MustCompile(expr), pattern.MustCompile(expr)
	var all sync.WaitGroup
	for k := range 4 {
		all.Go(func() {
			draw := rand.New(rand.NewPCG(uint64(k), 7)) //nolint:gosec // texts of a test
			for range 40 {
				s := make([]byte, 4000)
				for i := range s {
					s[i] = "ab"[draw.IntN(2)]
				}
				text := string(s) + strings.Repeat("c", k%2)
				if got.MatchString(text) != want.MatchString(text) {
					t.Errorf("%q", text)
				}
			}
		})
	}
	all.Wait()
	if n := got.Kept(); n == 0 || n > pattern.MostSteps+2000 {
		t.Errorf("%d steps are kept", n)
	}
}

// What package regexp refuses is refused, though nothing is compiled before it is asked.
func TestABadExpressionIsRefused(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{`(`, `a{2,1}`, `[z-a]`, `(?<x`, `a{1001}`, `((a{100}){100}){100}`, `\8`, `*`} {
		_, want := regexp.Compile(expr)
		if _, err := pattern.Compile(expr); want == nil || err == nil || err.Error() != want.Error() {
			t.Errorf("%q: %v, package regexp says %v", expr, err, want)
		}
	}
}

// An expression that tells very many characters apart is left to package regexp.
func TestManyCharacters(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for r := rune(0x4e00); r < 0x4e00+2*400; r += 2 {
		fmt.Fprintf(&b, "%c%c|", r, r+2)
	}
	re := pattern.MustCompile(b.String() + "x")
	if re.Kept() != 0 || !re.MatchString("ax") || re.MatchString("a") {
		t.Error("it does not match as package regexp does")
	}
}

// TestSetLeavesOutNoMatch: what a set leaves out matches nothing in the text, in order
// and each once.
func TestSetLeavesOutNoMatch(t *testing.T) {
	t.Parallel()
	var list []*pattern.Regexp
	plain := make([]*regexp.Regexp, len(exprs))
	for i, expr := range exprs {
		list, plain[i] = append(list, pattern.MustCompile(expr)), regexp.MustCompile(expr)
	}
	set := pattern.NewSet(list...)
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 12).Draw(t, "text"), "")
		got := set.Possible(s)
		for i, re := range plain {
			in := slices.Contains(got, i)
			if re.MatchString(s) && !in {
				t.Fatalf("%s matches %q and is left out", exprs[i], s)
			}
			if !in {
				left++
			}
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("%v is not in order or not unique", got)
		}
	})
	if left == 0 {
		t.Error("nothing was ever left out")
	}
}

// TestSetLeavesOutNoPart: what a set leaves out of a text matches in no part of it that
// cuts no word.
func TestSetLeavesOutNoPart(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{`k(?:g|ilos?)`, `(?:stop|quit) (?:it|them)?now`, `[MF] ?[12]`, `\b(?:can|may)\b(?: not)?`, `\b(?:it|kg)\b.*?\b(?:now|b)\b`, `(?:药|片)(?:停|减)?量`, `a?b?c`, `(?:ab|abc)d`, `[^a]b|ca?`})
	texts := rapid.SliceOfN(rapid.SampledFrom(append([]string{"kg", "kilo", "stop ", "quit ", "it", "now", "M", "F", " ", "1", "can", "may", " not", "停", "量", "b", "abd"}, signs...)), 0, 9)
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		exprs := []string{rapid.OneOf(words, expressions()).Draw(t, "one"), rapid.OneOf(words, expressions()).Draw(t, "other")}
		set := pattern.NewSet(pattern.MustCompile(exprs[0]), pattern.MustCompile(exprs[1]))
		s := strings.Join(texts.Draw(t, "text"), "")
		told := pattern.NewBits(set.Size())
		set.Tell(told, s)
		for i, expr := range exprs {
			if told.Has(i) {
				continue
			}
			left++
			re := regexp.MustCompile(expr)
			for from := range len(s) + 1 {
				for to := from; to <= len(s); to++ {
					if cuts(s, from) || cuts(s, to) {
						continue
					}
					if re.MatchString(s[from:to]) {
						t.Fatalf("%s matches %q of %q and is left out", expr, s[from:to], s)
					}
				}
			}
		}
	})
	if left == 0 {
		t.Error("nothing was ever left out")
	}
}

// cuts is true where an ASCII word stands on both sides of a place.
func cuts(s string, at int) bool {
	word := regexp.MustCompile(`^\w`)
	return at > 0 && at < len(s) && word.MatchString(s[at-1:at]) && word.MatchString(s[at:])
}

// TestListsAreTold: a set of lists tells just those that have a word in a text.
func TestListsAreTold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(append([]string{""}, signs...)), 0, 4), 1, 5).Draw(t, "lists")
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 12).Draw(t, "text"), "")
		set := pattern.NewLists(lists)
		told := pattern.NewBits(set.Size())
		set.Tell(told, s)
		for i, list := range lists {
			if is := slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, w) }); told.Has(i) != is {
				t.Fatalf("%q in %q: %v", list, s, told.Has(i))
			}
		}
	})
}

// TestAnyWordIsLookedUp: a word of a list may hold any byte, and a list any number of them.
func TestAnyWordIsLookedUp(t *testing.T) {
	t.Parallel()
	lists := [][]string{{"\x00"}, {"\x00ab"}, {"a\x00b"}, {"ab"}, {"b\x00"}}
	for text, want := range map[string][]int{"\x00": {0}, "\x00ab": {0, 1, 3}, "a\x00b": {0, 2}, "xab": {3}, "ab": {3}, "b": nil, "b\x00": {0, 4}} {
		if got := pattern.NewLists(lists).Possible(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	many := make([][]string, 1<<16+2)
	for i := range many {
		many[i] = []string{fmt.Sprintf("%05x", i)}
	}
	set := pattern.NewLists(many)
	for _, i := range []int{0, 1, 1<<16 - 1, 1 << 16, 1<<16 + 1} {
		if got := set.Possible(many[i][0]); !slices.Contains(got, i) {
			t.Errorf("list %d is not told: %v", i, got)
		}
	}
}

// TestSetAsksForAll: a set tells an expression only by a word of each of its parts, a
// loose one by a word of the most telling part.
func TestSetAsksForAll(t *testing.T) {
	t.Parallel()
	list := []*pattern.Regexp{pattern.MustCompile(`(?:stopping|quitting)[^,]*(?:now|today)`), pattern.MustCompile(`停药[^，]*今天`)}
	for _, c := range []struct {
		text         string
		strict, some []int
	}{
		{"stopping it later", nil, []int{0}},
		{"start now", nil, nil},
		{"quitting it today", []int{0}, []int{0}},
		{"今天停药", []int{1}, []int{1}},
		{"明天停药，不再服用今天", []int{1}, []int{1}},
		{"停用今天", nil, nil},
		{"停药后", nil, []int{1}},
	} {
		if got := pattern.NewSet(list...).Possible(c.text); !slices.Equal(got, c.strict) {
			t.Errorf("%q: %v, want %v", c.text, got, c.strict)
		}
		if got := pattern.NewLooseSet(list...).Possible(c.text); !slices.Equal(got, c.some) {
			t.Errorf("%q: loosely %v, want %v", c.text, got, c.some)
		}
	}
}
