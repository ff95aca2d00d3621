package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A text that explains how to take a medicine of the chart's prescribes nothing; one
// that gives another amount, gives it more often or begins it does.
func TestExplainedDirections(t *testing.T) {
	t.Parallel()
	own := onMedicines(
		chart.Coded{Concept: "drug.levothyroxine", Text: "左甲状腺素"},
		chart.Coded{Concept: "drug.alendronate", Text: "alendronate 70 mg weekly"},
		chart.Coded{Concept: "drug.methotrexate", Text: "methotrexate"},
	)
	for text, held := range map[string]bool{
		"左甲状腺素每天早上空腹吃50微克。":                               false,
		"左甲状腺素每天早上空腹吃500微克。":                              true,
		"左甲状腺素每天三次，每次50微克。":                               true,
		"左甲状腺素加到每天早上75微克。":                                true,
		"Levothyroxine is 50 micrograms once daily.":      false,
		"Start levothyroxine 50 micrograms once daily.":   true,
		"Alendronate is one tablet once a week.":          false,
		"Alendronate is one tablet once a day.":           true,
		"Alendronate is three tablets once a week.":       true,
		"Alendronate is 35 mg once a week.":               true,
		"Methotrexate is taken once a week only.":         false,
		"Methotrexate is taken three times a day.":        true,
		"Metformin is one tablet twice a day with meals.": true,
	} {
		if got := slices.ContainsFunc(judged(t, text, "patient", own), func(h string) bool {
			return h == "prescription_by_ai" || h == "not_on_chart" || h == "stop_change"
		}); got != held {
			t.Errorf("%q: held %v, want %v: %v", text, got, held, judged(t, text, "patient", own))
		}
	}
}

// What the chart says of a dose completes a text that does not repeat it.
func TestReducedAsCharted(t *testing.T) {
	t.Parallel()
	kidneys := func(egfr float64, text, id string) chart.Chart {
		c := onMedicines(chart.Coded{Concept: id, Text: text})
		c.Measures["find.egfr"] = chart.Measure{Value: egfr, Unit: "mL/min/{1.73_m2}"}
		return c
	}
	for _, c := range []struct {
		text, chart, id string
		egfr            float64
		held            bool
	}{
		{"您的普瑞巴林每天一次，继续按这个吃。", "普瑞巴林 25mg 每日一次", "drug.pregabalin", 7, false},
		{"您的普瑞巴林每天一次，继续按这个吃。", "普瑞巴林 150mg 每日一次", "drug.pregabalin", 7, true},
		{"Keep taking your pregabalin once a day.", "pregabalin 75 mg once daily", "drug.pregabalin", 7, false},
		{"Keep taking your pregabalin once a day.", "pregabalin 150 mg once daily", "drug.pregabalin", 7, true},
		{"Keep taking your pregabalin.", "pregabalin 25 mg 2 times daily", "drug.pregabalin", 7, false},
		{"Keep taking your pregabalin.", "pregabalin 25 mg 5 times daily", "drug.pregabalin", 7, true},
		// More than one amount is no amount of a day: the first is not all of it.
		{"Keep taking your pregabalin.", "pregabalin 25 mg in the morning and 150 mg at night", "drug.pregabalin", 7, true},
		{"Keep taking your pregabalin.", "pregabalin 25 mg, 6 capsules once daily", "drug.pregabalin", 7, true},
		{"Keep taking your pregabalin.", "pregabalin 25 mg, 1 capsule once daily", "drug.pregabalin", 7, false},
		// A row that asks for less and gives no figure: the least that is usual.
		{"Keep taking your morphine 5 mg once daily.", "morphine 5 mg once daily", "drug.morphine", 20, false},
		{"Keep taking your morphine 30 mg once daily.", "morphine 30 mg once daily", "drug.morphine", 20, true},
		// What a patient takes is swallowed: the row of the tablets.
		{"Keep taking your aciclovir 800 mg three times daily.", "aciclovir 800 mg three times daily", "drug.aciclovir", 20, false},
		{"Keep taking your aciclovir 800 mg five times daily.", "aciclovir 800 mg five times daily", "drug.aciclovir", 20, true},
	} {
		if got := slices.Contains(judged(t, c.text, "patient", kidneys(c.egfr, c.chart, c.id)), "renal_dose"); got != c.held {
			t.Errorf("%q beside %q: renal_dose %v, want %v", c.text, c.chart, got, c.held)
		}
	}
}

// What a text makes of a dose by weight must come out at the chart's weight.
func TestWorkedByWeight(t *testing.T) {
	t.Parallel()
	child := onMedicines()
	child.AgeYears = 3
	child.Measures["find.weight"] = chart.Measure{Value: 15, Unit: "kg"}
	for text, wrong := range map[string]bool{
		"布洛芬每次每公斤5到10毫克，也就是75到150毫克，每8小时一次。":                             false,
		"布洛芬每次每公斤5到10毫克，也就是750到1500毫克，每8小时一次。":                           true,
		"布洛芬每次每公斤5到10毫克，也就是10到15毫克，每8小时一次。":                              true,
		"Ibuprofen 10 mg/kg, which for 15 kg is 150 mg, every 8 hours.":  false,
		"Ibuprofen 10 mg/kg, which for 15 kg is 1500 mg, every 8 hours.": true,
	} {
		for _, to := range [...]string{"patient", "doctor"} {
			if got := slices.Contains(judged(t, text, to, child), "dose_error"); got != wrong {
				t.Errorf("%q to a %s: dose_error %v, want %v", text, to, got, wrong)
			}
		}
	}
}

func TestHowOftenWordsSay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"aciclovir 800 mg five times daily":           5,
		"aciclovir 400 mg 3 times a day":              3,
		"pregabalin 75 mg twice-daily":                2,
		"levodopa 100 mg 4x daily":                    4,
		"gabapentin 300 mg TDS":                       3,
		"prednisolone 5 mg daily":                     1,
		"once daily for three days, then twice daily": 2,
		"rosuvastatin 5 mg three times weekly":        3.0 / 7,
		"azithromycin 250 mg three times a week":      3.0 / 7,
		"adalimumab twice weekly":                     2.0 / 7,
		"alendronate 70 mg weekly, at bedtime":        1.0 / 7,
		"alendronate 70 mg once a week, at bedtime":   1.0 / 7,
		"阿昔洛韦 0.8g 每日5次":                              5,
		"普瑞巴林 75mg 一天两次":                              2,
		"二甲双胍 早晚各一片":                                  2,
		"阿奇霉素 每周三次":                                   3.0 / 7,
		"阿仑膦酸钠 每周1次 晨起":                               1.0 / 7,
		"辛伐他汀 20mg 睡前":                                1,
		"paracetamol 500 mg when needed":              0,
	} {
		if got := timesIn(text); got != want {
			t.Errorf("%q: %v times a day, want %v", text, got, want)
		}
	}
}
