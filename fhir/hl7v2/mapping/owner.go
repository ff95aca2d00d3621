package mapping

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"apricot.health/fhir/store"
)

// owned are the types of which the number of an order, a specimen or a result does
// not tell whose they are: laboratories begin their numbers anew each day or year,
// and give one to a wrong patient. Visits and accounts move by messages of their own.
var owned = map[string]bool{ //nolint:gochecknoglobals // a constant
	"DiagnosticReport": true, "DocumentReference": true, "ImagingStudy": true, "Immunization": true, "MedicationAdministration": true,
	"MedicationDispense": true, "MedicationRequest": true, "Observation": true, "Procedure": true, "ServiceRequest": true, "Specimen": true,
}

// ofPatient is the system of the identifier of what has a number that another
// patient's has, too: it keeps two messages that arrive at once from making two.
const ofPatient = "https://apricot.health/sid/of-patient"

// narrow looks for what the patient has of a number of which more is stored than one
// search lists: a laboratory that begins anew each day has used it for hundreds. The
// others stay among the candidates, so that what is new is still made beside them.
func (r *resolver) narrow(ctx context.Context, i int) error {
	e := r.Entries[i]
	patient := ownerOf(rewrite(e.Body, r.refs))
	if !r.crowded[i] || e.Mode != Existing && !owned[e.Type] || !strings.HasPrefix(patient, "Patient/") {
		return nil
	}
	found, err := r.find.Find(ctx, e.Type, e.Condition+"&patient="+patient, manyOrders)
	if err != nil {
		return fmt.Errorf("mapping: find %s of the patient: %w", e.Type, err)
	}
	into := r.candidates
	if e.Mode == Existing {
		into = r.many
	}
	for _, x := range having(e, found) {
		if !slices.ContainsFunc(into[i], func(y store.Resource) bool { return x.Key == y.Key }) {
			into[i] = append(into[i], x)
		}
	}
	return nil
}

// ownOf picks the stored resource of entry i from those that have its number: the one of
// the message's patient. What is another patient's stays as it is, whatever its number.
func (r *resolver) ownOf(i int) error {
	stored, ok := r.candidates[i]
	if !ok {
		return nil
	}
	e := &r.Entries[i]
	patient := ownerOf(rewrite(e.Body, r.refs))
	var theirs []store.Resource
	for _, x := range stored {
		if owner := ownerOf(x.JSON); owner == patient || owner == "" || patient == "" {
			theirs = append(theirs, x)
		}
	}
	var err error
	if r.found[i], err = match(*e, theirs); err != nil || r.found[i] != nil || len(theirs) == len(stored) {
		return err
	}
	return e.apartFor(patient)
}

// apartFor makes an entry one that is created beside another patient's of its number.
func (e *Entry) apartFor(patient string) error {
	sum := derivedValue(e.Type, patient, e.identifiers[0])
	added, err := merge(e.Body, fmt.Appendf(nil, `{"identifier":[{"system":%q,"value":%q}]}`, ofPatient, sum), nil)
	if err != nil {
		return err
	}
	e.Body, e.Condition = added, conditionFor([]object{{"system": ofPatient, "value": sum}})
	return nil
}

// ownerOf is the patient a resource is about.
func ownerOf(body []byte) string {
	var v struct {
		Subject, Patient struct{ Reference string }
	}
	_ = json.Unmarshal(body, &v) // what is no JSON is about nobody
	if v.Subject.Reference != "" {
		return v.Subject.Reference
	}
	return v.Patient.Reference
}
