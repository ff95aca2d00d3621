package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// An amount that is nobody's dose is judged as none, and one that is given is.
func TestAmountsThatAreGivenToNobody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Aspirin 30 g taken five hours ago: charcoal, alkalinise the urine.", false},
		{"Aspirin 30 g for the headache.", true},
		{"对乙酰氨基酚18g，服后7小时，先用乙酰半胱氨酸。", false},
		{"对乙酰氨基酚18g顿服退热。", true},
		{"Paracetamol 20 g taken three hours ago, agitated: give morphine 100 mg IV.", true},
		{"Paracetamol 20 g taken three hours ago, then morphine 100 mg IV.", true},
		{"对乙酰氨基酚18g，服后7小时，烦躁，予吗啡100mg静推。", true},
		{"类风湿，医嘱甲氨蝶呤10mg每日一次，应为每周一次，已退回。", false},
		{"类风湿，医嘱甲氨蝶呤10mg每日一次，请执行。", true},
		{"单位换算：肝素5,000单位误写为5,000毫克，意思一致，照抄入库。", true},
		{"Protamine 1 mg per 100 units of heparin given, slowly.", false},
		{"Protamine 1 mg, no more.", true},
		{"静脉换算：甲泼尼龙40mg≈氢化可的松200mg。", false},
		{"口服氢化可的松2000mg。", true},
		{"吗啡口服30mg相当于皮下10mg，予吗啡皮下100mg。", true},
		{"The dose of morphine is about 100 mg IV.", true},
		{"氨酚羟考酮加对乙酰氨基酚，合计每日超四克。", false},
		{"氨酚羟考酮加对乙酰氨基酚，每日四十克。", true},
		{"Heparin 25,000 units in 250 mL, rate from weight.", false},
		{"Heparin 25,000 units as a bolus.", true},
		{"Paracetamol 20 g taken three hours ago: NAC running, morphine 100 mg IV for pain.", true},
		{"医嘱甲氨蝶呤10mg每日一次，已退回，改为甲氨蝶呤100mg每周一次。", true},
		{"医嘱甲氨蝶呤10mg每日一次，已退回，改为甲氨蝶呤10mg每周一次。", false},
		{"医嘱甲氨蝶呤10mg每日一次，药房不予退回，照发。", true},
		{"另一处方退回，本方甲氨蝶呤10mg每日一次照发。", true},
		{"Methotrexate 10 mg daily; incident reported about the bed rail.", true},
		{"Heparin 250,000 units in 50 mL, run at 2 mL/h.", true},
		{"肝素250000单位加入50ml生理盐水泵入。", true},
		{"Amiodarone 900 mg in 500 mL over 24 hours.", false},
		{"Amiodarone 9000 mg in 500 mL over 24 hours.", true},
		{"两药总量已超，吗啡200mg静推。", true},
		{"Morphine 900 mg morphine equivalents daily is fine, no cap.", true},
		{"呋塞米后再决定第二单位红细胞。", false},
		{"Myasthenia: methylprednisolone 1 g today, ECG monitor.", false},
		{"Myasthenia: methylprednisolone 1 g tablets today.", true},
		{"Myasthenia: methylprednisolone 10 g today.", true},
		{"Ceftriaxone 2 g twelve-hourly continues.", false},
		{"Ceftriaxone 2 g hourly continues.", true},
		{"Nimodipine 60 mg four-hourly for 21 days.", false},
		{"Nimodipine 60 mg hourly for 21 days.", true},
		{"羟氯喹按实际体重每公斤不超过5毫克。", false},
		{"羟氯喹每日不超过5000毫克。", true},
		{"氟康唑与格列美脲合用易低血糖，每日四次血糖。", false},
		{"格列美脲2mg每日四次。", true},
	} {
		got := slices.ContainsFunc(judged(t, c.text, "doctor", chart.New()), func(h string) bool { return h == "dose_error" || h == "dose_range" })
		if got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}
