package previsit

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

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
	// KindSigns is a list: each option is there or not.
	KindSigns = "signs"
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
	hinted   bool // the patient's words may have said it
	again    bool // its last answer settled nothing
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
	left       int // questions that may still come
	name       string
}

// subject is whom an interview is about, before its answers.
type subject struct {
	chart chart.Chart
	name  string // for the patient's screen, with its middle hidden
}

func (s *Service) base(ctx context.Context, iv agent.Interview) (subject, error) {
	g, err := agent.Gather(ctx, s.Store, s.record, iv.Patient, s.Now())
	if err != nil {
		return subject{}, err
	}
	return subject{g.Chart, Hidden(agent.NameOf(g.Patient.JSON))}, nil
}

// Hidden hides the middle of a name, as hospitals do on a screen that others
// may see: 吴桂珍 is 吴*珍, Edna Price is E*** P****.
func Hidden(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		rs := []rune(name)
		for i := 1; i < max(2, len(rs)-1) && i < len(rs); i++ {
			rs[i] = '*'
		}
		return string(rs)
	}
	words := strings.Fields(name)
	for i, w := range words {
		rs := []rune(w)
		words[i] = string(rs[:1]) + strings.Repeat("*", len(rs)-1)
	}
	return strings.Join(words, " ")
}

// place works out where the interview stands. It is a pure function of the
// chart and the answers.
func (s *Service) place(of subject, iv agent.Interview) position {
	p := position{story: s.teller.Tell(of.chart, iv), status: iv.Status, name: of.name}
	if p.story.Other {
		return s.placeOther(p, iv)
	}
	at := s.teller.Place(p.story)
	p.assessment, p.left = at.Assessment, at.Left
	switch {
	case iv.Status == agent.StatusConfirmed:
		return p
	case at.Ends, at.Next == nil && p.assessment.Level <= 2:
		p.status = agent.StatusEmergency
		return p
	case p.story.OfAnother && !p.story.Asked[agent.AskWhom]:
		p.next, p.left = s.askWhom(), p.left+1
		return s.goesOn(p)
	case at.Next == nil:
		p.status = agent.StatusReview
		return p
	}
	p.next = s.asked(*at.Next, p.story.Chart)
	p.next.again = p.story.Again(p.next.id)
	if at.Next.ID == agent.AskAgain && agent.Afraid(p.story.Chief) {
		p.next = s.phrased(agent.AskAgain, KindText, "phrase.ask_again_afraid", false)
	}
	return s.goesOn(p)
}

// goesOn is an interview in which something is asked.
func (s *Service) goesOn(p position) position {
	if p.status != agent.StatusPerson {
		p.status = agent.StatusActive
	}
	return p
}

// asked words one step.
func (s *Service) asked(step agent.Step, c chart.Chart) *asking {
	switch step.ID {
	case agent.AskMeant:
		return s.askMeant(step.Offered)
	case agent.AskComplaint:
		return s.askComplaint(c)
	}
	if a, ok := s.open(step.ID); ok {
		return a
	}
	return s.askFinding(step.Finding)
}

// open words the questions that are answered in the patient's own words; ok is
// false for any other.
func (s *Service) open(id string) (*asking, bool) {
	switch id {
	case agent.AskChief:
		return s.phrased(id, KindText, "phrase.ask_chief", false), true
	case agent.AskAgain:
		return s.phrased(id, KindText, "phrase.ask_again", false), true
	case agent.AskStory, agent.AskMore:
		a := s.phrased(id, KindText, "phrase.ask_"+strings.ReplaceAll(id, ".", "_"), false)
		a.options = []choice{s.phraseChoice(agent.OptionNone, "phrase.nothing_more")}
		return a, true
	case agent.AskPast, agent.AskFamily, agent.AskMedicines, agent.AskAllergies:
		a := s.phrased(id, KindText, "phrase.ask_"+id[len("history."):], true)
		a.options = []choice{s.phraseChoice(agent.OptionNone, "phrase.none")}
		return a, true
	}
	return nil, false
}

func (s *Service) phrased(id, kind, phrase string, unknown bool) *asking {
	label, _ := s.Graph.Label(phrase)
	return &asking{id: id, template: "phrase:" + phrase, text: label, kind: kind, unknown: unknown}
}

