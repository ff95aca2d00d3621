package consult

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

type object = map[string]any

// moduleBase names a CDS service in the GuidanceResponse of a card.
const moduleBase = "https://apricot.health/cds-services/"

// issue keeps that these cards were shown, one GuidanceResponse a card under
// the card's own id, so that feedback finds what it is about. Showing the same
// card again writes nothing.
func (s *Service) issue(ctx context.Context, patient string, cards []Card) error {
	ops := make([]store.Op, 0, len(cards))
	for _, c := range cards {
		body, err := json.Marshal(s.guidance(patient, c))
		if err != nil {
			return fmt.Errorf("consult: encode card: %w", err)
		}
		ops = append(ops, store.Op{
			Verb: store.Create, Type: "GuidanceResponse", ID: c.UUID, IfNoneExist: "identifier=urn:uuid:" + c.UUID, Body: body,
		})
	}
	if len(ops) == 0 {
		return nil
	}
	if _, err := s.Store.Apply(ctx, store.Batch{Ops: ops}); err != nil {
		return fmt.Errorf("consult: keep cards: %w", err)
	}
	return nil
}

// guidance is the record of one card: which service, how loud, which decision,
// and no word of what it said, which the decision can replay.
func (s *Service) guidance(patient string, c Card) object {
	g := object{
		"resourceType": "GuidanceResponse", "meta": agent.AIMeta(),
		"identifier": []object{{"value": "urn:uuid:" + c.UUID}},
		"moduleUri":  moduleBase + c.Service, "status": "success",
		"subject":            object{"reference": "Patient/" + patient},
		"occurrenceDateTime": s.Now().UTC().Format(time.RFC3339),
		"reasonCode":         []object{{"coding": []object{{"system": "https://apricot.health/fhir/CodeSystem/card-indicator", "code": c.Indicator}}}},
	}
	if c.Decision != "" {
		g["requestIdentifier"] = object{"system": "https://apricot.health/fhir/decision", "value": c.Decision}
	}
	return g
}

// The outcomes of a card (CDS Hooks 2.0, feedback).
const (
	Accepted   = "accepted"
	Overridden = "overridden"
)

// Feedback is what a doctor did with a card.
type Feedback struct {
	// Service may be empty when the card's own is meant.
	Service, Card, Outcome string
	// Reason is one of the card's override reasons, or the EMR's own.
	ReasonCode, ReasonSystem, ReasonText string
	Comment                              string
	// Suggestions are the uuids of those that were taken over.
	Suggestions []string
	// At is when it happened; zero is now.
	At time.Time
}

// The category of feedback among Communications.
const (
	feedbackSystem = "https://apricot.health/fhir/CodeSystem/communication"
	feedbackCode   = "card-feedback"
)

// maxComment bounds what a doctor may write, in characters.
const maxComment = 2000

// Feedback keeps what a doctor did with cards, each as a Communication about
// the card's GuidanceResponse, all or none; the same feedback sent twice is
// kept once. Without a time it is the same when it repeats what this doctor
// said last of the card: who comes back to a first mind is heard. It is NotFound for a card that was never issued, and Invalid for
// another outcome than accepted and overridden.
func (s *Service) Feedback(ctx context.Context, fs ...Feedback) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	ops := make([]store.Op, 0, len(fs))
	for _, f := range fs {
		subject, err := s.issued(ctx, f)
		if err != nil {
			return err
		}
		var last spoken
		said, now := fmt.Appendf(nil, "%s\x00%v", a.ID, f), f.At.IsZero()
		if now {
			f.At = s.Now()
			if last, err = s.saidLast(ctx, a, f.Card, subject); err != nil {
				return err
			}
			// Clicks that come before the first is kept all follow the same.
			said = append(said, "\x00"+last.id...)
		}
		id := uuid.NewSHA1(cardSpace, said).URN()
		body, err := json.Marshal(communication(a, f, subject, id))
		if err != nil {
			return fmt.Errorf("consult: encode feedback: %w", err)
		}
		if now && last.repeats(body) {
			continue
		}
		ops = append(ops, store.Op{Verb: store.Create, Type: "Communication", IfNoneExist: "identifier=" + id, Body: body})
	}
	if len(ops) == 0 {
		return nil
	}
	if _, err := s.Store.Apply(ctx, store.Batch{Ops: ops}); err != nil {
		return fmt.Errorf("consult: keep feedback: %w", err)
	}
	return nil
}

