package check

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
)

// infusionTold is whether the pumps of a text for a patient of 70 kg are told.
func infusionTold(t *testing.T, text string, years float64) bool {
	t.Helper()
	index, x := proseParts()
	c := chart.New()
	c.AgeYears, c.Measures = years, map[string]chart.Measure{"find.weight": {Value: 70}}
	in := Input{Graph: index.g, Index: index, Audience: "order", Chart: c, Text: text, Reading: x.Read(text, "")}
	return len(newBench(in).infused()) > 0
}

// nameOf is the English name of a medicine or a class, "" for none.
func nameOf(x *Index, id string) string {
	if k, ok := x.g.DrugClass(id); ok {
		return k.Labels.EN
	}
	d, _ := x.g.Drug(id)
	return d.Labels.EN
}

func TestPumpBringsWhatIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Unfractionated heparin 80 units/kg IV bolus, then 18 units/kg/h.\nBag: 25,000 units in 500 mL = 50 units/mL, run at 28 mL/h.":  false,
		"Unfractionated heparin 80 units/kg IV bolus, then 18 units/kg/h.\nBag: 25,000 units in 500 mL = 50 units/mL, run at 280 mL/h.": true,
		"Noradrenaline 4 mg in 50 mL glucose 5%. Start at 4 mL/h (0.08 micrograms/kg/min).":                                             false,
		"Noradrenaline 4 mg in 50 mL glucose 5%. Start at 4 mL/h (0.8 micrograms/kg/min).":                                              true,
		"去甲肾上腺素8mg+NS至50ml，泵入2ml/h起(约5μg/min)":                                                                                          false,
		"去甲肾上腺素8mg+NS至50ml，泵入20ml/h起(约5μg/min)":                                                                                         true,
		"Oxytocin 10 units in 500 mL NaCl 0.9%: start 3 mL/h (1 milliunit/min), max 20 milliunits/min.":                                 false,
		"Oxytocin 10 units in 500 mL NaCl 0.9%: start 30 mL/h (1 milliunit/min), max 20 milliunits/min.":                                true,
		"硝酸甘油 25mg + NS 45ml（0.5mg/ml），起始 1.2ml/h（10μg/min）泵入":                                                                          false,
		"硝酸甘油 25mg + NS 45ml（0.5mg/ml），起始 12ml/h（10μg/min）泵入":                                                                           true,
		"Furosemide 40 mg IV. Call if urine <30 mL/h, aim 0.5 mL/kg/h.":                                                                 false,
		"Amiodarone 300 mg in 250 mL glucose 5% IV over 1 h, then 900 mg in 500 mL glucose 5% at 21 mL/h.":                              false,
		"Amiodarone 300 mg in 250 mL glucose 5% IV over 1 h, then 900 mg in 500 mL glucose 5% at 210 mL/h.":                             true,
		// The first dose runs faster than what follows, and so does what is given at a birth or for a bleed.
		"Esmolol 500 micrograms/kg/min for 1 min, then 50 micrograms/kg/min": false,
		"右美托咪定 1μg/kg 泵注10min（6μg/kg/h），后0.4μg/kg/h":                         false,
		"垂体后叶素 100u + NS 至50ml，6ml/h（0.2u/min）泵入":                            false,
		"地尔硫䓬 10μg/kg/min 泵入":                                                false,
		"尼卡地平 5μg/kg/min 泵入":                                                 false,
		"Oxytocin 30 units in 500 mL NaCl 0.9%: 334 mL/h for 30 min":         false,
		"Pantoprazole 40 mg in 100 mL NaCl 0.9% at 200 mL/h":                 false,
		"Potassium chloride 40 mmol in 100 mL NaCl 0.9% at 25 mL/h":          false,
		"Potassium chloride 40 mmol in 100 mL NaCl 0.9% at 200 mL/h":         true,
		// Twice is rounding or a range, three times is a slip.
		"Insulin (Actrapid) 50 units in 50 mL NaCl 0.9%, run at 14.9 mL/h (5 units/h)": false,
		"Insulin (Actrapid) 50 units in 50 mL NaCl 0.9%, run at 15 mL/h (5 units/h)":   true,
	} {
		if got := infusionTold(t, text, 60); got != want {
			t.Errorf("%q: told %v", text, got)
		}
	}
}

// Every row of rates.yaml is told beyond its end and not at it, by itself and by a pump.
func TestFastest(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	for _, r := range rates().Rates {
		name := nameOf(index, r.Of)
		if name == "" || r.Source == "" || r.Confidence == "" {
			t.Errorf("%s: no such medicine, or no source", r.Of)
			continue
		}
		for _, age := range []struct{ years, most float64 }{{60, r.Most}, {10, max(r.Child, 0)}} {
			if age.most == 0 {
				continue
			}
			for factor, want := range map[float64]bool{1: false, 1.02: true} {
				n, unit := age.most*factor, strings.ReplaceAll(strings.ReplaceAll(r.Unit, "[iU]", "units"), "ug", "mcg")
				kg, hourly := "", n
				if r.Kg {
					kg, hourly = "/kg", n*70
				}
				if r.Per == "min" {
					hourly *= 60
				}
				bag := math.Ceil(max(r.From, hourly))
				for _, text := range []string{
					fmt.Sprintf("%s %v %s in 50 mL, %v %s%s/%s", name, bag, unit, n, unit, kg, r.Per),
					fmt.Sprintf("%s %.0f %s in 50 mL at %v mL/h", name, bag, unit, hourly*50/bag),
				} {
					if got := infusionTold(t, text, age.years); got != want {
						t.Errorf("%q at %v: told %v", text, age.years, got)
					}
				}
				if less := fmt.Sprintf("%s %v %s in 50 mL, %v %s%s/%s", name, r.From*0.99, unit, n, unit, kg, r.Per); r.From > 0 && infusionTold(t, less, age.years) {
					t.Errorf("%q is a first dose", less)
				}
			}
		}
	}
}

func TestPatientControlledBolus(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	for _, r := range rates().Bolus {
		if nameOf(index, r.Of) == "" || r.Source == "" {
			t.Errorf("%s: no such medicine, or no source", r.Of)
		}
		for factor, want := range map[float64]bool{1: false, 1.02: true} {
			text := fmt.Sprintf("%s PCA: bolus %v %s, lockout 8 min", nameOf(index, r.Of), r.Most*factor, strings.ReplaceAll(r.Unit, "ug", "mcg"))
			if got := infusionTold(t, text, 60); got != want {
				t.Errorf("%q: told %v", text, got)
			}
		}
	}
	for text, want := range map[string]bool{
		"吗啡 50mg+NS 至50ml(1mg/ml)PCA，无背景量，单次1mg，锁定8min，4h上限20mg":  false,
		"吗啡 50mg+NS 至50ml(1mg/ml)PCA，无背景量，单次10mg，锁定8min，4h上限20mg": true,
		"吗啡 50mg+NS 至50ml PCA，单次10ml，锁定8min":                      true,
		"Morphine 10 mg orally, single dose 10 mg":                false,
	} {
		if got := infusionTold(t, text, 60); got != want {
			t.Errorf("%q: told %v", text, got)
		}
	}
}
