package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// full is a man of 74 with poor kidneys on four medicines, whose lists are known.
func full() chart.Chart {
	c := onMedicines(
		chart.Coded{Concept: "drug.apixaban", Text: "apixaban 5 mg bid"}, chart.Coded{Concept: "drug.metoprolol", Text: "metoprolol 50 mg bid"},
		chart.Coded{Concept: "drug.atorvastatin", Text: "atorvastatin 20 mg"}, chart.Coded{Concept: "drug.prednisolone", Text: "prednisolone 10 mg"})
	c.AgeYears = 74
	c.Conditions = []chart.Coded{
		{Concept: "cond.atrial_fibrillation", Text: "atrial fibrillation", Status: "active"},
		{Concept: "cond.hypertension", Text: "hypertension", Status: "active"},
		{Concept: "cond.t2dm", Text: "type 2 diabetes", Status: "active"},
	}
	c.Measures["find.egfr"] = chart.Measure{Value: 38, Unit: "mL/min/{1.73_m2}"}
	c.Measures["find.weight"] = chart.Measure{Value: 58, Unit: "kg"}
	return c
}

// What a text says is no danger, against what the graph knows, and the same said
// rightly.
func TestAssured(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Clarithromycin and atorvastatin have no interaction.", true},
		{"Clarithromycin does interact with atorvastatin.", false},
		{"Amlodipine and lisinopril have no interaction.", false},
		{"克拉霉素与阿托伐他汀合用无需调整。", true},
		{"克拉霉素与阿托伐他汀合用须停用他汀。", false},
		{"Verapamil can safely be added to metoprolol.", true},
		{"Verapamil cannot safely be added to metoprolol.", false},
		{"Nitrofurantoin dose need not be changed when eGFR is 20.", true},
		{"Linagliptin dose need not be changed when eGFR is 20.", false},
		{"Dabigatran is safe on dialysis.", true},
		{"Isotretinoin is safe in pregnancy.", true},
		{"Isotretinoin is not safe in pregnancy.", false},
		{"缬沙坦妊娠期可安全使用。", true},
		{"甲基多巴妊娠期可安全使用。", false},
		{"哺乳期可放心使用甲氨蝶呤。", true},
		{"Propranolol is safe in asthma.", true},
		{"Paracetamol is safe in asthma.", false},
		{"Hydrochlorothiazide is safe in gout.", true},
		{"Doxorubicin has no lifetime limit.", true},
		{"Morphine has no ceiling dose.", false},
		{"Clarithromycin was added to atorvastatin. No interaction.", true},
		{"Clarithromycin was added to atorvastatin. It is safe.", true},
		{"Clarithromycin was added to atorvastatin. Please do not change the dose by yourself.", false},
		{"已加用克拉霉素与阿托伐他汀。两药合用很安全。", true},
		{"已加用克拉霉素与阿托伐他汀。不用担心，没事的。", false},
	} {
		if got := len(proseBench(t, c.text, full()).assured()) > 0; got != c.want {
			t.Errorf("%q: assured against the graph %v, want %v", c.text, got, c.want)
		}
	}
	allergic := full()
	allergic.Allergies = []chart.Coded{{Concept: "allergen.penicillin", Text: "penicillin", Status: "active"}}
	for text, want := range map[string]bool{"Amoxicillin would be fine.": true, "Azithromycin would be fine.": false} {
		got := slices.ContainsFunc(proseBench(t, text, allergic).assured(), func(f Finding) bool { return f.Hazard == "allergy" })
		if got != want {
			t.Errorf("%q: allergy %v, want %v", text, got, want)
		}
	}
}

// A score that the chart or the text makes another, on both sides.
func TestScored(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"CHA2DS2-VASc is 2, anticoagulation optional.":             true,
		"CHA2DS2-VASc is 3.":                                       false,
		"CHA2DS2-VASc is 4.":                                       true,
		"He had a TIA. CHA2DS2-VASc is 5.":                         false,
		"CHA2DS2-VASc评分1分。":                                        true,
		"CHA2DS2-VASc评分3分。":                                        false,
		"HAS-BLED is 0.":                                           true,
		"HAS-BLED is 1.":                                           false,
		"Urea 9, respiratory rate 32, BP 118/70: CURB-65 score 1.": true,
		"Urea 9, respiratory rate 32, BP 118/70: CURB-65 score 3.": false,
		"If CHA2DS2-VASc is 2, consider anticoagulation.":          false,
	} {
		if got := len(proseBench(t, text, full()).scored()) > 0; got != want {
			t.Errorf("%q: wrong score %v, want %v", text, got, want)
		}
	}
}

