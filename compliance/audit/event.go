// Package audit turns every access to patient data into a FHIR R4 AuditEvent
// and keeps the events in a Merkle log that can be verified offline.
package audit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/r4"
)

// Action is a code of http://hl7.org/fhir/audit-event-action.
type Action string

// The actions.
const (
	ActionCreate  Action = "C"
	ActionRead    Action = "R"
	ActionUpdate  Action = "U"
	ActionDelete  Action = "D"
	ActionExecute Action = "E" // searches, logins, exports
)

// Event is one access. It holds ids, never clinical text.
type Event struct {
	Action Action
	// Interaction is a code of http://hl7.org/fhir/restful-interaction.
	Interaction string
	At          time.Time
	Actor       actor.Actor
	// Entities are references that were touched, such as "Observation/9", and
	// Patients the references to the patients they belong to. In a batch a
	// reference may be the temporary name or the search that the store
	// resolves when it commits.
	Entities []string
	Patients []string
	// Inbox are the numbers of raw HL7 messages that were read.
	Inbox []int64
	// Refused is true when access was denied; Reason says why in fixed words.
	Refused bool
	Reason  string
}

const (
	systemType        = "http://terminology.hl7.org/CodeSystem/audit-event-type"
	systemInteraction = "http://hl7.org/fhir/restful-interaction"
	systemPurpose     = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
	systemActor       = "urn:apricot:actor"
	systemTrace       = "urn:apricot:trace"
	systemInbox       = "urn:apricot:inbox"
)

type object = map[string]any

// Resource is the AuditEvent (FHIR R4, after the Basic Audit Log Patterns
// profile) of e. It fails only when the event has no actor or no time.
func (e Event) Resource() ([]byte, error) {
	if e.Actor.ID == "" || e.At.IsZero() {
		return nil, fmt.Errorf("audit: event without actor or time")
	}
	r := object{
		"resourceType": "AuditEvent",
		"type":         object{"system": systemType, "code": "rest"},
		"subtype":      []object{{"system": systemInteraction, "code": e.Interaction}},
		"action":       string(e.Action),
		"recorded":     e.At.UTC().Format(time.RFC3339Nano),
		"outcome":      "0",
		"agent":        e.agents(),
		"source":       object{"observer": object{"display": "Apricot"}},
	}
	if e.Refused {
		r["outcome"], r["outcomeDesc"] = "4", e.Reason
	}
	if entities := e.entities(); len(entities) > 0 {
		r["entity"] = entities
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("audit: encode event: %w", err)
	}
	return body, nil
}

func (e Event) agents() []object {
	a := object{
		"requestor": e.Actor.OnBehalf == "",
		"who":       object{"identifier": object{"system": systemActor, "value": e.Actor.ID}},
		"role":      []object{{"text": string(e.Actor.Role)}},
	}
	if e.Actor.Purpose != "" {
		a["purposeOfUse"] = []object{{"coding": []object{{"system": systemPurpose, "code": string(e.Actor.Purpose)}}}}
	}
	agents := []object{a}
	if e.Actor.OnBehalf != "" {
		agents = append(agents, object{
			"requestor": true,
			"who":       object{"identifier": object{"system": systemActor, "value": e.Actor.OnBehalf}},
		})
	}
	return agents
}

func (e Event) entities() []object {
	var out []object
	for _, p := range e.Patients {
		out = append(out, object{
			"what": object{"reference": p},
			"role": object{"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1", "display": "Patient"},
		})
	}
	for _, ref := range e.Entities {
		what := object{"reference": ref}
		if r4.ValidType(ref) { // a search or a history of a whole type
			what = object{"type": ref}
		}
		out = append(out, object{"what": what})
	}
	for _, id := range e.Inbox {
		out = append(out, object{"what": object{"identifier": object{"system": systemInbox, "value": strconv.FormatInt(id, 10)}}})
	}
	if e.Actor.TraceID != "" {
		out = append(out, object{"what": object{"identifier": object{"system": systemTrace, "value": e.Actor.TraceID}}})
	}
	return out
}
