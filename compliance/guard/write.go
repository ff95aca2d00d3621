package guard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// Apply commits the batch and its audit events together, or nothing. The
// results are those of the caller's own operations.
func (s *Store) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	named := named(b.Ops)
	ops := make([]store.Op, len(named), 2*len(named))
	copy(ops, named)
	for i, op := range named {
		e := s.event(a, action(op.Verb), interaction(op.Verb))
		e.Entities = []string{target(op)}
		e.Patients = writtenPatients(op, named)
		if err := s.mayWrite(ctx, a, op, e.Patients); err != nil {
			return nil, s.refuse(ctx, unresolved(e, op), atEntry(i, err))
		}
		event, err := auditOp(e)
		if err != nil {
			return nil, err
		}
		ops = append(ops, event)
	}
	if len(b.Settle) > 0 && a.Role != actor.Service {
		return nil, outcome.New(outcome.Forbidden, "only the feed settles messages")
	}
	results, err := s.inner.Apply(ctx, store.Batch{Ops: ops, Settle: b.Settle})
	if err != nil {
		return nil, err
	}
	return results[:len(named)], nil
}

// mayWrite checks the right, the order rule, and for a bound actor that what
// is written, and what it replaces, is that patient's own.
func (s *Store) mayWrite(ctx context.Context, a actor.Actor, op store.Op, patients []string) error {
	if _, err := s.allow(ctx, Write, op.Type); err != nil {
		return err
	}
	if err := checkOrder(a, op); err != nil {
		return err
	}
	if a.Patient == "" {
		return nil
	}
	if op.Verb == store.Delete || op.Condition != "" || op.IfNoneExist != "" {
		return outcome.New(outcome.Forbidden, "a patient session cannot delete or write by search")
	}
	if len(patients) == 0 || !owns(a, op.Type, patients) {
		return outcome.New(outcome.Forbidden, "a patient session writes its own record only")
	}
	if op.ID == "" {
		return nil
	}
	current, err := s.inner.Read(ctx, store.Key{Type: op.Type, ID: op.ID})
	switch {
	case outcome.Is(err, outcome.NotFound):
		return nil
	case err != nil:
		return err
	case !owns(a, op.Type, patientsOf(current.JSON)):
		return hidden(current.Key)
	}
	return nil
}

func atEntry(i int, err error) error {
	detail, _ := outcome.Public(err)
	return &outcome.Error{Kind: outcome.KindOf(err), Path: fmt.Sprintf("Bundle.entry[%d]", i), Detail: detail, Err: err}
}

// named gives every operation that has no id yet a temporary name, so that its
// audit event can point at whatever id the store decides on.
func named(in []store.Op) []store.Op {
	out := make([]store.Op, len(in))
	copy(out, in)
	for i := range out {
		if out[i].ID == "" && out[i].FullURL == "" {
			out[i].FullURL = "urn:uuid:" + uuid.NewString()
		}
	}
	return out
}

func target(op store.Op) string {
	if op.ID == "" {
		return op.FullURL
	}
	return op.Type + "/" + op.ID
}

// writtenPatients are the patients that an operation is about: the Patient it
// writes, and every patient its body refers to at any depth, by id, by search
// or by the temporary name of another operation of the batch.
func writtenPatients(op store.Op, batch []store.Op) []string {
	if op.Type == "Patient" {
		return []string{target(op)}
	}
	d, err := r4.Parse(op.Body)
	if err != nil {
		return nil
	}
	var out []string
	for _, ref := range d.References() {
		if isPatient(ref, batch) && !slices.Contains(out, ref.Text) {
			out = append(out, ref.Text)
		}
	}
	return out
}

func isPatient(ref r4.Reference, batch []store.Op) bool {
	if _, typ, _, ok := r4.SplitReference(ref.Text); ok {
		return typ == "Patient"
	}
	if ref.Conditional() {
		return strings.HasPrefix(ref.Text, "Patient?")
	}
	return slices.ContainsFunc(batch, func(o store.Op) bool { return o.Type == "Patient" && o.FullURL == ref.Text })
}

// unresolved takes out the references that only a commit would have resolved:
// the event of a refusal is stored alone.
func unresolved(e audit.Event, op store.Op) audit.Event {
	e.Patients = slices.DeleteFunc(e.Patients, func(ref string) bool {
		_, _, _, ok := r4.SplitReference(ref)
		return !ok
	})
	if op.ID == "" {
		e.Entities = []string{op.Type}
	}
	return e
}

func action(v store.Verb) audit.Action {
	switch v {
	case store.Create:
		return audit.ActionCreate
	case store.Update:
		return audit.ActionUpdate
	default:
		return audit.ActionDelete
	}
}

func interaction(v store.Verb) string {
	switch v {
	case store.Create:
		return "create"
	case store.Update:
		return "update"
	default:
		return "delete"
	}
}
