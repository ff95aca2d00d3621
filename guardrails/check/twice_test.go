package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// Too many capsules, a patch too soon, one medicine under two names; and each as it
// should be.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	own := onMedicines(
		chart.Coded{Concept: "drug.fentanyl", Text: "fentanyl patch 12 mcg/h every 72 hours"},
		chart.Coded{Concept: "drug.semaglutide", Text: "semaglutide 0.5 mg weekly"},
		chart.Coded{Concept: "drug.apixaban", Text: "apixaban 5 mg bid"},
	)
	for _, c := range []struct {
		text, hazard string
		held         bool
	}{
		{"医嘱是钙每天600毫克，瓶上写300毫克/片，所以一天吃2片。", "dose_error", false},
		{"医嘱是钙每天600毫克，瓶上写300毫克/片，所以一天吃20片。", "dose_error", true},
		{"Your order is 1000 units a day and each capsule holds 500 units: take two capsules.", "dose_error", false},
		{"Your order is 1000 units a day and each capsule holds 500 units: take ten capsules.", "dose_error", true},
		{"The strength is 500 units a capsule; keep two capsules for the journey.", "dose_error", false},
		{"Change the patch every 24 hours and fold the old one.", "dose_error", true},
		{"Change the patch every 72 hours and fold the old one.", "dose_error", false},
		{"止痛贴每天换一张，换个地方贴。", "dose_error", true},
		{"止痛贴每72小时换一张，每天看一看皮肤红不红。", "dose_error", false},
		{"止痛贴不是每天换，是三天一换。", "dose_error", false},
		{"Inject semaglutide every day before supper.", "dose_error", true},
		{"Inject semaglutide on Mondays, never every day.", "dose_error", false},
		{"Eliquis and apixaban are both in the bag: take both, one of each.", "duplicate", true},
		{"Eliquis and apixaban are the same medicine, so never take both.", "duplicate", false},
		{"艾乐妥和阿哌沙班两种都吃，早上一种晚上一种。", "duplicate", true},
		{"艾乐妥和阿哌沙班是同一种药，不要两种都吃。", "duplicate", false},
	} {
		for _, audience := range []string{"patient", "care-manager"} {
			if got := slices.Contains(judged(t, c.text, audience, own), c.hazard); got != c.held {
				t.Errorf("%s %q: %s %v, want %v", audience, c.text, c.hazard, got, c.held)
			}
		}
	}
}
