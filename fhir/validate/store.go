package validate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Store is a store.Store that takes only valid resources. It stands between
// compliance/guard and the database, so everything that is written passes it,
// whoever writes: REST, the HL7 feed, an import, Apricot's own agents.
type Store struct{ store.Store }

// Apply refuses the whole batch with kind Unprocessable when a resource in it
// is not valid; the error lists every problem of every resource. What a Patch
// makes is checked when it is made. AuditEvents are not looked at: the guard
// alone writes them, one with each write, and the tests of compliance/audit
// validate them.
func (s Store) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	var issues []outcome.Issue
	ops := slices.Clone(b.Ops)
	for i := range ops {
		op := &ops[i]
		switch {
		case op.Verb == store.Delete || op.Type == "AuditEvent":
			continue
		case op.Verb == store.Patch:
			op.Edit = checked(*op, i)
			continue
		}
		found, err := inEntry(op, i)
		if err != nil {
			return nil, err
		}
		issues = append(issues, found...)
	}
	if err := Error(issues); err != nil {
		return nil, err
	}
	b.Ops = ops
	return s.Store.Apply(ctx, b) //nolint:wrapcheck // a decorator
}

// checked is the Edit of a Patch whose result must be valid.
func checked(op store.Op, i int) func([]byte) ([]byte, error) {
	return func(current []byte) ([]byte, error) {
		next, err := op.Edit(current)
		if err != nil {
			return nil, err
		}
		issues, err := inEntry(&store.Op{Type: op.Type, Body: next}, i)
		if err == nil {
			err = Error(issues)
		}
		return next, err
	}
}

// inEntry gives the issues of one operation with paths in the batch.
func inEntry(op *store.Op, i int) ([]outcome.Issue, error) {
	path := fmt.Sprintf("Bundle.entry[%d]", i)
	issues, err := Op(op)
	if err != nil {
		detail, _ := outcome.Public(err)
		return nil, outcome.At(outcome.KindOf(err), path, "%s", detail)
	}
	for n := range issues {
		issues[n].Path = path + ".resource" + strings.TrimPrefix(issues[n].Path, op.Type)
	}
	return issues, nil
}

// Op checks the resource that an operation writes.
func Op(op *store.Op) ([]outcome.Issue, error) {
	d, err := op.Parsed()
	if err != nil {
		return nil, err
	}
	if d.Type() != op.Type {
		return []outcome.Issue{{Code: codeValue, Path: op.Type + ".resourceType", Detail: "the resource is not of the type " + op.Type}}, nil
	}
	return Resource(d), nil
}

// Error is nil when no issue is an error, and otherwise the error of kind
// Unprocessable that carries them all.
func Error(issues []outcome.Issue) error {
	for _, i := range issues {
		if i.Fails() {
			return &outcome.Error{Kind: outcome.Unprocessable, Detail: i.Detail, Path: i.Path, Issues: issues}
		}
	}
	return nil
}
