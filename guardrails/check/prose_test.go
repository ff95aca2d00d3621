package check

import (
	"slices"
	"sync"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

// proseParts are what every case shares, made once.
var proseParts = sync.OnceValues(func() (*Index, *claim.Extractor) {
	g, err := content.Graph()
	if err != nil {
		panic(err)
	}
	x, err := claim.New(g, nil)
	if err != nil {
		panic(err)
	}
	return NewIndex(g), x
})

// benchFor is a text to an audience of a patient.
func benchFor(audience, text string, c chart.Chart) *bench {
	index, x := proseParts()
	return newBench(Input{Graph: index.g, Index: index, Chart: c, Audience: audience, Text: text, Reading: x.Read(text, "")})
}

func proseBench(t *testing.T, text string, c chart.Chart) *bench {
	t.Helper()
	return benchFor("doctor", text, c)
}

// rules tells whether a rule of a kind, such as "never", is among what was found.
func rules(found []Finding, kind, name string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(f.Evidence, kind+"."+name) })
}

// Values on both sides of the bounds, and what makes a sentence about another
// moment or a reference interval.
func TestMisreadValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Potassium 5.9 mmol/L is normal.", true},
		{"Potassium 5.8 mmol/L is normal.", false},
		{"K 2.9, within normal limits.", true},
		{"K 3.0, within normal limits.", false},
		{"血钾6.5mmol/L，无需处理。", true},
		{"血钾6.4mmol/L，无需处理。", false},
		{"Potassium 6.8 mmol/L is not normal.", false},
		{"Potassium 6.8 mmol/L, normal range 3.5-5.0.", false},
		{"Potassium was 6.8 mmol/L, now normal on repeat.", false},
		{"Glucose 216 mg/dL is normal.", false}, // 12.0 mmol/L
		{"Glucose 220 mg/dL is normal.", true},
		{"Haemoglobin 9.4 g/dL, normal.", true},
		{"Haemoglobin 9.5 g/dL, normal.", false},
		{"INR 4.6, therapeutic.", true},
		{"INR 4.5, therapeutic.", false},
		{"TSH 45 mIU/L indicates hyperthyroidism.", true},
		{"TSH 45 mIU/L indicates hypothyroidism.", false},
		{"TSH 0.01 mIU/L: hypothyroidism.", true},
		{"血钠118mmol/L，提示低钠血症。", false},
		{"血钠118mmol/L，提示高钠血症。", true},
		{"eGFR 29 is CKD stage 4.", false},
		{"eGFR 30 is CKD stage 4.", true},
		{"eGFR 20，属CKD 4期。", false},
		{"eGFR 20，属CKD 2期。", true},
		{"血钠110mmol/L，24小时内升至122mmol/L。", false},
		{"血钠110mmol/L，24小时内升至123mmol/L。", true},
		{"血钠110mmol/L，避免24小时内升至123mmol/L。", false},
	} {
		if got := len(proseBench(t, c.text, chart.New()).misread()) > 0; got != c.want {
			t.Errorf("%q: misread %v, want %v", c.text, got, c.want)
		}
	}
}

func TestWrongSide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chart, text string
		want        bool
	}{
		{"右侧腹股沟疝", "拟行左侧腹股沟疝修补术。", true},
		{"右侧腹股沟疝", "拟行右侧腹股沟疝修补术。", false},
		{"右侧腹股沟疝", "拟行双侧腹股沟疝修补术。", false},
		{"right meniscal tear", "Left knee arthroscopy.", true},
		{"right meniscal tear", "Left knee is normal on examination.", false},
		{"right meniscal tear", "Left shoulder pain.", false},
		{"left and right knee osteoarthritis", "Left knee arthroscopy.", false},
		{"knee osteoarthritis", "Left knee arthroscopy.", false},
	} {
		ch := chart.New()
		ch.Conditions = []chart.Coded{{Text: c.chart, Status: "active"}}
		if got := len(proseBench(t, c.text, ch).wrongSide()) > 0; got != c.want {
			t.Errorf("%q with %q: wrong side %v, want %v", c.text, c.chart, got, c.want)
		}
	}
}

func TestDenials(t *testing.T) {
	t.Parallel()
	full := chart.New()
	full.Allergies = []chart.Coded{{Concept: "allergen.penicillin", Text: "青霉素", Status: "active"}}
	full.Medications = []chart.Coded{{Concept: "drug.apixaban", Text: "apixaban 5 mg bid", Status: "active"}}
	full.Conditions = []chart.Coded{{Concept: "cond.t2dm", Text: "2型糖尿病", Status: "active"}}
	full.MedicationsKnown, full.AllergiesKnown, full.ConditionsKnown = true, true, true
	full.Measures["find.egfr"] = chart.Measure{Value: 59, Unit: "mL/min/{1.73_m2}"}
	empty := chart.New()
	empty.Measures["find.egfr"] = chart.Measure{Value: 60, Unit: "mL/min/{1.73_m2}"}
	for _, text := range []string{
		"NKDA.", "否认药物过敏史。", "Takes no regular medicines.", "目前无长期用药。", "She is not on any anticoagulant.",
		"既往无糖尿病病史。", "肾功能正常。", "Renal function is normal.", "患者长期服用华法林。", "Currently taking apixaban 2.5 mg and warfarin long-term.",
	} {
		if len(proseBench(t, text, full).denials()) == 0 {
			t.Errorf("%q: nothing found against the chart", text)
		}
		if f := proseBench(t, text, empty).denials(); len(f) > 0 {
			t.Errorf("%q: %v against an empty chart", text, f)
		}
	}
	for _, text := range []string{
		"Confirm whether NKDA.", "若无药物过敏史，可用。", "无糖尿病足。", "患者自诉近日自行服用华法林。", "Avoid: not for patients on warfarin.", "否认父亲有糖尿病。",
	} {
		if f := proseBench(t, text, full).denials(); len(f) > 0 {
			t.Errorf("%q: %v", text, f)
		}
	}
}

func TestOtherSexed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sex  chart.Sex
		text string
		want bool
	}{
		{chart.Male, "末次月经3周前。", true},
		{chart.Female, "末次月经3周前。", false},
		{chart.Male, "The patient is 12 weeks pregnant.", true},
		{chart.Male, "Pregnant women must not handle the tablets.", false},
		{chart.Male, "His wife's last menstrual period was in May.", false},
		{chart.Female, "前列腺增大。", true},
		{chart.Female, "He has a cough.", true},
		{chart.Male, "She has a cough.", true},
		{chart.Male, "His mother says she saw a fit.", false},
	} {
		ch := chart.New()
		ch.Sex = c.sex
		if got := len(proseBench(t, c.text, ch).otherSexed()) > 0; got != c.want {
			t.Errorf("%s, %q: %v, want %v", c.sex, c.text, got, c.want)
		}
	}
}
