package check

import (
	"maps"
	"slices"
	"strings"
	"time"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// date holds a calendar day against the chart. A day beside a value of the
// chart must be the day of that value; any other day must be one that the
// chart knows.
func date(b *bench, c claim.Claim) []Finding {
	if b.templated(c) || c.Polarity == claim.Hypothetical {
		return nil
	}
	if b.impossible(c) {
		return []Finding{b.find("wrong_date", c)}
	}
	known := b.sameDay(c.Concept, b.Chart.Now)
	for _, id := range slices.Sorted(maps.Keys(b.Chart.Measures)) {
		m := b.Chart.Measures[id]
		on := b.sameDay(c.Concept, m.At)
		known = known || on
		if on || m.At.IsZero() || !b.besideValue(c, id, m) || b.sameDay(c.Concept, b.Chart.Now) {
			continue
		}
		return []Finding{b.find("wrong_date", c, b.evidence(id))}
	}
	switch {
	case known, b.Audience == "patient" && (b.booked(c.Sentence) || b.expected(c)):
		return nil
	case b.Audience == "care-manager":
		return []Finding{b.find("contradiction_unknown", c)} // who has the diary and the record
	}
	return []Finding{b.find("ungrounded", c)}
}

// impossible is true for a day that no calendar has, for one to come on which the text
// tells that something was, and for one before the patient was born.
func (b *bench) impossible(c claim.Claim) bool {
	year, yearless := strings.CutPrefix(c.Concept, "--")
	if yearless {
		_, err := time.Parse(time.DateOnly, "2000-"+year) // a leap year
		return err != nil
	}
	day, err := time.Parse(time.DateOnly, c.Concept)
	if err != nil {
		return true
	}
	if b.Chart.Now.IsZero() {
		return false
	}
	if day.After(b.Chart.Now.AddDate(0, 0, 2)) {
		return wasOnRE.MatchString(b.before(c))
	}
	born := b.Chart.Now.AddDate(-int(b.Chart.AgeYears)-1, 0, -1)
	return b.Chart.AgeYears >= 0 && day.Before(born) && !b.ofKin(c) && !b.namesSource(c.Sentence)
}

// namesSource is true for a sentence that names a source: its day is of that.
func (b *bench) namesSource(sentence int) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Sentence == sentence && c.Kind == claim.Citation })
}

// wasOnRE stands right before the day of what has been.
//
//nolint:gochecknoglobals // compiled once, read only
var wasOnRE = pattern.MustCompile(`\b(?:was|were|had|did|underwent|received|showed|came|presented|happened|occurred|ago)\b(?: [a-z]+){0,4} on ?$|(?:上次|上一次|末次|既往|曾|已)[^,，。;；将拟约计划下]{0,8}(?:于|在|是|为|:)?$`)

// bookings are words of a sentence that says when something is to take place.
//
//nolint:gochecknoglobals // literal lists, read only
var (
	bookings = []string{"预约", "复查", "复诊", "随访", "门诊", "就诊", "挂号", "来院", "报到", "appointment", "booked", "your next", "clinic", "visit", "follow-up", "is due", "see you"}
	tidings  = []claim.Kind{claim.Diagnosis, claim.Result, claim.Citation, claim.Dose, claim.StopChange, claim.Tone, claim.Reassurance}
)

// booked is true for a sentence that says when the patient is expected and no
// more: a day of the diary, which no chart holds. A day that a finding, a result
// or a treatment is dated with is none.
func (b *bench) booked(sentence int) bool {
	return holdsAny(b.flat(sentence), bookings...) && !slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Sentence == sentence && (slices.Contains(tidings, c.Kind) || c.Kind == claim.Number && c.Concept != "")
	})
}

// besideValue is true when the sentence of the day, and no other day in it,
// states this very value of the chart.
func (b *bench) besideValue(c claim.Claim, id string, m chart.Measure) bool {
	stated := false
	for _, x := range b.claims {
		switch {
		case x.Sentence != c.Sentence || x.ID == c.ID:
		case x.Kind == claim.Date:
			return false
		case x.Kind == claim.Number && x.Concept == id && x.Value != nil:
			got, ok := b.reading(id, x.Unit)
			stated = stated || ok && near(*x.Value, got, x.Text)
		}
	}
	return stated && m.Evidence != ""
}

// sameDay compares a day (2026-03-05, --03-05) with a moment, one day off for
// the reach of time zones.
func (b *bench) sameDay(day string, at time.Time) bool {
	if at.IsZero() {
		return false
	}
	for _, d := range [...]time.Time{at.AddDate(0, 0, -1), at, at.AddDate(0, 0, 1)} {
		if s := d.Format(time.DateOnly); s == day || strings.HasPrefix(day, "--") && s[5:] == day[2:] {
			return true
		}
	}
	return false
}
