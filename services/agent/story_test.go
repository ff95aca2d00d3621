package agent_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

var teller = sync.OnceValues(func() (agent.Teller, error) {
	g, err := content.Graph()
	if err != nil {
		return agent.Teller{}, err
	}
	lex := lexicon.New(g)
	return agent.Teller{Graph: g, Lexicon: lex, Engine: reason.New(g, lex)}, nil
})

func tell(t *testing.T, base chart.Chart, answers ...agent.Answer) agent.Story {
	t.Helper()
	x, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	return x.Tell(base, agent.Interview{ID: "iv", Answers: answers})
}

func TestALaterNoDoesNotClearAYes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []agent.Answer
		finding string
		want    chart.Tri
	}{
		"gone now, said in the chief complaint": {
			[]agent.Answer{{Question: agent.AskChief, Text: "胸口疼，胸口现在不疼了"}}, "find.chest_pain", chart.Yes,
		},
		"gone now, said to another question": {
			[]agent.Answer{{Question: agent.AskChief, Text: "胸口疼"}, {Question: "find.fever", Text: "没有发烧，胸口也不疼了"}}, "find.chest_pain", chart.Yes,
		},
		"gone now, in English": {
			[]agent.Answer{{Question: agent.AskChief, Text: "I had crushing chest pain"}, {Question: "find.cough", Text: "no cough, no chest pain now", Lang: "en"}}, "find.chest_pain", chart.Yes,
		},
		"a no to the question itself": {
			[]agent.Answer{{Question: agent.AskChief, Text: "胸口疼"}, {Question: "find.chest_pain", Option: "no"}}, "find.chest_pain", chart.No,
		},
		"words of no to the question itself": {
			[]agent.Answer{{Question: "find.fever", Text: "没有发烧"}}, "find.fever", chart.No,
		},
		"a no that nothing contradicts": {
			[]agent.Answer{{Question: agent.AskChief, Text: "咳嗽，没有发烧"}}, "find.fever", chart.No,
		},
		"a no, then a yes": {
			[]agent.Answer{{Question: agent.AskChief, Text: "没有发烧"}, {Question: "find.cough", Text: "咳嗽，今天开始发烧了"}}, "find.fever", chart.Yes,
		},
		"not known": {
			[]agent.Answer{{Question: "find.fever", Unknown: true}}, "find.fever", chart.Unknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, err := teller()
			if err != nil {
				t.Fatal(err)
			}
			if got := logic.FromChart(x.Graph, tell(t, chart.New(), tc.answers...).Chart).Bool(tc.finding); got != tc.want {
				t.Errorf("%s is %s, want %s", tc.finding, got, tc.want)
			}
		})
	}
}

func TestTheEvidenceIsTheAnswerThatDecided(t *testing.T) {
	t.Parallel()
	s := tell(t, chart.New(),
		agent.Answer{Question: agent.AskChief, Text: "胸口疼"},
		agent.Answer{Question: "find.fever", Text: "没有发烧，胸口也不疼了"})
	if got := s.Chart.FindingSource["find.chest_pain"].Where; got != "QuestionnaireResponse/iv#1" {
		t.Errorf("chest pain stands in %s", got)
	}
	if got := s.Chart.FindingSource["find.fever"].Where; got != "QuestionnaireResponse/iv#2" {
		t.Errorf("fever stands in %s", got)
	}
}

// Asked for is what an answer says of the findings that its question was about, by
// a chip, by a list or in words, and nothing else.
func TestOnlyAnswersWereAskedFor(t *testing.T) {
	t.Parallel()
	s := tell(t, chart.New(),
		agent.Answer{Question: agent.AskChief, Text: "胸口疼，没有晕倒"},
		agent.Answer{Question: agent.AskStory, Text: "没有咯血"},
		agent.Answer{Question: "find.fever", Text: "没有发烧，也没有呼吸困难"},
		agent.Answer{Question: "find.cough", Option: "no"},
		agent.Answer{Question: "list", Offered: []string{"find.palpitations", "find.vomiting"}, Chosen: []string{"find.palpitations"}},
		agent.Answer{Question: "list", Offered: []string{"find.diarrhoea", "find.headache"}, Text: "没有腹泻，没有黑便"})
	for id, want := range map[string]struct {
		is    chart.Tri
		asked bool
	}{
		"find.syncope": {chart.No, false}, "find.haemoptysis": {chart.No, false}, "find.dyspnoea": {chart.No, false}, "find.melaena": {chart.No, false},
		"find.fever": {chart.No, true}, "find.cough": {chart.No, true}, "find.palpitations": {chart.Yes, true}, "find.vomiting": {chart.No, true},
		"find.diarrhoea": {chart.No, true}, "find.headache": {chart.Unknown, false},
	} {
		if is, asked := s.Chart.Findings[id], s.Chart.FindingSource[id].Asked; is != want.is || asked != want.asked {
			t.Errorf("%s is %s, asked for: %v", id, is, asked)
		}
	}
}

