package cdshooks

import (
	"context"
	"encoding/json"
	"time"
)

// The hooks that Apricot knows the context of. Calls of other hooks pass with
// their context unchecked, but for userId and patientId when they are there.
const (
	PatientView    = "patient-view"
	OrderSelect    = "order-select"
	OrderSign      = "order-sign"
	EncounterStart = "encounter-start"
)

// ServiceDefinition is what discovery tells of a service.
type ServiceDefinition struct {
	ID                string            `json:"id"`
	Hook              string            `json:"hook"`
	Title             string            `json:"title,omitempty"`
	Description       string            `json:"description"`
	Prefetch          map[string]string `json:"prefetch,omitempty"`
	UsageRequirements string            `json:"usageRequirements,omitempty"`
}

// Service answers one hook. Respond's errors are outcome.Errors;
// PreconditionFailed says that data which is needed cannot be had.
type Service interface {
	Definition() ServiceDefinition
	Respond(ctx context.Context, r Request) (Response, error)
}

// FeedbackSink takes what clinicians did with the cards of a service.
type FeedbackSink interface {
	Feedback(ctx context.Context, serviceID string, f FeedbackRequest) error
}

// Request is one call of a hook, checked.
type Request struct {
	Hook         string
	HookInstance string
	// FHIRServer and Authorization let a service fetch what was not sent.
	FHIRServer    string
	Authorization *Authorization
	Context       Context
	// Prefetch holds what was sent, null values and errors too: read it with
	// Prefetched.
	Prefetch map[string]json.RawMessage
}

// Authorization is a token for the FHIR server of the caller.
type Authorization struct {
	AccessToken string
	TokenType   string
	ExpiresIn   int
	Scope       string
	Subject     string
	Patient     string
}

// Context is what the hook is about. Which members are set depends on it.
type Context struct {
	UserID      string // such as "Practitioner/7"
	PatientID   string // logical id, without "Patient/"
	EncounterID string
	Selections  []string        // of order-select: "MedicationRequest/1"
	DraftOrders json.RawMessage // a Bundle
	Raw         json.RawMessage
}

// Response is the answer to a hook.
type Response struct {
	Cards         []Card   `json:"cards"`
	SystemActions []Action `json:"systemActions,omitempty"`
}

// Indicator is how urgent a card is.
type Indicator string

// The indicators.
const (
	Info     Indicator = "info"
	Warning  Indicator = "warning"
	Critical Indicator = "critical"
)

// The values of Card.SelectionBehavior.
const (
	AtMostOne = "at-most-one"
	Any       = "any"
)

// Card is one piece of advice. Detail is GitHub-flavoured Markdown.
type Card struct {
	UUID              string       `json:"uuid,omitempty"`
	Summary           string       `json:"summary"`
	Detail            string       `json:"detail,omitempty"`
	Indicator         Indicator    `json:"indicator"`
	Source            Source       `json:"source"`
	Suggestions       []Suggestion `json:"suggestions,omitempty"`
	SelectionBehavior string       `json:"selectionBehavior,omitempty"`
	OverrideReasons   []Coding     `json:"overrideReasons,omitempty"`
	Links             []Link       `json:"links,omitempty"`
}

// Source is where the advice of a card comes from.
type Source struct {
	Label string  `json:"label"`
	URL   string  `json:"url,omitempty"`
	Icon  string  `json:"icon,omitempty"`
	Topic *Coding `json:"topic,omitempty"`
}

// Coding is a code with its words.
type Coding struct {
	Code    string `json:"code,omitempty"`
	System  string `json:"system,omitempty"`
	Display string `json:"display,omitempty"`
}

// Suggestion is something that the clinician can accept with one click.
type Suggestion struct {
	Label         string   `json:"label"`
	UUID          string   `json:"uuid,omitempty"`
	IsRecommended bool     `json:"isRecommended,omitempty"`
	Actions       []Action `json:"actions,omitempty"`
}

// Action is one change of a suggestion, or one that the system may make.
type Action struct {
	Type        string          `json:"type"` // create, update, delete
	Description string          `json:"description"`
	Resource    json.RawMessage `json:"resource,omitempty"`
	ResourceID  string          `json:"resourceId,omitempty"`
}

// Link leads to more. AppContext is for links of type smart only.
type Link struct {
	Label      string `json:"label"`
	URL        string `json:"url"`
	Type       string `json:"type"` // absolute, smart
	AppContext string `json:"appContext,omitempty"`
}

// FeedbackRequest tells what became of cards.
type FeedbackRequest struct{ Feedback []Feedback }

// The outcomes of a card.
const (
	Accepted   = "accepted"
	Overridden = "overridden"
)

// Feedback tells what became of one card.
type Feedback struct {
	Card                string // its uuid
	Outcome             string
	AcceptedSuggestions []string // their uuids
	Reason              Coding   // why it was overridden
	UserComment         string
	At                  time.Time
}
