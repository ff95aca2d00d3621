package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// One medicine in place of another is no second one; one beside another is.
func TestInPlaceOfAnother(t *testing.T) {
	t.Parallel()
	on := func(text, concept string) chart.Chart { return onMedicines(chart.Coded{Text: text, Concept: concept}) }
	for _, c := range []struct {
		text   string
		chart  chart.Chart
		hazard string
		want   bool
	}{
		{"Myalgia on simvastatin: fluvastatin would be a gentler alternative.", on("simvastatin", "drug.simvastatin"), "duplicate", false},
		{"Myalgia: fluvastatin 40 mg is added on top of simvastatin.", on("simvastatin", "drug.simvastatin"), "duplicate", true},
		{"Suggest switching lisinopril to perindopril 4 mg for once-daily cover.", on("lisinopril", "drug.lisinopril"), "duplicate", false},
		{"Suggest perindopril 4 mg with her lisinopril for better cover.", on("lisinopril", "drug.lisinopril"), "duplicate", true},
		{"依从性差，建议由卡托普利换为培哚普利4mg qd。", on("卡托普利", "drug.captopril"), "duplicate", false},
		{"血压未达标，建议在卡托普利基础上加用培哚普利4mg qd。", on("卡托普利", "drug.captopril"), "duplicate", true},
		{"Cellulitis: cefalexin 500 mg qid for 7 days. Monitor the rash, or cefuroxime 500 mg bid if it spreads.", onMedicines(), "duplicate", false},
		{"Cellulitis: cefalexin 500 mg qid for 7 days plus cefuroxime 500 mg bid.", onMedicines(), "duplicate", true},
		{"尿路感染：头孢氨苄0.5g q6h可用，头孢呋辛0.5g bid为备选。", onMedicines(), "duplicate", false},
		{"尿路感染：头孢氨苄0.5g q6h，联合头孢呋辛0.5g bid。", onMedicines(), "duplicate", true},
		{"Start warfarin with close INR checks.", on("isoniazid", "drug.isoniazid"), "interaction_soft", false},
		{"Start warfarin without extra INR checks.", on("isoniazid", "drug.isoniazid"), "interaction_soft", true},
		{"可用华法林，加密监测INR。", on("异烟肼", "drug.isoniazid"), "interaction_soft", false},
		{"可用华法林，无需加密监测INR。", on("异烟肼", "drug.isoniazid"), "interaction_soft", true},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", c.chart), c.hazard); got != c.want {
			t.Errorf("%q: %s %v, want %v", c.text, c.hazard, got, c.want)
		}
	}
}
