package feed

import (
	"context"
	"fmt"

	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// finder is the mapping.Finder over the store that messages are matched with.
// It reads without the guard: to find by identifier what a message is about is
// part of the write, which the guard judges and records, as it does for a
// conditional create.
type finder struct {
	store.Reader
	shared *shared
}

// Find implements mapping.Finder.
func (f finder) Find(ctx context.Context, typ, condition string, limit int) ([]store.Resource, error) {
	if !mapping.Shared(typ) {
		return f.find(ctx, typ, condition, limit)
	}
	key := typ + "?" + condition
	if found, ok := f.shared.get(key); ok {
		return found, nil
	}
	found, err := f.find(ctx, typ, condition, limit)
	if err == nil {
		f.shared.put(key, found)
	}
	return found, err
}

func (f finder) find(ctx context.Context, typ, condition string, limit int) ([]store.Resource, error) {
	q, err := search.ParseString(typ, condition, true)
	if err != nil {
		return nil, fmt.Errorf("feed: condition: %w", err)
	}
	q.Count = limit
	found, err := f.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("feed: search: %w", err)
	}
	return found.Matches, nil
}

// Referring implements mapping.Finder: every type is looked through that has a
// search parameter for the patient it is about, and for the visit. Records of
// what was done (AuditEvent, Provenance) stay as they are.
func (f finder) Referring(ctx context.Context, patient, visit string, limit int) ([]store.Resource, error) {
	var out []store.Resource
	for _, typ := range search.SupportedTypes() {
		if typ == "Patient" || typ == "AuditEvent" || typ == "Provenance" {
			continue
		}
		if len(out) >= limit {
			return out, nil
		}
		condition := parameter(typ, "patient", "subject", "beneficiary", "actor")
		if condition == "" {
			continue
		}
		condition += "=Patient/" + patient
		if visit != "" {
			name := parameter(typ, "encounter", "context")
			if name == "" {
				continue
			}
			condition += "&" + name + "=Encounter/" + visit
		}
		found, err := f.Find(ctx, typ, condition, limit-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// parameter is the first of these search parameters that a type has.
func parameter(typ string, names ...string) string {
	for _, name := range names {
		if _, ok := search.Lookup(typ, name); ok {
			return name
		}
	}
	return ""
}
