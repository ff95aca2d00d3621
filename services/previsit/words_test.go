package previsit_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// TestAnAnswerInWordsIsUnderstoodByItsQuestion: how it begins decides it, a number is read
// without a name, and what settles nothing is asked once more, with a word why, and only once.
func TestAnAnswerInWordsIsUnderstoodByItsQuestion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "咳嗽"})
	c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Text: "前天开始咳的"})
	c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Option: agent.OptionNone})
	first := c.Question
	if first == nil || first.Kind != "yes_no" {
		t.Fatalf("%+v", first)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: first.ID, Text: "啥意思？"})
	if c.Question == nil || c.Question.ID != first.ID || c.Question.Before.Text() == "" {
		t.Fatalf("%s: after a question back stands %+v", first.ID, c.Question)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: first.ID, Text: "你问这干嘛"})
	if c.Question != nil && c.Question.ID == first.ID {
		t.Errorf("%s is asked a third time", first.ID)
	}
	next := c.Question
	if next == nil || next.Kind != "yes_no" || next.Before.Text() != "" {
		t.Fatalf("%+v", next)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: next.ID, Text: "没有，就是有点那个"})
	if c.Question != nil && c.Question.ID == next.ID {
		t.Errorf("%s was denied and is asked again", next.ID)
	}
}

// TestANumberNeedsNoName: what a question about a number is answered with is that number.
func TestANumberNeedsNoName(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for text, want := range map[string]float64{"128": 128, "大概128吧": 128, "one twenty": 120, "一百二": 120, "忽快忽慢的": 0, "100到120": 0, "5000": 0, "3天前量的，不记得了": 0, "128次": 128, "about 95": 95} {
		iv := agent.Interview{ID: "i", Lang: "zh", Answers: []agent.Answer{
			{Question: agent.AskChief, Text: "心慌", Lang: "zh"}, {Question: "find.heart_rate", Text: text, Lang: "zh"},
		}}
		teller := agent.Teller{Graph: b.Graph, Lexicon: b.Lexicon, Engine: b.Engine}
		s := teller.Tell(chart.New(), iv)
		if got := s.Chart.Measures["find.heart_rate"].Value; got != want {
			t.Errorf("%q is read as %v, not %v", text, got, want)
		}
		if s.Asked["find.heart_rate"] != (want != 0) {
			t.Errorf("%q: asked and answered: %v", text, s.Asked["find.heart_rate"])
		}
	}
}
