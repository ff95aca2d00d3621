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
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Apply commits the batch and its audit events together, or nothing. The
// results are those of the caller's own operations.
func (s *Store) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	if len(b.Settle)+len(b.Receive) > 0 && a.Role != actor.Service {
		return nil, outcome.New(outcome.Forbidden, "only the feed receives and settles messages")
	}
	for try := 1; ; try++ {
		results, raced, err := s.applyAs(ctx, a, b)
		if !raced || try == maxRaces {
			return results, err
		}
	}
}

// maxRaces is how often a delete of several is tried again when others write
// what it found.
const maxRaces = 5

// applyAs is one try of Apply. raced is set when a delete of several failed
// because what it found has changed since.
func (s *Store) applyAs(ctx context.Context, a actor.Actor, b store.Batch) (results []store.Result, raced bool, err error) {
	spread, from, err := s.spread(ctx, a, b.Ops)
	if err != nil {
		return nil, false, err
	}
	named := named(spread)
	ops := make([]store.Op, len(named), 2*len(named))
	var events []audit.Event
	patients := newPatients(named)
	for i := range named {
		e := s.event(a, action(named[i].Verb), interaction(named[i].Verb))
		e.Entities = []string{target(named[i])}
		e.Patients = writtenPatients(&named[i], patients)
		op := named[i]
		pinned, current, err := s.mayWrite(ctx, a, op, e.Patients)
		if err != nil {
			return nil, false, s.refuse(ctx, unresolved(e, op), atEntry(i, err))
		}
		if op.Verb == store.Delete || op.Verb == store.Patch {
			e.Patients = patientsOf(current)
		}
		ops[i] = pinned
		events = append(events, e)
	}
	if len(events) >= bulk || len(b.Settle)+len(b.Receive) > 0 {
		events = together(events)
	}
	for _, e := range events {
		event, err := auditOp(e)
		if err != nil {
			return nil, false, err
		}
		ops = append(ops, event)
	}
	results, err = s.inner.Apply(ctx, store.Batch{Ops: ops, Settle: b.Settle, Receive: b.Receive})
	if err != nil {
		return nil, len(spread) > len(b.Ops) && outcome.Is(err, outcome.PreconditionFailed), err
	}
	return gathered(results[:len(named)], from, len(b.Ops)), false, nil
}

// spread puts one Delete for each resource in the place of a Delete of
// several, so that each has its own audit event. from tells which of the
// caller's operations each is of.
func (s *Store) spread(ctx context.Context, a actor.Actor, in []store.Op) (out []store.Op, from []int, err error) {
	for i, op := range in {
		found := []store.Op{op}
		if op.Multiple {
			if found, err = s.each(ctx, a, op); err != nil {
				e := s.event(a, action(op.Verb), interaction(op.Verb))
				return nil, nil, s.refuse(ctx, unresolved(e, op), atEntry(i, err))
			}
		}
		for _, o := range found {
			out, from = append(out, o), append(from, i)
		}
	}
	return out, from, nil
}

// each finds the resources that a Delete of several would end, and ties the
// deletes to what was found.
func (s *Store) each(ctx context.Context, a actor.Actor, op store.Op) ([]store.Op, error) {
	if _, _, err := s.mayWrite(ctx, a, op, nil); err != nil {
		return nil, err
	}
	q, err := search.ParseString(op.Type, op.Condition, true)
	if err != nil {
		return nil, err
	}
	if len(q.Params) == 0 { // it would find everything
		return nil, outcome.New(outcome.PreconditionFailed, "the condition has no search parameter")
	}
	q.Count = search.MaxCount
	var out []store.Op
	for {
		res, err := s.inner.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range res.Matches {
			out = append(out, store.Op{Verb: store.Delete, Type: r.Type, ID: r.ID, IfMatch: r.Version})
		}
		if len(out) > store.MaxMultiple {
			return nil, outcome.New(outcome.TooLarge, "the condition matches more than %d resources", store.MaxMultiple)
		}
		if q.Page = res.Next; q.Page == "" {
			break
		}
	}
	if len(out) == 0 {
		op.Multiple = false
		return []store.Op{op}, nil
	}
	return out, nil
}

// gathered joins the results of operations that were spread.
func gathered(results []store.Result, from []int, n int) []store.Result {
	out := make([]store.Result, 0, n)
	for i, r := range results {
		if i > 0 && from[i] == from[i-1] {
			last := &out[len(out)-1]
			last.Also = append(last.Also, r.Resource)
			continue
		}
		out = append(out, r)
	}
	return out
}

// bulk is the number of writes from which a batch leaves one event for each
// action, and not one for each write.
const bulk = 50

// together joins the events of a large batch, such as one of an import, and of
// a message, whose parts are one act of its sender: one event for each action
// names everything that was written and every patient.
func together(events []audit.Event) []audit.Event {
	var out []audit.Event
	seen := map[audit.Action]map[string]bool{}
	for _, e := range events {
		at := slices.IndexFunc(out, func(o audit.Event) bool { return o.Action == e.Action })
		if at < 0 {
			at = len(out)
			first := e
			first.Entities, first.Patients = nil, nil
			out = append(out, first)
			seen[e.Action] = map[string]bool{}
		}
		out[at].Entities = append(out[at].Entities, e.Entities...)
		for _, p := range e.Patients {
			if !seen[e.Action][p] {
				seen[e.Action][p] = true
				out[at].Patients = append(out[at].Patients, p)
			}
		}
	}
	return out
}

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
