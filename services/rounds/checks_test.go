package rounds_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"apricot.health/services/rounds"
)

// TestAnOverdueCheckIsTold: on both sides of its interval, of who is in care and of what
// the patient has and takes, and once where two pathways ask for the same blood.
func TestAnOverdueCheckIsTold(t *testing.T) {
	t.Parallel()
	diabetic := func(c *clinic, a1c time.Duration) {
		c.inCare()
		c.has("2型糖尿病")
		c.result(hba1c, 6.5, "%", a1c)
		c.result("62238-1", 80, "mL/min/{1.73_m2}", 30*day)
		c.result("18262-6", 60, "mg/dL", 30*day)
		c.put("Procedure", "eyes", subject+`"status":"completed","performedDateTime":"2026-01-01","code":{"text":"眼底照相"}`)
	}
	anticoagulated := func(c *clinic, drug string, ago time.Duration) {
		c.inCare()
		c.has("心房颤动")
		c.takes(drug)
		c.result(inr, 2.5, "{INR}", ago)
		c.result("62238-1", 80, "mL/min/{1.73_m2}", 30*day)
	}
	for name, tc := range map[string]struct {
		is   func(*clinic)
		want string
	}{
		"HbA1c 91 days ago":              {func(c *clinic) { diabetic(c, 91*day) }, "requested routine t2dm/watch_a1c"},
		"HbA1c 90 days ago":              {func(c *clinic) { diabetic(c, 90*day) }, ""},
		"INR 29 days ago on warfarin":    {func(c *clinic) { anticoagulated(c, "华法林", 29*day) }, "requested routine atrial_fibrillation/watch_inr"},
		"INR 28 days ago on warfarin":    {func(c *clinic) { anticoagulated(c, "华法林", 28*day) }, ""},
		"INR 29 days ago on rivaroxaban": {func(c *clinic) { anticoagulated(c, "利伐沙班", 29*day) }, ""},
		"nobody looks after the patient": {func(c *clinic) { c.has("2型糖尿病") }, ""},
		"a plan of care": {func(c *clinic) {
			c.has("心房颤动")
			c.put("CarePlan", "k", subject+`"status":"active","intent":"plan"`)
		}, "requested routine atrial_fibrillation/watch_kidney"},
		"a plan that has ended": {func(c *clinic) {
			c.has("心房颤动")
			c.put("CarePlan", "k", subject+`"status":"completed","intent":"plan"`)
		}, ""},
		"weighed three days ago": {func(c *clinic) { weighed(c, 3*day) }, ""},
		"weighed longer ago":     {func(c *clinic) { weighed(c, 3*day+time.Hour) }, "requested routine heart_failure/watch_weight"},
		"a value and a check apart": {func(c *clinic) {
			anticoagulated(c, "华法林", 29*day)
			c.has("慢性肾脏病")
			c.result(potassium, 6.7, "mmol/L", time.Hour)
			c.result("9318-7", 1, "mg/mmol", day)
			c.result("718-7", 130, "g/L", day)
		}, "requested routine atrial_fibrillation/watch_inr, requested stat ckd/potassium_severe"},
		"never weighed at home": {func(c *clinic) { weighed(c, 0) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t)
			tc.is(c)
			if got := c.says(); got != tc.want {
				t.Errorf("the list says %q, want %q", got, tc.want)
			}
		})
	}
}

// weighed is heart failure where all else has been done.
func weighed(c *clinic, ago time.Duration) {
	c.inCare()
	c.has("心力衰竭")
	c.sent(systolic, 120, "mm[Hg]", time.Hour)
	c.result(potassium, 4.2, "mmol/L", 30*day)
	c.result("2276-4", 300, "ug/L", 30*day)
	c.result("62238-1", 80, "mL/min/{1.73_m2}", 30*day)
	if ago > 0 {
		c.sent("29463-7", 70, "kg", ago)
	}
}

// TestOneBloodSampleIsAskedForOnce: three illnesses ask for the kidneys.
func TestOneBloodSampleIsAskedForOnce(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.inCare()
	c.has("慢性肾脏病")
	c.has("高血压")
	c.has("2型糖尿病")
	c.says()
	seen := map[string]int{}
	for _, in := range c.tasks()[0].Input {
		m, ok := c.Graph.Monitor(in.Type.Text)
		if !ok {
			t.Fatalf("%s is no monitoring", in.Type.Text)
		}
		for _, inv := range m.Orders {
			seen[inv]++
		}
	}
	if seen["inv.uacr"] != 1 || seen["inv.hba1c"] != 1 || seen["inv.renal_function"] == 0 || seen["inv.renal_function"] > 1 {
		t.Errorf("asked for %v", seen)
	}
}

