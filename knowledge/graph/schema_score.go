package graph

// Band is a decision table over one quantity. Edges are ascending; value i
// covers [edge i-1, edge i), so a table of n edges has n+1 values and neither
// gap nor overlap. Decimals rounds the input half up first (NEWS2.TRAP).
type Band struct {
	ID         string    `yaml:"id" json:"id"`
	Labels     Label     `yaml:"labels" json:"labels"`
	Input      string    `yaml:"input" json:"input"` // find.* of kind quantity
	Decimals   int       `yaml:"decimals" json:"decimals"`
	Edges      []float64 `yaml:"edges" json:"edges"`
	Values     []string  `yaml:"values" json:"values,omitempty"`
	Points     []int     `yaml:"points" json:"points,omitempty"` // instead of Values
	When       *Expr     `yaml:"when" json:"when,omitempty"`     // applies only where true
	Tests      []Case    `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Score sums points and reads the sum against response bands.
type Score struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
	// For are the conditions, suspected or known, at which a doctor wants to
	// see it.
	For []string `yaml:"for" json:"for,omitempty"`
	// Population must be true for the score to apply.
	Population *Expr       `yaml:"population" json:"population,omitempty"`
	Items      []ScoreItem `yaml:"items" json:"items"`
	// Responses ordered by ascending Min; the last one with Min <= sum holds.
	Responses []Response `yaml:"responses" json:"responses"`
	// AnySingle, when not 0, raises the response to the one with that name
	// when any item scores at least Points.
	Single *SingleItem `yaml:"single" json:"single,omitempty"`
	Tests  []Case      `yaml:"tests" json:"tests"`
	// Checked say at which conditions a doctor sees it.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// ScoreItem is a band table with points, or points when an expression is true.
// A missing input makes the sum a lower bound and the score incomplete.
type ScoreItem struct {
	Label  Label  `yaml:"label" json:"label"`
	Band   string `yaml:"band" json:"band,omitempty"`
	When   *Expr  `yaml:"when" json:"when,omitempty"`
	Points int    `yaml:"points" json:"points,omitempty"`
}

// Response is what the sum asks for.
type Response struct {
	Min    int    `yaml:"min" json:"min"`
	Name   string `yaml:"name" json:"name"`
	Labels Label  `yaml:"labels" json:"labels"`
	// Level is a triage level, 1..4, 0 for none; WithinMinutes the due time
	// of the review it asks for.
	Level         int `yaml:"level" json:"level,omitempty"`
	WithinMinutes int `yaml:"within_minutes" json:"within_minutes,omitempty"`
}

// SingleItem raises the response when one item alone scores high.
type SingleItem struct {
	Points   int    `yaml:"points" json:"points"`
	Response string `yaml:"response" json:"response"`
}

// Pathway is a reasoning path shown step by step.
type Pathway struct {
	ID     string   `yaml:"id" json:"id"`
	Labels Label    `yaml:"labels" json:"labels"`
	For    []string `yaml:"for" json:"for"` // cond.* or find.* that start it
	// Entry must be true; Tests are of it.
	Entry *Expr      `yaml:"entry" json:"entry,omitempty"`
	Tests []Case     `yaml:"tests" json:"tests,omitempty"`
	Steps []PathStep `yaml:"steps" json:"steps,omitempty"`
	// The chronic-care part: what to reach, what to watch and how often, when
	// somebody must act, what the patient is taught.
	Targets    []Target     `yaml:"targets" json:"targets,omitempty"`
	Monitoring []Monitor    `yaml:"monitoring" json:"monitoring,omitempty"`
	Escalation []Escalation `yaml:"escalation" json:"escalation,omitempty"`
	Education  []Lesson     `yaml:"education" json:"education,omitempty"`
	// Checked say in which order its steps are gone and what each needs.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// PathStep is one step. Kind is measure, history, exclude, complications,
// classify, goal, treat, follow_up or escalate.
type PathStep struct {
	ID     string `yaml:"id" json:"id"`
	Kind   string `yaml:"kind" json:"kind"`
	Labels Label  `yaml:"labels" json:"labels"`
	// Ask are the findings this step needs; Bands the tables it reads.
	Ask   []string `yaml:"ask" json:"ask,omitempty"`
	Bands []string `yaml:"bands" json:"bands,omitempty"`
	// Screen are conditions looked for (exclude: must be ruled out before a
	// later step; complications: looked for).
	Screen []ScreenItem `yaml:"screen" json:"screen,omitempty"`
	// Orders are investigations to draft.
	Orders []string `yaml:"orders" json:"orders,omitempty"`
	// Options are choices (treatments, goals, types) with their conditions.
	Options []PathOption `yaml:"options" json:"options,omitempty"`
	// After names steps that must be complete before this one concludes.
	After []string `yaml:"after" json:"after,omitempty"`
}

// ScreenItem is a condition with what makes it suspected and, when known, what
// excludes it.
type ScreenItem struct {
	Cond      string   `yaml:"cond" json:"cond"`
	Suspect   *Expr    `yaml:"suspect" json:"suspect,omitempty"`
	RuledOut  *Expr    `yaml:"ruled_out" json:"ruled_out,omitempty"`
	Then      Label    `yaml:"then" json:"then"`
	OrderInvs []string `yaml:"orders" json:"orders,omitempty"`
	// Tests expect suspected, ruled_out, open or present.
	Tests []Case `yaml:"tests" json:"tests,omitempty"`
}

// PathOption is offered where When is true and Unless is not.
type PathOption struct {
	ID         string `yaml:"id" json:"id"`
	Labels     Label  `yaml:"labels" json:"labels"`
	When       *Expr  `yaml:"when" json:"when,omitempty"`
	Unless     *Expr  `yaml:"unless" json:"unless,omitempty"`
	Tests      []Case `yaml:"tests" json:"tests,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}
