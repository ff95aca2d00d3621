package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A number that is nobody's needs no source; one that a text makes up, doses or soothes
// with does, though it says that the patient told it: what they told is in the chart.
func TestSmallChangeOfSpeech(t *testing.T) {
	t.Parallel()
	measured := chart.New()
	measured.Measures = map[string]chart.Measure{"find.sbp": {Value: 118, Unit: "mm[Hg]"}}
	for _, c := range []struct {
		text  string
		chart chart.Chart
		hangs bool
	}{
		{"跑两步就喘的话记下来。", chart.New(), false},
		{"您只走了40步。", chart.New(), true},
		{"周二把药袋整个拎来。", chart.New(), false},
		{"每天抓一把泡水喝。", chart.New(), true},
		{"夜里也可以打我们的24小时热线。", chart.New(), false},
		{"心里难受时24小时可打12356。", chart.New(), false},
		{"24小时内不会有事。", chart.New(), true},
		{"Ring the 24-hour line, day or night.", chart.New(), false},
		{"You will be well after 24 hours.", chart.New(), true},
		{"Your 20-week anomaly scan is on Friday.", chart.New(), true},
		{"At 20 weeks your baby is safe.", chart.New(), true},
		{"今天是戒酒第12天，做得很好。", chart.New(), true},
		{"喝了12天的酒。", chart.New(), true},
		{"这颗痣这半年变大了，这周请皮肤科看。", chart.New(), true},
		{"两年以来您的肾一直在变差。", chart.New(), true},
		{"最近五年您的肾一直在变差。", chart.New(), true},
		{"这半年内复发的可能很小。", chart.New(), true},
		{"You said that the cough has lasted 5 weeks, so please come in this week.", chart.New(), true},
		{"The cough has lasted 5 years.", chart.New(), true},
		{"您今天量的血压是168/98，先坐下休息，再量一遍。", chart.New(), true},
		{"您今天量的血压是168/98，没事，不用管。", chart.New(), true},
		{"您的血压是168/98。", chart.New(), true},
		{"您说血钾是5.8。", chart.New(), true},
		{"您说每次吃200毫克。", chart.New(), true},
		{"小孩误服了两片降压药，请马上去急诊，带上药盒。", chart.New(), false},
		{"小孩误服了两片降压药，没事，观察一下。", chart.New(), true},
		{"单子没到，一片都别停。", chart.New(), false},
		{"今晚吃一片。", chart.New(), true},
		{"扎手指侧面，第一滴不要用力挤。", chart.New(), false},
		{"每次滴一滴。", chart.New(), true},
		{"偶尔抽了一支不等于失败。", chart.New(), false},
		{"今天打一支。", chart.New(), true},
	} {
		got := judged(t, c.text, "patient", c.chart)
		if hangs := slices.Contains(got, "ungrounded"); hangs != c.hangs {
			t.Errorf("%q: ungrounded %v, want %v (%v)", c.text, hangs, c.hangs, got)
		}
	}
	if got := judged(t, "您今天量的血压是168/98，先坐下休息，再量一遍。", "patient", measured); !slices.Contains(got, "fabricated") {
		t.Errorf("a reading that the chart has otherwise: %v, want fabricated", got)
	}
}
