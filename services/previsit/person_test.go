package previsit_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"apricot.health/fhir/store"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
	"apricot.health/services/previsit"
)

// TestWhoAsksForAPersonInWordsGetsOne: the words do what the button does, once,
// and are no story that something could be suspected from.
func TestWhoAsksForAPersonInWordsGetsOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		lang, says string
		person     bool
	}{
		{"zh", "我要找医生", true},
		{"zh", "喂，有人吗", true},
		{"zh", "我想找个人说说话，不会用这个手机", true},
		{"en", "can I talk to a real person please", true},
		{"en", "is anybody there", true},
		{"en", "I need help with this phone", true},
		{"en", "can someone help me with this form please", true},
		{"en", "please help me fill this in", true},
		{"en", "can I talk to a nurse now please", true},
		{"zh", "帮我弄一下这个手机", true},
		{"zh", "叫个人来", true},
		{"en", "this is hopeless get me a nurse", true},
		{"zh", "医生叫我来看咳嗽", false},
		{"en", "I need help with my cough", false},
		{"en", "I have a cough now", false},
		{"zh", "咳嗽两天了，找医生看看", false},
		{"zh", "你好", false},
		{"en", "my doctor sent me about a cough", false},
	} {
		t.Run(tc.says, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, withTalk()...)
			interview, ctx := b.open(t, tc.lang)
			c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: tc.says})
			if got := c.Status == agent.StatusPerson; got != tc.person || c.Emergency != nil || c.Question == nil {
				t.Fatalf("status %s, emergency %v, question %v", c.Status, c.Emergency, c.Question)
			}
			if tc.person && !strings.Contains(c.Person.Text(), "通知") && !strings.Contains(c.Person.Text(), "have been told") {
				t.Errorf("it says %q", c.Person.Text())
			}
			c = b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Text: tc.says})
			tasks := b.find(t, "Task", url.Values{"code": {agent.TaskSystem + "|" + agent.TaskPerson}})
			if got := len(tasks) == 1; got != tc.person {
				t.Errorf("%d calls for a person", len(tasks))
			}
			if c.Emergency != nil {
				t.Error("a call for a person became an emergency")
			}
		})
	}
}

// close closes every open call for a person, as staff do from the worklist.
func (b *bench) close(t *testing.T) {
	t.Helper()
	for _, r := range b.find(t, "Task", url.Values{"code": {agent.TaskSystem + "|" + agent.TaskPerson}, "status": {"requested"}}) {
		body := strings.Replace(string(r.JSON), `"status":"requested"`, `"status":"completed"`, 1)
		if _, err := b.store.Apply(b.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Task", ID: r.ID, IfMatch: r.Version, Body: []byte(body)}}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhoIsAfraidIsNotSentToTheDesk: words of fear that name no illness are met with
// kindness and the way to help, and with no word of bills.
func TestWhoIsAfraidIsNotSentToTheDesk(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		lang, says, has, not string
	}{
		{"zh", "我是不是要死了", "担心", "缴费"},
		{"zh", "怎么缴费", "缴费", "担心"},
	} {
		t.Run(tc.says, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, append(withTalk(), resemblance.Saying{Elsewhere: true, Lang: tc.lang, Says: tc.says, From: "talk.tsv"})...)
			interview, ctx := b.open(t, tc.lang)
			c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: tc.says})
			if c.Question == nil || c.Question.ID != agent.AskAgain {
				t.Fatalf("asked %v, emergency %v", c.Question, c.Emergency)
			}
			if asks := c.Question.Text.Text(); !strings.Contains(asks, tc.has) || strings.Contains(asks, tc.not) {
				t.Errorf("it asks %q", asks)
			}
		})
	}
}

// TestASecondCallForAPersonReachesStaff: once staff have closed the first call, by
// words or by the button they are called again; before, one call is enough.
func TestASecondCallForAPersonReachesStaff(t *testing.T) {
	t.Parallel()
	calls := map[string]func(*bench, context.Context, *testing.T, string) previsit.Conversation{
		"in words": func(b *bench, ctx context.Context, t *testing.T, interview string) previsit.Conversation {
			t.Helper()
			c, err := b.State(ctx, interview)
			if err != nil {
				t.Fatal(err)
			}
			return b.say(ctx, t, interview, agent.Answer{Question: c.Question.ID, Text: "我要找医生"})
		},
		"by the button": func(b *bench, ctx context.Context, t *testing.T, interview string) previsit.Conversation {
			t.Helper()
			c, err := b.Person(ctx, interview)
			if err != nil {
				t.Fatal(err)
			}
			return c
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, withTalk()...)
			interview, ctx := b.open(t, "zh")
			for i, want := range []int{1, 1, 2, 2} {
				if i == 2 {
					b.close(t)
					if c, err := b.State(ctx, interview); err != nil || c.Status != agent.StatusActive {
						t.Errorf("closed by staff, the page says %s (%v)", c.Status, err)
					}
				}
				if c := call(b, ctx, t, interview); c.Status != agent.StatusPerson {
					t.Errorf("call %d: the page says %s", i+1, c.Status)
				}
				if got := len(b.find(t, "Task", url.Values{"code": {agent.TaskSystem + "|" + agent.TaskPerson}})); got != want {
					t.Fatalf("after call %d there are %d Tasks, want %d", i+1, got, want)
				}
			}
		})
	}
}

// TestACryForHelpIsNoErrand: who calls for somebody at once is told to call the
// emergency number.
func TestACryForHelpIsNoErrand(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"救命，快来人", "快叫医生，我快不行了", "来人啊！来人啊！", "help! get a nurse now, I'm dying", "help me now I can't breathe", "please help me I can't breathe now", "I need help now, I can't breathe", "救救我喘不上气了快点"} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, withTalk()...)
			interview, ctx := b.open(t, "zh")
			c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: says})
			if c.Status != agent.StatusEmergency || c.Emergency == nil {
				t.Fatalf("status %s, emergency %v", c.Status, c.Emergency)
			}
		})
	}
}

// TestThePatientIsNamedWithTheMiddleHidden: who answers for somebody else can see
// whose visit it is.
func TestThePatientIsNamedWithTheMiddleHidden(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c, err := b.State(ctx, interview)
	if err != nil || c.Patient != "王*国" {
		t.Fatalf("%q %v", c.Patient, err)
	}
	for name, want := range map[string]string{"": "", "李": "李", "张伟": "张*", "欧阳震华": "欧**华", "Edna Price": "E*** P****"} {
		if got := previsit.Hidden(name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

// TestTheEmergencyScreenSaysEachThingOnce: what the patient has to do comes
// before what the hospital did, and two flags of one danger give one advice.
func TestTheEmergencyScreenSaysEachThingOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	interview, ctx := b.open(t, "zh")
	c := b.say(ctx, t, interview, agent.Answer{Question: agent.AskChief, Text: "昨天晚上突然左边胳膊没力气，拿不住筷子，一会儿又好了"})
	if c.Emergency == nil || len(c.Emergency.Reasons) < 2 {
		t.Fatalf("%+v", c.Emergency)
	}
	var does []string
	for _, a := range c.Emergency.Actions {
		does = append(does, a.Text())
	}
	if n := strings.Count(strings.Join(does, " "), "请记下最后一次完全正常的时间"); n != 1 {
		t.Errorf("the same advice %d times: %q", n, does)
	}
	if last := does[len(does)-1]; !strings.Contains(last, "已经通知") {
		t.Errorf("the last line is %q", last)
	}
}
