package guard

import (
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
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
// anyone who may not sign, and any change by them to one that already is:
// neither its new content nor the present one (nil when there is none) may be
// more than a draft proposal.
func checkOrder(a actor.Actor, op store.Op, current []byte) error {
	if !isOrder(op.Type) || signs(a) {
		return nil
	}
	if op.Condition != "" {
		return outcome.New(outcome.Forbidden, "only a clinician can change a %s by search", op.Type)
	}
	if op.Verb != store.Delete && !draft(op.Body) || current != nil && !draft(current) {
		return outcome.New(outcome.Forbidden, "only a clinician can make or change a %s that is more than a draft proposal", op.Type)
	}
	return nil
}

func isOrder(typ string) bool { return typ == "ServiceRequest" || typ == "MedicationRequest" }

// draft reads with the parser of the store: a lax one would take "Intent" for
// "intent" and could be told two stories.
func draft(raw []byte) bool {
	d, err := r4.Parse(raw)
	if err != nil {
		return false
	}
	return d.Root().Get("intent").Text() == "proposal" && d.Root().Get("status").Text() == "draft"
}
