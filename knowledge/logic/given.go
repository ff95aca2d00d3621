package logic

import (
	"fmt"
	"strings"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// caseDay is the day on which test cases are judged; any would do.
var caseDay = time.Date(2001, 1, 1, 12, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // read only

func daysAgo(days float64) time.Time {
	return caseDay.Add(-time.Duration(days * 24 * float64(time.Hour)))
}

// number enters a number of a test case: a quantity, or how many days ago an
// investigation was last done.
func (f *facts) number(id string, n float64) {
	if !strings.HasPrefix(id, "inv.") {
		f.nums[id] = n
		return
	}
	if f.done == nil {
		f.done = map[string]time.Time{}
	}
	f.done[id] = daysAgo(n)
}

// readings enters the readings of a test case over time.
func (f *facts) readings(id, text string) {
	list, err := graph.ReadDated(text)
	if err != nil {
		return // the lint tells it
	}
	if f.series == nil {
		f.series = map[string][]Point{}
	}
	for _, d := range list {
		f.series[id] = append(f.series[id], Point{d.Value, daysAgo(d.DaysAgo)})
	}
	f.nums[id] = list[len(list)-1].Value
}

// Said is the outcome of a rule that says more than that it holds.
type Said struct {
	Holds chart.Tri
	// Words are what it says where it holds.
	Words string
}

// FlagOutcome is whether a red flag fires in a test, and its level.
func FlagOutcome(x graph.RedFlag, f Facts) Said {
	return Said{Offered(&x.When, x.Unless, f), fmt.Sprintf("level %d", x.Level)}
}

// FindingOutcome is whether a finding is derived in a test or, of a quantity, whether
// the value that it gives is plausible.
func FindingOutcome(x graph.Finding, given map[string]any, f Facts) chart.Tri {
	if n, ok := given[x.ID].(float64); ok {
		return chart.Of(plausible(x, n))
	}
	return derived(x, f)
}

// ScreenState decides one screened condition: present, ruled_out, suspected or open.
// Nothing is ruled out by silence.
func ScreenState(s graph.ScreenItem, f Facts) string {
	suspected := chart.Unknown
	if s.Suspect != nil {
		suspected = Value(*s.Suspect, f)
	}
	switch {
	case f.Bool(s.Cond) == chart.Yes:
		return "present"
	case s.RuledOut != nil && Value(*s.RuledOut, f) == chart.Yes, f.Bool(s.Cond) == chart.No:
		return "ruled_out"
	case suspected == chart.Yes:
		return "suspected"
	case suspected == chart.No && s.RuledOut == nil:
		return "ruled_out"
	}
	return "open"
}

// DueDate is when a piece of monitoring was last done and when it is due: at once
// where nothing is recorded. done is when each investigation was.
func DueDate(m graph.Monitor, s Series, done map[string]time.Time, now time.Time) (last, due time.Time, overdue bool) {
	for _, find := range m.Finds {
		if points := s(find); len(points) > 0 && points[len(points)-1].At.After(last) {
			last = points[len(points)-1].At
		}
	}
	for _, inv := range m.Orders {
		if at := done[inv]; at.After(last) {
			last = at
		}
	}
	if due = now; !last.IsZero() {
		due = last.AddDate(0, 0, m.EveryDays)
	}
	return last, due, last.IsZero() || now.After(due)
}

// MonitorGiven is the outcome of a test of monitoring: whether it is this patient's,
// who does it and whether it is due.
func MonitorGiven(m graph.Monitor, f Facts) Said {
	words := m.By + " not due"
	var done map[string]time.Time
	if own, ok := f.(*facts); ok {
		done = own.done
	}
	if _, _, overdue := DueDate(m, func(find string) []Point { return givenPoints(find, f) }, done, caseDay); overdue {
		words = m.By + " due"
	}
	return Said{Offered(m.When, m.Unless, f), words}
}

// givenPoints are the readings of a test case, or its one number.
func givenPoints(find string, f Facts) []Point {
	if own, ok := f.(*facts); ok && own.series[find] != nil {
		return own.series[find]
	}
	if n, ok := f.Number(find); ok {
		return []Point{{Value: n}}
	}
	return nil
}

// givenSeries is the series of a test case: its readings, or of a given number as
// many equal values as a reading needs, and for the rise where that is asked.
func givenSeries(r graph.Reading, f Facts) Series {
	return func(find string) []Point {
		if own, ok := f.(*facts); ok && own.series[find] != nil {
			return own.series[find]
		}
		n, ok := f.Number(find)
		if !ok {
			return nil
		}
		if r.Statistic == "rise" {
			return []Point{{Value: 0}, {Value: n}}
		}
		out := make([]Point, max(r.MinReadings, 1))
		for i := range out {
			out[i].Value = n
		}
		return out
	}
}

// metGiven is Met over a test case.
func metGiven(rs []graph.Reading, f Facts) chart.Tri {
	yes, open := 0, 0
	for _, r := range rs {
		switch EvalReading(r, givenSeries(r, f), caseDay).Holds {
		case chart.Yes:
			yes++
		case chart.Unknown:
			open++
		}
	}
	return reached(len(rs), yes, open)
}

// TargetGiven is the outcome of a target's test: whether it is this patient's and
// met, and whether what is better is.
func TargetGiven(t graph.Target, f Facts) Said {
	out := Said{Holds: both(Offered(t.When, t.Unless, f), metGiven(t.Reach, f))}
	if len(t.Better) > 0 {
		out.Words = map[chart.Tri]string{chart.Yes: "better", chart.No: "short of better"}[metGiven(t.Better, f)]
	}
	return out
}

// EscalationGiven is the outcome of an escalation's test: whether it fires, whom it
// tells and within what time. targets are those of its pathway.
func EscalationGiven(e graph.Escalation, targets []graph.Target, f Facts) Said {
	out := Said{both(Offered(e.When, nil, f), metGiven(e.Readings, f)), e.To}
	if e.WithinHours > 0 {
		out.Words = fmt.Sprintf("%s within %d h", e.To, e.WithinHours)
	}
	if e.Unmet != "" {
		out.Holds = both(out.Holds, missedGiven(targets, e.Unmet, f))
	}
	return out
}

// missedGiven is whether a test case misses a goal: by the first of its targets that
// is the patient's.
func missedGiven(targets []graph.Target, goal string, f Facts) chart.Tri {
	for _, t := range targets {
		if t.Goal == goal && Offered(t.When, t.Unless, f) == chart.Yes {
			return not(metGiven(t.Reach, f))
		}
	}
	return chart.No
}
