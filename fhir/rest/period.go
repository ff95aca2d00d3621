package rest

import (
	"slices"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// careDates are the members that say when care was given, by which $everything
// judges start and end; the first that is there counts. A resource with none of
// them, such as an allergy, is always part of the record.
func careDates() []string {
	return []string{
		"effectiveDateTime", "effectivePeriod", "effectiveInstant", "period", "performedDateTime", "performedPeriod",
		"occurrenceDateTime", "occurrencePeriod", "onsetDateTime", "authoredOn", "started", "start", "issued", "date", "created",
	}
}

func (p period) keep(in []store.Resource) []store.Resource {
	if p.start == "" && p.end == "" {
		return in
	}
	return slices.DeleteFunc(slices.Clone(in), func(r store.Resource) bool {
		d, err := r4.Parse(r.JSON)
		return err == nil && !p.touches(d.Root())
	})
}

// touches reports whether care lies in the period, both ends included. Dates of
// lesser precision are compared as far as they go.
func (p period) touches(v r4.Value) bool {
	for _, name := range careDates() {
		m := v.Get(name)
		from, to := m.Text(), m.Text()
		if m.Kind() == r4.Object {
			from, to = m.Get("start").Text(), m.Get("end").Text()
		}
		if m.Kind() == r4.Absent || from == "" && to == "" {
			continue
		}
		return (p.end == "" || from == "" || !after(from, p.end)) && (p.start == "" || to == "" || !after(p.start, to))
	}
	return true
}

// after compares two dates by their common precision, days at most.
func after(a, b string) bool {
	n := min(len(a), len(b), len("2006-01-02"))
	return a[:n] > b[:n]
}

// references lists the resources of this server that a resource refers to.
func references(raw []byte) []store.Key {
	d, err := r4.Parse(raw)
	if err != nil {
		return nil
	}
	var out []store.Key
	for _, ref := range d.References() {
		if base, typ, id, ok := r4.SplitReference(ref.Text); ok && base == "" {
			out = append(out, store.Key{Type: typ, ID: id})
		}
	}
	return out
}
