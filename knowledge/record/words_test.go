package record_test

import (
	"slices"
	"testing"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/record"
)

// What one text of a list of conditions says, on both sides of what is read.
func TestWordsOfConditions(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(g)
	for _, c := range []struct {
		text       string
		conditions []string
		not        []string
		measure    string
		value      float64
		weeks      float64
	}{
		{text: "抑郁症，癫痫", conditions: []string{"cond.depression", "cond.epilepsy"}},
		{text: "hypertension and epilepsy", conditions: []string{"cond.hypertension", "cond.epilepsy"}},
		{text: "三度房室传导阻滞，无起搏器", conditions: []string{"cond.bradyarrhythmia"}},
		{text: "无癫痫", not: []string{"cond.epilepsy"}},
		{text: "family history of epilepsy", not: []string{"cond.epilepsy"}},
		{text: "三周前脑出血", conditions: []string{"cond.ich_history"}},
		{text: "慢性肾病4期", measure: "find.egfr", value: 29},
		{text: "CKD stage 3b", measure: "find.egfr", value: 44},
		{text: "ESRD on haemodialysis", measure: "find.egfr", value: 14},
		{text: "肝硬化 Child-Pugh C级", measure: "find.child_pugh", value: 10},
		{text: "cirrhosis, Child-Pugh A", measure: "find.child_pugh", value: 5},
		{text: "血钾 6.1 mmol/L", measure: "find.potassium", value: 6.1},
		{text: "肥厚型梗阻性心肌病", conditions: []string{"cond.hcm"}},
		{text: "HFrEF (LVEF 25%)", conditions: []string{"cond.hfref", "cond.heart_failure"}},
		{text: "心力衰竭，LVEF 40%", conditions: []string{"cond.hfref", "cond.heart_failure"}},
		{text: "心力衰竭，LVEF 41%", conditions: []string{"cond.heart_failure"}, not: []string{"cond.hfref"}},
		{text: "LVEF 62%", not: []string{"cond.hfref", "cond.heart_failure"}},
		{text: "MG", conditions: []string{"cond.myasthenia_gravis"}},
		{text: "severe AS, s/p CABG", conditions: []string{"cond.aortic_stenosis", "cond.chd"}},
		{text: "一度房室传导阻滞", conditions: []string{"cond.av_block_first"}, not: []string{"cond.bradyarrhythmia"}},
		{text: "二度Ⅱ型房室传导阻滞", conditions: []string{"cond.bradyarrhythmia"}},
		{text: "偏头痛伴先兆", conditions: []string{"cond.migraine_aura", "cond.migraine"}},
		{text: "失神癫痫", conditions: []string{"cond.absence_epilepsy", "cond.epilepsy"}},
		{text: "慢阻肺急性加重", conditions: []string{"cond.copd_exacerbation", "cond.copd"}},
		{text: "急性左心衰", conditions: []string{"cond.acute_heart_failure", "cond.heart_failure"}},
		{text: "acute asthma", conditions: []string{"cond.asthma_exacerbation", "cond.asthma"}},
		{text: "STEMI", conditions: []string{"cond.acs", "cond.chd"}},
		{text: "CKD5", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 14},
		{text: "CKD G3b", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 44},
		{text: "CKD G3bA2", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 44},
		{text: "慢性肾脏病G4期", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 29},
		{text: "慢性肾脏病（CKD）G4", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 29},
		{text: "糖尿病肾病 G3b", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 44},
		{text: "G3bA2", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 44},
		{text: "高血压 G4A2", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 29},
		{text: "G3b", conditions: []string{"cond.ckd"}, measure: "find.egfr", value: 44},
		{text: "乳腺癌 G3", not: []string{"cond.ckd"}, measure: "find.egfr"},
		{text: "neuroendocrine tumour G3", not: []string{"cond.ckd"}, measure: "find.egfr"},
		{text: "renal cell carcinoma G3", not: []string{"cond.ckd"}, measure: "find.egfr"},
		{text: "射血分数降低的心衰", conditions: []string{"cond.hfref", "cond.heart_failure"}},
		{text: "急性冠脉综合征", conditions: []string{"cond.acs"}},
		{text: "acute angle closure", conditions: []string{"cond.acute_angle_closure"}},
		{text: "CKD 4期，继发性甲状旁腺功能亢进", conditions: []string{"cond.secondary_hyperpara"}, not: []string{"cond.hypercalcaemia"}},
		{text: "active bleeding", conditions: []string{"cond.active_bleeding"}},
		{text: "no active bleeding", not: []string{"cond.active_bleeding"}},
		{text: "孕30周", weeks: 30},
		{text: "pregnant 12 weeks", weeks: 12},
		{text: "12 weeks gestation", weeks: 12},
	} {
		short := record.Short{Conditions: []string{c.text}}
		got, err := r.FromShort(short, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		have := map[string]bool{}
		for _, x := range got.Conditions {
			have[x.Concept] = true
		}
		for _, id := range c.conditions {
			if !have[id] {
				t.Errorf("%q: %s was not read, only %v", c.text, id, got.Conditions)
			}
		}
		for _, id := range c.not {
			if have[id] {
				t.Errorf("%q: %s was read", c.text, id)
			}
		}
		if c.measure != "" && got.Measures[c.measure].Value != c.value {
			t.Errorf("%q: %s is %v, want %v", c.text, c.measure, got.Measures[c.measure].Value, c.value)
		}
		if c.weeks > 0 && (got.PregnancyWeeks != c.weeks || got.Pregnant != chart.Yes) {
			t.Errorf("%q: weeks %v, pregnant %v", c.text, got.PregnancyWeeks, got.Pregnant)
		}
	}
}

// A finding, a stage, a week or a trimester alone leaves no condition that nobody knows.
func TestNoUnknownCondition(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(g)
	for text, unknown := range map[string]bool{
		"CKD5": false, "孕12周": false, "妊娠早期": false, "first trimester": false, "免疫抑制": false, "immunosuppressed": false, "zorgle disease": true,
	} {
		got, err := r.FromShort(record.Short{Conditions: []string{text}}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.ContainsFunc(got.Conditions, func(x chart.Coded) bool { return x.Concept == "" }); has != unknown {
			t.Errorf("%q: an unknown condition: %v, want %v", text, has, unknown)
		}
		if text == "妊娠早期" && got.Pregnant != chart.Yes {
			t.Errorf("%q is no pregnancy", text)
		}
	}
}

// Nursing in other words than its name, and what is over.
func TestNursing(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(g)
	for text, want := range map[string]chart.Tri{
		"正在哺乳": chart.Yes, "产后3月，母乳喂养": chart.Yes, "breastfeeding a 3-month-old": chart.Yes,
		"已停止哺乳": chart.Unknown, "weaned, no longer breastfeeding": chart.Unknown, "乳腺炎": chart.Unknown,
	} {
		got, err := r.FromShort(record.Short{Conditions: []string{text}}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got.Lactating != want {
			t.Errorf("%q: nursing %v, want %v", text, got.Lactating, want)
		}
	}
}

// A measured value stands before a stage in words.
func TestMeasuredBeforeStage(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	egfr := 48.0
	got, err := record.New(g).FromShort(record.Short{EGFR: &egfr, Conditions: []string{"CKD stage 4"}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if v := got.Measures["find.egfr"].Value; v != egfr {
		t.Errorf("eGFR is %v, want %v", v, egfr)
	}
}

// A value that stands only in the words of a condition is a result, in either language, with
// its unit; a range, a goal, a value of another time and one that nobody lives with are not.
func TestResultsInWords(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(g)
	for _, c := range []struct {
		text, id string
		want     float64
	}{
		{"血小板减少（23×10⁹/L）", "find.platelets", 23},
		{"血小板减少症(PLT 23)", "find.platelets", 23},
		{"thrombocytopenia (platelets 23)", "find.platelets", 23},
		{"thrombocytopenia 23,000/µL", "find.platelets", 23},
		{"platelets 23000/uL", "find.platelets", 23},
		{"ITP, platelet count of 9 x10^9/L", "find.platelets", 9},
		{"既往血小板减少（23×10⁹/L）", "find.platelets", 0},
		{"thrombocytopenia in 2019 (platelets 23)", "find.platelets", 0},
		{"血小板目标50以上", "find.platelets", 0},
		{"糖尿病酮症酸中毒（pH 7.12，血钾3.0mmol/L）", "find.potassium", 3},
		{"DKA (pH 7.05, K 3.1)", "find.potassium", 3.1},
		{"高钾血症（6.8 mmol/L）", "find.potassium", 6.8},
		{"hyperkalaemia 6.8", "find.potassium", 6.8},
		{"K+ 6.1", "find.potassium", 6.1},
		{"低钾血症 K⁺ 2.6", "find.potassium", 2.6},
		{"K 3.5-5.0 target", "find.potassium", 0},
		{"vitamin K 10 mg given", "find.potassium", 0},
		{"hypokalaemia last month (K 2.6)", "find.potassium", 0},
		{"potassium 61", "find.potassium", 0},
		{"QTc 512 ms", "find.qtc", 512},
		{"QT间期延长（QTc 512ms）", "find.qtc", 512},
		{"long QTc (512)", "find.qtc", 512},
		{"QTc延长512ms", "find.qtc", 512},
		{"Hb 62", "find.haemoglobin", 62},
		{"severe anaemia (Hb 6.2 g/dL)", "find.haemoglobin", 62},
		{"贫血（血红蛋白62g/L）", "find.haemoglobin", 62},
		{"Hb 6.2", "find.haemoglobin", 62},
		{"HbA1c 9.2%", "find.haemoglobin", 0},
		{"CKD (eGFR 22)", "find.egfr", 22},
		{"INR 6 on warfarin", "find.inr", 6},
		{"INR过高（INR 6.4）", "find.inr", 6.4},
		{"AF, INR 2-3", "find.inr", 0},
		{"INR target 2.5", "find.inr", 0},
		{"febrile neutropenia (ANC 0.3)", "find.neutrophils", 0.3},
		{"neutrophils 300/µL", "find.neutrophils", 0.3},
		{"粒细胞缺乏（中性粒细胞0.3×10⁹/L）", "find.neutrophils", 0.3},
		{"低钠血症（血钠112mmol/L）", "find.sodium", 112},
		{"hyponatraemia (Na 112)", "find.sodium", 112},
		{"creatinine 2.5 mg/dL", "find.creatinine", 221},
		{"血肌酐 250μmol/L", "find.creatinine", 250},
	} {
		got, err := r.FromShort(record.Short{Conditions: []string{c.text}}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if v := got.Measures[c.id].Value; v < c.want-0.001 || v > c.want+0.001 {
			t.Errorf("%q: %s is %v, want %v", c.text, c.id, v, c.want)
		}
	}
}
