package lexicon

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// sexWords are the ways in which a line about a person gives the sex, longest
// first: 男71, 71岁女性, 34F.
var sexWords = []struct {
	word   string
	female bool
}{
	{"男性", false},
	{"女性", true},
	{"男", false},
	{"女", true},
	{"female", true},
	{"male", false},
	{"f", true},
	{"m", false},
}

// notOfPatient follows 男 and 女 where they are part of a word for somebody else.
var notOfPatient = []string{"友", "朋", "婿", "同", "医", "厕", "护", "科", "主", "老师"}

// beforePerson are words after which a line about a person begins.
var beforePerson = []string{"i'm", "i am", "im", "i'm a", "i am a", "im a", "患者", "病人", "本人"}

// A number without a unit is an age from leastBare to mostBare; below, F and M
// are as often feet and months.
const leastBare, mostBare = 10, 110

// newSexes gives the meanings of male and female.
func (l *Lexicon) newSexes() (out [2]*meaning) {
	for k, id := range [...]string{"find.sex_male", "find.sex_female"} {
		if _, ok := l.g.Finding(id); !ok {
			return [2]*meaning{}
		}
		out[k] = l.meaning(concept{id, "demographic"})
	}
	return out
}

// personWords are those with which age or sex of a person may begin, besides
// figures.
func personWords() []string {
	out := slices.Clone(numberWords[:])
	for _, s := range sexWords {
		out = append(out, s.word)
	}
	return out
}

// personAt adds what a line about a person says at i of age and sex. Numbers
// without a unit are an age only beside a sex, where such a line begins.
func (l *Lexicon) personAt(out []token, t *letters, i int) []token {
	n := t.n
	t.steps++
	if l.sexes[0] == nil || i > 0 && latin(n[i]) && latin(n[i-1]) {
		return out
	}
	if digit(n[i]) {
		return l.ageThenSex(out, t, i)
	}
	if 'a' <= n[i] && n[i] <= 'z' && !(n[i] == 'm' || n[i] == 'f' && !strings.HasPrefix(n[i:], "fo") && !strings.HasPrefix(n[i:], "fi")) {
		return l.ageInWords(out, t, i)
	}
	female, end, ok := sexAt(n, i)
	if !ok {
		return out
	}
	sex := l.sexOf(female, i, end)
	if ageBefore(out, l, n, i) && sexEnds(n, end) {
		return append(out, sex)
	}
	if !lineBegins(t.before(i), end-i == 1) {
		return out
	}
	at := behind(n, end)
	v, last, ok := numberAt(n, at)
	if !ok {
		return out
	}
	if ucum, _ := unitAt(n, last); ucum == "a" || ucum == monthsOld {
		return append(out, sex)
	}
	t.steps += last - at
	if age, ok := l.bareAge(v, at, last); ok && personEnds(t, last) {
		return append(out, sex, age)
	}
	return out
}

