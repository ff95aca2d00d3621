package guard

import (
	"encoding/json"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// signs is who may write an order that others act on: a clinician, the EMR in
// which one signed it, and the feed that copies the hospital's own record.
// Every other actor, Apricot's agents among them, may only propose.
func signs(a actor.Actor) bool {
	switch a.Role {
	case actor.Doctor, actor.Integrator:
		return true
	case actor.Service:
		return a.ID == "system:feed" || a.ID == "system:import"
	default:
		return false
	}
}

// checkOrder refuses an order or prescription that is more than a draft from
// anyone who may not sign.
func checkOrder(a actor.Actor, op store.Op) error {
	if op.Type != "ServiceRequest" && op.Type != "MedicationRequest" || op.Verb == store.Delete || signs(a) {
		return nil
	}
	var order struct {
		Intent string `json:"intent"`
		Status string `json:"status"`
	}
	if err := json.Unmarshal(op.Body, &order); err != nil {
		return outcome.Wrap(outcome.Invalid, err, "the %s is not valid JSON", op.Type)
	}
	if order.Intent != "proposal" || order.Status != "draft" {
		return outcome.New(outcome.Forbidden, "only a clinician can make a %s more than a draft proposal", op.Type)
	}
	return nil
}
