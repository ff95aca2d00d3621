package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/services/agent"
)

// Row is one patient of the doctor's list.
type Row struct {
	ID, Name, Sex string
	Age           int    // -1 when unknown
	Visit         *Visit // nil when the patient has neither come nor told anything
}

// Visit is what is known of the visit before the patient is opened.
type Visit struct {
	ID     string // of the interview, else of the encounter
	Status string // of the interview, else of the encounter
	// Complaint is Apricot's name for it, Chief the patient's own words.
	Complaint fence.Cleared
	Chief     string
	// Level is 0 when the patient has told nothing.
	Level int
	Label fence.Cleared
}

// listed bounds the doctor's list.
const listed = 100

// interviewsSince is how long an interview without an encounter stays on the
// list.
const interviewsSince = 24 * time.Hour

// visitTypes are read with the patients of the list: what the urgency stands on.
func visitTypes() []string {
	return []string{
		"Condition:patient", "AllergyIntolerance:patient", "MedicationRequest:patient", "MedicationStatement:patient",
		"Observation:patient", "QuestionnaireResponse:patient",
	}
}

// Patients lists who is here or expected today, with those first who must be
// seen first. A planned encounter counts on its day.
func (s *Service) Patients(ctx context.Context, lang string) ([]Row, error) {
	if err := known(lang); err != nil {
		return nil, err
	}
	visits, err := s.visits(ctx)
	if err != nil || len(visits) == 0 {
		return nil, err
	}
	patients, of, err := s.records(ctx, sortedKeys(visits))
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(patients))
	for _, pat := range patients {
		row, err := s.row(ctx, lang, pat, of[pat.ID], visits[pat.ID])
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return rows, nil
}

// rank puts patients whose urgency nobody knows after those who are urgent.
func rank(r Row) int {
	switch {
	case r.Visit == nil:
		return 5
	case r.Visit.Level == 0:
		return 4
	}
	return r.Visit.Level
}

// encounter is what the list reads of an Encounter.
type encounter struct {
	ID, Status string
	Period     struct{ Start string }
}

// visits finds the patients of the day with their encounter, if any.
func (s *Service) visits(ctx context.Context) (map[string]encounter, error) {
	out := map[string]encounter{}
	found, err := s.find(ctx, "Encounter", url.Values{"status": {"planned,arrived,triaged,in-progress,onleave"}})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		var e encounter
		if json.Unmarshal(r.JSON, &e) != nil || e.Status == "planned" && !s.today(e.Period.Start) {
			continue
		}
		for _, id := range r4.Patients(r.JSON) {
			if _, ok := out[id]; !ok || out[id].Status == "planned" {
				out[id] = e
			}
		}
	}
	since := s.Now().Add(-interviewsSince).UTC().Format(time.RFC3339)
	found, err = s.find(ctx, "QuestionnaireResponse", url.Values{"authored": {"ge" + since}})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		if iv, err := agent.ParseInterview(r.JSON, r.Version); err == nil && iv.Patient != "" {
			if _, ok := out[iv.Patient]; !ok {
				out[iv.Patient] = encounter{}
			}
		}
	}
	return out, nil
}

// today reports that a FHIR dateTime falls on the day of the clock, in the
// clock's zone. A planned visit without a time is shown.
func (s *Service) today(start string) bool {
	if start == "" {
		return true
	}
	now := s.Now()
	if at, err := time.Parse(time.RFC3339, start); err == nil {
		start = at.In(now.Location()).Format(time.DateOnly)
	}
	return strings.HasPrefix(start, now.Format(time.DateOnly))
}

func (s *Service) find(ctx context.Context, typ string, v url.Values) ([]store.Resource, error) {
	v.Set("_count", "200")
	v.Set("_sort", "-_lastUpdated")
	q, err := search.Parse(typ, v, true)
	if err != nil {
		return nil, fmt.Errorf("consult: patients: %w", err)
	}
	page, err := s.Store.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("consult: patients: %w", err)
	}
	return page.Matches, nil
}

// records reads the patients with what their urgency stands on, in few
// searches, so that a list leaves few audit events.
func (s *Service) records(ctx context.Context, ids []string) ([]store.Resource, map[string][]store.Resource, error) {
	of := map[string][]store.Resource{}
	q, err := search.Parse("Patient", url.Values{
		"_id": {strings.Join(ids[:min(len(ids), listed)], ",")}, "_revinclude": visitTypes(), "_count": {"500"},
	}, true)
	if err != nil {
		return nil, nil, fmt.Errorf("consult: patients: %w", err)
	}
	var patients []store.Resource
	for {
		page, err := s.Store.Search(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("consult: patients: %w", err)
		}
		patients = append(patients, page.Matches...)
		for _, r := range page.Included {
			if who := r4.Patients(r.JSON); len(who) > 0 {
				of[who[0]] = append(of[who[0]], r)
			}
		}
		if page.Next == "" {
			return patients, of, nil
		}
		q.Page = page.Next
	}
}

func (s *Service) row(ctx context.Context, lang string, pat store.Resource, rs []store.Resource, e encounter) (Row, error) {
	who, err := parsePerson(pat.JSON)
	if err != nil {
		return Row{}, err
	}
	raws := [][]byte{pat.JSON}
	for _, r := range rs {
		raws = append(raws, r.JSON)
	}
	g := agent.Gathered{Patient: pat, Resources: rs}
	if g.Chart, err = s.record.FromResources(raws, s.Now()); err != nil {
		return Row{}, fmt.Errorf("consult: patients: %w", err)
	}
	g.Chart.Patient = pat.ID
	d := s.think(g)
	row := Row{ID: pat.ID, Name: who.name(), Sex: who.Gender, Age: years(g.Chart.AgeYears)}
	if e.ID != "" {
		row.Visit = &Visit{ID: e.ID, Status: e.Status}
	}
	if d.interview == nil {
		return row, nil
	}
	p := s.speak(ctx, lang, d.story.Chart, agent.Urgency(d.assessment))
	row.Visit = &Visit{
		ID: d.interview.ID, Status: d.interview.Status, Chief: d.story.Chief,
		Level: d.assessment.Level, Label: p.phrase(levelPhrase(d.assessment.Level)),
	}
	if d.story.Complaint != "" {
		row.Visit.Complaint = p.label(d.story.Complaint)
	}
	return row, p.err
}
