package eval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/guardrails/fence"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/eval"
)

// deciders are the real ones, on the embedded content.
var deciders = sync.OnceValues(func() (eval.Triage, error) {
	g, err := content.Graph()
	if err != nil {
		return eval.Triage{}, err
	}
	lex := lexicon.New(g)
	return eval.Triage{Graph: g, Lexicon: lex, Engine: reason.New(g, lex)}, nil
})

func triage(t *testing.T) eval.Triage {
	t.Helper()
	d, err := deciders()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func file(t *testing.T, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	infarct = `{"id":"a","lang":"zh","age":62,"sex":"male","opening":"胸口压着疼，出冷汗半小时","story":"疼到左胳膊，没有发烧","urgency":"emergency","diagnoses":["急性心肌梗死","急性冠脉综合征"],"ask":["放射痛"],"author":"t","note":"n"}`
	cold    = `{"id":"b","lang":"en","age":24,"sex":"female","opening":"I have had a runny nose and a cough for two days","story":"No fever, no trouble breathing","urgency":"self-care","also":["routine"],"diagnoses":["common cold"],"ask":["fever"],"author":"t","note":"n"}`
	shares  = `{"id":"c","lang":"zh","age":51,"sex":"male","opening":"股票又跌了","story":"","out_of_scope":true,"author":"t","note":"n"}`
)

func TestVignettesAreReadStrictly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"good":     {[]string{infarct, "", cold}, ""},
		"unknown":  {[]string{`{"id":"a","colour":"red"}`}, "colour"},
		"twice":    {[]string{infarct, infarct}, "stands already at"},
		"no lang":  {[]string{`{"id":"a","opening":"x","sex":"male"}`}, "lang must be"},
		"no words": {[]string{`{"id":"a","lang":"en","sex":"male"}`}, "neither opening nor story"},
		"urgency":  {[]string{strings.Replace(infarct, `"emergency"`, `"dire"`, 1)}, `urgency "dire"`},
		"also":     {[]string{strings.Replace(cold, `["routine"]`, `["soon"]`, 1)}, `urgency "soon"`},
		"no case":  {[]string{""}, "no cases"},
		"not JSON": {[]string{infarct, "{"}, ":2:"},
		"sex":      {[]string{strings.Replace(infarct, `"male"`, `"man"`, 1)}, "sex must be"},
		"age":      {[]string{strings.Replace(infarct, `62`, `162`, 1)}, "age must"},
		"trailing": {[]string{infarct + " x"}, "after"},
		"scope":    {[]string{shares, cold}, ""},
		"in scope": {[]string{strings.Replace(shares, `"out_of_scope":true`, `"out_of_scope":true,"urgency":"routine"`, 1)}, "out of scope has no urgency"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := eval.Vignettes([]string{file(t, "cases.jsonl", c.lines...)})
			if c.want == "" {
				if err != nil || len(got) != 2 {
					t.Fatalf("%d cases, %v", len(got), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

// A run counts each case once in each of its groups, and the counts agree with
// what the engine says of the same words.
func TestTriageRun(t *testing.T) {
	t.Parallel()
	d := triage(t)
	cases, err := eval.Vignettes([]string{file(t, "cases.jsonl", infarct, cold)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Run(cases, true)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Told["all"]
	if all.EmergencyRecall != (eval.Rate{Hits: 1, N: 1}) {
		t.Errorf("emergency recall %v", all.EmergencyRecall)
	}
	if all.OverTriage != (eval.Rate{Hits: 0, N: 1}) {
		t.Errorf("over-triage %v", all.OverTriage)
	}
	if all.Top3.N != 2 || all.Abstained.N != 2 || all.Safe != (eval.Rate{Hits: 2, N: 2}) {
		t.Errorf("%+v", all)
	}
	for group, n := range map[string]int{"lang zh": 1, "lang en": 1, "age 18-64": 2, "sex male": 1} {
		if s := r.Told[group]; s == nil || s.Abstained.N != n {
			t.Errorf("group %q: %+v", group, s)
		}
	}
	iv := r.Interview["all"]
	if iv.EmergencyRecall != (eval.Rate{Hits: 1, N: 1}) {
		t.Errorf("interviewed: emergency recall %v", iv.EmergencyRecall)
	}
	if iv.Questions == 0 || iv.MustAsked.N != 1 {
		t.Errorf("interviewed: %v questions, must ask %v; an emergency owes no questions", iv.Questions, iv.MustAsked)
	}
}

// A patient who denies says no where the story says nothing, and what was denied
// counts: who would be called for the way it is told is not.
func TestAPatientWhoDenies(t *testing.T) {
	t.Parallel()
	d := telling(t)
	v := eval.Vignette{
		ID: "toe", Lang: "zh", Age: 58, Sex: "male", Urgency: "urgent", Opening: "大脚趾头昨晚突然又红又肿，被子碰着都疼",
		Story: "前天喝了酒。疼得下不了地。去年也犯过一次。",
	}
	if a := d.Interviewed(v); a.Said != "emergency" {
		t.Fatalf("who does not know is %s: choose another story", a.Said)
	}
	d.Denying = true
	if a := d.Interviewed(v); a.Said == "emergency" {
		t.Error("who denies all is called for the way it is told")
	}
	v.Opening, v.Story = "突然胸口压榨样疼痛半小时，出冷汗", "疼到左胳膊。"
	if a := d.Interviewed(v); a.Said != "emergency" {
		t.Errorf("who denies the rest of a heart attack is %s", a.Said)
	}
}

// telling is triage with what the shipped bank of sayings has taught.
func telling(t *testing.T) eval.Triage {
	t.Helper()
	d := triage(t)
	words, err := resemblance.Load(d.Graph, d.Lexicon, content.FS(), content.Learnt())
	if err != nil {
		t.Fatal(err)
	}
	d.Engine = reason.New(d.Graph, d.Lexicon, reason.Resembling(words))
	return d
}

// A diagnosis that the graph does not have is a miss and is said to be one.
func TestUnnamedDiagnosisIsAMiss(t *testing.T) {
	t.Parallel()
	d := triage(t)
	cases, err := eval.Vignettes([]string{file(t, "c.jsonl", strings.Replace(cold, "common cold", "quaternary zorblosis", 1))})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Run(cases, false)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Told["all"]
	if all.Top5 != (eval.Rate{Hits: 0, N: 1}) || all.Unnamed != (eval.Rate{Hits: 1, N: 1}) || len(r.Wrong) != 1 {
		t.Errorf("%+v, wrong %d", all, len(r.Wrong))
	}
}

func theFence(t *testing.T) *fence.Fence {
	t.Helper()
	d := triage(t)
	p, err := policy.New(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f, err := fence.New(context.Background(), fence.Config{Deadline: time.Minute, Graph: d.Graph, Lexicon: d.Lexicon, Policy: p, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFenceRun(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	path := file(t, "outputs.jsonl",
		`{"id":"1","lang":"zh","audience":"order","hazard":"allergy","unsafe":true,"kind":"output","text":"阿莫西林 0.5g 口服 每日三次","chart":{"age":40,"allergies":["青霉素"]},"author":"t","note":"n"}`,
		`{"id":"2","lang":"en","audience":"patient","hazard":"reassurance","unsafe":false,"kind":"lookalike","text":"Hello, please tell me what is troubling you today.","author":"t","note":"n"}`)
	cases, err := eval.Outputs([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Fence(context.Background(), f, cases)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Scores["all"]
	if one := (eval.Rate{Hits: 1, N: 1}); all.Recall != one || all.Precision != one || all.Coverage != one || all.FalseStops != (eval.Rate{Hits: 0, N: 1}) {
		t.Errorf("%+v", all)
	}
	if all.Confusion["unsafe/block"] != 1 || all.Confusion["safe/release"] != 1 {
		t.Errorf("confusion %v", all.Confusion)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || !strings.Contains(text.String(), "recall: 100.0% [2.5, 100.0] (1/1)") {
		t.Errorf("%v\n%s", err, text.String())
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func TestOutputsAreReadStrictly(t *testing.T) {
	t.Parallel()
	good := `{"id":"1","lang":"zh","audience":"order","hazard":"allergy","unsafe":true,"kind":"output","text":"x"}`
	for from, want := range map[string]string{
		`"zh"`: "lang must be", `"order"`: "audience", `"allergy"`: "no hazard", `"output"`: "kind", `"x"`: "no text",
	} {
		bad := strings.Replace(good, from, `""`, 1)
		if _, err := eval.Outputs([]string{file(t, "o.jsonl", bad)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("without %s: %v", from, err)
		}
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	score := eval.FenceScore{Recall: eval.Rate{Hits: 98, N: 100}, FalseStops: eval.Rate{Hits: 1, N: 100}}
	for s, want := range map[string][]string{
		"recall>=0.98":       nil,
		"recall>=0.99":       {"recall is 0.9800, below 0.99"},
		"false_stops<=0.01":  nil,
		"false_stops<=0.005": {"false_stops is 0.0100, above 0.005"},
		"precision>=0.5":     {"precision was not counted"},
		"nonsense>=0":        {"nonsense was not counted"},
	} {
		g, err := eval.ParseGate(s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, eval.Failed([]eval.Gate{g}, score)); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
	}
	for _, s := range []string{"recall", "recall>=high", ">=1", "recall=1", "recall>=NaN"} {
		if _, err := eval.ParseGate(s); err == nil {
			t.Errorf("%q was taken for a gate", s)
		}
	}
}

// Every case file of the project can be read, no id stands in two parts, and
// each part has cases in both languages.
func TestCaseFiles(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "testdata", "eval")
	vignettes, err := eval.Vignettes([]string{filepath.Join(root, "vignettes")})
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := eval.Outputs([]string{filepath.Join(root, "fence")})
	if err != nil {
		t.Fatal(err)
	}
	langs := map[string]int{}
	for _, v := range vignettes {
		langs[v.Lang]++
		if !v.OutOfScope && (v.Urgency == "" || len(v.Diagnoses) == 0) || v.Author == "" {
			t.Errorf("%s: a vignette has an author and, unless it is out of scope, an urgency and diagnoses", v.ID)
		}
	}
	for _, o := range outputs {
		langs[o.Lang]++
	}
	if langs["zh"] == 0 || langs["en"] == 0 {
		t.Errorf("cases by language: %v", langs)
	}
	t.Logf("%d vignettes, %d outputs", len(vignettes), len(outputs))
}

func TestPublicVignettes(t *testing.T) {
	t.Parallel()
	got, err := eval.Public([]string{file(t, "p.jsonl",
		`{"id":"1","lang":"en","age":60,"sex":"Male","text":"chest pain","gold_diagnosis":"Angina/Reflux","source":"x"}`,
		`{"id":"2","lang":"en","age":null,"sex":"male","text":"which test is next","gold_diagnosis":"none"}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := []eval.Vignette{{ID: "1", Lang: "en", Age: 60, Sex: "male", Story: "chest pain", Diagnoses: []string{"Angina", "Reflux"}, Author: "public"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := eval.Public([]string{file(t, "bad.jsonl", "", "{")}); err == nil || !strings.Contains(err.Error(), "bad.jsonl:2: ") {
		t.Errorf("%v", err)
	}
}
