package claim

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

// hundreds are the English words that multiply what stands before them.
//
//nolint:gochecknoglobals // a literal table, read only
var hundreds = map[string]float64{"hundred": 100, "thousand": 1000}

// longestNumeral is the length of the longest of the numerals.
const longestNumeral = 9

// readEnglish reads two, twenty-five, "four hundred and fifty" and "two thousand".
func readEnglish(n string, i int) (value float64, end int, ok bool) {
	total, current := 0.0, 0.0
	for at := i; at < len(n); {
		w := latinWord(n, at)
		v, known := lexicon.Numeral(w)
		if !known {
			v, known = hundreds[w]
		}
		switch {
		case w == "and" && ok && current >= 100:
			at = pastGap(n, at+len(w))
			continue
		case !known, v < 100 && current > 0 && current < 100 && (current < 20 || v >= 10), v >= 100 && !ok:
			return total + current, end, ok
		case v == 1000:
			total, current = total+max(current, 1)*v, 0
		case v == 100:
			current = max(current, 1) * v
		default:
			current += v
		}
		end, ok = at+len(w), true
		at = pastGap(n, end)
	}
	return total + current, end, ok
}

func latinWord(n string, i int) string {
	j := i
	for j < len(n) && j-i <= longestNumeral && isLetter(n[j]) {
		j++
	}
	return n[i:j]
}

func pastGap(n string, i int) int {
	if i < len(n) && (n[i] == ' ' || n[i] == '-') {
		i++
	}
	return i
}

// scanNumeral reads a number in English words with the unit of an amount behind it:
// without one it counts anything, as in "one of them".
func scanNumeral(n string, i int) (token, bool) {
	if i > 0 && isWord(n[i-1]) {
		return token{}, false
	}
	v, end, ok := readEnglish(n, i)
	if !ok {
		return token{}, false
	}
	u, w := readUnit(n, pastGap(n, end))
	if w <= 1 || !amountClass(u.class) || u.class == unitFolk {
		return token{}, false // "one c", "two u" are no amounts
	}
	tok := token{start: i, end: pastGap(n, end) + w, number: true, low: v * u.times, value: v * u.times, unit: u.ucum, class: u.class, spelt: true}
	tok.per, tok.end = readPer(n, tok.end)
	return tok, true
}

// countsOn is true for a phrase such as "take two" whose last word is the number of an
// amount that stands behind it.
func countsOn(n string, from, to int) bool {
	const take = "take "
	if !strings.HasPrefix(n[from:to], take) {
		return false
	}
	t, ok := scanNumeral(n, from+len(take))
	return ok && t.end > to
}

// readChinese reads 半, 一 to 九十九, 百 and 千. The 千 of 千克 is the unit's.
func readChinese(n string, i int) (float64, int, bool) {
	total, current, seen, j := 0.0, 0.0, false, i
	for j < len(n) {
		r, w := utf8.DecodeRuneInString(n[j:])
		switch r {
		case '半':
			if seen {
				return total + current, j, true
			}
			return 0.5, j + w, true
		case '十':
			total, current, seen = total+max(current, 1)*10, 0, true
		case '百':
			total, current, seen = total+max(current, 1)*100, 0, true
		case '千':
			if current == 0 || hasPrefixAny(n[j+w:], "克", "卡", "焦", "米", "帕") {
				return total + current, j, seen
			}
			total, current = total+current*1000, 0
		default:
			d, ok := lexicon.Digit(r)
			if !ok || r == '〇' { // which stands in years, and in no amount
				return total + current, j, seen
			}
			current, seen = d, true
		}
		j += w
	}
	return total + current, j, seen
}
