package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
)

func TestOfCare(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Daily weights, strict fluid balance, U&E daily.":  true,
		"Oxygen 28% via Venturi mask, target SpO2 88-92%.": true,
		"Call if <30 mL/h for 2 h":                         true,
		"NBM from midnight; consent and mark site":         true,
		"Neuro obs 4-hourly. Head of bed 30 degrees.":      true,
		"一级护理 低盐低脂饮食 心电监护 吸氧2L/min":                        true,
		"留置导尿，记每小时尿量，<0.5ml/kg/h报告":                        true,
		"ｑ4ｈ测血压":                                 true,
		"zyxol daily":                            false,
		"Monitor zyxol":                          false,
		"Oxygen 2 L/min; zyxol 1 tab daily":      false,
		"Potassium 40 daily":                     false, // given and measured alike
		"Check potassium at 18:00":               true,
		"Glucose 5% 500 daily":                   false, // a share of a solution
		"Stop monitoring":                        false,
		"Turn off oxygen":                        false,
		"No observations overnight":              false,
		"High potassium diet":                    false,
		"停止心电监护":                                 false,
		"高盐饮食":                                   false,
		"给予血小板":                                  false, // given and measured alike
		"复查血小板":                                  true,
		"不测血糖":                                   false,
		"监测血压，辛凉片每日一次":                           false,
		"30":                                     false,
		"2 by mouth twice daily":                 false, // how something is taken that is not named
		"Take 2 with meals":                      false,
		"2 every 4 hours prn for pain":           false,
		"1 in left eye tds":                      false,
		"1 at bed time":                          false,
		"2 daily for BP":                         false,
		"20 mL/h via central line":               false,
		"Potassium 40 over 1 h via central line": false,
		"Call if potassium >5.5":                 true,
		"IV fluids 3 l with strict output":       false,
		"IV access, strict fluid balance":        true,
		"Deep sedation":                          false,
		"Eye care 4-hourly":                      true,
		"daily":                                  false, // nothing is ordered
		"":                                       false,
	} {
		if got := OfCare(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// No word of care is a medicine of the graph, and none that undoes care is among them.
func TestCareNamesNoMedicine(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	names := map[string]bool{}
	for _, d := range index.g.Drugs() {
		for _, n := range append(slices.Concat(d.Synonyms.ZH, d.Synonyms.EN), d.Labels.ZH, d.Labels.EN) {
			names[strings.ToLower(n)] = true
		}
	}
	// What is measured and given alike heads no clause.
	alike := []string{"oxygen", "glucose", "potassium", "sodium", "calcium", "magnesium", "phosphate", "lactate", "charcoal"}
	onward := readCare("zh", "en", "onward")
	words := slices.Concat(keys(onward.latin), keys(onward.heads))
	if len(words) < 500 {
		t.Fatalf("%d words", len(words))
	}
	for _, w := range words {
		if names[w] && !slices.Contains(alike, w) {
			t.Errorf("%q is a medicine", w)
		}
		if slices.Contains([]string{"no", "not", "stop", "off", "without", "high", "discontinue", "hold", "停", "不", "停止", "无"}, w) {
			t.Errorf("%q undoes care", w)
		}
	}
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// A word that nobody knows is never part of an order of care, wherever it stands.
func TestAnUnknownWordIsNoCare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"monitor BP", "daily", "q4h", "吸氧", "2 L/min", "一级护理", "SpO2 88-92%"}), 1, 6).Draw(t, "care")
		at := rapid.IntRange(0, len(parts)).Draw(t, "at")
		parts = slices.Insert(parts, at, rapid.SampledFrom([]string{"zyxol", "辛凉片", "5 mg", "1 g", "20 ml", "40u"}).Draw(t, "unknown"))
		if text := strings.Join(parts, rapid.SampledFrom([]string{" ", ", ", "；", "\n"}).Draw(t, "mark")); OfCare(text) {
			t.Errorf("%q", text)
		}
	})
}

func TestOxygenInCOPD(t *testing.T) {
	t.Parallel()
	well := chart.New()
	well.AgeYears, well.Sex, well.ConditionsKnown = 66, chart.Male, true
	copd := well
	copd.Conditions = []chart.Coded{{Concept: "cond.copd", Text: "COPD", Evidence: "Condition/1", Status: "active"}}
	for _, c := range []struct {
		text     string
		who      chart.Chart
		told     bool
		audience string
	}{
		{"Oxygen 2 L/min, target SpO2 88-92%.", copd, false, "order"},
		{"Oxygen 2 L/min, keep SpO2 above 92%.", copd, false, "order"},
		{"Oxygen 2 L/min, keep SpO2 above 93%.", copd, true, "order"},
		{"Oxygen, target SpO2 90-94%.", copd, false, "doctor"},
		{"Oxygen, target SpO2 90-95%.", copd, true, "doctor"},
		{"吸氧，血氧饱和度维持在95%以上", copd, true, "order"},
		{"吸氧 4L/min", copd, false, "order"},
		{"吸氧 5L/min", copd, true, "order"},
		{"Oxygen 35% by mask", copd, false, "order"},
		{"Oxygen 40% by mask", copd, true, "order"},
		{"Oxygen 10 L/min, wean to SpO2 88-92%", copd, false, "order"},
		{"Septic shock: oxygen 15 L/min", copd, false, "doctor"},
		{"Oxygen 5 L/min, keep SpO2 above 95%", well, false, "order"},
		{"SpO2 97% on air today.", copd, false, "doctor"},
		{"SpO2 97% on oxygen 4 L/min; titrate to 88-92%.", copd, false, "doctor"},
		{"SpO2 84% on air: oxygen 4 L/min.", copd, false, "doctor"},
		{"SpO2 84% on air: oxygen 5 L/min.", copd, true, "doctor"},
		{"Oxygen 5 L/min, call if SpO2 <87%.", copd, true, "order"},
		{"Oxygen 5 L/min, keep SpO2 at least 88%.", copd, false, "order"},
		{"面罩 10L/min", copd, true, "order"},
	} {
		if got := slices.Contains(judged(t, c.text, c.audience, c.who), "contraindication_soft"); got != c.told {
			t.Errorf("%s, %q: told %v", c.audience, c.text, got)
		}
	}
}
