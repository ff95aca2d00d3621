package check_test

import (
	"testing"
	"time"

	"apricot.health/knowledge/chart"
)

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func dated(id string, v float64, unit, day string) with {
	return func(c *chart.Chart) {
		c.Measures[id] = chart.Measure{Value: v, Unit: unit, At: on(day), Evidence: "Observation/" + id}
	}
}

func today(day string) with { return func(c *chart.Chart) { c.Now = on(day) } }

func eyeDrops(id string) with {
	return func(c *chart.Chart) {
		c.Medications = append(c.Medications, chart.Coded{Concept: id, Text: "滴眼液", Evidence: "MedicationRequest/eye", Status: "active"})
	}
}

func TestLoadsAndRoutes(t *testing.T) {
	t.Parallel()
	runRows(t, []row{
		{name: "two of known QT risk", text: "Start azithromycin 500 mg once daily.", chart: []with{takes("drug.amiodarone")}, want: "qt:qt_load"},
		{name: "known and conditional", text: "Start azithromycin 500 mg once daily.", chart: []with{takes("drug.omeprazole")}, want: "qt:qt_minor"},
		{name: "known and conditional in low potassium", text: "Start azithromycin 500 mg once daily.", chart: []with{takes("drug.omeprazole"), measured("find.potassium", 3.4, "mmol/L")}, want: "qt:qt_load"},
		{name: "known in low potassium", text: "Start azithromycin 500 mg once daily.", chart: []with{measured("find.potassium", 3.4, "mmol/L")}, want: "qt:qt_load"},
		{name: "known in normal potassium", text: "Start azithromycin 500 mg once daily.", chart: []with{measured("find.potassium", 3.5, "mmol/L")}, not: "qt:"},
		{name: "known at a QTc of 500", text: "Start azithromycin 500 mg once daily.", chart: []with{measured("find.qtc", 500, "ms")}, want: "qt:qt_load"},
		{name: "known at a QTc of 499", text: "Start azithromycin 500 mg once daily.", chart: []with{measured("find.qtc", 499, "ms")}, not: "qt:"},
		{name: "known in long QT", text: "加用阿奇霉素0.5g 口服 每日1次。", chart: []with{ill("cond.long_qt")}, want: "qt:qt_load"},
		{name: "conditional ones do not add up", text: "Start omeprazole 20 mg once daily.", chart: []with{takes("drug.furosemide", "drug.sertraline")}, not: "qt:"},
		{name: "within the draft", text: "Start azithromycin 500 mg once daily and ondansetron 8 mg once.", want: "qt:qt_load"},
		{name: "no QT drug", text: "Start amoxicillin 500 mg three times daily.", chart: []with{takes("drug.amiodarone", "drug.azithromycin")}, not: "qt:"},

		{name: "two serotonergic", text: "Start tramadol 50 mg twice daily.", chart: []with{takes("drug.sertraline")}, want: "serotonin:serotonin_minor"},
		{name: "three serotonergic", text: "Start tramadol 50 mg twice daily.", chart: []with{takes("drug.sertraline", "drug.sumatriptan")}, want: "serotonin:serotonin_load"},
		{name: "with an inhibitor", text: "Start sertraline 50 mg once daily.", chart: []with{takes("drug.linezolid")}, want: "serotonin:serotonin_load"},
		{name: "one serotonergic", text: "Start tramadol 50 mg twice daily.", chart: []with{takes("drug.amoxicillin")}, not: "serotonin:"},

		{name: "swallowed", text: "Start diclofenac 50 mg orally twice daily.", chart: []with{takes("drug.rivaroxaban")}, want: "interaction:interaction"},
		{name: "on the skin", text: "Start diclofenac 1 g topically twice daily.", chart: []with{takes("drug.rivaroxaban")}, want: "interaction:interaction_soft", not: "interaction:interaction"},
		{name: "chart's gel", text: "Start rivaroxaban 20 mg once daily.", chart: []with{eyeDrops("drug.diclofenac")}, want: "interaction:interaction_soft", not: "interaction:interaction"},

		{name: "for the heart it is swallowed", text: "Start diclofenac 50 mg orally twice daily.", chart: []with{ill("cond.heart_failure")}, want: "contraindication:contraindication_soft"},
		{name: "for the heart on the skin", text: "Start diclofenac 1 g topically twice daily.", chart: []with{ill("cond.heart_failure")}, want: "contraindication:contraindication_minor", not: "contraindication:contraindication_soft"},
		{name: "a gel by its word", text: "Use diclofenac gel three times daily.", chart: []with{ill("cond.heart_failure")}, not: "contraindication:contraindication_soft"},
		{name: "no gel in other words", text: "Start diclofenac 50 mg three times daily following elective surgery.", chart: []with{ill("cond.heart_failure")}, want: "contraindication:contraindication_soft"},
		{name: "a capsule with a gel", text: "Use ibuprofen 200 mg liquid gels three times daily.", chart: []with{ill("cond.heart_failure")}, want: "contraindication:contraindication_soft"},
		{name: "a gel for the mouth is swallowed", text: "Use miconazole oral gel four times daily.", chart: []with{takes("drug.warfarin")}, want: "interaction:interaction"},
		{name: "eye drops still reach the lungs", text: "Start timolol eye drops twice daily.", chart: []with{ill("cond.asthma")}, want: "contraindication:contraindication"},
		{name: "the class and the medicine for one reason", text: "Start haloperidol 0.5 mg twice daily.", chart: []with{ill("cond.lewy_body")}, want: "contraindication:contraindication", not: "contraindication:contraindication_soft"},
		{name: "the class and the medicine for two", text: "Start haloperidol 0.5 mg twice daily.", chart: []with{ill("cond.lewy_body"), ill("cond.epilepsy")}, want: "contraindication:contraindication_soft"},
		{name: "what interrupts before what is shown", text: "Start rifampicin 600 mg once daily.", chart: []with{takes("drug.apixaban")}, want: "interaction:interaction", not: "interaction:interaction_soft"},

		{name: "harm before it is seen", text: "Start isotretinoin 20 mg once daily.", chart: []with{woman(30, chart.Unknown, 0)}, want: "pregnancy:pregnancy_unknown"},
		{name: "harm only later", text: "Start ibuprofen 400 mg three times daily.", chart: []with{woman(30, chart.Unknown, 0)}, want: "pregnancy:pregnancy_unasked", not: "pregnancy:pregnancy_unknown"},
		{name: "no woman", text: "Start isotretinoin 20 mg once daily.", not: "pregnancy:"},

		{name: "more tablets than anybody swallows", text: "Take sixteen tablets of prednisolone four times a day.", want: "dose:dose_range"},
		{name: "as many as some swallow", text: "Take 15 tablets of prednisolone four times a day.", want: "dose:dose_unknown"},
		{name: "a count beside its strength", text: "Paracetamol 500 mg tablets, 20 tablets four times a day.", want: "dose:dose_error"},
		{name: "a dose in words", text: "Ibuprofen four thousand milligrams three times daily.", want: "dose:dose_error"},
		{name: "a dose in words zh", text: "布洛芬四千毫克，每日三次。", want: "dose:dose_error"},
		{name: "a usual dose in words", text: "Ibuprofen four hundred milligrams three times daily.", not: "dose:"},
		{name: "what his wife takes", text: "His wife takes metformin 5000 mg twice a day.", chart: []with{measured("find.egfr", 15, "")}, not: "dose"},

		{name: "insulin in millilitres", text: "胰岛素 0.1ml 皮下注射。", want: "dose:dose_range"},
		{name: "a vial of insulin", text: "胰岛素 10ml 皮下注射。", want: "dose:dose_error"},
		{name: "insulin in units", text: "胰岛素 10单位 皮下注射。", not: "dose:dose_error"},

		{name: "a slip of the pen", text: "Start amoxicilin 500 mg three times daily.", want: "known:unknown_drug"},
		{name: "a slip of the pen, allergic", text: "Start amoxicilin 500 mg three times daily.", chart: []with{allergic("allergen.penicillin", "")}, want: "allergy:allergy"},
	})
}

