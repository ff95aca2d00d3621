package rounds

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

const (
	// back is how far results are looked for: a check that was done longer ago is
	// overdue by any pathway.
	back = 3 * 366 * 24 * time.Hour
	// homeBack is how far back values of devices count; the longest window of a
	// pathway is shorter.
	homeBack = 35 * 24 * time.Hour
	// pages bounds what is read of one search: the newest come first.
	pages = 4
	// prompt is how new a reading must have come that package vitals tells of.
	prompt = 2 * time.Hour
)

// gather reads what the pathways of a patient rest on. Of what a device sends, which may
// be a value a second, one page of each kind is read.
func (s *Service) gather(ctx context.Context, patient string) (caseOf, error) {
	now := s.Now()
	c := caseOf{patient: patient, heard: map[string]bool{}}
	c.Chart = chart.New()
	c.Chart.Now = now
	c.series = logic.SeriesOf(s.Graph, c.Chart)
	found, err := s.papers(ctx, patient)
	if err != nil {
		return c, err
	}
	if !s.mayCare(found, now) {
		return c, nil
	}
	results, err := s.search(ctx, pages, "Observation", url.Values{
		"patient": {patient}, "device:missing": {"true"}, "_sort": {"-date"}, "date": {"ge" + now.Add(-back).UTC().Format(time.RFC3339)},
	})
	if err != nil {
		return c, err
	}
	found = append(found, results...)
	for _, loinc := range slices.Sorted(maps.Keys(s.home)) {
		sent, err := s.search(ctx, 1, "Observation", url.Values{
			"patient": {patient}, "device:missing": {"false"}, "code": {"http://loinc.org|" + loinc}, "_sort": {"-date"},
			"date": {"ge" + now.Add(-homeBack).UTC().Format(time.RFC3339)},
		})
		if err != nil {
			return c, err
		}
		found = append(found, sent...)
	}
	c.Done = map[string]time.Time{}
	raws := make([][]byte, 0, len(found))
	for _, r := range found {
		raws = append(raws, r.JSON)
		if id, at := s.record.Done(r.JSON); id != "" && at.After(c.Done[id]) && !at.After(now) {
			c.Done[id] = at
		}
		if r.Type == "Observation" && toldByVitals(r) {
			c.heard[r.Type+"/"+r.ID] = true
		}
		c.cared = c.cared || takenIn(r)
	}
	if c.Chart, err = s.record.FromResources(raws, now); err != nil {
		return c, fmt.Errorf("rounds: gather: %w", err)
	}
	c.series = logic.SeriesOf(s.Graph, c.Chart)
	return c, nil
}

// mayCare is false where nothing that is written of the patient can begin any pathway, so
// that of a hospital's other patients no value is read.
func (s *Service) mayCare(papers []store.Resource, now time.Time) bool {
	raws := make([][]byte, 0, len(papers))
	for _, r := range papers {
		raws = append(raws, r.JSON)
	}
	c, err := s.record.FromResources(raws, now)
	if err != nil {
		return false
	}
	f := logic.FromChart(s.Graph, c)
	for _, p := range s.Graph.Pathways() {
		if p.Entry == nil {
			continue
		}
		for _, id := range p.Entry.Facts() {
			if strings.HasPrefix(id, "cond.") && f.Bool(id) == chart.Yes {
				return true
			}
		}
	}
	return c.Pregnant == chart.Yes || c.Sex == chart.Female && c.AgeYears >= 12 && c.AgeYears < 56 // a pregnancy is told by an Observation
}

// papers are the patient and all that is written of the patient but for values.
func (s *Service) papers(ctx context.Context, patient string) ([]store.Resource, error) {
	return s.search(ctx, pages, "Patient", url.Values{"_id": {patient}, "_revinclude": {
		"Condition:patient", "MedicationRequest:patient", "MedicationStatement:patient", "DiagnosticReport:patient",
		"Procedure:patient", "ServiceRequest:patient", "CarePlan:patient", "Device:patient",
	}})
}

// search reads up to so many pages.
func (s *Service) search(ctx context.Context, pages int, typ string, v url.Values) ([]store.Resource, error) {
	v.Set("_count", "500")
	q, err := search.Parse(typ, v, true)
	if err != nil {
		return nil, fmt.Errorf("rounds: search %s: %w", typ, err)
	}
	var out []store.Resource
	for range pages {
		page, err := s.Store.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(append(out, page.Matches...), page.Included...)
		if q.Page = page.Next; q.Page == "" {
			break
		}
	}
	return out, nil
}

// takenIn is true of what says that somebody looks after the patient: a device that is
// in use, or a plan of care.
func takenIn(r store.Resource) bool {
	if r.Type != "Device" && r.Type != "CarePlan" {
		return false
	}
	var x struct{ Status string }
	return json.Unmarshal(r.JSON, &x) == nil && x.Status == "active"
}

// toldByVitals is true of an Observation of which package vitals tells: what a device has
// sent, however late, and what another door brought while it was new. Results of the
// laboratory it leaves alone.
func toldByVitals(r store.Resource) bool {
	var o struct {
		Device    *json.RawMessage `json:"device"`
		Effective time.Time        `json:"effectiveDateTime"`
		Category  []struct {
			Coding []struct{ Code string } `json:"coding"`
		} `json:"category"`
	}
	if json.Unmarshal(r.JSON, &o) != nil {
		return false
	}
	if o.Device != nil {
		return true
	}
	for _, c := range o.Category {
		if slices.ContainsFunc(c.Coding, func(x struct{ Code string }) bool { return x.Code == "laboratory" }) {
			return false
		}
	}
	return r.LastUpdated.Sub(o.Effective) <= prompt
}
