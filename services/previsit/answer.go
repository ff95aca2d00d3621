package previsit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

func itoa(i int) string { return strconv.Itoa(i) }

// Answer takes the answer to the question that is being asked. The same answer
// sent twice counts once; an answer to another question is a Conflict.
func (s *Service) Answer(ctx context.Context, interview string, a agent.Answer) (Conversation, error) {
	iv, err := s.load(ctx, interview)
	if err != nil {
		return Conversation{}, err
	}
	base, err := s.base(ctx, iv)
	if err != nil {
		return Conversation{}, err
	}
	p := s.place(base, iv)
	a.Text = strings.TrimSpace(a.Text)
	if repeated(iv, a) && (p.next == nil || p.next.id != a.Question) {
		return s.render(ctx, p, iv)
	}
	asked := s.asking(p, a.Question)
	if asked == nil {
		return Conversation{}, outcome.New(outcome.Conflict, "another question is being asked now")
	}
	if err := s.accept(*asked, &a); err != nil {
		return Conversation{}, err
	}
	a.Asked, a.At, a.Lang = asked.text.In(iv.Lang), s.Now(), iv.Lang
	wanted := s.teller.WantsPerson(a.Text, a.Lang)
	iv.Answers = append(iv.Answers, a)
	if iv.Status == agent.StatusPerson {
		iv.Status = agent.StatusActive
	}
	p = s.place(base, iv)
	called := iv.Status == agent.StatusEmergency
	if wanted && p.status == agent.StatusActive {
		p.status = agent.StatusPerson
	}
	iv.Status = p.status
	var with []store.Op
	switch {
	case p.status == agent.StatusEmergency && !called:
		with, err = s.page(iv, p)
	case wanted && !called:
		with, err = s.callPerson(ctx, iv)
	}
	if err != nil {
		return Conversation{}, err
	}
	if err := s.save(ctx, &iv, with...); err != nil {
		return Conversation{}, err
	}
	return s.render(ctx, p, iv)
}

// asking is the question that an answer belongs to, nil where it is not being
// asked. A question about the past that stood on the screen when a reading made
// an emergency of it is still answered: no answer is lost.
func (s *Service) asking(p position, question string) *asking {
	switch {
	case p.next != nil && p.next.id == question:
		return p.next
	case p.next == nil && p.status == agent.StatusEmergency && slices.Contains(agent.PastQuestions(), question) && !p.story.Asked[question]:
		past, _ := s.open(question)
		return past
	}
	return nil
}

func repeated(iv agent.Interview, a agent.Answer) bool {
	if len(iv.Answers) == 0 {
		return false
	}
	last := iv.Answers[len(iv.Answers)-1]
	return last.Question == a.Question && last.Text == a.Text && last.Option == a.Option &&
		last.Unknown == a.Unknown && slices.Equal(last.Chosen, a.Chosen) && (last.Number == nil) == (a.Number == nil)
}

// page is the Task that calls staff to a red flag. It is committed with the
// answer that raised it.
func (s *Service) page(iv agent.Interview, p position) ([]store.Op, error) {
	var reasons []string
	for _, f := range p.assessment.RedFlags {
		reasons = append(reasons, f.ID)
	}
	for _, x := range p.assessment.Suspected {
		if !x.Denied {
			reasons = append(reasons, agent.SuspectedPrefix+x.Flag)
		}
	}
	if len(reasons) == 0 {
		reasons = p.assessment.UrgencyBy
	}
	if about := p.aboutWhom(); about != "" {
		reasons = append(slices.Clone(reasons), about)
	}
	return s.staffTask(iv, agent.TaskEmergency, "stat", strings.Join(reasons, " "))
}

// staffTask is a Task for hospital staff about an interview. Its reason is in
// ids of the graph, never in the patient's words.
func (s *Service) staffTask(iv agent.Interview, code, priority, reason string) ([]store.Op, error) {
	now := s.Now().UTC().Format(time.RFC3339)
	task := map[string]any{
		"resourceType": "Task", "status": "requested", "intent": "order", "priority": priority,
		"meta":       agent.AIMeta(),
		"code":       map[string]any{"coding": []map[string]any{{"system": agent.TaskSystem, "code": code}}},
		"for":        map[string]any{"reference": "Patient/" + iv.Patient},
		"focus":      map[string]any{"reference": "QuestionnaireResponse/" + iv.ID},
		"authoredOn": now,
	}
	if reason != "" {
		task["reasonCode"] = map[string]any{"text": reason}
	}
	if iv.Encounter != "" {
		task["encounter"] = map[string]any{"reference": "Encounter/" + iv.Encounter}
	}
	body, err := json.Marshal(task)
	if err != nil {
		return nil, fmt.Errorf("previsit: encode task: %w", err)
	}
	return []store.Op{{Verb: store.Create, Type: "Task", Body: body}}, nil
}

// Language goes on in another language; nothing that was said is lost.
func (s *Service) Language(ctx context.Context, interview, lang string) (Conversation, error) {
	if lang != "zh" && lang != "en" {
		return Conversation{}, outcome.At(outcome.Invalid, "lang", "the language is zh or en")
	}
	return s.change(ctx, interview, func(iv *agent.Interview) ([]store.Op, error) {
		iv.Lang = lang
		return nil, nil
	})
}

// Back takes back the last answer, or everything from the given turn of the
// patient on ("a3"), so that it can be answered anew.
func (s *Service) Back(ctx context.Context, interview, turn string) (Conversation, error) {
	return s.change(ctx, interview, func(iv *agent.Interview) ([]store.Op, error) {
		if iv.Status == agent.StatusConfirmed {
			return nil, outcome.New(outcome.Conflict, "the summary has been confirmed")
		}
		n := len(iv.Answers) - 1
		if turn != "" {
			i, err := strconv.Atoi(strings.TrimPrefix(turn, "a"))
			if err != nil || i < 1 || i > len(iv.Answers) {
				return nil, outcome.At(outcome.Invalid, "turn", "there is no such answer")
			}
			n = i - 1
		}
		if n < 0 {
			return nil, outcome.New(outcome.Conflict, "there is no answer to take back")
		}
		iv.Answers, iv.Status = iv.Answers[:n], agent.StatusActive
		return nil, nil
	})
}

func (s *Service) change(ctx context.Context, interview string, edit func(*agent.Interview) ([]store.Op, error)) (Conversation, error) {
	iv, err := s.load(ctx, interview)
	if err != nil {
		return Conversation{}, err
	}
	with, err := edit(&iv)
	if err != nil {
		return Conversation{}, err
	}
	if err := s.save(ctx, &iv, with...); err != nil {
		return Conversation{}, err
	}
	base, err := s.base(ctx, iv)
	if err != nil {
		return Conversation{}, err
	}
	return s.converse(ctx, base, iv)
}
