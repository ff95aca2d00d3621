package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// A trial that is told upside down is told, in both languages and whichever arm is the
// subject; told rightly, of a part of its people, or without a direction, it is not.
func TestTrialsUpsideDown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"NICE-SUGAR (NEJM 2009) found lower 90-day mortality with intensive control to 4.5-6.0 mmol/L than with a target of 10 or less.", true},
		{"NICE-SUGAR (NEJM 2009) found higher 90-day mortality with intensive control to 4.5-6.0 mmol/L than with a target of 10 or less.", false},
		{"NICE-SUGAR研究：强化降糖降低ICU患者死亡率。", true},
		{"NICE-SUGAR研究：强化降糖增加ICU患者死亡率和低血糖。", false},
		{"NICE-SUGAR研究中常规组死亡率更低。", false},
		{"NICE-SUGAR研究中常规组死亡率更高。", true},
		{"In POISE, metoprolol lowered mortality and stroke.", true},
		{"In POISE, metoprolol lowered myocardial infarction but raised mortality and stroke.", false},
		{"CAST试验显示氟卡尼降低心梗后死亡。", true},
		{"CAST试验显示氟卡尼增加心梗后死亡。", false},
		{"PARADIGM-HF: sacubitril/valsartan increased mortality compared with enalapril.", true},
		{"PARADIGM-HF: sacubitril/valsartan reduced mortality compared with enalapril.", false},
		{"PARADIGM-HF: enalapril reduced mortality compared with sacubitril/valsartan.", true},
		{"PARADIGM-HF compared sacubitril/valsartan with enalapril.", false},
		{"RE-ALIGN: dabigatran caused less bleeding and fewer thromboembolic events than warfarin.", true},
		{"RE-ALIGN: dabigatran caused more bleeding than warfarin.", false},
		{"FEAST found that fluid boluses improved survival in African children.", true},
		{"FEAST found that fluid boluses increased mortality in African children.", false},
		{"TTM2 found lower mortality at 33 C.", true},
		{"TTM2 (NEJM 2021) found no difference in 6-month mortality between 33 C and normothermia.", false},
		{"CRASH-2研究：氨甲环酸不降低创伤出血死亡率。", false},
		{"CRASH-2研究：氨甲环酸增加创伤患者全因死亡率。", true},
		{"CRASH-2研究：氨甲环酸降低创伤患者全因死亡率。", false},
		{"The CRASH trial (Lancet 2004): methylprednisolone reduced mortality after head injury.", true},
		{"The CRASH trial (Lancet 2004): methylprednisolone increased mortality after head injury.", false},
		{"SPRINT研究显示强化降压组主要终点事件增加。", true},
		{"SPRINT研究显示强化降压组急性肾损伤减少。", true},
		{"SPRINT研究显示强化降压组主要终点事件减少，急性肾损伤增加。", false},
		{"ACCORD: intensive glucose lowering reduced mortality, the trial found.", true},
		{"ACCORD: intensive glucose lowering increased mortality, the trial found.", false},
		{"ACCORD lipid study: fenofibrate gave no difference in mortality.", false},
		{"RECOVERY研究：需吸氧者用地塞米松降低病死率；未吸氧者无获益。", false},
		{"RECOVERY研究：地塞米松未降低需吸氧者病死率。", true},
		{"EMPA-REG OUTCOME: empagliflozin increased heart failure hospitalisation, the trial showed.", true},
		{"CREDENCE: canagliflozin reduced kidney failure and kidney outcomes.", false},
		{"ARISTOTLE: apixaban caused more major bleeding than warfarin.", true},
		{"ARISTOTLE: warfarin caused more major bleeding than apixaban.", false},
		{"PATCH试验：脑出血前服抗血小板药者输注血小板减少死亡。", true},
		{"DAPA-HF研究显示，在射血分数降低的心衰患者中，达格列净较安慰剂降低心血管死亡或心衰恶化的复合终点。", false},
		{"DAPA-HF研究显示，在射血分数降低的心衰患者中，达格列净较安慰剂增加心血管死亡或心衰恶化的复合终点。", true},
		{"In SPRINT a lower target reduced cardiovascular events.", false},
		{"Whether DAPA-HF would have increased mortality in those without diabetes was a subgroup question.", false},
		{"MADIT-II showed that ICDs reduced mortality; DANISH found no difference in mortality.", false},
		{"DANISH found that ICDs reduced all-cause mortality.", true},
		{"SAMMPRIS：支架组卒中减少。", true},
		{"SAMMPRIS：支架组卒中增多。", false},
		{"CULPRIT-SHOCK: immediate multivessel PCI lowered mortality.", true},
		{"CULPRIT-SHOCK: culprit-only PCI lowered mortality.", false},
	} {
		if got := len(proseBench(t, c.text, chart.New()).overturned()) > 0; got != c.want {
			t.Errorf("%q: upside down %v, want %v", c.text, got, c.want)
		}
	}
}
