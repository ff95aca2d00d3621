package reason_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

func stepOf(out reason.TriageOutput, kind string) reason.TriageStep {
	i := slices.IndexFunc(out.Path, func(s reason.TriageStep) bool { return s.Kind == kind })
	if i < 0 {
		return reason.TriageStep{}
	}
	return out.Path[i]
}

// What sets the urgency is named: the red flag and the saying of what only
// resembles one, as that and not as a fact.
func TestTheUrgencyNamesWhatItRestsOn(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{
		`{"text":"刚生完孩子三天，腿肿一条，喘得厉害，嘴唇发紫"}`:                                           "red_flag",
		`{"text":"半拉身子突然不听使唤，筷子都拿不住了","age":70}`:                                      "resembles",
		`{"text":"grandma is cold and clammy and talks nonsense since this morning"}`: "told_urgent",
		`{"text":"救命"}`:     "cry",
		`{"text":"肩膀痛半年了"}`: "complaint",
		`{"text":"我不舒服"}`:   "abstained",
		`{"age":60,"findings":{"find.cough":true,"find.spo2":93,"find.resp_rate":22,"find.sbp":98,"find.heart_rate":115,"find.temperature":38.4}}`: "score",
	}
	for line, kind := range kinds {
		step := stepOf(triage(t, e, line), "urgency")
		i := slices.IndexFunc(step.By, func(b reason.TriageBasis) bool { return b.Kind == kind })
		if i < 0 {
			t.Errorf("%s: nothing of kind %s in %+v", line, kind, step.By)
			continue
		}
		b := step.By[i]
		if kind == "resembles" && (b.ID == "" || b.Label == "" || b.Words == "" || len(b.Near) == 0) || kind == "told_urgent" && len(b.Near) == 0 {
			t.Errorf("%s: %+v names no flag or no saying", line, b)
		}
		if slices.Contains(step.Facts, "suspected") || slices.Contains(step.Facts, "") {
			t.Errorf("%s: facts %v", line, step.Facts)
		}
	}
}

// A danger sign that was found, one that was denied and one that nobody told
// are told apart.
func TestTheDangerStepTellsFoundFromDenied(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	step := stepOf(triage(t, e, `{"text":"胸口疼，没有出冷汗，胸口压着疼","age":62}`), "danger")
	if !slices.Contains(step.Facts, "find.chest_pain_crushing") || !slices.Contains(step.Absent, "find.sweating") || !slices.Contains(step.Missing, "find.syncope") {
		t.Errorf("%+v", step)
	}
	if slices.Contains(step.Facts, "find.sweating") {
		t.Errorf("a sign that was denied stands among what was found: %v", step.Facts)
	}
	if step = stepOf(triage(t, e, `{"text":"胸口疼，没有出冷汗","age":62}`), "danger"); len(step.Facts) != 0 || len(step.Absent) == 0 {
		t.Errorf("%+v", step)
	}
}

func TestTriageShowsTheNextQuestion(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	out := triage(t, e, `{"text":"头疼两天"}`)
	q := out.Next
	if q == nil || q.Why != "danger" || q.ZH == "" || q.EN == "" || q.ID == "" || q.Flag == "" {
		t.Fatalf("headache: next %+v", q)
	}
	ids := func(as []reason.TriageAsk) (out []string) {
		for _, a := range as {
			out = append(out, a.ID)
			if a.ZH == "" || a.EN == "" || a.Why != "danger" && a.Why != "information" {
				t.Errorf("%+v", a)
			}
		}
		return out
	}
	if missing := ids(out.Missing); !slices.Contains(missing, "age") || !slices.Contains(missing, "sex") || slices.Contains(missing, q.ID) || len(missing) < 4 {
		t.Errorf("headache: missing %v, asked %s", missing, q.ID)
	}
	if missing := ids(triage(t, e, `{"text":"头疼两天","age":30,"sex":"male"}`).Missing); slices.Contains(missing, "age") || slices.Contains(missing, "sex") {
		t.Errorf("known: missing %v", missing)
	}
	if out = triage(t, e, `{"text":"胸口压着疼，左胳膊也疼，出冷汗，半小时了","age":62,"sex":"male"}`); out.Next != nil {
		t.Errorf("an emergency is kept waiting by %+v", out.Next)
	}
	if out = triage(t, e, `{"text":"我不舒服"}`); out.Next == nil || out.Next.ID != "complaint" || out.Next.Kind != "open" {
		t.Errorf("nothing told: %+v", out.Next)
	}
}

