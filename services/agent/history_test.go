package agent_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// TestNoneInWordsIsNone: who writes that there is nothing has said what the button
// says, and the summary shows no words for it.
func TestNoneInWordsIsNone(t *testing.T) {
	t.Parallel()
	for says, want := range map[string]string{"没有了": "", "没有": "", "no": "", "高血压": "高血压"} {
		s := tell(t, chart.New(), agent.Answer{Question: agent.AskPast, Text: says, Lang: "zh"})
		if got, ok := s.Said[agent.AskPast]; got != want || !ok {
			t.Errorf("%q is kept as %q (%v), want %q", says, got, ok, want)
		}
	}
}
