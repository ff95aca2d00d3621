package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// The severities of the fence's findings.
const (
	critical = "critical"
	major    = "major"
)

// repeatWithin is how near two requests of one test are a repeat.
const repeatWithin = 24 * time.Hour

// CheckOrders checks orders that were written as text, such as
// "阿莫西林 0.5g 口服 tid", as order-sign checks structured ones.
func (s *Service) CheckOrders(ctx context.Context, lang, patient string, orders []string) ([]Card, error) {
	if err := known(lang); err != nil {
		return nil, err
	}
	if len(orders) > maxOrders {
		return nil, outcome.At(outcome.TooLarge, "orders", "at most %d orders are checked at once", maxOrders)
	}
	var drafts []draft
	for i, o := range orders {
		if len(o) > fence.MaxText {
			return nil, outcome.At(outcome.TooLarge, "orders["+strconv.Itoa(i)+"]", "the order is too long")
		}
		drafts = append(drafts, s.readOrder(o)...)
	}
	d, err := s.open(ctx, patient)
	if err != nil {
		return nil, err
	}
	return s.check(ctx, lang, ServiceOrderSign, d, drafts, nil)
}

// CheckBundle checks a draftOrders Bundle. selections, when not empty, names
// the orders that cards are wanted for; the others still count as drafted.
func (s *Service) CheckBundle(ctx context.Context, lang, service, patient string, bundle []byte, selections []string, prefetch ...[]byte) ([]Card, error) {
	if err := known(lang); err != nil {
		return nil, err
	}
	drafts, err := s.parseDrafts(bundle, patient)
	if err != nil {
		return nil, err
	}
	d, err := s.openWith(ctx, patient, prefetch)
	if err != nil {
		return nil, err
	}
	return s.check(ctx, lang, service, d, drafts, selections)
}

// openWith opens a patient from the store and adds what the EMR sent along;
// of a resource in both, the EMR's is the newer. A patient whom only the EMR
// knows is taken from what it sent.
func (s *Service) openWith(ctx context.Context, patient string, sent [][]byte) (dossier, error) {
	d, err := s.open(ctx, patient)
	if len(sent) == 0 || err != nil && !outcome.Is(err, outcome.NotFound) {
		return d, err
	}
	raws := map[string][]byte{}
	var order []string
	var visit []store.Resource // that the EMR has open
	put := func(key string, raw []byte) {
		if raws[key] == nil {
			order = append(order, key)
		}
		raws[key] = raw
	}
	if err == nil {
		put(d.Patient.String(), d.Patient.JSON)
		for _, r := range d.Resources {
			put(r.String(), r.JSON)
		}
	}
	for _, raw := range sent {
		var head struct{ ResourceType, ID string }
		if json.Unmarshal(raw, &head) == nil && head.ResourceType != "" {
			put(head.ResourceType+"/"+head.ID, raw)
		}
		if head.ResourceType == "Encounter" {
			visit = append(visit, store.Resource{JSON: raw})
		}
	}
	if raws["Patient/"+patient] == nil {
		return dossier{}, err
	}
	all := make([][]byte, 0, len(order))
	g := agent.Gathered{Patient: store.Resource{Key: store.Key{Type: "Patient", ID: patient}, JSON: raws["Patient/"+patient]}}
	for _, key := range order {
		all = append(all, raws[key])
		if typ, id, _ := strings.Cut(key, "/"); typ != "Patient" {
			g.Resources = append(g.Resources, store.Resource{Key: store.Key{Type: typ, ID: id}, JSON: raws[key]})
		}
	}
	if g.Chart, err = s.record.FromResources(all, s.Now()); err != nil {
		return dossier{}, err
	}
	g.Chart.Patient = patient
	d = s.think(g)
	d.department = cmp.Or(agent.DepartmentOf(s.Graph, visit), d.department)
	return d, nil
}

// check asks the fence about all drafts at once, so that they are held against
// each other too, and makes cards of what it finds: none where nothing is
// wrong.
func (s *Service) check(ctx context.Context, lang, service string, d dossier, drafts []draft, only []string) ([]Card, error) {
	c := without(d.story.Chart, drafts)
	p := s.speak(ctx, lang, c, d)
	if s.Fence.Off(d.department) {
		cards := p.offCards(d.Patient.ID, service)
		return cards, cmp.Or(p.err, s.issue(ctx, d.Patient.ID, cards))
	}
	ask := fence.Draft{Audience: fence.Order, Lang: lang, Chart: c, Urgency: p.urgency, Department: d.department}
	var asked []draft
	var problems []problem
	for i, x := range drafts {
		if x.stranger {
			problems = append(problems, p.stranger(x))
		}
		if x.drug != nil {
			ask.Orders, asked = append(ask.Orders, *x.drug), append(asked, x)
		} else if pr, ok := p.repeated(d, drafts[:i], x); ok {
			problems = append(problems, pr)
		}
	}
	decision := ""
	if len(asked) > 0 {
		dec, _, err := s.Fence.Gate(ctx, ask)
		if err != nil {
			return nil, err
		}
		decision = dec.Record.ID
		found := p.problems(dec.Findings, asked)
		if (dec.Outcome == fence.Block || dec.Outcome == fence.Handover) && !slices.ContainsFunc(found, loud) {
			// The fence holds the orders back and says nothing that can be shown:
			// silence would read as approval.
			found = append(found, problem{order: asked[0], severity: major, hazard: "unproved", message: p.unchecked()})
		}
		problems = append(problems, found...)
	}
	if len(only) > 0 {
		problems = slices.DeleteFunc(problems, func(x problem) bool { return !slices.Contains(only, x.order.ref) })
	}
	cards := p.orderCards(service, decision, d.Patient.ID, problems)
	if p.err != nil {
		return nil, p.err
	}
	return cards, s.issue(ctx, d.Patient.ID, cards)
}

// without is the chart less the drafts themselves, so that a renewal is no
// duplicate of itself.
func without(c chart.Chart, drafts []draft) chart.Chart {
	c.Medications = slices.DeleteFunc(slices.Clone(c.Medications), func(m chart.Coded) bool {
		return slices.ContainsFunc(drafts, func(x draft) bool { return x.ref != "" && x.ref == m.Evidence })
	})
	return c
}

// idle are hazards that say nothing to a doctor who is writing the order.
func idle(hazard string) bool {
	return slices.Contains([]string{"prescription_by_ai", "uncalibrated", "undeclared", "urgency_unknown"}, hazard)
}
