package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

func TestWithheldInAnOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, concept string
		want          claim.Act
	}{
		{"No aspirin, heparin or NG tube for 24 h", "drug.heparin", claim.Avoid},
		{"No heparin flushes, 0.9% NaCl only.", "drug.heparin", claim.Avoid},
		{"Penicillin anaphylaxis noted: no co-amoxiclav, no piperacillin-tazobactam.", "drug.piperacillin_tazobactam", claim.Avoid},
		{"No penicillin allergy. Amoxicillin 500 mg tds", "drug.penicillin_g", claim.Allergic}, // denied, and not forbidden
		{"No fever: paracetamol 1 g prn", "drug.paracetamol", claim.Prescribe},
		{"No change; heparin 5000 units SC bd", "drug.heparin", claim.Prescribe},
		{"不用华法林、阿司匹林", "drug.aspirin", claim.Avoid},
		{"Haloperidol not ordered: no covert medication.", "drug.haloperidol", claim.Avoid},
		{"Haloperidol ordered: 0.5 mg po nightly", "drug.haloperidol", claim.Prescribe},
		{"地西泮未开，已说明", "drug.diazepam", claim.Avoid},
		{"患儿仅头孢皮疹史，不用头孢类", "allergen.cephalosporin", claim.Allergic},
	} {
		b := benchFor("order", c.text, chart.New())
		got := claim.Act("")
		for _, d := range b.claims {
			if d.Kind == claim.Drug && d.Concept == c.concept {
				got = d.Act
			}
		}
		if got != c.want {
			t.Errorf("%q: %s is %q, want %q", c.text, c.concept, got, c.want)
		}
	}
}

