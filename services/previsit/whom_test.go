package previsit_test

import (
	"net/url"
	"strings"
	"testing"

	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// TestAStoryAboutSomebodyElseIsNoticed: before anything else is asked, the chat asks
// whether the holder of the link is the one who is unwell.
func TestAStoryAboutSomebodyElseIsNoticed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for says, want := range map[string]bool{
		"我妈咳嗽三天了":                               true,
		"我想给我妈看病，她咳嗽一个星期了":                      true,
		"it's for my mother, she has a cough":   true,
		"my son has had a cough for three days": true,
		"医生你好，我家宝宝咳嗽三天":                         true,
		"咳嗽三天了":                                 false,
		"我咳嗽三天了，我妈有糖尿病":                         false,
		"I have a cough, my mother has asthma":  false,
		"我带孩子累的，咳嗽三天了":                          false,
	} {
		interview, ctx := b.open(t, "zh")
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: says})
		if got := c.Question != nil && c.Question.ID == agent.AskWhom; got != want {
			t.Errorf("%q: asked for whom: %v, %+v", says, got, c.Question)
		}
	}
}

// TestWhoHasItTooIsAContact: what the teller adds of somebody who has it as well
// leaves the story the teller's; what turns out to be somebody else's does not.
func TestWhoHasItTooIsAContact(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for adds, want := range map[string]bool{
		"孙子也这样":                             false,
		"我妈她也咳嗽":                            false,
		"my son has it too":                 false,
		"其实是我妈咳嗽，她也发烧了":                     true,
		"my son has a cough, he is hot too": true,
		"帮我妈问的，她也咳嗽":                        true,
	} {
		interview, ctx := b.open(t, "zh")
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "嗓子疼"})
		c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Text: "昨天开始的，有点咳嗽"})
		if c.Question.ID != agent.AskMore {
			t.Fatalf("after the story %s is asked", c.Question.ID)
		}
		c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskMore, Text: adds})
		if got := c.Question != nil && c.Question.ID == agent.AskWhom; got != want {
			t.Errorf("%q: asked for whom: %v, %+v", adds, got, c.Question)
		}
	}
}

// TestWhatIsSomebodyElsesStaysOutOfTheRecord: said to be about somebody else, no
// finding, urgency or test is written, and the way to their own link is told; said
// to be about the holder, the interview goes on.
func TestWhatIsSomebodyElsesStaysOutOfTheRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "我妈咳嗽三天了，有黄痰"})
	c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Option: agent.WhomOther})
	if c.Status != agent.StatusReview || c.Summary == nil || !c.Summary.Other || c.Question != nil {
		t.Fatalf("status %s, summary %+v", c.Status, c.Summary)
	}
	if !strings.Contains(c.Summary.LevelText.Text(), "导诊台") || !strings.Contains(c.Summary.LevelText.Text(), "没有写进") {
		t.Errorf("it says %q", c.Summary.LevelText.Text())
	}
	for _, sec := range c.Summary.Sections {
		for _, it := range sec.Items {
			if it.Label.Text() != "" || it.Value.Text() != "" {
				t.Errorf("%s holds %q %q", sec.ID, it.Label.Text(), it.Value.Text())
			}
		}
	}
	if c, err := b.Confirm(ctx, interview); err != nil || c.Status != agent.StatusConfirmed {
		t.Fatalf("%s %v", c.Status, err)
	}
	for _, typ := range []string{"Composition", "RiskAssessment", "ServiceRequest"} {
		if n := len(b.find(t, typ, url.Values{})); n != 0 {
			t.Errorf("%d %s written", n, typ)
		}
	}
	for _, r := range b.find(t, "QuestionnaireResponse", url.Values{}) {
		if !strings.Contains(string(r.JSON), `"url":"https://apricot.health/fhir/StructureDefinition/interview-about","valueCode":"other"`) {
			t.Errorf("the answers do not say whom they are about: %s", r.JSON)
		}
	}

	interview, ctx = b.open(t, "zh")
	c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "我妈咳嗽三天了，有黄痰"})
	c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Option: agent.WhomHolder})
	if c.Question == nil || c.Question.ID == agent.AskWhom {
		t.Fatalf("the interview does not go on: %+v", c.Question)
	}
	if c = b.no(ctx, t, c); c.Summary == nil || c.Summary.Other {
		t.Fatalf("%+v", c.Summary)
	}
}

// TestWhomIsAnsweredInWords: what is clear counts as the button does; what is not is
// asked again, and nothing goes into the record meanwhile.
func TestWhomIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for says, want := range map[string]string{
		"是我妈": "", "不是": "other", "it's my mother": "", "不是她，是我爸": "other", "no, my son": "other", "别人": "other",
		"是": "holder", "是我自己": "holder", "就是我": "holder", "me": "holder", "yes": "holder",
		"什么意思": "", "what do you mean": "",
	} {
		interview, ctx := b.open(t, "zh")
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "我妈咳嗽三天了，有黄痰"})
		c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Text: says})
		got := "holder"
		switch {
		case c.Summary != nil && c.Summary.Other:
			got = "other"
		case c.Question != nil && c.Question.ID == agent.AskWhom:
			got = ""
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", says, got, want)
		}
	}
}

