package graph

// TextRule is a rule about what a text says, by which the fence reads drafts. Its
// expressions and its tests stand beside the checks (guardrails/check), which write
// the table of all rules (textrules.csv); here is what a hospital decides on: which
// rule it is, whose statement, and whether it is endorsed or switched off. Kinds:
//
//	mistake:  a plan that guidance names as a mistake
//	unsound:  a practice that a guideline, a label or a trial holds to be wrong
//	must:     what a situation demands and a text leaves out
//	never:    what no text lets or bids anybody do
//	protocol: what an order that follows it is not stopped for
type TextRule struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
	// Source is in words: the document, its edition and where in it.
	Source string `yaml:"source" json:"source"`
	// Confidence is high, medium or low, empty where the table asks for none.
	Confidence string `yaml:"confidence" json:"confidence,omitempty"`
	Status     Status `yaml:"status" json:"status"`
}
