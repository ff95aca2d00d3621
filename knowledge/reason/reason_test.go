package reason_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/reason"
)

func engine(t testing.TB) (*reason.Engine, *graph.Graph) {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return reason.New(g, lexicon.New(g)), g
}

func triage(t testing.TB, e *reason.Engine, line string) reason.TriageOutput {
	t.Helper()
	var out reason.TriageOutput
	raw := e.Line([]byte(line))
	if err := json.Unmarshal(raw, &out); err != nil || strings.Contains(string(raw), `"error"`) {
		t.Fatalf("%s -> %s (%v)", line, raw, err)
	}
	return out
}

func TestTriageStories(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for _, tc := range []struct{ name, line, urgency string }{
		{"zh cardiac chest pain", `{"id":1,"text":"胸口压着疼，左胳膊也疼，出冷汗，半小时了","age":62,"sex":"male"}`, "emergency"},
		{"en cardiac chest pain", `{"id":1,"text":"crushing chest pain going down my left arm, sweating","age":62,"sex":"male"}`, "emergency"},
		{"zh stroke", `{"id":1,"text":"突然嘴歪了，一边手脚没力气，说话不清楚","age":70,"sex":"female"}`, "emergency"},
		{"zh self harm", `{"id":1,"text":"我不想活了，想自杀","age":30}`, "emergency"},
		{"zh cold", `{"id":1,"text":"咳嗽两天，流鼻涕，没有发烧，不喘","age":28,"sex":"female"}`, "routine"},
		{"en low oxygen", `{"id":1,"text":"cough","age":70,"findings":{"find.spo2":85,"find.resp_rate":30}}`, "emergency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := triage(t, e, tc.line); got.Urgency != tc.urgency {
				t.Errorf("urgency %s (level %d, flags %v), want %s", got.Urgency, got.Level, got.RedFlags, tc.urgency)
			}
		})
	}
}

func TestTriageAbstainsOnNothing(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	got := triage(t, e, `{"id":"x","text":"你好，请问今天几点下班"}`)
	if !got.Abstained || len(got.Differential) != 0 {
		t.Errorf("abstained %v with %d conditions", got.Abstained, len(got.Differential))
	}
}

func TestTriageRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for _, line := range []string{
		`{"id":1}`, `{"id":1,"text":"咳嗽","age":-3}`, `{"id":1,"text":"咳嗽","sex":"x"}`, `{"id":1,"findings":["find.nonsense"]}`,
		`{"id":1,"text":"咳嗽","colour":"red"}`, `[]`, `{"id":1,"findings":{"find.spo2":900}}`, `{"id":1,"text":"a","lang":"fr"}`,
	} {
		var out struct{ Error string }
		if err := json.Unmarshal(e.Line([]byte(line)), &out); err != nil || out.Error == "" {
			t.Errorf("%s was not refused (%v)", line, err)
		}
	}
}

// someFacts draws a chart of findings that the graph knows.
func someFacts(t *rapid.T, g *graph.Graph) chart.Chart {
	c := chart.New()
	c.AgeYears = float64(rapid.IntRange(1, 95).Draw(t, "age"))
	c.Sex = rapid.SampledFrom([]chart.Sex{chart.Female, chart.Male, ""}).Draw(t, "sex")
	var booleans []string
	for _, f := range g.Findings() {
		if f.Kind == "boolean" && f.Class != "demographic" {
			booleans = append(booleans, f.ID)
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "n") {
		c.Findings[rapid.SampledFrom(booleans).Draw(t, "finding")] = rapid.SampledFrom([]chart.Tri{chart.Yes, chart.No}).Draw(t, "value")
	}
	return c
}

func TestUrgencyNeverFallsWhenARedFlagIsAdded(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	var single []graph.RedFlag
	for _, f := range g.RedFlags() {
		if f.When.Present != "" {
			single = append(single, f)
		}
	}
	if len(single) == 0 {
		t.Fatal("no red flag of one finding to add")
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := someFacts(rt, g)
		flag := rapid.SampledFrom(single).Draw(rt, "flag")
		delete(c.Findings, flag.When.Present)
		before := e.Assess(reason.Case{Chart: c})
		c.Findings[flag.When.Present] = chart.Yes
		after := e.Assess(reason.Case{Chart: c})
		if after.Level > flag.Level {
			rt.Errorf("flag %s of level %d is true, the case is level %d", flag.ID, flag.Level, after.Level)
		}
		// A level that a differential set may fall as evidence shifts; one that
		// a red flag set may not.
		for _, hit := range before.RedFlags {
			if after.Level > hit.Level && !slices.ContainsFunc(after.RedFlags, func(x reason.FlagHit) bool { return x.ID == hit.ID }) {
				continue // the added finding excludes what that flag stood on
			}
			if after.Level > hit.Level {
				rt.Errorf("flag %s of level %d is outvoted: level %d", hit.ID, hit.Level, after.Level)
			}
		}
	})
}

func TestAssessDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := someFacts(rt, g)
		complaint := rapid.SampledFrom(g.Complaints()).Draw(rt, "complaint").ID
		first, err := json.Marshal(e.Assess(reason.Case{Chart: c, Complaint: complaint}))
		if err != nil {
			rt.Fatal(err)
		}
		again := c
		again.Findings = map[string]chart.Tri{}
		keys := make([]string, 0, len(c.Findings))
		for k := range c.Findings {
			keys = append(keys, k)
		}
		rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		for _, k := range keys {
			again.Findings[k] = c.Findings[k]
		}
		second, err := json.Marshal(e.Assess(reason.Case{Chart: again, Complaint: complaint}))
		if err != nil || string(first) != string(second) {
			rt.Errorf("the same facts gave two assessments (%v)", err)
		}
	})
}

func TestInterviewAsksDangerFirstAndEnds(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, comp := range g.Complaints() {
		t.Run(comp.ID, func(t *testing.T) {
			t.Parallel()
			c := chart.New()
			c.AgeYears, c.Sex = 40, chart.Female
			if comp.Department == "dept.paediatrics" {
				c.AgeYears = 0.5
			}
			c.Findings[comp.Finding] = chart.Yes
			asked := map[string]bool{}
			seenHistory, questions := false, 0
			for range 60 {
				q, ok := e.Next(reason.Case{Chart: c, Complaint: comp.ID}, asked, questions)
				if !ok {
					break
				}
				questions++
				if asked[q.ID] {
					t.Fatalf("%s is asked twice", q.ID)
				}
				if len(q.Signs) == 0 && (q.Text.ZH == "" || q.Text.EN == "") {
					t.Errorf("%s has no words in both languages", q.ID)
				}
				if q.Danger && seenHistory {
					t.Errorf("danger sign %s is asked after history", q.ID)
				}
				seenHistory = seenHistory || !q.Danger
				deny(t, g, c, asked, q)
			}
			if questions < 3 || questions > reason.MaxQuestions {
				t.Errorf("%d questions were asked", questions)
			}
			for _, id := range comp.Danger {
				f, _ := g.Finding(id)
				if f.Sex == "male" || f.Child && c.AgeYears > 14 {
					continue
				}
				// What its words take for granted was asked for and denied.
				if len(f.Presumes) > 0 && !slices.ContainsFunc(f.Presumes, func(x string) bool { return c.Findings[x] != chart.No }) {
					continue
				}
				if !asked[id] && c.Findings[id] == chart.Unknown && !implied(g, c, id) && raises(g, c, id) {
					t.Errorf("danger sign %s was never asked", id)
				}
			}
		})
	}
}

// deny answers no to a question that can be, and notes what was asked for.
func deny(t *testing.T, g *graph.Graph, c chart.Chart, asked map[string]bool, q reason.Question) {
	t.Helper()
	asked[q.ID] = true
	if q.Kind == "yes_no" {
		c.Findings[q.ID] = chart.No
	}
	for _, id := range q.Signs {
		if f, ok := g.Finding(id); !ok || f.Ask == nil || f.Kind != "boolean" || len(f.Options) > 0 || asked[id] {
			t.Errorf("%s stands on the list %s", id, q.ID)
		}
		asked[id] = true
		c.Findings[id] = chart.No
	}
}

// raises reports that a red flag still waits for the finding, or that none
// needs it at all.
func raises(g *graph.Graph, c chart.Chart, id string) bool {
	f, needed := logic.FromChart(g, c), false
	for _, flag := range g.RedFlags() {
		uses := flag.When.Facts()
		if !slices.Contains(uses, id) && !slices.ContainsFunc(g.Generals(id), func(up string) bool { return slices.Contains(uses, up) }) {
			continue
		}
		needed = true
		if logic.Offered(&flag.When, flag.Unless, f) != chart.No {
			return true
		}
	}
	return !needed
}

// implied reports that an absent general finding answers for a specific one.
func implied(g *graph.Graph, c chart.Chart, id string) bool {
	return slices.ContainsFunc(g.Generals(id), func(up string) bool { return c.Findings[up] == chart.No })
}

func BenchmarkTriage(b *testing.B) {
	e, _ := engine(b)
	line := []byte(`{"id":1,"text":"胸口疼两天，活动时加重，休息好一点，没有发烧，有高血压，吸烟三十年，爸爸有心脏病","age":58,"sex":"male"}`)
	b.ReportAllocs()
	for b.Loop() {
		e.Line(line)
	}
}
