package consult_test

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

func chiefOf(t *testing.T, v consult.View) consult.Section {
	t.Helper()
	i := slices.IndexFunc(v.Summary.Sections, func(s consult.Section) bool { return s.ID == "chief" })
	if i < 0 {
		t.Fatalf("no chief in %+v", v.Summary.Sections)
	}
	return v.Summary.Sections[i]
}

// The doctor reads all that the patient typed on the illness of now, word for word and
// in order, each answer with what was asked.
func TestTheDoctorReadsEveryWord(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusActive,
		agent.Answer{Question: agent.AskChief, Text: "大夫您好，胸口压着疼三天了"},
		agent.Answer{Question: agent.AskMore, Text: "胃口差，尿也少"},
		agent.Answer{Question: "find.syncope", Text: "没昏过，昨天上茅房眼睛黑了一哈"},
		agent.Answer{Question: "find.sweating", Text: "没有"},
		agent.Answer{Question: "signs.1", Offered: []string{"find.palpitations"}, Text: "眼睛黑了那一哈"},
	)
	for lang, asked := range map[string][]string{"zh": {"胸痛", "补充", "晕厥", "答问时说"}, "en": {"Chest pain", "Added", "", "Said in answer"}} {
		v, err := b.View(b.doctor, lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		items := chiefOf(t, v).Items
		var said []string
		for i, it := range items {
			said = append(said, it.Said)
			if i < len(asked) && (it.Label.Text() == "" || !strings.Contains(it.Label.Text(), asked[i])) {
				t.Errorf("%s: %q stands beside %q, want %q", lang, it.Said, it.Label.Text(), asked[i])
			}
		}
		want := []string{"大夫您好，胸口压着疼三天了", "胃口差，尿也少", "没昏过，昨天上茅房眼睛黑了一哈", "眼睛黑了那一哈"}
		if !slices.Equal(said, want) {
			t.Errorf("%s: %q, want %q", lang, said, want)
		}
		for _, w := range want {
			if !strings.Contains(v.Cards[0].Detail.Text(), w) {
				t.Errorf("%s: the card lacks %q: %s", lang, w, v.Cards[0].Detail.Text())
			}
		}
	}
}

// A card holds 400 characters of one answer and 2000 of all, and says how many answers
// are left to the page, which holds all of them.
func TestACardHoldsNoMoreThanItBears(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("疼", n) }
	for name, tc := range map[string]struct {
		long, answers int
		more          string
		cut           bool
	}{
		"as long as one may be":  {400, 2, "", false},
		"longer than that":       {401, 2, "", true},
		"as long as all may be":  {400, 5, "", false},
		"one more":               {400, 6, "还有1条", false},
		"two more, none in part": {400, 7, "还有2条", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, wang)
			var answers []agent.Answer
			for i := range tc.answers {
				q := agent.AskMore
				if i == 0 {
					q = agent.AskChief
				}
				answers = append(answers, agent.Answer{Question: q, Text: long(tc.long)})
			}
			b.tell(t, "p1", agent.StatusActive, answers...)
			v, err := b.View(b.doctor, "zh", "p1")
			if err != nil {
				t.Fatal(err)
			}
			if items := chiefOf(t, v).Items; len(items) < tc.answers || items[len(items)-1].Said != long(tc.long) {
				t.Errorf("the page lacks words: %d items", len(items))
			}
			detail := v.Cards[0].Detail.Text()
			if strings.Contains(detail, "见患者页面") != (tc.more != "") || !strings.Contains(detail, tc.more) {
				t.Errorf("want %q: %s", tc.more, detail)
			}
			if strings.Contains(detail, long(400)+"…") != tc.cut || strings.Contains(detail, long(401)) {
				t.Errorf("cut %v: %s", tc.cut, detail)
			}
		})
	}
}

// Tests of one reason are one line of the card.
func TestACardSaysAReasonOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, smith)
	b.tell(t, "p2", agent.StatusActive, agent.Answer{Question: agent.AskChief, Text: "肚子疼，下身出血好几天了"})
	v, err := b.View(b.doctor, "zh", "p2")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, o := range v.Orders {
		of[o.Why.Text()]++
	}
	shared := false
	for why, n := range of {
		shared = shared || n > 1
		if got := strings.Count(v.Cards[0].Detail.Text(), "："+why); got != 1 {
			t.Errorf("%q is said %d times: %s", why, got, v.Cards[0].Detail.Text())
		}
	}
	if !shared {
		t.Errorf("no two tests have one reason: %v", of)
	}
}
