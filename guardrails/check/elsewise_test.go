package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What is called normal beside a value and has a name of its own is not the value.
func TestAnotherIsNormal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Question: potassium 6.8 with a normal ECG? Still an emergency: calcium, monitor, insulin with glucose.", false},
		{"Potassium 6.8, which is normal.", true},
		{"Potassium 6.8 is normal for him.", true},
		{"血钾6.8心电图正常，仍属危急，钙剂、监护。", false},
		{"血钾6.8正常，继续观察。", true},
		{"血钾6.8，属正常。", true},
		{"ALT 246，无症状，胆红素正常，暂停异烟肼。", false},
		{"ALT 246，结果正常，异烟肼照服。", true},
		{"TSH 0.02 with T4 normal on biotin: stop it for two days.", false},
		{"TSH 0.02 normal on biotin.", true},
		{"CK is 6,200 in a marathon runner on day two, kidney normal, urine clear.", false},
		{"CK is 6,200 in a marathon runner on day two, quite normal.", true},
		{"Lactate 5.1 after four nebulisers, pressure and skin normal, wheeze easing.", false},
		{"Lactate 5.1 after four nebulisers, this is normal.", true},
		{"中性粒细胞0.3，患者精神尚可，血培养后即予哌拉西林他唑巴坦。", false},
		{"中性粒细胞0.3，尚可，门诊随访。", true},
		{"Total calcium 1.80 and albumin 22 g/L: corrected for albumin it is 2.25, which is normal.", false},
		{"Total calcium 1.80, which is normal.", true},
		{"问：血钾6.8心电图正常要处理吗？答：心电图正常即不用处理。", true},
		{"血钾6.8，心电图正常也不能不用处理：钙剂、监护。", false},
		{"乳酸4.8而血压正常，不算休克，普通病房观察。", true},
		{"乳酸4.8而血压正常，仍是隐匿性休克，补液。", false},
		{"血钾6.8，一切正常，继续观察。", true},
		{"血钾6.8，总体正常，门诊随访。", true},
		{"血钾6.8，电解质正常，门诊随访。", true},
		{"血钾6.8，对肾病者正常，门诊随访。", true},
		{"Potassium 6.8, everything normal, home.", true},
		{"Potassium 6.8, probably normal, clinic in a month.", true},
		{"Potassium 6.8, electrolytes normal, clinic in a month.", true},
		{"Potassium 6.8: chemistry unremarkable.", true},
		{"ALT 1246, liver tests normal, carry on isoniazid.", true},
		{"Creatinine 900, kidneys normal.", true},
		{"Creatinine 900, ECG normal, potassium to follow.", false},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", chart.New()), "negation_flipped"); got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}
