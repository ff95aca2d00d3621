package app

import (
	"context"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/fence"
	"apricot.health/services/agent"
	"apricot.health/services/portal"
	"apricot.health/services/previsit"
)

// linkLife is how long a visit link can be opened.
const linkLife = 72 * time.Hour

// emergencyCall is the number of the emergency service in mainland China.
const emergencyCall = "120"

// portalPrevisit shows conversations of the pre-visit agent on the portal.
// Only what the fence cleared for patients becomes text.
type portalPrevisit struct{ now func() *rooms }

var _ portal.Previsit = portalPrevisit{}

// State implements portal.Previsit.
func (a portalPrevisit) State(ctx context.Context, interview string) (portal.Conversation, error) {
	return shownTo(a.now().previsit.State(ctx, interview))
}

// Answer implements portal.Previsit.
func (a portalPrevisit) Answer(ctx context.Context, interview string, in portal.Answer) (portal.Conversation, error) {
	return shownTo(a.now().previsit.Answer(ctx, interview, agent.Answer{
		Question: in.Question, Text: in.Text, Option: in.Option, Number: in.Number, Chosen: in.Chosen, Unknown: in.Unknown,
	}))
}

// Language implements portal.Previsit.
func (a portalPrevisit) Language(ctx context.Context, interview, lang string) (portal.Conversation, error) {
	return shownTo(a.now().previsit.Language(ctx, interview, lang))
}

// Back implements portal.Previsit.
func (a portalPrevisit) Back(ctx context.Context, interview, turn string) (portal.Conversation, error) {
	return shownTo(a.now().previsit.Back(ctx, interview, turn))
}

// Confirm implements portal.Previsit.
func (a portalPrevisit) Confirm(ctx context.Context, interview string) (portal.Conversation, error) {
	return shownTo(a.now().previsit.Confirm(ctx, interview))
}

// Person implements portal.Previsit.
func (a portalPrevisit) Person(ctx context.Context, interview string) (portal.Conversation, error) {
	return shownTo(a.now().previsit.Person(ctx, interview))
}

// portalLinks makes and opens visit links for the portal.
type portalLinks struct{ now func() *rooms }

var _ portal.Links = portalLinks{}

// Invite implements portal.Links.
func (a portalLinks) Invite(ctx context.Context, inv portal.Invitation) (string, error) {
	return a.now().previsit.Invite(ctx, previsit.Invitation{
		Patient: inv.Patient, Encounter: inv.Encounter, Lang: inv.Lang, ValidFor: linkLife,
	})
}

// Open implements portal.Links. Nobody is logged in yet, so Apricot itself
// looks the token up.
func (a portalLinks) Open(ctx context.Context, token string) (portal.Visit, error) {
	self := actor.System("visit-link")
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		self.TraceID = sc.TraceID().String()
	}
	v, err := a.now().previsit.Open(actor.With(ctx, self), token)
	if err != nil {
		return portal.Visit{}, err
	}
	return portal.Visit{Interview: v.Interview, Patient: v.Patient}, nil
}

// patientText is the text if it was cleared for patients, and nothing if not.
func patientText(c fence.Cleared) string {
	if c.Audience() != fence.Patient {
		return ""
	}
	return c.Text()
}

// shownTo turns a conversation into what the portal sends. A question whose
// words the fence withheld cannot be asked, so the patient is told to turn to
// a person instead of to an empty screen.
func shownTo(c previsit.Conversation, err error) (portal.Conversation, error) {
	if err != nil {
		return portal.Conversation{}, err
	}
	out := portal.Conversation{
		ID: c.ID, Lang: c.Lang, Status: c.Status, Turns: turnsOf(c),
		Progress:  portal.Progress{Asked: c.Asked, AtMost: c.AtMost},
		Labels:    portal.Labels{AI: patientText(c.AILabel), Person: patientText(c.Person)},
		Emergency: emergencyOf(c.Emergency), Summary: summaryOf(c.Summary), Patient: c.Patient,
	}
	if c.Question == nil {
		return out, nil
	}
	out.Question = questionOf(*c.Question)
	if before := patientText(c.Question.Before); before != "" {
		out.Turns = append(out.Turns, portal.Turn{ID: "before", From: "apricot", Text: before})
	}
	if out.Question.Text == "" {
		return portal.Conversation{}, outcome.New(outcome.Unavailable, "the next question cannot be shown; please ask a member of staff")
	}
	return out, nil
}

func turnsOf(c previsit.Conversation) []portal.Turn {
	turns := []portal.Turn{}
	if hello := patientText(c.Greeting); hello != "" {
		turns = append(turns, portal.Turn{ID: "greeting", From: "apricot", Text: hello})
	}
	for _, t := range c.Turns {
		if asked := patientText(t.Asked); asked != "" {
			turns = append(turns, portal.Turn{ID: "q-" + t.ID, From: "apricot", Text: asked, At: t.At, Question: t.Question})
		}
		said := t.Said
		if said == "" {
			said = strings.Join(patientTexts(t.Chosen), " · ")
		}
		turns = append(turns, portal.Turn{
			ID: t.ID, From: "patient", Text: said, At: t.At, Question: t.Question, Editable: c.Status != agent.StatusConfirmed,
		})
	}
	return turns
}

func questionOf(q previsit.Question) *portal.Question {
	out := &portal.Question{
		ID: q.ID, Text: patientText(q.Text), Kind: q.Kind, Options: []portal.Option{}, Unit: q.Unit, AllowUnknown: q.AllowUnknown,
	}
	for _, o := range q.Options {
		if label := patientText(o.Label); label != "" {
			out.Options = append(out.Options, portal.Option{ID: o.ID, Label: label})
		}
	}
	return out
}

func emergencyOf(e *previsit.Emergency) *portal.Emergency {
	if e == nil {
		return nil
	}
	return &portal.Emergency{
		Title: patientText(e.Title), Text: patientText(e.Text), Call: emergencyCall,
		Reasons: patientTexts(e.Reasons), Actions: patientTexts(e.Actions),
	}
}

func patientTexts(cs []fence.Cleared) []string {
	out := []string{}
	for _, c := range cs {
		if text := patientText(c); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func summaryOf(s *previsit.Summary) *portal.Summary {
	if s == nil {
		return nil
	}
	out := &portal.Summary{
		Sections:   []portal.Section{},
		Urgency:    portal.Urgency{Level: s.Level, Label: patientText(s.LevelLabel), Text: patientText(s.LevelText)},
		Department: portal.Department{ID: s.DepartmentID, Label: patientText(s.DepartmentLabel)},
		Tests:      []portal.Test{}, Label: patientText(s.AILabel), Notice: patientText(s.Notice), NothingTold: s.Nothing, AboutOther: s.Other,
	}
	for _, sec := range s.Sections {
		shown := portal.Section{ID: sec.ID, Title: patientText(sec.Title), Items: []portal.Item{}}
		for _, it := range sec.Items {
			text := it.Said
			if text == "" {
				text = patientText(it.Value)
			}
			if label := patientText(it.Label); label != "" || text != "" {
				shown.Items = append(shown.Items, portal.Item{Label: label, Text: text})
			}
		}
		out.Sections = append(out.Sections, shown)
	}
	for _, t := range s.Tests {
		if name := patientText(t.Name); name != "" {
			out.Tests = append(out.Tests, portal.Test{Name: name, Why: patientText(t.Why), Status: "draft"})
		}
	}
	out.Tests = portal.ByReason(out.Tests)
	return out
}
