package claim

import (
	"fmt"
	"strconv"
	"strings"

	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	dateRE = pattern.MustCompile(`\b((?:19|20)\d\d)[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})(?:日|号|\b)|(\d{1,2})月(\d{1,2})[日号]`)
	dayEN  = pattern.MustCompile(`\b(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?(?: ?(\d{1,2})(?:st|nd|rd|th)?\b)?(?:,? ((?:19|20)\d\d))?\b`)
)

// dates makes a claim of every calendar day that the text names. The Concept is
// the day as 2026-03-05, or --03-05 without a year. The grammar is tried only
// around what can be part of a day.
func (r *reader) dates() {
	for i := 0; i < len(r.n); i++ {
		switch {
		case !digit(r.n[i]) && !isLetter(r.n[i]), i > 0 && isWord(r.n[i-1]) && isWord(r.n[i]):
		case digit(r.n[i]) && r.numericDay(i):
		case isLetter(r.n[i]) && i+3 <= len(r.n) && monthNumber(r.n[i:i+3]) != "":
			r.namedDay(i)
		}
	}
}

// numericDay reads 2026-03-05, 2026年3月5日 and 3月5日 from i on.
func (r *reader) numericDay(i int) bool {
	end := i
	for end < len(r.n) && digit(r.n[end]) {
		end++
	}
	rest := r.n[end:]
	if end-i != 4 && !strings.HasPrefix(rest, "月") || end-i > 4 || rest == "" {
		return false
	}
	m := dateRE.FindStringSubmatchIndex(r.n[i:min(len(r.n), i+24)])
	if m == nil || m[0] != 0 {
		return false
	}
	w := r.n[i:]
	if m[2] >= 0 {
		r.date(w[m[2]:m[3]], w[m[4]:m[5]], w[m[6]:m[7]], i, i+m[1])
	} else {
		r.date("", w[m[8]:m[9]], w[m[10]:m[11]], i, i+m[1])
	}
	return true
}

// namedDay reads 5 March 2026 and March 5, 2026 around the month at i.
func (r *reader) namedDay(i int) {
	from := max(0, i-8)
	w := r.n[from:min(len(r.n), i+28)]
	if !strings.ContainsAny(w, "0123456789") {
		return
	}
	for _, m := range dayEN.FindAllStringSubmatchIndex(w, -1) {
		if from+m[4] != i {
			continue
		}
		day, year := group(w, m, 1), group(w, m, 4)
		if day == "" {
			day = group(w, m, 3)
		}
		if day != "" {
			r.date(year, monthNumber(group(w, m, 2)), day, from+m[0], from+m[1])
		}
	}
}

func group(s string, m []int, g int) string {
	if m[2*g] < 0 {
		return ""
	}
	return s[m[2*g]:m[2*g+1]]
}

func monthNumber(short string) string {
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", short)
	if i < 0 || i%3 != 0 {
		return ""
	}
	return strconv.Itoa(i/3 + 1)
}

func (r *reader) date(year, month, day string, start, end int) {
	m, err1 := strconv.Atoi(month)
	d, err2 := strconv.Atoi(day)
	if err1 != nil || err2 != nil || m < 1 || m > 12 || d < 1 || d > 31 {
		return
	}
	if year == "" {
		year = "-" // ISO 8601 and vCard write --03-05 for a day of any year
	}
	if p := r.polarity(start); p != Question {
		r.add(Claim{Kind: Date, Concept: fmt.Sprintf("%s-%02d-%02d", year, m, d), Start: start, End: end, Polarity: p})
	}
}
