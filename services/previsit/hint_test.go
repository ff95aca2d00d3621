package previsit_test

import (
	"net/url"
	"strings"
	"testing"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
	"apricot.health/services/previsit"
)

// hints are from sayings in words that no rule reads.
func hints(g *graph.Graph, lex *lexicon.Lexicon) reason.Option {
	var bank []hint.Saying
	for id, says := range map[string][]string{
		"find.snoring":        {"夜里拉大锯似的", "他睡着了跟拉大锯一样", "夜里拉大锯吵得我睡不着", "一躺下就拉大锯"},
		"find.joint_crepitus": {"波棱盖儿一蹲嘎嘣响", "一蹲下波棱盖儿就嘎嘣嘎嘣", "波棱盖儿嘎嘣响了半年", "波棱盖儿里头嘎嘣一声"},
	} {
		for _, s := range says {
			bank = append(bank, hint.Saying{Finds: []string{id}, Lang: "zh", Says: s, From: "test.tsv"})
		}
	}
	talk := []resemblance.Saying{{Elsewhere: true, Lang: "zh", Says: "今天天气真好"}, {Elsewhere: true, Lang: "zh", Says: "股票又跌了"}}
	return reason.Hinting(hint.New(g, lex, bank, talk))
}

// What words may have said is asked for in the finding's own question, behind words
// that say why; what was not confirmed is handed over as that, with the words.
func TestAHintIsAskedAndHandedOver(t *testing.T) {
	t.Parallel()
	b := newBenchWith(t, hints)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "咳嗽三天了，有点痰，一躺下就拉大锯，波棱盖儿嘎嘣响，白天上班没精神，晚上总睡不踏实，别的都还行，就是想来看看"})
	answers := map[string]agent.Answer{
		"find.snoring":        {Question: "find.snoring", Option: "yes"},
		"find.joint_crepitus": {Question: "find.joint_crepitus", Unknown: true},
	}
	asked := 0
	for c.Question != nil {
		a, hinted := answers[c.Question.ID]
		if before := c.Question.Before.Text(); (before != "") != hinted || hinted && !strings.Contains(before, "确认") {
			t.Fatalf("before %s stands %q", c.Question.ID, before)
		}
		if hinted {
			asked++
			f, _ := b.Graph.Finding(c.Question.ID)
			if got := c.Question.Text.Text(); got != f.Ask.ZH {
				t.Errorf("asked in the words %q", got)
			}
		} else {
			a = agent.Answer{Question: c.Question.ID, Unknown: true}
			if strings.HasPrefix(c.Question.ID, "history.") || strings.HasPrefix(c.Question.ID, "story") {
				a = agent.Answer{Question: c.Question.ID, Option: agent.OptionNone}
			}
		}
		c = b.say(ctx, t, c.ID, a)
	}
	if asked != 2 || c.Summary == nil {
		t.Fatalf("%d hints asked, status %s", asked, c.Status)
	}
	items := map[string][]previsit.Item{}
	for _, s := range c.Summary.Sections {
		items[s.ID] = s.Items
	}
	crackles, _ := b.Graph.Finding("find.joint_crepitus")
	if got := items["hints"]; len(got) != 1 || got[0].Label.Text() != crackles.Labels.ZH || !strings.Contains(got[0].Said, "嘎嘣响") {
		t.Errorf("not confirmed: %+v", got)
	}
	for _, it := range items["present"] {
		if it.Label.Text() == crackles.Labels.ZH {
			t.Error("what was not confirmed is told as present")
		}
	}
	if _, err := b.Confirm(ctx, interview); err != nil {
		t.Fatal(err)
	}
	papers := b.find(t, "Composition", url.Values{})
	if len(papers) != 1 || !strings.Contains(string(papers[0].JSON), "尚未确认") {
		t.Errorf("the summary handed over: %v", papers)
	}
}
