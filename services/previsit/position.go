package previsit

import (
	"cmp"
	"context"
	"slices"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// The kinds of question.
const (
	KindText   = "text"
	KindYesNo  = "yes_no"
	KindChoice = "choice"
	KindNumber = "number"
)

// asking is a question before it is worded for a patient.
type asking struct {
	id       string
	template string // what of the graph it is rendered from
	text     graph.Label
	kind     string
	options  []choice
	unit     string
	unknown  bool // "don't know" may be answered
}

type choice struct {
	id, template string
	label        graph.Label
}

// position is where an interview stands, worked out from its answers.
type position struct {
	story      agent.Story
	assessment reason.Assessment
	status     string
	next       *asking
}

// historyQuestions end every interview.
func historyQuestions() []string {
	return []string{agent.AskPast, agent.AskMedicines, agent.AskAllergies, agent.AskFamily}
}

func (s *Service) base(ctx context.Context, iv agent.Interview) (chart.Chart, error) {
	g, err := agent.Gather(ctx, s.Store, s.record, iv.Patient, s.Now())
	if err != nil {
		return chart.Chart{}, err
	}
	return g.Chart, nil
}

// place works out where the interview stands. It is a pure function of the
// chart and the answers.
func (s *Service) place(base chart.Chart, iv agent.Interview) position {
	p := position{story: s.teller.Tell(base, iv), status: iv.Status}
	c := p.story.Case()
	p.assessment = s.Engine.Assess(c)
	if iv.Status == agent.StatusConfirmed {
		return p
	}
	q, more := s.Engine.Next(c, p.story.Asked)
	if p.assessment.Ends(q, more) {
		p.status = agent.StatusEmergency
		return p
	}
	p.next = s.next(p.story, q, more)
	switch {
	case p.next != nil && p.status != agent.StatusPerson:
		p.status = agent.StatusActive
	case p.next == nil && p.assessment.Level <= 2:
		p.status = agent.StatusEmergency
	case p.next == nil:
		p.status = agent.StatusReview
	}
	return p
}

// next is what is asked now. The signs of what the words resemble come before
// the question what the matter is.
func (s *Service) next(story agent.Story, q reason.Question, more bool) *asking {
	if !story.Asked[agent.AskChief] {
		return s.phrased(agent.AskChief, KindText, "phrase.ask_chief", false)
	}
	if story.Complaint == "" && !story.Asked[agent.AskComplaint] && !q.Suspects {
		return s.askComplaint(story.Alike)
	}
	if more {
		return s.askFinding(q)
	}
	for _, id := range historyQuestions() {
		if !story.Asked[id] {
			a := s.phrased(id, KindText, "phrase.ask_"+id[len("history."):], true)
			a.options = []choice{s.phraseChoice(agent.OptionNone, "phrase.none")}
			return a
		}
	}
	return nil
}

func (s *Service) phrased(id, kind, phrase string, unknown bool) *asking {
	label, _ := s.Graph.Label(phrase)
	return &asking{id: id, template: "phrase:" + phrase, text: label, kind: kind, unknown: unknown}
}

func (s *Service) phraseChoice(id, phrase string) choice {
	label, _ := s.Graph.Label(phrase)
	return choice{id: id, template: "phrase:" + phrase, label: label}
}

// askComplaint offers the complaints when the patient's words named none, those
// that they are a little like first.
func (s *Service) askComplaint(alike []string) *asking {
	a := s.phrased(agent.AskComplaint, KindChoice, "phrase.ask_complaint", true)
	all := s.Graph.Complaints()
	slices.SortStableFunc(all, func(x, y graph.Complaint) int {
		return cmp.Compare(rank(alike, x.ID), rank(alike, y.ID))
	})
	for _, c := range all {
		a.options = append(a.options, choice{id: c.ID, template: "label:" + c.ID, label: c.Labels})
	}
	return a
}

// rank is where an id stands in a list, its end where it does not.
func rank(ids []string, id string) int {
	if i := slices.Index(ids, id); i >= 0 {
		return i
	}
	return len(ids)
}

func (s *Service) askFinding(q reason.Question) *asking {
	a := &asking{id: q.ID, template: "ask:" + q.ID, text: q.Text, kind: q.Kind, unit: q.Unit, unknown: true}
	for i, o := range q.Options {
		a.options = append(a.options, choice{id: itoa(i), template: "option:" + q.ID, label: o.Label})
	}
	if q.Kind == KindYesNo {
		a.options = []choice{s.phraseChoice("yes", "phrase.yes"), s.phraseChoice("no", "phrase.no")}
	}
	return a
}

// find gives the asking of an earlier question, to show it in the language of
// now; ok is false for a question the graph no longer has.
func (s *Service) find(id string) (asking, bool) {
	switch id {
	case agent.AskChief:
		return *s.phrased(id, KindText, "phrase.ask_chief", false), true
	case agent.AskComplaint:
		return *s.askComplaint(nil), true
	case agent.AskPast, agent.AskFamily, agent.AskMedicines, agent.AskAllergies:
		return *s.phrased(id, KindText, "phrase.ask_"+id[len("history."):], true), true
	}
	f, ok := s.Graph.Finding(id)
	if !ok || f.Ask == nil {
		return asking{}, false
	}
	return asking{id: id, template: "ask:" + id, text: *f.Ask}, true
}

// accept checks an answer against the question it is for.
func (s *Service) accept(q asking, a *agent.Answer) error {
	if len([]rune(a.Text)) > maxText {
		return outcome.At(outcome.TooLarge, "text", "please write at most %d characters", maxText)
	}
	if a.Option != "" && !hasOption(q, a.Option) {
		return outcome.At(outcome.Invalid, "option", "this option is not one of the question's")
	}
	if a.Number != nil {
		if err := s.plausible(q, *a.Number); err != nil {
			return err
		}
	}
	if a.Unknown && !q.unknown {
		return outcome.At(outcome.Invalid, "unknown", "this question needs an answer in words")
	}
	if a.Text == "" && a.Option == "" && a.Number == nil && !a.Unknown {
		return outcome.New(outcome.Invalid, "the answer is empty")
	}
	return nil
}

// maxText bounds one answer, in characters.
const maxText = 2000

func hasOption(q asking, id string) bool {
	for _, o := range q.options {
		if o.id == id {
			return true
		}
	}
	return false
}

func (s *Service) plausible(q asking, v float64) error {
	f, ok := s.Graph.Finding(q.id)
	if !ok || f.Kind != "quantity" {
		return outcome.At(outcome.Invalid, "number", "this question does not ask for a number")
	}
	if f.Plausible != nil && (v < f.Plausible.Min || v > f.Plausible.Max) {
		return outcome.At(outcome.Unprocessable, "number", "the number must lie between %v and %v %s", f.Plausible.Min, f.Plausible.Max, f.Unit)
	}
	return nil
}
