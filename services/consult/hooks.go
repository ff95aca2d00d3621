package consult

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"apricot.health/fhir/cdshooks"
	"apricot.health/fhir/outcome"
)

// hook is one CDS Hooks service of the copilot.
type hook struct {
	*Service
	lang       string
	definition cdshooks.ServiceDefinition
	respond    func(h hook, ctx context.Context, r cdshooks.Request) ([]Card, error)
}

// Hooks are the CDS Hooks services, worded in lang: the protocol has no
// language of its own, so a site that needs two mounts two.
func (s *Service) Hooks(lang string) []cdshooks.Service {
	prefetch := map[string]string{
		"patient":     "Patient/{{context.patientId}}",
		"allergies":   "AllergyIntolerance?patient={{context.patientId}}",
		"encounter":   "Encounter/{{context.encounterId}}",
		"conditions":  "Condition?patient={{context.patientId}}",
		"medications": "MedicationRequest?patient={{context.patientId}}&status=active",
		"results":     "Observation?patient={{context.patientId}}&category=laboratory&_sort=-date&_count=100",
	}
	return []cdshooks.Service{
		hook{s, lang, cdshooks.ServiceDefinition{
			ID: ServicePatientView, Hook: cdshooks.PatientView, Title: "Apricot: before you see the patient", Prefetch: prefetch,
			Description: "Pre-visit summary with urgency, a short differential with its reasoning, and what must not be missed.",
		}, hook.patientView},
		hook{s, lang, cdshooks.ServiceDefinition{
			ID: ServiceOrderSelect, Hook: cdshooks.OrderSelect, Title: "Apricot: order check on selection", Prefetch: prefetch,
			Description: "Checks the selected orders for allergy, interaction, pregnancy, renal dose and duplicates against the record.",
		}, hook.orders},
		hook{s, lang, cdshooks.ServiceDefinition{
			ID: ServiceOrderSign, Hook: cdshooks.OrderSign, Title: "Apricot: order check before signing", Prefetch: prefetch,
			Description: "Checks orders for allergy, interaction, pregnancy, renal dose and duplicates against the record.",
		}, hook.orders},
	}
}

// Definition implements cdshooks.Service.
func (h hook) Definition() cdshooks.ServiceDefinition { return h.definition }

// Respond implements cdshooks.Service. A patient that neither the store nor
// the EMR's prefetch knows is a failed precondition (CDS Hooks 2.0, 412).
func (h hook) Respond(ctx context.Context, r cdshooks.Request) (cdshooks.Response, error) {
	cards, err := h.respond(h, ctx, r)
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
		return cdshooks.Response{}, cdshooks.Unavailable("the patient")
	}
	if err != nil {
		return cdshooks.Response{}, err
	}
	out := cdshooks.Response{Cards: make([]cdshooks.Card, 0, len(cards))}
	for _, c := range cards {
		out.Cards = append(out.Cards, c.cds())
	}
	return out, nil
}

func (h hook) patientView(ctx context.Context, r cdshooks.Request) ([]Card, error) {
	v, err := h.View(ctx, h.lang, r.Context.PatientID, h.sent(r)...)
	return v.Cards, err
}

func (h hook) orders(ctx context.Context, r cdshooks.Request) ([]Card, error) {
	return h.CheckBundle(ctx, h.lang, h.definition.ID, r.Context.PatientID, r.Context.DraftOrders, r.Context.Selections, h.sent(r)...)
}

// sent are the prefetched resources, taken out of their Bundles. What could not
// be had stays unknown.
func (h hook) sent(r cdshooks.Request) [][]byte {
	var out [][]byte
	for _, key := range slices.Sorted(maps.Keys(h.definition.Prefetch)) {
		p, ok := r.Prefetched(key)
		if !ok {
			continue
		}
		var b bundle
		if json.Unmarshal(p.Resource, &b) != nil || b.ResourceType != "Bundle" {
			out = append(out, p.Resource)
			continue
		}
		for _, e := range b.Entry {
			if len(e.Resource) > 0 {
				out = append(out, e.Resource)
			}
		}
	}
	return out
}

// cds writes a card as the protocol has it.
func (c Card) cds() cdshooks.Card {
	out := cdshooks.Card{
		UUID: c.UUID, Summary: c.Summary.Text(), Detail: c.Detail.Text(), Indicator: cdshooks.Indicator(c.Indicator),
		Source: cdshooks.Source{Label: c.Source.Text()},
	}
	for _, r := range c.Overrides {
		out.OverrideReasons = append(out.OverrideReasons, cdshooks.Coding{Code: r.Code, System: OverrideSystem, Display: r.Display.Text()})
	}
	for _, x := range c.Suggestions {
		out.SelectionBehavior = cdshooks.Any
		out.Suggestions = append(out.Suggestions, cdshooks.Suggestion{
			UUID: x.UUID, Label: x.Label.Text(),
			Actions: []cdshooks.Action{{Type: "create", Description: x.Label.Text(), Resource: x.Resource}},
		})
	}
	return out
}

// Sink takes the feedback of the CDS Hooks services.
func (s *Service) Sink() cdshooks.FeedbackSink { return sink{s} }

type sink struct{ s *Service }

// Feedback implements cdshooks.FeedbackSink.
func (k sink) Feedback(ctx context.Context, service string, f cdshooks.FeedbackRequest) error {
	all := make([]Feedback, 0, len(f.Feedback))
	for _, x := range f.Feedback {
		all = append(all, Feedback{
			Service: service, Card: x.Card, Outcome: x.Outcome, ReasonCode: x.Reason.Code, ReasonSystem: x.Reason.System,
			ReasonText: x.Reason.Display, Comment: x.UserComment, At: x.At, Suggestions: x.AcceptedSuggestions,
		})
	}
	return k.s.Feedback(ctx, all...)
}
