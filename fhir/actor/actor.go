// Package actor says who acts, in which role, for which patient and to what
// purpose. Every request carries an Actor in its context; code that touches
// patient data and finds none must refuse.
package actor

import (
	"context"

	"apricot.health/fhir/outcome"
)

// Role is what an actor is to the hospital. Access rules are written on roles.
type Role string

// The roles.
const (
	Patient     Role = "patient"
	Doctor      Role = "doctor"
	CareManager Role = "care-manager"
	Integrator  Role = "integrator" // another system: the EMR, an integration engine
	Device      Role = "device"     // one wearable or gateway, publish only
	Operator    Role = "operator"   // hospital IT: runs Apricot, sees no patient data
	Auditor     Role = "auditor"    // reads the audit log, changes nothing
	Service     Role = "service"    // Apricot's own components
)

// Roles lists every role, so that access tables can be tested for totality.
func Roles() []Role {
	return []Role{Patient, Doctor, CareManager, Integrator, Device, Operator, Auditor, Service}
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool {
	for _, known := range Roles() {
		if r == known {
			return true
		}
	}
	return false
}

// Purpose is why patient data is used: a code of HL7 v3 PurposeOfUse.
type Purpose string

// The purposes in use.
const (
	Treatment  Purpose = "TREAT"
	Operations Purpose = "HOPERAT"
	SysAdmin   Purpose = "HSYSADMIN"
)

// Actor is one authenticated party.
type Actor struct {
	// ID is stable and names one party: "Practitioner/p1", "Patient/17",
	// "Device/d9", or "system:feed" for a component of Apricot itself.
	ID      string
	Role    Role
	Display string
	// Patient is the logical id of the only patient this actor may touch:
	// set for patients and for bound devices, empty for staff and systems.
	Patient string
	Purpose Purpose
	// OnBehalf names the party whose request a Service carries out, such as
	// "Device/d9"; audit events record both.
	OnBehalf string
	// TraceID ties the audit event to the trace of the request.
	TraceID string
}

type contextKey struct{}

// With returns a context that carries a.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, contextKey{}, a)
}

// From is the actor of the context. It returns an Unauthenticated error when
// there is none or when it is incomplete, so callers that propagate the error
// fail closed.
func From(ctx context.Context) (Actor, error) {
	a, ok := ctx.Value(contextKey{}).(Actor)
	if !ok || a.ID == "" || !a.Role.Valid() {
		return Actor{}, outcome.New(outcome.Unauthenticated, "no actor on the request")
	}
	return a, nil
}

// System is the actor of one of Apricot's own components, such as "feed".
func System(component string) Actor {
	return Actor{ID: "system:" + component, Role: Service, Display: "Apricot " + component, Purpose: Treatment}
}
