package hl7v2

import (
	"strings"
	"time"

	"apricot.health/fhir/outcome"
)

// Precision is how exactly a Timestamp was given.
type Precision int

// The precisions of the HL7 DTM type.
const (
	Year Precision = iota + 1
	Month
	Day
	Hour
	Minute
	Second
	Fraction
)

// Timestamp is an HL7 date and time with what the sender knew of it.
type Timestamp struct {
	Time      time.Time
	Precision Precision
	HasOffset bool
	digits    string // of the fraction
}

var timeLayouts = map[int]struct {
	layout    string
	precision Precision
}{
	4: {"2006", Year}, 6: {"200601", Month}, 8: {"20060102", Day},
	10: {"2006010215", Hour}, 12: {"200601021504", Minute}, 14: {"20060102150405", Second},
}

// degrees are the values of the old TS.2 (degree of precision).
var degrees = map[string]Precision{"Y": Year, "L": Month, "D": Day, "H": Hour, "M": Minute, "S": Second}

// ParseTime reads YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]. Without an
// offset the time is read in zone.
func ParseTime(s string, zone *time.Location) (Timestamp, error) {
	bad := outcome.New(outcome.Invalid, "not an HL7 date or time")
	var t Timestamp
	if i := strings.IndexAny(s, "+-"); i > 0 {
		z, err := time.Parse("-0700", s[i:])
		if err != nil {
			return t, bad
		}
		_, offset := z.Zone()
		zone, t.HasOffset, s = time.FixedZone("", offset), true, s[:i]
	}
	s, t.digits, _ = strings.Cut(s, ".")
	form, ok := timeLayouts[len(s)]
	if !ok || len(t.digits) > 9 || strings.Trim(t.digits, "0123456789") != "" || t.digits != "" && form.precision != Second {
		return t, bad
	}
	if zone == nil {
		zone = time.UTC
	}
	var err error
	if t.Time, err = time.ParseInLocation(form.layout, s, zone); err != nil || t.Time.Year() == 0 {
		return t, bad
	}
	t.Precision = form.precision
	if t.digits != "" {
		t.Precision = Fraction
		frac, dErr := time.ParseDuration("0." + t.digits + "s")
		if dErr != nil {
			return t, bad
		}
		t.Time = t.Time.Add(frac)
	}
	return t, nil
}

// Timestamp reads v as DTM or as TS, whose second component may lower the
// precision.
func (v Value) Timestamp(zone *time.Location) (Timestamp, error) {
	t, err := ParseTime(v.Text(), zone)
	if err != nil {
		return t, err
	}
	if p, ok := degrees[v.Component(2).Text()]; ok && p < t.Precision {
		t.Precision = p
	}
	return t, nil
}

// Date is t as a FHIR date, no more precise than a day.
func (t Timestamp) Date() string {
	switch t.Precision {
	case Year:
		return t.Time.Format("2006")
	case Month:
		return t.Time.Format("2006-01")
	}
	return t.Time.Format("2006-01-02")
}

// DateTime is t as a FHIR dateTime. FHIR knows no hour without minutes and no
// time without seconds: those are filled with zeros.
func (t Timestamp) DateTime() string {
	switch {
	case t.Precision < Hour:
		return t.Date()
	case t.Precision == Hour:
		return t.Time.Truncate(time.Minute).Format("2006-01-02T15:00:00Z07:00")
	case t.Precision == Minute:
		return t.Time.Format("2006-01-02T15:04:00Z07:00")
	case t.Precision == Fraction:
		return t.Time.Format("2006-01-02T15:04:05." + strings.Repeat("0", len(t.digits)) + "Z07:00")
	}
	return t.Time.Format("2006-01-02T15:04:05Z07:00")
}

// Instant is t as a FHIR instant and whether it is precise enough to be one.
func (t Timestamp) Instant() (string, bool) {
	if t.Precision < Second {
		return "", false
	}
	return t.DateTime(), true
}

// ParseClock reads an HL7 TM, HH[MM[SS[.S...]]], as a FHIR time.
func ParseClock(s string) (string, error) {
	s, _, _ = strings.Cut(s, "+")
	s, _, _ = strings.Cut(s, "-")
	s, digits, _ := strings.Cut(s, ".")
	if len(s) < 2 || len(s) > 6 || len(s)%2 != 0 || strings.Trim(digits, "0123456789") != "" || len(digits) > 9 {
		return "", outcome.New(outcome.Invalid, "not an HL7 time")
	}
	t, err := time.Parse("150405", (s + "0000")[:6])
	if err != nil {
		return "", outcome.New(outcome.Invalid, "not an HL7 time")
	}
	out := t.Format("15:04:05")
	if digits != "" && len(s) == 6 {
		out += "." + digits
	}
	return out, nil
}
