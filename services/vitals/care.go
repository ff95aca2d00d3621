package vitals

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/record"
	"apricot.health/services/agent"
)

// concern is an escalation of a care pathway that the values of a batch may set off.
type concern struct {
	path graph.Pathway
	graph.Escalation
}

// watched are the escalations of a graph by the finding that they speak of. Those that
// judge readings over days are left to who reads days of them.
func watched(g *graph.Graph) map[string][]concern {
	out := map[string][]concern{}
	for _, p := range g.Pathways() {
		for _, e := range p.Escalation {
			if e.When == nil || len(e.Readings) > 0 || e.Unmet != "" {
				continue
			}
			for _, find := range e.When.Facts() {
				out[find] = append(out[find], concern{p, e})
			}
		}
	}
	return out
}

// concerns are the escalations that speak of what the batch has measured and that what
// is known without the patient's illnesses does not rule out. A value that alarms
// nobody, whoever it is of, leaves none, so that nothing of the patient is read for it.
func (s *Service) concerns(f logic.Facts, b *batch) []concern {
	var out []concern
	for _, m := range Metrics() {
		if m.Finding == "" || !b.measured(m.Finding) {
			continue
		}
		for _, x := range s.watched[m.Finding] {
			known := slices.ContainsFunc(out, func(y concern) bool { return y.path.ID == x.path.ID && y.ID == x.ID })
			if !known && logic.Offered(x.When, nil, f) != chart.No {
				out = append(out, x)
			}
		}
	}
	return out
}

// careSignals are the escalations of the care pathways that the patient is in: 160/110 is
// an emergency in pregnancy, and 91% in asthma.
func (s *Service) careSignals(ctx context.Context, c chart.Chart, f logic.Facts, b *batch) ([]Signal, error) {
	concerns := s.concerns(f, b)
	if len(concerns) == 0 {
		return nil, nil
	}
	ill, err := s.illnesses(ctx, c, b)
	if err != nil {
		return nil, err
	}
	f = logic.FromChart(s.Graph, ill)
	var out []Signal
	for _, x := range concerns {
		if logic.Offered(x.path.Entry, nil, f) == chart.Yes && logic.Offered(x.When, nil, f) == chart.Yes {
			out = append(out, Signal{
				Rule: x.path.ID + "/" + x.ID, Found: x.To, Priority: agent.CarePriority(x.WithinHours),
				Within: time.Duration(x.WithinHours) * time.Hour,
			})
		}
	}
	return out, nil
}

// loincSystem stands before a code of LOINC in a search.
const loincSystem = "http://loinc.org|"

// pregnancyCodes are of pregnancy status and gestational age, which hold longer than a day.
const pregnancyCodes = loincSystem + record.PregnancyStatus + "," + loincSystem + record.GestationalAge + "," +
	loincSystem + record.GestationalAgeInWeeks + "," + loincSystem + record.GestationalAgeEstimated

// illnesses is the chart with the patient's conditions, medicines and pregnancy besides.
func (s *Service) illnesses(ctx context.Context, c chart.Chart, b *batch) (chart.Chart, error) {
	var raws [][]byte
	for typ, q := range map[string]url.Values{
		"Condition":           {"_include": {"Condition:patient"}},
		"MedicationRequest":   {},
		"MedicationStatement": {},
		"Observation":         {"code": {pregnancyCodes}, "date": {"ge" + b.now.AddDate(0, 0, -300).UTC().Format(time.RFC3339)}},
	} {
		q.Set("patient", b.patient)
		q.Set("_count", "500")
		parsed, err := search.Parse(typ, q, true)
		if err != nil {
			return c, fmt.Errorf("vitals: illnesses: %w", err)
		}
		res, err := s.Store.Search(ctx, parsed)
		if err != nil {
			return c, err
		}
		for _, r := range append(res.Matches, res.Included...) {
			raws = append(raws, r.JSON)
		}
	}
	known, err := s.record.FromResources(raws, b.now)
	if err != nil {
		return c, fmt.Errorf("vitals: illnesses: %w", err)
	}
	known.Now, known.AgeYears, known.Sex = c.Now, c.AgeYears, c.Sex
	known.Measures, known.Readings = c.Measures, c.Readings
	maps.Copy(known.Findings, c.Findings) // what was told with the readings, such as oxygen that is given
	return known, nil
}
