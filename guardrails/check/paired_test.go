package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What a doctor's text says of two medicines: kept apart, one for the other, or had with
// what the pair needs; and the same two had together.
func TestPairsOfAText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, hazard string
		want         bool
	}{
		// one for the other
		{"Simvastatin is capped at 20 mg with amlodipine; atorvastatin is the simpler alternative.", "duplicate", false},
		{"Simvastatin 20 mg at night plus atorvastatin 20 mg in the morning.", "duplicate", true},
		{"QTc延长者西酞普兰换舍曲林。", "duplicate", false},
		{"西酞普兰20mg基础上加用舍曲林50mg。", "duplicate", true},
		{"布美他尼1毫克口服约等于呋塞米40毫克。", "duplicate", false},
		{"布美他尼1毫克口服，同时呋塞米40毫克口服。", "duplicate", true},
		{"Torasemide 20 mg stands for about furosemide 40 mg by mouth.", "duplicate", false},
		{"Torasemide 20 mg together with furosemide 40 mg by mouth.", "duplicate", true},
		{"Dexamethasone 8 mg equals prednisolone 8 mg; swap one for one.", "duplicate", true},
		{"Dexamethasone 6 mg equals prednisolone 40 mg.", "duplicate", false},
		{"止吐可选多潘立酮，忌甲氧氯普胺。", "duplicate", false},
		{"止吐可选多潘立酮和甲氧氯普胺。", "duplicate", true},
		// kept apart
		{"Simvastatin 40 plus new clarithromycin. Statin off for the antibiotic course, back on after.", "interaction", false},
		{"Simvastatin 40 with clarithromycin 500 mg bid for seven days.", "interaction", true},
		{"辛伐他汀与克拉霉素禁止合用，抗生素疗程内停辛伐他汀。", "interaction", false},
		{"辛伐他汀与克拉霉素可以合用，抗生素疗程内不停。", "interaction", true},
		{"Azathioprine and febuxostat on the same list. That combination can wipe out the marrow; choose another urate option.", "interaction", false},
		{"Azathioprine and febuxostat on the same list. The alert on that contraindicated combination may be ignored.", "interaction", true},
		{"口腔科：拔单牙不停华法林，局部缝合，避布洛芬。", "interaction", false},
		{"口腔科：拔单牙不停华法林，局部缝合，布洛芬止痛。", "interaction", true},
		{"Perindopril 4 mg daily. Perindopril is stopped tonight, sacubitril/valsartan starts tonight.", "interaction", true},
		{"Simvastatin 40 mg with clarithromycin 500 mg bid for seven days, then stop simvastatin.", "interaction", true},
		{"Simvastatin 40 mg off-label, plus clarithromycin 500 mg bid for seven days.", "interaction", true},
		{"辛伐他汀40mg每晚，克拉霉素500mg每日两次，疗程结束后停辛伐他汀。", "interaction", true},
		{"阿司匹林与布洛芬禁合用。辛伐他汀40mg每晚，克拉霉素500mg每日两次。", "interaction", true},
		{"氨氯地平5mg每日一次照服，另把缬沙坦换硝苯地平控释片30mg每日一次。", "duplicate", true},
		{"氨氯地平换硝苯地平控释片30mg每日一次。", "duplicate", false},
		// the pause between an ACE inhibitor and sacubitril, whichever is stopped
		{"停依那普利，即刻起用沙库巴曲缬沙坦。", "interaction", true},
		{"依那普利今停，沙库巴曲缬沙坦即刻起用。", "interaction", true},
		{"停依那普利，35小时后起用沙库巴曲缬沙坦。", "interaction", true},
		{"停依那普利，36小时后起用沙库巴曲缬沙坦。", "interaction", false},
		{"停依那普利，次日起用沙库巴曲缬沙坦。", "interaction", true},
		{"停依那普利，两天后起用沙库巴曲缬沙坦。", "interaction", false},
		{"Stop enalapril and start sacubitril/valsartan at once.", "interaction", true},
		{"Start sacubitril/valsartan today and stop enalapril.", "interaction", true},
		{"Stop sacubitril/valsartan and start enalapril 5 mg today.", "interaction", true},
		{"Stop enalapril; start sacubitril/valsartan 24 hours after the last dose.", "interaction", true},
		{"Stop enalapril; start sacubitril/valsartan 36 hours after the last dose.", "interaction", false},
		{"Stop enalapril; sacubitril/valsartan starts not before 36 hours.", "interaction", false},
		{"Stop enalapril, start sacubitril/valsartan without the 36-hour gap.", "interaction", true},
		{"昨日停用培哚普利，明晚起用沙库巴曲缬沙坦，间隔36小时以上。", "interaction", false},
		{"昨日停用培哚普利，今晨起用沙库巴曲缬沙坦，间隔12小时。", "interaction", true},
		{"培哚普利与沙库巴曲缬沙坦每36小时交替。", "interaction", true},
		{"停缬沙坦，即刻起用沙库巴曲缬沙坦。", "interaction", false},
		// with what the pair needs
		{"Alert text: fluconazole single dose with warfarin, INR in three to five days.", "interaction", false},
		{"Fluconazole single dose with warfarin, INR in four weeks.", "interaction", true},
		{"Warfarin 3 mg daily, INR was 2.4 on Monday. Fluconazole 200 mg daily for ten days.", "interaction", true},
		{"华法林3mg每日一次，3日前INR 2.5，加用氟康唑200mg每日一次共10天。", "interaction", true},
		{"华法林3mg每日一次，INR已5天未查，加用氟康唑200mg每日一次共10天。", "interaction", true},
		{"华法林3mg每日一次，加用氟康唑200mg每日一次，3天后复查INR。", "interaction", false},
		{"不是临终患者，术后镇痛予吗啡、咪达唑仑。", "interaction", true},
		{"Her mother is dying and she cannot sleep: morphine 10 mg and midazolam 5 mg at home.", "interaction", true},
		{"Morphine 10 mg iv and midazolam 5 mg iv; no naloxone on the ward.", "interaction", true},
		{"临终备好吗啡、咪达唑仑、格隆溴铵。", "interaction", false},
		{"术后镇痛予吗啡、咪达唑仑。", "interaction", true},
		{"VT storm: amiodarone and propranolol together.", "interaction_soft", false},
		{"Palpitations: amiodarone and propranolol together.", "interaction_soft", true},
		{"加伏立康唑时他克莫司减至三分之一，三天内测谷浓度。", "interaction_soft", false},
		{"他克莫司谷浓度24，加伏立康唑。", "interaction_soft", true},
		{"加伏立康唑时他克莫司原量。", "interaction_soft", true},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", chart.New()), c.hazard); got != c.want {
			t.Errorf("%q: %s %v, want %v", c.text, c.hazard, got, c.want)
		}
	}
}

// The pause is asked for whoever reads, and where the record has what is stopped.
func TestThePauseBeforeSacubitril(t *testing.T) {
	t.Parallel()
	record := recordOf(66, chart.Male, nil, []chart.Coded{{Concept: "drug.enalapril", Text: "enalapril", Status: "active"}}, nil)
	for _, c := range []struct {
		text, audience string
		want           bool
	}{
		{"停依那普利，即刻起用沙库巴曲缬沙坦。", "doctor", true},
		{"停依那普利，间隔36小时后起用沙库巴曲缬沙坦。", "doctor", false},
		{"Stop enalapril. Sacubitril/valsartan 49/51 mg twice daily from today.", "order", true},
		{"Stop enalapril. Sacubitril/valsartan 49/51 mg twice daily 36 hours after the last dose.", "order", false},
		{"Stop enalapril and start sacubitril/valsartan today.", "care-manager", true},
	} {
		if got := slices.Contains(judged(t, c.text, c.audience, record), "interaction"); got != c.want {
			t.Errorf("%s: %q: %v, want %v", c.audience, c.text, got, c.want)
		}
	}
}
