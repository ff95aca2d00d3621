package agent

import (
	"slices"
	"strconv"

	"apricot.health/knowledge/chart"
)

// choose takes the complaint that the patient picked. Who means none of those
// offered takes a guess back.
func (t Teller) choose(s *Story, a Answer, evidence string) {
	if c, ok := t.Graph.Complaint(a.Option); ok {
		s.Complaint, s.Guessed = c.ID, false
		set(s, c.Finding, chart.Yes, evidence)
		return
	}
	if a.Option == OptionNone || YesNo(a.Text) == chart.No {
		s.Said[a.Question] = OptionNone
		if s.Guessed {
			s.Complaint, s.Guessed = "", false
		}
		return
	}
	if YesNo(a.Text) == chart.Yes && s.Guessed {
		c, _ := t.Graph.Complaint(s.Complaint)
		s.Guessed = false
		set(s, c.Finding, chart.Yes, evidence)
		return
	}
	t.tells(s, a, evidence)
}

// finding takes the answer to a question about one finding of the graph. What
// else the words say is heard too, as told unasked; the finding that was asked for
// is decided last, so that a plain yes is about the question.
func (t Teller) finding(s *Story, a Answer, evidence string) {
	f, ok := t.Graph.Finding(a.Question)
	if !ok {
		return
	}
	t.listen(s, a, evidence)
	t.resembles(s, t.afterAnswer(a.Text))
	answered(s, []string{f.ID}, evidence)
	defer t.unanswered(s, a)
	for _, o := range f.Options {
		answered(s, o.Sets, evidence)
		answered(s, o.Clears, evidence)
	}
	switch {
	case a.Unknown:
		delete(s.Chart.Findings, f.ID)
	case a.Number != nil:
		s.Chart.Measures[f.ID] = chart.Measure{Value: *a.Number, Unit: f.Unit, At: a.At, Evidence: evidence}
	case len(f.Options) > 0 && a.Option != "":
		if i, err := strconv.Atoi(a.Option); err == nil && i >= 0 && i < len(f.Options) {
			choice(s, f.Options[i], evidence)
		}
	case a.Option == "yes":
		set(s, f.ID, chart.Yes, evidence)
	case a.Option == "no":
		set(s, f.ID, chart.No, evidence)
	case a.Text != "":
		t.inWords(s, f, a, evidence)
	}
}

// list takes the answer to a list of signs: what was chosen is there. What was
// not is absent, unless the patient did not know or answered in words; then the
// words decide.
func (t Teller) list(s *Story, a Answer, evidence string) {
	t.listen(s, a, evidence)
	t.resembles(s, t.afterAnswer(a.Text))
	answered(s, a.Offered, evidence)
	none := !a.Unknown && (a.Text == "" || YesNo(a.Text) == chart.No)
	for _, id := range a.Offered {
		s.Asked[id] = true
		switch {
		case slices.Contains(a.Chosen, id):
			set(s, id, chart.Yes, evidence)
		case none:
			set(s, id, chart.No, evidence)
		}
	}
}

// set records a finding. A finding once present stays present when a later
// answer about something else does not mention it; only an answer about the
// same finding changes it.
func set(s *Story, id string, v chart.Tri, evidence string) {
	s.Chart.Findings[id] = v
	s.Chart.FindingSource[id] = chart.Source{Where: evidence, Asked: true}
	s.Closed[id] = true
}

// answered marks what the words of an answer have said of the findings that were
// asked for.
func answered(s *Story, asked []string, evidence string) {
	for _, id := range asked {
		if src := s.Chart.FindingSource[id]; src.Where == evidence {
			s.Chart.FindingSource[id] = chart.Source{Where: evidence, Asked: true}
		}
	}
}
