package graph

// Finding is anything that can be present, absent, unknown or measured: a
// symptom, sign, history item, risk factor or result.
type Finding struct {
	ID string `yaml:"id" json:"id"`
	// Kind is boolean or quantity.
	Kind string `yaml:"kind" json:"kind"`
	// Class is symptom, sign, history, risk, result, vital or demographic.
	Class    string `yaml:"class" json:"class"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// Unit is UCUM and required for quantities.
	Unit string `yaml:"unit" json:"unit,omitempty"`
	// Plausible bounds a quantity: values outside are refused, not clipped.
	Plausible *Range `yaml:"plausible" json:"plausible,omitempty"`
	// Loinc code of a measurable.
	Loinc string `yaml:"loinc" json:"loinc,omitempty"`
	// Implies names more general findings that are present when this one is:
	// find.chest_pain_crushing implies find.chest_pain.
	Implies []string `yaml:"implies" json:"implies,omitempty"`
	// Excludes names findings that are absent when this one is present.
	Excludes []string `yaml:"excludes" json:"excludes,omitempty"`
	// Derive makes the finding present where it is true and nobody answered
	// the finding itself: a measured 39 degrees is a fever. Where it is false
	// the finding stays unknown.
	Derive *Expr `yaml:"derive" json:"derive,omitempty"`
	// Acute marks a symptom or sign that means a new event. Words that say it
	// has lasted for months, or is left over from an old illness, are not it.
	Acute bool `yaml:"acute" json:"acute,omitempty"`
	// Undocumented is "absent" where what nobody wrote down is not so, such as
	// a prescribed oxygen target; otherwise it is empty and means unknown.
	Undocumented string `yaml:"undocumented" json:"undocumented,omitempty"`
	// Sex restricts the finding: asked only of female or male patients.
	Sex string `yaml:"sex" json:"sex,omitempty"`
	// Child restricts the finding: asked only of children, in words about a child.
	Child bool `yaml:"child" json:"child,omitempty"`
	// Until restricts the finding: not asked of patients of so many years and
	// more. 0 is no limit.
	Until float64 `yaml:"until" json:"until,omitempty"`
	// Base is how often the finding is present among all patients who come
	// with any complaint (0..1), the background of the likelihood ratios.
	// Required for booleans that stand on an edge; 0 elsewhere.
	Base float64 `yaml:"base" json:"base,omitempty"`
	// Ask is the question to a patient, in plain words, one fact a question.
	// Without it the finding is never asked.
	Ask *Label `yaml:"ask" json:"ask,omitempty"`
	// Presumes names findings one of which the words of Ask take for granted: it is
	// asked only where one is present. Whose foot swells is not asked how the injured
	// part looks before there was an injury.
	Presumes []string `yaml:"presumes" json:"presumes,omitempty"`
	// Options, when given, make the question a choice: each option sets
	// findings. Without Options a boolean is asked yes / no / don't know and
	// a quantity as a number.
	Options []Option `yaml:"options" json:"options,omitempty"`
	// Tests give of a finding that is derived what it follows from, and of a
	// quantity a value of it, which is plausible where they expect true.
	Tests []Case `yaml:"tests" json:"tests,omitempty"`
	// Checked say what counts as present with the finding and who is asked for it.
	Checked []ItemCase `yaml:"checked" json:"checked,omitempty"`
}

// Range is closed at both ends.
type Range struct {
	Min float64 `yaml:"min" json:"min"`
	Max float64 `yaml:"max" json:"max"`
}

// Option is one chip of a choice question.
type Option struct {
	Label  Label    `yaml:"label" json:"label"`
	Sets   []string `yaml:"sets" json:"sets,omitempty"`     // findings made present
	Clears []string `yaml:"clears" json:"clears,omitempty"` // findings made absent
}

// Condition is a disease or syndrome in a differential.
type Condition struct {
	ID       string `yaml:"id" json:"id"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// ICD10 is an ICD-10-CM category or code.
	ICD10 string `yaml:"icd10" json:"icd10,omitempty"`
	// Department of a Chinese general hospital: a key of the department list.
	Department string `yaml:"department" json:"department"`
	// MustNotMiss puts it on the list that is shown whatever its rank.
	MustNotMiss bool `yaml:"must_not_miss" json:"must_not_miss,omitempty"`
	// Level is the triage level (1..4) when this condition is likely.
	Level int `yaml:"level" json:"level"`
	// Prior is the share (per 1000) of symptom-led adult outpatient and
	// emergency visits; a judgement in steps of about 3x, with its basis.
	Prior      float64    `yaml:"prior" json:"prior"`
	PriorBasis string     `yaml:"prior_basis" json:"prior_basis,omitempty"`
	Modifiers  []Modifier `yaml:"modifiers" json:"modifiers,omitempty"`
	Sex        string     `yaml:"sex" json:"sex,omitempty"` // only in this sex
	// Known says what it means that the patient's record holds the condition.
	Known *Known `yaml:"known" json:"known,omitempty"`
	Edges []Edge `yaml:"edges" json:"edges,omitempty"`
	// Checked say for whom it is likelier, how it is seen and what it means that
	// the record holds it.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Known is what an active entry in the problem list changes.
type Known struct {
	// Implies are findings that are then present: risk factors, history; and the
	// wider conditions of which this is a kind, so that what holds for those holds
	// for it. What a wider condition implies is named too.
	Implies []string `yaml:"implies" json:"implies,omitempty"`
	// Times multiplies the prior: how much likelier it is that the condition
	// is behind a new complaint. Without a Known it is 5.
	Times float64 `yaml:"times" json:"times,omitempty"`
	// Level is the triage level (1..4) of a patient who has the condition and
	// comes with a finding that speaks for it; 0 sets none.
	Level int `yaml:"level" json:"level,omitempty"`
}

// Modifier multiplies the prior for a group of patients. Empty fields match
// all; ages are [MinAge, MaxAge) in years, MaxAge 0 is open.
type Modifier struct {
	MinAge float64 `yaml:"min_age" json:"min_age,omitempty"`
	MaxAge float64 `yaml:"max_age" json:"max_age,omitempty"`
	Sex    string  `yaml:"sex" json:"sex,omitempty"`
	// When limits it to patients for whom it is certainly true: pregnant,
	// with a risk factor or another condition.
	When  *Expr   `yaml:"when" json:"when,omitempty"`
	Times float64 `yaml:"times" json:"times"`
	// Why says what is known of the age and sex of these patients: of an incidence
	// where a ref of the condition is of epidemiology, of general teaching
	// otherwise. Times 1 for everybody, with its Why, says that neither matters.
	Why *Label `yaml:"why" json:"why,omitempty"`
}

// Edge says how often a finding is present in the condition: P(finding |
// condition), as a range in which clinicians would agree.
type Edge struct {
	Find string  `yaml:"find" json:"find"`
	Low  float64 `yaml:"low" json:"low"`
	High float64 `yaml:"high" json:"high"`
	// Basis is literature, guideline or judgement.
	Basis string `yaml:"basis" json:"basis"`
	// Confidence in the range is high, medium or low. Where the author gave none
	// it follows from the basis, and FromBasis says so.
	Confidence string `yaml:"confidence" json:"confidence,omitempty"`
	FromBasis  bool   `yaml:"-" json:"confidence_from_basis,omitempty"`
	// Ref is where the range was published, the published share in its locator. An
	// edge without one rests on the refs of its condition.
	Ref *Ref `yaml:"ref" json:"ref,omitempty"`
}

// trust gives the edge the confidence that follows from its basis, where its
// author gave none: a published figure that nobody checked again is of medium
// confidence, a judgement of low.
func (e *Edge) trust() {
	if e.Confidence != "" {
		return
	}
	e.FromBasis = true
	if e.Confidence = "medium"; e.Basis == "judgement" {
		e.Confidence = "low"
	}
}

// Complaint is a chief complaint with its adaptive interview.
type Complaint struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
	// Finding is the symptom that opens this interview (its synonyms match
	// the patient's words).
	Finding string `yaml:"finding" json:"finding"`
	// Also opens this interview.
	Also []string `yaml:"also" json:"also,omitempty"`
	// Danger is asked first, in this order: the findings of its red flags.
	Danger []string `yaml:"danger" json:"danger"`
	// History is asked next unless reasoning finds a better question.
	History []string `yaml:"history" json:"history"`
	// Conditions considered; edges decide among them.
	Conditions []string `yaml:"conditions" json:"conditions"`
	// Department when no condition leads.
	Department string `yaml:"department" json:"department"`
	// Level when no red flag and no leading condition say otherwise.
	Level int `yaml:"level" json:"level"`
	// Checked say what opens the interview, what it asks and how it is seen.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// RedFlag is a rule that sets urgency by itself.
type RedFlag struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
	When   Expr   `yaml:"when" json:"when"`
	// Unless holds the flag back only where it is known to be true: an old
	// paralysis is no new stroke. Unknown holds nothing back.
	Unless *Expr `yaml:"unless" json:"unless,omitempty"`
	// Level is 1 (now) or 2 (within ten minutes): the emergency screen; 3 is
	// today; 4 is an appointment within days, such as a sign that may be cancer.
	Level int `yaml:"level" json:"level"`
	// Suspect names the must-not-miss conditions behind the flag.
	Suspect []string `yaml:"suspect" json:"suspect,omitempty"`
	// Advice is the fixed text for the patient: what to do now, no drug names
	// beyond what a guideline tells the public.
	Advice Label  `yaml:"advice" json:"advice"`
	Tests  []Case `yaml:"tests" json:"tests"`
	// Checked say what the flag suspects.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Investigation is a test that can be drafted.
type Investigation struct {
	ID       string `yaml:"id" json:"id"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// Category is laboratory, imaging, ecg or procedure.
	Category string `yaml:"category" json:"category"`
	Loinc    string `yaml:"loinc" json:"loinc,omitempty"`
	// Preparation tells the patient what to do before, such as fasting.
	Preparation *Label `yaml:"preparation" json:"preparation,omitempty"`
}

// OrderRule drafts investigations; a doctor signs or drops them.
type OrderRule struct {
	ID     string   `yaml:"id" json:"id"`
	When   Expr     `yaml:"when" json:"when"`
	Unless *Expr    `yaml:"unless" json:"unless,omitempty"`
	Orders []string `yaml:"orders" json:"orders"` // inv.*
	Why    Label    `yaml:"why" json:"why"`
	Tests  []Case   `yaml:"tests" json:"tests"`
	// Checked say what is drafted.
	Checked    []ItemCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Course is how long the complaints of a group of conditions have lasted when
// people come with them.
type Course struct {
	ID     string `yaml:"id" json:"id"` // course.*; course.any is of all conditions
	Labels Label  `yaml:"labels" json:"labels"`
	// Share is the share of patients in each of CourseDays, and adds to 1.
	Share []float64 `yaml:"share" json:"share"`
	Of    []string  `yaml:"of" json:"of,omitempty"` // cond.*
	// Checked say whose course it is.
	Checked []ItemCase `yaml:"checked" json:"checked,omitempty"`
}

// CourseDays are the ends, in days, of the intervals of a Course; the last
// interval is open.
func CourseDays() []float64 { return []float64{1, 8, 43} }
