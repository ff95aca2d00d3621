package check

import (
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
)

// personBench reads a text about somebody of an age, a sex and a weight.
func personBench(t *testing.T, text, audience string, years, kg float64, sex chart.Sex) *bench {
	t.Helper()
	c := recordOf(years, sex, nil, nil, nil)
	c.Measures = map[string]chart.Measure{"find.weight": {Value: kg, Unit: "kg"}}
	b := proseBench(t, text, c)
	b.Audience = audience
	return b
}

// An age, a weight or a sex that a text tells of the patient, wherever it stands, is
// held against the chart; those of others, limits and changes are not.
func TestMisdescribed(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		text  string
		years float64
		kg    float64
		sex   chart.Sex
		want  string // a part of the message, "" for none
	}{
		// Ages.
		{"肺炎患儿，27岁，已退热。", 7, 0, chart.Male, "27"},
		{"肺炎患儿，7岁，已退热。", 7, 0, chart.Male, ""},
		{"肺炎患儿，8岁，已退热。", 7, 0, chart.Male, ""},
		{"肺炎患儿，9岁，已退热。", 7, 0, chart.Male, "9"},
		{"44岁、痛风、慢性肾病，不宜用秋水仙碱。", 74, 0, chart.Male, "44"},
		{"满足两项(年龄≥80岁、体重≤60kg)，减量。", 71, 62, chart.Male, ""},
		{"12岁以下禁用可待因。", 30, 0, chart.Female, ""},
		{"65至74岁者计1分。", 50, 0, chart.Female, ""},
		{"母亲58岁患乳腺癌。", 30, 0, chart.Female, ""},
		{"患者女儿26岁，陪同就诊。", 55, 0, chart.Female, ""},
		{"其子患病，患者31岁，无不适。", 61, 0, chart.Female, "31"},
		{"患者20岁时切除阑尾。", 61, 0, chart.Female, ""},
		{"女，81岁的报告与本患者不符，已退回。", 40, 0, chart.Male, ""},
		{"Mrs Lowe, 42, is seen after her fall.", 82, 0, chart.Female, "42"},
		{"Mrs Lowe, 82, is seen after her fall.", 82, 0, chart.Female, ""},
		{"She meets no criterion (41 y, 70 kg).", 71, 70, chart.Female, "41"},
		{"Aged 35, on warfarin.", 75, 0, chart.Male, "35"},
		{"Not for those aged under 35 or over 75.", 50, 0, chart.Male, ""},
		{"Age 49, AF, on apixaban.", 79, 0, chart.Male, "49"},
		{"Age over 80 and a low weight, so 2.5 mg.", 70, 0, chart.Male, ""},
		{"B: 39F, day four after a hip repair.", 79, 0, chart.Female, "39"},
		{"B: 79F, day four after a hip repair.", 79, 0, chart.Female, ""},
		{"Her 45-year-old son called.", 72, 0, chart.Female, ""},
		{"Brother had a stroke at 45 years old.", 72, 0, chart.Female, ""},
		{"Smoked since 16 years old.", 72, 0, chart.Female, ""},
		{"Walks 50m without stopping.", 72, 0, chart.Female, ""},
		{"As he is 5 and 25 kg, ibuprofen 200 mg.", 8, 25, chart.Male, "5"},
		{"This seven-year-old girl has tonsillitis.", 27, 0, chart.Female, "seven"},
		// Weights.
		{"6岁33kg，口服补液。", 6, 22, chart.Male, "33"},
		{"6岁22kg，口服补液。", 6, 22, chart.Male, ""},
		{"6岁24kg，口服补液。", 6, 22, chart.Male, ""},
		{"体重25kg，口服补液。", 6, 22, chart.Male, "25"},
		{"体重下降8kg，食欲差。", 60, 70, chart.Male, ""},
		{"三天体重涨了3公斤，脚肿。", 60, 70, chart.Male, ""},
		{"体重≤60kg者减量。", 60, 70, chart.Male, ""},
		{"Heparin for PE, 98 kg: bolus 80 units/kg.", 60, 70, chart.Male, "98"},
		{"Heparin for PE, 70 kg: bolus 80 units/kg.", 60, 70, chart.Male, ""},
		{"The target of 30 mL/kg for 99 kg is 3 litres.", 60, 66, chart.Male, "99"},
		{"Predicted body weight 66 kg, so 400 mL a breath.", 60, 95, chart.Male, ""},
		{"Syringe per the 57-68 kg band.", 60, 82, chart.Male, ""},
		{"He gained 6 kg of fluid.", 60, 82, chart.Male, ""},
		{"Down from 82 to 60 kg since spring.", 60, 60, chart.Male, ""},
		{"Weight was 95 kg in March, 82 kg now.", 60, 82, chart.Male, ""},
		{"Do not lift more than 30 kg.", 60, 45, chart.Male, ""},
		{"Appropriate for this 82 kg boy.", 14, 55, chart.Male, "82"},
		// Sexes.
		{"Call note: Mrs Arden asks for his next visit.", 60, 0, chart.Male, "mrs"},
		{"Call note: Mr Arden asks for his next visit.", 60, 0, chart.Male, ""},
		{"Mr Keats in the list beside hers is somebody else; Mrs Arden is well.", 60, 0, chart.Female, ""},
		{"Listed under Mr Keats, consultant surgeon.", 60, 0, chart.Female, ""},
		{"Mrs Carver, the dialysis nurse, asked me to call.", 60, 0, chart.Male, ""},
		{"Her husband Mr Arden called.", 60, 0, chart.Female, ""},
		{"Mr Arden's letter is about her own tablets.", 60, 0, chart.Female, "mr"},
		{"哺乳期王先生问能否用药。", 31, 0, chart.Female, "先生"},
		{"其丈夫王先生来电。", 31, 0, chart.Female, ""},
		{"王女士问能否用药。", 31, 0, chart.Female, ""},
		{"家长来电：男童5岁，发热。", 5, 0, chart.Female, "男"},
		{"家长来电：女童5岁，发热。", 5, 0, chart.Female, ""},
		{"Gliclazide MR bd, and miss no dose.", 60, 0, chart.Female, ""},
		{"Free of seizures for 3 years, considering withdrawal.", 39, 0, chart.Male, ""},
		{"66岁女性,93kg,血压平稳。", 66, 62, chart.Female, "93"},
		{"66岁女性,62kg,血压平稳。", 66, 62, chart.Female, ""},
		{"She reports that a man's report came in the post.", 50, 0, chart.Female, ""},
		{"女性患者更常见此反应。", 50, 0, chart.Male, ""},
	} {
		for _, audience := range []string{"doctor", "care-manager", "patient"} {
			got := ""
			for _, f := range personBench(t, x.text, audience, x.years, x.kg, x.sex).misdescribed() {
				got += f.Message.EN + f.Message.ZH
			}
			if (got == "") != (x.want == "") || !strings.Contains(strings.ToLower(got), x.want) {
				t.Errorf("%s %q: %q, want %q", audience, x.text, got, x.want)
			}
		}
	}
}
