package calibration_test

import (
	"encoding/json"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

func TestBoundsAgree(t *testing.T) {
	t.Parallel()
	for errs, needed := range []int{299, 473} {
		if calibration.Certified(needed-1, errs, 0.01, 0.05) || !calibration.Certified(needed, errs, 0.01, 0.05) {
			t.Errorf("with %d errors it is not %d cases that certify 1%%", errs, needed)
		}
	}
	// The rule of three: about 3/n.
	if u := calibration.Upper(1000, 0, 0.05); math.Abs(u-0.00299) > 1e-5 {
		t.Errorf("no error in 1000 bounds the rate by %v", u)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 3000).Draw(t, "n")
		k := rapid.IntRange(0, n-1).Draw(t, "k")
		if u := calibration.Upper(n, k, 0.05); calibration.Certified(n, k, u*1.001, 0.05) != (u*1.001 < 1) || u > 1e-6 && calibration.Certified(n, k, u*0.999, 0.05) {
			t.Fatalf("%d of %d: the bound %v is not where the test turns", k, n, u)
		}
	})
}

var diagnosis = calibration.Stratum{Kind: "diagnosis", Audience: "patient", Lang: "zh"}

var binding = calibration.Binding{Model: "m", Graph: "g", Policy: "p", Acts: "a", Stance: "s", Tables: "t"}

// set makes cases of one stratum.
type set struct{ cases []calibration.Case }

func (s *set) add(n int, of calibration.Stratum, score float64, right bool) {
	for range n {
		s.cases = append(s.cases, calibration.Case{ID: strconv.Itoa(len(s.cases)), Stratum: of, Score: score, Right: right, Part: calibration.Part})
	}
}

func TestWalkStopsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	var s set
	s.add(600, diagnosis, 0.99, true)
	s.add(50, diagnosis, 0.95, false) // 0.95 fails
	s.add(100000, diagnosis, 0.90, true)
	plan := calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}, Grid: []float64{0.9, 0.99, 0.95}}
	table, curves, err := calibration.Calibrate(plan, s.cases)
	if err != nil || len(table.Rows) != 1 || table.Rows[0].Threshold != 0.99 || table.Rows[0].Walk[0].N != 600 {
		t.Fatalf("%+v, %v: the walk must not jump over a failure", table, err)
	}
	if p := curves[0].Points; p[0].Certified != true || p[1].Certified || p[2].Certified || p[2].Coverage != 1 || p[1].Errors != 50 {
		t.Errorf("curve %+v", p)
	}
	if table, _, err := calibration.Calibrate(plan, s.cases[:499]); err != nil || len(table.Rows) != 0 {
		t.Errorf("fewer cases than the minimum were accepted: %+v %v", table, err)
	}
	var svg strings.Builder
	if err := calibration.Plot(&svg, curves[0], table.Alpha); err != nil || strings.Count(svg.String(), "<circle") != 3 || xml.Unmarshal([]byte(svg.String()), new(struct{})) != nil {
		t.Errorf("plot: %v %s", err, svg.String())
	}
}

// Delta is shared: what certifies alone does not among twenty strata.
func TestDeltaIsShared(t *testing.T) {
	t.Parallel()
	var s set
	s.add(662, diagnosis, 0.999, true)
	s.add(2, diagnosis, 0.999, false)
	plan := calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}}
	alone, _, err := calibration.Calibrate(plan, s.cases)
	if err != nil || len(alone.Rows) != 1 {
		t.Fatalf("%+v %v", alone, err)
	}
	for i := range 19 {
		plan.Strata = append(plan.Strata, calibration.Stratum{Kind: "k" + strconv.Itoa(i), Audience: "patient", Lang: "zh"})
	}
	shared, curves, err := calibration.Calibrate(plan, s.cases)
	if err != nil || len(shared.Rows) != 0 || len(curves) != 20 {
		t.Errorf("%+v %v", shared, err)
	}
}

// The guarantee itself: over many calibration sets from a source that is worse
// than alpha, at most a share delta may be certified.
func TestCalibrateKeepsItsPromise(t *testing.T) {
	t.Parallel()
	seed := uint64(7)
	next := func() float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(seed>>11) / (1 << 53)
	}
	const runs = 400
	bad := 0
	plan := calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}, Grid: []float64{0.5, 0.55, 0.6, 0.62}}
	for range runs {
		var s set
		for range 700 {
			s.add(1, diagnosis, 0.5+next()/2, next() > 0.012)
		}
		table, _, err := calibration.Calibrate(plan, s.cases)
		if err != nil {
			t.Fatal(err)
		}
		bad += len(table.Rows)
	}
	if share := float64(bad) / runs; share > 0.08 {
		t.Errorf("an error rate of 1.2%% was certified as 1%% in %v of the runs", share)
	}
}

