package search

import (
	"math"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
)

// Range is a half-open span of time in microseconds since 1970.
type Range struct{ Low, High int64 }

// Always is the range of a period without ends.
func Always() Range { return Range{math.MinInt64, math.MaxInt64} }

type dateForm struct {
	layout string
	zoned  bool
	end    func(time.Time) time.Time
}

func dateForms() []dateForm {
	minute := func(t time.Time) time.Time { return t.Add(time.Minute) }
	return []dateForm{
		{"2006", false, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", false, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{"2006-01-02", false, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02T15:04", false, minute},
		{"2006-01-02T15:04Z07:00", true, minute},
		{"2006-01-02T15:04:05", false, nil},
		{"2006-01-02T15:04:05Z07:00", true, nil},
	}
}

// ParseDate gives the span that a FHIR date, dateTime or instant of any
// precision covers. Texts without a zone are read in zone, UTC when nil.
func ParseDate(text string, zone *time.Location) (Range, error) {
	if zone == nil {
		zone = time.UTC
	}
	for _, f := range dateForms() {
		t, err := time.ParseInLocation(f.layout, text, zone)
		if err != nil {
			continue
		}
		if f.end != nil {
			return Range{t.UnixMicro(), f.end(t).UnixMicro()}, nil
		}
		return Range{t.UnixMicro(), t.Add(fraction(text)).UnixMicro()}, nil
	}
	return Range{}, outcome.New(outcome.Invalid, "not a FHIR date")
}

// fraction is the span of a time given to seconds or finer: a microsecond at
// the least.
func fraction(text string) time.Duration {
	_, rest, ok := strings.Cut(text, ".")
	if !ok {
		return time.Second
	}
	span := time.Second
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		span /= 10
	}
	return max(span, time.Microsecond)
}

// Interval is a closed span of numbers.
type Interval struct{ Low, High float64 }

// ParseNumber gives the value of a number and the interval that its written
// precision stands for: 100 is 99.5 to 100.5, 1.10 is 1.095 to 1.105
// (FHIR R4, search.html#number).
func ParseNumber(text string) (value float64, implicit Interval, err error) {
	value, err = strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) || strings.ContainsAny(text, "xXpP_") {
		return 0, Interval{}, outcome.New(outcome.Invalid, "not a number")
	}
	mantissa, exponent := strings.ToLower(text), 0
	if i := strings.IndexByte(mantissa, 'e'); i >= 0 {
		exponent, _ = strconv.Atoi(mantissa[i+1:])
		mantissa = mantissa[:i]
	}
	if i := strings.IndexByte(mantissa, '.'); i >= 0 {
		exponent -= len(mantissa) - i - 1
	}
	half := math.Pow(10, float64(exponent)) / 2
	return value, Interval{value - half, value + half}, nil
}
