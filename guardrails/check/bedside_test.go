package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// atBedside gives the hazard that an order is told for, "" for none.
func atBedside(t *testing.T, text string, conditions []string, meds ...chart.Coded) string {
	t.Helper()
	c := onMedicines(meds...)
	for _, text := range conditions {
		c.Conditions = append(c.Conditions, chart.Coded{Text: text, Status: "active"})
	}
	for _, f := range benchFor("order", text, c).bedside() {
		return f.Hazard
	}
	return ""
}

func TestBloodOfAnotherGroup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ own, text, want string }{
		{"血型 A型 RhD阳性", "交叉配血后输B型RhD阳性悬浮红细胞2U", "wrong_patient"},
		{"血型 A型 RhD阳性", "交叉配血后输A型RhD阳性悬浮红细胞2U", ""},
		{"血型 A型 RhD阳性", "输O型红细胞2U（紧急）", ""},
		{"血型 A型 RhD阳性", "输AB型新鲜冰冻血浆 400ml", ""},
		{"血型 A型 RhD阳性", "输O型新鲜冰冻血浆 400ml", "wrong_patient"},
		{"血型 A型 RhD阳性", "输B型单采血小板1个治疗量", ""}, // of any group
		{"血型AB型", "输A型悬浮红细胞2U", ""},
		{"blood group O Rh positive", "Transfuse 2 units red cells, group O Rh positive", ""},
		{"blood group O Rh positive", "Transfuse 2 units group A red cells over 3 h", "wrong_patient"},
		{"blood group O Rh positive", "Transfuse 2 units red cells, group A Rh positive, each over 2-3 h", "wrong_patient"},
		{"blood group O Rh positive", "Transfuse 2 units red cells, group O Rh positive, each over 2-3 h", ""},
		{"blood group O Rh positive", "No group A red cells; wait for the crossmatch", ""},
		{"anaemia", "Transfuse 2 units group A red cells over 3 h", ""},
	} {
		if got := atBedside(t, c.text, []string{c.own}); got != c.want {
			t.Errorf("%s, %q: %q", c.own, c.text, got)
		}
	}
}

