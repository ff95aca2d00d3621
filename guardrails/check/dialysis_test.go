package check

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

func withKidneys(egfr float64, conditions ...chart.Coded) chart.Chart {
	c := onMedicines()
	c.Measures["find.weight"] = chart.Measure{Value: 60, Unit: "kg"}
	if egfr > 0 {
		c.Measures["find.egfr"] = chart.Measure{Value: egfr, Unit: "mL/min/{1.73_m2}", Evidence: "Observation/egfr"}
	}
	for _, x := range conditions {
		if x.Status == "" {
			x.Status = "active"
		}
		c.Conditions = append(c.Conditions, x)
	}
	return c
}

// A filtration on the chart says nothing of kidneys that dialysis does the work of,
// unless it ended or a transplant works; where nobody can tell, it is not known.
func TestDialysis(t *testing.T) {
	t.Parallel()
	on := chart.Coded{Concept: "cond.dialysis", Text: "haemodialysis", Evidence: "Condition/hd"}
	with := func(text string) chart.Coded { return chart.Coded{Concept: "cond.dialysis", Text: text} }
	graft := func(text string) chart.Coded { return chart.Coded{Concept: "cond.organ_transplant", Text: text} }
	past, resolved := on, on
	past.Past, resolved.Status = true, "resolved"
	lost := graft("kidney transplant 2015")
	lost.Status = "resolved"
	index, _ := proseParts()
	for _, c := range []struct {
		name       string
		egfr       float64
		conditions []chart.Coded
		want       chart.Tri
	}{
		{"no dialysis", 60, nil, chart.No},
		{"no dialysis, below", 59, nil, chart.Yes},
		{"on dialysis", 60, []chart.Coded{on}, chart.Yes},
		{"on dialysis, nothing measured", 0, []chart.Coded{on}, chart.Yes},
		{"on dialysis of the record's words", 75, []chart.Coded{with("规律血液透析")}, chart.Yes},
		{"on dialysis three times a week", 75, []chart.Coded{with("终末期肾病 每周三次透析")}, chart.Yes},
		{"resolved", 75, []chart.Coded{resolved}, chart.No},
		{"resolved, kidneys poor", 40, []chart.Coded{resolved}, chart.Yes},
		{"ended by its words", 75, []chart.Coded{with("haemodialysis for AKI, dialysis stopped in March")}, chart.No},
		{"ended in Chinese", 75, []chart.Coded{with("急性肾损伤，已停止透析")}, chart.No},
		{"of the past", 75, []chart.Coded{past}, chart.Unknown},
		{"a kidney of which nobody says that it works", 75, []chart.Coded{on, graft("kidney transplant 2015")}, chart.Unknown},
		{"a transplant of no organ", 75, []chart.Coded{on, graft("移植术后")}, chart.Unknown},
		{"a kidney that works", 75, []chart.Coded{on, graft("kidney transplant 2015, functioning graft")}, chart.No},
		{"a kidney that works, in Chinese", 75, []chart.Coded{on, graft("肾移植术后，移植肾功能良好")}, chart.No},
		{"a kidney that works poorly", 40, []chart.Coded{on, graft("kidney transplant, functioning graft")}, chart.Yes},
		{"a kidney that failed", 75, []chart.Coded{on, graft("failed kidney transplant")}, chart.Yes},
		{"a kidney that failed, in Chinese", 75, []chart.Coded{on, graft("移植肾失功")}, chart.Yes},
		{"a kidney that is gone", 75, []chart.Coded{on, lost}, chart.Yes},
		{"a liver", 75, []chart.Coded{on, graft("肝移植术后")}, chart.Yes},
		{"a transplant without dialysis", 75, []chart.Coded{graft("kidney transplant")}, chart.No},
	} {
		b := newBench(Input{Graph: index.g, Index: index, Chart: withKidneys(c.egfr, c.conditions...), Audience: "doctor"})
		if got := b.kidneysFail(); got != c.want {
			t.Errorf("%s: kidneys fail %v, want %v", c.name, got, c.want)
		}
	}
}

