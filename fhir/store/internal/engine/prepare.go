package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// op is a store.Op that has been checked. It is not changed after prepare.
type op struct {
	store.Op
	path string
	// key is the target, when it is known before the search of a condition.
	key  store.Key
	cond *search.Query
	// fresh marks a Create whose id the store made up: nobody can have it.
	fresh bool
	doc   *r4.Doc
	// index holds the index values when the body needs no more rewriting.
	index []search.IndexValue
	ready bool
	// late marks a body with conditional references, which may mean resources
	// of the same batch.
	late bool
	// asks are the types of conditional references.
	asks []string
}

// Apply implements store.Writer.
func (e *Engine) Apply(ctx context.Context, b store.Batch) (results []store.Result, err error) {
	err = e.Use(ctx, func() error {
		ops, err := e.prepare(b)
		if err != nil {
			return err
		}
		var a *applying
		j := &job{weight: 1 + len(ops), locks: append(locks(ops), inboxLocks(b.Receive)...)}
		j.asks = slices.ContainsFunc(ops, func(o op) bool { return o.cond != nil })
		j.steps = len(b.Settle)+len(b.Receive) > 0 || slices.ContainsFunc(ops, func(o op) bool { return o.late })
		j.run = func(ctx context.Context, g *group) error {
			a = &applying{engine: e, group: g, direct: j.steps, ops: ops, settle: b.Settle, receive: b.Receive}
			return a.run(ctx)
		}
		if err := e.queue.submit(ctx, j); err != nil {
			return err
		}
		results = a.finish()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: apply: %w", e.Name, err)
	}
	return results, nil
}

// locks are the types of a batch: a type under a condition is held alone, so
// that what the search saw still holds at the write.
func locks(ops []op) []Lock {
	var out []Lock
	for _, o := range ops {
		out = append(out, Lock{"type:" + o.Type, o.cond != nil})
		for _, typ := range o.asks {
			out = append(out, Lock{"type:" + typ, false})
		}
		if o.cond == nil {
			continue
		}
		for _, typ := range o.cond.Types() {
			out = append(out, Lock{"type:" + typ, true})
		}
	}
	return out
}

func (e *Engine) prepare(b store.Batch) ([]op, error) {
	ops := make([]op, len(b.Ops))
	names := map[string]string{}
	for i, in := range b.Ops {
		o, err := e.check(in)
		if err != nil {
			return nil, at(fmt.Sprintf("Bundle.entry[%d]", i), err)
		}
		o.path = fmt.Sprintf("Bundle.entry[%d]", i)
		if in.FullURL != "" {
			if _, twice := names[in.FullURL]; twice {
				return nil, outcome.At(outcome.Invalid, o.path, "two entries have the same fullUrl")
			}
			names[in.FullURL] = ""
			if o.cond == nil {
				names[in.FullURL] = o.key.String()
			}
		}
		ops[i] = o
	}
	for i := range ops {
		e.settleBody(&ops[i], names)
	}
	return ops, nil
}

// at names the entry that an error is of, unless it names a place in that entry
// by itself.
func at(path string, err error) error {
	known := outcome.Error{Kind: outcome.KindOf(err), Path: path, Err: err}
	var inner string
	known.Detail, inner = outcome.Public(err)
	if strings.HasPrefix(inner, path) {
		known.Path = inner
	}
	var own *outcome.Error
	if errors.As(err, &own) {
		known.Issues = own.Issues
	}
	return &known
}

func (e *Engine) check(in store.Op) (op, error) {
	o := op{Op: in}
	if !r4.ValidType(in.Type) {
		return o, outcome.New(outcome.Invalid, "not a resource type")
	}
	if in.ID != "" && !r4.ValidID(in.ID) {
		return o, outcome.New(outcome.Invalid, "not a FHIR id")
	}
	if err := e.checkTarget(&o); err != nil || in.Verb == store.Delete {
		return o, err
	}
	if in.Verb == store.Patch { // what it refers to is known when it has been made
		o.late = true
		return o, nil
	}
	var err error
	o.doc, err = o.Parsed()
	if err == nil {
		err = sameType(in.Type, o.doc)
	}
	return o, err
}

func sameType(typ string, doc *r4.Doc) error {
	if doc.Type() != typ {
		return outcome.New(outcome.Invalid, "resourceType is not %s", typ)
	}
	return nil
}

func parseBody(typ string, body []byte) (*r4.Doc, error) {
	doc, err := r4.Parse(body)
	if err == nil {
		err = sameType(typ, doc)
	}
	return doc, err
}

func (e *Engine) checkTarget(o *op) error {
	condition := o.Condition
	switch o.Verb {
	case store.Create:
		if condition = o.IfNoneExist; o.Condition != "" || o.IfMatch != 0 || o.IfNoneMatch {
			return outcome.New(outcome.Invalid, "a create takes If-None-Exist only")
		}
		if o.fresh = o.ID == ""; o.fresh {
			o.ID = e.NewID()
		}
	case store.Update, store.Delete, store.Patch:
		if o.ID == "" && condition == "" {
			return outcome.New(outcome.Invalid, "the id is missing")
		}
	default:
		return outcome.New(outcome.Invalid, "not a verb")
	}
	if (o.Verb == store.Patch) != (o.Edit != nil) || o.Multiple && (o.Verb != store.Delete || condition == "" || o.ID != "") ||
		o.IfNoneMatch && o.Verb != store.Update {
		return outcome.New(outcome.Invalid, "this does not go with the verb")
	}
	o.key = store.Key{Type: o.Type, ID: o.ID}
	if condition == "" {
		return nil
	}
	q, err := parseCondition(o.Type, condition)
	o.cond = q
	return err
}

// parseCondition reads a condition strictly: a parameter left out would widen
// it, and an empty one would match everything.
func parseCondition(typ, condition string) (*search.Query, error) {
	q, err := search.ParseString(typ, condition, true)
	if err != nil {
		return nil, err
	}
	if len(q.Params) == 0 {
		return nil, outcome.New(outcome.PreconditionFailed, "the condition has no search parameter")
	}
	return &q, nil
}

// settleBody rewrites what is known and indexes bodies that are then final.
func (e *Engine) settleBody(o *op, names map[string]string) {
	if o.doc == nil {
		return
	}
	refs := o.doc.References()
	unknown := slices.ContainsFunc(refs, func(r r4.Reference) bool {
		final, named := names[r.Text]
		return named && final == ""
	})
	for _, r := range refs {
		if r.Conditional() {
			typ, _, _ := strings.Cut(r.Text, "?")
			o.late, o.asks = true, append(o.asks, typ)
		}
	}
	o.doc = o.doc.RewriteReferences(func(r r4.Reference) (string, bool) {
		final := names[r.Text]
		return final, final != ""
	})
	if o.ready = !unknown && !o.late; o.ready {
		o.index = search.Extract(o.Type, o.doc, e.Zone)
	}
}
