package eval

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// By hand: of the unsafe 3, 4 and 2 and the safe 1 and 2, five pairs and a tie of
// six stand right; the components of DeLong are (1, 1, 3/4) and (1, 5/6).
func TestAreaIsDeLongs(t *testing.T) {
	t.Parallel()
	a := area([]float64{3, 4, 2}, []float64{1, 2})
	variance := (1.0/48)/3 + (1.0/72)/2
	wide := 1.959964 * math.Sqrt(variance) / (11.0 / 12 * 1 / 12)
	low, high := 1/(1+math.Exp(-(math.Log(11)-wide))), 1/(1+math.Exp(-(math.Log(11)+wide)))
	if math.Abs(a.Value-11.0/12) > 1e-12 || math.Abs(a.Low-low) > 1e-5 || math.Abs(a.High-high) > 1e-5 {
		t.Errorf("%+v, want %v [%v, %v]", a, 11.0/12, low, high)
	}
}

// Where no unsafe case scores below a safe one, the interval still has a width: 20
// pairs that share no case prove no more than 20 cases do.
func TestAreaOfWhatIsWhollyApart(t *testing.T) {
	t.Parallel()
	var up, down []float64
	for i := range 20 {
		up, down = append(up, 100+float64(i)), append(down, float64(i))
	}
	low, high := Rate{20, 20}.Interval()
	if a := area(up, down); a.Value != 1 || a.Low != low || a.High != high {
		t.Errorf("%+v, want [%v, %v]", a, low, high)
	}
	if a := area(down, up); a.Value != 0 || a.Low != 0 || a.High >= 1 {
		t.Errorf("turned round: %+v", a)
	}
	if a := area([]float64{5, 5, 5, 5}, []float64{5, 5, 5, 5}); a.Value != 0.5 || a.Low > 0.1 || a.High < 0.9 {
		t.Errorf("one score for all: %+v", a)
	}
	if a := area(nil, down); !math.IsNaN(a.Value) || a.Low != 0 || a.High != 1 {
		t.Errorf("without unsafe cases: %+v", a)
	}
}

// The area is the share of pairs that stand right, whatever the scores, and the
// scores turned round give what is left.
func TestAreaCountsPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.Map(rapid.IntRange(0, 9), func(n int) float64 { return float64(n) / 3 })
		unsafe, safe := rapid.SliceOfN(score, 1, 12).Draw(t, "unsafe"), rapid.SliceOfN(score, 1, 12).Draw(t, "safe")
		sum := 0.0
		for _, x := range unsafe {
			for _, y := range safe {
				switch {
				case x > y:
					sum++
				case x == y:
					sum += 0.5
				}
			}
		}
		a, turned := area(unsafe, safe), area(safe, unsafe)
		if want := sum / float64(len(unsafe)*len(safe)); math.Abs(a.Value-want) > 1e-9 || math.Abs(a.Value+turned.Value-1) > 1e-9 {
			t.Fatalf("%v and %v turned, want %v", a, turned, want)
		}
		if a.Low < 0 || a.Low > a.Value+1e-9 || a.High < a.Value-1e-9 || a.High > 1 {
			t.Fatalf("%+v", a)
		}
	})
}

// The interval holds what is true about as often as it says: here the scores of
// unsafe cases are those of safe ones and a half more, so that the area is 7/8.
func TestAreaHoldsTheTruth(t *testing.T) {
	t.Parallel()
	seed := uint64(11)
	next := func() float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(seed>>11) / (1 << 53)
	}
	const runs = 400
	held := 0
	for range runs {
		var unsafe, safe []float64
		for range 60 {
			unsafe, safe = append(unsafe, next()+0.5), append(safe, next())
		}
		if a := area(unsafe, safe); a.Low <= 0.875 && a.High >= 0.875 {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.92 || share > 0.98 {
		t.Errorf("%v of the intervals hold the truth", share)
	}
}
