package eval

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// Triage runs vignettes through the reasoning engine.
type Triage struct {
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
}

// Answer is what the engine said of one vignette, beside what was right.
type Answer struct {
	Vignette  `json:"-"`
	ID        string   `json:"id"`
	Said      string   `json:"said"`
	Flags     []string `json:"flags"`
	Suspected []string `json:"suspected,omitempty"` // from words, not as facts
	Ranked    []string `json:"ranked"`              // cond.* ids, the likeliest first
	Abstained bool     `json:"abstained"`
	// Place is the rank of the first acceptable diagnosis, from 1; 0 is none.
	Place int `json:"place"`
	// Unnamed is true when no name of an acceptable diagnosis is in the graph:
	// the case counts as a miss all the same.
	Unnamed bool `json:"unnamed,omitempty"`
	// Asked and MustAsked are set by an interview.
	Asked     int  `json:"asked,omitempty"`
	MustAsked Rate `json:"must_asked,omitzero"`
	// NoComplaint is true when the opening was not understood.
	NoComplaint bool `json:"no_complaint,omitempty"`
}

// Told gives the engine everything at once, as `apricot triage` does.
func (t Triage) Told(v Vignette) (Answer, error) {
	age := v.Age
	in := reason.TriageInput{Text: v.text(), Lang: v.Lang, Age: &age, Sex: v.Sex}
	out, err := t.Engine.Triage(in)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Vignette: v, ID: v.ID, Said: out.Urgency, Flags: out.RedFlags, Suspected: out.Suspected, Abstained: out.Abstained}
	for _, r := range out.Differential {
		a.Ranked = append(a.Ranked, r.Condition)
	}
	t.place(&a)
	return a, nil
}

// place finds the first acceptable diagnosis in the ranking.
func (t Triage) place(a *Answer) {
	right := t.conditions(a.Diagnoses)
	a.Unnamed = len(right) == 0 && len(a.Diagnoses) > 0
	a.Place = 1 + slices.IndexFunc(a.Ranked, func(id string) bool { return right[id] })
}

// conditions gives the ids that the names of diagnoses stand for: what the
// lexicon reads in the longest part of a name, and every condition one of whose
// names holds the whole of it. Who answers "acute heart failure" where the
// panel said "heart failure" is right; the other way round is not.
func (t Triage) conditions(names []string) map[string]bool {
	ids := map[string]bool{}
	for _, name := range names {
		best := ""
		for _, m := range t.Lexicon.Extract(name, "") {
			if m.Kind == "condition" && len(m.Text) > len(best) {
				best = m.Text
			}
		}
		for _, m := range t.Lexicon.Extract(name, "") {
			if m.Kind == "condition" && m.Text == best {
				ids[m.Concept] = true
			}
		}
		for _, c := range t.Graph.Conditions() {
			if holds(c, name) {
				ids[c.ID] = true
			}
		}
	}
	return ids
}

// shortest is the least of a name that may stand for what contains it.
const shortest = 4

func holds(c graph.Condition, name string) bool {
	part := plain(name)
	if len(part) < shortest {
		return false
	}
	for _, n := range slices.Concat([]string{c.Labels.ZH, c.Labels.EN}, c.Synonyms.ZH, c.Synonyms.EN) {
		if whole := plain(n); whole == part || strings.Contains(" "+whole+" ", " "+part+" ") || part[0] >= utf8.RuneSelf && strings.Contains(whole, part) {
			return true
		}
	}
	return false
}

