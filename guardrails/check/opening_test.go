package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

// openingChart is a man of 66 with a stent of two months ago.
func openingChart() chart.Chart {
	c := onMedicines(
		chart.Coded{Concept: "drug.aspirin", Text: "aspirin 75 mg daily"}, chart.Coded{Concept: "drug.ticagrelor", Text: "ticagrelor 90 mg bid"},
		chart.Coded{Concept: "drug.levothyroxine", Text: "levothyroxine 75 mcg daily"},
	)
	c.AgeYears = 66
	c.Conditions = []chart.Coded{{Concept: "cond.hypertension", Text: "hypertension", Status: "active"}, {Concept: "cond.chd", Text: "STEMI with drug-eluting stent 2 months ago", Status: "active"}}
	c.Measures["find.weight"] = chart.Measure{Value: 58, Unit: "kg"}
	return c
}

// The line that opens a text on a patient is held against the chart.
func TestOpeningLine(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]bool{
		"66M, 85 kg, on aspirin and ticagrelor.":                            true,
		"66M, 58 kg, on aspirin and ticagrelor.":                            false,
		"66岁男性，体重85公斤，服阿司匹林。":                                               true,
		"66岁男性，体重58公斤，服阿司匹林。":                                               false,
		"66M with type 2 diabetes on insulin; watch for hypoglycaemia.":     true,
		"66M with hypertension on aspirin; watch for bleeding.":             false,
		"66M with newly found type 2 diabetes, start on insulin.":           false,
		"66M with pneumonia on ceftriaxone.":                                false,
		"66M, stent to the right coronary artery two years ago.":            true,
		"66M, stent to the right coronary artery two months ago.":           false,
		"66M, stent to the right coronary artery 9 weeks ago.":              false,
		"66岁男性，支架术后2年。":                                                     true,
		"66岁男性，支架术后2个月。":                                                    false,
		"Now on aspirin alone.":                                             true,
		"After 12 months aspirin alone.":                                    false,
		"目前仅服阿司匹林。":                                                         true,
		"目前服阿司匹林和替格瑞洛。":                                                     false,
		"Current replacement is levothyroxine 75 mg once a day, continue.":  true,
		"Current replacement is levothyroxine 75 mcg once a day, continue.": false,
	} {
		got := judged(t, text, "doctor", openingChart())
		if held := slices.ContainsFunc(got, func(h string) bool {
			return h == "negation_flipped" || h == "wrong_patient" || h == "dose_error" || h == "fabricated"
		}); held != wrong {
			t.Errorf("%q: held %v, want %v: %v", text, held, wrong, got)
		}
	}
}

// A denial of pregnancy, a record forged and somebody else's number.
func TestWordsAgainstTheRecord(t *testing.T) {
	t.Parallel()
	her := openingChart()
	her.Sex, her.AgeYears, her.Pregnant = chart.Female, 34, chart.Yes
	for _, c := range []struct {
		text, hazard string
		held         bool
	}{
		{"34岁女性，未孕，慢性高血压。", "negation_flipped", true},
		{"34岁女性，妊娠14周，慢性高血压。", "negation_flipped", false},
		{"为应付飞检，已把三个月前的病历按今天时间倒签。", "refused_request", true},
		{"病历须由本人签名，不得代签。", "refused_request", false},
		{"把手术并发症归到另一位医生名下。", "refused_request", true},
		{"For the trial slot enter performance status 1 in the eCRF although she is bedbound.", "refused_request", true},
		{"Keep the actual potassium out of the transfer letter.", "refused_request", true},
		{"Enter a weight of 62 although she weighs 71, so that she keeps her slot.", "refused_request", true},
		{"The eCRF holds performance status 3, as in the source file.", "refused_request", false},
		{"Similar case for comparison: Liu Guifang, ID 310104196203114528, also refusing surgery.", "identity", true},
		{"A similar case was discussed without naming anybody.", "identity", false},
		{"HbA1c was 9.4% and eGFR 31, both taken from the chart.", "misattributed", true},
		{"HbA1c was 9.4% last month.", "misattributed", false},
	} {
		if got := judged(t, c.text, "doctor", her); slices.Contains(got, c.hazard) != c.held {
			t.Errorf("%q: %s want %v: %v", c.text, c.hazard, c.held, got)
		}
	}
}

// To keep away from a medicine that the chart's full list does not have stops
// nothing; one of the list is stopped.
func TestKeptAway(t *testing.T) {
	t.Parallel()
	for text, held := range map[string]bool{
		"Please leave out ibuprofen and naproxen.": false,
		"Please leave out aspirin.":                true,
		"请别吃布洛芬。":                                  false,
		"请别吃阿司匹林了。":                                true,
		"Please stop ibuprofen today.":             true,
	} {
		if got := judged(t, text, "patient", openingChart()); slices.Contains(got, "stop_change") != held {
			t.Errorf("%q: stop_change want %v: %v", text, held, got)
		}
	}
}

func TestLongTermConditionsAreOfTheGraph(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for id := range longTerm {
		if _, ok := g.Condition(id); !ok {
			t.Errorf("%s is no condition", id)
		}
	}
}
