package agent_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// TestHowLongItLastedIsNotAskedAgain: who said for how long they have coughed is
// not asked whether it is more than two weeks. A length of time that is the bound
// itself, or of another complaint, leaves the question open.
func TestHowLongItLastedIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text, finding string
		want          chart.Tri
	}{
		{"咳嗽三天了", "find.cough_over_2wk", chart.No},
		{"咳嗽13天了", "find.cough_over_2wk", chart.No},
		{"咳嗽14天了", "find.cough_over_2wk", chart.Yes},
		{"咳嗽三天了", "find.cough_over_3wk", chart.No},
		{"咳嗽20天了", "find.cough_over_3wk", chart.No},
		{"咳嗽21天了", "find.cough_over_3wk", chart.Unknown},
		{"咳嗽22天了", "find.cough_over_3wk", chart.Yes},
		{"I have had a cough for 5 days", "find.cough_over_2wk", chart.No},
		{"声音嘶哑20天", "find.hoarse_over_3_weeks", chart.No},
		{"声音嘶哑22天", "find.hoarse_over_3_weeks", chart.Yes},
		{"嗓子疼20天", "find.throat_over_3_weeks", chart.No},
		{"嗓子疼22天", "find.throat_over_3_weeks", chart.Yes},
		{"腰疼89天", "find.back_pain_over_3_months", chart.No},
		{"腰疼91天", "find.back_pain_over_3_months", chart.Yes},
		{"咳嗽", "find.cough_over_2wk", chart.Unknown},
		{"膝盖疼30天了，有点咳嗽", "find.cough_over_2wk", chart.Unknown},
		{"膝盖疼三天了，有点咳嗽", "find.cough_over_2wk", chart.Unknown},
	} {
		s := tell(t, chart.New(), agent.Answer{Question: agent.AskChief, Text: tc.text})
		if got := s.Chart.Findings[tc.finding]; got != tc.want {
			t.Errorf("%s: %s is %s, want %s (%s, %v)", tc.text, tc.finding, got, tc.want, s.Complaint, s.Chart.Measures["find.duration_days"].Value)
		}
	}
	s := tell(t, chart.New(), agent.Answer{Question: agent.AskChief, Text: "咳嗽三天了"}, agent.Answer{Question: "find.cough_over_2wk", Option: "yes"})
	if s.Chart.Findings["find.cough_over_2wk"] != chart.Yes {
		t.Error("an answer to the question itself is overruled")
	}
}
