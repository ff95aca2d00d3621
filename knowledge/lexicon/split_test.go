package lexicon

import (
	"strings"
	"testing"
)

// A value in another clause than its name is that of the name, where nothing but
// words of measuring, small words and commas stands between.
func TestValuesApartFromTheirNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"血糖高，今早测的十六点八":                                          "glucose=16.8mmol/L",
		"血糖高，今早测的16.8":                                          "glucose=16.8mmol/L",
		"血糖今早测的十六点八":                                            "glucose=16.8mmol/L",
		"血糖，刚才扎手指是二十三点一":                                        "glucose=23.1mmol/L",
		"血糖偏高，16.8":                                             "glucose=16.8mmol/L",
		"血糖高。今早测了16.8，怎么办":                                      "glucose=16.8mmol/L",
		"my sugar - just checked - sixteen point eight":         "glucose=16.8mmol/L",
		"my sugar, just checked, 16.8":                          "glucose=16.8mmol/L",
		"blood sugar is high, the machine says 19":              "glucose=19mmol/L",
		"量了血压，上面一百八下面一百一":                                       "sbp=180mm[Hg] dbp=110mm[Hg]",
		"量了血压，上面180下面110":                                       "sbp=180mm[Hg] dbp=110mm[Hg]",
		"血压上面一百八，下面一百一":                                         "sbp=180mm[Hg] dbp=110mm[Hg]",
		"血压今天早上量的，高的一百七，低的九十五":                                  "sbp=170mm[Hg] dbp=95mm[Hg]",
		"血压高，刚量的180/110":                                        "sbp=180mm[Hg] dbp=110mm[Hg]",
		"took my blood pressure, top number 180 bottom 110":     "sbp=180mm[Hg] dbp=110mm[Hg]",
		"blood pressure is high, one eighty over one ten":       "sbp=180mm[Hg] dbp=110mm[Hg]",
		"血氧低，手指夹的八十八":                                           "spo2=88%",
		"checked my oxygen, it says 88":                         "spo2=88%",
		"心率刚测了，130":                                             "heart_rate=130/min",
		"temperature: just took it, 39.5":                       "temperature=39.5Cel",
		"心跳快，数了一下一百三":                                           "palpitations heart_rate=130/min",
		"my pulse is fast, just took it on the machine and 132": "heart_rate=132/min",
	} {
		got := brief(reader().Extract(text, ""))
		for part := range strings.FieldsSeq(want) {
			if !strings.Contains(" "+strings.ReplaceAll(got, ">", "")+" ", " "+part+" ") {
				t.Errorf("%s: %s, want %s", text, got, part)
			}
		}
	}
}

// Numbers that count something else behind a name are no values of it.
func TestNumbersApartThatAreNoValues(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"血糖高，测了3次", "血糖高，8点测的", "血糖高，今早8点", "血糖高，65岁", "血糖高，测了，65，男", "血糖高，吃药三年", "血糖高，12", "血压高，吃了2片药", "血压高，量了三天", "血压高，上面说30天复查",
		"血压高，上面一百一下面一百八", "血压高，上面一百八", "血糖高，测了300.5", "心跳快，三天了", "血压高，头疼，38度5", "my sugar is checked 4 times a day", "my sugar, checked at 8", "my sugar is high, 52 years old",
		"blood pressure is high, took 2 tablets", "oxygen is low, 3 days", "血糖高，测了没到16.8",
	} {
		for _, m := range reader().Extract(text, "") {
			switch m.Concept {
			case "find.glucose", "find.sbp", "find.dbp", "find.heart_rate", "find.spo2":
				t.Errorf("%s: %s of %v in %q", text, m.Concept, m.Value, m.Text)
			}
		}
	}
}

// How far behind its name a value may stand, on both sides.
func TestHowFarAValueMayStand(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{9: true, 10: false} {
		text := "血糖，" + strings.Repeat("在家", n) + "测16.8"
		if got := strings.Contains(brief(reader().Extract(text, "")), "glucose=16.8"); got != want {
			t.Errorf("%d words apart: read %v", n, got)
		}
	}
}