// plain folds a name to lower-case words.
func plain(name string) string {
	folded, _ := lexicon.Normalise(name)
	return strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// most bounds a simulated interview; the engine stops long before.
const most = 60

// Interviewed lets the engine ask a patient who says the opening, chooses from
// the list of complaints where that is not understood, and then answers each question from the story: yes or no where the story tells,
// "I do not know" where it does not. The story is read with the same lexicon as
// the patient's words, so what it cannot read there counts as unknown.
func (t Triage) Interviewed(v Vignette) Answer {
	teller := agent.Teller{Graph: t.Graph, Lexicon: t.Lexicon, Engine: t.Engine}
	base := chart.New()
	base.AgeYears, base.Sex = v.Age, chart.Sex(v.Sex)
	truth := base
	truth.Findings, truth.Measures, truth.FindingEvidence = map[string]chart.Tri{}, map[string]chart.Measure{}, map[string]string{}
	t.Engine.Listen(&truth, reason.Utterance{Text: v.text(), Lang: v.Lang, Evidence: "story"})
	first := v.Opening
	if first == "" {
		first = v.Story
	}
	iv := agent.Interview{ID: v.ID, Lang: v.Lang, Answers: []agent.Answer{{Question: agent.AskChief, Text: first, Lang: v.Lang}}}
	a := Answer{Vignette: v, ID: v.ID}
	if story := teller.Tell(base, iv); story.Complaint == "" {
		a.NoComplaint = true
		iv.Answers = append(iv.Answers, t.picked(v)...)
	}
	for a.Asked < most {
		story := teller.Tell(base, iv)
		c := story.Case()
		as := t.Engine.Assess(c)
		q, more := t.Engine.Next(c, story.Asked)
		if as.Ends(q, more) || !more {
			t.end(&a, as, story)
			return a
		}
		a.Asked++
		iv.Answers = append(iv.Answers, reply(q, truth, v.Lang))
	}
	story := teller.Tell(base, iv)
	t.end(&a, t.Engine.Assess(story.Case()), story)
	return a
}

// picked is what a patient whose opening was not understood chooses from the
// list of complaints: the first that the whole story names, if any.
func (t Triage) picked(v Vignette) []agent.Answer {
	found := t.Engine.Complaints(v.text())
	if len(found) == 0 {
		return nil
	}
	return []agent.Answer{{Question: agent.AskComplaint, Option: found[0], Lang: v.Lang}}
}

func (t Triage) end(a *Answer, as reason.Assessment, story agent.Story) {
	a.Said, a.Abstained = as.Urgency, as.Abstained
	for _, f := range as.RedFlags {
		a.Flags = append(a.Flags, f.ID)
	}
	for _, x := range as.Suspected {
		a.Suspected = append(a.Suspected, x.Flag)
	}
	for _, r := range as.Differential {
		a.Ranked = append(a.Ranked, r.Condition)
	}
	t.place(a)
	// An emergency screen ends the questions: nothing more had to be asked.
	if as.Ends(reason.Question{}, false) {
		return
	}
	for _, name := range a.Ask {
		a.MustAsked.Add(t.settled(name, story))
	}
}

// settled reports that a symptom was asked for, or known without asking.
func (t Triage) settled(name string, story agent.Story) bool {
	for _, m := range t.Lexicon.Extract(name, "") {
		if m.Kind != "finding" {
			continue
		}
		_, known := story.Chart.Findings[m.Concept]
		_, measured := story.Chart.Measures[m.Concept]
		if known || measured || story.Asked[m.Concept] {
			return true
		}
	}
	return false
}

func reply(q reason.Question, truth chart.Chart, lang string) agent.Answer {
	a := agent.Answer{Question: q.ID, Asked: q.Text.In(lang), Lang: lang}
	if m, ok := truth.Measures[q.ID]; ok && q.Kind == "number" {
		a.Number = &m.Value
		return a
	}
	for i, o := range q.Options {
		if slices.ContainsFunc(o.Sets, func(id string) bool { return truth.Findings[id] == chart.Yes }) {
			a.Option = strconv.Itoa(i)
			return a
		}
	}
	switch truth.Findings[q.ID] {
	case chart.Yes:
		a.Option = "yes"
	case chart.No:
		a.Option = "no"
	default:
		a.Unknown = true
	}
	return a
}

// stratum names the groups that a vignette belongs to.
func (v Vignette) strata() []string {
	age := "age 18-64"
	switch {
	case v.Age < 18:
		age = "age under 18"
	case v.Age >= 65:
		age = "age 65 and over"
	}
	return []string{"all", "lang " + v.Lang, age, "sex " + strings.ToLower(v.Sex)}
}
