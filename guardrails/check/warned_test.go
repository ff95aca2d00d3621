package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// judged gives the hazards of a text for an audience, whole draft included.
func judged(t *testing.T, text, audience string, c chart.Chart) []string {
	t.Helper()
	index, x := proseParts()
	_, _, found := Run(Input{Graph: index.g, Index: index, Chart: c, Audience: audience, Text: text, Reading: x.Read(text, "")})
	var out []string
	for _, f := range found {
		out = append(out, f.Hazard)
	}
	return out
}

func onMedicines(meds ...chart.Coded) chart.Chart {
	c := chart.New()
	c.AgeYears, c.Sex = 60, chart.Male
	c.MedicationsKnown, c.AllergiesKnown, c.ConditionsKnown = true, true, true
	for i := range meds {
		meds[i].Status = "active"
	}
	c.Medications = meds
	return c
}

// The dose that each row of the kidney allows, and the next one up.
func TestRenalLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		egfr, kg    float64
		fine, above string
	}{
		{9, 0, "Valaciclovir 500 mg po once daily", "Valaciclovir 500 mg po bid"},
		{29, 0, "Valaciclovir 1 g po once daily", "Valaciclovir 1 g po bid"},
		{49, 0, "Valaciclovir 1 g po bid", "Valaciclovir 1 g po tid"},
		{49, 0, "Famotidine 20 mg po qd", "Famotidine 20 mg po bid"},
		{14, 0, "Gabapentin 300 mg po qd", "Gabapentin 300 mg po bid"},
		{29, 0, "Gabapentin 300 mg po bid", "Gabapentin 300 mg po tid"},
		{59, 0, "Gabapentin 400 mg po tid", "Gabapentin 600 mg po tid"},
		{14, 0, "Pregabalin 75 mg po qd", "Pregabalin 75 mg po bid"},
		{29, 0, "Pregabalin 75 mg po bid", "Pregabalin 75 mg po tid"},
		{59, 0, "Pregabalin 150 mg po bid", "Pregabalin 300 mg po bid"},
		{29, 0, "Levetiracetam 500 mg po bid", "Levetiracetam 750 mg po bid"},
		{49, 0, "Levetiracetam 750 mg po bid", "Levetiracetam 1000 mg po bid"},
		{79, 0, "Levetiracetam 1000 mg po bid", "Levetiracetam 1500 mg po bid"},
		{49, 0, "Levofloxacin 250 mg po qd", "Levofloxacin 500 mg po qd"},
		{29, 0, "Ciprofloxacin 500 mg po qd", "Ciprofloxacin 500 mg po bid"},
		{30, 0, "Ceftazidime 1 g iv qd", "Ceftazidime 1 g iv q12h"},
		{49, 0, "Ceftazidime 1 g iv q12h", "Ceftazidime 1 g iv q8h"},
		{59, 0, "Cefepime 2 g iv q12h", "Cefepime 2 g iv q8h"},
		{25, 0, "Meropenem 0.5 g iv q12h", "Meropenem 1 g iv q12h"},
		{49, 0, "Meropenem 1 g iv q12h", "Meropenem 1 g iv q8h"},
		{49, 0, "Rivaroxaban 15 mg po qd", "Rivaroxaban 20 mg po qd"},
		{49, 0, "Digoxin 0.125 mg po qd", "Digoxin 0.25 mg po qd"},
		{59, 0, "Trimetazidine 20 mg po bid", "Trimetazidine 20 mg po tid"},
		{59, 0, "Metoclopramide 5 mg po qid", "Metoclopramide 10 mg po tid"},
		{29, 0, "Lisinopril 40 mg po qd", "Lisinopril 80 mg po qd"},
		{39, 0, "Ramipril 5 mg po qd", "Ramipril 10 mg po qd"},
		{29, 80, "Enoxaparin 80 mg sc q24h", "Enoxaparin 80 mg sc q12h"},
	} {
		ch := onMedicines()
		ch.Measures["find.egfr"] = chart.Measure{Value: c.egfr, Unit: "mL/min/{1.73_m2}"}
		if c.kg > 0 {
			ch.Measures["find.weight"] = chart.Measure{Value: c.kg, Unit: "kg"}
		}
		if got := judged(t, c.fine, "order", ch); slices.Contains(got, "renal_dose") {
			t.Errorf("%s at %g: held (%v)", c.fine, c.egfr, got)
		}
		if got := judged(t, c.above, "order", ch); !slices.Contains(got, "renal_dose") {
			t.Errorf("%s at %g: not held (%v)", c.above, c.egfr, got)
		}
	}
}

