package previsit_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
)

// sayings are of a danger and of a complaint, in words that no rule reads.
func sayings() []resemblance.Saying {
	var out []resemblance.Saying
	add := func(means string, says ...string) {
		for _, s := range says {
			out = append(out, resemblance.Saying{Means: strings.Fields(means), Harmless: !strings.HasPrefix(means, "flag."), Lang: "zh", Says: s, From: "test.tsv"})
		}
	}
	add("flag.stroke_arm", "左半拉身子突然不听使唤", "右边半拉身子像不是自己的", "半拉身子一下子木了不灵便", "突然半拉身子不听使唤")
	add("comp.itch", "身上刺挠得慌", "浑身刺挠老想挠", "后背刺挠", "晚上刺挠得不行")
	add("comp.fatigue", "整天没精打采的", "提不起劲", "做啥都提不起劲", "老是没精打采")
	add("", "今天天气不错", "懒洋洋的不想动", "半边床凉了", "手机突然不灵了")
	return out
}

// TestWhatWordsResembleIsAskedFirst: the signs of the suspected danger come
// first; the patient who does not know is sent to the staff, in words that call
// it possible, and the staff are paged with what was suspected.
func TestWhatWordsResembleIsAskedFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t, sayings()...)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "半拉身子突然不听使唤了"})
	if c.Question == nil || c.Question.ID != "find.arm_weakness" {
		t.Fatalf("asked first: %+v, emergency %v", c.Question, c.Emergency)
	}
	for c.Question != nil {
		if !strings.HasPrefix(c.Question.ID, "find.") || len(c.Turns) > 5 {
			t.Fatalf("after %d answers: %+v", len(c.Turns), c.Question)
		}
		c = b.say(ctx, t, c.ID, agent.Answer{Question: c.Question.ID, Unknown: true})
	}
	if c.Status != agent.StatusEmergency || c.Emergency == nil {
		t.Fatalf("status %s", c.Status)
	}
	e := c.Emergency
	if !strings.Contains(e.Title.Text(), "可能") || !strings.Contains(e.Text.Text(), "护士") || len(e.Reasons) != 1 || !strings.Contains(e.Reasons[0].Text(), "不是诊断") {
		t.Errorf("the screen says %q, %q, for %d reasons", e.Title.Text(), e.Text.Text(), len(e.Reasons))
	}
	paged := false
	for _, r := range b.find(t, "Task", url.Values{}) {
		paged = paged || strings.Contains(string(r.JSON), "suspected:flag.stroke_arm")
	}
	if !paged {
		t.Error("the staff were not paged with what was suspected")
	}
}

// TestADeniedSuspicionIsDropped: whose signs were all denied calls nobody for the danger
// that was suspected; half a body that does not obey is still told like an emergency,
// and the patient is called for that.
func TestADeniedSuspicionIsDropped(t *testing.T) {
	t.Parallel()
	b := newBench(t, sayings()...)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "半拉身子突然不听使唤了"})
	for range 3 {
		c = b.say(ctx, t, c.ID, agent.Answer{Question: c.Question.ID, Option: "no"})
	}
	if c.Status != agent.StatusEmergency || c.Emergency == nil {
		t.Fatalf("status %s after three denials", c.Status)
	}
	for _, r := range b.find(t, "Task", url.Values{}) {
		if strings.Contains(string(r.JSON), "suspected:flag.") {
			t.Errorf("the staff were paged with what was denied: %s", r.JSON)
		}
	}
}

func TestAnOpeningInNewWordsIsUnderstood(t *testing.T) {
	t.Parallel()
	b := newBench(t, sayings()...)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "浑身像有虫子爬老想挠"})
	c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Option: agent.OptionNone})
	if c.Question == nil || c.Question.ID != agent.AskMeant || c.Question.Options[0].ID != "comp.itch" {
		t.Fatalf("asked %+v", c.Question)
	}
	c = b.say(ctx, t, interview, agent.Answer{Question: agent.AskMeant, Option: "comp.itch"})
	if c.Question == nil || !strings.HasPrefix(c.Question.ID, "find.") {
		t.Errorf("after the complaint was confirmed: %+v", c.Question)
	}
}

// A reading that makes an emergency of a story while a question about the past
// stands on the screen: the answer is taken, the patient is called and the staff
// are paged once.
func TestAnAnswerIsNotLostToAReading(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "膝盖疼一年多了，上楼更疼，歇歇就好，没肿没发烧，走路还可以，晚上不疼，就是蹲下去起来费劲，没摔过"})
	for c.Question != nil && !strings.HasPrefix(c.Question.ID, "history.") {
		a := agent.Answer{Question: c.Question.ID, Unknown: true}
		if strings.HasPrefix(c.Question.ID, "story") {
			a = agent.Answer{Question: c.Question.ID, Option: agent.OptionNone}
		}
		c = b.say(ctx, t, c.ID, a)
	}
	if c.Question == nil || c.Question.ID != agent.AskPast {
		t.Fatalf("at %+v, status %s", c.Question, c.Status)
	}
	var ops []store.Op
	for code, value := range map[string]string{"9279-1": `32,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"`, "59408-5": `84,"unit":"%","system":"http://unitsofmeasure.org","code":"%"`, "8867-4": `135,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"`} {
		ops = append(ops, store.Op{Verb: store.Create, Type: "Observation", Body: []byte(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"` + code + `"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"` + time.Now().UTC().Format(time.RFC3339) + `","valueQuantity":{"value":` + value + `}}`)})
	}
	if _, err := b.store.Apply(b.ctx, store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	c = b.say(ctx, t, c.ID, agent.Answer{Question: agent.AskPast, Option: agent.OptionNone})
	if c.Status != agent.StatusEmergency || c.Emergency == nil || c.Question != nil {
		t.Fatalf("status %s, question %+v", c.Status, c.Question)
	}
	c = b.say(ctx, t, c.ID, agent.Answer{Question: agent.AskMedicines, Option: agent.OptionNone})
	if _, err := b.Answer(ctx, c.ID, agent.Answer{Question: "find.fever", Option: "no"}); outcome.KindOf(err) != outcome.Conflict {
		t.Errorf("a question that is not asked: %v", err)
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
