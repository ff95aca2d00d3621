package lexicon

import "testing"

// Values are read in the words of both languages, where what is measured is named;
// figures that count something else are none.
func TestValuesInWords(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"血糖十六点八", "glucose=16.8mmol/L"},
		{"今早测血糖十三点二", ">glucose=13.2mmol/L"},
		{"量血压一百六/九十五", "sbp=160mm[Hg] dbp=95mm[Hg]"},
		{"血压一百六，九十五", "sbp=160mm[Hg] dbp=95mm[Hg]"},
		{"血压一百六 九十五", "sbp=160mm[Hg] dbp=95mm[Hg]"},
		{"血压160，95", "sbp=160mm[Hg] dbp=95mm[Hg]"},
		{"高压一百七", "sbp=170mm[Hg]"},
		{"三十八度二", "temperature=38.2Cel"},
		{"体温三十九度多", "temperature=39Cel"},
		{"blood sugar sixteen point eight", "glucose=16.8mmol/L"},
		{"my sugar was nine point five", "glucose=9.5mmol/L"},
		{"blood pressure one sixty over ninety five", "sbp=160mm[Hg] dbp=95mm[Hg]"},
		{"bp is a hundred and seventy over one oh five", "sbp=170mm[Hg] dbp=105mm[Hg]"},
		{"temperature thirty nine point two", "temperature=39.2Cel"},
		{"temp one hundred and two", "temperature=38.89Cel"},
		{"pulse one hundred and ten", "heart_rate=110/min"},
		{"sats eighty-eight percent", "spo2=88%"},
	})
	for _, text := range []string{
		"血压160，95岁", "血压160，70多岁", "血压150，65，男", "血压160，30", "血压80，60", "血压160，131", "blood pressure one of these days", "my sugar two times",
		"blood pressure pills one a day", "pulse one",
	} {
		for _, m := range reader().Extract(text, "") {
			if m.Concept == "find.dbp" || m.Value != nil && (m.Concept == "find.glucose" || m.Concept == "find.heart_rate" || m.Concept == "find.weight") {
				t.Errorf("%s: %s of %v", text, m.Concept, *m.Value)
			}
		}
	}
}

// The bounds of a lower pressure behind a comma, on both sides.
func TestAPressureBehindAComma(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"血压90，50": true, "血压89，50": false, "血压160，40": true, "血压160，39": false, "血压180，130": true, "血压180，131": false,
	} {
		got := false
		for _, m := range reader().Extract(text, "") {
			got = got || m.Concept == "find.dbp"
		}
		if got != want {
			t.Errorf("%s: a lower pressure %v", text, got)
		}
	}
}

func TestSpokenNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"sixteen point eight": 16.8, "one sixty": 160, "one oh five": 105, "two hundred": 200, "two hundred and ten": 210, "ninety five": 95,
		"thirty-nine": 39, "one eighteen": 118, "a hundred and two": 102, "a hundred": 100, "twelve": 12, "ninety point": 90, "one sixty five": 165,
	} {
		if got, _, ok := spokenAt(text, 0); !ok || got != want {
			t.Errorf("%s is %g, want %g", text, got, want)
		}
	}
	for _, text := range []string{"a cold", "oh", "hundred", "often", "tenth", ""} {
		if got, _, ok := spokenAt(text, 0); ok {
			t.Errorf("%q is %g", text, got)
		}
	}
}

// Rough lengths of time.
func TestRoughLengths(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"咳嗽个把月了", ">cough >duration_days=30d"},
		{"咳嗽个把星期", ">cough >duration_days=7d"},
		{"咳嗽十来天", ">cough >duration_days=10d"},
		{"头疼两三个月了", ">headache >duration_days=90d"},
		{"头疼大半年", ">headache >duration_days=240d"},
		{"头疼小半年了", ">headache >duration_days=150d"},
		{"咳嗽半个来月", ">cough >duration_days=15d"},
		{"咳嗽十天半个月了", ">cough >duration_days=15d"},
		{"a cough for a couple of months", ">cough >duration_days=60d"},
		{"a cough for a fortnight", ">cough >duration_days=14d"},
		{"头疼一天到晚不停", ">headache"},
	})
}

// A week or a month by its name, as a day.
func TestLastWeek(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"上礼拜开始咳嗽": 7, "从上周三开始咳嗽": 7, "上个月开始头疼": 30, "coughing since last week": 7, "headache started last month": 30,
		"上周做了体检，咳嗽三天了": 3, "i saw a doctor last week about my cough": 0, "上周咳嗽好了": 0,
	} {
		got := 0.0
		for _, m := range reader().Extract(text, "") {
			if m.Concept == "find.duration_days" && m.Value != nil {
				got = *m.Value
			}
		}
		if got != want {
			t.Errorf("%s: %g days, want %g", text, got, want)
		}
	}
}

// What a frightened parent says at night of the signs that are asked for first.
func TestWordsOfAParentAtNight(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"she has a rash on her legs that doesn't go when i press the glass and a fever": "find.rash_nonblanching",
		"red dots, doesn't disappear under a glass":                                     "find.rash_nonblanching",
		"宝宝吐了三次 喝水也吐 尿布四个小时没湿":                                                          "find.vomiting_persistent",
	} {
		found := false
		for _, m := range reader().Extract(text, "") {
			found = found || m.Concept == want && m.Status == Present
		}
		if !found {
			t.Errorf("%s: no %s", text, want)
		}
	}
	for _, text := range []string{"a rash that goes when i press the glass", "喝水不吐"} {
		for _, m := range reader().Extract(text, "") {
			if m.Status == Present && (m.Concept == "find.rash_nonblanching" || m.Concept == "find.vomiting_persistent") {
				t.Errorf("%s: %s", text, m.Concept)
			}
		}
	}
}
