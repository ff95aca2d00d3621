package rounds

import (
	"context"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
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
		open, closed, err := s.tasks(ctx, patient)
		if err != nil {
			return err
		}
		ops, err := s.writes(patient, s.planned(s.reasons(c), open, closed, c), open)
		if err != nil || len(ops) == 0 {
			return err
		}
		_, err = s.Store.Apply(ctx, store.Batch{Ops: ops})
		if try < tries && (outcome.Is(err, outcome.PreconditionFailed) || outcome.Is(err, outcome.Conflict)) {
			continue
		}
		return err
	}
}
