package calibration_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/guardrails/calibration"
)

func TestCertifiedNeedsTheSampleSizesOfTheDesign(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		n, k int
		want bool
	}{{298, 0, false}, {299, 0, true}, {472, 1, false}, {473, 1, true}, {0, 0, false}, {299, 299, false}, {299, -1, false}} {
		if got := calibration.Certified(tc.n, tc.k, calibration.Alpha, calibration.Delta); got != tc.want {
			t.Errorf("%d cases with %d errors: certified %v (p=%v)", tc.n, tc.k, got, calibration.Tail(tc.n, tc.k, calibration.Alpha))
		}
	}
}

func TestTailIsABinomialTail(t *testing.T) {
	t.Parallel()
	// C(4,0)/16 + C(4,1)/16 = 5/16.
	if got := calibration.Tail(4, 1, 0.5); math.Abs(got-5.0/16) > 1e-12 {
		t.Errorf("Tail(4, 1, 1/2) = %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 3000).Draw(t, "n")
		k := rapid.IntRange(0, n-2).Draw(t, "k")
		a := rapid.Float64Range(0.001, 0.5).Draw(t, "a")
		p, more := calibration.Tail(n, k, a), calibration.Tail(n, k+1, a)
		if p < 0 || p > 1 || more < p-1e-12 {
			t.Fatalf("Tail(%d,%d)=%v, with one more error %v", n, k, p, more)
		}
		if bigger := calibration.Tail(n+1, k, a); bigger > p+1e-12 {
			t.Fatalf("more cases with no more errors must not weaken the proof: %v > %v", bigger, p)
		}
	})
}

func TestCertifyStopsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	var cases []calibration.Case
	add := func(n int, score float64, right bool) {
		for range n {
			cases = append(cases, calibration.Case{Score: score, Right: right})
		}
	}
	add(600, 0.99, true)
	add(50, 0.95, false) // 0.95 fails
	add(100000, 0.90, true)
	row, ok := calibration.Certify(cases, []float64{0.9, 0.99, 0.95}, 0.01, 0.05)
	if !ok || row.Threshold != 0.99 || row.N != 600 {
		t.Errorf("row %+v, %v: the walk must not jump over a failure", row, ok)
	}
	if _, ok := calibration.Certify(cases[:499], []float64{0.9}, 0.01, 0.05); ok {
		t.Error("fewer cases than the minimum were accepted")
	}
}

// The guarantee itself: over many calibration sets from a source that is worse
// than alpha, at most a share delta may be certified.
func TestCertifyKeepsItsPromise(t *testing.T) {
	t.Parallel()
	seed := uint64(7)
	next := func() float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(seed>>11) / (1 << 53)
	}
	const runs = 400
	bad := 0
	for range runs {
		cases := make([]calibration.Case, 700)
		for i := range cases {
			cases[i] = calibration.Case{Score: 0.5 + next()/2, Right: next() > 0.012}
		}
		if _, ok := calibration.Certify(cases, []float64{0.5, 0.55, 0.6, 0.62}, 0.01, 0.05); ok {
			bad++
		}
	}
	if share := float64(bad) / runs; share > 0.08 {
		t.Errorf("an error rate of 1.2%% was certified as 1%% in %v of the runs", share)
	}
}

func TestTableIsCheckedAndCertifiesNothingYet(t *testing.T) {
	t.Parallel()
	table, err := calibration.Load()
	if err != nil {
		t.Fatal(err)
	}
	if table.Accepts(calibration.Stratum{Kind: "diagnosis", Audience: "patient", Lang: "zh"}, 1) {
		t.Error("no stratum has been calibrated, so none may accept")
	}
	good := `{"version":"v","alpha":0.01,"delta":0.05,"strata":1,"rows":[{"kind":"diagnosis","audience":"patient","lang":"zh","threshold":0.9,"n":600,"errors":0,"data":"d"}]}`
	table, err = calibration.Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	s := calibration.Stratum{Kind: "diagnosis", Audience: "patient", Lang: "zh"}
	if !table.Accepts(s, 0.9) || table.Accepts(s, 0.89) || table.Accepts(s, math.NaN()) || table.Accepts(s, 7) {
		t.Error("the threshold is not kept")
	}
	for _, bad := range []string{
		`{"version":"v","alpha":0.01,"delta":0.05,"strata":1,"rows":[{"kind":"diagnosis","audience":"patient","lang":"zh","threshold":0.9,"n":298,"errors":0,"data":"d"}]}`,
		`{"version":"v","alpha":0.01,"delta":0.05,"strata":20,"rows":[{"kind":"diagnosis","audience":"patient","lang":"zh","threshold":0.9,"n":299,"errors":0,"data":"d"}]}`,
		`{"version":"v","alpha":0.2,"delta":0.05,"strata":1,"rows":[]}`,
		`{"version":"","alpha":0.01,"delta":0.05,"strata":1,"rows":[]}`,
		`{"version":"v","alpha":0.01,"delta":0.05,"strata":1,"rows":[],"extra":1}`,
	} {
		if _, err := calibration.Parse([]byte(bad)); err == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}
