package check

import (
	"strings"
	"time"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// date holds a calendar day against the chart. A day beside a value of the
// chart must be the day of that value; any other day must be one that the
// chart knows.
func date(b *bench, c claim.Claim) []Finding {
	if b.templated(c) || c.Polarity == claim.Hypothetical {
		return nil
	}
	known := b.sameDay(c.Concept, b.Chart.Now)
	for _, id := range sortedKeys(b.Chart.Measures) {
		m := b.Chart.Measures[id]
		on := b.sameDay(c.Concept, m.At)
		known = known || on
		if on || m.At.IsZero() || !b.besideValue(c, id, m) || b.sameDay(c.Concept, b.Chart.Now) {
			continue
		}
		return []Finding{b.find("wrong_date", c, b.evidence(id))}
	}
	if known {
		return nil
	}
	return []Finding{b.find("ungrounded", c)}
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
