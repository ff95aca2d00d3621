package reason_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

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
