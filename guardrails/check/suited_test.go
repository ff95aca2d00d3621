package check_test

import "testing"

// What is much in one illness is a slip in others: the limits of a row with conditions hold
// for a patient who has one of them, and for nobody else.
func TestLimitsOfAnIllness(t *testing.T) {
	t.Parallel()
	poisoned, malaria, hyperkalaemia := []with{ill("cond.organophosphate")}, []with{ill("cond.malaria")}, []with{ill("cond.hyperkalaemia")}
	urticaria := []with{ill("cond.chronic_urticaria")}
	child := []with{aged(8), measured("find.weight", 25, "kg")}
	kawasaki := append([]with{ill("cond.kawasaki")}, child...)
	runRows(t, []row{
		{name: "atropine", text: "阿托品3mg静脉注射。", not: "dose:"},
		{name: "atropine of a poisoning", text: "阿托品10mg静脉注射。", want: "dose:dose_error"},
		{name: "atropine in a poisoning", text: "阿托品20mg静脉注射。", chart: poisoned, not: "dose:"},
		{name: "atropine in a poisoning, too much", text: "阿托品21mg静脉注射。", chart: poisoned, want: "dose:dose_range"},
		{name: "atropine in a poisoning that the draft names", text: "有机磷农药中毒，阿托品10mg静脉注射。", not: "dose:"},
		{name: "hydroxychloroquine", text: "羟氯喹400mg口服。", not: "dose:"},
		{name: "hydroxychloroquine of malaria", text: "羟氯喹800mg口服。", want: "dose:dose_range"},
		{name: "hydroxychloroquine in malaria", text: "羟氯喹800mg口服。", chart: malaria, not: "dose:"},
		{name: "hydroxychloroquine in malaria, too much", text: "羟氯喹1000mg口服。", chart: malaria, want: "dose:dose_range"},
		{name: "salbutamol", text: "沙丁胺醇10mg雾化吸入。", want: "dose:dose_range"},
		{name: "salbutamol for potassium", text: "沙丁胺醇20mg雾化吸入。", chart: hyperkalaemia, not: "dose:"},
		{name: "salbutamol for potassium, too much", text: "沙丁胺醇25mg雾化吸入。", chart: hyperkalaemia, want: "dose:dose_range"},
		{name: "cetirizine doubled", text: "西替利嗪20mg口服 bid。", want: "dose:dose_error"},
		{name: "cetirizine fourfold in urticaria", text: "西替利嗪20mg口服 bid。", chart: urticaria, not: "dose:"},
		{name: "cetirizine beyond that", text: "西替利嗪25mg口服 bid。", chart: urticaria, want: "dose:dose_range"},
		{name: "aspirin for a child", text: "阿司匹林300mg口服 tid。", chart: child, want: "agedose:age_dose"},
		{name: "aspirin in Kawasaki disease", text: "阿司匹林800mg口服 tid。", chart: kawasaki, not: "age"},
		{name: "aspirin in Kawasaki disease, too much", text: "阿司匹林850mg口服 tid。", chart: kawasaki, want: "agedose:age_dose"},
	})
}

// Oxytocin kills by a bolus, and is right as 5 IU slowly once the baby is born.
func TestOxytocinSlowly(t *testing.T) {
	t.Parallel()
	runRows(t, []row{
		{name: "slowly", text: "胎儿娩出后缩宫素5U 缓慢静推。", not: "dose:dose_error"},
		{name: "slowly, en", text: "Oxytocin 5 units by slow IV bolus after delivery of the baby.", not: "dose:dose_error"},
		{name: "too much slowly", text: "胎儿娩出后缩宫素10U 缓慢静推。", want: "dose:dose_error"},
		{name: "not slowly", text: "胎儿娩出后缩宫素5U 静推。", want: "dose:dose_error"},
		{name: "before birth", text: "缩宫素5U 缓慢静推引产。", want: "dose:dose_error"},
		{name: "before birth, en", text: "Oxytocin 5 units by slow IV bolus to induce labour.", want: "dose:dose_error"},
	})
}

// Insulin: tenfold slips of a dose, a day and a rate against the weight.
func TestInsulinByWeight(t *testing.T) {
	t.Parallel()
	kg := []with{measured("find.weight", 60, "kg")}
	child := []with{aged(8), measured("find.weight", 25, "kg")}
	runRows(t, []row{
		{name: "a meal", text: "门冬胰岛素60U 皮下注射。", chart: kg, not: "dose:"},
		{name: "a meal over", text: "门冬胰岛素61U 皮下注射。", chart: kg, want: "dose:dose_range"},
		{name: "a day", text: "门冬胰岛素40U 皮下注射 tid。", chart: kg, not: "dose:"},
		{name: "a day over", text: "门冬胰岛素41U 皮下注射 tid。", chart: kg, want: "dose:dose_range"},
		{name: "a night", text: "甘精胰岛素90U 皮下注射 qn。", chart: kg, not: "dose:"},
		{name: "a night over", text: "甘精胰岛素91U 皮下注射 qn。", chart: kg, want: "dose:dose_range"},
		{name: "no kind", text: "胰岛素100U 皮下注射。", chart: kg, want: "dose:dose_range"},
		{name: "a rate", text: "人胰岛素9U/h 静脉泵入。", chart: kg, not: "dose:"},
		{name: "a rate over", text: "人胰岛素10U/h 静脉泵入。", chart: kg, want: "dose:dose_range"},
		{name: "a rate tenfold", text: "胰岛素60U/h 静脉泵入。", chart: kg, want: "dose:dose_error"},
		{name: "a child's rate", text: "人胰岛素2.5U/h 静脉泵入。", chart: child, not: "dose:"},
		{name: "a child's rate tenfold", text: "人胰岛素25U/h 静脉泵入。", chart: child, want: "dose:dose_error"},
		{name: "a child's meal", text: "门冬胰岛素25U 皮下注射。", chart: child, not: "dose:"},
		{name: "a child's meal over", text: "门冬胰岛素26U 皮下注射。", chart: child, want: "dose:dose_range"},
	})
}

// So much an hour without a route runs into a vein, and is held against what runs there.
func TestARateRunsIntoAVein(t *testing.T) {
	t.Parallel()
	kg := []with{measured("find.weight", 70, "kg")}
	runRows(t, []row{
		{name: "fixed-rate insulin", text: "Fixed-rate insulin 0.1 units/kg/h.", chart: kg, not: "dose:dose_range"},
		{name: "fixed-rate insulin, its kind", text: "Actrapid 10 units/h.", chart: kg, not: "dose:dose_range"},
		{name: "fixed-rate insulin, too much", text: "Actrapid 11 units/h.", chart: kg, want: "dose:dose_range"},
		{name: "fixed-rate insulin, tenfold", text: "Fixed-rate insulin 1 unit/kg/h.", chart: kg, want: "dose:dose_error"},
		{name: "so much at once is for the skin", text: "Actrapid 40 units.", chart: kg, not: "dose:dose_range"},
	})
}
