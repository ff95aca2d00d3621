package previsit

import (
	"context"
	"fmt"
	"net/url"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// waiting are the statuses of a Task that somebody still has to deal with.
const waiting = "requested,received,accepted,ready,in-progress,on-hold"

// Person asks for a member of staff. The conversation can go on meanwhile.
func (s *Service) Person(ctx context.Context, interview string) (Conversation, error) {
	return s.change(ctx, interview, func(iv *agent.Interview) ([]store.Op, error) {
		if iv.Status == agent.StatusActive {
			iv.Status = agent.StatusPerson
		}
		return s.callPerson(ctx, *iv)
	})
}

// callPerson is the Task that calls a member of staff, nothing while an earlier
// call of this interview waits: asked for again after staff closed that one, they
// are called again.
func (s *Service) callPerson(ctx context.Context, iv agent.Interview) ([]store.Op, error) {
	waits, err := s.awaits(ctx, iv)
	if err != nil || waits {
		return nil, err
	}
	return s.staffTask(iv, agent.TaskPerson, "urgent", "")
}

// awaits is true while staff have a call for a person of this interview before
// them.
func (s *Service) awaits(ctx context.Context, iv agent.Interview) (bool, error) {
	q, err := search.Parse("Task", url.Values{
		"patient": {iv.Patient}, "code": {agent.TaskSystem + "|" + agent.TaskPerson},
		"focus": {"QuestionnaireResponse/" + iv.ID}, "status": {waiting},
	}, true)
	if err != nil {
		return false, fmt.Errorf("previsit: calls for a person: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	return len(res.Matches) > 0, err
}
