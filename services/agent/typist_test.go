package agent_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// TestWhoHelpsToTypeIsNotThePatient: a child that types for the patient makes no
// child's story of it; a child who is told of does, unless the holder, who is grown up,
// said that the story is theirs.
func TestWhoHelpsToTypeIsNotThePatient(t *testing.T) {
	t.Parallel()
	x, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	for text, tc := range map[string]struct {
		reader agent.Reader
		asked  bool // whom it is about
	}{
		"娃儿帮我打字的，我心口慌，脚杆肿":                                {agent.ReaderPatient, false},
		"我儿子帮我填的，我胸口疼":                                    {agent.ReaderPatient, false},
		"孩子带我来的，我头晕":                                      {agent.ReaderPatient, false},
		"My daughter is typing for me. I have chest pain": {agent.ReaderPatient, false},
		"孩子发烧咳嗽":                                          {agent.ReaderWithChild, true},
		"我儿子给我打电话，他发烧":                                    {agent.ReaderWithChild, true},
		"My daughter has a fever":                         {agent.ReaderWithChild, true},
	} {
		base := chart.New()
		base.AgeYears = 80
		iv := agent.Interview{ID: "i", Answers: []agent.Answer{{Question: agent.AskChief, Text: text}}}
		s := x.Tell(base, iv)
		if s.Reader() != tc.reader || s.OfAnother != tc.asked {
			t.Errorf("%s: reader %d, of another %v", text, s.Reader(), s.OfAnother)
		}
		iv.Answers = append(iv.Answers, agent.Answer{Question: agent.AskWhom, Option: agent.WhomHolder})
		if s := x.Tell(base, iv); s.Reader() == agent.ReaderWithChild {
			t.Errorf("%s: the holder is 80 and spoken of as a child", text)
		}
		base.AgeYears = -1
		if s := x.Tell(base, iv); tc.asked && s.Reader() != agent.ReaderWithChild {
			t.Errorf("%s: of no known age, and not spoken of as a child", text)
		}
	}
}
