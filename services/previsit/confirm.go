package previsit

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

type object = map[string]any

// Confirm closes the interview and, in one commit, leaves for the doctor: the
// summary (Composition, preliminary), the urgency (RiskAssessment) and the
// tests as proposals (ServiceRequest, draft). It sends nothing and activates
// nothing.
func (s *Service) Confirm(ctx context.Context, interview string) (Conversation, error) {
	iv, err := s.load(ctx, interview)
	if err != nil {
		return Conversation{}, err
	}
	base, err := s.base(ctx, iv)
	if err != nil {
		return Conversation{}, err
	}
	p := s.place(base, iv)
	if iv.Status == agent.StatusConfirmed {
		return s.render(ctx, p, iv)
	}
	if p.status != agent.StatusReview {
		return Conversation{}, outcome.New(outcome.Conflict, "there is no summary to confirm yet")
	}
	r := &renderer{Service: s, ctx: ctx, p: p, lang: iv.Lang}
	sum := r.summary()
	if r.err != nil {
		return Conversation{}, r.err
	}
	iv.Status = agent.StatusConfirmed
	p.status = agent.StatusConfirmed
	ops, err := s.papers(iv, p, sum)
	if err != nil {
		return Conversation{}, err
	}
	if err := s.save(ctx, &iv, ops...); err != nil {
		return Conversation{}, err
	}
	return s.render(ctx, p, iv)
}

func (s *Service) papers(iv agent.Interview, p position, sum *Summary) ([]store.Op, error) {
	if sum.Other {
		return nil, nil
	}
	resources := []object{s.composition(iv, sum)}
	if p.assessment.Why != reason.NoComplaint {
		resources = append(resources, s.risk(iv, p))
	}
	for _, t := range sum.Tests {
		resources = append(resources, s.proposal(iv, t))
	}
	var ops []store.Op
	for _, r := range resources {
		body, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("previsit: encode %v: %w", r["resourceType"], err)
		}
		ops = append(ops, store.Op{Verb: store.Create, Type: r["resourceType"].(string), Body: body})
	}
	return ops, nil
}

// ofVisit sets the members that every paper of the visit has.
func ofVisit(iv agent.Interview, r object) object {
	r["meta"] = agent.AIMeta()
	r["subject"] = object{"reference": "Patient/" + iv.Patient}
	if iv.Encounter != "" {
		r["encounter"] = object{"reference": "Encounter/" + iv.Encounter}
	}
	return r
}

func (s *Service) composition(iv agent.Interview, sum *Summary) object {
	var sections []object
	for _, sec := range sum.Sections {
		sections = append(sections, object{
			"title": sec.Title.Text(), "code": object{"text": sec.ID},
			"text": object{"status": "generated", "div": div(sec.Items)},
		})
	}
	return ofVisit(iv, object{
		"resourceType": "Composition", "status": "preliminary",
		"type":    object{"coding": []object{{"system": "http://loinc.org", "code": "10164-2", "display": "History of Present illness Narrative"}}},
		"date":    s.Now().UTC().Format(time.RFC3339),
		"author":  []object{{"display": "Apricot"}},
		"title":   sum.AILabel.Text(),
		"section": sections,
	})
}

// div is the narrative of a section: text only, escaped.
func div(items []Item) string {
	var b strings.Builder
	b.WriteString(`<div xmlns="http://www.w3.org/1999/xhtml"><ul>`)
	for _, it := range items {
		b.WriteString("<li>" + html.EscapeString(strings.TrimSpace(it.Label.Text()+" "+it.Value.Text()+it.Said)) + "</li>")
	}
	b.WriteString("</ul></div>")
	return b.String()
}

func (s *Service) risk(iv agent.Interview, p position) object {
	level := itoa(p.assessment.Level)
	dept := s.labels(p.assessment.Department)
	return ofVisit(iv, object{
		"resourceType": "RiskAssessment", "status": "preliminary",
		"occurrenceDateTime": s.Now().UTC().Format(time.RFC3339),
		"method":             object{"text": "Apricot " + s.Graph.Hash()},
		"basis":              []object{{"reference": "QuestionnaireResponse/" + iv.ID}},
		"prediction": []object{{
			"outcome": object{
				"coding": []object{{"system": agent.LevelSystem, "code": level}},
				"text":   s.labels("phrase.level." + level).In(iv.Lang),
			},
			"rationale": strings.Join(p.assessment.UrgencyBy, " "),
		}},
		"note": []object{{"text": p.assessment.Department + " " + dept.In(iv.Lang)}},
	})
}

func (s *Service) proposal(iv agent.Interview, t Test) object {
	code := object{"text": t.Name.Text()}
	coding := []object{{"system": "https://apricot.health/fhir/CodeSystem/investigation", "code": t.Investigation}}
	if inv, ok := s.Graph.Investigation(t.Investigation); ok && inv.Loinc != "" {
		coding = append(coding, object{"system": "http://loinc.org", "code": inv.Loinc})
	}
	code["coding"] = coding
	return ofVisit(iv, object{
		"resourceType": "ServiceRequest", "status": "draft", "intent": "proposal", "code": code,
		"authoredOn":     s.Now().UTC().Format(time.RFC3339),
		"reasonCode":     []object{{"text": t.Why.Text()}},
		"supportingInfo": []object{{"reference": "QuestionnaireResponse/" + iv.ID}},
	})
}
