package lexicon

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// period is a length of time; long says that so long ago is past.
type period struct {
	written string
	days    float64
	long    bool
}

var periods = []period{
	{"个多月", 40, true},
	{"个来月", 30, true},
	{"来个月", 30, true},
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
	{"来年", 365, true},
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

// periodsBy are the periods by their firstByte, or by that behind a space or a
// hyphen, in the order of periods.
var periodsBy = func() *[256][]period {
	var by [256][]period
	for _, s := range periods {
		c := firstByte(s.written[periodFrom(s.written):])
		by[c] = append(by[c], s)
	}
	return &by
}()

// periodFrom gives where the word of a period begins.
func periodFrom(s string) int {
	if s[0] == ' ' || s[0] == '-' {
		return 1
	}
	return 0
}

const (
	hour   = 1.0 / 24
	aMonth = 30
)

// agoWords make a length of time one that is past; behind laterWords and before
// eachWords it is none for which something has lasted.
var (
	agoWords   = newPrefixes("多以前", "多之前", "以前", "之前", "多前", "前", " ago")
	laterWords = newPrefixes("次", "后", "内", "之内", "以内", "一次", "两次", "三次", " a ", " later", " from now")
	eachWords  = newSuffixes("每", "每隔", "every ", "each ", "in ", "within ", "next ", "after ", "隔", "第", "times ", "once ", "twice ")
)

// roughly are what rough numbers stand for.
var roughly = map[string]float64{
	"好几": 5, "几": 3, "半": 0.5, "数": 4, "一个多": 1.3, "a few": 3, "several": 4, "a couple of": 2, "couple of": 2, "one": 1, "two": 2,
	"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a": 1, "an": 1,
}

// lengths are times said in one word, in days. What is rough is taken for its
// middle: 小半年 is less than half a year, 大半年 more.
var lengths = map[string]float64{
	"个把月": 30, "个把星期": 7, "个把礼拜": 7, "个把小时": hour, "个把钟头": hour, "小半年": 150, "大半年": 240, "小半个月": 10, "大半个月": 20,
	"十天半个月": 15, "十天半月": 15, "大半天": 0.5, "一整天": 1, "fortnight": 14, "a fortnight": 14, "half a year": 182, "half a day": 0.5,
	"half an hour": hour / 2, "half hour": hour / 2, "half an hr": hour / 2, "an hour and a half": 1.5 * hour, "half a month": 15,
	"a day and a half": 1.5, "a week and a half": 10.5, "a month and a half": 45, "a year and a half": 548,
}

// The kinds of amounts.
const (
	roughAmount = iota
	lengthAmount
	dayAmount
	amountKinds
)

// amounts finds rough numbers, lengths of time and names of days, all in one walk:
// where one may begin so may others.
type amounts struct {
	trie   *trie.Trie
	of     [][amountKinds]amountWord // by the number of the word
	second uint32                    // a bit for what may stand behind the space of a rough number, by its lower five bits
}

// amountWord is what a word stands for as one of a kind.
type amountWord struct {
	is    bool
	value float64
}

// amountsAt are the longest of each kind at a place; end is 0 where there is none.
type amountsAt [amountKinds]struct {
	end   int
	value float64
}

func newAmounts(a *alphabet) amounts {
	words := trie.NewBuilder(a.Alphabet)
	var out amounts
	for kind, valued := range [amountKinds]map[string]float64{roughly, lengths, dayNames} {
		for w, v := range valued {
			k := int(words.Add(w))
			if k == len(out.of) {
				out.of = append(out.of, [amountKinds]amountWord{})
			}
			out.of[k][kind] = amountWord{true, v}
			if _, behind, ok := strings.Cut(w, " "); ok && kind == roughAmount {
				out.second |= 1 << (behind[0] & 31)
			}
		}
	}
	for _, s := range periods {
		if s.written[0] == ' ' {
			out.second |= 1 << (s.written[1] & 31)
		}
	}
	a.begin(ofAmount, words.Words())
	out.trie = words.Build()
	return out
}

// timeFollows is false behind a Latin word at i where no time goes on, nor the words
// of a rough number: a is one in a day alone.
func (a *amounts) timeFollows(t *letters, i int) bool {
	if !latin(t.n[i]) {
		return true
	}
	j := int(t.runs[i].end)
	return j+1 < len(t.n) && (t.n[j] != ' ' || a.second>>(t.n[j+1]&31)&1 != 0)
}

// at gives the longest amount of each kind that begins at i.
func (a *amounts) at(t *letters, i int) (found amountsAt) {
	at := trie.Root
	for j := i; j < len(t.n); {
		if at = a.trie.Next(at, t.chars[j].code); at == trie.Root {
			break
		}
		j += trie.Width(t.n[j])
		k := a.trie.Word(at)
		if k < 0 {
			continue
		}
		for kind, w := range a.of[k] {
			if w.is {
				found[kind].end, found[kind].value = j, w.value
			}
		}
	}
	return found
}

// duration reads 3天, 三年前, 2 weeks ago, 2019年 into out as a cue of time.
func (l *Lexicon) duration(out *token, t *letters, i int, at *amountsAt) bool {
	n := t.n
	if days, end := at[lengthAmount].value, at[lengthAmount].end; end > 0 && !(latin(n[end-1]) && end < len(n) && latin(n[end])) {
		lasted(out, n, i, end, 1, period{days: days, long: days >= aMonth})
		return true
	}
	v, end, ok := 0.0, 0, false
	if t.chars[i].class&ofNumber != 0 {
		v, end, ok = t.number(i)
	}
	if !ok {
		if !l.amounts.timeFollows(t, i) {
			return false
		}
		if v, end = at[roughAmount].value, at[roughAmount].end; end == 0 {
			return false
		}
	}
	if end == len(n) || end+periodFrom(n[end:]) == len(n) {
		return false
	}
	of := periodsBy[firstByte(n[end+periodFrom(n[end:]):])]
	for k := range of {
		s := &of[k]
		if !hasPrefix(n[end:], s.written) {
			continue
		}
		e := end + len(s.written)
		if latin(s.written[len(s.written)-1]) && e < len(n) && latin(n[e]) {
			continue
		}
		lasted(out, n, i, e, v, *s)
		return true
	}
	return false
}

// lasted is the cue of a time of v periods that stands from i to e, and of what says
// behind it that it is over.
func lasted(out *token, n string, i, e int, v float64, s period) {
	role, ago := cNow, false
	if w := agoWords.of(n[e:]); w != "" {
		e, ago = e+len(w), true
	}
	if s.long && ago || v >= 1900 && v < 2200 {
		role = cPast
	}
	if !ago && role == cNow {
		role |= cSpan
	}
	if s.long && role.has(cNow) {
		role |= cYears
	}
	*out = token{span: spanOf(i, e), roles: role | cStop}
	if v < 150 && laterWords.of(n[e:]) == "" && !eachWords.end(n[:i]) && !(v == 1 && often(n[e:])) {
		out.value = math.Round(v*s.days*1000) / 1000
		out.timed = out.value > 0
	}
}

// timesWords are what is counted of something that happens again and again.
var timesWords = newPrefixes("次", "回", "趟", "遍", "多次", "来次", "几次")

// often is true where what follows one day, week or month says how often in it: 一天七八次,
// 一天拉十几趟, 一天到晚. Two characters may name what happens.
func often(s string) bool {
	if strings.HasPrefix(s, "到晚") {
		return true
	}
	for range 3 {
		if _, end, ok := numberAt(s, 0); ok {
			return timesWords.of(strings.TrimPrefix(s[end:], "几")) != ""
		}
		if strings.HasPrefix(s, "好几") || strings.HasPrefix(s, "几") {
			return timesWords.of(strings.TrimPrefix(strings.TrimPrefix(s, "好"), "几")) != ""
		}
		r, size := utf8.DecodeRuneInString(s)
		if !unicode.Is(unicode.Han, r) || r == '了' {
			return false
		}
		s = s[size:]
	}
	return false
}

// lasted is true where the duration at i is that of the patient's symptoms: it
// stands next to a symptom and not to an old illness or a medicine. How often a
// day something happens is no duration.
func (s *sentence) lasted(toks []token, i int) bool {
	return s.symptomBy(toks, i, -1) || s.symptomBy(toks, i, 1)
}

// reach is how many tokens may stand between a symptom and its duration.
const reach = 16

// symptomBy is true where the mention nearest to i on one side, no further than
// a clause away, is of a symptom of the patient.
func (s *sentence) symptomBy(toks []token, i, side int) bool {
	commas := 0
	for j := i + side; j >= 0 && j < len(toks) && (j-i)*side <= reach; j += side {
		s.steps++
		switch t := &toks[j]; {
		case t.mention() && !t.timed:
			return t.has(cNamesSymptom) && t.who == Patient && t.when != Past && !t.no()
		case t.has(cBreak):
			return false
		case t.has(cComma):
			if commas++; commas == 2 {
				return false
			}
		}
	}
	return false
}
