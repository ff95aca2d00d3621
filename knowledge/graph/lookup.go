package graph

import (
	"slices"
	"strings"
)

// Source looks up a source by id.
func (g *Graph) Source(id string) (Source, bool) { return g.sources.get(id) }

// Finding looks up a finding by id.
func (g *Graph) Finding(id string) (Finding, bool) { return g.findings.get(id) }

// Condition looks up a condition by id.
func (g *Graph) Condition(id string) (Condition, bool) { return g.conditions.get(id) }

// Complaint looks up a chief complaint by id.
func (g *Graph) Complaint(id string) (Complaint, bool) { return g.complaints.get(id) }

// RedFlag looks up a red flag by id.
func (g *Graph) RedFlag(id string) (RedFlag, bool) { return g.flags.get(id) }

// Investigation looks up a test by id.
func (g *Graph) Investigation(id string) (Investigation, bool) { return g.invs.get(id) }

// OrderRule looks up an order rule by id.
func (g *Graph) OrderRule(id string) (OrderRule, bool) { return g.orders.get(id) }

// Drug looks up a drug by id.
func (g *Graph) Drug(id string) (Drug, bool) { return g.drugs.get(id) }

// DrugClass looks up a drug class by id.
func (g *Graph) DrugClass(id string) (DrugClass, bool) { return g.classes.get(id) }

// AllergenGroup looks up an allergen group by id.
func (g *Graph) AllergenGroup(id string) (AllergenGroup, bool) { return g.allergens.get(id) }

// SafetyRule looks up a safety rule by id.
func (g *Graph) SafetyRule(id string) (SafetyRule, bool) { return g.rules.get(id) }

// Band looks up a decision table by id.
func (g *Graph) Band(id string) (Band, bool) { return g.bands.get(id) }

// Score looks up a score by id.
func (g *Graph) Score(id string) (Score, bool) { return g.scores.get(id) }

// Pathway looks up a reasoning path by id.
func (g *Graph) Pathway(id string) (Pathway, bool) { return g.pathways.get(id) }

// Phrase looks up a fixed sentence by id.
func (g *Graph) Phrase(id string) (Phrase, bool) { return g.phrases.get(id) }

// Courses gives all courses in id order.
func (g *Graph) Courses() []Course { return g.courses.list() }

// WordClasses gives all classes of words in id order.
func (g *Graph) WordClasses() []WordClass { return g.words.list() }

// Wordings gives all wordings in id order.
func (g *Graph) Wordings() []Wording { return g.wordings.list() }

// Sources gives all sources in id order.
func (g *Graph) Sources() []Source { return g.sources.list() }

// Findings gives all findings in id order.
func (g *Graph) Findings() []Finding { return g.findings.list() }

// Conditions gives all conditions in id order.
func (g *Graph) Conditions() []Condition { return g.conditions.list() }

// Complaints gives all complaints in id order.
func (g *Graph) Complaints() []Complaint { return g.complaints.list() }

// RedFlags gives all red flags in id order.
func (g *Graph) RedFlags() []RedFlag { return g.flags.list() }

// Investigations gives all tests in id order.
func (g *Graph) Investigations() []Investigation { return g.invs.list() }

// OrderRules gives all order rules in id order.
func (g *Graph) OrderRules() []OrderRule { return g.orders.list() }

// Drugs gives all drugs in id order.
func (g *Graph) Drugs() []Drug { return g.drugs.list() }

// DrugClasses gives all drug classes in id order.
func (g *Graph) DrugClasses() []DrugClass { return g.classes.list() }

// AllergenGroups gives all allergen groups in id order.
func (g *Graph) AllergenGroups() []AllergenGroup { return g.allergens.list() }

// SafetyRules gives all safety rules in id order.
func (g *Graph) SafetyRules() []SafetyRule { return g.rules.list() }

// Bands gives all decision tables in id order.
func (g *Graph) Bands() []Band { return g.bands.list() }

// Scores gives all scores in id order.
func (g *Graph) Scores() []Score { return g.scores.list() }

// Escalation looks up when somebody must act in a care pathway: path.x/name.
func (g *Graph) Escalation(id string) (Escalation, bool) {
	of, name, _ := strings.Cut(id, "/")
	p, _ := g.Pathway(of)
	i := slices.IndexFunc(p.Escalation, func(e Escalation) bool { return e.ID == name })
	if i < 0 {
		return Escalation{}, false
	}
	return p.Escalation[i], true
}

// Monitor finds a piece of monitoring of a pathway: path.x/name.
func (g *Graph) Monitor(id string) (Monitor, bool) {
	of, name, _ := strings.Cut(id, "/")
	p, _ := g.Pathway(of)
	i := slices.IndexFunc(p.Monitoring, func(m Monitor) bool { return m.ID == name })
	if i < 0 {
		return Monitor{}, false
	}
	return p.Monitoring[i], true
}

// Pathways gives all reasoning paths in id order.
func (g *Graph) Pathways() []Pathway { return g.pathways.list() }

// Departments gives all departments in id order.
func (g *Graph) Departments() []Department { return g.departments.list() }

// Practices gives all practices in id order.
func (g *Graph) Practices() []Practice { return g.practices.list() }

// EducationFigures gives all figures of education in id order.
func (g *Graph) EducationFigures() []EducationFigure { return g.figures.list() }

// Pharmacology gives all facts of pharmacology in id order.
func (g *Graph) Pharmacology() []Pharmacology { return g.pharmacology.list() }

// Trials gives all trials in id order.
func (g *Graph) Trials() []Trial { return g.trials.list() }

// Herbs gives all herbs in id order.
func (g *Graph) Herbs() []Herb { return g.herbs.list() }

// HerbIncompatibilities gives all pairs of herbs that are kept apart in id order.
func (g *Graph) HerbIncompatibilities() []HerbIncompatibility { return g.incompatibilities.list() }

// TextRules gives all rules about texts in id order.
func (g *Graph) TextRules() []TextRule { return g.textRules.list() }

// TextRule looks up a rule about texts by id.
func (g *Graph) TextRule(id string) (TextRule, bool) { return g.textRules.get(id) }

// Label gives the name of anything with an id; for an order rule, its reason.
func (g *Graph) Label(id string) (Label, bool) {
	l, ok := g.labels[id]
	return l, ok
}

// ClassesOf gives every class a drug (or class) belongs to, parents included.
func (g *Graph) ClassesOf(drug string) []string { return slices.Clone(g.classesOf[drug]) }

// Generals gives the findings that are present whenever this one is, at any
// distance. Callers must not change the slice.
func (g *Graph) Generals(finding string) []string { return g.generals[finding] }

// Specifics gives the findings that imply this one, at any distance. Callers
// must not change the slice.
func (g *Graph) Specifics(finding string) []string { return g.specifics[finding] }

// Derived gives the findings that carry a Derive condition, in id order.
// Callers must not change the slice.
func (g *Graph) Derived() []Finding { return g.derived }

// Undocumented gives the findings that are absent unless somebody documented
// them, in id order. Callers must not change the slice.
func (g *Graph) Undocumented() []string { return g.undocumented }
