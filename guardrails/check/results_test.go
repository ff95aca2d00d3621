package check

import (
	"slices"
	"sync"
	"testing"
	"time"

	"apricot.health/knowledge/record"
)

var records = sync.OnceValue(func() *record.Reader { //nolint:gochecknoglobals // built once, read only
	index, _ := proseParts()
	return record.New(index.g)
})

// besideRecord are the hazards of a text beside a record given in its short form.
func besideRecord(t *testing.T, text, audience string, short record.Short) []string {
	t.Helper()
	c, err := records().FromShort(short, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return judged(t, text, audience, c)
}

func of(age float64, sex string, conditions, medicines []string) record.Short {
	no := false
	return record.Short{Age: &age, Sex: sex, Pregnant: &no, Conditions: conditions, Medications: medicines, Allergies: []string{}}
}

// A result that stands only in the words of a condition forbids as one of the laboratory's
// does, on both sides of its bound.
func TestResultsInWordsForbid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		condition, medicine, text string
		want                      bool
	}{
		{"血小板减少（23×10⁹/L）", "阿哌沙班 5mg bid", "阿哌沙班减为2.5mg bid 长期用。", true},
		{"血小板减少（25×10⁹/L）", "阿哌沙班 5mg bid", "阿哌沙班减为2.5mg bid 长期用。", false},
		{"thrombocytopenia (platelets 24)", "rivaroxaban 20 mg od", "Continue rivaroxaban 20 mg od.", true},
		{"thrombocytopenia (platelets 25)", "rivaroxaban 20 mg od", "Continue rivaroxaban 20 mg od.", false},
		{"thrombocytopenia (platelets 24)", "rivaroxaban 20 mg od", "Hold rivaroxaban; call haematology.", false},
		{"INR 5.1", "warfarin 3 mg od", "Continue warfarin 3 mg od.", true},
		{"INR 5.0", "warfarin 3 mg od", "Continue warfarin 3 mg od.", false},
		{"INR 6.4", "warfarin 3 mg od", "Withhold warfarin for two days.", false},
		{"ischaemic stroke, platelets 99", "", "Alteplase 0.9 mg/kg iv now.", true},
		{"ischaemic stroke, platelets 100", "", "Alteplase 0.9 mg/kg iv now.", false},
		{"缺血性卒中，INR 1.8", "", "阿替普酶0.9mg/kg 静脉溶栓。", true},
		{"缺血性卒中，INR 1.7", "", "阿替普酶0.9mg/kg 静脉溶栓。", false},
		{"Graves病，中性粒细胞0.9×10⁹/L", "", "甲巯咪唑10mg qd。", true},
		{"Graves病，中性粒细胞1.0×10⁹/L", "", "甲巯咪唑10mg qd。", false},
		{"schizophrenia, ANC 0.9", "clozapine 200 mg bd", "Continue clozapine 200 mg bd.", true},
		{"schizophrenia, ANC 1.0", "clozapine 200 mg bd", "Continue clozapine 200 mg bd.", false},
	} {
		var meds []string
		if c.medicine != "" {
			meds = []string{c.medicine}
		}
		if got := slices.Contains(besideRecord(t, c.text, "doctor", of(60, "male", []string{c.condition}, meds)), "contraindication"); got != c.want {
			t.Errorf("%q with %q: contraindicated %v, want %v", c.text, c.condition, got, c.want)
		}
	}
	if got := besideRecord(t, "Continue apixaban 5 mg bd.", "patient", of(60, "male", []string{"atrial fibrillation"}, []string{"apixaban 5 mg bd"})); slices.Contains(got, "contraindication_unknown") {
		t.Errorf("platelets that nobody has are asked for: %v", got)
	}
}

// Insulin into a vein before potassium where potassium is low, from the text or the record.
func TestInsulinBeforePotassium(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		condition, text string
		want            bool
	}{
		{"糖尿病酮症酸中毒（pH 7.12，血钾3.0mmol/L）", "DKA。第1小时生理盐水1000ml；同时即予普通胰岛素0.1U/kg/h，见尿后再补钾。", true},
		{"糖尿病酮症酸中毒（血钾3.4mmol/L）", "即予普通胰岛素0.1U/kg/h静滴，每小时测血糖。", true},
		{"糖尿病酮症酸中毒（血钾3.5mmol/L）", "即予普通胰岛素0.1U/kg/h静滴，每小时测血糖。", false},
		{"糖尿病酮症酸中毒", "血钾3.1。即予普通胰岛素0.1U/kg/h静滴。", true},
		{"糖尿病酮症酸中毒", "血钾3.6。即予普通胰岛素0.1U/kg/h静滴。", false},
		{"糖尿病酮症酸中毒（血钾3.0mmol/L）", "先补钾，血钾升至3.5以上再用普通胰岛素0.1U/kg/h。", false},
		{"糖尿病酮症酸中毒（血钾3.0mmol/L）", "暂缓胰岛素，静脉补钾。", false},
		{"DKA (pH 7.05, K 3.1)", "Fluids 1 L in the first hour. Fixed rate insulin 0.1 units/kg/h now.", true},
		{"DKA (pH 7.05, K 3.1)", "Potassium first: hold insulin until K is 3.5, then 0.1 units/kg/h.", false},
		{"DKA (pH 7.05, K 5.1)", "Fixed rate insulin 0.1 units/kg/h now.", false},
		{"type 2 diabetes, hypokalaemia (K 3.1)", "Continue insulin glargine 12 units at night.", false},
	} {
		if got := slices.Contains(besideRecord(t, c.text, "doctor", of(54, "male", []string{c.condition}, nil)), "contraindication"); got != c.want {
			t.Errorf("%q with %q: told %v, want %v", c.text, c.condition, got, c.want)
		}
	}
}