// spoken is what a doctor said of a card, as it is kept; the zero value is
// nothing yet.
type spoken struct {
	id   string // of the Communication
	body []byte
}

// saidLast finds what this doctor said last of a card.
func (s *Service) saidLast(ctx context.Context, a actor.Actor, card, subject string) (spoken, error) {
	found, err := s.find(ctx, "Communication", url.Values{"subject": {subject}, "category": {feedbackSystem + "|" + feedbackCode}})
	if err != nil {
		return spoken{}, err
	}
	for _, r := range found {
		var c struct {
			About  []struct{ Reference string }
			Sender struct{ Identifier struct{ Value string } }
		}
		if err := json.Unmarshal(r.JSON, &c); err != nil {
			return spoken{}, fmt.Errorf("consult: decode feedback: %w", err)
		}
		if c.Sender.Identifier.Value == a.ID && len(c.About) == 1 && c.About[0].Reference == "GuidanceResponse/"+card {
			return spoken{r.ID, r.JSON}, nil
		}
	}
	return spoken{}, nil
}

// repeats reports that what is said anew differs from l in nothing but when.
func (l spoken) repeats(anew []byte) bool {
	var was, is object
	if json.Unmarshal(l.body, &was) != nil || json.Unmarshal(anew, &is) != nil {
		return false
	}
	for _, own := range []string{"id", "meta", "identifier", "sent"} {
		delete(was, own)
		delete(is, own)
	}
	return reflect.DeepEqual(was, is)
}

// issued checks feedback and finds whom its card was about.
func (s *Service) issued(ctx context.Context, f Feedback) (subject string, err error) {
	if f.Outcome != Accepted && f.Outcome != Overridden {
		return "", outcome.At(outcome.Invalid, "outcome", "the outcome is accepted or overridden")
	}
	if len([]rune(f.Comment)) > maxComment || len([]rune(f.ReasonText)) > maxComment {
		return "", outcome.At(outcome.TooLarge, "comment", "please write at most %d characters", maxComment)
	}
	if len(f.Suggestions) > maxOrders || slices.ContainsFunc(f.Suggestions, func(id string) bool { return uuid.Validate(id) != nil }) {
		return "", outcome.At(outcome.Invalid, "acceptedSuggestions", "a suggestion is named by its UUID")
	}
	never := outcome.New(outcome.NotFound, "there is no such card")
	if _, err := uuid.Parse(f.Card); err != nil {
		return "", never
	}
	r, err := s.Store.Read(ctx, store.Key{Type: "GuidanceResponse", ID: f.Card})
	if outcome.Is(err, outcome.Gone) {
		return "", never
	}
	if err != nil {
		return "", err
	}
	var card struct {
		ModuleURI string `json:"moduleUri"`
		Subject   struct{ Reference string }
	}
	if err := json.Unmarshal(r.JSON, &card); err != nil {
		return "", fmt.Errorf("consult: decode card: %w", err)
	}
	if !strings.HasPrefix(card.ModuleURI, moduleBase) || f.Service != "" && card.ModuleURI != moduleBase+f.Service {
		return "", never
	}
	return card.Subject.Reference, nil
}

func communication(a actor.Actor, f Feedback, subject, id string) object {
	c := object{
		"resourceType": "Communication", "status": "completed",
		"identifier": []object{{"system": "urn:ietf:rfc:3986", "value": id}},
		"category":   []object{{"coding": []object{{"system": feedbackSystem, "code": feedbackCode}}}},
		"subject":    object{"reference": subject},
		"about":      []object{{"reference": "GuidanceResponse/" + f.Card}},
		"sender":     object{"identifier": object{"system": "https://apricot.health/fhir/actor", "value": a.ID}},
		"sent":       f.At.UTC().Format(time.RFC3339),
		"payload":    []object{{"contentString": f.Outcome}},
	}
	for _, id := range f.Suggestions {
		c["payload"] = append(c["payload"].([]object), object{"contentString": "suggestion urn:uuid:" + id})
	}
	if f.ReasonCode != "" || f.ReasonText != "" {
		reason := object{}
		if f.ReasonCode != "" {
			if f.ReasonSystem == "" {
				f.ReasonSystem = OverrideSystem
			}
			reason["coding"] = []object{{"system": f.ReasonSystem, "code": f.ReasonCode}}
		}
		if f.ReasonText != "" {
			reason["text"] = f.ReasonText
		}
		c["reasonCode"] = []object{reason}
	}
	if f.Comment != "" {
		c["note"] = []object{{"text": f.Comment}}
	}
	return c
}
