package vitals

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

const (
	// pagesFor is how old a reading may be to raise an alert: late data is
	// stored and never pages.
	pagesFor = 2 * time.Hour
	// together is how far apart readings may lie to be scored together.
	together = 24 * time.Hour
)

// homeBand is the prefix of the graph's tables for home vitals.
const homeBand = "band.home."

// Signal is one reason for an alert: a rule of the graph with what it found.
type Signal struct {
	Rule  string // a score, a band or an escalation of a care pathway
	Found string // the sum, the band's value, or whom the escalation goes to
	// Sum is what a score came to and Cut the sum from which on it asks for what it
	// asks for now.
	Sum, Cut int
	// Priority is a FHIR request-priority; Within is when to act.
	Priority string
	Within   time.Duration
}

// alert works out whether the fresh readings, with what is known of the
// patient, ask for a Task, and gives the write for it: a new Task, or a raised
// one when the patient has an open alert already.
func (s *Service) alert(ctx context.Context, b *batch) ([]store.Op, error) {
	if !slices.ContainsFunc(b.fresh, func(a accepted) bool { return b.now.Sub(a.at) <= pagesFor }) {
		return nil, nil
	}
	c, err := s.latest(ctx, b)
	if err != nil {
		return nil, err
	}
	if err := s.water(ctx, b, &c); err != nil {
		return nil, err
	}
	f := logic.FromChart(s.Graph, c)
	signals := s.signals(f, f, b)
	if b.measured(oxygen) {
		if signals, err = s.breathing(ctx, c, b); err != nil {
			return nil, err
		}
	}
	care, err := s.careSignals(ctx, c, f, b)
	if err != nil {
		return nil, err
	}
	if signals = append(signals, care...); len(signals) == 0 {
		return nil, nil
	}
	open, err := s.openAlert(ctx, b.patient)
	if err != nil {
		return nil, err
	}
	return raise(b, signals, open)
}

// latest is a chart of what is known of the last day: the newest value of each
// metric, those of the batch and those of other doors included. Who is not in the
// store is of an unknown age.
func (s *Service) latest(ctx context.Context, b *batch) (chart.Chart, error) {
	q, err := search.Parse("Observation", url.Values{
		"patient": {b.patient}, "date": {"ge" + b.now.Add(-together).UTC().Format(time.RFC3339)},
		"_sort": {"-date"}, "_count": {"500"}, "_include": {"Observation:patient"},
	}, true)
	if err != nil {
		return chart.Chart{}, fmt.Errorf("vitals: latest: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	if err != nil {
		return chart.Chart{}, err
	}
	var raws [][]byte
	for _, r := range append(res.Matches, res.Included...) {
		raws = append(raws, r.JSON)
	}
	if len(res.Included) == 0 {
		p, err := s.Store.Read(ctx, store.Key{Type: "Patient", ID: b.patient})
		switch {
		case err == nil:
			raws = append(raws, p.JSON)
		case !outcome.Is(err, outcome.NotFound) && !outcome.Is(err, outcome.Gone):
			return chart.Chart{}, err
		}
	}
	c, err := s.record.FromResources(raws, b.now)
	if err != nil {
		return c, fmt.Errorf("vitals: latest: %w", err)
	}
	s.believed(&c, b.now)
	for _, a := range b.fresh {
		if old, ok := c.Measures[a.metric.Finding]; a.metric.Finding != "" && (!ok || a.at.After(old.At)) {
			c.Measures[a.metric.Finding] = chart.Measure{Value: a.value, Unit: a.metric.Unit, At: a.at}
		}
	}
	return c, nil
}

// believed takes out of a chart what no reading can be, whoever stored it, and
// gives the newest of what is left in the units of the metrics.
func (s *Service) believed(c *chart.Chart, now time.Time) {
	for _, m := range Metrics() {
		if m.Finding == "" {
			continue
		}
		delete(c.Measures, m.Finding)
		for _, v := range slices.Backward(c.Readings[m.Finding]) { // the newest is the last
			_, value, reason, _ := check(Reading{Metric: m.Name, Value: v.Value, Unit: v.Unit, At: v.At}, now)
			if reason == "" {
				v.Value, v.Unit = value, m.Unit
				c.Measures[m.Finding] = v
				break
			}
		}
	}
}

// signals are the scores and home bands that ask for somebody to look. A band
// counts only for a metric of this batch: what was alerted on before is not
// alerted on again by an unrelated reading. Scores may be read of other facts than bands.
func (s *Service) signals(scored, f logic.Facts, b *batch) []Signal {
	var out []Signal
	for _, sc := range s.Graph.Scores() {
		r := logic.EvalScore(s.Graph, sc, scored)
		if r.Applies != chart.No && r.Response.WithinMinutes > 0 && r.Sum > 0 && r.Response.Level > 0 {
			out = append(out, Signal{
				Rule: sc.ID, Found: fmt.Sprint(r.Sum), Sum: r.Sum, Cut: r.Response.Min, Priority: priorityOf(r.Response.Level),
				Within: time.Duration(r.Response.WithinMinutes) * time.Minute,
			})
		}
	}
	for _, band := range s.Graph.Bands() {
		if !strings.HasPrefix(band.ID, homeBand) || !b.measured(measuredAs(band.Input)) {
			continue
		}
		if r, ok := logic.EvalBand(band, f); ok {
			if p, within := bandPriority(r.Value); p != "" {
				out = append(out, Signal{Rule: band.ID, Found: r.Value, Priority: p, Within: within})
			}
		}
	}
	return out
}

// measuredAs is the finding that is measured where another is worked out of it.
func measuredAs(finding string) string {
	if slices.Contains(changes(), finding) {
		return weight
	}
	return finding
}

func (b *batch) measured(finding string) bool {
	return slices.ContainsFunc(b.fresh, func(a accepted) bool {
		return a.metric.Finding == finding && b.now.Sub(a.at) <= pagesFor
	})
}

func priorityOf(level int) string {
	switch level {
	case 1:
		return "stat"
	case 2:
		return "asap"
	case 3:
		return "urgent"
	default:
		return "routine"
	}
}

func bandPriority(value string) (string, time.Duration) {
	switch {
	case strings.HasPrefix(value, "critical"):
		return "asap", 30 * time.Minute
	case value == "low" || value == "high":
		return "urgent", 24 * time.Hour
	default:
		return "", 0
	}
}

func rank(priority string) int {
	return slices.Index([]string{"routine", "urgent", "asap", "stat"}, priority)
}