// On dialysis the row for the worst kidneys holds; in doubt a dose is not known to
// be right, and what the measured function forbids stays forbidden.
func TestRowsOnDialysis(t *testing.T) {
	t.Parallel()
	on := chart.Coded{Concept: "cond.dialysis", Text: "haemodialysis"}
	kidney := chart.Coded{Concept: "cond.organ_transplant", Text: "kidney transplant"}
	for _, c := range []struct {
		text string
		ch   chart.Chart
		want string // "" for neither
	}{
		{"Gabapentin 300 mg po tid", withKidneys(90), ""},
		{"Gabapentin 300 mg po tid", withKidneys(90, on), "renal_dose"},
		{"Gabapentin 300 mg po qd", withKidneys(90, on), ""},
		{"Gabapentin 300 mg po tid", withKidneys(0, on), "renal_dose"},
		{"Gabapentin 300 mg po tid", withKidneys(90, on, kidney), "renal_unknown"},
		{"Gabapentin 600 mg po tid", withKidneys(40, on, kidney), "renal_dose"},
		{"Dabigatran 150 mg po bid", withKidneys(90, on), "renal_dose"},
	} {
		got := ""
		for _, h := range judged(t, c.text, "order", c.ch) {
			if strings.HasPrefix(h, "renal_") && (got == "" || h == "renal_dose") {
				got = h
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	if got := judged(t, "Dabigatran 150 mg po bid", "order", withKidneys(90, on)); !slices.Contains(got, "contraindication") {
		t.Errorf("dabigatran on dialysis: %v", got)
	}
}

// A row speaks of its route; where the draft names none the strictest decides
// that its amount can be given by.
func TestRenalRoutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		crcl        float64
		fine, above string
	}{
		{9, "Aciclovir 800 mg po bid", "Aciclovir 800 mg po tid"},
		{25, "Aciclovir 800 mg po tid", "Aciclovir 800 mg po 4 times daily"},
		{9, "Aciclovir 300 mg iv q24h", "Aciclovir 310 mg iv q24h"},
		{24, "Aciclovir 600 mg iv q24h", "Aciclovir 610 mg iv q24h"},
		{49, "Aciclovir 600 mg iv q12h", "Aciclovir 600 mg iv q8h"},
		{26, "Aciclovir 800 mg po five times daily", ""},
		{25, "", "Aciclovir 800 mg po five times daily"},
		{25, "Aciclovir 600 mg iv q12h", "Aciclovir 600 mg iv q8h"},
		{50, "Aciclovir 600 mg iv q8h", ""},
		{24, "Aciclovir 200 mg tid", "Aciclovir 400 mg tid"}, // either may be meant: 10 mg/kg
		{20, "Vancomycin 500 mg po qid", "Vancomycin 500 mg iv q6h"},
		{20, "Vancomycin capsules 250 mg qid", "Vancomycin 1 g q12h"},
		{20, "万古霉素0.25g 口服 qid", "万古霉素1g 静滴 q12h"},
		{29, "Vancomycin 1 g iv q24h", "Vancomycin 1 g q12h"},
		{20, "Aciclovir 400 mg tablets tid", "Aciclovir 400 mg tid"},
		{29, "Ciprofloxacin 500 mg po qd", "Ciprofloxacin 400 mg iv q12h"},
		{29, "Ciprofloxacin 400 mg iv qd", "Ciprofloxacin 500 mg po bid"},
		{59, "Ciprofloxacin 400 mg iv q12h", "Ciprofloxacin 400 mg iv q8h"},
		{59, "Ciprofloxacin 750 mg po bid", ""},
		{60, "Ciprofloxacin 400 mg iv q8h", ""},
		{29, "Cefuroxime 500 mg po qd", "Cefuroxime 500 mg po bid"},
		{29, "Cefuroxime 1.5 g iv q8h", ""},
		{19, "Cefuroxime 750 mg iv q12h", "Cefuroxime 1.5 g iv q12h"},
		{49, "Paliperidone 3 mg po qd", "Paliperidone 75 mg im"},
		{50, "Paliperidone 75 mg im", "Paliperidone 9 mg po qd"},
		{29, "Enoxaparin 60 mg sc q24h", "Enoxaparin 60 mg sc q12h"},
		{29, "Enoxaparin 6000 IU sc q24h", "Enoxaparin 6000 IU sc q12h"},
		{29, "依诺肝素4000单位 皮下注射 qd", "依诺肝素6000单位 皮下注射 q12h"},
		{15, "Enoxaparin 6000 IU q24h", ""},
		{14, "", "Enoxaparin 4000 IU sc q24h"},
		{30, "Enoxaparin 6000 IU sc q12h", ""},
	} {
		ch := withKidneys(0)
		ch.Measures["find.crcl"] = chart.Measure{Value: c.crcl, Unit: "mL/min"}
		if got := judged(t, c.fine, "order", ch); c.fine != "" && slices.Contains(got, "renal_dose") {
			t.Errorf("%s at %g: held (%v)", c.fine, c.crcl, got)
		}
		if got := judged(t, c.above, "order", ch); c.above != "" && !slices.Contains(got, "renal_dose") {
			t.Errorf("%s at %g: not held (%v)", c.above, c.crcl, got)
		}
	}
}

// Every dose of a medicine in a sentence counts, and none of another order.
func TestEveryDoseIsLowEnough(t *testing.T) {
	t.Parallel()
	ch := withKidneys(29)
	for text, want := range map[string]bool{
		"Gabapentin 100 mg po tid, later 200 mg po tid.":                false,
		"Gabapentin 100 mg po tid, later 600 mg po tid.":                true,
		"Gabapentin 600 mg po tid, later 100 mg po tid.":                true,
		"Gabapentin 100 mg po qd; gabapentin 600 mg po tid from day 4.": true,
		"加巴喷丁先0.1g 口服 tid，以后0.6g tid。":                                  true,
		"加巴喷丁先0.1g 口服 tid，以后0.2g tid。":                                  false,
	} {
		if got := slices.Contains(judged(t, text, "order", ch), "renal_dose"); got != want {
			t.Errorf("%q: renal_dose %v, want %v", text, got, want)
		}
	}
	index, _ := proseParts()
	b := newBench(Input{Graph: index.g, Index: index, Chart: ch, Audience: "order", Orders: []Order{
		{Concept: "drug.gabapentin", Posology: &claim.Posology{Amount: 100, Unit: "mg", PerDay: 1, Route: "oral"}},
		{Concept: "drug.gabapentin", Posology: &claim.Posology{Amount: 900, Unit: "mg", PerDay: 3, Route: "oral"}},
	}})
	for i, want := range []bool{true, false} {
		c := b.claims[2*i]
		if got := b.lowEnough(c, 600, "mg"); got != want {
			t.Errorf("order %s: low enough %v, want %v", c.ID, got, want)
		}
	}
}

// TestAWorkedOutClearanceNamesWhatItIsOf: a clearance that nobody measured is no ground
// that could be shown; the value that it was worked out of is.
func TestAWorkedOutClearanceNamesWhatItIsOf(t *testing.T) {
	t.Parallel()
	for want, measures := range map[string]map[string]chart.Measure{
		"chart:find.egfr":       {"find.egfr": {Value: 22, Unit: "mL/min/{1.73_m2}"}},
		"chart:find.creatinine": {"find.creatinine": {Value: 260, Unit: "umol/L"}, "find.weight": {Value: 60, Unit: "kg"}},
		"chart:find.crcl":       {"find.crcl": {Value: 22, Unit: "mL/min"}, "find.egfr": {Value: 40, Unit: "mL/min/{1.73_m2}"}},
	} {
		ch := withKidneys(0)
		ch.AgeYears = 70
		delete(ch.Measures, "find.egfr")
		delete(ch.Measures, "find.crcl")
		delete(ch.Measures, "find.creatinine")
		delete(ch.Measures, "find.weight")
		maps.Copy(ch.Measures, measures)
		index, x := proseParts()
		text, grounds := "Methotrexate 10 mg po once weekly", []string(nil)
		_, _, found := Run(Input{Graph: index.g, Index: index, Chart: ch, Audience: "order", Text: text, Reading: x.Read(text, "")})
		for _, f := range found {
			if f.Hazard == "contraindication" {
				grounds = append(grounds, f.Evidence...)
			}
		}
		if !slices.Contains(grounds, want) {
			t.Errorf("grounds %v, want %s", grounds, want)
		}
	}
}
