package followup_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"apricot.health/services/agent"
	"apricot.health/services/followup"
)

func (d *desk) care(t *testing.T, id, patient, priority string, due time.Time, reasons ...agent.CareReason) {
	t.Helper()
	var inputs []agent.CareInput
	for _, r := range reasons {
		inputs = append(inputs, r.Input())
	}
	raw, err := json.Marshal(inputs)
	if err != nil {
		t.Fatal(err)
	}
	d.put(t, "Task", id, fmt.Sprintf(`{"resourceType":"Task","id":%q,"status":"requested","intent":"order","priority":%q,"code":{"coding":[{"system":%q,"code":%q}]},
	 "for":{"reference":"Patient/%s"},"authoredOn":"2026-03-04T11:00:00Z","restriction":{"period":{"end":%q}},"input":%s}`,
		id, priority, agent.TaskSystem, agent.TaskCare, patient, due.Format(time.RFC3339), raw))
}

func overdue(rule string, last time.Time, every int) agent.CareReason {
	r := agent.CareReason{Rule: rule, Says: agent.CareDue, Due: noon}
	if !last.IsZero() {
		r.Last, r.Due = last, last.AddDate(0, 0, every)
	}
	return r
}

// TestThePathwaysOnTheWorklist: an abnormal value goes before checks that are late, these
// go by how many of their intervals they are late, and each says why and by what rule.
func TestThePathwaysOnTheWorklist(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, id := range []string{"p1", "p2", "p3", "p4", "p5", "p6"} {
		d.patient(t, id, noon.Add(-time.Hour))
	}
	const a1c, warfarin, kidney = "path.care_t2dm_cn/watch_a1c", "path.care_atrial_fibrillation_cn/watch_inr", "path.care_t2dm_cn/watch_kidney"
	d.care(t, "t1", "p1", "routine", noon, overdue(a1c, noon.AddDate(0, 0, -180), 90))                         // one interval late
	d.care(t, "t2", "p2", "routine", noon.AddDate(0, 0, -100), overdue(kidney, noon.AddDate(0, 0, -465), 365)) // longer, and less than one
	d.care(t, "t3", "p3", "routine", noon, overdue(warfarin, noon.AddDate(0, 0, -84), 28))                     // two
	mean := agent.CareReason{
		Rule: "path.care_hypertension_cn/mean_systolic_160", Says: "doctor", Last: noon.Add(-time.Hour), Due: noon.AddDate(0, 0, 7),
		Evidence: []agent.CareValue{{Finding: "find.sbp", Value: 163.5, Unit: "mm[Hg]", At: noon.Add(-time.Hour), Statistic: "mean", Readings: 5}},
	}
	d.care(t, "t4", "p4", "routine", mean.Due, mean, overdue("path.care_hypertension_cn/albuminuria", time.Time{}, 365))
	today := mean
	today.Due = noon.Add(time.Hour)
	d.care(t, "t5", "p5", "routine", today.Due, today)
	d.care(t, "t6", "p6", "stat", noon, agent.CareReason{
		Rule: "path.care_ckd_cn/potassium_severe", Says: "emergency", Last: noon, Due: noon,
		Evidence: []agent.CareValue{{Finding: "find.potassium", Value: 6.6, Unit: "mmol/L", At: noon, Readings: 1}},
	})
	w, err := d.List(d.ctx, "zh", false)
	if err != nil || len(w.Items) != 6 {
		t.Fatalf("%d items, %v", len(w.Items), err)
	}
	var order []string
	for _, it := range w.Items {
		order = append(order, fmt.Sprintf("%s %s %v", it.Patient.ID, it.Level, it.Today))
		for _, r := range it.Why {
			if r.Label.Text() == "" || r.Care == nil || r.Care.Source == "" || it.Suggest.Text() == "" {
				t.Errorf("%s says %+v", it.Patient.ID, r)
			}
		}
	}
	if got := strings.Join(order, ", "); got != "p6 critical true, p5 low true, p4 low false, p3 low false, p1 low false, p2 low false" {
		t.Errorf("the order is %s", got)
	}
	if v := w.Items[2].Why[0].Care.Values[0]; v.Label.Text() != "收缩压" || v.Value != 163.5 || v.Readings != 5 {
		t.Errorf("the mean reads %+v", v)
	}
	if c := w.Items[3].Why[0].Care; !c.Check || c.Late != 2 || c.EveryDays != 28 || w.Items[3].Overdue {
		t.Errorf("the INR reads %+v", c)
	}
	if c := w.Items[2].Why[1].Care; c.Late != 1 || !c.Last.IsZero() {
		t.Errorf("what was never done reads %+v", c)
	}
	if w.Items[0].Level != followup.Critical || w.Items[0].Suggest.Text() != "请立即联系患者；联系不上或情况危急时启动急救流程" {
		t.Errorf("the emergency says %q", w.Items[0].Suggest.Text())
	}
}

// TestEveryCheckCanBeNamed: the fence shows the label of each piece of monitoring.
func TestEveryCheckCanBeNamed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon)
	var all []agent.CareReason
	for _, p := range d.Graph.Pathways() {
		for _, m := range p.Monitoring {
			all = append(all, overdue(p.ID+"/"+m.ID, time.Time{}, 1))
		}
	}
	d.care(t, "t1", "p1", "routine", noon, append(all, overdue("path.gone/x", time.Time{}, 1))...)
	for _, lang := range []string{"zh", "en"} {
		w, err := d.List(d.ctx, lang, false)
		if err != nil || len(w.Items) != 1 || len(w.Items[0].Why) != len(all) || len(all) < 30 {
			t.Errorf("%s: %d of %d are named, %v", lang, len(w.Items[0].Why), len(all), err)
		}
	}
}
