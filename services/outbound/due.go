package outbound

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// due gives the deliveries that a change asks for.
func (s *Service) due(ctx context.Context, r store.Resource) ([]Delivery, error) {
	var make func(context.Context, store.Resource) (*letter, error)
	switch r.Type {
	case "ServiceRequest", "MedicationRequest":
		make = s.order
	case "Composition", "DocumentReference":
		make = s.document
	default:
		return nil, nil
	}
	if r.Deleted || foreign(r.JSON) {
		return nil, nil
	}
	l, err := make(ctx, r)
	if l == nil || err != nil {
		return nil, err
	}
	var out []Delivery
	for _, name := range slices.Sorted(keys(s.queues)) {
		q := s.queues[name]
		if !wants(q.to, l) {
			continue
		}
		d := Delivery{
			Destination: name, Focus: r.Key.String(), ControlID: controlID(r), Seq: r.Seq, Status: "requested", At: s.now(), patient: l.patientRef,
		}
		d.Type, d.message = l.write(q.to, d.ControlID, s.cfg.Site, s.cfg.Now())
		out = append(out, d)
	}
	return out, nil
}

// controlID is MSH-10: the time and place of the change in the feed. It is the
// same however often the change is planned, and another after the store was
// set up anew.
func controlID(r store.Resource) string {
	return strconv.FormatInt(r.LastUpdated.UnixMilli(), 36) + "-" + strconv.FormatInt(r.Seq, 36)
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// foreign reports a resource that came in by HL7 v2: its sender has it.
func foreign(body []byte) bool {
	var v struct{ Meta struct{ Source string } }
	return json.Unmarshal(body, &v) != nil || strings.HasPrefix(v.Meta.Source, "urn:hl7v2:")
}

func wants(d site.Destination, l *letter) bool {
	return slices.ContainsFunc(d.Messages, func(m string) bool {
		switch m {
		case site.Orders:
			return l.kind == site.Orders || l.kind == site.Laboratory
		default:
			return l.kind == m
		}
	})
}

// order is the letter of an order that a named clinician has made active, or of
// the end of one that was.
func (s *Service) order(ctx context.Context, r store.Resource) (*letter, error) {
	var now request
	if err := json.Unmarshal(r.JSON, &now); err != nil {
		return nil, nil //nolint:nilerr // the store takes no such resource
	}
	was := request{}
	if r.Version > 1 {
		before, err := s.cfg.Store.ReadVersion(ctx, r.Key, r.Version-1)
		if err != nil && !outcome.Is(err, outcome.Gone) && !outcome.Is(err, outcome.NotFound) {
			return nil, fmt.Errorf("outbound: %w", err)
		}
		_ = json.Unmarshal(before.JSON, &was) // a deleted one was nothing
	}
	control := control(was, now)
	if control == "" {
		return nil, nil
	}
	l := &letter{kind: site.Orders, request: &now, control: control, id: r.ID}
	if r.Type == "MedicationRequest" {
		l.kind = site.Medication
	} else if now.laboratory() {
		l.kind = site.Laboratory
	}
	return l, s.address(ctx, l, now.Subject.Reference, now.Encounter.Reference, now.Requester)
}

// control is the order control code of a change (HL7 table 0119): a new order,
// a changed one, or one that is called off. Only orders that are signed, with
// the clinician named, count.
func control(was, now request) string {
	started, runs := was.signed() && was.Status == "active", now.signed() && now.Status == "active"
	switch {
	case runs && !started:
		return "NW"
	case runs:
		return "XO"
	case !started:
		return ""
	}
	switch now.Status {
	case "revoked", "cancelled", "entered-in-error":
		return "CA"
	case "stopped":
		return "DC"
	case "on-hold":
		return "HD"
	}
	return ""
}

// document is the letter of a document that a clinician has signed.
func (s *Service) document(ctx context.Context, r store.Resource) (*letter, error) {
	var doc paper
	if err := json.Unmarshal(r.JSON, &doc); err != nil {
		return nil, nil //nolint:nilerr // the store takes no such resource
	}
	author, ok := doc.signed(r.Type)
	if !ok {
		return nil, nil
	}
	l := &letter{kind: site.Documents, paper: &doc, id: r.ID, again: r.Version > 1}
	if r.Version > 1 {
		before, err := s.cfg.Store.ReadVersion(ctx, r.Key, r.Version-1)
		if err != nil && !outcome.Is(err, outcome.Gone) && !outcome.Is(err, outcome.NotFound) {
			return nil, fmt.Errorf("outbound: %w", err)
		}
		var was paper
		_ = json.Unmarshal(before.JSON, &was) // a deleted one was nothing
		_, l.again = was.signed(r.Type)
	}
	encounter := doc.Encounter.Reference
	if encounter == "" && len(doc.Context.Encounter) > 0 {
		encounter = doc.Context.Encounter[0].Reference
	}
	return l, s.address(ctx, l, doc.Subject.Reference, encounter, author)
}

// address reads the people and the visit of a letter.
func (s *Service) address(ctx context.Context, l *letter, patient, encounter string, clinician reference) error {
	l.patientRef = patient
	l.clinician.Display = clinician.Display
	for ref, into := range map[string]any{patient: &l.patient, encounter: &l.visit, clinician.Reference: &l.clinician} {
		typ, id, ok := strings.Cut(ref, "/")
		if !ok || strings.Contains(id, "/") {
			continue
		}
		r, err := s.cfg.Store.Read(ctx, store.Key{Type: typ, ID: id})
		if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
			continue
		}
		if err != nil {
			return fmt.Errorf("outbound: %w", err)
		}
		if err := json.Unmarshal(r.JSON, into); err != nil {
			return fmt.Errorf("outbound: %s: %w", r.Key, err)
		}
	}
	return nil
}
