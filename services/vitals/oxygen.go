package vitals

import (
	"context"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

const (
	oxygen = "find.spo2"
	// lowTarget is a documented target of 88 to 92%, atRisk that or COPD.
	lowTarget = "find.hypercapnic_target"
	atRisk    = "find.hypercapnia_risk"
	// supplied is oxygen being given now.
	supplied = "find.on_oxygen"
)

// breathing are the signals with what the record says of the lungs: 89% pages for most,
// and is where the oxygen of COPD is meant to be (BTS 2017: 88 to 92% at risk of
// hypercapnia, until blood gases say otherwise). At home that holds for the score too,
// which would else call within the hour for a single saturation of 91%. A saturation
// that is well for most may be too much oxygen for who has it at home with such a target.
// With such a target the score has a table for air and one for oxygen. Where nobody said
// which holds, air is the least that is certain: oxygen never scores fewer points.
func (s *Service) breathing(ctx context.Context, c chart.Chart, b *batch) ([]Signal, error) {
	ill, err := s.illnesses(ctx, c, b)
	if err != nil {
		return nil, err
	}
	f := logic.FromChart(s.Graph, ill)
	scored := f
	if f.Bool(atRisk) == chart.Yes && f.Bool(lowTarget) != chart.Yes {
		ill.Findings[lowTarget] = chart.Yes
		scored = logic.FromChart(s.Graph, ill)
	}
	if scored.Bool(lowTarget) == chart.Yes && scored.Bool(supplied) == chart.Unknown {
		ill.Findings[supplied] = chart.No
		scored = logic.FromChart(s.Graph, ill)
	}
	return s.signals(scored, f, b), nil
}
