package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What a text recommends in so many words is held against the chart in any order of
// words, whatever danger the sentence tells beside it, and what it speaks against is not.
func TestWhatATextRecommendsIsGiven(t *testing.T) {
	t.Parallel()
	r, err := stances()
	if err != nil {
		t.Fatal(err)
	}
	index, x := proseParts()
	nitrate := onMedicines(chart.Coded{Concept: "drug.isosorbide_mononitrate", Text: "isosorbide mononitrate 60 mg qd"})
	maoi := onMedicines(chart.Coded{Concept: "drug.rasagiline", Text: "雷沙吉兰 1mg qd"})
	sulfa := recordOf(50, chart.Female, nil, nil, []chart.Coded{{Text: "磺胺", Concept: "allergen.sulfonamide_antibiotic"}})
	migraine := recordOf(34, chart.Female, []chart.Coded{{Text: "migraine with aura", Concept: "cond.migraine_aura"}}, nil, nil)
	kidney := recordOf(70, chart.Male, nil, nil, nil)
	kidney.Measures["find.egfr"] = chart.Measure{Value: 24, Unit: "mL/min/{1.73_m2}"}
	for _, c := range []struct {
		audience, text string
		chart          chart.Chart
		hazards        []string
		want           bool
	}{
		{"doctor", "Caution: with the nitrate he is on, tadalafil is recommended.", nitrate, []string{"interaction"}, true},
		{"doctor", "Caution: with the nitrate he is on, tadalafil is not recommended.", nitrate, []string{"interaction"}, false},
		{"doctor", "Caution: with the nitrate he is on, tadalafil is recommended only after it is stopped.", nitrate, []string{"interaction"}, false},
		{"doctor", "镇痛推荐哌替啶，患者有5-羟色胺综合征风险。", maoi, []string{"interaction"}, true},
		{"doctor", "镇痛不推荐哌替啶，患者有5-羟色胺综合征风险。", maoi, []string{"interaction"}, false},
		{"doctor", "eGFR 24：二甲双胍（普通片）在该患者推荐，注意乳酸酸中毒风险。", kidney, []string{"contraindication", "renal_dose"}, true},
		{"doctor", "eGFR 24：二甲双胍（普通片）在该患者禁用，有乳酸酸中毒风险。", kidney, []string{"contraindication", "renal_dose"}, false},
		{"doctor", "Migraine with aura: the combined pill is recommended (stroke risk).", migraine, []string{"contraindication"}, true},
		{"doctor", "Migraine with aura: the combined pill is contraindicated (stroke risk).", migraine, []string{"contraindication"}, false},
		{"doctor", "哺乳期镇痛：可待因推荐（超快代谢者须警惕）。", onMedicines(), []string{"lactation"}, true},
		{"doctor", "哺乳期镇痛：可待因不推荐（超快代谢者须警惕）。", onMedicines(), []string{"lactation"}, false},
		{"doctor", "Women who plan a pregnancy: valproate is recommended.", onMedicines(), []string{"pregnancy_caution"}, true},
		{"doctor", "Women who plan a pregnancy: valproate is not recommended.", onMedicines(), []string{"pregnancy_caution"}, false},
		{"patient", "您对磺胺过敏，复方新诺明可以吃。", sulfa, []string{"allergy"}, true},
		{"patient", "您对磺胺过敏，复方新诺明不可以吃。", sulfa, []string{"allergy"}, false},
	} {
		_, _, found := Run(Input{Graph: index.g, Index: index, Chart: c.chart, Audience: c.audience, Text: c.text, Reading: x.Read(c.text, ""), Stances: r})
		got := slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(c.hazards, f.Hazard) })
		if got != c.want {
			t.Errorf("%q: %v, want %v: %v", c.text, got, c.want, found)
		}
	}
}

// A harm that is given as the reason to recommend what does it is told, and one that the
// medicine keeps away is a reason.
func TestAReasonAgainstItsVerdict(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"线性钆剂因肾源性纤维化风险推荐，可直接做。":                                                      true,
		"线性钆剂因肾源性纤维化风险不推荐，可换大环类。":                                                    false,
		"因出血风险高，推荐加用泮托拉唑。":                                                           false,
		"因卒中风险高推荐，抗凝可开始。":                                                            false,
		"Smoking harms the baby, so it is recommended that you stop.":                false,
		"Smoking harms the baby, so it is recommended that you start.":               true,
		"Methotrexate is toxic to the marrow, so it must be taken once a week.":      false,
		"Methotrexate is toxic to the marrow, so it must be taken once a day.":       true,
		"It can badly harm the liver, so it should be given.":                        true,
		"It can badly harm the liver, so it should not be given.":                    false,
		"Low doses do not help the kidney and are recommended.":                      true,
		"Untreated infection harms the kidney, so antibiotics are recommended soon.": false,
	} {
		if got := len(proseBench(t, text, onMedicines()).refutes()) > 0; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
