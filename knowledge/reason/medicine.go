package reason

import "apricot.health/knowledge/lexicon"

// TriageMedicine is a medicine that a text names, or a dose of one that it does
// not name, as it is said.
type TriageMedicine struct {
	// ID is drug.* or class.*, empty where no medicine is named.
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Text string `json:"text"`
	// Start and End are bytes of the text.
	Start int            `json:"start"`
	End   int            `json:"end"`
	Past  bool           `json:"past,omitempty"`
	Doses []lexicon.Dose `json:"doses,omitempty"`
}

// medicines are those that the text says the patient takes or took.
func (e *Engine) medicines(text, lang string) []TriageMedicine {
	var out []TriageMedicine
	for _, m := range e.toldFor(text, e.lex.Doses(text)) {
		taken := m.Kind == "drug" || m.Kind == "class" || m.Kind == "dose"
		if !taken || m.Status != lexicon.Present || m.Experiencer != lexicon.Patient || m.Question || m.Hypothetical {
			continue
		}
		l, _ := e.g.Label(m.Concept)
		out = append(out, TriageMedicine{
			ID: m.Concept, Name: l.In(lang), Text: m.Text, Start: m.Start, End: m.End, Past: m.Time == lexicon.Past, Doses: m.Doses,
		})
	}
	return out
}
