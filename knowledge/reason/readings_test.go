package reason_test

import (
	"slices"
	"testing"

	"apricot.health/knowledge/reason"
)

// Swelling of face, mouth or throat after food, a medicine or a sting is an
// emergency that may be anaphylaxis (World Allergy Organization 2020). The
// neighbours of such words are none.
func TestSwellingAfterFoodDrugOrSting(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for text, emergency := range map[string]bool{
		"tongue swelling after a peanut":                                true,
		"lips swelling after shrimp":                                    true,
		"my face is swelling after taking amoxicillin":                  true,
		"throat swelling after nuts":                                    true,
		"my throat is swelling up after a wasp sting":                   true,
		"the roof of my mouth and tongue are puffing up after a walnut": true,
		"吃完虾脸肿了":                                                        true,
		"吃花生后嘴唇肿起来了":                                                    true,
		"被蜂蜇了以后喉咙肿了":                                                    true,
		"打了青霉素之后舌头发胀肿起来":                                                true,
		"喝牛奶后宝宝嘴唇肿了":                                                    true,
		"my tongue is sore after peanuts":                               false,
		"my tongue hurts after eating pineapple":                        false,
		"舌头疼，吃花生磨的":                                                     false,
		"my finger swelled up after a bee sting":                        false,
		"蜜蜂蜇了手，手肿了":                                                     false,
		"牙疼脸肿了":                                                         false,
		"没有舌头肿，吃了花生":                                                    false,
		"my tongue is not swollen, I ate peanuts":                       false,
	} {
		out, err := e.Triage(reason.TriageInput{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Urgency == reason.Emergency; got != emergency {
			t.Errorf("%s: %s (%v)", text, out.Urgency, out.RedFlags)
		}
		anaphylaxis := func(s reason.TriageStep) bool { return s.Kind == "must_not_miss" && s.ID == "cond.anaphylaxis" }
		if emergency && !slices.ContainsFunc(out.Path, anaphylaxis) {
			t.Errorf("%s: anaphylaxis is not among what must not be missed", text)
		}
	}
}

// Somebody who is unwell and says nothing more is asked what and where; nothing
// is guessed. A place or a kind is no such story.
func TestUnwellAloneIsNothingToGuessFrom(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for text, vague := range map[string]bool{
		"不舒服": true, "我不舒服": true, "感觉不太舒服。": true, "医生你好，我今天有点难受": true, "I feel unwell": true, "hi doctor, I don't feel well today": true,
		"肚子不舒服": false, "嗓子不舒服": false, "我胸口不舒服": false, "I don't feel well, my chest hurts": false, "喘得难受": false, "难受得想死": false,
	} {
		out, err := e.Triage(reason.TriageInput{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		nothing := len(out.Differential)+len(out.Possible) == 0 && out.Abstained && out.Why == "thin"
		asks := out.Next != nil && out.Next.ID == "complaint"
		if vague && (!nothing || !asks || out.Urgency != reason.Urgent) || !vague && nothing && asks {
			t.Errorf("%s: %s, possible %v, next %+v", text, out.Urgency, out.Possible, out.Next)
		}
		miss := slices.ContainsFunc(out.Path, func(s reason.TriageStep) bool { return s.Kind == "must_not_miss" })
		if vague && miss {
			t.Errorf("%s: something must not be missed", text)
		}
	}
}

// An idiom with words of the body is no complaint; the same words said of the
// body are.
func TestIdiomsAreNoStory(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for idiom, literal := range map[string]string{
		"he is a pain in the neck": "I have a pain in the neck", "butterflies in my stomach": "cramps in my stomach", "break a leg": "I broke my leg",
		"心头肉": "心口疼", "我看见他升职就眼红": "我眼红流泪", "这是个头疼的问题": "我头疼", "气得我吐血": "我吐血了", "she got cold feet before the wedding": "her feet are cold and blue",
	} {
		out, err := e.Triage(reason.TriageInput{Text: idiom})
		if err != nil {
			t.Fatal(err)
		}
		if out.Why != reason.NoComplaint || out.Urgency != reason.Routine {
			t.Errorf("%s: %s, %s", idiom, out.Urgency, out.Why)
		}
		if out, err = e.Triage(reason.TriageInput{Text: literal}); err != nil || out.Why == reason.NoComplaint {
			t.Errorf("%s: %s, %s (%v)", literal, out.Urgency, out.Why, err)
		}
	}
}

// A child with croup, Kawasaki disease or a slipped hip is seen today (NICE CKS
// croup: stridor at rest and worse go to hospital at once; AHA 2017: treatment
// within ten days). What makes it an emergency still does.
func TestChildrenSeenTodayAndAtOnce(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for text, emergency := range map[string]bool{
		"感冒两天，半夜空空地咳像狗叫，声音哑，安静了没有响声，能喝水，脸不紫":                false,
		"孩子半夜咳得像狗叫，安静时吸气也有响声，胸口往里凹":                         true,
		"barking cough and noisy breathing in even at rest": true,
	} {
		age := 2.0
		out, err := e.Triage(reason.TriageInput{Text: text, Age: &age})
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Urgency == reason.Emergency; got != emergency || out.Level > 3 {
			t.Errorf("%s: %s, flags %v", text, out.Urgency, out.RedFlags)
		}
	}
}
