package audit_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/validate"
)

var epoch = time.Date(2026, 3, 1, 8, 30, 0, 123456789, time.UTC)

func event() audit.Event {
	return audit.Event{
		Action: audit.ActionRead, Interaction: "read", At: epoch,
		Actor: actor.Actor{
			ID: "system:vitals", Role: actor.Service, Purpose: actor.Treatment, OnBehalf: "Device/d9", TraceID: "4bf92f",
		},
		Entities: []string{"Observation/9"}, Patients: []string{"Patient/17"},
	}
}

// The shape is what auditors' tools read: a change of it is a change of the
// record, so it is written out.
func TestEventShape(t *testing.T) {
	t.Parallel()
	refused := event()
	refused.Refused, refused.Reason = true, "role device has no access to Observation"
	for name, tc := range map[string]struct {
		event audit.Event
		want  string
	}{
		"done":    {event(), `"outcome": "0",`},
		"refused": {refused, `"outcome": "4", "outcomeDesc": "role device has no access to Observation",`},
	} {
		got, err := tc.event.Resource()
		if err != nil {
			t.Fatal(err)
		}
		want := `{"resourceType": "AuditEvent",
			"type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
			"subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": "read"}],
			"action": "R", "recorded": "2026-03-01T08:30:00.123456789Z", ` + tc.want + `
			"agent": [
				{"requestor": false, "role": [{"text": "service"}],
				 "who": {"identifier": {"system": "urn:apricot:actor", "value": "system:vitals"}},
				 "purposeOfUse": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]}]},
				{"requestor": true, "who": {"identifier": {"system": "urn:apricot:actor", "value": "Device/d9"}}}],
			"source": {"observer": {"display": "Apricot"}},
			"entity": [
				{"what": {"reference": "Patient/17"},
				 "role": {"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1", "display": "Patient"}},
				{"what": {"reference": "Observation/9"}},
				{"what": {"identifier": {"system": "urn:apricot:trace", "value": "4bf92f"}}}]}`
		if diff := cmp.Diff(decode(t, []byte(want)), decode(t, got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// An event is a valid resource, also that of a search, which is of a type.
func TestEventIsValid(t *testing.T) {
	t.Parallel()
	search := event()
	search.Entities = []string{"Observation", "Observation/9"}
	for _, e := range []audit.Event{event(), search} {
		raw, err := e.Resource()
		if err != nil {
			t.Fatal(err)
		}
		if issues, err := validate.Bytes(raw); err != nil || len(issues) > 0 {
			t.Errorf("%v %+v: %s", err, issues, raw)
		}
	}
}

func decode(t *testing.T, raw []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEventWithoutActorOrTime(t *testing.T) {
	t.Parallel()
	for _, spoil := range []func(*audit.Event){
		func(e *audit.Event) { e.Actor.ID = "" },
		func(e *audit.Event) { e.At = time.Time{} },
	} {
		e := event()
		spoil(&e)
		if body, err := e.Resource(); err == nil {
			t.Errorf("made %s", body)
		}
	}
}
