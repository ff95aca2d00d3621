package lexicon

import (
	"strings"
	"unicode/utf8"
)

// spans of time; long says that so long ago is past.
var spans = []struct {
	written string
	long    bool
}{
	{"个多月", true},
	{"个月", true},
	{"个小时", false},
	{"个星期", false},
	{"个礼拜", false},
	{"多年", true},
	{"年多", true},
	{"年", true},
	{"天", false},
	{"日", false},
	{"周", false},
	{"星期", false},
	{"礼拜", false},
	{"小时", false},
	{"分钟", false},
	{"个钟头", false},
	{"来天", false},
	{"多天", false},
	{"多小时", false},
	{" years", true},
	{" year", true},
	{" months", true},
	{" month", true},
	{" weeks", false},
	{" week", false},
	{" days", false},
	{" day", false},
	{" hours", false},
	{" hour", false},
	{" hrs", false},
	{" minutes", false},
	{" mins", false},
	{"-day", false},
	{"-week", false},
	{"-month", false},
	{"-hour", false},
}

var roughly = wordList("好几", "几", "半", "数", "一个多", "a few", "several", "a couple of", "couple of", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "an")

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
		return token{start: i, end: e, roles: set(role) | set(cStop), long: s.long && role == cNow}, true
	}
	return token{}, false
}
