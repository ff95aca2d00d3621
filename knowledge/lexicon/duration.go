package lexicon

import "strings"

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

var roughly = []string{"好几", "几", "半", "数", "一个多", "a few", "several", "a couple of", "couple of", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "an"}

// duration reads 3天, 三年前, 2 weeks ago, 2019年 as a cue of time.
func duration(n string, i int) (token, bool) {
	if i > 0 && latin(n[i]) && latin(n[i-1]) {
		return token{}, false
	}
	v, end, ok := numberAt(n, i)
	if !ok {
		for _, w := range roughly {
			if strings.HasPrefix(n[i:], w) {
				end, ok = i+len(w), true
				break
			}
		}
	}
	if !ok {
		return token{}, false
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
