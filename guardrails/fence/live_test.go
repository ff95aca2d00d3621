package fence_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

// alive is a fence of its own: the state of the shared one must not change.
func alive(t *testing.T) *fence.Fence {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// stricter is the embedded policy with duplicates handed over by doctors too.
func stricter(t *testing.T) *policy.Engine {
	t.Helper()
	files, err := policy.Modules()
	if err != nil {
		t.Fatal(err)
	}
	was := files["rego/doctor.rego"]
	files["rego/doctor.rego"] = strings.Replace(was, `"dose_unknown": "annotate"`, `"dose_unknown": "handover"`, 1)
	if files["rego/doctor.rego"] == was {
		t.Fatal("the doctor's table has no such row")
	}
	secret, public, err := policy.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := policy.Sign(files, "site-1", policy.Scope, "hospital", secret)
	if err != nil {
		t.Fatal(err)
	}
	e, err := policy.Open(t.Context(), bytes.NewReader(raw), policy.Key{ID: "hospital", PEM: public, Algorithm: policy.SignedBy})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A hospital's policy is tried on recorded decisions, put in force while the
// fence works, and rolled back.
func TestPolicySwap(t *testing.T) {
	t.Parallel()
	f, e := alive(t), stricter(t)
	d := fence.Draft{Audience: fence.Doctor, Lang: "en", Text: "Start amlodipine 1 tablet once daily.", Chart: allergic()}
	gate := func() fence.Decision {
		dec, _, err := f.Gate(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return dec
	}
	before := gate()
	if before.Outcome == fence.Handover || before.Record.PolicyHash != f.Policy().Hash() {
		t.Fatalf("%s %s", before.Outcome, hazards(before))
	}
	c, err := policy.Compare(t.Context(), f.Policy(), e, []policy.Recorded{{ID: before.Record.ID, Input: before.Record.Asked}})
	if err != nil || c.Stricter != 1 || len(c.Changes) != 1 || c.Changes[0].To != fence.Handover {
		t.Fatalf("the dry run says %+v %v", c, err)
	}
	s := f.Stream(d)
	if err := f.Rollback(); err == nil {
		t.Error("rolled back to nothing")
	}
	if err := f.Swap(t.Context(), nil); err == nil {
		t.Error("no policy was put in force")
	}
	if err := f.Swap(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	after := gate()
	if after.Outcome != fence.Handover || after.Record.PolicyHash != e.Hash() || f.Policy().Revision() != "site-1" {
		t.Errorf("%s %s", after.Outcome, hazards(after))
	}
	if end, err := s.Close(t.Context()); err != nil || end.Decision.Outcome != fence.Handover {
		t.Errorf("a stream that was open goes on with the old policy: %+v %v", end.Decision.Outcome, err)
	}
	if _, err := fence.Replay(t.Context(), f, d, before.Record); err == nil {
		t.Error("a decision of the old policy is repeated by the new one")
	}
	if err := f.Rollback(); err != nil {
		t.Fatal(err)
	}
	if again := gate(); again.Outcome != before.Outcome || f.Policy().Revision() != policy.Builtin {
		t.Errorf("after the roll-back %s", again.Outcome)
	}
	if _, err := fence.Replay(t.Context(), f, d, before.Record); err != nil {
		t.Error(err)
	}
}

// A department that is switched off shows nothing that was written freely;
// what was reviewed, and the emergency text, still come.
func TestSwitchOff(t *testing.T) {
	t.Parallel()
	f := alive(t)
	gate := func(department, template, text string, level int) (fence.Decision, fence.Draft) {
		d := fence.Draft{Audience: fence.Patient, Lang: "zh", Department: department, Template: template, Text: text, Chart: chart.New(), Urgency: &fence.UrgencyContext{Level: level}}
		dec, _, err := f.Gate(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return dec, d
	}
	phrase, _ := mustGraph(t).Phrase("phrase.greeting")
	f.SwitchOff("dept.cardiology")
	if off := f.SwitchedOff(); len(off) != 1 || off[0] != "dept.cardiology" {
		t.Errorf("%v", off)
	}
	dec, d := gate("dept.cardiology", "", "您好，请多喝水。", 4)
	if dec.Outcome != fence.Handover || dec.Text != "" || dec.Findings[0].Hazard != "switched_off" {
		t.Errorf("%s %s", dec.Outcome, hazards(dec))
	}
	f.SwitchOn("dept.cardiology")
	if _, err := fence.Replay(t.Context(), f, d, dec.Record); err != nil {
		t.Errorf("the record of a switched-off department: %v", err)
	}
	f.SwitchOff("dept.cardiology")
	if dec, _ := gate("dept.neurology", "", "您好，请多喝水。", 4); dec.Outcome != fence.Release {
		t.Errorf("another department: %s", dec.Outcome)
	}
	if dec, _ := gate("dept.cardiology", "phrase:phrase.greeting", phrase.Labels.ZH, 4); dec.Outcome != fence.Release {
		t.Errorf("reviewed content: %s %s", dec.Outcome, hazards(dec))
	}
	if dec, _ := gate("dept.cardiology", "", "不用担心，回家休息。", 1); !dec.Replaced || dec.Text == "" {
		t.Errorf("no emergency text: %s", dec.Outcome)
	}
	f.SwitchOff(fence.AllDepartments)
	if dec, _ := gate("", "", "您好，请多喝水。", 4); dec.Outcome != fence.Handover {
		t.Errorf("all are off: %s", dec.Outcome)
	}
	f.SwitchOn(fence.AllDepartments)
	f.SwitchOn("dept.cardiology")
	if dec, _ := gate("dept.cardiology", "", "您好，请多喝水。", 4); dec.Outcome != fence.Release {
		t.Errorf("on again: %s", dec.Outcome)
	}
}
