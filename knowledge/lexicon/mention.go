package lexicon

// Mention is one concept found in a text.
type Mention struct {
	// Concept is an id of the graph.
	Concept string `json:"concept"`
	// Kind is finding, condition, drug, class, allergen, investigation,
	// quantity or demographic. A drug that the text calls an allergy has kind
	// allergen. Lexicon.Doses has the kind dose as well, without a concept.
	Kind string `json:"kind"`
	// Text is text[Start:End] of the original.
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	// Status is present, absent or unknown. What is asked, supposed or unsure
	// is unknown.
	Status string `json:"status"`
	// Experiencer is patient, family or other.
	Experiencer string `json:"experiencer"`
	// Time is current, past or empty where the text does not say.
	Time string `json:"time"`
	// Lasting is true where the text says that it has been so for months or
	// years, or is left over from an old illness.
	Lasting bool `json:"lasting,omitempty"`
	// Question is true where the text asks whether.
	Question bool `json:"question,omitempty"`
	// Hypothetical is true where the text supposes: if, in case.
	Hypothetical bool `json:"hypothetical,omitempty"`
	// Value and Unit (UCUM) are set for quantities, in the unit of the graph, and
	// for medicines whose dose the text gives: they are those of the first of Doses.
	Value *float64 `json:"value,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	Doses []Dose   `json:"doses,omitempty"`
}

// The statuses of a Mention.
const (
	Present = "present"
	Absent  = "absent"
	Unknown = "unknown"
)

// The experiencers of a Mention.
const (
	Patient = "patient"
	Family  = "family"
	Other   = "other"
)

// The times of a Mention.
const (
	Current = "current"
	Past    = "past"
)
