package portal

import (
	"context"
	"time"
)

// Patients is the doctor's list, the most urgent first.
type Patients struct {
	Patients []PatientRow `json:"patients"`
	// Total is how many are here or expected today, listed or not; NotShown is
	// how many of them the list leaves out.
	Total    int `json:"total"`
	NotShown int `json:"notShown"`
}

// PatientRow is one line of the doctor's list. Age is absent when the birth
// date is not known.
type PatientRow struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Sex   string    `json:"sex"`
	Age   *int      `json:"age,omitempty"`
	Visit *VisitRow `json:"visit,omitempty"`
}

// VisitRow is the pre-visit conversation of a patient in a list.
type VisitRow struct {
	ID        string   `json:"id"`
	Status    string   `json:"status"`
	Complaint string   `json:"complaint"`
	Urgency   *Urgency `json:"urgency,omitempty"`
}

// PatientPage is all that the sidebar shows of one patient.
type PatientPage struct {
	Banner       Banner      `json:"banner"`
	Cards        []Card      `json:"cards"`
	Summary      *Summary    `json:"summary"`
	Differential []Candidate `json:"differential"`
	// Possible is not empty only where Abstained: a list to be reminded by, in
	// order of likelihood.
	Possible     []Possibility `json:"possible"`
	Abstained    bool          `json:"abstained"`
	AbstainedWhy string        `json:"abstainedWhy,omitempty"`
	MustNotMiss  []MustNot     `json:"mustNotMiss"`
	Path         []PathStep    `json:"path"`
	Orders       []OrderDraft  `json:"orders"`
	Medications  []string      `json:"medications"`
	Conditions   []string      `json:"conditions"`
	// Results are the measurements of the record, the newest first.
	Results    []Measured `json:"results"`
	Provenance Provenance `json:"provenance"`
	Label      string     `json:"label"`
}

// Measured is one measurement of the record with its unit.
type Measured struct {
	Label string    `json:"label"`
	Value string    `json:"value"`
	At    time.Time `json:"at"`
}

// Banner identifies the patient and says what must be known at a glance.
type Banner struct {
	Name       string `json:"name"`
	Sex        string `json:"sex"`
	Age        *int   `json:"age,omitempty"`
	BirthDate  string `json:"birthDate,omitempty"`
	Identifier string `json:"identifier,omitempty"`
	// Allergies is empty for none and for nobody asked; AllergiesKnown tells
	// the two apart.
	Allergies      []string `json:"allergies"`
	AllergiesKnown bool     `json:"allergiesKnown"`
	Pregnant       string   `json:"pregnant" enum:"yes,no,unknown"`
}

// Candidate is one diagnosis to think of.
type Candidate struct {
	Condition string   `json:"condition"`
	Label     string   `json:"label"`
	P         float64  `json:"p"`
	For       []string `json:"for"`
	Against   []string `json:"against"`
	Missing   []string `json:"missing"`
}

// Possibility is a diagnosis that may come to mind where there is too little
// for a differential. It has no probability: none of that kind is calibrated.
type Possibility struct {
	Condition string   `json:"condition"`
	Label     string   `json:"label"`
	For       []string `json:"for"`
	Against   []string `json:"against"`
	Missing   []string `json:"missing"`
}

// MustNot is a diagnosis that must not be missed, however unlikely.
type MustNot struct {
	Condition string   `json:"condition"`
	Label     string   `json:"label"`
	For       []string `json:"for"`
	Missing   []string `json:"missing"`
}

// PathStep is one step of the reasoning path.
type PathStep struct {
	Kind    string   `json:"kind"`
	Label   string   `json:"label"`
	Detail  string   `json:"detail"`
	Done    bool     `json:"done"`
	Missing []string `json:"missing"`
}

// OrderDraft is an order that a doctor may sign in the EMR.
type OrderDraft struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Why    string `json:"why"`
	Source string `json:"source"`
	Status string `json:"status" enum:"draft"`
}

// Provenance names what a page was worked out with, so that it can be
// replayed.
type Provenance struct {
	Graph    string    `json:"graph"`
	Policy   string    `json:"policy"`
	Decision string    `json:"decision"`
	At       time.Time `json:"at"`
}

// Card is a card of CDS Hooks 2.0.
type Card struct {
	UUID              string       `json:"uuid"`
	Summary           string       `json:"summary"`
	Indicator         string       `json:"indicator" enum:"info,warning,critical"`
	Detail            string       `json:"detail,omitempty"`
	Source            CardSource   `json:"source"`
	Suggestions       []Suggestion `json:"suggestions,omitempty"`
	OverrideReasons   []Coding     `json:"overrideReasons,omitempty"`
	SelectionBehavior string       `json:"selectionBehavior,omitempty"`
}

// CardSource says where a card's knowledge is from.
type CardSource struct {
	Label string  `json:"label"`
	URL   string  `json:"url,omitempty"`
	Topic *Coding `json:"topic,omitempty"`
}

// Suggestion is one action of a card.
type Suggestion struct {
	UUID  string `json:"uuid"`
	Label string `json:"label"`
}

// Coding is a code with its words.
type Coding struct {
	Code    string `json:"code" maxLength:"200"`
	System  string `json:"system,omitempty" maxLength:"400"`
	Display string `json:"display" maxLength:"400"`
}

// Feedback is what a doctor did with a card.
type Feedback struct {
	Outcome        string  `json:"outcome" enum:"accepted,overridden"`
	OverrideReason *Coding `json:"overrideReason,omitempty"`
	Comment        string  `json:"comment,omitempty" maxLength:"2000"`
}

// Cards are the answer of a check.
type Cards struct {
	Cards []Card `json:"cards"`
}

// OrdersToCheck are drafts in free text.
type OrdersToCheck struct {
	Orders []OrderText `json:"orders" minItems:"1" maxItems:"50"`
}

// OrderText is one draft as a doctor types it.
type OrderText struct {
	Text string `json:"text" minLength:"1" maxLength:"1000"`
}

// Doctor serves the sidebar. The actor in ctx is the doctor; lang is zh or en.
type Doctor interface {
	Patients(ctx context.Context, lang string) (Patients, error)
	Patient(ctx context.Context, lang, id string) (PatientPage, error)
	// CheckOrders checks drafts in free text as order-sign does.
	CheckOrders(ctx context.Context, lang, patient string, orders []string) ([]Card, error)
	Feedback(ctx context.Context, card string, f Feedback) error
}
