package reason_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

func assessed(t *testing.T, in reason.TriageInput) reason.TriageOutput {
	t.Helper()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.Triage(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is no illness gets no diagnosis, no urgency and no department, whatever
// words of the body or of danger are in it.
func TestNoIllnessIsNoComplaint(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"股票又跌了", "你好", "体检报告怎么取", "食堂吃什么", "气死我了", "心塞，快递又丢了", "系统瘫痪了两个小时", "asdf",
		"the roof is leaking and the house is cold", "hi", "what is the weather today", "my phone is dying", "this form is killing me",
		"burning a CD takes ages", "heartbroken, we lost the cup final",
	} {
		out := assessed(t, reason.TriageInput{Text: text})
		if !out.Abstained || out.Why != reason.NoComplaint || out.Level != 4 || out.Department != "" || len(out.Differential)+len(out.Possible)+len(out.Suspected) > 0 {
			t.Errorf("%s: %+v", text, out)
		}
		for _, s := range out.Path {
			if s.Kind != "abstain" {
				t.Errorf("%s: the path says %s", text, s.Kind)
			}
		}
	}
}

// The same words of somebody who is ill are a complaint, a bare "unwell" is asked
// on, and nothing is no illness that comes with a finding.
func TestIllnessInTheSameWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"心塞塞的，躺下更厉害", "头大，昏沉沉好几天了", "肝那块疼，摸着硬", "麻木了，左手左脚", "不舒服", "我病了", "难受",
		"my back is killing me, can't stand up straight", "dead arm since I woke up", "burning when I pee", "not feeling well", "I'm ill", "me duele el pecho",
		"股票又跌了，气得我胸口疼", "hi, I have a fever",
	} {
		if out := assessed(t, reason.TriageInput{Text: text}); out.Why == reason.NoComplaint || out.Department == "" {
			t.Errorf("%s: taken as no illness", text)
		}
	}
	out := assessed(t, reason.TriageInput{Text: "你好", Findings: []byte(`["find.fever"]`)})
	if out.Why == reason.NoComplaint {
		t.Error("a finding that is given counts for nothing beside a greeting")
	}
}

// A bare cry for help is an emergency; help with something else is not.
func TestACryForHelpIsHeard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"救命": true, "救命！救命！": true, "救命救命救命": true, "打120": true, "HELP!!": true, "help help": true, "Call 120": true,
		"please call an ambulance": true, "I can’t breathe": true,
		"help me now I can't breathe": true, "please help me, I cannot breathe": true, "救救我喘不上气了快点": true, "now please": false, "请快点": false,
		"help me find the car park": false, "120": false, "医院急救车停哪": false, "!!!": false,
	} {
		if out := assessed(t, reason.TriageInput{Text: text}); (out.Level <= 2) != want {
			t.Errorf("%s: level %d by %v", text, out.Level, out.Path)
		}
	}
}

// A text that names a complaint, perhaps for how long, is all read: the few pieces
// of it resemble no condition, and what is common stands first. One word more that
// nobody reads is held against the sayings again.
func TestABareComplaintResemblesNoCondition(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	age := 40.0
	for text, bare := range map[string]bool{
		"咳嗽三天了": true, "我咳嗽": true, "有点咳嗽，两天了": true, "头痛": true, "i've had a cough for three days now": true, "a headache": true,
		"咳嗽三天了，痰像铁锈": false, "咳嗽三天了，没发烧": false, "咳嗽还流鼻涕": false, "a cough with rusty sputum": false, "撞了以后咳嗽": false,
	} {
		if h := e.Resembles(text); h.Named != bare || bare && len(h.Conditions) > 0 {
			t.Errorf("%s: named %v, resembles %d", text, h.Named, len(h.Conditions))
		}
	}
	for _, text := range []string{"咳嗽三天了", "cough for three days"} {
		a, err := e.Account(reason.TriageInput{Text: text, Age: &age, Sex: "male"})
		if err != nil || a.Order[0].Condition != "cond.common_cold" || !a.Abstained {
			t.Errorf("%s: %v first, abstained %v, %v", text, a.Order[0], a.Abstained, err)
		}
		c := caseOf(e, text, age)
		for n := range 40 {
			q, more := e.Next(c, map[string]bool{}, n)
			if !more || !q.Danger {
				break
			}
			for _, id := range append(q.Signs, q.ID) {
				c.Chart.Findings[id] = chart.No
			}
		}
		if a := e.Assess(c); a.Level != 4 {
			t.Errorf("%s with no danger sign: level %d by %v", text, a.Level, a.UrgencyBy)
		}
	}
	for _, text := range []string{"头痛", "胸痛", "肚子疼", "chest pain"} {
		if a, err := e.Account(reason.TriageInput{Text: text, Age: &age, Sex: "male"}); err != nil || a.Level != 3 {
			t.Errorf("%s: level %d before anything was asked, %v", text, a.Level, err)
		}
	}
}
