package previsit_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/services/agent"
	"apricot.health/services/previsit"
)

// TestTheStoryGoesToTheDoctorWordForWord, typing errors and all.
func TestTheStoryGoesToTheDoctorWordForWord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, ctx := b.open(t, "zh")
	words := []string{"嗓子疼", "昨儿个开是的，有点咳漱 <b>不厉害</b>", "孙子也这样"}
	c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: words[0]})
	c = b.say(ctx, t, id, agent.Answer{Question: c.Question.ID, Text: words[1]})
	if c.Question.ID != agent.AskMore {
		t.Fatalf("after the story %s is asked", c.Question.ID)
	}
	c = b.say(ctx, t, id, agent.Answer{Question: agent.AskMore, Text: words[2]})
	words = append(words, "就一点点，爬楼的时候")
	c = b.say(ctx, t, id, agent.Answer{Question: c.Question.ID, Text: words[3]})
	c = b.no(ctx, t, c)
	if c.Summary == nil {
		t.Fatalf("status %s", c.Status)
	}
	var said []string
	for _, it := range c.Summary.Sections[0].Items {
		said = append(said, it.Said)
	}
	if !slices.Equal(said, words) {
		t.Errorf("the summary begins with %q", said)
	}
	if _, err := b.Confirm(ctx, id); err != nil {
		t.Fatal(err)
	}
	found := b.find(t, "Composition", url.Values{"patient": {"p1"}})
	if len(found) != 1 || !strings.Contains(string(found[0].JSON), "孙子也这样") || strings.Contains(string(found[0].JSON), "<b>") {
		t.Errorf("the doctor gets %v", found)
	}
}

func TestAListOfSignsIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, ctx := b.open(t, "zh")
	c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: "头疼三天了"})
	c = b.say(ctx, t, id, agent.Answer{Question: c.Question.ID, Option: agent.OptionNone})
	for c.Question != nil && c.Question.Kind != previsit.KindSigns {
		c = b.say(ctx, t, id, agent.Answer{Question: c.Question.ID, Option: "no"})
	}
	if c.Question == nil || len(c.Question.Options) < 2 {
		t.Fatalf("no list is asked: %+v", c)
	}
	list := c.Question.ID
	for _, bad := range []agent.Answer{
		{Question: list, Chosen: []string{"find.cough_barking"}},
		{Question: list, Option: "yes"},
	} {
		if _, err := b.Answer(ctx, id, bad); !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%+v gave %v", bad, err)
		}
	}
	rows := c.Question.Options
	for _, row := range rows {
		if row.Label.Text() == "" {
			t.Errorf("row %s has no words", row.ID)
		}
	}
	last := rows[len(rows)-1].ID
	c = b.say(ctx, t, id, agent.Answer{Question: list, Chosen: []string{last}})
	turn := c.Turns[len(c.Turns)-1]
	if turn.Asked.Text() == "" || len(turn.Chosen) != 1 || turn.Chosen[0].Text() == "" {
		t.Errorf("the turn shows %+v", turn)
	}
	if c.Question != nil && c.Question.ID == list {
		t.Error("the list is asked again")
	}
	if c, err := b.State(ctx, id); err != nil || len(c.Turns[len(c.Turns)-1].Chosen) != 1 {
		t.Errorf("read back: %+v (%v)", c, err)
	}
	if _, err := b.Answer(ctx, id, agent.Answer{Question: list, Chosen: []string{rows[0].ID}}); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("another answer to the same list gave %v", err)
	}
}

func TestNoneOfThoseMeantBringsTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t, sayings()...)
	id, ctx := b.open(t, "zh")
	c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: "浑身像有虫子爬老想挠"})
	c = b.say(ctx, t, id, agent.Answer{Question: c.Question.ID, Option: agent.OptionNone})
	c = b.say(ctx, t, id, agent.Answer{Question: agent.AskMeant, Option: agent.OptionNone})
	if c.Question == nil || c.Question.ID != agent.AskComplaint || len(c.Question.Options) < 60 {
		t.Fatalf("asked %+v", c.Question)
	}
	for _, o := range c.Question.Options { // the patient is a man of 66
		if slices.Contains([]string{"comp.menstrual", "comp.pregnancy", "comp.child_fever", "comp.infant_crying", "comp.behaviour"}, o.ID) {
			t.Errorf("he is offered %s", o.ID)
		}
	}
	if !slices.ContainsFunc(c.Question.Options, func(o previsit.Option) bool { return o.ID == "comp.male" }) {
		t.Error("a complaint of men is not offered to a man")
	}
	if got := c.Turns[len(c.Turns)-1].Chosen; len(got) != 1 || got[0].Text() != "都不是" {
		t.Errorf("the turn shows %+v", got)
	}
	c = b.say(ctx, t, id, agent.Answer{Question: agent.AskComplaint, Text: "咳嗽"})
	if c.Question == nil || !strings.HasPrefix(c.Question.ID, "find.") {
		t.Errorf("after other words %+v is asked", c.Question)
	}
}
