package previsit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// linkSystem marks the identifier that holds the hash of a link's token.
const linkSystem = "https://apricot.health/fhir/sid/visit-link"

// tokenBytes is the length of a link's token: 192 bits, unguessable.
const tokenBytes = 24

// Invitation is for whom a link is made.
type Invitation struct {
	Patient   string
	Encounter string // may be empty before registration
	Lang      string // zh or en
	ValidFor  time.Duration
}

// Visit is what an opened link gives access to.
type Visit struct {
	Interview string
	Patient   string
	Task      string
}

// link is the Task behind a visit link.
type link struct {
	ResourceType string            `json:"resourceType"`
	ID           string            `json:"id,omitempty"`
	Identifier   []map[string]any  `json:"identifier"`
	Status       string            `json:"status"`
	Intent       string            `json:"intent"`
	Code         map[string]any    `json:"code"`
	For          map[string]string `json:"for"`
	Encounter    map[string]string `json:"encounter,omitempty"`
	Focus        map[string]string `json:"focus,omitempty"`
	AuthoredOn   string            `json:"authoredOn"`
	Restriction  struct {
		Period struct {
			End string `json:"end"`
		} `json:"period"`
	} `json:"restriction"`
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Invite makes a single-use link and its interview, and returns the token.
// Only the token's hash is kept. The actor must be allowed to write Tasks.
func (s *Service) Invite(ctx context.Context, inv Invitation) (string, error) {
	if _, err := s.Store.Read(ctx, store.Key{Type: "Patient", ID: inv.Patient}); err != nil {
		return "", err
	}
	if inv.Lang != "en" {
		inv.Lang = "zh"
	}
	var raw [tokenBytes]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("previsit: token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw[:])
	now := s.Now()
	iv := agent.Interview{Patient: inv.Patient, Encounter: inv.Encounter, Lang: inv.Lang, Status: agent.StatusActive, Authored: now}
	body, err := iv.Resource()
	if err != nil {
		return "", err
	}
	const response = "urn:uuid:5b7a1b0e-0000-4000-8000-000000000001" // a name inside this batch only
	l := link{
		ResourceType: "Task", Status: "requested", Intent: "order",
		Identifier: []map[string]any{{"system": linkSystem, "value": hashToken(token)}},
		Code:       map[string]any{"coding": []map[string]any{{"system": agent.TaskSystem, "code": agent.TaskInterview}}},
		For:        map[string]string{"reference": "Patient/" + inv.Patient},
		Focus:      map[string]string{"reference": response},
		AuthoredOn: now.UTC().Format(time.RFC3339),
	}
	if inv.Encounter != "" {
		l.Encounter = map[string]string{"reference": "Encounter/" + inv.Encounter}
	}
	l.Restriction.Period.End = now.Add(inv.ValidFor).UTC().Format(time.RFC3339)
	task, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("previsit: encode link: %w", err)
	}
	_, err = s.Store.Apply(ctx, store.Batch{Ops: []store.Op{
		{Verb: store.Create, Type: "QuestionnaireResponse", FullURL: response, Body: body},
		{Verb: store.Create, Type: "Task", Body: task},
	}})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Open uses a link up. The first caller gets the visit; every later one Gone.
// An unknown token is NotFound, an expired one Gone.
func (s *Service) Open(ctx context.Context, token string) (Visit, error) {
	q, err := search.Parse("Task", url.Values{"identifier": {linkSystem + "|" + hashToken(token)}}, true)
	if err != nil {
		return Visit{}, fmt.Errorf("previsit: open: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	if err != nil {
		return Visit{}, err
	}
	if len(res.Matches) != 1 {
		return Visit{}, outcome.New(outcome.NotFound, "this link is not known")
	}
	task := res.Matches[0]
	var l link
	if err := json.Unmarshal(task.JSON, &l); err != nil {
		return Visit{}, fmt.Errorf("previsit: decode link: %w", err)
	}
	visit := Visit{
		Interview: trim(l.Focus["reference"], "QuestionnaireResponse/"),
		Patient:   trim(l.For["reference"], "Patient/"), Task: task.ID,
	}
	end, err := time.Parse(time.RFC3339, l.Restriction.Period.End)
	if err != nil || !s.Now().Before(end) {
		return Visit{}, outcome.New(outcome.Gone, "this link has expired")
	}
	if l.Status != "requested" {
		return visit, outcome.New(outcome.Gone, "this link has been used")
	}
	l.Status = "in-progress"
	body, err := json.Marshal(l)
	if err != nil {
		return Visit{}, fmt.Errorf("previsit: encode link: %w", err)
	}
	_, err = s.Store.Apply(ctx, store.Batch{Ops: []store.Op{
		{Verb: store.Update, Type: "Task", ID: task.ID, IfMatch: task.Version, Body: body},
	}})
	if outcome.Is(err, outcome.PreconditionFailed) || outcome.Is(err, outcome.Conflict) {
		return visit, outcome.New(outcome.Gone, "this link has been used")
	}
	if err != nil {
		return Visit{}, err
	}
	return visit, nil
}

func trim(ref, prefix string) string {
	if len(ref) > len(prefix) && ref[:len(prefix)] == prefix {
		return ref[len(prefix):]
	}
	return ""
}
