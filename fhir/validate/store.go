package validate

import (
	"context"
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// Store is a store.Store that takes only valid resources. It stands between
// compliance/guard and the database, so everything that is written passes it,
// whoever writes: REST, the HL7 feed, an import, Apricot's own agents.
type Store struct{ store.Store }

// Apply refuses the whole batch with kind Unprocessable when a resource in it
// is not valid; the error lists every problem of every resource. AuditEvents
// are not looked at: the guard alone writes them, one with each write, and the
// tests of compliance/audit validate them.
func (s Store) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	var issues []outcome.Issue
	for i, op := range b.Ops {
		if op.Verb == store.Delete || op.Type == "AuditEvent" {
			continue
		}
		found, err := Op(op)
		if err != nil {
			return nil, outcome.At(outcome.KindOf(err), entry(i), "%s", detail(err))
		}
		for _, issue := range found {
			issue.Path = entry(i) + ".resource" + strings.TrimPrefix(issue.Path, op.Type)
			issues = append(issues, issue)
		}
	}
	if err := Error(issues); err != nil {
		return nil, err
	}
	return s.Store.Apply(ctx, b)
}

// Op checks the resource that an operation writes.
func Op(op store.Op) ([]outcome.Issue, error) {
	d, err := r4.Parse(op.Body)
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

func entry(i int) string { return fmt.Sprintf("Bundle.entry[%d]", i) }

func detail(err error) string {
	text, _ := outcome.Public(err)
	return text
}
