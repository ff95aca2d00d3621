package agent_test

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// asked replays answers and gives what is asked after each.
func asked(t *testing.T, base chart.Chart, answers ...agent.Answer) []string {
	t.Helper()
	teller, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range len(answers) + 1 {
		p := teller.Place(teller.Tell(base, agent.Interview{ID: "i", Lang: "zh", Answers: answers[:i]}))
		switch {
		case p.Ends:
			out = append(out, "emergency")
		case p.Next == nil:
			out = append(out, "end")
		default:
			out = append(out, p.Next.ID)
		}
	}
	return out
}

// TestThePatientTellsBeforeItIsAsked: open questions come first, danger before
// them, and nobody is asked to tell a story that is told.
func TestThePatientTellsBeforeItIsAsked(t *testing.T) {
	t.Parallel()
	adult := chart.New()
	adult.AgeYears, adult.Sex = 40, chart.Male
	chief := agent.Answer{Question: agent.AskChief, Text: "嗓子疼"}
	for name, tc := range map[string]struct {
		answers []agent.Answer
		want    []string
	}{
		"the story and what else": {
			[]agent.Answer{chief, {Question: agent.AskStory, Text: "两天了，有点流鼻涕"}, {Question: agent.AskMore, Option: agent.OptionNone}},
			[]string{agent.AskChief, agent.AskStory, agent.AskMore, "find."},
		},
		"nothing to add is not asked twice": {
			[]agent.Answer{chief, {Question: agent.AskStory, Text: "没有了"}},
			[]string{agent.AskChief, agent.AskStory, "find."},
		},
		"a long opening is the story": {
			[]agent.Answer{{Question: agent.AskChief, Text: "嗓子疼两天了，咽东西疼，有点流鼻涕，不发烧，不咳嗽，吃饭睡觉都还好，同屋的同事也这样，就想问问要不要紧"}},
			[]string{agent.AskChief, agent.AskMore},
		},
		"a red flag waits for no story": {
			[]agent.Answer{{Question: agent.AskChief, Text: "胸口压着疼，出冷汗半个小时"}},
			[]string{agent.AskChief, "emergency"},
		},
		"a red flag in the story ends it": {
			[]agent.Answer{chief, {Question: agent.AskStory, Text: "刚才开始胸口压着疼，出冷汗"}},
			[]string{agent.AskChief, agent.AskStory, "emergency"},
		},
	} {
		got := asked(t, adult, tc.answers...)
		ok := slices.EqualFunc(got, tc.want, func(g, w string) bool { return g == w || strings.HasSuffix(w, ".") && strings.HasPrefix(g, w) })
		if !ok {
			t.Errorf("%s: asked %v, want %v", name, got, tc.want)
		}
	}
}

// TestWhatTheStoryToldIsNotAsked, in an interview in which nothing is known
// but what was told.
func TestWhatTheStoryToldIsNotAsked(t *testing.T) {
	t.Parallel()
	teller, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	base := chart.New()
	base.AgeYears, base.Sex = 30, chart.Female
	iv := agent.Interview{ID: "i", Lang: "zh", Answers: []agent.Answer{
		{Question: agent.AskChief, Text: "头疼"},
		{Question: agent.AskStory, Text: "三天了，没有发烧，没有呕吐，脖子不僵"},
		{Question: agent.AskMore, Option: agent.OptionNone},
	}}
	told := teller.Tell(base, iv)
	for _, id := range []string{"find.fever", "find.vomiting", "find.neck_stiffness"} {
		if told.Chart.Findings[id] != chart.No {
			t.Fatalf("%s is %v: the story is not read", id, told.Chart.Findings[id])
		}
	}
	left := 1000
	for range 40 {
		p := teller.Place(teller.Tell(base, iv))
		if p.Next == nil {
			return
		}
		if p.Left >= left && p.Left > 1 {
			t.Errorf("before %s at most %d are left, %d were before", p.Next.ID, p.Left, left)
		}
		left = p.Left
		a := agent.Answer{Question: p.Next.ID, Unknown: true, Offered: p.Next.Finding.Signs}
		for _, id := range append(slices.Clone(a.Offered), a.Question) {
			if id == "find.duration_days" || told.Chart.Findings[id] != chart.Unknown {
				t.Errorf("%s was told and is asked", id)
			}
		}
		iv.Answers = append(iv.Answers, a)
	}
	t.Error("the interview does not end")
}

// TestAListOfSigns: what was not chosen is absent only where the patient says so.
func TestAListOfSigns(t *testing.T) {
	t.Parallel()
	teller, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	list := func(a agent.Answer) agent.Story {
		a.Question, a.Offered = "signs.1", []string{"find.fever", "find.neck_stiffness", "find.vomiting"}
		return teller.Tell(chart.New(), agent.Interview{ID: "i", Lang: "zh", Answers: []agent.Answer{{Question: agent.AskChief, Text: "头疼"}, a}})
	}
	for name, tc := range map[string]struct {
		answer             agent.Answer
		fever, neck, vomit chart.Tri
	}{
		"none":              {agent.Answer{}, chart.No, chart.No, chart.No},
		"one, others not":   {agent.Answer{Chosen: []string{"find.neck_stiffness"}}, chart.No, chart.Yes, chart.No},
		"one, not sure":     {agent.Answer{Chosen: []string{"find.fever"}, Unknown: true}, chart.Yes, chart.Unknown, chart.Unknown},
		"not known":         {agent.Answer{Unknown: true}, chart.Unknown, chart.Unknown, chart.Unknown},
		"none, in words":    {agent.Answer{Text: "都没有"}, chart.No, chart.No, chart.No},
		"words say of some": {agent.Answer{Text: "发烧，没有呕吐"}, chart.Yes, chart.Unknown, chart.No},
	} {
		s := list(tc.answer)
		got := [3]chart.Tri{s.Chart.Findings["find.fever"], s.Chart.Findings["find.neck_stiffness"], s.Chart.Findings["find.vomiting"]}
		if got != [3]chart.Tri{tc.fever, tc.neck, tc.vomit} {
			t.Errorf("%s: %v", name, got)
		}
		if !s.Asked["find.fever"] || s.Questions != 1 {
			t.Errorf("%s: asked %v, %d questions", name, s.Asked, s.Questions)
		}
	}
}
