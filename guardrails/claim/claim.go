// Package claim breaks a draft into clinical claims: what it says about
// drugs, doses, diagnoses, urgency, orders, results, numbers, people and
// sources, each with its place, polarity, act and certainty. Extraction is
// deterministic: the lexicon names concepts, a reviewed phrase list
// (phrases.yaml) names cues, and a small grammar reads directions for use.
// What looks clinical and no claim covers is returned as Residue, so that a
// miss becomes a hand-over and never a release.
package claim

// Kind is what a claim speaks of.
type Kind string

// The kinds.
const (
	Drug        Kind = "drug"
	Dose        Kind = "dose"
	Diagnosis   Kind = "diagnosis"
	Urgency     Kind = "urgency"
	Order       Kind = "order"
	StopChange  Kind = "stop_change_medicine"
	Lifestyle   Kind = "lifestyle"
	Result      Kind = "result"
	Finding     Kind = "finding"
	Reassurance Kind = "reassurance"
	Number      Kind = "number"
	Identity    Kind = "identity"
	Citation    Kind = "citation"
	Instruction Kind = "instruction"
	SelfHarm    Kind = "self_harm"
	// Date is a calendar day, Tone how the text speaks to a person, Forbidden
	// what it must not help with.
	Date      Kind = "date"
	Tone      Kind = "tone"
	Forbidden Kind = "forbidden"
	// PossibleAct is an act that a sentence only resembles (package acts). It is
	// never read from the text by a rule.
	PossibleAct Kind = "possible"
)

// Act is what the text does with the thing it names.
type Act string

// The acts of drug claims. Mention is an affirmed naming with no verb: it is
// checked like a prescription, since a bare "ibuprofen, 400 mg" is one.
const (
	Prescribe Act = "prescribe"
	Mention   Act = "mention"
	Continue  Act = "continue"
	Avoid     Act = "avoid"
	Reported  Act = "reported"
	Allergic  Act = "allergy"
	Ask       Act = "ask"
	Stop      Act = "stop"
	Warned    Act = "warned" // only its harm is told
	Change    Act = "change"
)

// The acts of urgency claims, from the most to the least urgent, and of the
// safety net ("if it gets worse, call 120"), which sets no urgency itself.
const (
	Emergency Act = "emergency"
	Today     Act = "today"
	Routine   Act = "routine"
	Wait      Act = "wait"
	NoCare    Act = "none"
	SafetyNet Act = "safety_net"
)

// The acts of diagnosis claims.
const (
	Asserted  Act = "asserted"
	Suspected Act = "suspected"
	Excluded  Act = "excluded"
)

// Plain is the act of every kind that knows only one.
const Plain Act = "plain"

// The polarities.
const (
	Affirmed     = "affirmed"
	Negated      = "negated"
	Question     = "question"
	Hypothetical = "hypothetical"
)

// The certainties of diagnosis claims. A text that neither asserts nor hedges
// leaves it empty. A claim of kind PossibleAct is Possible.
const (
	Certain  = "certain"
	Probable = "probable"
	Possible = "possible"
)

// Claim is one statement found in a text. Start and End are byte offsets in
// the text as it was given.
type Claim struct {
	ID          string `json:"id"`
	Kind        Kind   `json:"kind"`
	Act         Act    `json:"act"`
	Concept     string `json:"concept,omitempty"`
	Text        string `json:"text,omitempty"`
	Start       int    `json:"start"`
	End         int    `json:"end"`
	Sentence    int    `json:"sentence"`
	Polarity    string `json:"polarity"`
	Experiencer string `json:"experiencer,omitempty"`
	Certainty   string `json:"certainty,omitempty"`
	// Condition is the "if" that stands before the claim in its sentence, or on which
	// a hypothetical one hangs, as a range of the text.
	Condition *Span `json:"condition,omitempty"`
	// Relayed is true for what a clinician is said to have decided.
	Relayed bool `json:"relayed,omitempty"`
	// Lessens is true for a change that gives less of a medicine, or another in its place.
	Lessens bool `json:"lessens,omitempty"`
	// Misspelt is true for a drug whose name is one slip away from Concept.
	Misspelt bool `json:"misspelt,omitempty"`
	// Referred is true for a drug that the words mean and do not name: "it is fine". What
	// learns from words passes it over.
	Referred bool      `json:"referred,omitempty"`
	Dose     *Posology `json:"dose,omitempty"`
	Value    *float64  `json:"value,omitempty"`
	Unit     string    `json:"unit,omitempty"`
}

// Posology is a direction for use as far as the text gives it; zero means not
// said. Amount is one dose, the upper end of a range, in Unit (UCUM).
type Posology struct {
	Amount float64 `json:"amount,omitempty"`
	Unit   string  `json:"unit,omitempty"`
	// PerKg is true for amounts per kilogram of body weight.
	PerKg bool `json:"per_kg,omitempty"`
	// Worked is what the text makes of an amount per kilogram for this patient, in
	// WorkedUnit: "15 mg/kg, which for 12 kg is 180 mg".
	Worked     float64 `json:"worked,omitempty"`
	WorkedUnit string  `json:"worked_unit,omitempty"`
	// Daily is true when Amount is the total of a day.
	Daily bool `json:"daily,omitempty"`
	// Rate is min or h for an amount that runs in each minute or hour.
	Rate string `json:"rate,omitempty"`
	// PerM2 is true for amounts per square metre of body surface.
	PerM2 bool   `json:"per_m2,omitempty"`
	Route string `json:"route,omitempty"`
	// Push is true where an order in structure has it injected into a vein at once; of a
	// text its own words tell.
	Push bool `json:"push,omitempty"`
	// PerDay is how many times a day; one seventh is once a week.
	PerDay float64 `json:"per_day,omitempty"`
	// AtMost is the most doses of a day that the text allows beside PerDay: "every
	// 4 to 6 hours, no more than 4 doses in 24 hours".
	AtMost float64 `json:"at_most,omitempty"`
	// AsNeeded marks prn; PerDay then is a limit or 0.
	AsNeeded     bool    `json:"as_needed,omitempty"`
	DurationDays float64 `json:"duration_days,omitempty"`
	// Folk is true for amounts in units no pharmacy measures (a handful).
	Folk bool `json:"folk,omitempty"`
}

// Residue is text that looks clinical and that no claim covers.
type Residue struct {
	// Kind is drug, herb, folk_unit, number, imperative or urgency.
	Kind     string `json:"kind"`
	Text     string `json:"text,omitempty"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Sentence int    `json:"sentence"`
}

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// Reading is all that Extract found.
type Reading struct {
	Claims  []Claim
	Residue []Residue
	// Sentences are the sentences of the text, in order and without gaps.
	Sentences []Span
	// Permitted are the sentences that let somebody have what was named before them.
	Permitted []int
	read      *reader
}
