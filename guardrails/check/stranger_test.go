package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// A medicine that a text says the patient has already, in whatever words, and that the
// chart's list does not have is told; one that is begun, asked for, told of by the
// patient or spoken of in general is not.
func TestMedicineOfNobody(t *testing.T) {
	t.Parallel()
	c := onMedicines(
		chart.Coded{Concept: "drug.warfarin", Text: "warfarin 3 mg"}, chart.Coded{Concept: "drug.ramipril", Text: "ramipril 5 mg"},
		chart.Coded{Concept: "drug.metformin", Text: "metformin 1 g bd"}, chart.Coded{Concept: "drug.sacubitril_valsartan", Text: "Entresto 49/51"},
	)
	c.Allergies = []chart.Coded{{Concept: "drug.codeine", Text: "codeine", Status: "active"}}
	open := c
	open.MedicationsKnown = false
	for _, x := range []struct {
		text string
		ch   chart.Chart
		want bool
	}{
		{"Small bruises are seen on mirtazapine, so ring us.", c, true},
		{"Small bruises are seen on warfarin, so ring us.", c, false},
		{"Small bruises are seen on mirtazapine, so ring us.", open, false},
		{"Small bruises are seen in people on mirtazapine.", c, false},
		{"The leaflet on mirtazapine is enclosed.", c, false},
		{"Swelling despite mirtazapine, and tired.", c, true},
		{"Ramipril and mirtazapine unchanged, bloods in a week.", c, true},
		{"Ramipril and metformin unchanged, bloods in a week.", c, false},
		{"Hold mirtazapine tonight.", c, true},
		{"Hold ramipril tonight.", c, false},
		{"Warfarin, ramipril, mirtazapine and metformin were looked through.", c, true},
		{"Add warfarin, ramipril, mirtazapine and metformin.", c, false},
		{"Keep taking your mirtazapine as before.", c, true},
		{"Keep taking your metformin as before.", c, false},
		{"Her list has mirtazapine.", c, true},
		{"Her mother is on mirtazapine.", c, false},
		{"She asks if she could go on mirtazapine.", c, false},
		{"Start mirtazapine 15 mg at night. Continue mirtazapine for six months.", c, false},
		{"Rash on codeine, so none of it.", c, false},
		{"Fever eased on paracetamol.", c, false},
		{"On valsartan as part of it, potassium 4.4.", c, false},
		{"Day two on noradrenaline, lactate falling.", c, false},
		{"您正在服用米氮平，请不要喝酒。", c, true},
		{"您正在服用华法林，请不要喝酒。", c, false},
		{"雷米普利、米氮平照常吃。", c, true},
		{"雷米普利、二甲双胍照常吃。", c, false},
		{"建议停米氮平，三天后复查。", c, true},
		{"建议停雷米普利，三天后复查。", c, false},
		{"拟加用米氮平，睡前服。", c, false},
		{"服用米氮平者应避免饮酒。", c, false},
	} {
		for _, audience := range []string{"doctor", "care-manager", "patient"} {
			b := proseBench(t, x.text, x.ch)
			b.Audience = audience
			if x.text[:3] == "Day" && audience == "patient" {
				continue // who is at home is on none
			}
			if got := len(b.strange()) > 0; got != x.want {
				t.Errorf("%s %q: a medicine of nobody %v, want %v", audience, x.text, got, x.want)
			}
		}
	}
}