// An enoxaparin order cannot be judged by weight where nobody has weighed.
func TestRenalLimitByWeightNeedsTheWeight(t *testing.T) {
	t.Parallel()
	ch := onMedicines()
	ch.Measures["find.egfr"] = chart.Measure{Value: 20, Unit: "mL/min/{1.73_m2}"}
	if got := judged(t, "Enoxaparin 40 mg sc q24h", "order", ch); !slices.Contains(got, "renal_dose") {
		t.Errorf("without a weight: %v", got)
	}
}

// Who warns of a hazard, or says what is done about it, does not commit it.
func TestWarningsAreNotTheHazard(t *testing.T) {
	t.Parallel()
	warfarin := onMedicines(chart.Coded{Concept: "drug.warfarin", Text: "warfarin 3 mg"})
	nitrate := onMedicines(chart.Coded{Concept: "drug.tadalafil", Text: "tadalafil 20 mg prn"})
	tablets := onMedicines(chart.Coded{Concept: "drug.paracetamol", Text: "对乙酰氨基酚"})
	for _, c := range []struct {
		ch          chart.Chart
		hazard      string
		fine, wrong string
	}{
		{warfarin, "interaction_soft", "Amiodarone 200 mg daily is added to warfarin: monitor the INR weekly.", "Amiodarone 200 mg daily is added."},
		{warfarin, "interaction_soft", "Amiodarone 200 mg daily is added to warfarin: monitor the INR weekly.", "Amiodarone 200 mg daily is added to warfarin: no need to monitor the INR."},
		{warfarin, "interaction_soft", "胺碘酮与华法林合用时抗凝作用会增强，请先查INR。", "建议加用胺碘酮0.2g qd。"},
		{warfarin, "interaction", "Fluconazole potentiates warfarin; an echinocandin instead of it.", "Fluconazole 200 mg daily."},
		{nitrate, "interaction", "Warning: tadalafil is in use, so isosorbide mononitrate was left out.", "Start isosorbide mononitrate 20 mg bid."},
		{tablets, "duplicate", "“日夜百服咛”含对乙酰氨基酚，请核对是否重复用药。", "建议加用对乙酰氨基酚 0.5g tid。"},
		{tablets, "duplicate", "现用对乙酰氨基酚0.5g tid，同时观察体温，续开。", "建议同时再给对乙酰氨基酚 0.5g tid。"},
	} {
		if got := judged(t, c.fine, "doctor", c.ch); slices.Contains(got, c.hazard) {
			t.Errorf("%q: %v", c.fine, got)
		}
		if got := judged(t, c.wrong, "doctor", c.ch); !slices.Contains(got, c.hazard) {
			t.Errorf("%q: %v, want %s", c.wrong, got, c.hazard)
		}
	}
}

// An order that renews the chart's own line is no second medicine; a brand of
// the same substance, or another dose, is.
func TestRenewedOrders(t *testing.T) {
	t.Parallel()
	c := onMedicines(chart.Coded{Concept: "drug.atorvastatin", Text: "atorvastatin 20 mg nightly"})
	for text, want := range map[string]bool{
		"Atorvastatin 20 mg po nightly":          false,
		"Lipitor 20 mg po nightly":               true,
		"Atorvastatin 40 mg po nightly":          true,
		"Add atorvastatin 20 mg po each morning": true,
	} {
		if got := slices.Contains(judged(t, text, "order", c), "duplicate"); got != want {
			t.Errorf("%q: duplicate %v, want %v", text, got, want)
		}
	}
}

