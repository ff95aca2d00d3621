package vitals

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/knowledge/chart"
)

const (
	weight = "find.weight"
	// weighed is how far back a change of weight is worked out.
	weighed = 7 * 24 * time.Hour
)

// changes are what the graph works out of several weighings.
func changes() []string { return []string{"find.weight_change_3d", "find.weight_change_7d"} }

// water adds to a chart what a gain of weight says only of some: the patient's
// conditions, and how the weight has changed over days. It does so where the
// batch has a weight, which is once a day, and else leaves the chart as it is.
func (s *Service) water(ctx context.Context, b *batch, c *chart.Chart) error {
	if !b.measured(weight) {
		return nil
	}
	m, ok := MetricByName("weight")
	if !ok {
		return nil
	}
	var raws [][]byte
	for typ, q := range map[string]url.Values{
		"Condition": {"patient": {b.patient}, "_include": {"Condition:patient"}, "_count": {"500"}},
		"Observation": {
			"patient": {b.patient}, "code": {loincSystem + m.LOINC}, "_count": {"500"},
			"date": {"ge" + b.now.Add(-weighed).UTC().Format(time.RFC3339)},
		},
	} {
		parsed, err := search.Parse(typ, q, true)
		if err != nil {
			return fmt.Errorf("vitals: weights: %w", err)
		}
		res, err := s.Store.Search(ctx, parsed)
		if err != nil {
			return err
		}
		for _, r := range append(res.Matches, res.Included...) {
			raws = append(raws, r.JSON)
		}
	}
	for _, a := range b.fresh {
		if a.metric.Finding == weight && a.op != stored {
			raws = append(raws, b.ops[a.op].Body)
		}
	}
	known, err := s.record.FromResources(raws, b.now)
	if err != nil {
		return fmt.Errorf("vitals: weights: %w", err)
	}
	c.Conditions = known.Conditions
	for _, id := range changes() {
		if x, ok := known.Measures[id]; ok {
			c.Measures[id] = x
		}
	}
	return nil
}
