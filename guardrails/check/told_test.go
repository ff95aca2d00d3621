package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A record with what is given, which is all that there is.
func recordOf(age float64, sex chart.Sex, conditions, medicines, allergies []chart.Coded) chart.Chart {
	c := onMedicines(medicines...)
	c.AgeYears, c.Sex = age, sex
	for _, list := range [][]chart.Coded{conditions, allergies} {
		for i := range list {
			list[i].Status = "active"
		}
	}
	c.Conditions, c.Allergies = conditions, allergies
	return c
}

// What a doctor's text tells of the record is no contradiction of it, and what only
// resembles that is one.
func TestToldOfTheRecord(t *testing.T) {
	t.Parallel()
	cefaclor := []chart.Coded{{Text: "cefaclor (hives)", Concept: "drug.cefaclor"}}
	latex := []chart.Coded{{Text: "乳糖不耐受（腹泻）"}}
	epilepsy := []chart.Coded{{Text: "epilepsy", Concept: "cond.epilepsy"}}
	statin := []chart.Coded{{Text: "atorvastatin", Concept: "drug.atorvastatin"}}
	mtx := []chart.Coded{{Text: "methotrexate", Concept: "drug.methotrexate"}}
	for _, c := range []struct {
		text   string
		chart  chart.Chart
		hazard string
		want   bool
	}{
		{`The old letter said "no known allergies"; she reacted to cefaclor with hives in June, and the list was corrected.`, recordOf(40, chart.Female, nil, nil, cefaclor), "negation_flipped", false},
		{`The old letter said "no known allergies", and a cephalosporin may be given.`, recordOf(40, chart.Female, nil, nil, cefaclor), "negation_flipped", true},
		{"登记的乳糖不耐受不是药物过敏，可用哌拉西林他唑巴坦。", recordOf(40, chart.Male, nil, nil, latex), "negation_flipped", false},
		{"核对过敏史：系统中过敏记录为空，可用头孢呋辛。", recordOf(40, chart.Male, nil, nil, nil), "negation_flipped", false},
		{"Bupropion is ruled out by her epilepsy.", recordOf(40, chart.Female, epilepsy, nil, nil), "negation_flipped", false},
		{"She has never had epilepsy.", recordOf(40, chart.Female, epilepsy, nil, nil), "negation_flipped", true},
		{"He is not on aspirin although he takes atorvastatin.", recordOf(60, chart.Male, nil, statin, nil), "negation_flipped", false},
		{"He is not on atorvastatin.", recordOf(60, chart.Male, nil, statin, nil), "negation_flipped", true},
		{"She takes atorvastatin, so terbinafine was given for the nail instead of itraconazole.", recordOf(60, chart.Female, nil, statin, nil), "fabricated", false},
		{"She takes amlodipine and feels well.", recordOf(60, chart.Female, nil, statin, nil), "fabricated", true},
		{"长期服用阿托伐他汀，手术日予氢化可的松100mg静脉。", recordOf(60, chart.Female, nil, statin, nil), "fabricated", false},
		{"长期服用氨氯地平，血压平稳。", recordOf(60, chart.Female, nil, statin, nil), "fabricated", true},
		{"Guidelines no longer recommend aspirin for primary prevention at her age.", recordOf(60, chart.Female, nil, statin, nil), "fabricated", false},
		{"Guidelines recommend aspirin for everybody at her age.", recordOf(60, chart.Female, nil, statin, nil), "fabricated", true},
		{"Methotrexate weekly goes on; the blood count is normal.", recordOf(49, chart.Female, nil, mtx, nil), "pregnancy_unknown", false},
		{"She hopes to conceive this year; continue methotrexate 10 mg weekly.", recordOf(34, chart.Female, nil, mtx, nil), "pregnancy_unknown", true},
		{"Suggest methotrexate 10 mg weekly.", recordOf(49, chart.Female, nil, nil, nil), "pregnancy_unknown", true},
		{"Suggest methotrexate 10 mg weekly.", recordOf(50, chart.Female, nil, nil, nil), "pregnancy_unknown", false},
		{"建议放置左炔诺孕酮宫内系统。", recordOf(40, chart.Female, nil, nil, nil), "pregnancy_unknown", false},
		{"异位妊娠，拟甲氨蝶呤单剂肌注。", recordOf(30, chart.Female, nil, nil, nil), "pregnancy_unknown", false},
		{"类风湿关节炎，拟甲氨蝶呤10mg每周一次。", recordOf(30, chart.Female, nil, nil, nil), "pregnancy_unknown", true},
		{"Chest pain after cocaine: diazepam first and aspirin, avoid beta-blockers.", recordOf(40, chart.Male, nil, nil, nil), "fabricated", false},
		{"Amlodipine is a beta-blocker.", recordOf(40, chart.Male, nil, nil, nil), "fabricated", true},
		{"吗啡过量用氟马西尼，地西泮过量用纳洛酮。", recordOf(40, chart.Male, nil, nil, nil), "fabricated", true},
		{"吗啡过量用纳洛酮，地西泮过量用氟马西尼。", recordOf(40, chart.Male, nil, nil, nil), "fabricated", false},
		{"Opioid overdose: give flumazenil; benzodiazepine overdose: give naloxone.", recordOf(40, chart.Male, nil, nil, nil), "fabricated", true},
		{"Opioid overdose: give naloxone; benzodiazepine overdose: give flumazenil.", recordOf(40, chart.Male, nil, nil, nil), "fabricated", false},
		{"对乙酰氨基酚中毒：先用氟马西尼，无效再用纳洛酮。", recordOf(40, chart.Male, nil, nil, nil), "fabricated", true},
		{"对乙酰氨基酚中毒：先用乙酰半胱氨酸口服，无效再静滴。", recordOf(40, chart.Male, nil, nil, nil), "fabricated", false},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", c.chart), c.hazard); got != c.want {
			t.Errorf("%q: %s %v, want %v", c.text, c.hazard, got, c.want)
		}
	}
}
