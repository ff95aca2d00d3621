package check_test

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// A change that raises a medicine, or turns to it, is asked what a start is asked; one that
// lessens it, or puts another in its place, is not.
func TestChangesAreAskedWhatAStartIs(t *testing.T) {
	t.Parallel()
	pregnant, fertile := woman(32, chart.Yes, 12), woman(32, chart.Unknown, 0)
	penicillin, asthma := allergic("allergen.penicillin", "青霉素"), ill("cond.asthma")
	kidneys := measured("find.egfr", 20, "mL/min/{1.73_m2}")
	var rows []row
	add := func(want, not string, w []with, texts ...string) {
		for _, text := range texts {
			rows = append(rows, row{name: text, text: text, chart: w, want: want, not: not})
		}
	}
	onIt := []with{pregnant, takes("drug.valproate")}
	add("pregnancy:pregnancy", "", onIt, "丙戊酸钠加量至每日1g。", "上调丙戊酸钠剂量。", "丙戊酸钠剂量增加一倍。", "Increase the valproate to 1 g daily.", "Double the valproate.", "Change valproate to 750 mg twice daily.", "Continue valproate at a higher dose.", "丙戊酸钠改为0.5g每日三次。", "Adjust the valproate dose.")
	add("", "pregnancy:pregnancy", onIt, "丙戊酸钠减量。", "丙戊酸钠剂量减半。", "丙戊酸钠改为左乙拉西坦。", "将丙戊酸钠换成拉莫三嗪。", "Reduce the valproate.", "Taper valproate over four weeks.", "Switch valproate to levetiracetam.", "Switch from valproate to levetiracetam.", "Replace valproate with levetiracetam.", "On valproate: change today.", "Adjust valproate down: reduce to 300 mg.")
	add("pregnancy:pregnancy_unknown", "", []with{fertile}, "丙戊酸钠加量。", "换丙戊酸钠治疗。", "Increase the valproate to 1 g daily.", "Switch lamotrigine to valproate.", "卡马西平改为丙戊酸钠。")
	add("", "pregnancy:pregnancy_unknown", []with{fertile}, "丙戊酸钠减量。", "Reduce the valproate.", "丙戊酸钠改为拉莫三嗪。")
	add("", "pregnancy:pregnancy_unknown", []with{fertile, takes("drug.valproate")}, "丙戊酸钠加量。")
	add("allergy:allergy", "", []with{penicillin}, "阿莫西林加量。", "Increase amoxicillin to 1 g three times daily.", "头孢克洛改为阿莫西林。")
	add("", "allergy:allergy", []with{penicillin}, "阿莫西林改为阿奇霉素。", "Reduce amoxicillin.", "Switch amoxicillin to azithromycin.")
	add("contraindication:contraindication", "", []with{asthma}, "普萘洛尔加量。", "Increase propranolol to 40 mg twice daily.", "Switch diltiazem to propranolol.")
	add("", "contraindication:contraindication", []with{asthma}, "普萘洛尔减量。", "Reduce propranolol.", "Switch propranolol to diltiazem.", "普萘洛尔换为地尔硫䓬。")
	add("contraindication:contraindication", "", []with{kidneys, takes("drug.metformin")}, "Increase metformin to 1 g twice daily.", "二甲双胍加量至1g每日两次。")
	add("contraindication:contraindication", "", []with{kidneys, takes("drug.metformin")}, "Metformin is stopped for the scan and restarted at 1 g twice daily.")
	add("", "contraindication:contraindication", []with{kidneys, takes("drug.metformin")}, "Metformin is stopped at this eGFR.", "Metformin should be discontinued.", "二甲双胍改为利格列汀。", "Switch metformin to linagliptin.")
	runRows(t, rows)
}

// To deny that a medicine is withheld gives it; to say how it is not to be stopped, or to
// withhold it, does not.
func TestDoubleDenialsGive(t *testing.T) {
	t.Parallel()
	w := []with{allergic("allergen.penicillin", "青霉素")}
	var rows []row
	for _, text := range []string{
		"Amoxicillin is not withheld.", "Amoxicillin need not be withheld.", "There is no reason not to give amoxicillin.", "No reason to withhold amoxicillin.",
		"Amoxicillin is not contraindicated.", "Amoxicillin should not be avoided.", "Do not hesitate to give amoxicillin.", "Nothing speaks against amoxicillin.",
		"I would not rule out amoxicillin.", "Amoxicillin should not be stopped.", "Amoxicillin is not out of the question.", "Amoxicillin is never left out here.",
		"It is not that amoxicillin cannot be given.", "Amoxicillin is not off the list.", "There is no need to avoid amoxicillin.", "Amoxicillin 500 mg tds is not withheld.",
		"阿莫西林不是不能用。", "并非不能用阿莫西林。", "没有理由不用阿莫西林。", "阿莫西林没有不用的理由。", "阿莫西林不必停用。", "阿莫西林未停用。", "不能不用阿莫西林。",
		"阿莫西林0.5g每日三次不应停用。", "阿莫西林并非禁忌。", "无需避免阿莫西林。", "阿莫西林不应停用。", "阿莫西林不是不可以。", "没必要禁用阿莫西林。",
	} {
		rows = append(rows, row{name: text, text: text, chart: w, want: "allergy:allergy"})
	}
	for _, text := range []string{
		"Amoxicillin is withheld.", "Amoxicillin is not given.", "There is every reason not to give amoxicillin.", "Do not give amoxicillin.", "Amoxicillin should be stopped.",
		"There is no reason to give amoxicillin.", "Amoxicillin must not be started.", "If amoxicillin is not withheld, she may react.", "It was an error that amoxicillin was not withheld.",
		"阿莫西林不能用。", "没有理由用阿莫西林。", "阿莫西林已停用。", "阿莫西林应停用。", "不能用阿莫西林。",
	} {
		rows = append(rows, row{name: text, text: text, chart: w, not: "allergy:allergy"})
	}
	for _, text := range []string{"Adrenaline is not contraindicated in anaphylaxis.", "严重过敏反应时没有理由不用肾上腺素。"} {
		rows = append(rows, row{name: text, text: text, chart: []with{allergic("drug.adrenaline", "adrenaline")}, not: "allergy:allergy"})
	}
	rows = append(rows,
		row{name: "on the chart", text: "Propranolol should not be stopped.", chart: []with{ill("cond.asthma"), takes("drug.propranolol")}, want: "contraindication:contraindication"},
		row{name: "how it is not to be stopped", text: "Propranolol should not be stopped abruptly.", chart: []with{ill("cond.asthma"), takes("drug.propranolol")}, not: "contraindication:contraindication"},
		row{name: "patient", text: "阿莫西林不是不能吃。", chart: w, audience: "patient", want: "allergy:allergy"},
		row{name: "patient en", text: "There is no reason not to take amoxicillin.", chart: w, audience: "patient", want: "allergy:allergy"},
		row{name: "care manager", text: "阿莫西林不用停。", chart: w, audience: "care-manager", want: "allergy:allergy"},
		row{name: "patient not", text: "阿莫西林不能吃。", chart: w, audience: "patient", not: "allergy:allergy"},
	)
	runRows(t, rows)
}
