package agent

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/record"
)

// Gathered is everything Apricot reads of one patient before it reasons.
type Gathered struct {
	Patient   store.Resource
	Resources []store.Resource // the patient's own, without Patient
	Chart     chart.Chart
}

// gatherPage bounds one page of a gather; further pages are followed.
const gatherPage = "500"

// chartTypes are read with the patient in one search, so that one access
// leaves one audit event.
func chartTypes() []string {
	return []string{
		"Condition:patient", "AllergyIntolerance:patient", "MedicationRequest:patient", "MedicationStatement:patient",
		"Observation:patient", "QuestionnaireResponse:patient", "ServiceRequest:patient", "Encounter:patient",
		"Composition:patient", "Task:patient",
	}
}

// Gather reads the patient and all that the chart is made of. The actor in ctx
// must be allowed to read every type.
func Gather(ctx context.Context, r store.Reader, rec *record.Reader, patient string, now time.Time) (Gathered, error) {
	q, err := search.Parse("Patient", url.Values{
		"_id": {patient}, "_revinclude": chartTypes(), "_count": {gatherPage},
	}, true)
	if err != nil {
		return Gathered{}, fmt.Errorf("agent: gather: %w", err)
	}
	var g Gathered
	for {
		page, err := r.Search(ctx, q)
		if err != nil {
			return Gathered{}, fmt.Errorf("agent: gather: %w", err)
		}
		if len(page.Matches) > 0 {
			g.Patient = page.Matches[0]
		}
		g.Resources = append(g.Resources, page.Included...)
		if page.Next == "" {
			break
		}
		q.Page = page.Next
	}
	if g.Patient.ID == "" {
		return Gathered{}, outcome.New(outcome.NotFound, "the patient is not known")
	}
	raws := [][]byte{g.Patient.JSON}
	for _, res := range g.Resources {
		raws = append(raws, res.JSON)
	}
	g.Chart, err = rec.FromResources(raws, now)
	if err != nil {
		return Gathered{}, fmt.Errorf("agent: gather: %w", err)
	}
	g.Chart.Patient = patient
	return g, nil
}

// Of lists the gathered resources of one type.
func (g Gathered) Of(typ string) []store.Resource {
	var out []store.Resource
	for _, r := range g.Resources {
		if r.Type == typ {
			out = append(out, r)
		}
	}
	return out
}
