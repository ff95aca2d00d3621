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
	// Status of what is asked, supposed or unsure is unknown.
	Status      Status `json:"status"`
	Experiencer Person `json:"experiencer"`
	Time        Moment `json:"time"`
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

// Status says whether something is there.
type Status uint8

// The statuses of a Mention.
const (
	Present Status = iota
	Absent
	Unknown
)

func (s Status) String() string { return [...]string{"present", "absent", "unknown"}[s] }

// MarshalText gives the word for it.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Person is whom a mention is about.
type Person uint8

// The experiencers of a Mention.
const (
	Patient Person = iota
	Family
	Other
)

func (p Person) String() string { return [...]string{"patient", "family", "other"}[p] }

// MarshalText gives the word for them.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Moment is when a mention was so.
type Moment uint8

// The times of a Mention. Anytime is that of which a text does not say.
const (
	Anytime Moment = iota
	Current
	Past
)

func (m Moment) String() string { return [...]string{"", "current", "past"}[m] }

// MarshalText gives the word for it, empty for Anytime.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
