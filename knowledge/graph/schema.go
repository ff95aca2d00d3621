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