// numberWords are the ages of children as they are written out.
var numberWords = [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// ageInWords reads my three year old.
func (l *Lexicon) ageInWords(out []token, t *letters, i int) []token {
	n := t.n
	for k, w := range numberWords {
		if w[0] != n[i] {
			continue
		}
		rest, ok := strings.CutPrefix(n[i:], w)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '-' {
			continue
		}
		ucum, end := unitAt(n, i+len(w))
		if ucum != "a" && ucum != monthsOld && ucum != weeksOld && ucum != daysOld {
			if ucum, end, ok = babyAge(t, i, i+len(w), float64(k+1)); !ok {
				return out
			}
		}
		if age, ok := l.measure("find.age", float64(k+1), ucum); ok {
			age.span = spanOf(i, end)
			return append(out, age)
		}
	}
	return out
}

// ageThenSex reads 34F, 71/男 and what is said of somebody: my mother is 71.
func (l *Lexicon) ageThenSex(out []token, t *letters, i int) []token {
	n := t.n
	v, last, ok := t.number(i)
	if !ok {
		return out
	}
	t.steps += last - i
	if ageIsSaid(t, i, v) && saidEnds(n, last) {
		if age, ok := l.bareAge(v, i, last); ok {
			return append(out, age)
		}
	}
	at := behind(n, last)
	female, end, ok := sexAt(n, at)
	if !ok || !lineBegins(t.before(i), end-at == 1) || !sexEnds(n, end) {
		return out
	}
	if n[at] == 'm' && end-at == 1 && !saidEnds(n, end) {
		return out // 20m is a distance
	}
	age, ok := l.bareAge(v, i, last)
	if !ok || !personEnds(t, end) {
		return out
	}
	return append(out, age, l.sexOf(female, at, end))
}

// sexAt reads a word for the sex at i.
func sexAt(n string, i int) (female bool, end int, ok bool) {
	if i >= len(n) {
		return false, i, false
	}
	for _, s := range sexWords {
		if hasPrefix(n[i:], s.word) {
			end = i + len(s.word)
			if n[i] >= utf8.RuneSelf || end == len(n) || !latin(n[end]) || digit(n[end]) {
				return s.female, end, true
			}
		}
	}
	return false, i, false
}

func (l *Lexicon) sexOf(female bool, start, end int) token {
	m := l.sexes[0]
	if female {
		m = l.sexes[1]
	}
	return token{span: spanOf(start, end), meaning: m.number, roles: m.roles}
}

func (l *Lexicon) bareAge(v float64, start, end int) (token, bool) {
	if v != math.Trunc(v) || v < leastBare || v > mostBare {
		return token{}, false
	}
	t, ok := l.measure("find.age", v, "a")
	t.span = spanOf(start, end)
	return t, ok
}

// behind passes over what stands between sex and age: 男，71; F/34.
func behind(n string, i int) int {
	for k := 0; k < 2 && i < len(n); k++ {
		switch {
		case n[i] == ' ' || n[i] == ',' || n[i] == '/' || n[i] == ':':
			i++
		case starts(n[i:], "，", "、"):
			i += len("，")
		default:
			return i
		}
	}
	return i
}

// ageBefore is true where an age ends just before i: 71岁男.
func ageBefore(out []token, l *Lexicon, n string, i int) bool {
	if len(out) == 0 {
		return false
	}
	k := &out[len(out)-1]
	q := l.quantity["find.age"]
	return q != nil && k.meaning == q.number && k.to() <= i && behind(n, k.to()) == i
}

// before gives what stands before i, without the spaces between.
func (t *letters) before(i int) string {
	b := strings.TrimRight(t.n[:i], " ")
	t.steps += i - len(b)
	return b
}

// lineBegins is true where a line about a person may begin behind b. A lone letter
// needs the beginning of a sentence or a bracket: vitamin D, F 34 is nobody.
func lineBegins(b string, letter bool) bool {
	if b == "" || ends(b, "(", "（", "\n", ". ", ".", "。") {
		return true
	}
	if !letter && ends(b, ",", "，", ";", "；", ":", "：", "、") {
		return true
	}
	for _, w := range beforePerson {
		if hasSuffix(b, w) && (len(b) == len(w) || !latin(b[len(b)-len(w)-1]) || !latin(w[0])) {
			return true
		}
	}
	return false
}

// sexEnds is false where 男 or 女 goes on to a word for somebody else.
func sexEnds(n string, end int) bool { return !starts(n[end:], notOfPatient...) }

// personEnds is true where nothing is counted by a number and no word goes on.
func personEnds(t *letters, end int) bool {
	n := t.n
	if end == len(n) {
		return true
	}
	if ucum, _ := unitAt(n, end); ucum != "" {
		return false
	}
	c := n[end]
	if c == '/' || c == '%' || c == '-' || c == ':' || latin(c) {
		return false
	}
	rest := strings.TrimLeft(n[end:], " ")
	t.steps += len(n) - end - len(rest)
	return !starts(rest, "次", "度", "点", "级", "号", "床", "个", "瓶", "支", "盒", "多", "几", "分", "秒", "年", "月", "日", "周", "天", "/", "%", "x ", "times", "days", "day ", "week", "month", "hour", "hrs", "min", "kg", "stone", "lb", "degrees")
}

// spokenOf is who is said to be of an age in English: my mother is 71.
var spokenOf = map[string]bool{
	"he": true, "she": true, "who": true, "mother": true, "father": true, "mum": true, "mom": true, "dad": true, "grandmother": true, "grandma": true,
	"gran": true, "nan": true, "granny": true, "grandfather": true, "grandad": true, "grandpa": true, "wife": true, "husband": true, "son": true,
	"daughter": true, "brother": true, "sister": true, "baby": true, "child": true, "kid": true, "boy": true, "girl": true, "aunt": true, "uncle": true,
	"partner": true, "girlfriend": true, "boyfriend": true, "patient": true,
}

const (
	longestSpoken = len("grandmother")
	// aroundAge is how far to either side of a number a word for the temperature
	// makes it none of an age, in bytes.
	aroundAge = 200
)

// ageIsSaid is true behind I'm, she is, my mother is. A number that may be a
// temperature is none where the text around it speaks of one.
func ageIsSaid(t *letters, i int, v float64) bool {
	b := t.before(i)
	if len(b) == i || !saidOf(b) {
		return false
	}
	hot := v >= 34 && v <= 43 || v >= 93
	return !hot || !t.heats.near(t, max(0, i-aroundAge), min(len(t.n), i+aroundAge))
}

// saidOf is true for what ends in the words that an age follows.
func saidOf(b string) bool {
	for _, w := range [...]string{"i'm", "i am", "im"} {
		if hasSuffix(b, w) && (len(b) == len(w) || !latin(b[len(b)-len(w)-1])) {
			return true
		}
	}
	for _, link := range [...]string{" is", "'s", " aged"} {
		if !hasSuffix(b, link) {
			continue
		}
		head := b[:len(b)-len(link)]
		at := len(head)
		for at > 0 && len(head)-at <= longestSpoken && latin(head[at-1]) {
			at--
		}
		if spokenOf[head[at:]] {
			return true
		}
	}
	return false
}

// saidEnds is true where the number ends what is said of the person.
func saidEnds(n string, end int) bool {
	if end == len(n) {
		return true
	}
	if n[end] != ' ' {
		return strings.IndexByte(",.;)!?\n", n[end]) >= 0
	}
	return starts(n[end+1:], "and ", "with ", "w/", "but ", "who ", "now", "here", "c/o", "present", "has ", "had ", "having ", "have ")
}
