package previsit_test

import (
	"net/url"
	"strings"
	"testing"

	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
)

// withTalk are the sayings of a complaint and of a danger, and talk of other things.
func withTalk() []resemblance.Saying {
	out := sayings()
	for _, s := range []string{
		"你好", "你好呀", "您好在吗", "股票又跌了", "股票涨了", "基金又跌了", "停车费怎么算", "停车场在哪", "报告在哪里取", "发票在哪里开",
		"今天天气真好", "明天天气怎么样", "食堂几点开饭", "食堂吃什么", "谢谢", "谢谢你", "房价又涨了", "老板又骂人",
	} {
		out = append(out, resemblance.Saying{Elsewhere: true, Lang: "zh", Says: s, From: "talk.tsv"})
	}
	return out
}

// TestWhatIsNoIllnessIsAskedForKindly: who greets is told what the chat is for
// and asked again; what is told then is taken up as if it had come first.
func TestWhatIsNoIllnessIsAskedForKindly(t *testing.T) {
	t.Parallel()
	b := newBench(t, withTalk()...)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "股票又跌了"})
	if c.Question == nil || c.Question.ID != agent.AskAgain || c.Question.Text.Text() == "" || c.Emergency != nil {
		t.Fatalf("asked %+v, emergency %v", c.Question, c.Emergency)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskAgain, Text: "咳嗽两天了"})
	if c.Question == nil || c.Question.ID != agent.AskStory {
		t.Fatalf("after the complaint: %+v", c.Question)
	}
	if len(c.Turns) != 2 || c.Turns[1].Asked.Text() == "" {
		t.Errorf("the turns are %+v", c.Turns)
	}
}

// TestWhoTellsOfNoIllnessIsLeftInPeace: no department, no urgency, no paper that
// says otherwise; the doctor gets the words.
func TestWhoTellsOfNoIllnessIsLeftInPeace(t *testing.T) {
	t.Parallel()
	b := newBench(t, withTalk()...)
	interview, ctx := b.open(t, "en")
	b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "你好"})
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskAgain, Text: "停车费怎么算"})
	if c.Question == nil || c.Question.ID != agent.AskComplaint {
		t.Fatalf("asked %+v", c.Question)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskComplaint, Unknown: true})
	if c.Status != agent.StatusReview || c.Question != nil || c.Summary == nil {
		t.Fatalf("status %s, question %+v", c.Status, c.Question)
	}
	if s := c.Summary; s.DepartmentID != "" || s.DepartmentLabel.Text() != "Information desk" || s.LevelText.Text() == "" || len(s.Tests) > 0 {
		t.Errorf("the summary says %+v", s)
	}
	if !c.Summary.Nothing {
		t.Error("the summary does not say that nothing was told")
	}
	if _, err := b.Confirm(ctx, interview); err != nil {
		t.Fatal(err)
	}
	if n := len(b.find(t, "RiskAssessment", url.Values{})); n != 0 {
		t.Errorf("%d risk assessments of nobody's illness", n)
	}
	if n := len(b.find(t, "Composition", url.Values{})); n != 1 {
		t.Errorf("%d compositions", n)
	}
}

// TestACryForHelpCallsTheStaff, in the words that say it is not certain.
func TestACryForHelpCallsTheStaff(t *testing.T) {
	t.Parallel()
	b := newBench(t, withTalk()...)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "救命！"})
	if c.Status != agent.StatusEmergency || c.Emergency == nil || c.Emergency.Text.Text() == "" {
		t.Fatalf("status %s, question %+v", c.Status, c.Question)
	}
	paged := 0
	for _, r := range b.find(t, "Task", url.Values{}) {
		if strings.Contains(string(r.JSON), `"red-flag"`) {
			paged++
		}
	}
	if paged != 1 {
		t.Errorf("the staff were paged %d times", paged)
	}
}
