package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// What the medicines of the formularies must be told of before a text that names them may
// pass: an inhaled steroid beside what keeps it in the blood, a long-acting beta-agonist
// without one in asthma, flucytosine alone.
func TestFormularyMedicines(t *testing.T) {
	t.Parallel()
	asthma := recordOf(40, chart.Male, []chart.Coded{{Text: "哮喘", Concept: "cond.asthma"}}, nil, nil)
	inhaled := recordOf(40, chart.Male, []chart.Coded{{Text: "哮喘", Concept: "cond.asthma"}}, []chart.Coded{{Text: "布地奈德吸入", Concept: "drug.budesonide"}}, nil)
	copd := recordOf(70, chart.Male, []chart.Coded{{Text: "慢阻肺", Concept: "cond.copd"}}, nil, nil)
	none := chart.New()
	for _, c := range []struct {
		text   string
		chart  chart.Chart
		hazard string
		want   bool
	}{
		{"帕博利珠单抗第4周期后腹泻每日8次，暂停免疫治疗。", none, "dose_error", false},
		{"PD-1抑制剂后每日七次腹泻为三级：停药。", none, "dose_error", false},
		{"帕博利珠单抗2000mg静滴。", none, "dose_error", true},
		{"洛匹那韦利托那韦加氟替卡松吸入，库欣脸属HIV脂肪重分布。", none, "interaction", true},
		{"Cobicistat does not affect inhaled fluticasone or salmeterol; continue as is.", none, "guideline_retired", true},
		{"Darunavir and cobicistat with budesonide-formoterol twice daily.", none, "interaction", true},
		{"Darunavir and cobicistat with beclometasone inhaled twice daily.", none, "interaction", false},
		{"Dolutegravir with inhaled fluticasone.", none, "interaction", false},
		{"达芦那韦考比司他，加用氟替卡松鼻喷雾剂。", none, "interaction_soft", true},
		{"Itraconazole for six weeks, fluticasone inhaler as before.", none, "interaction_soft", true},
		{"Terbinafine for six weeks, fluticasone inhaler as before.", none, "interaction_soft", false},
		{"Clarithromycin 500 mg bid, continue salmeterol.", none, "interaction_soft", true},
		{"Amoxicillin 500 mg tds, continue salmeterol.", none, "interaction_soft", false},
		{"予沙美特罗50μg每日两次吸入。", asthma, "contraindication", true},
		{"予沙美特罗50μg每日两次吸入。", inhaled, "contraindication", false},
		{"予沙美特罗替卡松每日两次吸入。", asthma, "contraindication", false},
		{"予沙美特罗50μg每日两次吸入。", copd, "contraindication", false},
		{"Salmeterol 50 mcg bd with beclometasone 200 mcg bd.", asthma, "contraindication", false},
		{"予氟胞嘧啶2g每日四次口服。", copd, "contraindication_soft", true},
		{"予氟胞嘧啶2g每日四次口服，联合两性霉素B。", copd, "contraindication_soft", false},
		{"Start tetrabenazine 12.5 mg daily.", recordOf(50, chart.Male, []chart.Coded{{Text: "depression", Concept: "cond.depression"}}, nil, nil), "contraindication", true},
		{"Start tetrabenazine 12.5 mg daily.", copd, "contraindication", false},
		{"Start rilpivirine 25 mg, omeprazole 20 mg as before.", none, "interaction", true},
		{"Start rilpivirine 25 mg, famotidine 20 mg as before.", none, "interaction", false},
		{"Cidofovir 5 mg/kg, ibuprofen for the fever.", none, "interaction", true},
		{"Cidofovir 5 mg/kg, paracetamol for the fever.", none, "interaction", false},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", c.chart), c.hazard); got != c.want {
			t.Errorf("%q: %s %v, want %v", c.text, c.hazard, got, c.want)
		}
	}
}

// A class by a word that is a letter off the name of a medicine is the class.
func TestThionamideIsNoEthionamide(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Start a thionamide today.":       "class.antithyroid",
		"Thionamides are held for now.":   "class.antithyroid",
		"Start ethionamide 250 mg daily.": "drug.ethionamide",
	} {
		b := proseBench(t, text, chart.New())
		got := slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Concept == want })
		if other := slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Kind == claim.Drug && c.Concept != want }); !got || other {
			t.Errorf("%q is not %s alone", text, want)
		}
	}
}
