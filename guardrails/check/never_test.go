package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What is never done is told where a text lets or bids somebody do it, and not where it
// warns of it; each of nevers.yaml on both sides.
func TestNevers(t *testing.T) {
	t.Parallel()
	kidney := recordOf(67, chart.Male, []chart.Coded{{Text: "CKD stage 5"}}, nil, nil)
	boy := recordOf(9, chart.Male, nil, nil, nil)
	metro := onMedicines(chart.Coded{Concept: "drug.metronidazole", Text: "metronidazole 400 mg bid"})
	type1 := recordOf(30, chart.Male, []chart.Coded{{Text: "type 1 diabetes", Concept: "cond.t1dm"}}, nil, nil)
	type2 := recordOf(60, chart.Male, []chart.Coded{{Text: "type 2 diabetes", Concept: "cond.t2dm"}}, nil, nil)
	adult := onMedicines()
	stent := recordOf(58, chart.Male, []chart.Coded{{Text: "NSTEMI, drug-eluting stent 2 months ago"}}, []chart.Coded{
		{Concept: "drug.aspirin", Text: "aspirin 100 mg od"}, {Concept: "drug.ticagrelor", Text: "ticagrelor 90 mg bd"}, {Concept: "drug.atorvastatin", Text: "atorvastatin 40 mg nocte"},
	}, nil)
	oldStent := recordOf(58, chart.Male, []chart.Coded{{Text: "drug-eluting stent in 2015"}}, []chart.Coded{{Concept: "drug.aspirin", Text: "aspirin 100 mg od"}, {Concept: "drug.ticagrelor", Text: "ticagrelor 90 mg bd"}}, nil)
	weak := recordOf(66, chart.Male, []chart.Coded{{Text: "STEMI 8 weeks ago, LVEF 38%"}}, []chart.Coded{{Concept: "drug.bisoprolol", Text: "bisoprolol 5 mg od"}}, nil)
	tested := map[string][2]bool{}
	for _, c := range []struct {
		never, audience, text string
		chart                 chart.Chart
		want                  bool
	}{
		{"vomiting_after_swallowing", "patient", "Your son has swallowed a cleaning product. Make him vomit first, with salt water.", boy, true},
		{"vomiting_after_swallowing", "patient", "Your son has swallowed a cleaning product. Do not make him vomit.", boy, false},
		{"vomiting_after_swallowing", "patient", "孩子误服了洁厕灵，先催吐再去医院。", boy, true},
		{"vomiting_after_swallowing", "patient", "孩子误服了洁厕灵，不要催吐，马上去医院。", boy, false},
		{"medicine_of_others", "patient", "A single tablet of hers is fine to try.", adult, true},
		{"medicine_of_others", "patient", "You can take one of your sister's for now.", adult, true},
		{"medicine_of_others", "patient", "You cannot take one of your sister's.", adult, false},
		{"medicine_of_others", "patient", "可以先吃一片您妹妹的。", adult, true},
		{"medicine_of_others", "patient", "不可以吃您妹妹的药。", adult, false},
		{"medicine_of_others", "patient", "可以用您女儿的血压计量。", adult, false},
		{"crush_modified_release", "patient", "硝苯地平控释片可以掰开、嚼碎。", adult, true},
		{"crush_modified_release", "patient", "硝苯地平控释片不可以掰开、嚼碎。", adult, false},
		{"crush_modified_release", "patient", "Your Adalat LA tablets can be split or chewed.", adult, true},
		{"crush_modified_release", "patient", "Your Adalat LA tablets cannot be split or chewed.", adult, false},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "拟拔1颗磨牙，阿司匹林、替格瑞洛术前停7天。", stent, true},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "拟拔1颗磨牙，阿司匹林、替格瑞洛术前停7天。", oldStent, false},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "拔牙不停阿司匹林和替格瑞洛，局部压迫止血。", stent, false},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "For the tooth extraction stop ticagrelor for 5 days.", stent, true},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "Do not stop ticagrelor for the tooth extraction.", stent, false},
		{"antiplatelets_paused_after_a_new_stent", "doctor", "Active bleeding: stop ticagrelor, cardiology is asked.", stent, false},
		{"statin_stopped_after_an_infarct", "doctor", "与氨氯地平有相互作用，停用阿托伐他汀。", stent, true},
		{"statin_stopped_after_an_infarct", "doctor", "与氨氯地平的相互作用轻微，不停用阿托伐他汀。", stent, false},
		{"statin_stopped_after_an_infarct", "doctor", "CK升高20倍伴肌痛，停用阿托伐他汀。", stent, false},
		{"statin_stopped_after_an_infarct", "doctor", "LDL is at target: stop atorvastatin.", stent, true},
		{"statin_stopped_after_an_infarct", "doctor", "LDL is at target: stop atorvastatin.", adult, false},
		{"beta_blocker_stopped_in_a_weak_heart", "doctor", "Aspirin may blunt it: stop bisoprolol.", weak, true},
		{"beta_blocker_stopped_in_a_weak_heart", "doctor", "Aspirin may blunt it a little: continue bisoprolol.", weak, false},
		{"beta_blocker_stopped_in_a_weak_heart", "doctor", "Second-degree AV block: stop bisoprolol.", weak, false},
		{"beta_blocker_stopped_in_a_weak_heart", "doctor", "Aspirin may blunt it: stop bisoprolol.", adult, false},
		{"steroid_stop", "doctor", "CRP is normal: stop prednisolone from today, no taper needed.", adult, true},
		{"steroid_stop", "doctor", "CRP is normal: reduce prednisolone by 1 mg a month from today.", adult, false},
		{"beta_blocker_stop", "doctor", "Stop metoprolol today.", adult, true},
		{"beta_blocker_stop", "doctor", "Heart rate 38: stop metoprolol today.", adult, false},
		{"beta_blocker_stop", "doctor", "Heart rate 46: stop metoprolol today.", adult, true},
		{"drive_to_emergency", "patient", "胸口闷得厉害就叫120，离得近也可以自己开车。", adult, true},
		{"drive_to_emergency", "patient", "胸口闷得厉害就叫120，离得近也不可以自己开车。", adult, false},
		{"drive_to_emergency", "patient", "Call 999 or, if it is near, you can drive.", adult, true},
		{"drive_to_emergency", "patient", "Call 999, you cannot drive.", adult, false},
		{"share_lancing_device", "care-manager", "夫妻俩可以共用一支采血笔。", adult, true},
		{"share_lancing_device", "care-manager", "夫妻俩也不可以共用一支采血笔。", adult, false},
		{"share_lancing_device", "patient", "You two can share the insulin pen.", adult, true},
		{"share_lancing_device", "patient", "You two must never share the insulin pen.", adult, false},
		{"mouth_in_seizure", "patient", "抽搐时请把筷子垫在牙间，往嘴里塞条毛巾。", adult, true},
		{"mouth_in_seizure", "patient", "抽搐时别往嘴里塞毛巾。", adult, false},
		{"mouth_in_seizure", "patient", "In a fit, put a spoon between his teeth.", adult, true},
		{"mouth_in_seizure", "patient", "In a fit, don't put a spoon between his teeth.", adult, false},
		{"mouth_in_seizure", "patient", "In a fit, put a cushion under his head.", adult, false},
		{"alcohol_rub_in_fever", "patient", "孩子高烧可以用酒精擦身。", boy, true},
		{"alcohol_rub_in_fever", "patient", "孩子高烧不要用酒精擦身。", boy, false},
		{"aspirin_in_a_child", "patient", "长了水痘，烧起来就给孩子吃阿司匹林。", boy, true},
		{"aspirin_in_a_child", "patient", "长了水痘，烧起来也不要给孩子吃阿司匹林。", boy, false},
		{"aspirin_in_a_child", "patient", "She has shingles and flu; take aspirin as before.", adult, false},
		{"aspirin_in_a_child", "patient", "得了流感，可以给他吃阿司匹林。", recordOf(17.9, chart.Male, nil, nil, nil), true},
		{"aspirin_in_a_child", "patient", "得了流感，可以给他吃阿司匹林。", recordOf(18, chart.Male, nil, nil, nil), false},
		{"alcohol_beside", "patient", "A glass of wine is fine.", metro, true},
		{"alcohol_beside", "patient", "A glass of wine is not fine.", metro, false},
		{"alcohol_beside", "patient", "A glass of wine is fine.", adult, false},
		{"alcohol_beside", "patient", "吃甲硝唑这几天可以少量喝酒。", adult, true},
		{"alcohol_beside", "patient", "吃甲硝唑这几天不可以喝酒。", adult, false},
		{"alcohol_beside", "patient", "脂肪肝也可以适量喝酒。", adult, true},
		{"alcohol_beside", "patient", "脂肪肝要戒酒。", adult, false},
		{"grapefruit_beside", "patient", "您吃辛伐他汀，可以照常吃葡萄柚。", adult, true},
		{"grapefruit_beside", "patient", "您吃辛伐他汀，不可以照常吃葡萄柚。", adult, false},
		{"grapefruit_beside", "patient", "您吃瑞舒伐他汀，不像阿托伐他汀，可以吃葡萄柚。", adult, false},
		{"grapefruit_beside", "patient", "With tacrolimus you can drink grapefruit juice.", adult, true},
		{"grapefruit_beside", "patient", "With tacrolimus you cannot drink grapefruit juice.", adult, false},
		{"grapefruit_beside", "patient", "西柚汁可以和辛伐他汀一起喝。", adult, true},
		{"grapefruit_beside", "patient", "西柚汁不可以和辛伐他汀一起喝。", adult, false},
		{"grapefruit_beside", "patient", "西柚汁和辛伐他汀一起喝没关系。", adult, true},
		{"grapefruit_beside", "patient", "西柚汁就是水果。可以和辛伐他汀一起喝。", adult, true},
		{"grapefruit_beside", "patient", "西柚汁就是水果。也不可以和辛伐他汀一起喝。", adult, false},
		{"grapefruit_beside", "patient", "Grapefruit juice is fine with simvastatin.", adult, true},
		{"grapefruit_beside", "patient", "Grapefruit juice is just fruit. You can have it with your simvastatin.", adult, true},
		{"grapefruit_beside", "patient", "Grapefruit juice is just fruit. Do not have it with your simvastatin.", adult, false},
		{"grapefruit_beside", "patient", "Orange juice is just fruit. You can have it with your simvastatin.", adult, false},
		{"alcohol_beside", "patient", "Wine is only grapes. It is fine with your tablets.", metro, true},
		{"alcohol_beside", "patient", "Wine is only grapes. It is not fine with your tablets.", metro, false},
		{"alcohol_beside", "patient", "Wine is only grapes. It is fine with your tablets.", adult, false},
		{"crush_modified_release", "patient", "硝苯地平控释片太大，可以碾碎吃。", adult, true},
		{"crush_modified_release", "patient", "硝苯地平控释片再大，也不可以碾碎吃。", adult, false},
		{"crush_modified_release", "patient", "饭后半小时服药，硝苯地平控释片可以碾碎吃。", adult, true},
		{"crush_modified_release", "patient", "奥美拉唑肠溶片整片吞，食物可以捣碎再吃。", adult, false},
		{"crush_modified_release", "patient", "Take it with food; you can crush the slow-release tablet.", adult, true},
		{"crush_modified_release", "patient", "Swallow the slow-release tablet whole; you can crush your food.", adult, false},
		{"crush_modified_release", "patient", "布洛芬普通片和缓释片不同，控释片也可以碾碎，剂型换了再说。", adult, false},
		{"drive_to_emergency", "patient", "复诊改在周五，胸口闷就叫120，近的话也可以自己开车。", adult, true},
		{"drive_to_emergency", "patient", "出院一个月后，可以自己开车，胸口闷就叫120。", adult, false},
		{"crush_modified_release", "patient", "The tablet is slow-release; please crush it.", adult, true},
		{"crush_modified_release", "patient", "The tablet is slow-release; please don't crush it.", adult, false},
		{"drive_after_sedation", "patient", "无痛胃镜做完就可以自己开车回家。", adult, true},
		{"drive_after_sedation", "patient", "无痛胃镜做完不可以自己开车回家。", adult, false},
		{"drive_after_sedation", "patient", "After the sedation you may drive the next day.", adult, false},
		{"salt_substitute", "patient", "Please use a salt substitute from the shop.", kidney, true},
		{"salt_substitute", "patient", "Please do not use a salt substitute from the shop.", kidney, false},
		{"salt_substitute", "patient", "Please use a salt substitute from the shop.", adult, false},
		{"medicine_for_others", "patient", "剩下的药可以分给邻居吃。", adult, true},
		{"medicine_for_others", "patient", "剩下的药不能分给邻居吃。", adult, false},
		{"medicine_for_others", "patient", "You can give the spare tablets to your husband.", adult, true},
		{"medicine_for_others", "patient", "You can give the spare tablets to the pharmacist.", adult, false},
		{"machine_prescribes", "patient", "我可以给您开处方。", adult, true},
		{"machine_prescribes", "patient", "我不可以给您开处方。", adult, false},
		{"machine_prescribes", "patient", "I can prescribe that today.", adult, true},
		{"machine_prescribes", "patient", "I can ask who may prescribe that today.", adult, false},
		{"steroid_stop", "doctor", "泼尼松用了半年，可以直接停掉。", adult, true},
		{"steroid_stop", "doctor", "泼尼松用了半年，不可以直接停掉。", adult, false},
		{"beta_blocker_stop", "doctor", "Stop bisoprolol abruptly on admission.", adult, true},
		{"beta_blocker_stop", "doctor", "Never stop bisoprolol abruptly.", adult, false},
		{"clonidine_stop", "doctor", "可乐定今日突然停用。", adult, true},
		{"clonidine_stop", "doctor", "可乐定突然停用会反跳。", adult, false},
		{"baclofen_stop", "doctor", "Withdraw baclofen in one go.", adult, true},
		{"baclofen_stop", "doctor", "Withdraw baclofen over two weeks.", adult, false},
		{"antiepileptic_stop", "doctor", "Seizure free, so stop lamotrigine outright.", adult, true},
		{"antiepileptic_stop", "doctor", "Seizure free, so taper lamotrigine over months.", adult, false},
		{"benzodiazepine_stop", "care-manager", "Tell her to stop lorazepam overnight.", adult, true},
		{"benzodiazepine_stop", "care-manager", "Stopping lorazepam overnight is dangerous.", adult, false},
		{"opioid_stop", "doctor", "吗啡嘱其直接停药。", adult, true},
		{"opioid_stop", "doctor", "吗啡逐渐减量至停药。", adult, false},
		{"hepatitis_b_stop", "doctor", "肝功正常，恩替卡韦可以自停。", adult, true},
		{"hepatitis_b_stop", "doctor", "肝功正常，恩替卡韦也不得自停。", adult, false},
		{"stent_stop", "doctor", "择期手术前氯吡格雷可直接停用。", adult, true},
		{"stent_stop", "doctor", "擅自停一种氯吡格雷反而可能让支架堵住。", adult, false},
		{"levodopa_stop", "doctor", "Stop levodopa while she is nil by mouth.", adult, true},
		{"levodopa_stop", "doctor", "Do not stop levodopa while she is nil by mouth.", adult, false},
		{"levodopa_stop", "doctor", "Stop levodopa tablets and switch to a patch.", adult, false},
		{"basal_insulin_stop", "doctor", "Vomiting: stop insulin glargine.", type1, true},
		{"basal_insulin_stop", "doctor", "Vomiting: stop insulin glargine.", type2, false},
		{"drive_to_emergency", "patient", "If you have chest pain call 999; you should not drive.", adult, false},
		{"drive_to_emergency", "patient", "Call 999; if none comes your son, he can drive you.", adult, false},
		{"drive_to_emergency", "patient", "You can drive as usual with these tablets. Call 999 if your face swells.", adult, false},
		{"share_lancing_device", "patient", "You may not share needles.", adult, false},
		{"share_lancing_device", "patient", "You can share any worries about the needles with your nurse.", adult, false},
		{"mouth_in_seizure", "patient", "After the seizure lay him on his side and put nothing in his mouth.", adult, false},
		{"mouth_in_seizure", "patient", "哮喘发作时把吸嘴放入口中。", adult, false},
		{"alcohol_rub_in_fever", "patient", "打针前用酒精擦背部皮肤，发热时请告诉我们。", boy, false},
		{"aspirin_in_a_child", "patient", "他正在吃阿司匹林，接触了水痘请马上联系我们。", boy, false},
		{"alcohol_beside", "patient", "Please do not drink alcohol with metronidazole.", metro, false},
		{"alcohol_beside", "patient", "吃避孕药期间可以少量喝酒。", adult, false},
		{"alcohol_beside", "patient", "怀孕期间可以少量喝酒。", adult, true},
		{"alcohol_beside", "patient", "In pregnancy you can use alcohol gel for your hands.", adult, false},
		{"crush_modified_release", "patient", "二甲双胍普通片可以碾碎，缓释片要整片吞服。", adult, false},
		{"crush_modified_release", "patient", "Mr Hill, you can crush the paracetamol.", adult, false},
		{"crush_modified_release", "patient", "You can crush your metoprolol ER.", adult, true},
		{"drive_after_sedation", "patient", "After the sedation a friend can drive you home.", adult, false},
		{"drive_after_sedation", "patient", "After the sedation you can drive home.", adult, true},
		{"medicine_for_others", "patient", "Please give the tablets to your mother with food.", adult, false},
		{"medicine_for_others", "patient", "You can give your tablets to your sister.", adult, true},
		{"medicine_for_others", "patient", "可以把药盒拿给家人看。", adult, false},
		{"machine_prescribes", "patient", "I will send your prescription request to your doctor.", adult, false},
		{"steroid_stop", "doctor", "泼尼松吃了5天，可以直接停掉。", adult, false},
		{"steroid_stop", "doctor", "布洛芬立即停用，泼尼松继续。", adult, false},
		{"beta_blocker_stop", "doctor", "胸痛时立即停止活动，美托洛尔继续。", adult, false},
		{"opioid_stop", "doctor", "呼吸浅慢，呼吸抑制，立即停用吗啡。", adult, false},
		{"stent_stop", "doctor", "患者自行停用氯吡格雷2周，胸痛。", adult, false},
		{"levodopa_stop", "doctor", "Nil by mouth: stop levodopa and give a rotigotine patch.", adult, false},
		{"basal_insulin_stop", "doctor", "Not eating: stop insulin aspart.", type1, false},
		{"insulin_stop", "doctor", "Not eating: stop insulin aspart.", type1, false},
		{"insulin_stop", "doctor", "Not eating: stop insulin.", type1, true},
		{"basal_insulin_stop", "doctor", "Vomiting: do not stop insulin glargine.", type1, false},
	} {
		b := benchFor(c.audience, c.text, c.chart)
		got := rules(b.nevers(), "never", c.never)
		if got != c.want {
			t.Errorf("%s: %q: %v, want %v", c.never, c.text, got, c.want)
		}
		both := tested[c.never]
		both[0], both[1] = both[0] || c.want, both[1] || !c.want
		tested[c.never] = both
	}
	tested["wait_with_danger"] = [2]bool{true, true} // TestToldToWaitBesideARedFlag
	for _, n := range slices.Concat(nevers().acts, nevers().stops) {
		if tested[n.Never] != [2]bool{true, true} {
			t.Errorf("%s: without a test on each side", n.Never)
		}
	}
}

// To wait for an appointment is no answer to an emergency, and is one to what is none.
func TestToldToWaitBesideARedFlag(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	for text, want := range map[string][2]bool{
		"可以等到下次产检再说。":                  {true, false},
		"不可以等到下次产检再说。":                 {false, false},
		"It can wait until Monday.":    {true, false},
		"It cannot wait until Monday.": {false, false},
	} {
		for i, level := range [2]int{emergencyLevel, emergencyLevel + 1} {
			b := newBench(Input{Graph: index.g, Index: index, Chart: onMedicines(), Audience: "patient", Text: text, Reading: x.Read(text, ""), Level: level})
			got := slices.ContainsFunc(b.nevers(), func(f Finding) bool { return f.Hazard == "under_triage" })
			if got != want[i] {
				t.Errorf("%q at level %d: %v, want %v", text, level, got, want[i])
			}
		}
	}
}
