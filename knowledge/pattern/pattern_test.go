package pattern_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
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

// TestLooksFirst: the words that a match must hold are read from an expression.
func TestLooksFirst(t *testing.T) {
	t.Parallel()
	for expr, texts := range map[string][2]string{ // impossible, possible
		`\bnot (?:on|taking) x`:              {"he is on x", "not one x"},
		`(?i)\b(?:start|give)\b.{0,10}\d`:    {"stop 5", "STARTLE 5"},
		`(?:吃|服).{0,9}(?:药|片)`:               {"吃饭", "药到病除要服"},
		`(\d{1,3})岁`:                         {"五岁", "5 月 3 岁"},
		`cancer|(?:tumou?r)s|leuka?emia`:     {"a cyst", "leuk and tum"},
		`(?:no|not) (?:any )?(?:fever|rash)`: {"no pain", "no, a rash"},
	} {
		re := pattern.MustCompile(expr)
		if re.Possible(texts[0]) || !re.Possible(texts[1]) || re.MatchString(texts[0]) {
			t.Errorf("%s: %q %v, %q %v", expr, texts[0], re.Possible(texts[0]), texts[1], re.Possible(texts[1]))
		}
	}
}

// TestSetLeavesOutNoMatch: what a set leaves out matches nothing in the text, in order
// and each once.
func TestSetLeavesOutNoMatch(t *testing.T) {
	t.Parallel()
	var list []*pattern.Regexp
	for _, expr := range exprs {
		list = append(list, pattern.MustCompile(expr))
	}
	set := pattern.NewSet(list...)
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 12).Draw(t, "text"), "")
		got := set.Possible(s)
		for i, re := range list {
			in := slices.Contains(got, i)
			if re.Regexp.MatchString(s) && !in {
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
