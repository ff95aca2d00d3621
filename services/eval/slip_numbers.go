package eval

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// amount is a number with a unit of mass or activity, at text[start:end]; the
// number is text[start:number].
type amount struct {
	start, number, end int
	value              float64
	unit               string
}

var amountRE = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*-?(mg|g|µg|μg|ug|mcg|毫克|克|微克|units?|IU|U|单位|万单位)`)

// perVolume follows an amount that is a concentration or a rate by weight.
var perVolume = regexp.MustCompile(`^\s*/\s*(?:d?[Ll]|m[Ll]|mmol|kg|g)`)

// amountsIn gives the amounts of a text that are no concentrations.
func amountsIn(text string) []amount {
	var out []amount
	for _, m := range amountRE.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		behind, _ := utf8.DecodeRuneInString(text[m[1]:])
		if isLatin(before) || unicode.IsDigit(before) || strings.ContainsRune(".,/-", before) || isLatin(behind) || perVolume.MatchString(text[m[1]:]) {
			continue
		}
		if v, err := strconv.ParseFloat(text[m[2]:m[3]], 64); err == nil {
			out = append(out, amount{start: m[0], number: m[3], end: m[1], value: v, unit: text[m[4]:m[5]]})
		}
	}
	return out
}

func isLatin(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// tenfold moves the decimal point of an amount.
func tenfold(t target) []edit {
	var out []edit
	for _, a := range amountsIn(t.text) {
		out = append(out, edit{a.start, a.number, number(10 * a.value)})
	}
	return out
}

var unitUp = map[string]string{"mg": "g", "毫克": "克", "µg": "mg", "μg": "mg", "ug": "mg", "mcg": "mg", "微克": "毫克"}

// unitAbove writes milligrams as grams and micrograms as milligrams.
func unitAbove(t target) []edit {
	var out []edit
	for _, a := range amountsIn(t.text) {
		if unit, ok := unitUp[a.unit]; ok {
			out = append(out, edit{a.end - len(a.unit), a.end, unit})
		}
	}
	return out
}

var weekly = regexp.MustCompile(`\b(?:once weekly|once a week|weekly)\b|每周(?:一次|1次)`)

func weeklyAsDaily(t target) []edit {
	with := "daily"
	if t.chinese {
		with = "每日一次"
	}
	return at(weekly.FindAllStringIndex(t.text, -1), with)
}

func at(places [][]int, with string) []edit {
	var out []edit
	for _, p := range places {
		out = append(out, edit{p[0], p[1], with})
	}
	return out
}

// chartAmountDoubled doubles an amount that a medicine of the chart has.
func chartAmountDoubled(t target) []edit {
	var out []edit
	for _, medicine := range t.chart.Medications {
		for _, has := range amountsIn(medicine) {
			for _, a := range amountsIn(t.text) {
				if a.value == has.value && a.unit == has.unit {
					out = append(out, edit{a.start, a.number, number(2 * a.value)})
				}
			}
		}
	}
	return out
}

var (
	ageRE    = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(?:-?\s*year|yo\b|y/o\b|岁|[FM]\b)`)
	weightRE = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(?:kg|公斤|千克)`)
	egfrRE   = regexp.MustCompile(`(?i)(?:egfr|gfr|肾小球滤过率)[^0-9]{0,12}(\d+(?:\.\d+)?)`)
)

// otherAge makes the patient of another age of life, or the child a grown-up.
func otherAge(t target) []edit {
	if t.chart.Age == nil || *t.chart.Age < 1 {
		return nil
	}
	age := *t.chart.Age
	if age < 50 {
		return otherNumber(t.text, ageRE, age, age+20)
	}
	return otherNumber(t.text, ageRE, age, age-30)
}

func otherWeight(t target) []edit {
	if t.chart.Weight == nil {
		return nil
	}
	return otherNumber(t.text, weightRE, *t.chart.Weight, float64(int(*t.chart.Weight*1.5)))
}

func otherEGFR(t target) []edit {
	if t.chart.EGFR == nil {
		return nil
	}
	if *t.chart.EGFR < 60 {
		return otherNumber(t.text, egfrRE, *t.chart.EGFR, 2**t.chart.EGFR)
	}
	return otherNumber(t.text, egfrRE, *t.chart.EGFR, float64(int(*t.chart.EGFR/3)))
}

// otherNumber writes another number where the first group of re is what the
// chart has.
func otherNumber(text string, re *regexp.Regexp, has, with float64) []edit {
	var out []edit
	for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[2]])
		if unicode.IsDigit(before) || before == '.' || strings.HasPrefix(text[m[1]:], "/") {
			continue
		}
		if v, err := strconv.ParseFloat(text[m[2]:m[3]], 64); err == nil && v == has {
			out = append(out, edit{m[2], m[3], number(with)})
		}
	}
	return out
}