// What begins like a plain no and names something is told: weakness is a complaint.
func TestNoStrengthIsTold(t *testing.T) {
	t.Parallel()
	for _, question := range []string{agent.AskChief, agent.AskStory} {
		s := tell(t, chart.New(), agent.Answer{Question: question, Text: "没有力气"})
		if s.Chart.Findings["find.fatigue"] != chart.Yes || len(s.Words) != 1 {
			t.Errorf("%s: %v, words %v", question, s.Chart.Findings, s.Words)
		}
	}
}

func TestHistoryAnswersAreOfThePast(t *testing.T) {
	t.Parallel()
	x, err := teller()
	if err != nil {
		t.Fatal(err)
	}
	for text, fires := range map[string]bool{"抽搐过": false, "脑梗，偏瘫": false, "现在正在抽搐": true} {
		s := tell(t, chart.New(), agent.Answer{Question: agent.AskPast, Text: text})
		flags := x.Engine.Assess(reason.Case{Chart: s.Chart}).RedFlags
		if got := len(flags) > 0; got != fires {
			t.Errorf("%s as history: flags %v, want any: %v", text, flags, fires)
		}
		if !s.Chart.ConditionsKnown || s.Said[agent.AskPast] != text {
			t.Errorf("%s: the history is asked: %v, said %q", text, s.Chart.ConditionsKnown, s.Said[agent.AskPast])
		}
	}
}

func TestHistoryOfMedicinesAndAllergies(t *testing.T) {
	t.Parallel()
	s := tell(t, chart.New(),
		agent.Answer{Question: agent.AskMedicines, Text: "二甲双胍"},
		agent.Answer{Question: agent.AskAllergies, Text: "青霉素"},
		agent.Answer{Question: agent.AskFamily, Text: "爸爸高血压"},
		agent.Answer{Question: agent.AskPast, Option: agent.OptionNone})
	concepts := func(list []chart.Coded) []string {
		var out []string
		for _, x := range list {
			out = append(out, x.Concept)
		}
		return out
	}
	if got := concepts(s.Chart.Medications); !slices.Equal(got, []string{"drug.metformin"}) || !s.Chart.MedicationsKnown {
		t.Errorf("medicines %v, known %v", got, s.Chart.MedicationsKnown)
	}
	if got := concepts(s.Chart.Allergies); !slices.Contains(got, "allergen.penicillin") && !slices.Contains(got, "drug.penicillin_g") || !s.Chart.AllergiesKnown {
		t.Errorf("allergies %v, known %v", got, s.Chart.AllergiesKnown)
	}
	if len(s.Chart.Conditions) != 0 {
		t.Errorf("the father's illness became the patient's: %v", s.Chart.Conditions)
	}
	if unknown := tell(t, chart.New(), agent.Answer{Question: agent.AskAllergies, Text: "对祖传秘方过敏"}); len(unknown.Chart.Allergies) != 1 || unknown.Chart.Allergies[0].Text == "" {
		t.Errorf("an allergen that nobody knows is lost: %v", unknown.Chart.Allergies)
	}
}

func TestTellChangesNoChart(t *testing.T) {
	t.Parallel()
	base := chart.New()
	base.Conditions = append(make([]chart.Coded, 0, 8), chart.Coded{Concept: "cond.hypertension"})
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	answers := []agent.Answer{{Question: agent.AskChief, Text: "胸口疼，有糖尿病，体温38.5度", At: at}, {Question: "find.temperature", Number: ptr(39.1), At: at}}
	first := tell(t, base, answers...)
	if len(base.Findings)+len(base.Measures)+len(base.FindingSource) != 0 || len(base.Conditions) != 1 || base.Conditions[:2][1].Concept != "" {
		t.Errorf("the chart before the interview was changed: %+v", base)
	}
	if m := first.Chart.Measures["find.temperature"]; m.Value != 39.1 || !m.At.Equal(at) || m.Evidence != "QuestionnaireResponse/iv#2" {
		t.Errorf("temperature %+v", m)
	}
	if first.Complaint != "comp.chest_pain" || first.Chief == "" || !first.Asked[agent.AskChief] {
		t.Errorf("complaint %s, chief %q", first.Complaint, first.Chief)
	}
}

