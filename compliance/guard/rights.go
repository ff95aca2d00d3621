package guard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"github.com/google/uuid"
)

// mayWrite checks the right, the order rule, and for a bound actor that what
// is written, and what it replaces, is that patient's own. Where the decision
// rests on the present version, the operation comes back pinned to it, so that
// a write in between makes it fail; current is that version's content.
func (s *Store) mayWrite(ctx context.Context, a actor.Actor, op store.Op, patients []string) (pinned store.Op, current []byte, err error) {
	if _, err := s.allow(ctx, Write, op.Type); err != nil {
		return op, nil, err
	}
	if err := s.mayAsk(ctx, a, op); err != nil {
		return op, nil, err
	}
	bound := a.Patient != ""
	if op.Verb == store.Patch {
		return s.mayPatch(ctx, a, op)
	}
	if bound && (op.Verb == store.Delete || op.Condition != "" || op.IfNoneExist != "") {
		return op, nil, outcome.New(outcome.Forbidden, "a patient session cannot delete or write by search")
	}
	if bound && (len(patients) == 0 || !owns(a, op.Type, patients)) {
		return op, nil, outcome.New(outcome.Forbidden, "a patient session writes its own record only")
	}
	decides := bound || isOrder(op.Type) && !signs(a)
	pinned = op
	if op.ID != "" && (decides || op.Verb == store.Delete) {
		if pinned, current, err = s.pin(ctx, op); err != nil {
			return op, nil, err
		}
		if !decides { // it was read to name the patient in the event
			pinned = op
		}
		if current != nil && !owns(a, op.Type, patientsOf(current)) {
			return op, nil, hidden(store.Key{Type: op.Type, ID: op.ID})
		}
	}
	return pinned, current, checkOrder(a, op, current)
}

// mayPatch checks what a Patch makes when it is made, inside the transaction.
func (s *Store) mayPatch(ctx context.Context, a actor.Actor, op store.Op) (store.Op, []byte, error) {
	if a.Patient != "" {
		return op, nil, outcome.New(outcome.Forbidden, "a patient session writes whole resources of its own record only")
	}
	edit := op.Edit
	op.Edit = func(current []byte) ([]byte, error) {
		next, err := edit(current)
		if err != nil {
			return nil, err
		}
		if err := s.mayAsk(ctx, a, store.Op{Type: op.Type, Body: next}); err != nil {
			return nil, err
		}
		made := op
		made.Verb, made.Body = store.Update, next
		return next, checkOrder(a, made, current)
	}
	if op.ID == "" {
		return op, nil, nil
	}
	current, err := s.inner.Read(ctx, store.Key{Type: op.Type, ID: op.ID})
	if err != nil && !outcome.Is(err, outcome.NotFound) && !outcome.Is(err, outcome.Gone) {
		return op, nil, err
	}
	return op, current.JSON, nil
}

// pin reads what an operation is about to replace and ties the operation to
// it: to its version, or to its absence.
func (s *Store) pin(ctx context.Context, op store.Op) (store.Op, []byte, error) {
	current, err := s.inner.Read(ctx, store.Key{Type: op.Type, ID: op.ID})
	switch {
	case outcome.Is(err, outcome.NotFound), outcome.Is(err, outcome.Gone):
		if op.Verb == store.Update && op.IfMatch == 0 {
			op.Verb = store.Create
		}
		return op, nil, nil
	case err != nil:
		return op, nil, err
	case op.Verb != store.Create && op.IfMatch == 0:
		op.IfMatch = current.Version
	}
	return op, current.JSON, nil
}

// mayAsk checks the questions inside a write: its conditions and its
// conditional references are searches, and whether they match tells something.
func (s *Store) mayAsk(ctx context.Context, a actor.Actor, op store.Op) error {
	var types []string
	for _, condition := range []string{op.Condition, op.IfNoneExist} {
		if condition == "" {
			continue
		}
		q, err := search.ParseString(op.Type, condition, true)
		if err != nil {
			return err
		}
		types = append(types, q.Types()...)
	}
	if d, err := op.Parsed(); err == nil {
		for _, ref := range d.References() {
			if ref.Conditional() {
				typ, condition, _ := strings.Cut(ref.Text, "?")
				q, err := search.ParseString(typ, condition, true)
				if err != nil {
					return err
				}
				types = append(types, q.Types()...)
			}
		}
	}
	if len(types) > 0 && a.Patient != "" {
		return outcome.New(outcome.Forbidden, "a patient session cannot delete or write by search")
	}
	_, err := s.allow(ctx, Read, types...)
	return err
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
func writtenPatients(op *store.Op, named map[string]bool) []string {
	if op.Type == "Patient" {
		return []string{target(*op)}
	}
	d, err := op.Parsed()
	if err != nil {
		return nil
	}
	var out []string
	for _, ref := range d.References() {
		if isPatient(ref, named) && !slices.Contains(out, ref.Text) {
			out = append(out, ref.Text)
		}
	}
	return out
}

// newPatients are the temporary names of the Patients in a batch.
func newPatients(batch []store.Op) map[string]bool {
	out := map[string]bool{}
	for _, op := range batch {
		if op.Type == "Patient" && op.FullURL != "" {
			out[op.FullURL] = true
		}
	}
	return out
}

func isPatient(ref r4.Reference, named map[string]bool) bool {
	if _, typ, _, ok := r4.SplitReference(ref.Text); ok {
		return typ == "Patient"
	}
	if ref.Conditional() {
		return strings.HasPrefix(ref.Text, "Patient?")
	}
	return named[ref.Text]
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
	case store.Update, store.Patch:
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
	case store.Patch:
		return "patch"
	default:
		return "delete"
	}
}
