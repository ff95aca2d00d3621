package claim

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// token is a cue or a number at a place in norm.
type token struct {
	start, end int
	cues       cue
	route      string
	freq       float64
	number     bool
	low, value float64
	unit       string
	class      unitClass
	per        string // "", kg, day, kg.day, dose
	framed     bool   // was found by a frame
	spelt      bool   // is a number in English words
	inside     bool   // lies within a lexicon mention and is not a cue of its own
}

func (t token) is(c cue) bool { return t.cues&c != 0 && !t.inside }

// scan finds all tokens, leftmost and longest first.
func (t *phrases) scan(text coded) []token {
	n := text.n
	out := make([]token, 0, len(n)/10+4)
	for i := 0; i < len(n); {
		if n[i] == 'q' || n[i] == 'e' || n[i] == "每"[0] || n[i] == "间"[0] {
			if tok, ok := frequencyCode(n, i); ok {
				out = append(out, tok)
				i = tok.end
				continue
			}
		}
		if text.within(i) {
			i++
			continue
		}
		if tok, ok := scanNumber(n, i); ok {
			// A phrase that begins with a numeral, such as 一把, may be longer.
			end, p := t.longest(text, i)
			if p == nil || end <= tok.end {
				out = append(out, tok)
				i = tok.end
				continue
			}
		}
		end, p := t.longest(text, i)
		if end-i > len("take") && countsOn(n, i, end) { // the "two" of "take two tablets" is their number
			end, p = t.longest(coded{n[:i+len("take")], text.codes}, i)
		}
		if p != nil {
			if p.cues&^(cIgnore|cPseudoNegation|cPseudoReassurance) != 0 {
				out = append(out, token{start: i, end: end, cues: p.cues, route: p.route, freq: p.freq})
			}
			i = end
			continue
		}
		i += trie.Width(n[i])
	}
	return combine(n, out)
}

// frequencyCode reads q8h, q12h, q4-6h, every 8 hours and every eight hours.
func frequencyCode(n string, i int) (token, bool) {
	rest := n[i:]
	prefix := ""
	for _, p := range [...]string{"q", "every ", "每隔", "每", "间隔"} {
		if strings.HasPrefix(rest, p) {
			prefix = p
			break
		}
	}
	if prefix == "" || prefix == "q" && i > 0 && isWord(n[i-1]) {
		return token{}, false
	}
	j := i + len(prefix)
	for j < len(n) && n[j] == ' ' {
		j++
	}
	low, high, end, ok := readNumber(n, j)
	if !ok && prefix == "every " {
		low, end, ok = readEnglish(n, j)
		high = low
	}
	if !ok || low <= 0 || prefix == "间隔" && low == high { // 间隔4小时 keeps two medicines apart
		return token{}, false
	}
	k := end
	for k < len(n) && n[k] == ' ' {
		k++
	}
	for _, u := range [...]struct {
		text  string
		hours float64
	}{{"hours", 1}, {"hour", 1}, {"hrs", 1}, {"hr", 1}, {"h", 1}, {"个小时", 1}, {"小时", 1}, {"days", 24}, {"天", 24}, {"日", 24}, {"weeks", 168}, {"周", 168}} {
		if strings.HasPrefix(n[k:], u.text) && !(k+len(u.text) < len(n) && isWord(n[k+len(u.text)]) && u.text[0] < 0x80) {
			e := k + len(u.text)
			for _, tail := range [...]string{"一次", "1次", "1 次"} {
				if strings.HasPrefix(n[e:], tail) {
					e += len(tail)
				}
			}
			return token{start: i, end: e, cues: cFreq, freq: 24 / (low * u.hours)}, true
		}
	}
	return token{}, false
}

// scanNumber reads a number or a range with the unit after it.
func scanNumber(n string, i int) (token, bool) {
	if isLetter(n[i]) {
		return scanNumeral(n, i)
	}
	if n[i] < utf8.RuneSelf && !digit(n[i]) {
		return token{}, false
	}
	if i > 0 && digit(n[i]) && (isWord(n[i-1]) || n[i-1] == '.' && i > 1 && digit(n[i-2]) || n[i-1] == '-' && i > 1 && isLetter(n[i-2])) {
		return token{}, false
	}
	low, high, end, ok := readNumber(n, i)
	if !ok {
		return token{}, false
	}
	tok := token{start: i, end: end, number: true, low: low, value: high}
	j := end
	for j < len(n) && (n[j] == ' ' || n[j] == '-') {
		j++
	}
	u, w := readUnit(n, j)
	chinese := !digit(n[i])
	if w == 0 {
		return tok, !chinese
	}
	if chinese && (u.class == unitDate || u.text == "把" && weekday(n[:i])) {
		return token{}, false
	}
	tok.end, tok.unit, tok.class = j+w, u.ucum, u.class
	tok.low, tok.value = tok.low*u.times, tok.value*u.times
	if u.class != unitTimes { // "3 times a day" is a frequency and no amount of a day
		tok.per, tok.end = readPer(n, tok.end)
	}
	return tok, true
}

