package vitals_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"apricot.health/services/vitals"
)

// TestOxygenIsReadByTheLungs: 89% pages for most and not in COPD or with a prescribed
// target of 88 to 92%; below 88% pages for all, and so does what else is wrong.
func TestOxygenIsReadByTheLungs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ill      string
		readings []vitals.Reading
		priority string // of the alert; empty is none
		rule     string
	}{
		"well, 89%":               {"", []vitals.Reading{oxygen(89, -5)}, "asap", "band.home.spo2 critical_low"},
		"asthma, 89%":             {"支气管哮喘", []vitals.Reading{oxygen(89, -5)}, "stat", "band.home.spo2 critical_low"},
		"COPD, 89%":               {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(89, -5)}, "urgent", "band.home.spo2_copd low"},
		"COPD, 88%":               {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(88, -5)}, "urgent", "band.home.spo2_copd low"},
		"COPD, 87%":               {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(87, -5)}, "asap", "band.home.spo2_copd critical_low"},
		"COPD, 91%":               {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(91, -5)}, "urgent", "band.home.spo2_copd low"},
		"COPD, 92%":               {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(92, -5)}, "", ""},
		"well, 92%":               {"", []vitals.Reading{oxygen(92, -5)}, "urgent", "band.home.spo2 low"},
		"a target of 88, 89%":     {"目标血氧88-92", []vitals.Reading{oxygen(89, -5)}, "", ""},
		"a target of 88, 88%":     {"目标血氧88-92", []vitals.Reading{oxygen(88, -5)}, "", ""},
		"a target of 88, 87%":     {"目标血氧88-92", []vitals.Reading{oxygen(87, -5)}, "asap", "band.home.spo2_target88_low critical_low"},
		"too much oxygen, 93%":    {"目标血氧88-92，长期家庭氧疗", []vitals.Reading{oxygen(93, -5)}, "urgent", "band.home.spo2_target88 high"},
		"too much oxygen, 97%":    {"目标血氧88-92，长期家庭氧疗", []vitals.Reading{oxygen(97, -5)}, "asap", "band.home.spo2_target88 critical_high"},
		"oxygen as it should be":  {"目标血氧88-92，长期家庭氧疗", []vitals.Reading{oxygen(92, -5)}, "", ""},
		"no oxygen, 97%":          {"目标血氧88-92", []vitals.Reading{oxygen(97, -5)}, "", ""},
		"COPD, 84% counts":        {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(84, -5), breaths(28, -5)}, "asap", "score.news2 5"},
		"COPD, 83% counts":        {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(83, -5), breaths(28, -5)}, "asap", "score.news2 6"},
		"COPD, 88% does not":      {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(88, -5), breaths(28, -5)}, "asap", "score.news2 3"},
		"a target, 84% counts":    {"目标血氧88-92", []vitals.Reading{oxygen(84, -5), breaths(28, -5)}, "asap", "score.news2 5"},
		"COPD, 89% and breathing": {"慢性阻塞性肺疾病", []vitals.Reading{oxygen(89, -5), breaths(26, -5)}, "asap", "band.home.spo2_copd low"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			for i, ill := range strings.Split(tc.ill, "，") {
				if ill != "" {
					w.illWith(t, strconv.Itoa(i), ill)
				}
			}
			w.send(t, tc.readings...)
			if n := w.alerts(t); (n > 0) != (tc.priority != "") {
				_, reasons := w.reasons(t)
				t.Fatalf("%d alerts: %q", n, reasons)
			}
			if tc.priority == "" {
				return
			}
			if _, reasons := w.reasons(t); w.priority(t) != tc.priority || !slices.Contains(reasons, tc.rule) {
				t.Errorf("%s for %q, want %s for %s", w.priority(t), reasons, tc.priority, tc.rule)
			}
		})
	}
}
