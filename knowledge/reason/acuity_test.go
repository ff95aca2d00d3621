package reason_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

const toldUrgent = "phrase.told_urgent"

// What no flag and no condition is sure of is called when it is told like an
// emergency, on either side of the bound.
func TestAStoryToldLikeAnEmergencyIsCalled(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	bound := reason.Fitted().Acuity.Now
	called, left := 0, 0
	for _, text := range []string{
		"老伴今早起来整个人不对劲，说话颠三倒四，手冰凉，尿也没有", "刚生完孩子三天，腿肿一条，喘得厉害，嘴唇发紫",
		"姥姥吃了几口汤圆脸憋紫了说不出话", "吃完虾浑身起疙瘩，嗓子紧，头昏得站不住",
		"膝盖疼一年多了，上楼更疼，歇歇就好", "流清鼻涕打喷嚏两天，没发烧，吃饭睡觉都好", "脚后跟早上下地疼，走走就好，半年了",
		"体检说甲状腺有个小结节，没有不舒服，想复查", "my heel hurts for months in the morning then eases", "runny nose and sneezing for two days, no fever",
	} {
		a, err := e.Account(reason.TriageInput{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if a.Acuity >= bound {
			called++
			if a.Level > 2 || a.Level == 2 && !slices.Contains(a.UrgencyBy, toldUrgent) {
				t.Errorf("%s: level %d by %v at %.3f", text, a.Level, a.UrgencyBy, a.Acuity)
			}
			continue
		}
		if left++; a.Level <= 2 {
			t.Errorf("%s: level %d by %v at %.3f", text, a.Level, a.UrgencyBy, a.Acuity)
		}
	}
	if called != 4 || left != 6 {
		t.Errorf("%d are called, %d are not", called, left)
	}
}

// Few words are not told like anything.
func TestABareWordIsNotToldLikeAnEmergency(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for text, telling := range map[string]bool{"昏": false, "喘不上气来了": false, "喘不上气来了，好难受": true, "he collapsed at work": false, "he collapsed at work and he is grey now": true} {
		a, err := e.Account(reason.TriageInput{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if a.Telling != telling || !telling && a.Acuity != 0 {
			t.Errorf("%s: telling %v, %.3f", text, a.Telling, a.Acuity)
		}
	}
}

// The more a story is told like emergencies, and the likelier they are, the
// likelier it is one.
func TestAcuityRises(t *testing.T) {
	t.Parallel()
	w := reason.Fitted().Acuity
	if w.Words <= 0 || w.Emergencies <= 0 || w.Now <= 0 || w.Now >= 1 {
		t.Fatalf("%+v", w)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := reason.AcuityTerms{Words: rapid.Float64Range(-3, 3).Draw(t, "words"), Emergencies: rapid.Float64Range(-5, 5).Draw(t, "emergencies")}
		more := at
		more.Words += rapid.Float64Range(0, 1).Draw(t, "more")
		more.Emergencies += rapid.Float64Range(0, 1).Draw(t, "likelier")
		if p, q := w.P(at), w.P(more); q < p || p < 0 || q > 1 {
			t.Fatalf("%v is %f, %v is %f", at, p, more, q)
		}
	})
}

func TestOnlySuspected(t *testing.T) {
	t.Parallel()
	for by, only := range map[string]bool{"resembles:flag.stroke_arm": true, toldUrgent: true, "cond.acs": true, "flag.stroke_arm": false, "score.news2": false, "comp.chest_pain": false} {
		if a := (reason.Assessment{UrgencyBy: []string{toldUrgent, by}}); a.OnlySuspected() != only {
			t.Errorf("%s: only suspected is %v", by, !only)
		}
	}
	for level, only := range map[int]bool{2: false, 3: true} {
		a := reason.Assessment{UrgencyBy: []string{"resembles:flag.stroke_arm"}, RedFlags: []reason.FlagHit{{ID: "flag.chest_cardiac", Level: level}}}
		if a.OnlySuspected() != only {
			t.Errorf("beside a flag of level %d only suspected is %v", level, !only)
		}
	}
}

// Who denies a dozen danger signs is called by how the story is told only where it
// is told very much like an emergency. Each denial counts, up to the dozen; what no
// emergency needs does not.
func TestDeniedDangersLowerThePull(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	signs := dangers(t)
	level := func(text string, denied int) (int, float64) {
		c := caseOf(e, text, 70)
		n := 0
		for _, id := range signs {
			if c.Chart.Findings[id] == chart.Unknown && n < denied {
				denies(c.Chart, id)
				n++
			}
		}
		a := e.Assess(c)
		return a.Level, a.Acuity
	}
	bound := reason.Fitted().Acuity.Now
	for text, still := range map[string]bool{
		// In the words of old patients who were called and had nothing. No flag and no
		// likely condition calls for them.
		"大脚趾头昨晚突然又红又肿，被子碰着都疼，疼得下不了地":                                                  false,
		"my wrist went up like a balloon overnight and I cannot bear the sheet on it": false,
		"昨天下午起右边小肚子绞着疼，一阵比一阵狠，吐了好几次，直冒汗":                                              true,
	} {
		before, p := level(text, 0)
		if before > 2 || p < bound {
			t.Fatalf("%s: level %d at %.3f before anything was denied", text, before, p)
		}
		for n := 1; n <= 12; n++ {
			_, q := level(text, n)
			if q >= p {
				t.Errorf("%s: %.4f after %d denials, %.4f before", text, q, n, p)
			}
			p = q
		}
		if _, q := level(text, 20); q > p+0.02 {
			t.Errorf("%s: %.4f after twenty denials, %.4f after twelve", text, q, p)
		}
		if got, q := level(text, 12); (got <= 2) != still || (q >= bound) != still {
			t.Errorf("%s: level %d at %.3f after a dozen denials", text, got, q)
		}
	}
	c := caseOf(e, "大脚趾头昨晚突然又红又肿，被子碰着都疼，疼得下不了地", 70)
	p := e.Assess(c).Acuity
	denies(c.Chart, "find.itch")
	if q := e.Assess(c).Acuity; q < p*0.9 {
		t.Errorf("%.3f after no itch, %.3f before", q, p)
	}
}

// What a story denies unasked lowers nothing; the same signs, asked for and denied, do.
func TestDenialsToldUnaskedAreNoAnswers(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	const story = "大脚趾头昨晚突然又红又肿，被子碰着都疼，疼得下不了地"
	base := caseOf(e, story, 70)
	before := e.Assess(base).Acuity
	for name, no := range map[string]string{"zh": "没有胸痛，没有呼吸困难，没有咯血，没有晕倒，没有抽搐", "en": "no chest pain, no shortness of breath, no coughing up blood, no fainting, no seizure"} {
		c := caseOf(e, story, 70)
		e.Listen(&c.Chart, reason.Utterance{Text: no, Evidence: "text"})
		var signs []string
		for id, v := range c.Chart.Findings {
			if v == chart.No && base.Chart.Findings[id] == chart.Unknown {
				signs = append(signs, id)
			}
		}
		if len(signs) < 4 {
			t.Fatalf("%s: only %v is read as denied", name, signs)
		}
		if got := e.Assess(c).Acuity; got < before-0.01 {
			t.Errorf("%s: %.3f once %v is denied unasked, %.3f before", name, got, signs, before)
		}
		for _, id := range signs {
			denies(c.Chart, id)
		}
		if got := e.Assess(c).Acuity; got > before-0.02 {
			t.Errorf("%s: %.3f once %v was asked for and denied, %.3f before", name, got, signs, before)
		}
		// Said once more, it stays an answer.
		e.Listen(&c.Chart, reason.Utterance{Text: no, Evidence: "later"})
		for _, id := range signs {
			if src := c.Chart.FindingSource[id]; !src.Asked || src.Where != "answer" {
				t.Errorf("%s: %s is %+v once it was told again", name, id, src)
			}
		}
	}
}

// What a form says is not there was asked for there.
func TestAFormsNoWasAskedFor(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	const story = "大脚趾头昨晚突然又红又肿，被子碰着都疼，疼得下不了地"
	in := reason.TriageInput{Text: story}
	denied := func(findings string) float64 {
		in.Findings = []byte(findings)
		a, err := e.Account(in)
		if err != nil {
			t.Fatal(err)
		}
		return a.AcuityTerms.Denied
	}
	if none, some := denied(`{}`), denied(`{"find.chest_pain":false,"find.syncope":false}`); none != 0 || some == 0 {
		t.Errorf("%v denied on no form, %v on one", none, some)
	}
}

// denies enters that a sign was asked for and is not there.
func denies(c chart.Chart, id string) {
	c.Findings[id], c.FindingSource[id] = chart.No, chart.Source{Where: "answer", Asked: true}
}

// dangers are signs that a flag of an emergency needs, in order.
func dangers(t *testing.T) []string {
	t.Helper()
	_, g := engine(t)
	var out []string
	for _, id := range []string{
		"find.chest_pain", "find.dyspnoea", "find.haemoptysis", "find.syncope", "find.confusion", "find.haematemesis", "find.melaena",
		"find.seizure", "find.neck_stiffness", "find.arm_weakness", "find.face_droop", "find.speech_slurred", "find.vaginal_bleeding_heavy",
		"find.urine_none", "find.cyanosis", "find.cold_sweat", "find.rash_nonblanching", "find.vision_loss_sudden", "find.unresponsive", "find.responds_pain",
		"find.vomiting_blood", "find.testicular_pain", "find.eye_pain", "find.back_pain", "find.swallowing_trouble", "find.jaundice",
	} {
		if _, ok := g.Finding(id); ok {
			out = append(out, id)
		}
	}
	if len(out) < 20 {
		t.Fatalf("only %d of the signs are known", len(out))
	}
	return out
}