// Figures that follow from others, at the bound that each is allowed.
func TestDerived(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"BP 90/60, MAP 70.":                               false,
		"BP 90/60, MAP 75.":                               false,
		"BP 90/60, MAP 76.":                               true,
		"血压90/60mmHg，平均动脉压90mmHg。":                        true,
		"BP 90/60, target MAP 65.":                        false,
		"QT 440 ms at HR 60: QTc 440 ms.":                 false,
		"QT 440 ms at HR 100: QTc 420 ms.":                true,
		"QT 360 ms, HR 100, QTc (Bazett) 465 ms.":         false,
		"QT 360 ms, HR 100, QTc (Bazett) 420 ms.":         true,
		"Height 170 cm, BMI 20.1.":                        false,
		"Height 170 cm, BMI 28.":                          true,
		"BMI: 58 kg and 1.70 m gives 28 kg/m2.":           true,
		"BMI: 58 kg and 1.70 m gives 20 kg/m2.":           false,
		"Calcium 2.0, albumin 20, corrected calcium 2.4.": false,
		"Calcium 2.0, albumin 20, corrected calcium 2.0.": true,
		"Creatinine 150 umol/L, CrCl 31 mL/min.":          false,
		"Creatinine 150 umol/L, CrCl 60 mL/min.":          true,
		"CKD stage 3b.":                                   false,
		"CKD stage 3a.":                                   true,
		"慢性肾脏病2期。":                                        true,
		"慢性肾脏病3期。":                                        false,
		"Prevent progression to CKD stage 5.":             false,
	} {
		if got := len(proseBench(t, text, full()).derived()) > 0; got != want {
			t.Errorf("%q: wrong figure %v, want %v", text, got, want)
		}
	}
}

func TestConversions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"依诺肝素1mg/kg，即60mg皮下注射。":                         false,
		"依诺肝素1mg/kg，即580mg皮下注射。":                        true,
		"Enoxaparin 1 mg/kg is 60 mg bid.":              false,
		"Enoxaparin 1 mg/kg is 80 mg bid.":              true,
		"Weight 90 kg; enoxaparin 1 mg/kg gives 90 mg.": false,
		"50 mg/kg/day, i.e. 725 mg qid.":                false,
		"20 mg/kg, i.e. 1 g (max 1 g).":                 false,
		"0.25 mg (250 micrograms)":                      false,
		"0.25 mg = 25 micrograms":                       true,
		"0.5 g（500 mg）":                                 false,
		"0.5 g（50 mg）":                                  true,
		"38.5 C (101.3 F)":                              false,
		"38.5 C (98.3 F)":                               true,
		"Morphine 10 mg/mL: 5 mg = 0.5 mL":              false,
		"Morphine 10 mg/mL: 5 mg = 5 mL":                true,
	} {
		b := proseBench(t, text, full())
		n := squeezeSpaces(text)
		if got := len(b.wrongByWeight(n))+len(b.wrongUnits(n)) > 0; got != want {
			t.Errorf("%q: wrong %v, want %v", text, got, want)
		}
	}
}

// A medicine that is named as not given denies no allergy, and what the chart gives
// as needed, without a dose, goes on.
func TestNamedAndNotGiven(t *testing.T) {
	t.Parallel()
	c := onMedicines(chart.Coded{Concept: "drug.salbutamol", Text: "salbutamol prn"})
	c.Allergies = []chart.Coded{{Concept: "allergen.penicillin", Text: "penicillin (anaphylaxis)", Status: "active"}}
	for _, x := range []struct {
		text, audience, hazard string
		want                   bool
	}{
		{"Penicillin anaphylaxis recorded: azithromycin instead of amoxicillin.", "doctor", "negation_flipped", false},
		{"He has no penicillin allergy.", "doctor", "negation_flipped", true},
		{"Salbutamol 100 mcg inhaler 2 puffs prn", "order", "duplicate", false},
		{"Salbutamol 4 mg po tid", "order", "duplicate", true},
	} {
		if got := slices.Contains(judged(t, x.text, x.audience, c), x.hazard); got != x.want {
			t.Errorf("%q: %s %v, want %v", x.text, x.hazard, got, x.want)
		}
	}
}
