package vitals

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// What other doors than the service's own have stored: FHIR, its bundles, HL7 v2
// and files. The Observation stays as its sender wrote it.

// laboratory results have a way of their own to who asked for them.
const laboratory = "laboratory"

// foreign gives the readings of an Observation that came by another door, with
// whose they are. There are none where nothing is to be alerted of.
func (s *Service) foreign(r store.Resource, now time.Time) (patient string, found []accepted) {
	if r.Type != "Observation" || r.Deleted {
		return "", nil
	}
	var o struct {
		Identifier []struct{ System string } `json:"identifier"`
		Category   []coded                   `json:"category"`
	}
	whose := r4.Patients(r.JSON)
	if json.Unmarshal(r.JSON, &o) != nil || len(whose) != 1 {
		return "", nil
	}
	for _, id := range o.Identifier {
		if id.System == readingSystem { // the service's own, which Ingest has judged
			return "", nil
		}
	}
	for _, c := range o.Category {
		for _, coding := range c.Coding {
			if coding.Code == laboratory {
				return "", nil
			}
		}
	}
	return whose[0], s.values(r.JSON, now)
}

// values are the readings of a stored Observation that can be believed, and are
// new enough to raise an alert: a panel of blood pressures has two.
func (s *Service) values(raw []byte, now time.Time) []accepted {
	c, err := s.record.FromResources([][]byte{raw}, now)
	if err != nil {
		return nil
	}
	var out []accepted
	for _, m := range Metrics() {
		v, ok := c.Measures[m.Finding]
		if m.Finding == "" || !ok || now.Sub(v.At) > pagesFor {
			continue
		}
		unit := v.Unit
		if unit == "" {
			continue // a number that says not what of is no reading
		}
		if _, value, reason, _ := check(Reading{Metric: m.Name, Value: v.Value, Unit: unit, At: v.At}, now); reason == "" {
			out = append(out, accepted{op: stored, metric: m, value: value, at: v.At})
		}
	}
	return out
}

// stored is the op of a reading that stands in the store already.
const stored = -1

// unheard takes out of found what was told before: by the version before this
// one, or by an Observation of the same moment that was stored sooner. A sender
// who is not sure sends again, and nobody is called twice for it.
func (s *Service) unheard(ctx context.Context, r store.Resource, patient string, found []accepted, now time.Time) ([]accepted, error) {
	if len(found) == 0 {
		return nil, nil
	}
	var before []store.Resource
	if r.Version > 1 {
		was, err := s.Store.ReadVersion(ctx, r.Key, r.Version-1)
		if err != nil && !outcome.Is(err, outcome.Gone) && !outcome.Is(err, outcome.NotFound) {
			return nil, fmt.Errorf("vitals: version before: %w", err)
		}
		before = append(before, was)
	}
	q, err := search.Parse("Observation", url.Values{
		"patient": {patient}, "date": {found[0].at.UTC().Format(time.RFC3339)}, "_count": {"100"},
	}, true)
	if err != nil {
		return nil, fmt.Errorf("vitals: same moment: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, other := range res.Matches {
		if other.Key != r.Key && other.Seq < r.Seq {
			before = append(before, other)
		}
	}
	for _, other := range before {
		if len(other.JSON) == 0 {
			continue
		}
		told := s.values(other.JSON, now)
		found = slices.DeleteFunc(found, func(a accepted) bool {
			return slices.ContainsFunc(told, func(b accepted) bool {
				return a.metric.Name == b.metric.Name && a.value == b.value && a.at.Equal(b.at)
			})
		})
	}
	return found, nil
}

// bound is true where a reading's subject names the patient that its device is
// bound to. It may be a reference, with or without the version, or an absolute
// one at this server.
func bound(subject, base, patient string) bool {
	subject = strings.TrimPrefix(subject, strings.TrimSuffix(base, "/")+"/")
	of, typ, id, ok := r4.SplitReference(subject)
	return ok && of == "" && typ == "Patient" && id == patient
}
