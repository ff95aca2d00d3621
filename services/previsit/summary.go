package previsit

import (
	"slices"
	"strconv"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// Summary is what the patient confirms and the doctor gets.
type Summary struct {
	Sections        []Section
	Level           int
	LevelLabel      fence.Cleared
	LevelText       fence.Cleared
	DepartmentID    string
	DepartmentLabel fence.Cleared
	Tests           []Test
	AILabel, Notice fence.Cleared
	// Nothing is true where no complaint was told.
	Nothing bool
	// Other is true where the story is about somebody else than the patient: nothing
	// of it is handed over.
	Other bool
}

// Section is one heading with its items.
type Section struct {
	ID    string
	Title fence.Cleared
	Items []Item
}

// Item is one line. Said is in the patient's own words, Value is of Apricot.
type Item struct {
	Label, Value fence.Cleared
	Said         string
}

// Test is a draft that a doctor may sign.
type Test struct {
	Investigation string
	Rule          string
	Name, Why     fence.Cleared
}

func ftoa(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func atoi(s string) int {
	i, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return i
}

func (r *renderer) summary() *Summary {
	if r.p.story.Other {
		return r.summaryOther()
	}
	a := r.p.assessment
	level := itoa(a.Level)
	dept, _ := r.Graph.Label(a.Department)
	s := &Summary{
		Level: a.Level, LevelLabel: r.phrase("phrase.level." + level), LevelText: r.phrase("phrase.level_text." + level),
		DepartmentID: a.Department, DepartmentLabel: r.show("label:"+a.Department, dept),
		AILabel: r.phrase("phrase.ai_label"), Notice: r.phrase("phrase.summary_notice"),
	}
	if a.Why == reason.NoComplaint {
		s.LevelLabel, s.LevelText = r.phrase("phrase.nothing_told"), r.phrase("phrase.nothing_told_text")
		s.DepartmentLabel, s.Nothing = r.phrase("phrase.information_desk"), true
	}
	s.Sections = append(s.Sections, Section{
		ID: "chief", Title: r.phrase("phrase.section.chief"), Items: r.told(),
	})
	s.Sections = append(s.Sections, r.findings("present", chart.Yes), r.findings("absent", chart.No), r.hints(), r.measures())
	for _, id := range agent.PastQuestions() {
		s.Sections = append(s.Sections, r.history(id))
	}
	s.Sections = slices.DeleteFunc(s.Sections, func(sec Section) bool { return len(sec.Items) == 0 })
	for _, o := range a.Orders {
		name, _ := r.Graph.Label(o.Investigation)
		s.Tests = append(s.Tests, Test{
			Investigation: o.Investigation, Rule: o.Rule,
			Name: r.show("label:"+o.Investigation, name), Why: r.show("why:"+o.Rule, o.Why),
		})
	}
	return s
}

// told is the story word for word, as the patient told it. What was typed in
// answer to a question about a finding stands beside its name.
func (r *renderer) told() []Item {
	var out []Item
	for _, w := range r.p.story.Words {
		it := Item{Said: w.Text}
		if f, ok := r.Graph.Finding(w.Question); ok {
			it.Label = r.show("label:"+f.ID, f.Labels)
		}
		out = append(out, it)
	}
	return out
}

// findings lists what the interview itself found present or absent; what the
// chart said before is not the patient's to confirm.
func (r *renderer) findings(section string, v chart.Tri) Section {
	sec := Section{ID: section, Title: r.phrase("phrase.section." + section)}
	var ids []string
	for id, got := range r.p.story.Chart.Findings {
		if got == v && fromInterview(r.p.story.Chart.FindingSource[id].Where) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if f, ok := r.Graph.Finding(id); ok {
			sec.Items = append(sec.Items, Item{Label: r.show("label:"+id, f.Labels)})
		}
	}
	return sec
}

// hints lists what the patient's words may say and nobody has confirmed, with the
// words: neither there nor absent.
func (r *renderer) hints() Section {
	sec := Section{ID: "hints", Title: r.phrase("phrase.section.hints")}
	for _, h := range r.p.assessment.Hints {
		if f, ok := r.Graph.Finding(h.Finding); ok {
			sec.Items = append(sec.Items, Item{Label: r.show("label:"+f.ID, f.Labels), Said: h.Words})
		}
	}
	return sec
}

const interviewPrefix = "QuestionnaireResponse/"

func fromInterview(evidence string) bool {
	return len(evidence) > len(interviewPrefix) && evidence[:len(interviewPrefix)] == interviewPrefix
}

func (r *renderer) measures() Section {
	sec := Section{ID: "measures", Title: r.phrase("phrase.section.measures")}
	var ids []string
	for id, m := range r.p.story.Chart.Measures {
		if fromInterview(m.Evidence) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		f, ok := r.Graph.Finding(id)
		if !ok {
			continue
		}
		m := r.p.story.Chart.Measures[id]
		sec.Items = append(sec.Items, Item{Label: r.show("label:"+id, f.Labels), Said: agent.Quantity(r.lang, m.Value, m.Unit)})
	}
	return sec
}

func (r *renderer) history(question string) Section {
	id := question[len("history."):]
	sec := Section{ID: id, Title: r.phrase("phrase.section." + id)}
	said, answered := r.p.story.Said[question]
	switch {
	case !answered:
		sec.Items = []Item{{Value: r.phrase("phrase.unknown")}}
	case said == "":
		sec.Items = []Item{{Value: r.phrase("phrase.none")}}
	default:
		sec.Items = []Item{{Said: said}}
	}
	return sec
}

// labels gives the label of an id in both languages for resources.
func (s *Service) labels(id string) graph.Label {
	l, _ := s.Graph.Label(id)
	return l
}
