package reason_test

import (
	"slices"
	"testing"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

var careNow = time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC)

// pressure is a patient with hypertension and one pair of readings a day, the
// last of them today.
func pressure(age float64, pairs ...[2]float64) chart.Chart {
	c := chart.New()
	c.AgeYears, c.Sex, c.Now = age, chart.Male, careNow
	c.ConditionsKnown = true
	c = has(c, "cond.hypertension")
	for i, p := range pairs {
		at := careNow.AddDate(0, 0, i+1-len(pairs))
		for id, v := range map[string]float64{"find.sbp": p[0], "find.dbp": p[1]} {
			m := chart.Measure{Value: v, Unit: "mm[Hg]", At: at}
			c.Readings[id] = append(c.Readings[id], m)
			c.Measures[id] = m
		}
	}
	return c
}

func careOf(t *testing.T, c chart.Chart, done map[string]time.Time) reason.Care {
	t.Helper()
	e, _ := engine(t)
	return e.Care("path.care_hypertension_cn", reason.CareCase{Chart: c, Done: done})
}

func TestCareTakesTheTargetOfThePatient(t *testing.T) {
	t.Parallel()
	steady := [][2]float64{{132, 78}, {132, 78}, {132, 78}}
	for name, tc := range map[string]struct {
		chart       chart.Chart
		target      string
		met, better chart.Tri
	}{
		"general":          {pressure(50, steady...), "bp_general", chart.Yes, chart.No},
		"with diabetes":    {has(pressure(50, steady...), "cond.t2dm"), "bp_high_risk", chart.No, chart.Unknown},
		"eighty":           {has(pressure(80, steady...), "cond.t2dm"), "bp_80", chart.Yes, chart.Yes},
		"two readings":     {pressure(50, steady[:2]...), "bp_general", chart.Unknown, chart.Unknown},
		"one bad of three": {pressure(50, [2]float64{170, 80}, [2]float64{120, 80}, [2]float64{124, 80}), "bp_general", chart.Yes, chart.No},
	} {
		got := careOf(t, tc.chart, nil)
		if got.Entered != chart.Yes || len(got.Goals) != 1 {
			t.Fatalf("%s: entered %s, %d goals", name, got.Entered, len(got.Goals))
		}
		g := got.Goals[0]
		if g.Target.ID != tc.target || g.Met != tc.met || g.Better != tc.better {
			t.Errorf("%s: target %s, met %s, better %s", name, g.Target.ID, g.Met, g.Better)
		}
	}
}

func TestCareSaysWhatIsInDoubt(t *testing.T) {
	t.Parallel()
	c := pressure(50, [2]float64{132, 78}, [2]float64{132, 78}, [2]float64{132, 78})
	c.ConditionsKnown = false
	g := careOf(t, c, nil).Goals[0]
	if g.Target.ID != "bp_general" || !slices.Contains(g.Doubt, "cond.t2dm") {
		t.Errorf("target %s, in doubt %v", g.Target.ID, g.Doubt)
	}
}

func TestCareIsOnlyForThoseInIt(t *testing.T) {
	t.Parallel()
	c := pressure(50)
	c.Conditions = nil
	if got := careOf(t, c, nil); got.Entered != chart.No || got.Goals != nil || got.Due != nil {
		t.Errorf("without hypertension: %+v", got)
	}
	young := pressure(30)
	young.Sex = chart.Female
	if got := careOf(t, young, nil); got.Entered != chart.Unknown {
		t.Errorf("a woman of 30 who was not asked about pregnancy: entered %s", got.Entered)
	}
	e, _ := engine(t)
	if got := e.Care("path.nonsense", reason.CareCase{}); got.ID != "" {
		t.Errorf("an unknown pathway: %+v", got)
	}
}

func TestCareAlarms(t *testing.T) {
	t.Parallel()
	week := func(v float64) [][2]float64 { return [][2]float64{{v, 80}, {v, 80}, {v, 80}} }
	for name, tc := range map[string]struct {
		chart chart.Chart
		want  []string
	}{
		"well":                {pressure(50, week(130)...), nil},
		"week at 160":         {pressure(50, week(160)...), []string{"mean_systolic_160"}},
		"two readings at 160": {pressure(50, week(160)[:2]...), nil},
		"one at 180":          {pressure(50, [2]float64{120, 80}, [2]float64{130, 80}, [2]float64{180, 80}), []string{"very_high"}},
		"180 a while ago":     {pressure(50, [2]float64{180, 80}, [2]float64{130, 80}), nil},
		"180, chest pain":     {stated(pressure(50, [2]float64{180, 80}), "find.chest_pain"), []string{"crisis", "very_high"}},
	} {
		var got []string
		for _, a := range careOf(t, tc.chart, nil).Alarms {
			got = append(got, a.Escalation.ID)
			if want := careNow.Add(time.Duration(a.Escalation.WithinHours) * time.Hour); !a.By.Equal(want) {
				t.Errorf("%s: %s by %s", name, a.Escalation.ID, a.By)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: alarms %v, want %v", name, got, tc.want)
		}
	}
}

func stated(c chart.Chart, id string) chart.Chart {
	c.Findings[id] = chart.Yes
	return c
}

func TestCareKnowsWhatIsDue(t *testing.T) {
	t.Parallel()
	c := pressure(50, [2]float64{130, 80})
	got := careOf(t, c, map[string]time.Time{
		"inv.uacr": careNow.AddDate(0, 0, -366), "inv.lipids": careNow.AddDate(0, 0, -365), "inv.renal_function": careNow.AddDate(0, 0, -10),
	})
	overdue := map[string]bool{}
	for i, d := range got.Due {
		overdue[d.Monitor.ID] = d.Overdue
		if i > 0 && d.Due.Before(got.Due[i-1].Due) {
			t.Errorf("%s is due before %s", d.Monitor.ID, got.Due[i-1].Monitor.ID)
		}
	}
	want := map[string]bool{"home_bp": false, "albuminuria": true, "lipids_and_glucose": false, "kidney_and_potassium": false}
	for id, late := range want {
		if got, ok := overdue[id]; !ok || got != late {
			t.Errorf("%s: listed %v, overdue %v", id, ok, got)
		}
	}
	if never := careOf(t, pressure(50), nil); len(never.Due) == 0 || !never.Due[0].Overdue || !never.Due[0].Due.Equal(careNow) {
		t.Errorf("what was never done: %+v", never.Due)
	}
}