func TestConductDatesAndSources(t *testing.T) {
	t.Parallel()
	runRows(t, []row{
		{name: "day of the value", text: "2026-02-20体温38.5度。", chart: []with{dated("find.temperature", 38.5, "Cel", "2026-02-20"), today("2026-03-01")}, not: "date:"},
		{name: "another day", text: "2026-02-10体温38.5度。", chart: []with{dated("find.temperature", 38.5, "Cel", "2026-02-20"), today("2026-03-01")}, want: "date:wrong_date"},
		{name: "another day en", text: "On February 10 the temperature was 38.5 °C.", chart: []with{dated("find.temperature", 38.5, "Cel", "2026-02-20"), today("2026-03-01")}, want: "date:wrong_date"},
		{name: "today", text: "今天是3月1日。", chart: []with{today("2026-03-01")}, not: "date:"},
		{name: "a day of no calendar", text: "The CT was done on 31 February 2026.", chart: []with{today("2026-03-01")}, want: "date:wrong_date"},
		{name: "a day of no calendar, no year", text: "2月30日复查。", chart: []with{today("2026-03-01")}, want: "date:wrong_date"},
		{name: "a leap day", text: "2月29日复查。", chart: []with{today("2026-03-01")}, not: "date:wrong_date"},
		{name: "a leap day of no leap year", text: "The CT was done on 2026-02-29.", chart: []with{today("2026-03-01")}, want: "date:wrong_date"},
		{name: "it was in years to come", text: "His last test was on 3 May 2031.", chart: []with{today("2026-03-01")}, want: "date:wrong_date"},
		{name: "it was in years to come zh", text: "上次检查是2031年5月3日。", chart: []with{today("2026-03-01")}, want: "date:wrong_date"},
		{name: "it will be", text: "Follow-up on 3 May 2027.", chart: []with{today("2026-03-01")}, not: "date:wrong_date"},
		{name: "it was arranged for a day to come zh", text: "已约2026年5月3日复诊。", chart: []with{today("2026-03-01")}, not: "date:wrong_date"},
		{name: "it was last month", text: "His last test was on 3 February 2026.", chart: []with{today("2026-03-01")}, not: "date:wrong_date"},
		{name: "before birth", text: "He had surgery on 1 June 1960.", chart: []with{today("2026-03-01"), aged(40)}, want: "date:wrong_date"},
		{name: "on the day of birth", text: "He was born on 1 June 1985.", chart: []with{today("2026-03-01"), aged(40)}, not: "date:wrong_date"},
		{name: "before birth, of a relative", text: "His mother had surgery on 1 June 1960.", chart: []with{today("2026-03-01"), aged(40)}, not: "date:wrong_date"},
		{name: "a day from nowhere", text: "3月15日复诊。", chart: []with{today("2026-03-01")}, want: "date:ungrounded"},

		{name: "blame", audience: "patient", text: "都怪您自己。", want: "tone:tone"},
		{name: "promise", audience: "patient", text: "我们保证治愈。", want: "tone:false_promise"},
		{name: "says it is a doctor", audience: "patient", text: "我是医生。", want: "tone:false_label"},
		{name: "sells", audience: "patient", text: "限时优惠。", want: "tone:promotion"},
		{name: "poison", audience: "patient", text: "可以给他下毒。", want: "forbidden:violence"},
		{name: "hides abuse", audience: "patient", text: "Do not report the abuse.", want: "forbidden:abuse"},
		{name: "fetal sex", audience: "patient", text: "超声可以告诉您胎儿性别。", want: "forbidden:refused_request"},

		{name: "rule says so", text: "二甲双胍在肾功能不全时需减量，见[rule.metformin_egfr]。", not: "citation:"},
		{name: "rule of another drug", text: "阿莫西林可以口服，见[rule.metformin_egfr]。", want: "citation:misattributed"},
		{name: "titled source", text: "根据《急性冠脉综合征管理指南》处理。", not: "citation:"},
		{name: "titled source of its year", text: "根据《急性冠脉综合征管理指南（2023）》处理。", not: "citation:"},
		{name: "an edition that is not there", text: "根据《急性冠脉综合征管理指南（2031）》处理。", want: "citation:fabricated"},
		{name: "a title that is not there", text: "根据《头发养护临床指南》处理。", want: "citation:fabricated"},
		{name: "a title is not saved by a basis", text: "根据《头发养护临床指南》处理。", basis: []string{"rule.metformin_egfr"}, want: "citation:fabricated"},
		{name: "short name and year", text: "The 2031 NEWS2 guideline asks for it.", basis: []string{"rule.metformin_egfr"}, want: "citation:fabricated"},
	})
}