func TestCalibrateRefuses(t *testing.T) {
	t.Parallel()
	good := calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}}
	one := calibration.Case{ID: "a", Stratum: diagnosis, Score: 0.5, Part: calibration.Part}
	for name, tc := range map[string]struct {
		plan  func(*calibration.Plan)
		cases func() []calibration.Case
	}{
		"no version":          {plan: func(p *calibration.Plan) { p.Version = "" }},
		"no model":            {plan: func(p *calibration.Plan) { p.Model = "" }},
		"no acts":             {plan: func(p *calibration.Plan) { p.Acts = "" }},
		"no stances":          {plan: func(p *calibration.Plan) { p.Stance = "" }},
		"no tables":           {plan: func(p *calibration.Plan) { p.Tables = "" }},
		"no strata":           {plan: func(p *calibration.Plan) { p.Strata = nil }},
		"a stratum twice":     {plan: func(p *calibration.Plan) { p.Strata = append(p.Strata, diagnosis) }},
		"a lax alpha":         {plan: func(p *calibration.Plan) { p.Alpha = 0.02 }},
		"a lax delta":         {plan: func(p *calibration.Plan) { p.Delta = 0.1 }},
		"a threshold twice":   {plan: func(p *calibration.Plan) { p.Grid = []float64{0.9, 0.9} }},
		"a threshold of none": {plan: func(p *calibration.Plan) { p.Grid = []float64{1.5} }},
		"tuning data":         {cases: func() []calibration.Case { c := one; c.Part = "tuning"; return []calibration.Case{c} }},
		"a case twice":        {cases: func() []calibration.Case { return []calibration.Case{one, one} }},
		"no score":            {cases: func() []calibration.Case { c := one; c.Score = math.NaN(); return []calibration.Case{c} }},
		"another stratum":     {cases: func() []calibration.Case { c := one; c.Lang = "en"; return []calibration.Case{c} }},
	} {
		plan, cases := good, []calibration.Case{one}
		if tc.plan != nil {
			tc.plan(&plan)
		}
		if tc.cases != nil {
			cases = tc.cases()
		}
		if _, _, err := calibration.Calibrate(plan, cases); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, _, err := calibration.Calibrate(good, []calibration.Case{one}); err != nil {
		t.Error(err)
	}
}