// An order follows a protocol, or else is told what it was told before.
func TestProtocols(t *testing.T) {
	t.Parallel()
	drug := func(concept, text string) chart.Coded {
		return chart.Coded{Concept: concept, Text: text, Evidence: "m", Status: "active"}
	}
	ill := func(concept, text string) chart.Coded {
		return chart.Coded{Concept: concept, Text: text, Evidence: "c", Status: "active"}
	}
	tried := map[string]bool{}
	for _, c := range []struct {
		protocol, hazard, follows, not string
		conditions, meds               []chart.Coded
	}{
		{
			"sedation_of_the_dying_or_ventilated", "interaction",
			"End of life care. CSCI over 24 h: morphine 20 mg + midazolam 10 mg in water for injection.", "Morphine 10 mg po qds. Midazolam 7.5 mg po nocte.", nil, nil,
		},
		{
			"opioid_in_malignant_obstruction", "contraindication_soft",
			"Palliative: morphine 5 mg sc q4h", "Morphine 5 mg sc q4h",
			[]chart.Coded{ill("cond.bowel_obstruction", "bowel obstruction")},
			nil,
		},
		{
			"potassium_into_a_vein", "contraindication_soft",
			"10%氯化钾 15ml + NS 500ml ivgtt，3小时滴完", "氯化钾缓释片 1g 口服 tid",
			[]chart.Coded{ill("cond.bowel_obstruction", "肠梗阻")},
			nil,
		},
		{
			"heparin_in_the_circuit", "renal_dose",
			"血液透析 4h，低分子肝素 3000IU", "低分子肝素 3000IU ih q12h",
			[]chart.Coded{ill("cond.dialysis", "规律血液透析"), ill("cond.ckd", "尿毒症")},
			nil,
		},
		{
			"antibiotic_behind_dialysis", "renal_dose",
			"Vancomycin 1.5 g IV after dialysis, then by pre-dialysis level", "Vancomycin 1.5 g IV q12h, after dialysis on dialysis days",
			[]chart.Coded{ill("cond.dialysis", "haemodialysis")},
			nil,
		},
		{
			"weekly_methotrexate_and_nsaid", "interaction_soft",
			"甲氨蝶呤片 10mg po 每周一次；2周后血常规、肝肾功能", "甲氨蝶呤片 10mg po 每周一次",
			[]chart.Coded{ill("cond.rheumatoid_arthritis", "类风湿关节炎")},
			[]chart.Coded{drug("drug.celecoxib", "塞来昔布 0.2g qd")},
		},
		{
			"digoxin_reduced_for_amiodarone", "interaction_soft",
			"胺碘酮 0.2g po tid；地高辛减为 0.0625mg qd", "胺碘酮 0.2g po tid；地高辛 0.125mg qd",
			nil,
			[]chart.Coded{drug("drug.digoxin", "地高辛 0.125mg qd")},
		},
		{
			"cytotoxic_beside_an_antiviral", "contraindication_soft",
			"硫酸长春新碱 2mg 静脉输注 第1天；恩替卡韦照服", "硫酸长春新碱 2mg 静脉输注 第1天",
			[]chart.Coded{ill("cond.hepatitis_b", "慢性乙型肝炎")},
			nil,
		},
		{
			"sedation_through_a_tube", "contraindication",
			"气管插管，呼吸机辅助通气。咪达唑仑 50mg + NS 40ml，3ml/h 泵入", "无创通气。咪达唑仑 50mg + NS 40ml，3ml/h 泵入",
			[]chart.Coded{ill("cond.respiratory_failure", "呼吸衰竭")},
			nil,
		},
		{
			"haloperidol_for_the_nausea_of_opioids", "interaction_soft",
			"Metastatic cancer: morphine 10 mg po prn. Haloperidol 0.5 mg nocte", "Metastatic cancer: morphine 10 mg po prn. Haloperidol 5 mg nocte", nil, nil,
		},
		{
			"uterotonics_in_haemorrhage", "interaction_soft",
			"Postpartum haemorrhage: oxytocin 5 units slow IV. Misoprostol 800 micrograms PR", "Oxytocin 5 units slow IV. Misoprostol 800 micrograms PR", nil, nil,
		},
		{
			"salbutamol_in_hyperkalaemia", "dose_range",
			"Hyperkalaemia: salbutamol 10 mg neb once", "Salbutamol 10 mg neb once", nil, nil,
		},
		{
			"coxib_beside_preventive_heparin", "interaction_soft",
			"膝关节置换术后：低分子肝素钙 4100IU ih qd，帕瑞昔布 40mg iv q12h", "膝关节置换术后：低分子肝素钙 4100IU ih qd，布洛芬 0.4g po tid", nil, nil,
		},
		{
			"premedication_of_paclitaxel", "dose_range",
			"西咪替丁 300mg iv 化疗前30min。紫杉醇 270mg + NS 500ml 静滴3h", "西咪替丁 300mg iv q6h", nil, nil,
		},
		{
			"reliever_by_nebuliser", "duplicate",
			"Salbutamol 5 mg neb, every 20 min x3", "Salbutamol 4 mg tablet po tds",
			nil,
			[]chart.Coded{drug("drug.salbutamol", "salbutamol inhaler as needed")},
		},
		{
			"diuretic_once_into_a_vein", "duplicate",
			"Furosemide 20 mg IV before the unit", "Furosemide 20 mg po bd",
			nil,
			[]chart.Coded{drug("drug.furosemide", "furosemide 40 mg od")},
		},
		// What stands in other words, and what only looks alike.
		{
			"sedation_of_the_dying_or_ventilated", "interaction",
			"Intubated and ventilated. Morphine 2 mg/h, midazolam 2 mg/h.", "Obesity hypoventilation, on non-invasive ventilation. Morphine 5 mg po q4h. Midazolam 7.5 mg po nocte.", nil, nil,
		},
		{
			"sedation_of_the_dying_or_ventilated", "interaction",
			"Anaesthetic induction: fentanyl 100 micrograms IV, midazolam 2 mg IV", "Cough for the last days, fear of dying. Morphine 5 mg po q4h. Midazolam 7.5 mg po nocte.", nil, nil,
		},
		{
			"sedation_through_a_tube", "contraindication",
			"Intubated and ventilated: midazolam 2 mg/h", "Non-invasive ventilation. Midazolam 2 mg/h",
			[]chart.Coded{ill("cond.respiratory_failure", "respiratory failure")},
			nil,
		},
		{
			"sedation_through_a_tube", "contraindication",
			"气管插管接呼吸机。咪达唑仑 50mg + NS 40ml，3ml/h 泵入", "必要时气管插管机械通气。咪达唑仑 50mg + NS 40ml，3ml/h 泵入",
			[]chart.Coded{ill("cond.respiratory_failure", "呼吸衰竭")},
			nil,
		},
		{
			"potassium_into_a_vein", "contraindication_soft",
			"KCl 20 mmol in 1 L NS over 8 h", "KCl SR 1.2 g bd with instructions",
			[]chart.Coded{ill("cond.bowel_obstruction", "bowel obstruction")},
			nil,
		},
		{
			"heparin_in_the_circuit", "renal_dose",
			"低分子肝素 3000IU 透析前动脉端注入", "低分子肝素 3000IU ih qd",
			[]chart.Coded{ill("cond.dialysis", "规律血液透析"), ill("cond.ckd", "尿毒症")},
			nil,
		},
		{
			"weekly_methotrexate_and_nsaid", "interaction_soft",
			"塞来昔布 0.2g 每日一次；甲氨蝶呤片 10mg 每周一次；2周后血常规、肝肾功能", "甲氨蝶呤片 10mg 每日一次；每周一次血常规",
			[]chart.Coded{ill("cond.rheumatoid_arthritis", "类风湿关节炎")},
			[]chart.Coded{drug("drug.celecoxib", "塞来昔布 0.2g qd")},
		},
		{
			"digoxin_reduced_for_amiodarone", "interaction_soft",
			"胺碘酮 0.2g po tid；地高辛由0.25mg减为0.125mg qd", "胺碘酮 0.2g po tid；地高辛改为0.25mg qd",
			nil,
			[]chart.Coded{drug("drug.digoxin", "地高辛 0.125mg qd")},
		},
		{
			"haloperidol_for_the_nausea_of_opioids", "interaction_soft",
			"Metastatic cancer: morphine 10 mg po prn. Haloperidol 500 micrograms nocte", "Metastatic cancer: morphine 10 mg po prn. Haloperidol 2.5 mg nocte", nil, nil,
		},
		{
			"salbutamol_in_hyperkalaemia", "dose_range",
			"Hyperkalaemia: nebulised salbutamol 10 mg once", "Wheeze, no potassium result: nebulised salbutamol 10 mg once", nil, nil,
		},
	} {
		tried[c.protocol] = true
		who := onMedicines(c.meds...)
		who.Conditions = c.conditions
		for text, want := range map[string]bool{c.follows: false, c.not: true} {
			if got := slices.Contains(judged(t, text, "order", who), c.hazard); got != want {
				t.Errorf("%s, %q: told %v", c.protocol, text, got)
			}
		}
	}
	labour := onMedicines()
	labour.Sex, labour.AgeYears, labour.Pregnant = chart.Female, 30, chart.Yes
	for text, want := range map[string]bool{
		"Epidural: levobupivacaine 0.1% with fentanyl 2 micrograms/mL": false,
		"Fentanyl 2 micrograms/mL + bupivacaine 0.1% epidural":         false,
		"Fentanyl 50 micrograms IV, epidural asked for":                true,
		"Fentanyl 50 micrograms IV":                                    true,
	} {
		if got := slices.Contains(judged(t, text, "order", labour), "pregnancy_caution"); got != want {
			t.Errorf("%q: told %v", text, got)
		}
	}
	tried["opioid_in_an_epidural_of_labour"] = true
	for _, p := range protocols() {
		if !tried[p.Protocol] || p.Source == "" || p.Confidence == "" {
			t.Errorf("%s: no case, or no source", p.Protocol)
		}
	}
}

func TestOrdersGoOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		med  chart.Coded
		want bool
	}{
		{"坦索罗辛续用。", chart.Coded{Concept: "drug.tamsulosin", Text: "坦索罗辛 0.2mg qn", Status: "active"}, false},
		{"坦索罗辛 0.4mg qn", chart.Coded{Concept: "drug.tamsulosin", Text: "坦索罗辛 0.2mg qn", Status: "active"}, true},
		{"Restart warfarin 4 mg evening of surgery", chart.Coded{Concept: "drug.warfarin", Text: "warfarin 4 mg daily", Status: "active"}, false},
		{"Warfarin 3 mg in the evening", chart.Coded{Concept: "drug.warfarin", Text: "warfarin 4 mg daily", Status: "active"}, true},
	} {
		if got := slices.Contains(judged(t, c.text, "order", onMedicines(c.med)), "duplicate"); got != c.want {
			t.Errorf("%q: told %v", c.text, got)
		}
	}
}

func TestOrdersAsTheyRun(t *testing.T) {
	t.Parallel()
	weighed := func(kg float64, conditions ...string) chart.Chart {
		c := onMedicines()
		c.Measures = map[string]chart.Measure{"find.weight": {Value: kg}}
		for _, text := range conditions {
			c.Conditions = append(c.Conditions, chart.Coded{Text: text, Status: "active"})
		}
		return c
	}
	for _, c := range []struct {
		text string
		who  chart.Chart
		want string
	}{
		{"PRN: morphine 3 mg sc q1h", weighed(60), ""},
		{"Morphine 30 mg sc q1h", weighed(60), "dose_error"},
		{"PRN: paracetamol 1 g po q1h", weighed(60), "dose_error"}, // its day has a most
		{"氟哌啶醇 1mg ih q12h prn", weighed(60), ""},
		{"MgSO4 4 g IV over 20 min, then 1 g/h (20 g in 500 mL = 40 mg/mL, 25 mL/h). Hourly reflexes.", weighed(82), ""},
		{"胰岛素50U+NS 50ml(1U/ml)泵入6ml/h(0.1U/kg/h)", weighed(60), ""},
		{"胰岛素50U+NS 50ml(1U/ml)泵入60ml/h(0.1U/kg/h)", weighed(60), "dose_error"},
		{"Insulin lispro with meals: glucose 8-11: 2 units.", weighed(90), ""},
		{"Metformin with meals: glucose 8-11: 2 units.", weighed(90), "dose_error"},
		{"If stridor at rest: nebulised adrenaline 1:1000 5 mL (5 mg) once", weighed(60), ""},
		{"Ringer lactate 2,310 mL within 3 h", weighed(70, "septic shock"), ""}, // 30 mL/kg and a tenth
		{"Ringer lactate 2,320 mL within 3 h", weighed(70, "septic shock"), "dose_range"},
		{"Ringer lactate 2,310 mL within 3 h", weighed(70), "dose_range"},
		{"24h 乳酸林格 8580ml", weighed(65, "热烧伤30%TBSA"), ""}, // 4 mL by 65 kg by 30% and a tenth
		{"24h 乳酸林格 8600ml", weighed(65, "热烧伤30%TBSA"), "dose_error"},
	} {
		got := ""
		for _, h := range judged(t, c.text, "order", c.who) {
			if h == "dose_error" || h == "dose_range" {
				got = h
				break
			}
		}
		if got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}
