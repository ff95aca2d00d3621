package fence

import (
	"time"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// Audience is who a draft is for.
type Audience string

// The audiences. Order is not a reader: it is a prescription on its way into
// the hospital's ordering.
const (
	Patient     Audience = "patient"
	CareManager Audience = "care-manager"
	Doctor      Audience = "doctor"
	Order       Audience = "order"
)

// Audiences lists every audience.
func Audiences() []Audience { return []Audience{Patient, CareManager, Doctor, Order} }

// Draft is a text that somebody wants to show, with what it is judged against.
type Draft struct {
	Audience Audience
	// Lang is zh or en; empty is worked out from the text.
	Lang string
	Text string
	// Template names the content this text was rendered from:
	// "ask:find.x", "option:find.x", "advice:flag.y", "label:id",
	// "phrase:phrase.z", "prep:inv.t", "why:order.r", and of care pathways
	// "escalation:path.p/name", "action:path.p/name" and "monitor:path.p/name". A text that is not, word for word, that
	// content is judged as free text.
	Template string
	// Department is whose screen it is for (dept.*); it may be switched off.
	Department string
	// Basis are the fact, rule and evidence ids the drafter says it used.
	Basis []string
	Chart chart.Chart
	// Urgency is what holds for this patient now; nil is unknown.
	Urgency *UrgencyContext
	// Orders are drug drafts as structure, for the order audience.
	Orders []OrderDraft
	// Score is the drafter's certainty in 0..1, nil when it gives none. It
	// counts only where calibration has certified it.
	Score *float64
	// Model names what gave the Score, weights and prompt included.
	Model string
	// Declared is what a model says it claimed; nil when no model wrote.
	Declared []claim.Claim
}

// UrgencyContext is the triage level (1..4) and the ids of the red flags that
// hold, as the reasoner found them.
type UrgencyContext struct {
	Level    int
	RedFlags []string
}

// OrderDraft is one drug order in structure. Concept is empty where the
// ordering system's text is not known.
type OrderDraft struct {
	DrugText string          `json:"drug_text"`
	Concept  string          `json:"concept,omitempty"`
	Dose     *claim.Posology `json:"dose,omitempty"`
	Evidence string          `json:"evidence,omitempty"`
}

// The outcomes.
const (
	Release  = "release"
	Revise   = "revise"
	Handover = "handover"
	Block    = "block"
)

// Finding is one thing the fence holds against a draft. Severity is critical
// (interrupts), major (must be seen) or minor (annotates).
type Finding struct {
	Hazard   string `json:"hazard"`
	Severity string `json:"severity"`
	// Claim is the words it is about, empty for the draft as a whole.
	Claim string `json:"claim"`
	// Evidence are references into the chart and ids of the graph.
	Evidence []string `json:"evidence"`
	// ClaimID, Check and Action say where in the decision it arose.
	ClaimID string      `json:"claim_id,omitempty"`
	Check   string      `json:"check,omitempty"`
	Action  string      `json:"action,omitempty"`
	Message graph.Label `json:"message,omitzero"`
}

// Decision is what becomes of a draft. Text is what may be shown: the draft's
// own words for a release, changed words for a revision, the emergency text
// where a danger was talked down to a patient, and empty otherwise.
type Decision struct {
	Outcome  string
	Text     string
	Findings []Finding
	Record   Record
	Micros   int64
	// Replaced is true when Text is the emergency text instead of the draft:
	// the caller must page staff.
	Replaced bool
	// Calm is how a draft looks as a whole (acts.Verdict), 0 where nobody judged
	// that: an order, and what is too short to tell.
	Calm float64
}

// Record is a decision in a form that may be kept anywhere: no word of the
// draft or of the patient is in it. With the draft, Replay repeats it.
type Record struct {
	ID         string `json:"id"`
	InputHash  string `json:"input_hash"`
	PolicyHash string `json:"policy_hash"`
	GraphHash  string `json:"graph_hash"`
	// ActsHash names what was learnt from the bank of acts.
	ActsHash string `json:"acts_hash,omitempty"`
	// StanceHash names what was learnt from the banks of stances.
	StanceHash string `json:"stance_hash,omitempty"`
	// TablesHash names the tables beside the checks and the reader of claims.
	TablesHash string `json:"tables_hash,omitempty"`
	// Calibration is the version of the table of certified scores.
	Calibration string          `json:"calibration"`
	Audience    Audience        `json:"audience"`
	Template    string          `json:"template,omitempty"`
	Grounded    bool            `json:"grounded,omitempty"` // the text is the template's, word for word
	Claims      []RecordClaim   `json:"claims"`
	Findings    []RecordFinding `json:"findings"`
	Outcome     string          `json:"outcome"`
	// Asked is what the policy was asked, for a dry run of another policy.
	Asked policy.Input `json:"asked"`
	// Failure is panic, deadline, policy or invalid, or, of a stream, cancelled
	// or ended; empty when the fence worked.
	Failure string    `json:"failure,omitempty"`
	At      time.Time `json:"at"`
	// Tried is true where other bounds than the shipped ones decided: see Try.
	Tried bool `json:"tried,omitempty"`
	// Stream is what a stream had shown before the whole was judged.
	Stream *RecordStream `json:"stream,omitempty"`
}

// RecordStream names a stream and counts what it gave out: bytes and pieces.
type RecordStream struct {
	ID     string `json:"id"`
	Shown  int    `json:"shown"`
	Pieces int    `json:"pieces"`
}

// RecordClaim is a claim without its words.
type RecordClaim struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Act     string `json:"act"`
	Concept string `json:"concept,omitempty"`
}

// RecordFinding is a finding without words.
type RecordFinding struct {
	ClaimID  string   `json:"claim_id,omitempty"`
	Check    string   `json:"check"`
	Hazard   string   `json:"hazard"`
	Severity string   `json:"severity"`
	Action   string   `json:"action"`
	Evidence []string `json:"evidence,omitempty"`
}

// Cleared is a text that passed the fence. The zero value shows nothing.
type Cleared struct {
	text     string
	audience Audience
	decision string
	warnings []Finding
}

// Text is what may be shown, to Audience only.
func (c Cleared) Text() string { return c.text }

// Audience is whom the text was judged for.
func (c Cleared) Audience() Audience { return c.audience }

// DecisionID names the record behind the text.
func (c Cleared) DecisionID() string { return c.decision }

// Warnings must be shown with the text; a doctor answers each with a reason.
func (c Cleared) Warnings() []Finding {
	return append([]Finding(nil), c.warnings...)
}
