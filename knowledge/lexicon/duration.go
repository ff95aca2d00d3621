package lexicon

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// spans of time; long says that so long ago is past.
var spans = []struct {
	written string
	days    float64
	long    bool
}{
	{"个多月", 40, true},
	{"个月", 30, true},
	{"个小时", hour, false},
	{"个星期", 7, false},
	{"个礼拜", 7, false},
	{"多年", 365, true},
	{"年多", 365, true},
	{"年", 365, true},
	{"天", 1, false},
	{"日", 0, false}, // a day of the month as often as a duration
	{"周", 7, false},
	{"星期", 7, false},
	{"礼拜", 7, false},
	{"小时", hour, false},
	{"分钟", hour / 60, false},
	{"个钟头", hour, false},
	{"来天", 1, false},
	{"多天", 1, false},
	{"多小时", hour, false},
	{" years", 365, true},
	{" year", 365, true},
	{" months", 30, true},
	{" month", 30, true},
	{" weeks", 7, false},
	{" week", 7, false},
	{" days", 1, false},
	{" day", 1, false},
	{" hours", hour, false},
	{" hour", hour, false},
	{" hrs", hour, false},
	{" minutes", hour / 60, false},
	{" mins", hour / 60, false},
	{"-day", 1, false},
	{"-week", 7, false},
	{"-month", 30, false},
	{"-hour", hour, false},
}

const hour = 1.0 / 24

// amounts are what rough numbers stand for.
var amounts = map[string]float64{
	"好几": 5, "几": 3, "半": 0.5, "数": 4, "一个多": 1.3, "a few": 3, "several": 4, "a couple of": 2, "couple of": 2, "one": 1, "two": 2,
	"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a": 1, "an": 1,
}

var roughly = wordList(slices.Collect(maps.Keys(amounts))...)

// wordSet is a set of words of which the longest at a place is found.
type wordSet struct {
	words *trie
	ends  []bool // of each node
}

func wordList(words ...string) *wordSet {
	l := &wordSet{words: newTrie()}
	for _, w := range words {
		node := l.words.path(w)
		for len(l.ends) < len(l.words.nodes) {
			l.ends = append(l.ends, false)
		}
		l.ends[node] = true
	}
	return l
}

// at gives where the longest word that begins at i ends, 0 where none does.
func (l *wordSet) at(s string, i int) (end int) {
	if !l.words.begins(s, i) {
		return 0
	}
	at := int32(0)
	for j := i; j < len(s); {
		r, size := rune(s[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[j:])
		}
		if at = l.words.child(at, r); at == 0 {
			break
		}
		if j += size; l.ends[at] {
			end = j
		}
	}
	return end
}

// duration reads 3天, 三年前, 2 weeks ago, 2019年 as a cue of time.
func duration(n string, i int) (token, bool) {
	if i > 0 && latin(n[i]) && latin(n[i-1]) {
		return token{}, false
	}
	v, end, ok := 0.0, 0, false
	if numeral(n, i) {
		v, end, ok = numberAt(n, i)
	}
	if !ok {
		if end = roughly.at(n, i); end == 0 {
			return token{}, false
		}
		v = amounts[n[i:end]]
	}
	for _, s := range spans {
		if !strings.HasPrefix(n[end:], s.written) {
			continue
		}
		e := end + len(s.written)
		if latin(s.written[len(s.written)-1]) && e < len(n) && latin(n[e]) {
			continue
		}
		role := cNow
		ago := false
		for _, w := range []string{"多以前", "多之前", "以前", "之前", "多前", "前", " ago"} {
			if strings.HasPrefix(n[e:], w) {
				e, ago = e+len(w), true
				break
			}
		}
		if s.long && ago || v >= 1900 && v < 2200 {
			role = cPast
		}
		t := token{start: i, end: e, roles: role | cStop, span: !ago && role == cNow, long: s.long && role == cNow}
		if v < 150 && !starts(n[e:], "次", "后", "内", "之内", "以内", "一次", "两次", "三次", " a ", " later", " from now") &&
			!ends(n[:i], "每", "每隔", "every ", "each ", "in ", "within ", "next ", "after ", "隔", "第") {
			t.days = math.Round(v*s.days*1000) / 1000
		}
		return t, true
	}
	return token{}, false
}

// lasted marks the durations of the patient's symptoms: those next to a symptom
// and not to an old illness or a medicine. How often a day something happens is
// no duration.
func (l *Lexicon) lasted(s *sentence, toks []token) {
	if !slices.ContainsFunc(toks, func(t token) bool { return t.days > 0 }) {
		return
	}
	s.toks = toks
	s.nearest()
	for i := range toks {
		if t := &toks[i]; t.days > 0 && !l.symptomAt(toks, s.before[i], i) && !l.symptomAt(toks, s.behind[i], i) {
			t.days = 0
		}
	}
}

// reach is how many tokens may stand between a symptom and its duration.
const reach = 16

// symptomAt is true for a symptom of the patient at j, no further than a clause
// from i.
func (l *Lexicon) symptomAt(toks []token, j, i int) bool {
	if j < 0 || j >= len(toks) || max(i, j)-min(i, j) > reach || toks[j].who != patient || toks[j].when == past || toks[j].absent != toks[j].flipped {
		return false
	}
	commas := 0
	for k := min(i, j); k < max(i, j); k++ {
		switch {
		case toks[k].has(cBreak):
			return false
		case toks[k].has(cComma):
			commas++
		}
	}
	return commas < 2 && slices.ContainsFunc(toks[j].concepts, func(c concept) bool { return l.symptoms[c.id] })
}
