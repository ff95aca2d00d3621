package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/reason"
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
	// Complaint is Apricot's name for it, Chief the patient's own words, or those
	// of the front desk for who has told nothing.
	Complaint fence.Cleared
	Chief     string
	// Level is 0 when the patient has told nothing.
	Level int
	Label fence.Cleared
}

// List is the doctor's list.
type List struct {
	// Rows are at most 100, those first who must be seen first.
	Rows []Row
	// Total is how many are here or expected today, in Rows or not; it counts
	// visits whose patient has no record yet, too.
	Total int
}

// listed bounds the doctor's list.
const listed = 100

// together is how many patients are read at a time with what their urgency
// stands on.
const together = 100

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
// seen first. A planned encounter counts on its day. Everybody's urgency is
// worked out before the list is cut.
func (s *Service) Patients(ctx context.Context, lang string) (List, error) {
	if err := known(lang); err != nil {
		return List{}, err
	}
	visits, err := s.visits(ctx)
	if err != nil {
		return List{}, err
	}
	var first []waiting
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(visits)), together) {
		more, err := s.waiting(ctx, ids, visits)
		if err != nil {
			return List{}, err
		}
		first = append(first, more...)
		slices.SortFunc(first, byUrgency)
		first = slices.Delete(first, min(len(first), listed), len(first))
	}
	list := List{Rows: make([]Row, 0, len(first)), Total: len(visits)}
	for _, w := range first {
		row, err := s.row(ctx, lang, w)
		if err != nil {
			return List{}, err
		}
		list.Rows = append(list.Rows, row)
	}
	return list, nil
}

// waiting is a patient of the list before there are words for it. Without an
// interview there is no assessment.
type waiting struct {
	dossier
	who   person
	visit encounter
}

func byUrgency(a, b waiting) int {
	return cmp.Or(
		cmp.Compare(a.rank(), b.rank()), strings.Compare(a.who.name, b.who.name), strings.Compare(a.Patient.ID, b.Patient.ID),
	)
}

// rank puts patients whose urgency nobody knows after those who are urgent.
func (w waiting) rank() int {
	switch {
	case w.interview != nil && w.assessment.Level > 0:
		return w.assessment.Level
	case w.interview != nil || w.visit.ID != "":
		return 4
	}
	return 5
}

// encounter is what the list reads of an Encounter.
type encounter struct {
	ID, Status string
	Period     struct{ Start string }
	ReasonCode []codeable
}

// reason is why the patient has come, in the words of the front desk.
func (e encounter) reason() string {
	for _, r := range e.ReasonCode {
		if said := r.say(); said != "" {
			return said
		}
	}
	return ""
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
		if err := json.Unmarshal(r.JSON, &e); err != nil {
			return nil, fmt.Errorf("consult: patients: decode encounter: %w", err)
		}
		if e.Status == "planned" && !s.today(e.Period.Start) {
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

// find gives all that match, newest first.
func (s *Service) find(ctx context.Context, typ string, v url.Values) ([]store.Resource, error) {
	out, _, err := s.search(ctx, typ, v)
	slices.SortFunc(out, func(a, b store.Resource) int { return cmp.Compare(b.Seq, a.Seq) })
	return out, err
}

// search runs one search to its end.
func (s *Service) search(ctx context.Context, typ string, v url.Values) (matches, included []store.Resource, err error) {
	v.Set("_count", "500")
	q, err := search.Parse(typ, v, true)
	if err != nil {
		return nil, nil, fmt.Errorf("consult: search %s: %w", typ, err)
	}
	for {
		page, err := s.Store.Search(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("consult: search %s: %w", typ, err)
		}
		matches, included = append(matches, page.Matches...), append(included, page.Included...)
		if page.Next == "" {
			return matches, included, nil
		}
		q.Page = page.Next
	}
}

// waiting reads patients with what their urgency stands on, in one search, so
// that a list leaves few audit events; in more where their records are too
// large for one page.
func (s *Service) waiting(ctx context.Context, ids []string, visits map[string]encounter) ([]waiting, error) {
	patients, included, err := s.search(ctx, "Patient", url.Values{"_id": {strings.Join(ids, ",")}, "_revinclude": visitTypes()})
	if half := len(ids) / 2; half > 0 && outcome.Is(err, outcome.TooLarge) {
		some, err := s.waiting(ctx, ids[:half], visits)
		if err != nil {
			return nil, err
		}
		others, err := s.waiting(ctx, ids[half:], visits)
		return append(some, others...), err
	}
	if err != nil {
		return nil, err
	}
	of := map[string][]store.Resource{}
	for _, r := range included {
		if who := r4.Patients(r.JSON); len(who) > 0 {
			of[who[0]] = append(of[who[0]], r)
		}
	}
	out := make([]waiting, 0, len(patients))
	for _, pat := range patients {
		w := waiting{visit: visits[pat.ID]}
		if w.who, err = parsePerson(pat.JSON); err != nil {
			return nil, err
		}
		if w.dossier, err = s.weigh(pat, of[pat.ID]); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// weigh reasons over a patient who has told anything.
func (s *Service) weigh(pat store.Resource, rs []store.Resource) (dossier, error) {
	raws := [][]byte{pat.JSON}
	for _, r := range rs {
		raws = append(raws, r.JSON)
	}
	g := agent.Gathered{Patient: pat, Resources: rs}
	var err error
	if g.Chart, err = s.record.FromResources(raws, s.Now()); err != nil {
		return dossier{}, fmt.Errorf("consult: patients: %w", err)
	}
	g.Chart.Patient = pat.ID
	if newest(g.Of("QuestionnaireResponse")) == nil {
		return dossier{Gathered: g}, nil
	}
	return s.think(g), nil
}

// row finds the words for a patient of the list.
func (s *Service) row(ctx context.Context, lang string, w waiting) (Row, error) {
	row := Row{ID: w.Patient.ID, Name: w.who.name, Sex: w.who.Gender, Age: years(w.Chart.AgeYears)}
	if w.visit.ID != "" {
		row.Visit = &Visit{ID: w.visit.ID, Status: w.visit.Status, Chief: w.visit.reason()}
	}
	if w.interview == nil {
		return row, nil
	}
	level := w.assessment.Level
	p := s.speak(ctx, lang, w.story.Chart, w.dossier)
	row.Visit = &Visit{ID: w.interview.ID, Status: w.interview.Status, Chief: w.story.Chief}
	if w.story.Other {
		row.Visit.Chief, row.Visit.Complaint = "", p.phrase("phrase.about_other")
		return row, p.err
	}
	if w.assessment.Why != reason.NoComplaint { // else "not urgent" would be said of who told nothing
		row.Visit.Level, row.Visit.Label = level, p.phrase(levelPhrase(level))
	}
	if w.story.Complaint != "" {
		row.Visit.Complaint = p.label(w.story.Complaint)
	}
	return row, p.err
}
