package agent

import "apricot.health/knowledge/chart"

// bound is a finding that says of a complaint's finding that it has lasted for more
// than so many days.
type bound struct {
	id, of string
	days   float64
	// from is true where the bound itself counts: two weeks or more.
	from bool
}

// bounds have their number in their name; where a story says how long, they are
// settled by it.
//
//nolint:gochecknoglobals // a constant table
var bounds = []bound{
	{"find.cough_over_2wk", "find.cough", 14, true},
	{"find.cough_over_3wk", "find.cough", 21, false},
	{"find.hoarse_over_3_weeks", "find.hoarseness", 21, false},
	{"find.throat_over_3_weeks", "find.sore_throat", 21, false},
	{"find.back_pain_over_3_months", "find.back_pain", 90, false},
}

// lasting settles whether the complaint has lasted for long where the story says how
// long: to ask whether a cough of three days is more than two weeks old is to not
// have listened. What the patient answered, and other complaints, stay as they are.
func (t Teller) lasting(s *Story) {
	c, named := t.Graph.Complaint(s.Complaint)
	days, told := s.Chart.Measures["find.duration_days"]
	if !named || s.Guessed || !told || s.Chart.Findings[c.Finding] != chart.Yes {
		return
	}
	for _, b := range bounds {
		if _, known := s.Chart.Findings[b.id]; known || b.of != c.Finding || days.Value == b.days && !b.from {
			continue
		}
		s.Chart.Findings[b.id], s.Chart.FindingSource[b.id] = chart.Of(days.Value >= b.days), chart.Source{Where: days.Evidence}
	}
}