// Where the danger signs are answered, what tells the conditions apart is asked.
func TestInformationIsAskedForBehindDanger(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	findings := map[string]bool{"find.cough": true}
	for range 40 {
		body, err := json.Marshal(map[string]any{"age": 28, "sex": "female", "findings": findings})
		if err != nil {
			t.Fatal(err)
		}
		q := triage(t, e, string(body)).Next
		if q == nil {
			t.Fatal("nothing more is asked before information is asked for")
		}
		if q.Why == "information" {
			return
		}
		for _, s := range append([]reason.TriageAsk{q.TriageAsk}, q.Signs...) {
			if strings.HasPrefix(s.ID, "find.") {
				findings[s.ID] = false
			}
		}
	}
	t.Error("forty questions about danger")
}

func TestTriageShowsMedicinesWithTheirDoses(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	out := triage(t, e, `{"text":"头疼，吃了2片布洛芬，没吃阿司匹林"}`)
	if len(out.Medicines) != 1 || out.Medicines[0].ID != "drug.ibuprofen" || len(out.Medicines[0].Doses) != 1 || out.Medicines[0].Doses[0].Value != 2 {
		t.Errorf("%+v", out.Medicines)
	}
	if out = triage(t, e, `{"text":"我妈头疼，吃了100毫克"}`); len(out.Medicines) != 1 || out.Medicines[0].Doses[0].Unit != "mg" {
		t.Errorf("told for another: %+v", out.Medicines)
	}
}

// What speaks for a condition is shown with how sure content is of it.
func TestThePathSaysHowSureAnEdgeIs(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	step := stepOf(triage(t, e, `{"text":"胸口压着疼，左胳膊也疼，出冷汗，半小时了","age":62,"sex":"male"}`), "differential")
	if len(step.Facts) == 0 || len(step.Edges) != len(step.Facts)+len(step.Against) {
		t.Fatalf("facts %v, against %v, edges %v", step.Facts, step.Against, step.Edges)
	}
	c, _ := g.Condition(step.ID)
	for _, x := range step.Edges {
		if !slices.Contains(c.Edges, x) || x.Confidence == "" || x.Basis == "" {
			t.Errorf("%+v", x)
		}
	}
}

// What the words of a question take for granted is asked for before: nobody who has
// told of no injury is asked how the injured part looks, and who denies it never is.
// Who has told of it is asked at once.
func TestAQuestionPresumesWhatWasTold(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, tc := range []struct{ complaint, swelling, sign, presumed string }{
		{"comp.leg_foot", "find.leg_swelling", "find.limb_deformity", "find.trauma_recent"},
		{"comp.leg_foot", "find.leg_swelling", "find.leg_pain_tight_severe", "find.immobilisation"},
		{"comp.injury", "find.trauma_recent", "find.vomit_after_head", "find.head_injury"},
		{"comp.child_gut", "find.diarrhoea", "find.bilious_vomiting", "find.vomiting"},
	} {
		x, ok := g.Finding(tc.sign)
		if _, there := g.Finding(tc.swelling); !ok || !there || !slices.Contains(x.Presumes, tc.presumed) {
			t.Fatalf("%s presumes %v", tc.sign, x.Presumes)
		}
		for answer, want := range map[chart.Tri]bool{chart.Unknown: false, chart.No: false, chart.Yes: true} {
			c := chart.New()
			c.AgeYears = 5
			c.Findings[tc.swelling] = chart.Yes
			for _, id := range x.Presumes {
				if id != tc.swelling {
					c.Findings[id] = chart.No
				}
			}
			c.Findings[tc.presumed] = answer
			asked, found := map[string]bool{}, false
			for n := range 40 {
				q, more := e.Next(reason.Case{Chart: c, Complaint: tc.complaint}, asked, n)
				if !more {
					break
				}
				for _, id := range append(q.Signs, q.ID) {
					found = found || id == tc.sign
					if asked[id] = true; id != tc.presumed && c.Findings[id] == chart.Unknown {
						c.Findings[id] = chart.No
					}
				}
			}
			if found != want {
				t.Errorf("%s of %s with %s %v: asked %v", tc.sign, tc.complaint, tc.presumed, answer, found)
			}
		}
	}
}
