package eval

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The bounds are those of the closed forms: with no miss in n the lower bound is
// (tail)^(1/n), and tables of the binomial give the rest.
func TestInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r         Rate
		low, high float64
	}{
		{Rate{0, 0}, 0, 1},
		{Rate{299, 299}, math.Pow(0.025, 1.0/299), 1},
		{Rate{0, 299}, 0, 1 - math.Pow(0.025, 1.0/299)},
		{Rate{5, 10}, 0.18708602844739943, 0.8129139715526006},
		{Rate{1, 20}, 0.0012650895979498, 0.2487327627},
	} {
		low, high := c.r.Interval()
		if math.Abs(low-c.low) > 1e-6 || math.Abs(high-c.high) > 1e-6 {
			t.Errorf("%v: [%.9f, %.9f], want [%.9f, %.9f]", c.r, low, high, c.low, c.high)
		}
	}
}

func TestIntervalHoldsItsRate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		r := Rate{Hits: rapid.IntRange(0, n).Draw(t, "hits"), N: n}
		low, high := r.Interval()
		if low < 0 || high > 1 || low > r.Value() || high < r.Value() {
			t.Fatalf("%v: [%v, %v]", r, low, high)
		}
	})
}

func TestRateJSON(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(Rate{})
	if err != nil || string(b) != `{"hits":0,"n":0,"value":null,"low":0,"high":1}` {
		t.Errorf("%s %v", b, err)
	}
}