func TestTableIsCheckedAndBound(t *testing.T) {
	t.Parallel()
	table, err := calibration.Load()
	if err != nil {
		t.Fatal(err)
	}
	if a := table.Judge(diagnosis, 1, binding); a != calibration.Uncertified {
		t.Errorf("no stratum has been calibrated, and the answer is %v", a)
	}
	var s set
	s.add(700, diagnosis, 0.95, true)
	s.add(900, diagnosis, 0.995, true)
	made, _, err := calibration.Calibrate(calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}, Grid: []float64{0.99, 0.95, 0.9}}, s.cases)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	if table, err = calibration.Parse(raw); err != nil || cmp.Diff(made, table) != "" {
		t.Fatalf("a table does not come back: %v %s", err, cmp.Diff(made, table))
	}
	other := func(change func(*calibration.Binding)) calibration.Binding { b := binding; change(&b); return b }
	for name, tc := range map[string]struct {
		s     calibration.Stratum
		score float64
		now   calibration.Binding
		want  calibration.Answer
	}{
		"at the threshold": {diagnosis, 0.9, binding, calibration.Accepted},
		"below":            {diagnosis, 0.8999, binding, calibration.Below},
		"no number":        {diagnosis, math.NaN(), binding, calibration.Below},
		"beyond 1":         {diagnosis, 7, binding, calibration.Below},
		"another language": {calibration.Stratum{Kind: "diagnosis", Audience: "patient", Lang: "en"}, 1, binding, calibration.Uncertified},
		"another model":    {diagnosis, 1, other(func(b *calibration.Binding) { b.Model = "m2" }), calibration.Stale},
		"another graph":    {diagnosis, 1, other(func(b *calibration.Binding) { b.Graph = "g2" }), calibration.Stale},
		"another policy":   {diagnosis, 1, other(func(b *calibration.Binding) { b.Policy = "p2" }), calibration.Stale},
		"other acts":       {diagnosis, 1, other(func(b *calibration.Binding) { b.Acts = "a2" }), calibration.Stale},
		"other stances":    {diagnosis, 1, other(func(b *calibration.Binding) { b.Stance = "s2" }), calibration.Stale},
		"other tables":     {diagnosis, 1, other(func(b *calibration.Binding) { b.Tables = "t2" }), calibration.Stale},
		"no tables":        {diagnosis, 1, other(func(b *calibration.Binding) { b.Tables = "" }), calibration.Stale},
		"no acts":          {diagnosis, 1, other(func(b *calibration.Binding) { b.Acts = "" }), calibration.Stale},
	} {
		if got := table.Judge(tc.s, tc.score, tc.now); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	text := string(raw)
	for name, bad := range map[string]string{
		"an error more":      strings.Replace(text, `"errors":0`, `"errors":9`, 1),
		"a lost step":        strings.Replace(text, `{"threshold":0.99,"n":900,"errors":0},`, "", 1),
		"a looser threshold": strings.Replace(text, `"threshold":0.9,"walk"`, `"threshold":0.5,"walk"`, 1),
		"more strata":        strings.Replace(text, `"strata":1`, `"strata":1000000`, 1),
		"no model":           strings.Replace(text, `"model":"m"`, `"model":""`, 1),
		"no acts":            strings.Replace(text, `"acts":"a"`, `"acts":""`, 1),
		"no stances":         strings.Replace(text, `,"stance":"s"`, "", 1),
		"no tables":          strings.Replace(text, `,"tables":"t"`, "", 1),
		"a later form":       strings.Replace(text, `"format":3`, `"format":4`, 1),
		"a form of none":     strings.Replace(text, `"format":3`, `"format":-1`, 1),
		"no data":            strings.Replace(text, made.Data, "", 1),
		"a lax alpha":        strings.Replace(text, `"alpha":0.01`, `"alpha":0.2`, 1),
		"no version":         strings.Replace(text, `"version":"v"`, `"version":""`, 1),
		"an unknown field":   strings.Replace(text, `"version"`, `"extra":1,"version"`, 1),
	} {
		if bad == text {
			t.Fatalf("%s changes nothing", name)
		}
		if _, err := calibration.Parse([]byte(bad)); err == nil {
			t.Errorf("taken: %s", name)
		}
	}
}

// A table of the first form names no bank, one of the second no table of the checks.
// They are read, so that a program starts that a hospital has put them in, and they
// certify nothing, whatever is asked.
func TestATableOfAnEarlierFormCertifiesNothing(t *testing.T) {
	t.Parallel()
	var s set
	s.add(700, diagnosis, 0.9995, true)
	made, _, err := calibration.Calibrate(calibration.Plan{Version: "v", Binding: binding, Strata: []calibration.Stratum{diagnosis}}, s.cases)
	if err != nil || made.Judge(diagnosis, 1, binding) != calibration.Accepted {
		t.Fatalf("%+v %v", made, err)
	}
	raw, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	first := strings.NewReplacer(`"format":3,`, "", `,"acts":"a","stance":"s","tables":"t"`, "").Replace(string(raw))
	second := strings.NewReplacer(`"format":3`, `"format":2`, `,"tables":"t"`, "").Replace(string(raw))
	for name, text := range map[string]string{
		"as it was written": first,
		"with its form":     strings.Replace(first, "{", `{"format":1,`, 1),
		"with banks added":  strings.Replace(string(raw), `"format":3`, `"format":1`, 1),
		"the second":        second,
		"with tables added": strings.Replace(string(raw), `"format":3`, `"format":2`, 1),
	} {
		table, err := calibration.Parse([]byte(text))
		if err != nil || len(table.Rows) != 1 {
			t.Fatalf("%s: %+v %v", name, table, err)
		}
		for _, now := range []calibration.Binding{binding, {Model: "m", Graph: "g", Policy: "p"}, {Model: "m", Graph: "g", Policy: "p", Acts: "a", Stance: "s"}} {
			if a := table.Judge(diagnosis, 1, now); a != calibration.Stale {
				t.Errorf("%s, asked of %+v: %v", name, now, a)
			}
		}
	}
}
