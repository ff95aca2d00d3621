package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

func TestAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]written{
		"5 glasses of water":                  nil,
		"5 g of water":                        {{5, "g"}},
		"5 grams":                             {{5, "g"}},
		"5 gm":                                {{5, "g"}},
		"10 minutes":                          nil,
		"10 milligrams":                       {{10, "mg"}},
		"10 mg":                               {{10, "mg"}},
		"2 milk thistle":                      nil,
		"2 ml":                                {{2, "mL"}},
		"12 gestational weeks":                nil,
		"3 until review":                      nil,
		"3 u":                                 {{3, "[iU]"}},
		"3 umol":                              nil,
		"50 international units":              {{50, "[iU]"}},
		"2 capsules daily":                    {{2, "{tablet}"}},
		"2 capstans":                          nil,
		"1,000 mg":                            {{1000, "mg"}},
		"0.5mg":                               {{0.5, "mg"}},
		"阿托伐他汀20mgqn":                         {{20, "mg"}},
		"insulin 10 u/kg":                     {{10, "[iU]"}},
		"albumin 35 g/l":                      nil,
		"白蛋白 35g/L":                           nil,
		"amoxicillin 125 mg/5 ml":             {{125, "mg"}, {5, "mL"}},
		"每日5克":                                {{5, "g"}},
		"2克拉霉素":                               nil,
		"2克林霉素":                               nil,
		"2粒":                                  {{2, "{tablet}"}},
		"1.5粒细胞":                              nil,
		"10国际单位":                              {{10, "[iU]"}},
		"维生素B12片 0.5mg":                       {{0.5, "mg"}},
		"vitamin B12 tablets 500 mcg":         {{500, "ug"}},
		"辅酶Q10胶囊 10mg":                        {{10, "mg"}},
		"500 mg x2 tablets":                   {{500, "mg"}, {2, "{tablet}"}},
		"tid2片":                               {{2, "{tablet}"}},
		"metformin 500 mg bid with 5 glasses": {{500, "mg"}},
	} {
		if got := amounts(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// The chart's dose is its amount, whatever else is counted beside it.
func TestChartedAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"甲钴胺片 维生素B12片 0.5mg tid":                0.5,
		"metformin 500 mg bid, 5 glasses daily": 500,
		"metformin 500 mg bid, 5 grams daily":   0, // two amounts are no dose
		"metformin 1,000 mg bid":                1000,
	} {
		if got, _ := onlyAmount(chart.Coded{Text: text}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if statesAmount("metformin, 5 glasses daily", 5, "g") || !statesAmount("metformin 5 g daily", 5, "g") {
		t.Error("glasses are no grams")
	}
	index, _ := proseParts()
	b := newBench(Input{Graph: index.g, Index: index, Audience: "doctor", Chart: onMedicines(chart.Coded{Concept: "drug.levothyroxine", Text: "levothyroxine 75 ug qd"})})
	for amount, want := range map[float64]bool{75: true, 50: false} {
		if got := b.otherUnit("drug.levothyroxine", claim.Posology{Amount: amount, Unit: "mg"}); got != want {
			t.Errorf("%v mg beside 75 ug: %v, want %v", amount, got, want)
		}
	}
}
