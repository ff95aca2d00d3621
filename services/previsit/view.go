package previsit

import (
	"context"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// Conversation is what a patient is shown. Words of Apricot are fence.Cleared,
// words of the patient are strings.
type Conversation struct {
	ID, Lang, Status string
	Greeting         fence.Cleared
	Turns            []Turn
	Question         *Question
	Asked, AtMost    int
	Emergency        *Emergency
	Summary          *Summary
	AILabel, Person  fence.Cleared
	// Patient is the name of whom the visit is for, with its middle hidden: who
	// answers for somebody else can notice it.
	Patient string
}

// Turn is one answer with the question it answers.
type Turn struct {
	ID       string // "a1", "a2", ...
	Question string
	Asked    fence.Cleared
	// Said is the patient's own text; Chosen the labels of chips.
	Said   string
	Chosen []fence.Cleared
	At     time.Time
}

// Question is what is asked now.
type Question struct {
	ID string
	// Before says why it is asked, where that helps: nothing of most.
	Before, Text fence.Cleared
	Kind         string
	Options      []Option
	Unit         string
	AllowUnknown bool
}

// Option is one chip.
type Option struct {
	ID    string
	Label fence.Cleared
}

// Emergency is the screen that ends a chat with a red flag.
type Emergency struct {
	Title, Text      fence.Cleared
	Reasons, Actions []fence.Cleared
}

// converse works out the position and renders it.
func (s *Service) converse(ctx context.Context, of subject, iv agent.Interview) (Conversation, error) {
	return s.render(ctx, s.place(of, iv), iv)
}

// renderer words one position for one patient. The first error of the fence
// ends it; a text that does not pass stays empty and is left out.
type renderer struct {
	*Service
	ctx  context.Context //nolint:containedctx // lives for one call
	p    position
	lang string
	err  error
}

func (s *Service) render(ctx context.Context, p position, iv agent.Interview) (Conversation, error) {
	r := &renderer{Service: s, ctx: ctx, p: p, lang: iv.Lang}
	c := Conversation{
		ID: iv.ID, Lang: iv.Lang, Status: p.status, Turns: r.turns(iv), Asked: len(iv.Answers), AtMost: len(iv.Answers) + p.left,
		Greeting: r.phrase("phrase.greeting"), AILabel: r.phrase("phrase.ai_label"), Person: r.phrase("phrase.person"),
		Patient: p.name,
	}
	if p.status == agent.StatusPerson {
		c.Person = r.phrase("phrase.person_told")
	}
	switch p.status {
	case agent.StatusEmergency:
		c.Emergency = r.emergency()
	case agent.StatusReview, agent.StatusConfirmed:
		c.Summary = r.summary()
	default:
		c.Question = r.question(p.next)
	}
	if p.status == agent.StatusEmergency && r.err != nil {
		// The staff have been paged already. A failing fence may cost the
		// patient the words, never the emergency screen: the page has its own.
		s.Logger.ErrorContext(r.ctx, "emergency screen without words", "component", "previsit", "kind", outcome.KindOf(r.err).String())
		return c, nil //nolint:nilerr // logged; the screen must come
	}
	return c, r.err
}

// show passes one text through the fence. Texts that it does not release come
// back as the zero Cleared, which shows nothing.
func (r *renderer) show(template string, l graph.Label) fence.Cleared {
	if r.err != nil {
		return fence.Cleared{}
	}
	d := fence.Draft{Audience: fence.Patient, Lang: r.lang, Text: l.In(r.lang), Template: template, Chart: r.p.story.Chart, Department: r.p.assessment.Department}
	if level := r.p.assessment.Level; level > 0 {
		d.Urgency = agent.Urgency(r.p.assessment)
	}
	_, cleared, err := r.Fence.Gate(r.ctx, d)
	if err != nil {
		r.err = err
		return fence.Cleared{}
	}
	return cleared
}

func (r *renderer) phrase(id string) fence.Cleared {
	l, _ := r.Graph.Label(id)
	return r.show("phrase:"+id, l)
}

func (r *renderer) turns(iv agent.Interview) []Turn {
	out := make([]Turn, 0, len(iv.Answers))
	for i, a := range iv.Answers {
		t := Turn{ID: "a" + itoa(i+1), Question: a.Question, Said: a.Text, At: a.At}
		if q, ok := r.find(a.Question); ok {
			t.Asked = r.show(q.template, q.text)
		}
		for _, id := range a.Chosen {
			f, _ := r.Graph.Finding(id)
			t.Chosen = append(t.Chosen, r.show("label:"+id, f.Labels))
		}
		switch {
		case a.Unknown:
			t.Chosen = append(t.Chosen, r.phrase("phrase.not_sure"))
		case len(a.Offered) > 0 && len(a.Chosen) == 0 && a.Text == "":
			t.Chosen = append(t.Chosen, r.phrase("phrase.none_at_all"))
		case a.Option != "":
			t.Chosen = append(t.Chosen, r.chosen(a))
		case a.Number != nil && a.Text == "":
			t.Said = ftoa(*a.Number)
		}
		out = append(out, t)
	}
	return out
}

func (r *renderer) chosen(a agent.Answer) fence.Cleared {
	switch {
	case a.Option == agent.OptionNone && (a.Question == agent.AskStory || a.Question == agent.AskMore):
		return r.phrase("phrase.nothing_more")
	case a.Option == agent.OptionNone && a.Question == agent.AskMeant:
		return r.phrase("phrase.none_of_these")
	case a.Question == agent.AskWhom && a.Option != "":
		return r.phrase("phrase.whom_" + a.Option)
	case a.Option == "yes", a.Option == "no", a.Option == agent.OptionNone:
		return r.phrase("phrase." + a.Option)
	}
	if c, ok := r.Graph.Complaint(a.Option); ok {
		return r.show("label:"+c.ID, c.Labels)
	}
	f, ok := r.Graph.Finding(a.Question)
	if i := atoi(a.Option); ok && i >= 0 && i < len(f.Options) {
		return r.show("option:"+f.ID, f.Options[i].Label)
	}
	return fence.Cleared{}
}

func (r *renderer) question(q *asking) *Question {
	if q == nil {
		return nil
	}
	out := &Question{ID: q.id, Text: r.show(q.template, q.text), Kind: q.kind, Unit: q.unit, AllowUnknown: q.unknown}
	switch {
	case q.again:
		out.Before = r.phrase("phrase.once_more")
	case q.hinted:
		out.Before = r.phrase("phrase.hinted")
	}
	for _, o := range q.options {
		out.Options = append(out.Options, Option{ID: o.id, Label: r.show(o.template, o.label)})
	}
	return out
}

func (r *renderer) emergency() *Emergency {
	// Who holds the phone for a child or for somebody else does not sit down.
	of := map[agent.Reader]string{agent.ReaderWithChild: "_child", agent.ReaderWithPatient: "_other"}
	title, text, stay := "phrase.emergency_title", "phrase.emergency_call", "phrase.emergency_stay"
	if r.p.assessment.OnlySuspected() {
		// What words resemble is no fact, and is not told to a patient as one.
		title, text = "phrase.suspected_title", "phrase.suspected_call"
	}
	for _, id := range []*string{&title, &stay} {
		*id += of[r.p.story.Reader()]
	}
	e := &Emergency{Title: r.phrase(title), Text: r.phrase(text), Actions: []fence.Cleared{r.phrase(stay)}}
	if r.p.assessment.OnlySuspected() {
		// Who has denied every sign of danger must not be left without a reason.
		e.Reasons = append(e.Reasons, r.phrase("phrase.suspected_why"))
	}
	for _, hit := range r.p.assessment.RedFlags {
		f, ok := r.Graph.RedFlag(hit.ID)
		if !ok || f.Level > 2 {
			continue
		}
		e.Reasons = append(e.Reasons, r.show("label:"+f.ID, f.Labels))
		if !r.advised(e.Actions, f.Advice.In(r.lang)) {
			e.Actions = append(e.Actions, r.show("advice:"+f.ID, f.Advice))
		}
	}
	// What the hospital has done comes after what the patient has to do.
	e.Actions = append(e.Actions, r.phrase("phrase.emergency_told"))
	return e
}

// alike is the share of neighbouring characters from which on two sentences of
// advice say the same.
const alike = 0.85

// advised is true where each sentence of the advice is one that is given already:
// two flags of one danger advise in nearly the same words, and who is frightened
// reads one. What only one of them says is never left out.
func (r *renderer) advised(given []fence.Cleared, advice string) bool {
	said := func(s string) bool {
		return slices.ContainsFunc(given, func(c fence.Cleared) bool {
			return slices.ContainsFunc(sentencesOf(c.Text()), func(g string) bool { return contained(s, g) >= alike && contained(g, s) >= alike/2 })
		})
	}
	return !slices.ContainsFunc(sentencesOf(advice), func(s string) bool { return !said(s) })
}

func sentencesOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("。；;.!！\n", r) })
}

// contained is the share of the neighbouring characters of a that b has too.
func contained(a, b string) float64 {
	pairs := func(s string) map[[2]rune]bool {
		out, rs := map[[2]rune]bool{}, []rune(s)
		for i := 1; i < len(rs); i++ {
			out[[2]rune{rs[i-1], rs[i]}] = true
		}
		return out
	}
	of, in, both := pairs(a), pairs(b), 0
	for p := range of {
		if in[p] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(of)))
}
