package claim

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	dateRE = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})(?:日|号|\b)|(\d{1,2})月(\d{1,2})[日号]`)
	dayEN  = regexp.MustCompile(`\b(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.? ?(\d{1,2})?(?:st|nd|rd|th)?(?:,? ((?:19|20)\d\d))?\b`)
)

// dates makes a claim of every calendar day that the text names. The Concept is
// the day as 2026-03-05, or --03-05 without a year.
func (r *reader) dates() {
	digits := false
	for i := range len(r.n) {
		digits = digits || digit(r.n[i])
	}
	if !digits {
		return
	}
	if containsAny(r.n, "月", "-", "/", ".") {
		for _, m := range dateRE.FindAllStringSubmatchIndex(r.n, -1) {
			if m[2] >= 0 {
				r.date(r.n[m[2]:m[3]], r.n[m[4]:m[5]], r.n[m[6]:m[7]], m[0], m[1])
			} else {
				r.date("", r.n[m[8]:m[9]], r.n[m[10]:m[11]], m[0], m[1])
			}
		}
	}
	if !containsAny(r.n, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec") {
		return
	}
	for _, m := range dayEN.FindAllStringSubmatchIndex(r.n, -1) {
		day, year := group(r.n, m, 1), group(r.n, m, 4)
		if day == "" {
			day = group(r.n, m, 3)
		}
		if day != "" {
			r.date(year, monthNumber(group(r.n, m, 2)), day, m[0], m[1])
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
	t, err := time.Parse("Jan", short)
	if err != nil {
		return ""
	}
	return strconv.Itoa(int(t.Month()))
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
