package rounds

import (
	"context"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// Look holds a patient against the care pathways and writes what changes on the list. It
// is safe to look as often as one likes.
func (s *Service) Look(ctx context.Context, patient string) error {
	const tries = 4
	for try := 1; ; try++ {
		c, err := s.gather(ctx, patient)
		if err != nil {
			return err
		}
		alarms, checks := s.reasons(c)
		var ops []store.Op
		for code, now := range map[string][]asks{agent.TaskCare: alarms, agent.TaskCheck: checks} {
			open, closed, err := s.tasks(ctx, patient, code)
			if err != nil {
				return err
			}
			write, err := s.writes(patient, code, s.planned(now, open, closed, c), open)
			if err != nil {
				return err
			}
			ops = append(ops, write...)
		}
		if len(ops) == 0 {
			return nil
		}
		_, err = s.Store.Apply(ctx, store.Batch{Ops: ops})
		if try < tries && (outcome.Is(err, outcome.PreconditionFailed) || outcome.Is(err, outcome.Conflict)) {
			continue
		}
		return err
	}
}
