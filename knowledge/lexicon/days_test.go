package lexicon

import "testing"

// TestADayByItsNameIsHowLong: since yesterday is one day. A day on which something
// else was, on which it got worse or was gone, or beside a length of time, is none.
func TestADayByItsNameIsHowLong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"从昨天开始肚子疼": 1, "昨天开始，肚子疼": 1, "昨儿晚上肚子疼": 1, "打昨儿起咳嗽": 1, "昨晚突然肚子疼": 1, "咳嗽是从前天开始的": 2, "从大前天开始发烧": 3,
		"昨晚上吐下泻": 1, "前天下午开始头疼": 2,
		"cough since last night": 1, "stomach ache since yesterday morning": 1, "my headache started yesterday": 1, "fever since the day before yesterday": 2,

		"头疼三天了": 3, "昨晚没睡好，头疼三天了": 3, "咳嗽一周，昨天加重": 7, "headache for three days, worse since yesterday": 3,
		"昨天去了公园，今天肚子疼": 0, "昨天咳嗽加重": 0, "昨天不咳嗽": 0, "昨天": 0, "昨天做了胃镜": 0, "since yesterday": 0,
		"I took paracetamol last night, I have a headache": 0, "no headache since yesterday": 0,
	} {
		got, n := 0.0, 0
		for _, m := range reader().Extract(text, "") {
			if m.Concept == "find.duration_days" && m.Value != nil {
				got, n = *m.Value, n+1
			}
		}
		if got != want || n > 1 {
			t.Errorf("%q lasts %g days (%d times), want %g", text, got, n, want)
		}
	}
}

// TestADayTakesItsHours: the evening is of the day, and no part of what hurts.
func TestADayTakesItsHours(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"昨儿晚上肚子疼", ">duration_days=1d >abdominal_pain"},
		{"昨天晚上腹部疼", ">duration_days=1d >abdominal_pain"},
		{"昨晚上吐下泻", ">duration_days=1d >vomiting_diarrhoea"},
	})
}
