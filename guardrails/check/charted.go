package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// severalRE are amounts in words that no direction reads.
	severalRE = pattern.MustCompile(`\b(?:two|three|four|five|six|seven|eight|nine|ten|several|both|half)\s+(?:an? |of )?(?:\w+\s+)?(?:tablets?|tabs?|pills?|capsules?|puffs?|patch(?:es)?|sachets?|drops?|units?|doses?)\b`)
	// begunRE are words that begin a medicine or give it anew: a text with one does
	// not explain how to take what was prescribed before.
	begunRE = pattern.MustCompile(`\b(?:start|starts|starting|begin|begins|new|prescrib\w*|increas\w*|doubl\w*|extra|instead|switch\w*|chang\w*|rais\w*|reduc\w*|lower\w*|cut|more|loading)\b|开始|起始|加用|新开|改|换|增|加量|加到|加倍|减|多吃|翻倍|另外|额外|负荷`)
)

// explained is true for a direction for the use of a medicine of the chart's that
// says no more than how such a medicine is taken: as often as the chart says, by
// the tablet or puff, or, where the chart gives no amount, in an amount within the
// usual range of the graph. A text that begins or changes it explains nothing.
func (b *bench) explained(c claim.Claim, p claim.Posology) bool {
	m, ok := b.charted(c.Concept)
	if !ok || p.Folk || p.PerKg || p.PerM2 || p.Rate != "" || begunRE.MatchString(b.flat(c.Sentence)) || severalRE.MatchString(b.flat(c.Sentence)) {
		return false
	}
	d, ok := b.Graph.Drug(c.Concept)
	if !ok || !b.asSeldom(m, d, p) {
		return false
	}
	switch {
	case p.Amount == 0:
		return true
	case strings.HasPrefix(p.Unit, "{") || p.Unit == "[drp]":
		return p.Amount <= 1
	case len(amounts(m.Text)) > 0:
		return false // the chart has an amount, and it is another
	}
	return b.usual(d, p)
}

// charted is the medicine of the chart with a concept.
func (b *bench) charted(concept string) (chart.Coded, bool) {
	i := slices.IndexFunc(b.Chart.Medications, func(m chart.Coded) bool { return active(m) && concept != "" && m.Concept == concept })
	if i < 0 {
		return chart.Coded{}, false
	}
	return b.Chart.Medications[i], true
}

// asSeldom is true for a direction that is given as often as the chart says of the
// medicine or, where it does not say, no more often than the graph allows.
func (b *bench) asSeldom(m chart.Coded, d graph.Drug, p claim.Posology) bool {
	if per := timesIn(m.Text); per > 0 {
		return times(p) == 0 || times(p) == per
	}
	rows, _ := b.rows(d, p)
	if times(p) == 0 {
		return len(rows) > 0
	}
	return slices.ContainsFunc(rows, func(r graph.Dose) bool { return r.MaxTimesDaily > 0 && frequency(r, p) == fine })
}

// usual is true for an amount that lies in the usual range of a row for this
// patient and beyond no limit.
func (b *bench) usual(d graph.Drug, p claim.Posology) bool {
	rows, routed := b.rows(d, p)
	return routed == fine && slices.ContainsFunc(rows, func(r graph.Dose) bool {
		n, ok := b.amount(p, r.Unit)
		return ok && r.UsualMin > 0 && n >= r.UsualMin/tolerance && n <= r.UsualMax*tolerance && b.against(r, p) == fine
	})
}

// completed is a direction without an amount, or without saying how often, as the
// chart's words of the medicine complete it: "once a day" beside 25 mg once daily, and
// the chart's own 15 mg. Words with several amounts complete nothing, since none of
// them is the dose.
func (b *bench) completed(concept string, p claim.Posology) claim.Posology {
	m, ok := b.charted(concept)
	if !ok {
		return p
	}
	amount, unit := onlyAmount(m)
	if p.Amount > 0 {
		if n, same := convert(p.Amount, p.Unit, unit); same && n == amount && times(p) == 0 && !p.Daily && p.Rate == "" && !p.PerKg && !p.PerM2 {
			p.PerDay = timesIn(m.Text)
		}
		return p
	}
	if amount == 0 {
		return p
	}
	p.Amount, p.Unit = amount, unit
	if times(p) == 0 {
		p.PerDay = timesIn(m.Text)
	}
	return p
}

// onlyAmount is the amount that the chart gives of a medicine, 0 where it gives none
// or several; one tablet beside it is the same.
func onlyAmount(m chart.Coded) (amount float64, unit string) {
	for _, a := range amounts(m.Text) {
		switch {
		case amount == 0:
			amount, unit = a.n, a.unit
		case a.n == 1 && strings.HasPrefix(a.unit, "{"):
		default:
			return 0, ""
		}
	}
	return amount, unit
}