// TestAReasonIsToldOnceAndResolves: again and again it changes nothing; the check that
// comes in ends it; a person's closing is kept for a while.
func TestAReasonIsToldOnceAndResolves(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.inCare()
	c.has("心房颤动")
	c.takes("华法林")
	c.result("62238-1", 80, "mL/min/{1.73_m2}", 30*day)
	c.result(inr, 2.5, "{INR}", 29*day)
	const due = "requested routine atrial_fibrillation/watch_inr"
	for range 3 {
		if got := c.says(); got != due {
			t.Fatalf("%q", got)
		}
	}
	if all := c.tasks(); len(all) != 1 || all[0].version != 1 {
		t.Fatalf("told more than once: %+v", all)
	}
	c.result(inr, 2.4, "{INR}", time.Hour)
	if got := c.says(); got != "" || c.tasks()[0].Status != "completed" {
		t.Fatalf("the check has come in, and the list says %q", got)
	}
	c.now = c.now.Add(29 * day) // what ended by itself is told anew
	if got := c.says(); got != due {
		t.Fatalf("the next check: %q", got)
	}
	c.closes("completed")
	for _, at := range []struct {
		after time.Duration
		want  string
	}{{time.Hour, ""}, {7*day - 2*time.Hour, ""}, {2 * time.Hour, due}} {
		c.now = c.now.Add(at.after)
		if got := c.says(); got != at.want {
			t.Errorf("%v after a person closed it: %q, want %q", at.after, got, at.want)
		}
	}
}

// TestWhatIsUrgentStandsUntilAPersonClosesIt, and is told again of a newer value only.
func TestWhatIsUrgentStandsUntilAPersonClosesIt(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.has("慢性肾脏病")
	const urgent = "urgent ckd/potassium_high"
	expect := func(when, want string) {
		t.Helper()
		if got := c.says(); got != want {
			t.Fatalf("%s: %q, want %q", when, got, want)
		}
	}
	c.result(potassium, 5.8, "mmol/L", time.Hour)
	expect("high", "requested "+urgent)
	c.closes("accepted")
	expect("somebody has it", "accepted "+urgent)
	c.now = c.now.Add(time.Hour)
	c.result(potassium, 6, "mmol/L", 0)
	expect("it rises", "requested "+urgent)
	c.now = c.now.Add(time.Hour)
	c.result(potassium, 4.5, "mmol/L", 0)
	expect("normal again, and nobody has seen it", "requested "+urgent)
	c.closes("completed")
	expect("closed", "")
	c.now = c.now.Add(time.Hour)
	c.result(potassium, 5.9, "mmol/L", 0)
	expect("high again within the day to act in", "")
	c.now = c.now.Add(23 * time.Hour)
	expect("and after it", "requested "+urgent)
	c.closes("completed")
	c.now = c.now.Add(25 * time.Hour)
	expect("no newer value", "")
	c.result(potassium, 6.7, "mmol/L", 0)
	expect("an emergency waits for nothing", "requested stat ckd/potassium_severe")
}

// TestAMeanResolvesByNewerReadings, and not by silence.
func TestAMeanResolvesByNewerReadings(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.inCare()
	c.has("高血压")
	c.result("62238-1", 80, "mL/min/{1.73_m2}", day)
	c.result("18262-6", 60, "mg/dL", day)
	c.result("1558-6", 5, "mmol/L", day)
	c.result("9318-7", 1, "mg/mmol", day)
	for i := range 3 {
		c.sent(systolic, 165, "mm[Hg]", time.Duration(i)*day)
	}
	const high = "requested routine hypertension/mean_systolic_160"
	if got := c.says(); got != high {
		t.Fatal(got)
	}
	c.now = c.now.Add(10 * day)
	if got := c.says(); got != high {
		t.Fatalf("nothing was measured, and the list says %q", got)
	}
	for i := range 3 {
		c.sent(systolic, 130, "mm[Hg]", time.Duration(i)*time.Hour)
	}
	if got := c.says(); got != "" {
		t.Errorf("three good readings, and the list says %q", got)
	}
}

// TestTheWalkFollowsWhatIsStored: a result calls within moments, and time alone too.
func TestTheWalkFollowsWhatIsStored(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.has("慢性肾脏病")
	walk := &rounds.Walk{
		Service: func() *rounds.Service { return c.Service }, Store: c.store, Now: func() time.Time { return noon }, Logger: slog.New(slog.DiscardHandler),
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- walk.Run(ctx, func() {}) }()
	c.result(potassium, 6.6, "mmol/L", time.Hour)
	for end := time.Now().Add(30 * time.Second); len(c.tasks()) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody is called")
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if all := c.tasks(); len(all) != 1 || all[0].Priority != "stat" {
		t.Errorf("%+v", all)
	}
}
