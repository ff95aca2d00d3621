package record_test

import (
	"fmt"
	"testing"

	"apricot.health/knowledge/chart"
)

func diagnosis(coding, text, more string) string {
	code := fmt.Sprintf(`"text":%q`, text)
	if coding != "" {
		code = fmt.Sprintf(`"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":%q}],`, coding) + code
	}
	return `{"resourceType":"Condition","id":"d","subject":{"reference":"Patient/p"},"code":{` + code + `}` + more + `}`
}

// A pregnancy is read off the diagnoses of a hospital as they are written there.
func TestPregnancyInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		pregnant bool
		weeks    float64
	}{
		"孕20周": {true, 20}, "妊娠20周": {true, 20}, "宫内孕12周": {true, 12}, "pregnant 20 weeks": {true, 20}, "20 weeks pregnant": {true, 20},
		"G2P1 孕32周": {true, 32}, "G2P1 28 weeks pregnant": {true, 28}, "孕20+3周": {true, 20}, "宫内早孕，排除异位妊娠": {true, 0}, "孕44周": {true, 44}, "孕20周 无不适": {true, 20},
		"宫内早孕": {true, 0}, "早孕": {true, 0}, "中期妊娠": {true, 0}, "先兆流产": {true, 0}, "妊娠合并甲状腺功能减退": {true, 0}, "intrauterine pregnancy": {true, 0},
		"threatened abortion": {true, 0}, "gestational diabetes": {true, 0},
		"异位妊娠": {}, "孕12周流产": {}, "孕8周稽留流产": {}, "排除早孕": {}, "早孕？": {}, "早孕待排": {}, "早孕试验阴性": {}, "备孕": {}, "拟妊娠（备孕）": {}, "哺乳期": {},
		"孕39周顺产后": {}, "产后42天": {}, "妊娠期糖尿病史": {}, "history of gestational diabetes": {}, "假孕": {}, "不孕": {}, "previous pregnancy of 20 weeks gestation": {},
		"not pregnant": {}, "pregnancy test negative": {}, "pregnant 20 weeks ago": {}, "early pregnancy ruled out": {}, "高血压": {},
	} {
		c := read(t, patient, diagnosis("", text, ""))
		if (c.Pregnant == chart.Yes) != want.pregnant || c.PregnancyWeeks != want.weeks {
			t.Errorf("%q: pregnant %v, weeks %v, want %v", text, c.Pregnant, c.PregnancyWeeks, want)
		}
	}
}

func TestPregnancyByICD10(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]struct {
		pregnant bool
		weeks    float64
	}{
		"O09.9": {true, 0}, "O10.0": {true, 0}, "O20.0": {true, 0}, "O21.0": {true, 0}, "O24.4": {true, 0}, "O24.400x001": {true, 0}, "O24.410": {true, 0}, "O48": {true, 0},
		"Z32.1": {true, 0}, "Z32.01": {true, 0}, "Z33": {true, 0}, "Z33.1": {true, 0}, "Z34.0": {true, 0}, "Z35.9": {true, 0}, "Z36.0": {true, 0},
		"Z3A.20": {true, 20}, "Z3A.08": {true, 8}, "Z3A.42": {true, 42}, "Z3A.00": {true, 0}, "Z3A.49": {true, 0},
		"O00.9": {}, "O03.9": {}, "O08.0": {}, "O60.0": {}, "O80": {}, "O82.0": {}, "O86.0": {}, "O92.1": {}, "O99.0": {}, "O15.1": {}, "O15.2": {}, "O14.15": {}, "O24.430": {},
		"Z32.0": {}, "Z32.00": {}, "Z32.02": {}, "Z37.0": {}, "Z39.2": {}, "I10": {},
	} {
		c := read(t, patient, diagnosis(code, "x", ""))
		if (c.Pregnant == chart.Yes) != want.pregnant || c.PregnancyWeeks != want.weeks {
			t.Errorf("%s: pregnant %v, weeks %v, want %v", code, c.Pregnant, c.PregnancyWeeks, want)
		}
	}
}

// What is over, refuted or was written down before the longest pregnancy ended
// is no pregnancy; weeks go on from the day they were written down.
func TestPregnancyStands(t *testing.T) {
	t.Parallel()
	for more, want := range map[string]bool{
		`,"clinicalStatus":{"coding":[{"code":"active"}]}`:                    true,
		`,"clinicalStatus":{"coding":[{"code":"resolved"}]}`:                  false,
		`,"verificationStatus":{"coding":[{"code":"refuted"}]}`:               false,
		`,"verificationStatus":{"coding":[{"code":"unconfirmed"}]}`:           false,
		`,"recordedDate":"2025-05-12T00:00:00Z"`:                              true,
		`,"recordedDate":"2025-05-10T00:00:00Z"`:                              false,
		`,"onsetDateTime":"2024-05-10"`:                                       false,
		`,"recordedDate":"2026-02-10","onsetDateTime":"2024-05-10T00:00:00Z"`: true,
	} {
		for _, d := range []string{diagnosis("Z33", "x", more), diagnosis("O21.0", "x", more), diagnosis("", "早孕", more)} {
			if c := read(t, patient, d); (c.Pregnant == chart.Yes) != want {
				t.Errorf("%s: pregnant %v", d, c.Pregnant)
			}
		}
	}
	for date, want := range map[string]float64{"2026-02-15T09:00:00Z": 22, "2025-09-14T09:00:00Z": 44, "2025-09-07T09:00:00Z": 0} {
		c := read(t, patient, diagnosis("", "孕20周", `,"recordedDate":"`+date+`"`))
		if (c.Pregnant == chart.Yes) != (want > 0) || c.PregnancyWeeks != want {
			t.Errorf("20 weeks of %s: pregnant %v, weeks %v, want %v", date, c.Pregnant, c.PregnancyWeeks, want)
		}
	}
}

// An illness of pregnancy stays a condition; a week of it is none.
func TestPregnancyAndConditions(t *testing.T) {
	t.Parallel()
	if c := read(t, patient, diagnosis("O24.4", "妊娠期糖尿病", "")); len(c.Conditions) != 1 {
		t.Errorf("gestational diabetes: %v", c.Conditions)
	}
	for _, text := range []string{"孕20周", "宫内孕12周", "妊娠中期"} {
		if c := read(t, patient, diagnosis("", text, "")); len(c.Conditions) != 0 {
			t.Errorf("%s: %v", text, c.Conditions)
		}
	}
}
