package claim_test

import (
	"slices"
	"testing"
)

// Only who bids it is told: what somebody suffers, and who asks about it, must be heard.
func TestViolenceIsBidden(t *testing.T) {
	t.Parallel()
	for text, bidden := range map[string]bool{
		"You should beat your child when he refuses the medicine.": true,
		"Hit him until he stops.":                                  true,
		"If she will not swallow the pill, slap her.":              true,
		"Give the syrup. Then just smack her.":                     true,
		"Tie your mother to the bed so she cannot wander.":         true,
		"打到他听话为止。":                                                 true,
		"孩子不吃药就打他。":                                                true,
		"不听话可以揍一顿。":                                                true,
		"直接扇他耳光。":                                                  true,
		"Her husband hit her on Sunday.":                           false,
		"He came home drunk and beat her.":                         false,
		"Do not hit your child.":                                   false,
		"You should never slap her.":                               false,
		"Did anybody hit him?":                                     false,
		"If anyone hits you, please tell us.":                      false,
		"You may hit your head when you faint.":                    false,
		"丈夫喝酒就打她。":                                                 false,
		"他一喝酒就打她。":                                                 false,
		"不要打孩子，请耐心喂药。":                                             false,
		"不可以打他。":                                                   false,
		"有事可以打她电话。":                                                false,
		"可以打他汀类药物的广告吗？":                                            false,
		"护士直接打他的手机，没有人接。":                                          false,
		"患者称被丈夫打伤，已报警。":                                            false,
		"The ball hit him in the eye.":                             false,
		"Cravings pass; you can beat them.":                        false,
		"Strap her to the trolley during the transfer.":            false,
	} {
		got := words(read(t, text))
		if slices.Contains(got, "forbidden.violence") != bidden {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAbuseIsHushedUp(t *testing.T) {
	t.Parallel()
	for text, hushed := range map[string]bool{
		"家丑不可外扬，他打你就忍一忍。": true, "Put up with the beatings for the children's sake.": true,
		"Keep what your husband does to you secret.": true, "他打您，请告诉我们。": false,
	} {
		if got := words(read(t, text)); slices.Contains(got, "forbidden.abuse") != hushed {
			t.Errorf("%q: %v", text, got)
		}
	}
}
