package graph

// The items of this file are facts that texts are held against. Their words are
// normalised: lower case, simplified characters, single spaces. A list of lists
// of words asks for one word of every list.

// TextCase is a test beside a fact: a text, and whether the fact speaks of it.
// The checks of the fence run them (guardrails/check).
type TextCase struct {
	Text   string `yaml:"text" json:"text"`
	Expect bool   `yaml:"expect" json:"expect"`
	// Hazard is what a text that gives a practice is, where the test asks for that.
	Hazard string `yaml:"hazard" json:"hazard,omitempty"`
	// For is the patient of the text. Without one it is a man of whom it is known
	// that he takes and has nothing; of a practice, one whom it is about.
	For *CasePatient `yaml:"for" json:"for,omitempty"`
}

// CasePatient is a patient of whom all that is not said here is known to be
// absent.
type CasePatient struct {
	Age float64 `yaml:"age" json:"age,omitempty"` // in years; 0 is an adult of middle age
	// Pregnant is a woman who is.
	Pregnant   bool     `yaml:"pregnant" json:"pregnant,omitempty"`
	Conditions []string `yaml:"conditions" json:"conditions,omitempty"` // in words
	Takes      []string `yaml:"takes" json:"takes,omitempty"`           // drug.*
}

// Practice is what guidance no longer holds, or what no draft may report. A
// sentence that gives it is stopped, unless it says that it is past or refused.
type Practice struct {
	ID     string     `yaml:"id" json:"id"` // practice.*
	Labels Label      `yaml:"labels" json:"labels"`
	Says   [][]string `yaml:"says" json:"says"`
	// About are words of which one stands in the text or among the conditions of
	// the chart; empty is every text.
	About []string `yaml:"about" json:"about,omitempty"`
	// Unless are words of the sentence that make it something else.
	Unless []string `yaml:"unless" json:"unless,omitempty"`
	// Hazard is what a sentence that gives it is: guideline_retired, age_dose,
	// contraindication, refused_request or fabricated.
	Hazard string `yaml:"hazard" json:"hazard"`
	// Only patients of [MinAge, MaxAge) years; MaxAge 0 is open.
	MinAge float64 `yaml:"min_age" json:"min_age,omitempty"`
	MaxAge float64 `yaml:"max_age" json:"max_age,omitempty"`
	// Tests expect true where the text gives the practice, for a patient of the
	// age and with the condition.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// EducationFigure is a number of everyday education. One that stands in a
// sentence on its topic, in its unit and within its range, has a source.
type EducationFigure struct {
	ID     string     `yaml:"id" json:"id"` // figure.*
	Labels Label      `yaml:"labels" json:"labels"`
	Says   [][]string `yaml:"says" json:"says"`
	// About are words of which one stands in the text or among the conditions
	// and medicines of the chart, Unless words of which none does.
	About  []string      `yaml:"about" json:"about,omitempty"`
	Unless []string      `yaml:"unless" json:"unless,omitempty"`
	In     []FigureRange `yaml:"in" json:"in"`
	// Most marks an upper limit: a sentence that asks for at least as much says
	// something else.
	Most bool `yaml:"most" json:"most,omitempty"`
	// Tests expect true where every number of the text is taught.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// FigureRange is closed at both ends; Unit is UCUM.
type FigureRange struct {
	Unit string  `yaml:"unit" json:"unit"`
	Min  float64 `yaml:"min" json:"min"`
	Max  float64 `yaml:"max" json:"max"`
}

// Pharmacology is one thing that is known of medicines. By Kind:
//
//	antidote:  By are words for what reverses Of or treats its overdose; what is
//	           given against something else is not said to reverse it
//	monitored: By are words for what is measured while Of is taken
//	unsteered: By are words for what is not measured to steer Of
//	tapered:   Of is not stopped at once; By is empty
//	class:     By are words for the class that Of begins with; a medicine that is in
//	           one of these classes is not called another, but for what else is in Of
type Pharmacology struct {
	ID     string `yaml:"id" json:"id"` // pharm.*
	Labels Label  `yaml:"labels" json:"labels"`
	Kind   string `yaml:"kind" json:"kind"`
	// Of are medicines and classes; Poisons are words for what is neither.
	Of      []string `yaml:"of" json:"of,omitempty"`
	Poisons []string `yaml:"poisons" json:"poisons,omitempty"`
	By      []string `yaml:"by" json:"by,omitempty"`
	// Loosely are further words for a class, by which a text says that a patient
	// takes none of it; they mean other things too.
	Loosely []string `yaml:"loosely" json:"loosely,omitempty"`
	// Unless are words of the sentence that make it something else.
	Unless []string `yaml:"unless" json:"unless,omitempty"`
	// Tests expect true where the text contradicts it.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Trial is a landmark trial that clinical texts cite. A text that names one is
// held against its report.
type Trial struct {
	ID string `yaml:"id" json:"id"` // trial.*
	// Names as printed; case matters, so that SELECT is a trial and "select" a word.
	Names []string `yaml:"names" json:"names"`
	// Journals are nejm, lancet, jama or circulation; several where sister
	// reports are cited by the same name.
	Journals []string `yaml:"journals" json:"journals"`
	// Years of print, and of publication online where that was a year before.
	Years []int `yaml:"years" json:"years"`
	// Drugs are what was studied, Than what it was compared with.
	Drugs []string `yaml:"drugs" json:"drugs,omitempty"`
	Than  []string `yaml:"than" json:"than,omitempty"`
	// Outcome is benefit, none or harm of the first drug on the main outcome,
	// empty where a short word would be wrong.
	Outcome string `yaml:"outcome" json:"outcome,omitempty"`
	// Reductions are the relative ones, in percent, that the report gives.
	Reductions []float64 `yaml:"reductions" json:"reductions,omitempty"`
	// Excluded are words for people whom the trial did not take in.
	Excluded []string `yaml:"excluded" json:"excluded,omitempty"`
	// Found is which way each thing that was counted went in the arm that was studied: down,
	// up, same, no_more or no_less; only what the report says beyond doubt.
	Found []Counted `yaml:"found" json:"found,omitempty"`
	// Against are words for the arm that it was compared with, where that is no medicine.
	Against []string `yaml:"against" json:"against,omitempty"`
	// About are words of which a sentence has one where Found is meant: a trial may have
	// asked several questions.
	About []string `yaml:"about" json:"about,omitempty"`
	// Tests expect true where the text misquotes the trial.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Counted is something that a trial counted and which way it went.
type Counted struct {
	What string `yaml:"what" json:"what"`
	Way  string `yaml:"way" json:"way"`
}

// Herb is what the pharmacopoeia says of one in decoction.
type Herb struct {
	ID       string `yaml:"id" json:"id"` // herb.*
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// MaxDaily is the most of a day for an adult, in grams.
	MaxDaily float64 `yaml:"max_daily" json:"max_daily"`
	// Pregnancy is contraindicated or caution, empty where nothing is said.
	Pregnancy string `yaml:"pregnancy" json:"pregnancy,omitempty"`
	// With are medicines and classes beside which a person looks first, In words
	// for conditions of the same kind.
	With []string `yaml:"with" json:"with,omitempty"`
	In   []string `yaml:"in" json:"in,omitempty"`
	// Tests expect true where a prescription is held for the herb.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// HerbIncompatibility is two groups of herbs that are not taken together.
type HerbIncompatibility struct {
	ID     string   `yaml:"id" json:"id"` // incompatibility.*
	Labels Label    `yaml:"labels" json:"labels"`
	A      []string `yaml:"a" json:"a"` // herb.*
	B      []string `yaml:"b" json:"b"`
	// Tests expect true where a prescription is held for the two.
	Tests      []TextCase `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}
