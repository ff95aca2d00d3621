package check

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
)

func TestUnnamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		before bool
		want   bool
	}{
		{"1 unit RBC IV over 3 h", false, false},
		{"NS 300ml(10ml/kg)快速", false, false},
		{"每小时尿量，乳酸q2h", false, false},
		{"Hourly reflexes, RR and urine output", false, false},
		{"Weigh daily; call if urine <100 mL/h", false, false},
		{"Standard feed 1 kcal/mL 30 mL/h, +20 mL/h q8h to 70 mL/h", false, false},
		{"输单采血小板1个治疗量，1h内输完", false, false},
		{"肠外营养(三腔袋 1440ml)中心静脉输注，60ml/h", false, false},
		{"左上肢20G留置针，q4h观察", false, false},
		{"run at 28 mL/h", true, false},
		{"run at 28 mL/h", false, true}, // of what nobody says
		{"11.1-14: 4 units; >17: 8 units and call", true, false},
		{"11.1-14: 4 units", false, true},
		{"11.1-14: zyxol 4 units", true, true},
		{"5 mg bd", true, true},
		{"zyxol 1 tab daily", false, true},
		{"zyxol, 5 mg daily", true, true},
		{"zyxol 20 mL/h", true, true},
		{"NS 100 ml + zyxol 2 amp", false, true},
		{"NS 1 L + K 40 mmol over 1 h", false, true}, // potassium, by its shorthand
		{"NS 500ml + 钾 3g ivgtt", true, true},
		{"Dialysate K 2 mmol/L, Ca 1.25 mmol/L", false, false},
		{"Give RBC 1 unit if K <5.5 mmol/L", false, false},
		{"辛凉片 2片 tid", true, true},
		{"Hourly urine output, zyxol od", false, true},
		{"IV fluids 3 l daily", false, true}, // which fluid
		{"amounts of 2 daily", false, true},
	} {
		if got := Unnamed(c.text, nil, c.before); got != c.want {
			t.Errorf("%q after a medicine %v: %v", c.text, c.before, got)
		}
	}
	text := "if 胸痛 bid"
	at := strings.Index(text, "胸痛")
	if !Unnamed("zyxol 2 mg bid", []claim.Span{{Start: at, End: at + 6}}, false) {
		t.Error("a place beside the name covers it")
	}
}

func TestAllNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1 unit RBC IV over 3 h. Obs at 0, 15, 60 min and end.": true,
		"床头抬高30°，口腔护理 q6h":                                      true,
		"NS 300 ml 快速静滴，每小时尿量":                                  true,
		"zyxol as needed":                        false,
		"RBC 1 unit, zyxol":                      false,
		"No observations overnight":              false,
		"Turn off oxygen":                        false,
		"停止心电监护":                                 false,
		"2 by mouth twice daily":                 false,
		"IV fluids 3 l with strict output":       false,
		"20 mL/h via central line":               false,
		"Potassium 40 over 1 h via central line": false,
		"":                                       false,
	} {
		if got := AllNamed(text, nil); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// No medicine of the graph can be put together from words that name none.
func TestWordsNameNoMedicine(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	// Fluids, blood and feeds; what is measured and given alike; short codes and two brands of everyday words. The graph names them all.
	other := []string{
		"drug.glucose", "drug.sodium_chloride", "drug.sodium_chloride_hypertonic", "drug.ringer_lactate", "drug.red_cells", "drug.fresh_frozen_plasma", "drug.cryoprecipitate", "drug.platelets", "drug.three_chamber_nutrition", "drug.lipid_emulsion", "drug.ors", "drug.oxygen", "drug.emollient", "drug.multivitamin", "drug.sodium_alginate",
		"drug.albumin", "drug.fibrinogen", "drug.sodium_bicarbonate", "drug.potassium_chloride",
		"drug.anisodamine", "drug.cyanocobalamin", "drug.filgrastim", "drug.levothyroxine", "drug.macrogol", "drug.hydrochlorothiazide", "drug.thalidomide",
	}
	for _, d := range index.g.Drugs() {
		if slices.Contains(other, d.ID) {
			continue
		}
		for _, n := range append(slices.Concat(d.Synonyms.ZH, d.Synonyms.EN), d.Labels.ZH, d.Labels.EN) {
			for _, before := range []bool{false, true} {
				if !Unnamed(n+" 10 mg bid", nil, before) {
					t.Errorf("%s: %q is taken for no medicine", d.ID, n)
					break
				}
			}
		}
	}
}