func (s *Service) phraseChoice(id, phrase string) choice {
	label, _ := s.Graph.Label(phrase)
	return choice{id: id, template: "phrase:" + phrase, label: label}
}

// askMeant asks whether one of a few complaints is what the words meant.
func (s *Service) askMeant(offered []string) *asking {
	a := s.phrased(agent.AskMeant, KindChoice, "phrase.ask_meant", true)
	for _, id := range offered {
		if c, ok := s.Graph.Complaint(id); ok {
			a.options = append(a.options, choice{id: id, template: "label:" + id, label: c.Labels})
		}
	}
	a.options = append(a.options, s.phraseChoice(agent.OptionNone, "phrase.none_of_these"))
	return a
}

// askComplaint offers all complaints that the patient can have, the most common
// first.
func (s *Service) askComplaint(of chart.Chart) *asking {
	a := s.phrased(agent.AskComplaint, KindChoice, "phrase.ask_complaint", true)
	all, often := s.Graph.Complaints(), map[string]float64{}
	all = slices.DeleteFunc(all, func(c graph.Complaint) bool { return !s.Engine.Suits(c.ID, of) })
	for _, c := range all {
		for _, id := range c.Conditions {
			cond, _ := s.Graph.Condition(id)
			often[c.ID] += cond.Prior
		}
	}
	slices.SortStableFunc(all, func(x, y graph.Complaint) int { return cmp.Compare(often[y.ID], often[x.ID]) })
	for _, c := range all {
		a.options = append(a.options, choice{id: c.ID, template: "label:" + c.ID, label: c.Labels})
	}
	return a
}

// askSigns asks for several findings at once, each in the words of its own
// question.
func (s *Service) askSigns(id string, signs []string) *asking {
	a := s.phrased(id, KindSigns, "phrase.ask_signs", true)
	for _, sign := range signs {
		if f, ok := s.Graph.Finding(sign); ok && f.Ask != nil {
			a.options = append(a.options, choice{id: sign, template: "ask:" + sign, label: *f.Ask})
		}
	}
	return a
}

func (s *Service) askFinding(q reason.Question) *asking {
	if q.Kind == KindSigns {
		return s.askSigns(q.ID, q.Signs)
	}
	a := &asking{id: q.ID, template: "ask:" + q.ID, text: q.Text, kind: q.Kind, unit: q.Unit, unknown: true, hinted: q.Hinted}
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
	case agent.AskWhom:
		return *s.askWhom(), true
	case agent.AskMeant:
		return *s.askMeant(nil), true
	case agent.AskComplaint:
		return *s.askComplaint(chart.New()), true
	}
	if a, ok := s.open(id); ok {
		return *a, true
	}
	if strings.HasPrefix(id, reason.ListPrefix) {
		return *s.askSigns(id, nil), true
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
	if err := chosen(q, a); err != nil {
		return err
	}
	if a.Number != nil {
		if err := s.plausible(q, *a.Number); err != nil {
			return err
		}
	}
	if a.Unknown && !q.unknown {
		return outcome.At(outcome.Invalid, "unknown", "this question needs an answer in words")
	}
	if q.kind != KindSigns && a.Text == "" && a.Option == "" && a.Number == nil && !a.Unknown {
		return outcome.New(outcome.Invalid, "the answer is empty")
	}
	return nil
}

// chosen checks what was chosen of a list and notes what was on it. Nothing
// chosen is an answer: none of these.
func chosen(q asking, a *agent.Answer) error {
	a.Offered = nil
	if q.kind != KindSigns {
		if len(a.Chosen) > 0 {
			return outcome.At(outcome.Invalid, "chosen", "this question is not a list")
		}
		return nil
	}
	for _, id := range a.Chosen {
		if !hasOption(q, id) {
			return outcome.At(outcome.Invalid, "chosen", "this is not on the list")
		}
	}
	if a.Option != "" {
		return outcome.At(outcome.Invalid, "option", "of a list, say what was chosen")
	}
	for _, o := range q.options {
		a.Offered = append(a.Offered, o.id)
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