func ptr(v float64) *float64 { return &v }

func TestYesNo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]chart.Tri{
		"有": chart.Yes, "有的": chart.Yes, "嗯。": chart.Yes, "Yes": chart.Yes, "a bit": chart.Yes,
		"没有": chart.No, "没有过": chart.No, "無": chart.No, "No, never": chart.No, "都没有啊": chart.No,
		"nothing else": chart.No, "Nothing more.": chart.No, "that's all": chart.No, "Thats it": chart.No, "not that I know of": chart.No, "nah": chart.No,
		"没别的了": chart.No, "就这些": chart.No, "没啥了": chart.No, "没什么。": chart.No, "冇": chart.No, "莫得": chart.No, "木有": chart.No,
		"nothing else helps": chart.Unknown, "that's all I can eat": chart.Unknown, "没什么力气": chart.Unknown, "没啥胃口": chart.Unknown, "就这些天": chart.Unknown,
		"没有发烧但是一直咳嗽还胸口疼": chart.Unknown, "不知道": chart.Unknown, "": chart.Unknown, "昨天晚上": chart.Unknown,
	} {
		if got := agent.YesNo(text); got != want {
			t.Errorf("%q reads %s, want %s", text, got, want)
		}
	}
}

// TestWordsForNotKnowingAreNoStory: who writes that they do not know has told of
// nothing; it resembles nothing, and they are allergic to nothing of that name.
func TestWordsForNotKnowingAreNoStory(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"不知道", "我也不知道啊", "说不清楚。", "唔知", "I don't know", "idk", "Not sure."} {
		s := tell(
			t, chart.New(),
			agent.Answer{Question: agent.AskChief, Text: words},
			agent.Answer{Question: agent.AskAgain, Text: words},
			agent.Answer{Question: "find.fever", Text: words},
			agent.Answer{Question: agent.AskMedicines, Text: words},
			agent.Answer{Question: agent.AskAllergies, Text: words},
		)
		if len(s.Words) > 0 || len(s.Alike) > 0 || s.Complaint != "" {
			t.Errorf("%s is a story: %v, like %v, about %q", words, s.Words, s.Alike, s.Complaint)
		}
		x, err := teller()
		if err != nil {
			t.Fatal(err)
		}
		if at := x.Place(s).Assessment; at.Why != reason.NoComplaint {
			t.Errorf("%s is assessed: %s, %s", words, at.Urgency, at.Why)
		}
		if len(s.Chart.Allergies) > 0 || s.Chart.AllergiesKnown || s.Chart.MedicationsKnown {
			t.Errorf("%s is an allergy: %v, known %v, medicines known %v", words, s.Chart.Allergies, s.Chart.AllergiesKnown, s.Chart.MedicationsKnown)
		}
	}
	if s := tell(t, chart.New(), agent.Answer{Question: agent.AskChief, Text: "不知道怎么了，头疼"}); s.Complaint != "comp.headache" {
		t.Errorf("a headache behind it is told, not %q", s.Complaint)
	}
}

// TestNothingMoreIsLikeNoComplaint: what is offered as meant is what the story is
// like, and not what "nothing else" is like.
func TestNothingMoreIsLikeNoComplaint(t *testing.T) {
	t.Parallel()
	for _, tc := range [][2]string{{"am I dying? I feel so weak these days", "nothing else"}, {"我不会弄这个 叫个人来", "没有了"}} {
		chief := agent.Answer{Question: agent.AskChief, Text: tc[0]}
		alone, both := tell(t, chart.New(), chief), tell(t, chart.New(), chief, agent.Answer{Question: agent.AskStory, Text: tc[1]})
		if !slices.Equal(alone.Alike, both.Alike) || alone.Complaint != both.Complaint {
			t.Errorf("%s, %s: like %v (%s), without the no %v (%s)", tc[0], tc[1], both.Alike, both.Complaint, alone.Alike, alone.Complaint)
		}
	}
}

func TestAfraid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"我是不是要死了": true, "我好害怕": true, "am I going to die": true, "I'm so scared": true, "会不会治不好": true,
		"怎么缴费": false, "停车费怎么算": false, "where do I pay the bill": false, "什么时候上班": false, "what is my diet": false,
	} {
		if got := agent.Afraid(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