// TestDangerIsSaidWhoeverItIsAbout: an emergency comes before the question whom it
// is about, and staff read that it may be somebody else.
func TestDangerIsSaidWhoeverItIsAbout(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "我妈今天早上突然嘴歪了，左边胳膊没力气"})
	if c.Status != agent.StatusEmergency || c.Emergency == nil {
		t.Fatalf("status %s", c.Status)
	}
	calls := b.find(t, "Task", url.Values{"code": {agent.TaskSystem + "|" + agent.TaskEmergency}})
	if len(calls) != 1 || !strings.Contains(string(calls[0].JSON), "phrase.about_perhaps") {
		t.Errorf("%d calls: %v", len(calls), calls)
	}
}

// born gives the patient another day of birth.
func (b *bench) born(t *testing.T, day string) {
	t.Helper()
	_, err := b.store.Apply(b.ctx, store.Batch{Ops: []store.Op{{
		Verb: store.Update, Type: "Patient", ID: "p1",
		Body: []byte(`{"resourceType":"Patient","id":"p1","gender":"male","birthDate":"` + day + `","name":[{"text":"王建国"}]}`),
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAChildsStoryIsTheChilds: whoever brings a child tells its story.
func TestAChildsStoryIsTheChilds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for birth, want := range map[string]bool{"2024-03-01": false, "1990-03-01": true} {
		b.born(t, birth)
		interview, ctx := b.open(t, "en")
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "my baby has a cough and a runny nose since Monday"})
		if got := c.Question != nil && c.Question.ID == agent.AskWhom; got != want {
			t.Errorf("born %s: asked for whom: %v", birth, got)
		}
	}
}

// TestWhatARelativeHasAsWellIsNotTheHolders: who told of their own cough and adds that
// their mother has one too is not asked whom the story is about; who adds that she has a
// fever is, and once it is said to be the holder's story, her fever is hers.
func TestWhatARelativeHasAsWellIsNotTheHolders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct {
		lang, says, adds string
		asked            bool
	}{
		{"en", "I have had a cough for three days", "my mother has a cough too", false},
		{"en", "I have had a cough for three days", "my mother has a fever too", true},
		{"en", "I have had a cough for three days", "my mother has a fever", true},
		{"zh", "我咳嗽三天了", "我妈也咳嗽", false},
		{"zh", "我咳嗽三天了", "我妈也发烧了", true},
		{"zh", "我咳嗽三天了", "我妈发烧了", true},
		{"zh", "咳嗽三天了", "我妈也发烧了", true},
	} {
		interview, ctx := b.open(t, tc.lang)
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: tc.says})
		if c.Question.ID != agent.AskStory {
			t.Fatalf("%q: %s is asked", tc.says, c.Question.ID)
		}
		c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskStory, Text: tc.adds})
		if got := c.Question.ID == agent.AskWhom; got != tc.asked {
			t.Errorf("%q, %q: asked for whom: %v", tc.says, tc.adds, got)
			continue
		}
		if tc.asked {
			c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskWhom, Option: agent.WhomHolder})
		}
		cough, fever := false, false
		for c = b.no(ctx, t, c); c.Summary == nil; c = b.no(ctx, t, c) {
			t.Fatalf("status %s", c.Status)
		}
		for _, sec := range c.Summary.Sections {
			for _, it := range sec.Items {
				if sec.ID == "present" {
					cough = cough || strings.Contains(it.Label.Text(), "咳嗽") || strings.Contains(strings.ToLower(it.Label.Text()), "cough")
					fever = fever || strings.Contains(it.Label.Text(), "发热") || strings.Contains(strings.ToLower(it.Label.Text()), "fever")
				}
			}
		}
		if !cough || fever {
			t.Errorf("%q, %q: the holder has a cough %v, a fever %v", tc.says, tc.adds, cough, fever)
		}
	}
}

// TestTheEmergencyTextIsForWhoHoldsThePhone: a parent is told what a parent does, who
// writes for another adult what they do, and the patient what a patient does.
func TestTheEmergencyTextIsForWhoHoldsThePhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct {
		birth, lang, says, does, title string
	}{
		{"1990-03-01", "en", "crushing chest pain going down my left arm, sweating", "Sit or lie down", "You need"},
		{"1990-03-01", "zh", "胸口压着疼，左胳膊也疼，出冷汗，半小时了", "不要自己开车", "您现在"},
		{"1990-03-01", "en", "my baby is blue and not breathing properly", "Stay with the child", "The child"},
		{"1990-03-01", "zh", "我家宝宝抽搐了，叫不醒", "守在孩子身边", "孩子"},
		{"2024-03-01", "zh", "抽搐了，叫不醒", "守在孩子身边", "孩子"},
		{"2024-03-01", "en", "he is having a fit and will not wake up", "give no food or drink", "The child"},
		{"1990-03-01", "en", "my mother suddenly has a droopy face and cannot lift her arm", "Stay with the person", "The person"},
		{"1990-03-01", "zh", "我妈今天早上突然嘴歪了，左边胳膊没力气", "守在病人身边", "病人"},
	} {
		b.born(t, tc.birth)
		interview, ctx := b.open(t, tc.lang)
		c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: tc.says})
		if c.Emergency == nil {
			t.Errorf("%q is %s", tc.says, c.Status)
			continue
		}
		if got := c.Emergency.Actions[0].Text(); !strings.Contains(got, tc.does) || strings.Contains(got, "Do not drive yourself") != (tc.does == "Sit or lie down") {
			t.Errorf("%q: to do: %q", tc.says, got)
		}
		if got := c.Emergency.Title.Text(); !strings.HasPrefix(got, tc.title) {
			t.Errorf("%q: %q", tc.says, got)
		}
	}
}
