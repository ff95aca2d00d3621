package fence

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestHarden(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Take it three times a day.您好吗":                 "Take it three times a day\n您好吗",
		"每次０.５克。":                                       "每次０.５克。",
		"Take 2.5 mg daily.":                            "Take 2.5 mg daily.",
		"您可以服用阿莫西林，您看行不行呢？":                             "您可以服用阿莫西林。您看行不行呢？",
		"您可以吃阿莫西林好吗？":                                   "您可以吃阿莫西林。。。",
		"Take aspirin 300 mg, okay?":                    "Take aspirin 300 mg\n \n\n\n\n\n",
		"Do you take warfarin, aspirin or clopidogrel?": "Do you take warfarin, aspirin or clopidogrel?",
		"您在服用阿司匹林吗？":                                    "您在服用阿司匹林吗？",
		"It is 10 mg now, the chemist has it. 药苦吗？":     "It is 10 mg now, the chemist has it. 药苦吗？",
		"As Dr. Li says, take 10 mg, ok?":               "As Dr. Li says, take 10 mg\n \n\n\n",
		"药苦吗. Take 10 mg, then rest. ":                  "药苦吗. Take 10 mg, then rest. ",
	} {
		if got := harden(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "text") + rapid.SampledFrom([]string{"", "，好吗？", ".您", "吃药，吗", ", ok?"}).Draw(t, "tail")
		out := harden(in)
		if len(out) != len(in) || utf8.ValidString(in) && !utf8.ValidString(out) {
			t.Fatalf("%q becomes %q", in, out)
		}
	})
}
