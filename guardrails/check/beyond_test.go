package check

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
)

// doses are the hazards of dose that a text raises, in a claim or as a whole.
func doses(t *testing.T, text, audience string, c chart.Chart) []string {
	t.Helper()
	got := slices.DeleteFunc(judged(t, text, audience, c), func(h string) bool { return h != "dose_error" && h != "dose_range" })
	return slices.Compact(got)
}

// An amount that no use of a medicine allows is told whatever the text does with it, and
// the most that one allows is not.
func TestBeyondEveryUse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
	}{
		// A step, a limit, a past dose and a second dose.
		{"Allopurinol was begun; it may be titrated to 900 mg.", ""},
		{"Allopurinol was begun; it may be titrated to 2700 mg.", "dose_error"},
		{"拟停帕罗西汀，每两周减10mg。", ""},
		{"拟停帕罗西汀，每两周减10g。", "dose_error"},
		{"Ramipril was cut from 10 mg by the clinic.", ""},
		{"Ramipril was cut from 10 g by the clinic.", "dose_error"},
		{"Doxycycline 200 mg on day one then 100 mg.", ""},
		{"Doxycycline 200 mg on day one then 1000 mg.", "dose_error"},
		{"对乙酰氨基酚一天最多4g。", ""},
		{"对乙酰氨基酚一天最多40g。", "dose_error"},
		{"The patient takes dabigatran 150 mg.", ""},
		{"The patient takes dabigatran 150 g.", "dose_error"},
		// Of several it must be beyond each.
		{"Aspirin 300 mg plus ticagrelor 180 mg, then 100 mg.", ""},
		{"Aspirin 300 mg plus ticagrelor 180 mg, then 900 mg.", ""},
		{"Aspirin 300 mg plus ticagrelor 180 mg, then 90 g.", "dose_error"},
		// Between the most and three times of it a doctor is warned.
		{"The clinic has him on lisinopril 80 mg.", ""},
		{"The clinic has him on lisinopril 81 mg.", "dose_range"},
		// What is no amount of it.
		{"Simvastatin goes on, with salt under 5 g.", ""},
		{"辛伐他汀照服，每日食盐不超过5g。", ""},
		{"Accidental paracetamol overdose of 30 g.", ""},
		{"氨氯地平与甘草30g同煎。", ""},
		{"Amlodipine in the evening. Glucose 50 g by mouth.", ""},
	} {
		if got := strings.Join(doses(t, c.text, "doctor", onMedicines()), " "); got != c.want && c.want != "" {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
		if found := proseBench(t, c.text, onMedicines()).beyond(); len(found) > 0 && c.want == "" {
			t.Errorf("%q: %q", c.text, found[0].Message.EN)
		}
	}
	for text, want := range map[string]bool{"医生已开赖诺普利159mg。": false, "医生已开赖诺普利160mg。": true} {
		if got := doses(t, text, "care-manager", onMedicines()); (len(got) > 0) != want {
			t.Errorf("%q for a nurse: %v, want %v", text, got, want)
		}
	}
	found := proseBench(t, "Colchicine 0.5 mg goes on, then 50 mg.", onMedicines()).beyond()
	if len(found) != 1 || !strings.Contains(found[0].Message.EN, "50 mg") || !strings.Contains(found[0].Message.EN, "allows (2.4 mg)") {
		t.Errorf("the most of it is not named: %+v", found)
	}
}

// A form that lasts for half a day is not given four times a day.
func TestModifiedReleaseOften(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"美托洛尔缓释片 47.5mg 口服 每日一次":                   false,
		"美托洛尔缓释片 47.5mg 口服 每日四次":                   true,
		"美托洛尔片 25mg 口服 每日四次":                       false,
		"Nifedipine modified-release 20 mg po qid": true,
		"Nifedipine modified-release 20 mg po bid": false,
		"Diltiazem XL 120 mg qid":                  true,
		"氯化钾缓释片 1g 口服 每日四次":                        false,
	} {
		for _, audience := range [...]string{"order", "doctor"} {
			if got := slices.Contains(doses(t, text, audience, onMedicines()), "dose_range"); got != want {
				t.Errorf("%q for %s: %v, want %v", text, audience, got, want)
			}
		}
	}
}

