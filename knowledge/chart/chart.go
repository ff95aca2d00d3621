// Package chart is the patient's record as the deciders see it: plain values
// with the evidence they came from, no store and no clock. Knowledge and
// guardrails take a Chart, so every decision can be replayed from one.
package chart

import "time"

// Tri is a three-valued answer. The zero value is Unknown: what nobody has
// said is not a no.
type Tri int8

// The three values.
const (
	Unknown Tri = iota
	No
	Yes
)

// Of turns a bool into Yes or No.
func Of(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// String is "yes", "no" or "unknown".
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// Sex is administrative gender as far as clinical rules use it.
type Sex string

// The sexes; the empty string is unknown.
const (
	Female Sex = "female"
	Male   Sex = "male"
)

// Coded is one thing in the record: a condition, a medication, an allergy.
type Coded struct {
	// Concept is the knowledge graph's id, such as "cond.t2dm", or empty when
	// the graph does not know the text.
	Concept string
	Text    string
	// Evidence is where it stands: a reference such as "Condition/17".
	Evidence string
	// Status is "active", "resolved" or "unknown".
	Status string
	// Past says that it was told as something of the past. A chronic illness
	// of the past is still had; an acute one is not going on now.
	Past bool
}

// Measure is the latest value of a quantity.
type Measure struct {
	Value    float64
	Unit     string // UCUM
	At       time.Time
	Evidence string
}

// Source is how a finding is known.
type Source struct {
	// Where is where it was stated: a reference such as "QuestionnaireResponse/17#2".
	Where string
	// Asked is true where it answers a question that was put about this very finding,
	// in an interview or on a form. What somebody tells unasked is as sure where it is
	// there; a no that nobody asked for may be a figure of speech or a wish.
	Asked bool
}

// Chart is one patient at one moment. Nil slices of Conditions, Medications
// and Allergies with the matching Known flag false mean "not asked"; with the
// flag true they mean "asked, none".
type Chart struct {
	Patient string // logical id, empty for a chart typed by hand
	Now     time.Time
	// AgeYears is -1 when unknown.
	AgeYears float64
	Sex      Sex
	Pregnant Tri
	// PregnancyWeeks is 0 when unknown.
	PregnancyWeeks   float64
	Lactating        Tri
	Conditions       []Coded
	ConditionsKnown  bool
	Medications      []Coded
	MedicationsKnown bool
	Allergies        []Coded
	AllergiesKnown   bool
	// Measures by finding id, such as "find.egfr" or "find.weight".
	Measures map[string]Measure
	// Readings are all values of a quantity in order of time, the latest last;
	// a chart typed by hand has none.
	Readings map[string][]Measure
	// Findings by finding id: symptoms, signs and history that were answered.
	Findings map[string]Tri
	// FindingSource says of a finding how it is known.
	FindingSource map[string]Source
	// Identity is what names this patient, for the check for other people's
	// data: names, identifiers, phone numbers.
	Identity []string
}

// New is an empty chart: everything unknown.
func New() Chart {
	return Chart{AgeYears: -1, Measures: map[string]Measure{}, Readings: map[string][]Measure{}, Findings: map[string]Tri{}, FindingSource: map[string]Source{}}
}
