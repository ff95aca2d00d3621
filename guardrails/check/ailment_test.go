package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// A long-term disease that a text says the patient has, and that a closed record has
// neither by name nor by what is taken for it, is told to a doctor. For lay readers it
// would stop more than it is worth.
func TestDiseaseOfNobody(t *testing.T) {
	t.Parallel()
	c := onMedicines(chart.Coded{Concept: "drug.metformin", Text: "metformin"})
	c.Conditions = []chart.Coded{{Concept: "cond.gout", Text: "gout", Status: "active"}, {Concept: "cond.hypertension", Text: "hypertension", Status: "active"}}
	open := c
	open.ConditionsKnown = false
	wheezy := c
	wheezy.Conditions = append(wheezy.Conditions[:2:2], chart.Coded{Text: "wheeze since childhood", Status: "active"})
	for _, x := range []struct {
		text string
		ch   chart.Chart
		want bool
	}{
		{"A 60-year-old man with Parkinson's disease, falls twice a week.", c, true},
		{"A 60-year-old man with hypertension, falls twice a week.", c, false},
		{"A 60-year-old man with Parkinson's disease, falls twice a week.", open, false},
		{"A 60-year-old man with hypertension and Parkinson's disease.", c, true},
		{"A 60-year-old man, new Parkinson's disease suspected.", c, false},
		{"Because you have asthma, the pharmacist asked first.", c, true},
		{"Because you have asthma, the pharmacist asked first.", wheezy, false},
		{"If you have asthma, ask the pharmacist first.", c, false},
		{"Some people with asthma get wheezy from it.", c, false},
		{"Because you have type 2 diabetes, look after your feet.", c, false}, // metformin is taken for it
		{"Your epilepsy is looked after by the clinic.", c, true},
		{"Your gout is looked after by the clinic.", c, false},
		{"His mother has epilepsy.", c, false},
		{"患者60岁男性，癫痫，血压平稳。", c, true},
		{"患者60岁男性，痛风，血压平稳。", c, false},
		{"痛风合并哮喘，注意用药。", c, true},
		{"疑为哮喘，待肺功能。", c, false},
		{"家族中有人患癫痫。", c, false},
	} {
		for _, audience := range []string{"doctor", "care-manager", "patient"} {
			b := proseBench(t, x.text, x.ch)
			b.Audience = audience
			want := x.want && audience == "doctor"
			if got := len(b.ailing()) > 0; got != want {
				t.Errorf("%s %q: a disease of nobody %v, want %v", audience, x.text, got, want)
			}
		}
	}
}