func TestTheOtherEye(t *testing.T) {
	t.Parallel()
	left := []string{"cataract left eye", "hypertension"}
	for _, c := range []struct {
		text string
		of   []string
		want string
	}{
		{"Tropicamide 1% one drop OS every 10 min x3", left, ""},
		{"Tropicamide 1% one drop OD every 10 min x3", left, "wrong_patient"},
		{"Dexamethasone 0.1% eye drops OD four times daily", left, "wrong_patient"},
		{"Dexamethasone 0.1% eye drops right eye qds; levofloxacin eye drops left eye qds", left, ""},
		{"术前:左氧氟沙星滴眼液 左眼 1滴 qid×3天\n术晨复方托吡卡胺 右眼 1滴 q10min×3次,散瞳≥6mm", []string{"左眼老年性白内障"}, "wrong_patient"},
		{"术晨复方托吡卡胺 左眼 1滴 q10min×3次,散瞳≥6mm", []string{"左眼老年性白内障"}, ""},
		{"术晨复方托吡卡胺 右眼 1滴 q10min×3次", []string{"双眼老年性白内障"}, ""},
		{"Amlodipine 5 mg OD. Tropicamide 1% one drop OS q10min", left, ""}, // once daily
		{"Right eye: tropicamide one drop", []string{"diabetes"}, ""},
	} {
		if got := atBedside(t, c.text, c.of); got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
	if got := atBedside(t, "Timolol 0.5% eye drops right eye bd", left, chart.Coded{Concept: "drug.timolol", Text: "timolol eye drops right eye bd", Status: "active"}); got != "" {
		t.Errorf("drops of the record: %q", got)
	}
}

func TestPatchForTheNaive(t *testing.T) {
	t.Parallel()
	morphine := chart.Coded{Concept: "drug.morphine", Text: "morphine SR 30 mg bd", Status: "active"}
	paracetamol := chart.Coded{Concept: "drug.paracetamol", Text: "paracetamol 1 g qds", Status: "active"}
	for _, c := range []struct {
		text string
		meds []chart.Coded
		want string
	}{
		{"Fentanyl 25 mcg/h patch, change q72h", []chart.Coded{morphine}, ""},
		{"Fentanyl 25 mcg/h patch, change q72h", []chart.Coded{paracetamol}, "contraindication"},
		{"Stop morphine SR. Fentanyl patch 25 mcg/h, change every 72 h", []chart.Coded{paracetamol}, ""},
		{"- Opioid-naive\n- Fentanyl 50 mcg/h patch, change q72h", []chart.Coded{morphine}, "contraindication"},
		{"芬太尼透皮贴剂 8.4mg 每72h更换", nil, "contraindication"},
		{"芬太尼贴25μg/h原贴续", nil, ""},
		{"Fentanyl 50 mcg IV once", nil, ""},
		{"Fentanyl patch 100 mcg/h, change every 72 h", []chart.Coded{morphine}, ""},
		{"Fentanyl patch 101 mcg/h, change every 72 h", []chart.Coded{morphine}, "dose_error"},
		{"Fentanyl patch 25 mcg/h, change every 48 h", []chart.Coded{morphine}, ""},
		{"Fentanyl patch 25 mcg/h, change every 47 h", []chart.Coded{morphine}, "dose_range"},
		{"Fentanyl patch 150 mcg/h, change every 72 h", []chart.Coded{{Concept: "drug.fentanyl", Text: "fentanyl patch 150 mcg/h", Status: "active"}}, ""},
	} {
		if got := atBedside(t, c.text, nil, c.meds...); got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}

func TestTornEardrum(t *testing.T) {
	t.Parallel()
	torn := []string{"chronic otitis media, right, tympanic membrane perforation"}
	for _, c := range []struct {
		text string
		of   []string
		want string
	}{
		{"Gentamicin 0.3%/hydrocortisone 1% ear drops 4 drops right ear tds x 7 days", torn, "contraindication"},
		{"Ofloxacin 0.3% ear drops right ear 5 drops bd", torn, ""},
		{"Ofloxacin 0.3% ear drops bd. No gentamicin ear drops.", torn, ""},
		{"Ofloxacin ear drops bd. Syringe the right ear with water.", torn, "contraindication"},
		{"Ofloxacin ear drops bd. Keep dry. No syringing.", torn, ""},
		{"Gentamicin 0.3% ear drops 4 drops tds", []string{"otitis externa"}, ""},
		{"Gentamicin 0.3% ear drops 4 drops tds", []string{"tympanic membrane perforation, healed"}, ""},
		{"Gentamicin 240 mg IV od", torn, ""},
		{"新霉素滴耳液 左耳 qid", []string{"左耳鼓膜穿孔"}, "contraindication"},
		{"氧氟沙星滴耳液 左耳 6滴 bid", []string{"左耳鼓膜穿孔"}, ""},
	} {
		if got := atBedside(t, c.text, c.of); got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}

func TestSpinalNeedleBehindHeparin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Enoxaparin 40 mg SC daily, last dose 12 h before spinal anaesthesia":      "",
		"Enoxaparin 40 mg SC daily, last dose 11 h before spinal anaesthesia":      "contraindication",
		"Enoxaparin 80 mg SC every 12 h, last dose 24 h before spinal anaesthesia": "",
		"Enoxaparin 80 mg SC every 12 h, last dose 23 h before spinal anaesthesia": "contraindication",
		"依诺肝素 40mg ih qd，末次给药后2小时前行椎管内麻醉":                                          "contraindication",
		"Enoxaparin 40 mg SC, first dose 6 h after the epidural catheter is out":   "",
		"Enoxaparin 80 mg SC every 12 h, last dose 24 h before incision":           "",
	} {
		if got := atBedside(t, text, nil); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
