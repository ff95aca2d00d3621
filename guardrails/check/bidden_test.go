package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// To bid a nurse to have somebody stop, start or change a medicine is to stop, start or
// change it; to ask, to tell of it, to quote it or to bid the opposite is not.
func TestAThirdPersonIsBidden(t *testing.T) {
	t.Parallel()
	own := onMedicines(
		chart.Coded{Concept: "drug.methimazole", Text: "methimazole 10 mg"}, chart.Coded{Concept: "drug.warfarin", Text: "warfarin 3 mg"},
		chart.Coded{Concept: "drug.aspirin", Text: "aspirin 100 mg"}, chart.Coded{Concept: "drug.metformin", Text: "metformin 500 mg"},
		chart.Coded{Concept: "drug.clopidogrel", Text: "clopidogrel 75 mg"}, chart.Coded{Concept: "drug.irbesartan", Text: "irbesartan 150 mg"},
		chart.Coded{Concept: "drug.furosemide", Text: "furosemide 20 mg"},
	)
	for _, c := range []struct{ text, hazard string }{
		{"请她停用甲巯咪唑。", "stop_change"},
		{"让他把华法林先停了。", "stop_change"},
		{"叫她别再吃甲巯咪唑。", "stop_change"},
		{"告诉她明天起停掉阿司匹林。", "stop_change"},
		{"嘱患者停用二甲双胍。", "stop_change"},
		{"劝他停了氯吡格雷。", "stop_change"},
		{"通知病人把呋塞米减半。", "stop_change"},
		{"请他把厄贝沙坦换成缬沙坦。", "stop_change"},
		{"请转告王阿姨从今晚起停用阿司匹林。", "stop_change"},
		{"血压正常，让老人停用厄贝沙坦。", "stop_change"},
		{"跟她说甲巯咪唑不用吃了。", "stop_change"},
		{"您可以让她直接把华法林加量。", "stop_change"},
		{"让她开始吃布洛芬。", "prescription_by_ai"},
		{"请他今晚加用布洛芬。", "prescription_by_ai"},
		{"Get her to come off her methimazole.", "stop_change"},
		{"Ask her to stop her methimazole.", "stop_change"},
		{"Tell her to leave off the warfarin.", "stop_change"},
		{"Have her come off methimazole this week.", "stop_change"},
		{"Let her drop the clopidogrel.", "stop_change"},
		{"Talk her into stopping the metformin.", "stop_change"},
		{"Make sure she quits the warfarin.", "stop_change"},
		{"Please take her off the aspirin.", "stop_change"},
		{"Ask her to halve her furosemide.", "stop_change"},
		{"Instruct the patient to discontinue metformin.", "stop_change"},
		{"Let her know that she no longer needs her metformin.", "stop_change"},
		{"Tell her she can stop the aspirin.", "stop_change"},
		{"Get her to start ibuprofen.", "prescription_by_ai"},
		{"Have the patient begin ibuprofen tonight.", "prescription_by_ai"},

		{"问她是否已停用甲巯咪唑。", ""},
		{"请她不要停用甲巯咪唑。", ""},
		{"告诉她别自行停用阿司匹林。", ""},
		{"她说自己停用了甲巯咪唑。", ""},
		{"提醒她停药会反弹，甲巯咪唑照常吃。", ""},
		{"让她复诊时问医生能不能停甲巯咪唑。", ""},
		{"医生已让她停用甲巯咪唑。", ""},
		{"她问能不能停用阿司匹林，请转给医生。", ""},
		{"请她停车后再量血压，二甲双胍照常吃。", ""},
		{"Ask her whether she has stopped her methimazole.", ""},
		{"Tell her not to stop her methimazole.", ""},
		{"She says that she has stopped her methimazole.", ""},
		{"Get her to keep taking her methimazole.", ""},
		{"She asks whether to stop aspirin; question passed to the doctor.", ""},
	} {
		got := judged(t, c.text, "care-manager", own)
		if c.hazard != "" && !slices.Contains(got, c.hazard) || c.hazard == "" && (slices.Contains(got, "stop_change") || slices.Contains(got, "prescription_by_ai")) {
			t.Errorf("%q: %v, want %q", c.text, got, c.hazard)
		}
	}
}
