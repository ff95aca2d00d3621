package graph

import "slices"

// The types in this file are the shape of the YAML modules in
// knowledge/content. Decoding is strict: an unknown key, a wrong type or a
// dangling id fails the build. Ids are never reused. Every id begins with its
// kind: src. find. cond. comp. flag. inv. order. drug. class. allergen. band.
// score. path. rule. dept. phrase. words. wording. course. practice. figure.
// pharm. trial. herb. incompatibility. mistake. unsound. must. never. protocol.

// Label is a text in both languages; both are required.
type Label struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// In gives the text in lang ("zh" or "en"), Chinese for any other.
func (l Label) In(lang string) string {
	if lang == "en" {
		return l.EN
	}
	return l.ZH
}

// Words are further names in both languages: what patients and doctors say.
type Words struct {
	ZH []string `yaml:"zh" json:"zh,omitempty"`
	EN []string `yaml:"en" json:"en,omitempty"`
}

// Status is how far an item has been reviewed.
type Status string

// The statuses. Content starts as Draft; a second reader makes it Reviewed; a
// hospital makes it Endorsed in an overlay of its own.
const (
	Draft    Status = "draft"
	Reviewed Status = "reviewed"
	Endorsed Status = "endorsed"
)

// Ref says where a statement comes from.
type Ref struct {
	Source string `yaml:"source" json:"source"` // src.*
	// Locator is the section, table or page in the source.
	Locator string `yaml:"locator" json:"locator"`
	// Fact is the id in the project's fact list, such as RF.CHEST, if any.
	Fact string `yaml:"fact" json:"fact,omitempty"`
	// Confidence is verified (seen in the source), high or medium (from
	// memory of it).
	Confidence string `yaml:"confidence" json:"confidence"`
}

// Provenance is what every rule-like item carries.
type Provenance struct {
	Refs   []Ref  `yaml:"refs" json:"refs"`
	Status Status `yaml:"status" json:"status"`
	// Jurisdiction is CN, US, EU, UK or INT.
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction,omitempty"`
	// ValidFrom and ValidTo are dates (2006-01-02), empty for open ends.
	ValidFrom string `yaml:"valid_from" json:"valid_from,omitempty"`
	ValidTo   string `yaml:"valid_to" json:"valid_to,omitempty"`
	// ConflictsWith names items of another jurisdiction that disagree.
	ConflictsWith []string `yaml:"conflicts_with" json:"conflicts_with,omitempty"`
}

// Module is one YAML file.
type Module struct {
	Module                string                `yaml:"module" json:"module"`
	Sources               []Source              `yaml:"sources" json:"sources,omitempty"`
	Findings              []Finding             `yaml:"findings" json:"findings,omitempty"`
	Conditions            []Condition           `yaml:"conditions" json:"conditions,omitempty"`
	Complaints            []Complaint           `yaml:"complaints" json:"complaints,omitempty"`
	RedFlags              []RedFlag             `yaml:"red_flags" json:"red_flags,omitempty"`
	Investigations        []Investigation       `yaml:"investigations" json:"investigations,omitempty"`
	OrderRules            []OrderRule           `yaml:"order_rules" json:"order_rules,omitempty"`
	Drugs                 []Drug                `yaml:"drugs" json:"drugs,omitempty"`
	DrugClasses           []DrugClass           `yaml:"drug_classes" json:"drug_classes,omitempty"`
	AllergenGroups        []AllergenGroup       `yaml:"allergen_groups" json:"allergen_groups,omitempty"`
	SafetyRules           []SafetyRule          `yaml:"safety_rules" json:"safety_rules,omitempty"`
	Bands                 []Band                `yaml:"bands" json:"bands,omitempty"`
	Scores                []Score               `yaml:"scores" json:"scores,omitempty"`
	Pathways              []Pathway             `yaml:"pathways" json:"pathways,omitempty"`
	Departments           []Department          `yaml:"departments" json:"departments,omitempty"`
	Phrases               []Phrase              `yaml:"phrases" json:"phrases,omitempty"`
	Courses               []Course              `yaml:"courses" json:"courses,omitempty"`
	WordClasses           []WordClass           `yaml:"word_classes" json:"word_classes,omitempty"`
	Wordings              []Wording             `yaml:"wordings" json:"wordings,omitempty"`
	Practices             []Practice            `yaml:"practices" json:"practices,omitempty"`
	EducationFigures      []EducationFigure     `yaml:"education_figures" json:"education_figures,omitempty"`
	Pharmacology          []Pharmacology        `yaml:"pharmacology" json:"pharmacology,omitempty"`
	Trials                []Trial               `yaml:"trials" json:"trials,omitempty"`
	Herbs                 []Herb                `yaml:"herbs" json:"herbs,omitempty"`
	HerbIncompatibilities []HerbIncompatibility `yaml:"herb_incompatibilities" json:"herb_incompatibilities,omitempty"`
	// TextRules come from tables only.
	TextRules []TextRule `yaml:"-" json:"text_rules,omitempty"`
	// Settings come with an overlay, never from a shipped module.
	Settings *Settings `yaml:"-" json:"settings,omitempty"`
	Site     *Site     `yaml:"-" json:"site,omitempty"`
}

// Source is a guideline, label or paper that items refer to.
type Source struct {
	ID        string `yaml:"id" json:"id"`
	Title     Label  `yaml:"title" json:"title"`
	Publisher string `yaml:"publisher" json:"publisher"`
	Edition   string `yaml:"edition" json:"edition"`
	// Year of publication.
	Year         int    `yaml:"year" json:"year"`
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction"`
	// ReviewDue is the date by which the content must be looked at again.
	ReviewDue string `yaml:"review_due" json:"review_due,omitempty"`
	// RetiredBy is the source that replaced this one.
	RetiredBy string `yaml:"retired_by" json:"retired_by,omitempty"`
}

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

// trust gives every edge a confidence, in conditions of the module's own.
func (m *Module) trust() {
	m.Conditions = slices.Clone(m.Conditions)
	for i := range m.Conditions {
		c := &m.Conditions[i]
		c.Edges = slices.Clone(c.Edges)
		for k := range c.Edges {
			c.Edges[k].trust()
		}
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

// Case is a test beside a rule: facts given and what must come out.
type Case struct {
	// Given maps a fact id to true, false or a number; what is not given is
	// unknown. A quantity may be readings over time (ReadDated), and an
	// investigation is given by how many days ago it was last done.
	Given map[string]any `yaml:"given" json:"given"`
	// Expect is true, false or unknown for expressions; a number or word for
	// bands and scores. Where a rule says more than that it holds, the words for it
	// mean that it holds and says so: "level 2" of a red flag, "better" or "short of
	// better" of a target, "nurse due" or "nurse not due" of monitoring, "doctor
	// within 24 h" of an escalation.
	Expect any    `yaml:"expect" json:"expect"`
	Why    string `yaml:"why" json:"why,omitempty"`
}

// Department is a place in a general hospital that a patient is sent to.
type Department struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
}

// Phrase is a fixed sentence that Apricot says: greetings, history questions,
// what the triage levels mean. It is content, so that a clinician reviews it
// and the fence can hold a text against it.
type Phrase struct {
	ID     string `yaml:"id" json:"id"`
	Labels Label  `yaml:"labels" json:"labels"`
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