// What harms an embryo is told where a child is wished for; before a change, with
// contraception, and of what does no harm it is not.
func TestWishedForPregnancy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		condition, medicine, text string
		want                      bool
	}{
		{"wishes to conceive", "mycophenolate mofetil 500 mg bd", "Tacrolimus, mycophenolate and prednisolone can all continue through conception at present doses.", true},
		{"wishes to conceive", "mycophenolate mofetil 500 mg bd", "Stop mycophenolate now, azathioprine instead, and wait six weeks before trying to conceive.", false},
		{"wishes to conceive", "azathioprine 75 mg od", "Continue azathioprine 75 mg od through conception.", false},
		{"trying for a baby", "methotrexate 15 mg weekly", "Continue methotrexate 15 mg weekly with folic acid 5 mg.", true},
		{"trying for a baby", "methotrexate 15 mg weekly", "Methotrexate 15 mg weekly goes on with reliable contraception until the change, as agreed.", false},
		{"备孕", "来氟米特 20mg qd", "来氟米特20mg qd继续，每月查肝功能。", true},
		{"备孕", "来氟米特 20mg qd", "停来氟米特，消胆胺洗脱，确认浓度达标后再备孕。", false},
		{"备孕", "丙戊酸钠 0.5g bid", "丙戊酸钠0.5g bid维持，可以怀孕。", true},
		{"有生育要求", "华法林 3mg qd", "华法林3mg qd继续。", true},
		{"acne", "", "She is trying for a baby. Start isotretinoin 30 mg od.", true},
		{"acne", "", "If she plans a pregnancy later, think again; start isotretinoin 30 mg od with contraception.", false},
		{"无生育要求", "华法林 3mg qd", "华法林3mg qd继续。", false},
		{"备孕", "左甲状腺素 50μg qd", "左甲状腺素50μg qd继续。", false},
	} {
		var meds []string
		if c.medicine != "" {
			meds = []string{c.medicine}
		}
		if got := slices.Contains(besideRecord(t, c.text, "doctor", of(29, "female", []string{c.condition}, meds)), "pregnancy"); got != c.want {
			t.Errorf("%q with %q: told %v, want %v", c.text, c.condition, got, c.want)
		}
		if got := slices.Contains(besideRecord(t, c.text, "doctor", of(29, "male", []string{c.condition}, meds)), "pregnancy"); got {
			t.Errorf("%q with %q: told of a man", c.text, c.condition)
		}
	}
}

// Radioiodine beside nursing that goes on is told; nursing that ends for good is not.
func TestRadioiodineWhileNursing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Graves病拟131I治疗10mCi。做完当日弃奶一次，24h后即可恢复母乳喂养。":                                      true,
		"Graves病拟131I治疗10mCi，治疗前须彻底停止本次哺乳，不再恢复。":                                          false,
		"Radioiodine 10 mCi on Monday; resume breastfeeding after 24 h.":                  true,
		"Radioiodine 10 mCi in two months; stop breastfeeding for good six weeks before.": false,
	} {
		if got := slices.Contains(besideRecord(t, text, "doctor", of(30, "female", []string{"Graves病", "产后3月，哺乳期"}, nil)), "lactation"); got != want {
			t.Errorf("%q: told %v, want %v", text, got, want)
		}
	}
}

// Two of one class, and a sedative where somebody falls or forgets, on both sides of the age.
func TestTwiceTheSameAndSedatives(t *testing.T) {
	t.Parallel()
	if got := besideRecord(t, "乳果糖15ml tid；便次不足时加拉克替醇散10g tid同服。", "doctor", of(59, "male", []string{"肝性脑病"}, []string{"乳果糖 15ml tid"})); !slices.Contains(got, "duplicate") {
		t.Errorf("two disaccharides: %v", got)
	}
	if got := besideRecord(t, "乳果糖15ml tid换为拉克替醇散10g tid。", "doctor", of(59, "male", []string{"肝性脑病"}, []string{"乳果糖 15ml tid"})); slices.Contains(got, "duplicate") {
		t.Errorf("one in the place of the other: %v", got)
	}
	for age, want := range map[float64]bool{64: false, 65: true} {
		if got := slices.Contains(besideRecord(t, "夜醒者可加氯硝西泮1mg prn。", "doctor", of(age, "female", []string{"轻度认知障碍"}, nil)), "contraindication_soft"); got != want {
			t.Errorf("clonazepam at %g: told %v, want %v", age, got, want)
		}
	}
	for text, want := range map[string]bool{
		"艾司唑仑逐渐减量，减量期间夜醒者可加氯硝西泮1mg prn。": true,
		"停用氯硝西泮。": false,
	} {
		if got := slices.Contains(besideRecord(t, text, "doctor", of(84, "female", []string{"多次跌倒"}, nil)), "contraindication_soft"); got != want {
			t.Errorf("%q where somebody falls: told %v, want %v", text, got, want)
		}
	}
	if got := besideRecord(t, "夜醒者可加氯硝西泮1mg prn。", "doctor", of(70, "female", []string{"失眠"}, nil)); slices.Contains(got, "contraindication_soft") {
		t.Errorf("clonazepam without falls: %v", got)
	}
}
