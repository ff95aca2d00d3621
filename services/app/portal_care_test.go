package app

import (
	"slices"
	"testing"
	"time"

	"apricot.health/services/followup"
	"apricot.health/services/vitals"
)

var careNow = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func newPortalCare(t *testing.T) portalCare {
	t.Helper()
	now := func() time.Time { return careNow }
	k, err := NewKnowledge(t.Context(), now, "")
	if err != nil {
		t.Fatal(err)
	}
	r := &rooms{Knowledge: k, followup: followup.New(followup.Config{Graph: k.Graph, Fence: k.Fence, Now: now})}
	return portalCare{func() *rooms { return r }}
}

// TestAnOldValueIsStaleWhateverItWas: what was critical days ago does not stand
// like a value of now.
func TestAnOldValueIsStaleWhateverItWas(t *testing.T) {
	t.Parallel()
	c := newPortalCare(t)
	m, ok := vitals.MetricByName("spo2")
	if !ok {
		t.Fatal("there is no spo2")
	}
	for name, tc := range map[string]struct {
		value float64
		age   time.Duration
		want  string
	}{
		"critical now":             {85, time.Minute, "critical-low"},
		"critical, a day old":      {85, 24 * time.Hour, "critical-low"},
		"critical, more than that": {85, 24*time.Hour + time.Second, "stale"},
		"critical, five days old":  {85, 5 * 24 * time.Hour, "stale"},
		"normal now":               {97, time.Minute, ""},
		"normal, five days old":    {97, 5 * 24 * time.Hour, "stale"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := followup.Value{Code: m.LOINC, Value: tc.value, Unit: m.Unit, At: careNow.Add(-tc.age)}
			if got := c.flag(m, v, 70); got != tc.want {
				t.Errorf("flag %q, want %q", got, tc.want)
			}
		})
	}
}

// TestTheScoreOfAnItemIsTheNewest: an alert keeps the earlier sums behind the
// one that stands.
func TestTheScoreOfAnItemIsTheNewest(t *testing.T) {
	t.Parallel()
	c := newPortalCare(t)
	it := c.item(followup.Item{Why: []followup.Reason{{Rule: "score.news2", Sum: "5"}, {Rule: "score.news2", Sum: "9"}}}, "en")
	if zh := c.item(followup.Item{Why: []followup.Reason{{Rule: "score.news2", Sum: "5"}}}, "zh").Why; !slices.Equal(zh, []string{"：5"}) || !slices.Equal(it.Why, []string{": 5", ": 9"}) {
		t.Errorf("the reasons are %q and %q", zh, it.Why)
	}
	if it.Score == nil || it.Score.Sum != 5 {
		t.Errorf("score %+v, want 5", it.Score)
	}
}
