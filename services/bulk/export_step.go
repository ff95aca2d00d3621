package bulk

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// step is one search that the export walks through.
type step struct {
	typ    string
	types  []string // of a member, where typ is ""
	member string   // a patient of a group
	// filter is a search that the resources fit, before are those of the steps
	// before for the same type: what fits one of them is in the files already.
	filter string
	before []string
}

func (x *Exporter) steps(ctx context.Context, j *job) ([]step, error) {
	var out []step
	if j.Request.Level == "Group" {
		members, err := x.members(ctx, j)
		whole := slices.DeleteFunc(slices.Clone(j.Types), func(t string) bool { return len(j.Request.Filters[t]) > 0 })
		for _, m := range members {
			if len(whole) > 0 {
				out = append(out, step{types: whole, member: m})
			}
			for _, t := range j.Types {
				out = append(out, filtered(step{typ: t, member: m}, j.Request.Filters[t])...)
			}
		}
		return out, err
	}
	for _, t := range j.Types {
		if f := j.Request.Filters[t]; len(f) > 0 {
			out = append(out, filtered(step{typ: t}, f)...)
		} else {
			out = append(out, step{typ: t})
		}
	}
	return out, nil
}

// filtered is a step for each filter.
func filtered(s step, filters []string) []step {
	out := make([]step, len(filters))
	for i, f := range filters {
		out[i] = s
		out[i].filter, out[i].before = f, filters[:i]
	}
	return out
}

// members are the ids of the patients in the group of a job.
func (x *Exporter) members(ctx context.Context, j *job) ([]string, error) {
	r, err := x.cfg.Store.Read(ctx, store.Key{Type: "Group", ID: j.Request.Group})
	if err != nil {
		return nil, err //nolint:wrapcheck // shown as it is
	}
	d, err := r4.Parse(r.JSON)
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	var out []string
	for m := range d.Root().Get("member").Items() {
		inactive := string(m.Get("inactive").Raw()) == "true"
		if base, typ, id, ok := r4.SplitReference(m.Get("entity").Get("reference").Text()); ok && base == "" && typ == "Patient" && !inactive {
			out = append(out, id)
		}
	}
	return out, nil
}

// query is the search of a step. What is stored after the job was asked for is
// left out, so that all files are of one moment as far as search can tell.
func (w *writer) query(s step) (search.Query, error) {
	params, err := url.ParseQuery(s.filter)
	if err != nil { // it was read when the job was asked for
		return search.Query{}, fmt.Errorf("bulk: export: %w", err)
	}
	params.Set("_count", exportPage)
	params.Add("_lastUpdated", "le"+w.j.At.UTC().Format(time.RFC3339Nano))
	if since := w.j.Request.Since; !since.IsZero() {
		params.Add("_lastUpdated", "ge"+since.UTC().Format(time.RFC3339Nano))
	}
	if w.j.Page != "" {
		params.Set(search.ParamPage, w.j.Page)
	}
	o := search.Options{Strict: true}
	if s.member != "" {
		o.Compartment = &search.Compartment{Type: "Patient", ID: s.member}
		if s.typ == "" {
			params.Set("_type", strings.Join(s.types, ","))
		}
	}
	q, err := search.ParseWith(s.typ, params, o)
	if err != nil {
		return q, fmt.Errorf("bulk: export: %w", err)
	}
	q.KeyOrder = true
	return q, nil
}

// fresh leaves out what fits a filter before that of the step.
func (w *writer) fresh(ctx context.Context, s step, in []store.Resource) ([]store.Resource, error) {
	known := map[string]bool{}
	for _, filter := range s.before {
		for part := range slices.Chunk(in, idsAtOnce) {
			ids := make([]string, len(part))
			for i, r := range part {
				ids[i] = r.ID
			}
			params, err := url.ParseQuery(filter)
			if err != nil {
				return nil, fmt.Errorf("bulk: export: %w", err)
			}
			params.Add("_id", strings.Join(ids, ","))
			params.Set("_count", exportPage)
			q, err := search.Parse(s.typ, params, true)
			if err != nil {
				return nil, fmt.Errorf("bulk: export: %w", err)
			}
			found, err := w.x.cfg.Store.Search(ctx, q)
			if err != nil {
				return nil, fmt.Errorf("bulk: export: %w", err)
			}
			for _, r := range found.Matches {
				known[r.ID] = true
			}
		}
	}
	return slices.DeleteFunc(in, func(r store.Resource) bool { return known[r.ID] }), nil
}