// A doctor goes on with what was weighed; what is forbidden is told again.
func TestContinuedMedicines(t *testing.T) {
	t.Parallel()
	c := onMedicines(chart.Coded{Concept: "drug.metformin", Text: "metformin 500 mg bid"})
	c.Measures["find.egfr"] = chart.Measure{Value: 20, Unit: "mL/min/{1.73_m2}"}
	if got := judged(t, "Continue metformin.", "doctor", c); !slices.Contains(got, "contraindication") {
		t.Errorf("metformin at 20: %v", got)
	}
	c = onMedicines(chart.Coded{Concept: "drug.furosemide", Text: "furosemide 40 mg"})
	c.Conditions = []chart.Coded{{Concept: "cond.hepatic_encephalopathy", Text: "hepatic encephalopathy", Status: "active"}}
	if got := judged(t, "Continue furosemide.", "doctor", c); slices.Contains(got, "contraindication_soft") {
		t.Errorf("furosemide that goes on: %v", got)
	}
	c.Medications = nil
	if got := judged(t, "Start furosemide 40 mg daily.", "doctor", c); !slices.Contains(got, "contraindication_soft") {
		t.Errorf("furosemide that is begun: %v", got)
	}
}

func TestPlansThatWait(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Tension headache; physiotherapy in six weeks.":                     true,
		"No urgent imaging needed; outpatient clinic.":                      true,
		"Admit under surgery; outpatient letter to follow.":                 false,
		"Urgent imaging, then discharge if clear.":                          false,
		"Three weeks of pain.":                                              false,
		"考虑紧张性头痛，回家观察，两周后复诊。":                                               true,
		"无需立即处理，门诊随诊。":                                                      true,
		"立即急诊头颅CT，排除后可回家。":                                                  false,
		"收住神经外科，家属已告知。":                                                     false,
		"Reasonable to manage at home. Emergency department if it worsens.": false,
	} {
		if got := Unhurried(text); got != want {
			t.Errorf("%q: unhurried %v, want %v", text, got, want)
		}
	}
}

// The signs of an emergency beside a plan that waits are told to a doctor.
func TestOverlookedEmergencies(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	for text, want := range map[string]bool{
		"Back pain. Physiotherapy in six weeks.":      true,
		"Back pain. Admit for emergency imaging now.": false,
	} {
		in := Input{Graph: index.g, Index: index, Chart: chart.New(), Audience: "doctor", Text: text, Reading: x.Read(text, ""), RedFlags: []string{"flag.cauda_equina"}}
		if got := len(newBench(in).overlooked()) > 0; got != want {
			t.Errorf("%q: overlooked %v, want %v", text, got, want)
		}
		in.RedFlags = nil
		if len(newBench(in).overlooked()) > 0 {
			t.Errorf("%q: told without a flag", text)
		}
	}
}

// What the words surely have there is told to a doctor without a plan that waits, where
// the text says of nothing that is done.
func TestSureSignsAreToldToADoctor(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	flags := []string{"flag.chest_cardiac"}
	for text, want := range map[string]bool{
		"Crushing chest pain since 09:00 today. Requests a repeat prescription.":        true,
		"今天又有胸口压榨样疼痛，家属认为是紧张。":                                                          true,
		"Crushing chest pain since 09:00 today. ECG and troponin sent.":                 false,
		"Crushing chest pain since 09:00 today. Admitted.":                              false,
		"今天又有胸口压榨样疼痛，已查心电图。":                                                            false,
		"Crushing chest pain since 09:00 today. No need to admit, requests his repeat.": true,
	} {
		in := Input{Graph: index.g, Index: index, Chart: chart.New(), Audience: "doctor", Text: text, Reading: x.Read(text, ""), RedFlags: flags, Sure: flags}
		if got := len(newBench(in).overlooked()) > 0; got != want {
			t.Errorf("%q: overlooked %v, want %v", text, got, want)
		}
		in.Sure = nil
		if len(newBench(in).overlooked()) > 0 {
			t.Errorf("%q: told though nothing surely is there", text)
		}
	}
}

