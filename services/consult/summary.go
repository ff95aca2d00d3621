package consult

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// Summary is what the patient told before the visit, in the doctor's language.
type Summary struct {
	Interview string
	Status    string // of the interview
	// Confirmed is true when the patient read it back and agreed.
	Confirmed       bool
	At              time.Time
	Sections        []Section
	Level           int
	LevelLabel      fence.Cleared
	LevelText       fence.Cleared
	DepartmentID    string
	DepartmentLabel fence.Cleared
	Tests           []Order
	AILabel, Notice fence.Cleared
	// Nothing is true where no complaint was told: Level is 0 then.
	Nothing bool
}

// Section is one heading with its items.
type Section struct {
	ID    string
	Title fence.Cleared
	Items []Item
}

// Item is one line: Label and Value are Apricot's, Said is the patient's.
type Item struct {
	Label, Value fence.Cleared
	Said         string
}

// sectionChief is the id of the section of what the patient told in words.
const sectionChief = "chief"

const interviewPrefix = "QuestionnaireResponse/"

// summary words the newest interview; what the chart said before is shown
// elsewhere. It is nil when the patient has told nothing.
func (p *speaker) summary(d dossier) *Summary {
	if d.interview == nil {
		return nil
	}
	a := d.assessment
	level := strconv.Itoa(a.Level)
	s := &Summary{
		Interview: d.interview.ID, Status: d.interview.Status, At: d.interview.Authored,
		Confirmed: d.interview.Status == agent.StatusConfirmed,
		Level:     a.Level, LevelLabel: p.phrase(levelPhrase(a.Level)), LevelText: p.phrase("phrase.level_text." + level),
		DepartmentID: a.Department, DepartmentLabel: p.label(a.Department),
		Tests: p.orders(d), AILabel: p.phrase("phrase.ai_label"),
	}
	if a.Why == reason.NoComplaint {
		s.LevelLabel, s.LevelText = p.phrase("phrase.nothing_told"), fence.Cleared{}
		s.Level, s.Nothing = 0, true
	}
	if d.story.Other {
		return p.aboutOther(d, s)
	}
	if !s.Confirmed {
		s.Notice = p.heading("unconfirmed")
	}
	if d.story.OfAnother && !d.story.Asked[agent.AskWhom] {
		s.Notice = p.phrase("phrase.about_perhaps")
	}
	s.Sections = []Section{
		{ID: sectionChief, Title: p.phrase("phrase.section.chief"), Items: p.chief(d.story)},
		p.findings(d, "present", chart.Yes), p.findings(d, "absent", chart.No), p.hints(d), p.measures(d),
	}
	for _, q := range []string{agent.AskPast, agent.AskMedicines, agent.AskAllergies, agent.AskFamily} {
		s.Sections = append(s.Sections, p.history(d, q))
	}
	s.Sections = slices.DeleteFunc(s.Sections, func(x Section) bool { return len(x.Items) == 0 })
	return s
}

// aboutOther is what a patient told of somebody else: the words, marked as such,
// with no level, department or test, for none of it is this patient's.
func (p *speaker) aboutOther(d dossier, s *Summary) *Summary {
	said := p.phrase("phrase.about_other")
	s.Level, s.Nothing, s.LevelLabel, s.LevelText = 0, true, said, fence.Cleared{}
	s.DepartmentID, s.DepartmentLabel, s.Tests, s.Notice = "", fence.Cleared{}, nil, said
	s.Sections = nil
	if items := p.chief(d.story); len(items) > 0 {
		s.Sections = []Section{{ID: sectionChief, Title: said, Items: items}}
	}
	return s
}

func told(evidence string) bool { return strings.HasPrefix(evidence, interviewPrefix) }

func (p *speaker) findings(d dossier, section string, v chart.Tri) Section {
	sec := Section{ID: section, Title: p.phrase("phrase.section." + section)}
	c := d.story.Chart
	for _, id := range slices.Sorted(maps.Keys(c.Findings)) {
		if c.Findings[id] != v || !told(c.FindingSource[id].Where) {
			continue
		}
		if l := p.label(id); l.Text() != "" {
			sec.Items = append(sec.Items, Item{Label: l})
		}
	}
	return sec
}

// hints lists what the patient's words may say and nobody has confirmed, with the
// words.
func (p *speaker) hints(d dossier) Section {
	sec := Section{ID: "hints", Title: p.phrase("phrase.section.hints")}
	for _, h := range d.assessment.Hints {
		if l := p.label(h.Finding); l.Text() != "" {
			sec.Items = append(sec.Items, Item{Label: l, Said: h.Words})
		}
	}
	return sec
}

func (p *speaker) measures(d dossier) Section {
	sec := Section{ID: "measures", Title: p.phrase("phrase.section.measures")}
	for _, id := range slices.Sorted(maps.Keys(d.story.Chart.Measures)) {
		m := d.story.Chart.Measures[id]
		if !told(m.Evidence) {
			continue
		}
		sec.Items = append(sec.Items, Item{Label: p.label(id), Said: agent.Quantity(p.lang, m.Value, m.Unit)})
	}
	return sec
}

func (p *speaker) history(d dossier, question string) Section {
	id := strings.TrimPrefix(question, "history.")
	sec := Section{ID: id, Title: p.phrase("phrase.section." + id)}
	said, answered := d.story.Said[question]
	switch {
	case !answered:
		sec.Items = []Item{{Value: p.phrase("phrase.unknown")}}
	case said == "":
		sec.Items = []Item{{Value: p.phrase("phrase.none")}}
	default:
		sec.Items = []Item{{Said: said}}
	}
	return sec
}