// weekday is true right behind the word of which a number makes a day: 周二把药带来.
func weekday(before string) bool {
	return strings.HasSuffix(before, "周") || strings.HasSuffix(before, "星期") || strings.HasSuffix(before, "礼拜")
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' }

// readNumber reads 5, 1,000, 0.5, 1-2, 1~2, 1至2, 1/2 or a Chinese numeral.
func readNumber(n string, i int) (low, high float64, end int, ok bool) {
	low, end, ok = readOne(n, i)
	if !ok {
		return 0, 0, i, false
	}
	high = low
	if end < len(n) && n[end] == '/' {
		if d, e, fine := readOne(n, end+1); fine && low == 1 && d > 1 && d <= 4 && (e >= len(n) || !digit(n[e])) {
			return low / d, low / d, e, true
		}
	}
	j := end
	for _, sep := range [...]string{" to ", " - ", "-", "~", "–", "—", "至", "到", "、"} {
		if strings.HasPrefix(n[j:], sep) {
			if h, e, fine := readOne(n, j+len(sep)); fine && h > low && (sep != "、" || !digit(n[i])) {
				return low, h, e, true
			}
			break
		}
	}
	return low, high, end, true
}

func readOne(n string, i int) (float64, int, bool) {
	if i < len(n) && digit(n[i]) {
		j := i
		for j < len(n) && (digit(n[j]) || n[j] == ',' && j+3 < len(n) && digit(n[j+1]) && digit(n[j+2]) && digit(n[j+3]) && (j+4 >= len(n) || !digit(n[j+4]))) {
			j++
		}
		if j+1 < len(n) && n[j] == '.' && digit(n[j+1]) {
			j++
			for j < len(n) && digit(n[j]) {
				j++
			}
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(n[i:j], ",", ""), 64)
		return v, j, err == nil
	}
	return readChinese(n, i)
}

// combine joins number tokens into frequencies: 一天3次, 3次/日, 3 times a day.
func combine(n string, in []token) []token {
	out := in[:0] // never longer than what was read of in
	for i := 0; i < len(in); i++ {
		t := in[i]
		if t.number && t.class == unitTimes {
			if len(out) > 0 {
				p := out[len(out)-1]
				switch {
				case gap(n, p.end, t.start) && p.is(cFreq) && p.freq <= 1:
					t = token{start: p.start, end: t.end, cues: cFreq, freq: t.value * p.freq}
					out = out[:len(out)-1]
				case gap(n, p.end, t.start) && p.number && p.class == unitTime && p.value == p.low:
					t = token{start: p.start, end: t.end, cues: cFreq, freq: t.value / daysOf(p)}
					out = out[:len(out)-1]
				}
			}
			if t.number {
				if end, days, ok := perPeriod(n, t.end); ok {
					t = token{start: t.start, end: end, cues: cFreq, freq: t.value / days}
				}
			}
		}
		out = append(out, t)
	}
	return out
}

func gap(n string, from, to int) bool {
	return from <= to && strings.Trim(n[from:to], " ,，、") == ""
}

func daysOf(t token) float64 {
	switch t.unit {
	case "wk":
		return 7 * t.value
	case "mo":
		return 30 * t.value
	case "h":
		return t.value / 24
	case "a":
		return 365 * t.value
	case "min":
		return t.value / 1440
	}
	return t.value
}

func perPeriod(n string, i int) (end int, days float64, ok bool) {
	for _, p := range [...]struct {
		text string
		days float64
	}{{"/日", 1}, {"/天", 1}, {"/d", 1}, {"/day", 1}, {" a day", 1}, {" per day", 1}, {" daily", 1}, {" each day", 1}, {"每日", 1}, {"每天", 1}, {" a week", 7}, {" per week", 7}, {" weekly", 7}, {"/周", 7}, {"/week", 7}} {
		if strings.HasPrefix(n[i:], p.text) && !(i+len(p.text) < len(n) && isLetter(n[i+len(p.text)])) {
			return i + len(p.text), p.days, true
		}
	}
	return i, 0, false
}