// What the patient has and keeps is held against the record: how much and how often.
func TestUnlikeRecord(t *testing.T) {
	t.Parallel()
	own := onMedicines(
		chart.Coded{Concept: "drug.apixaban", Text: "apixaban 5 mg bid"},
		chart.Coded{Concept: "drug.amlodipine", Text: "氨氯地平 5mg qd"},
		chart.Coded{Concept: "drug.alendronate", Text: "alendronate 70 mg weekly"},
		chart.Coded{Concept: "drug.morphine", Text: "morphine SR 30 mg q12h"},
		chart.Coded{Concept: "drug.levothyroxine", Text: "levothyroxine"},
		chart.Coded{Concept: "drug.metformin", Text: "metformin 500 mg x 2 bid"},
	)
	for _, c := range []struct {
		text, audience string
		want           bool
	}{
		{"Apixaban 5 mg bid stays as is.", "doctor", false},
		{"Apixaban 10 mg bid stays as is.", "doctor", true},
		{"Apixaban stays at 10 mg bid.", "doctor", true},
		{"Her apixaban, 10 mg a day in all, suits her.", "doctor", false},
		{"Apixaban 5 mg qid stays as is.", "doctor", true},
		{"Increase apixaban to 10 mg bid for a week.", "doctor", false},
		{"Apixaban was 2.5 mg in the spring.", "doctor", false},
		{"Apixaban up to 10 mg bid has been studied.", "doctor", false},
		{"血压控制好，氨氯地平5mg维持不变。", "doctor", false},
		{"血压控制好，氨氯地平10mg维持不变。", "doctor", true},
		{"血压偏高，氨氯地平加至10mg。", "doctor", false},
		{"血压偏高，建议氨氯地平10mg。", "doctor", false},
		{"药单：氨氯地平10mg，阿哌沙班5mg。", "care-manager", true},
		{"药单：氨氯地平5mg，阿哌沙班5mg。", "care-manager", false},
		{"患者诉吃了氨氯地平10mg。", "care-manager", false},
		{"请继续按原来的量服氨氯地平10mg。", "patient", true},
		{"请继续按原来的量服氨氯地平5mg。", "patient", false},
		{"Alendronate weekly continues.", "doctor", false},
		{"Alendronate daily continues.", "doctor", true},
		{"Morphine 60 mg daily in all continues.", "doctor", false},
		{"Morphine 60 mg bid continues.", "doctor", true},
		{"Levothyroxine 75 micrograms goes on.", "doctor", false},
		{"Metformin 1 g bid goes on.", "doctor", false},
		{"Warfarin 3 mg goes on.", "doctor", false},
		{"Apixaban 10 mg bid", "order", false},
		{"Continue apixaban 5 mg bid.", "order", false},
		{"Continue apixaban 10 mg bid.", "order", true},
		{"Continue apixaban, from tonight increased to 10 mg bid.", "order", false},
	} {
		got := slices.Contains(doses(t, c.text, c.audience, own), "dose_range")
		if got != c.want {
			t.Errorf("%q for %s: %v, want %v", c.text, c.audience, got, c.want)
		}
	}
	if found := proseBench(t, "Apixaban 10 mg bid stays as is.", own).unlikeRecord(); len(found) != 1 || !strings.Contains(found[0].Message.EN, "apixaban 5 mg bid") {
		t.Errorf("the record is not named: %+v", found)
	}
}

// An amount without a route that is common by another route than the usual one is no high
// dose of an adult, nor where nobody says how old the patient is; of a child it is.
func TestCommonByAnotherRoute(t *testing.T) {
	t.Parallel()
	aged := func(years float64) chart.Chart {
		c := onMedicines()
		c.AgeYears = years
		return c
	}
	for _, c := range []struct {
		text  string
		chart chart.Chart
		want  bool
	}{
		{"Asystole: adrenaline 1 mg every 3 to 5 minutes.", aged(-1), false},
		{"Asystole: adrenaline 1 mg every 3 to 5 minutes.", aged(18), false},
		{"Asystole: adrenaline 1 mg every 3 to 5 minutes.", aged(17), true},
		{"The toddler is in asystole: adrenaline 1 mg every 3 to 5 minutes.", aged(-1), true},
	} {
		got := judged(t, c.text, "doctor", c.chart)
		if slices.Contains(got, "dose_range") || slices.Contains(got, "age_dose") || slices.Contains(got, "dose_error") {
			if !c.want {
				t.Errorf("%q at %v: %v", c.text, c.chart.AgeYears, got)
			}
		} else if c.want {
			t.Errorf("%q at %v: %v", c.text, c.chart.AgeYears, got)
		}
	}
}
