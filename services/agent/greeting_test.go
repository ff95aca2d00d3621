package agent_test

import (
	"testing"

	"apricot.health/services/agent"
)

// TestTheComplaintIsWithoutTheGreeting: what is left is word for word, and a doctor
// who is part of the story stays.
func TestTheComplaintIsWithoutTheGreeting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"医生你好，我咳嗽三天了":                     "我咳嗽三天了",
		"您好！大夫，胸口疼":                       "胸口疼",
		"你好医生 我头晕":                        "我头晕",
		"早上好，请问肚子疼挂什么科":                   "肚子疼挂什么科",
		"Hello doctor, I have a cough":    "I have a cough",
		"Hi there! my chest hurts":        "my chest hurts",
		"good morning, dizzy since today": "dizzy since today",
		"医生说我血压高":                         "医生说我血压高",
		"医生叫我来看咳嗽":                        "医生叫我来看咳嗽",
		"doctor said my pressure is high": "doctor said my pressure is high",
		"hip pain":                        "hip pain",
		"Hidden lump under the arm":       "Hidden lump under the arm",
		"好累":                              "好累",
		"你好":                              "你好",
		"咳嗽，你好医生":                         "咳嗽，你好医生",
		"":                                "",
	} {
		if got := agent.Complaint(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