// A sign for which somebody is to be seen today is told where a text sends nobody.
func TestSignsThatAreLeftForLater(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	for _, c := range []struct {
		to, text string
		level    int
		want     bool
	}{
		{"patient", "You wrote that you have had black stools since this morning. Your blood test is on Friday.", 0, true},
		{"care-manager", "他今早起有黑便，想把足疗改到周四。", 0, true},
		{"patient", "You wrote that you have had black stools since this morning. Please be seen today.", 0, false},
		{"patient", "您今早起有黑便，请今天就诊。", 0, false},
		{"patient", "鼻子流血或者大便发黑，当天就来。", 0, false},
		{"patient", "You have had black stools since this morning. Call 999 now.", 0, false},
		{"care-manager", "He has black stools today. Same-day appointment made.", 0, false},
		{"patient", "You wrote that you have had black stools since this morning. Your blood test is on Friday.", 4, false},
		{"doctor", "Black stools since this morning. Asks about the gym.", 0, true},
		{"doctor", "Black stools since this morning. Endoscopy booked.", 0, false},
		{"order", "Black stools since this morning.", 0, false},
	} {
		in := Input{Graph: index.g, Index: index, Chart: chart.New(), Audience: c.to, Text: c.text, Reading: x.Read(c.text, ""), Level: c.level, Today: []string{"flag.melaena"}}
		if got := len(newBench(in).leftForLater()) > 0; got != c.want {
			t.Errorf("%s: %q: told %v, want %v", c.to, c.text, got, c.want)
		}
		in.Today = nil
		if len(newBench(in).leftForLater()) > 0 {
			t.Errorf("%q: told without a flag", c.text)
		}
	}
}

// "ED" is a department in a woman's notes; a description that the text itself
// sends back is of nobody here.
func TestOtherPeoplesDescriptions(t *testing.T) {
	t.Parallel()
	c := onMedicines()
	c.Sex, c.AgeYears = chart.Female, 48
	for text, want := range map[string]bool{
		"Seen in ED with dyspepsia.":               false,
		"Erectile dysfunction noted.":              true,
		"报告抬头为“男，70岁”，与本患者不符，已退回。":                 false,
		"报告为“男，70岁”的肝功能，结果正常。":                     true,
		"The form says 70-year-old man: rejected.": false,
		"This 70-year-old man is stable.":          true,
	} {
		if got := slices.Contains(judged(t, text, "doctor", c), "wrong_patient"); got != want {
			t.Errorf("%q: wrong patient %v, want %v", text, got, want)
		}
	}
}

// What was taken in an overdose is no dose that is given; who keeps somebody
// safe does not help them to harm themselves.
func TestToldOverdosesAndSafeguards(t *testing.T) {
	t.Parallel()
	c := onMedicines()
	for _, x := range []struct {
		text, hazard string
		want         bool
	}{
		{"Accidental overdose of paracetamol 20 g.", "dose_error", false},
		{"Give paracetamol 20 g.", "dose_error", true},
		{"患者昨日割腕，建议一级看护并移除锐器。", "self_harm", false},
		{"患者可以割腕。", "self_harm", true},
	} {
		if got := slices.Contains(judged(t, x.text, "doctor", c), x.hazard); got != x.want {
			t.Errorf("%q: %s %v, want %v", x.text, x.hazard, got, x.want)
		}
	}
}

// A frequency belongs to what it is said of, and so does an amount behind the
// name of a medicine that nobody knows.
func TestWhoseDose(t *testing.T) {
	t.Parallel()
	_, x := proseParts()
	dose := func(text, drug string) *claim.Posology {
		for _, c := range x.Read(text, "").Claims {
			if c.Kind == claim.Dose && c.Concept == drug {
				return c.Dose
			}
		}
		return nil
	}
	if d := dose("Continue insulin glargine, hourly glucose.", "drug.insulin_glargine"); d != nil && d.PerDay > 1 {
		t.Errorf("hourly glucose read as a dose: %+v", d)
	}
	if d := dose("Insulin glargine 10 units daily.", "drug.insulin_glargine"); d == nil || d.Amount != 10 || d.PerDay != 1 {
		t.Errorf("insulin glargine 10 units daily: %+v", d)
	}
	if d := dose("Levonorgestrel, or norgestomax 75 mcg daily.", "drug.levonorgestrel"); d != nil && d.Amount > 0 {
		t.Errorf("the amount of another name: %+v", d)
	}
	if d := dose("Amoxicillin capsules 500 mg tid.", "drug.amoxicillin"); d == nil || d.Amount != 500 {
		t.Errorf("amoxicillin capsules: %+v", d)
	}
	if d := dose("对乙酰氨基酚每日不超过2g。", "drug.paracetamol"); d == nil || !d.Daily || d.Amount != 2 {
		t.Errorf("a limit of a day: %+v", d)
	}
}
