package consult_test

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

// The doctor reads what the patient's words may say as not confirmed, with the words,
// in the summary and on the card; once it was answered it is told as that.
func TestAHintIsToldAsNotConfirmed(t *testing.T) {
	t.Parallel()
	talk := []resemblance.Saying{{Elsewhere: true, Lang: "zh", Says: "今天天气真好"}}
	of := func(g *graph.Graph, lex *lexicon.Lexicon) reason.Option {
		var bank []hint.Saying
		for _, s := range []string{"夜里拉大锯似的", "他睡着了跟拉大锯一样", "夜里拉大锯吵得我睡不着", "一躺下就拉大锯"} {
			bank = append(bank, hint.Saying{Finds: []string{"find.snoring"}, Lang: "zh", Says: s, From: "test.tsv"})
		}
		return reason.Hinting(hint.New(g, lex, bank, talk))
	}
	story := []agent.Answer{{Question: agent.AskChief, Text: "咳嗽三天了，一躺下就拉大锯"}}
	for _, answered := range []bool{false, true} {
		b := newBenchWith(t, of, wang)
		answers := story
		if answered {
			answers = append(slices.Clone(story), agent.Answer{Question: "find.snoring", Option: "no"})
		}
		b.tell(t, "p1", agent.StatusActive, answers...)
		v, err := b.View(b.doctor, "zh", "p1")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(v.Summary.Sections, func(s consult.Section) bool { return s.ID == "hints" })
		if answered {
			if i >= 0 {
				t.Errorf("denied, it is still told: %+v", v.Summary.Sections[i])
			}
			continue
		}
		if i < 0 {
			t.Fatalf("no hints in %+v", v.Summary.Sections)
		}
		s := v.Summary.Sections[i]
		if len(s.Items) != 1 || s.Items[0].Label.Text() != "打鼾" || !strings.Contains(s.Items[0].Said, "拉大锯") || !strings.Contains(s.Title.Text(), "尚未确认") {
			t.Errorf("%q: %+v", s.Title.Text(), s.Items)
		}
		if detail := v.Cards[0].Detail.Text(); !strings.Contains(detail, "尚未确认") || !strings.Contains(detail, "拉大锯") {
			t.Errorf("the card says %s", detail)
		}
	}
}
