package fence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"apricot.health/guardrails/fence"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/chart"
)

// Two replies of about 120 words to a patient with a long record.
const (
	replyEN = "Thank you for telling me about your week. Your last blood pressure was 142/88 mmHg and your heart rate was 76/min, " +
		"which is close to what we saw in spring. Please keep taking your amlodipine as your doctor prescribed. Try to eat less salt, walk for half an hour on most days, " +
		"and write your readings down in the morning and in the evening so that the care team can look at them together. If you get chest pain, sudden weakness of one arm, or trouble speaking, " +
		"call 120 at once. If your legs swell or you feel dizzy when you stand up, tell us. Your next visit is booked, and you can write to us here at any time before it. " +
		"We hope that you and your family have a quiet and restful weekend together."
	replyZH = "感谢您告诉我这一周的情况。您最近一次血压是142/88mmHg，心率76次/分，和春天时差不多。请继续按医嘱服用氨氯地平。平时请少吃盐，多数日子步行半小时，" +
		"早晚各记录一次血压，方便我们一起查看。如果出现胸痛、一侧手臂突然无力或说话不清，请马上拨打120。如果双腿水肿或起身时头晕，请告诉我们。" +
		"下次复诊已经约好，在此之前您随时可以在这里给我们留言。祝您和家人度过一个安静的周末。"
)

// long is a chart of about 40 resources for each time.
func long(times int) chart.Chart {
	c := allergic()
	c.Allergies, c.AgeYears = nil, 67
	for i := range times {
		for _, id := range []string{"cond.hypertension", "cond.t2dm", "cond.asthma", "cond.ckd", "cond.gout", "cond.hyperlipidaemia", "cond.gerd", "cond.osteoarthritis"} {
			c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: id, Evidence: fmt.Sprintf("Condition/%s-%d", id, i), Status: "active"})
		}
		for _, id := range []string{"drug.amlodipine", "drug.metformin", "drug.atorvastatin", "drug.aspirin", "drug.losartan", "drug.omeprazole", "drug.salbutamol", "drug.allopurinol"} {
			c.Medications = append(c.Medications, chart.Coded{Concept: id, Text: strings.TrimPrefix(id, "drug.") + " 5mg", Evidence: fmt.Sprintf("MedicationRequest/%s-%d", id, i), Status: "active"})
		}
		for _, id := range []string{"allergen.penicillin", "allergen.sulfonamide", ""} {
			c.Allergies = append(c.Allergies, chart.Coded{Concept: id, Text: "花粉", Evidence: fmt.Sprintf("AllergyIntolerance/%d", i), Status: "active"})
		}
	}
	for i, id := range []string{"find.sbp", "find.dbp", "find.heart_rate", "find.temperature", "find.resp_rate", "find.spo2", "find.weight", "find.height", "find.glucose", "find.creatinine", "find.potassium", "find.sodium", "find.haemoglobin", "find.hba1c", "find.alt", "find.uric_acid", "find.ldl", "find.waist", "find.platelets", "find.wbc"} {
		c.Measures[id] = chart.Measure{Value: []float64{142, 88, 76, 36.6, 16, 97, 74, 170}[i%8], Unit: []string{"mm[Hg]", "mm[Hg]", "/min", "Cel", "/min", "%", "kg", "cm"}[i%8], At: now, Evidence: fmt.Sprintf("Observation/%d", i)}
	}
	return c
}

// bare evaluates the embedded policy about one claim, by Open Policy Agent and
// nothing else.
func bare(b *testing.B) func() {
	b.Helper()
	modules, err := policy.Modules()
	if err != nil {
		b.Fatal(err)
	}
	opts := []func(*rego.Rego){rego.Query("data.apricot.fence.decision")}
	for name, text := range modules {
		opts = append(opts, rego.Module(name, text))
	}
	schema, err := os.ReadFile("../policy/rego/input.schema.json")
	if err != nil {
		b.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(schema, &doc); err != nil {
		b.Fatal(err)
	}
	set := ast.NewSchemaSet()
	set.Put(ast.MustParseRef("schema.input"), doc)
	q, err := rego.New(append(opts, rego.Schemas(set))...).PrepareForEval(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	input := ast.MustParseTerm(`{"audience": "patient", "claims": {"c1": {"need": "dose.reported", "checks": {"dosegrounded": {"pass": true}}}}, "whole": {}}`).Value
	return func() {
		if rs, err := q.Eval(b.Context(), rego.EvalParsedInput(input)); err != nil || len(rs) != 1 {
			b.Fatal(err)
		}
	}
}

// timed measures a draft beside one bare evaluation of the policy in the same run,
// so that the ratio stands whatever else the machine does: in time, and in
// processor time of the one core that it runs on, of which it gives the median.
func timed(b *testing.B, f *fence.Fence, d fence.Draft) time.Duration {
	b.Helper()
	evaluate := bare(b)
	var took, yard []time.Duration
	cost := costs(b, func() {
		began := time.Now()
		if _, _, err := f.Gate(b.Context(), d); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}, func() {
		spent := cpuTime()
		evaluate()
		yard = append(yard, cpuTime()-spent)
	})
	slices.Sort(took)
	slices.Sort(yard)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(cost[len(cost)/2])/float64(yard[len(yard)/2]), "policies")
	return cost[len(cost)/2]
}

// between is after how many calls what stands beside them is called: stopping the
// clock is itself work, of which the next call would pay a part.
const between = 16

// costs calls do again and again and gives its processor time, ascending; from
// time to time it calls beside as often as do.
func costs(b *testing.B, do, beside func()) []time.Duration {
	b.Helper()
	var cost []time.Duration
	b.ReportAllocs()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		spent := cpuTime()
		do()
		cost = append(cost, cpuTime()-spent)
		if beside != nil && len(cost)%between == 1 {
			b.StopTimer()
			for range between {
				beside()
			}
			b.StartTimer()
		}
	}
	slices.Sort(cost)
	b.ReportMetric(float64(cost[len(cost)/20].Nanoseconds())/1000, "p5-cpu-µs") // undisturbed
	b.ReportMetric(float64(cost[len(cost)/2].Nanoseconds())/1000, "p50-cpu-µs")
	b.ReportMetric(float64(cost[len(cost)*99/100].Nanoseconds())/1000, "p99-cpu-µs")
	return cost
}

// BenchmarkStages gives what each part of a decision costs.
func BenchmarkStages(b *testing.B) {
	f := theFence(b)
	for name, d := range replies() {
		stages, err := f.Stages(b.Context(), d)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range stages {
			b.Run(name+"/"+s.Name, func(b *testing.B) { costs(b, s.Do, nil) })
		}
	}
}

// replies are the texts of 120 words with a chart of 41 resources.
func replies() map[string]fence.Draft {
	calm := &fence.UrgencyContext{Level: 4}
	return map[string]fence.Draft{
		"reply":   {Audience: fence.Patient, Lang: "en", Text: replyEN, Chart: long(1), Urgency: calm},
		"replydr": {Audience: fence.Doctor, Lang: "zh", Text: replyZH, Chart: long(1), Urgency: calm},
		"replyzh": {Audience: fence.Patient, Lang: "zh", Text: replyZH, Chart: long(1), Urgency: calm},
	}
}

// BenchmarkGate gives p50 and p99 of a decision and, as "policies", how many
// bare evaluations of the policy take as long.
func BenchmarkGate(b *testing.B) {
	f := theFence(b)
	drafts := replies()
	drafts["label"] = fence.Draft{Audience: fence.Patient, Lang: "zh", Text: "您对什么药物或食物过敏吗？", Template: "phrase:phrase.ask_allergies", Chart: allergic()}
	drafts["advice"] = fence.Draft{Audience: fence.Patient, Lang: "zh", Text: "您可以服用阿莫西林胶囊，每次0.5克，每日3次。如果加重，请马上拨打120。", Chart: allergic()}
	drafts["doctor"] = fence.Draft{Audience: fence.Doctor, Lang: "en", Text: "Consider ibuprofen 400 mg three times a day. The patient is allergic to penicillin.", Chart: allergic()}
	for name, d := range drafts {
		b.Run(name, func(b *testing.B) { timed(b, f, d) })
	}
}

// BenchmarkDistinct judges drafts of many authors, each another one, so that nothing
// is known of the next from the last but what a day's work leaves: the first round is
// what a fence costs that has just begun.
func BenchmarkDistinct(b *testing.B) {
	f := theFence(b)
	var drafts []fence.Draft
	files, err := filepath.Glob("../../testdata/eval/fence/tuning/*.jsonl")
	if err != nil || len(files) == 0 {
		b.Fatalf("no drafts: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		for line := range bytes.Lines(raw) {
			var o struct {
				Audience   fence.Audience
				Lang, Text string
			}
			if err := json.Unmarshal(line, &o); err != nil {
				b.Fatal(err)
			}
			drafts = append(drafts, fence.Draft{Audience: o.Audience, Lang: o.Lang, Text: o.Text, Chart: long(1), Urgency: &fence.UrgencyContext{Level: 4}})
		}
	}
	i := 0
	costs(b, func() {
		if _, _, err := f.Gate(b.Context(), drafts[i%len(drafts)]); err != nil {
			b.Fatal(err)
		}
		i++
	}, nil)
}

// BenchmarkGrowth lengthens the text and the chart: what a byte and a resource cost
// must not grow. "times" is what one costs beside one of the shortest text and the
// smallest chart, which are judged in turn with it: at most 1 where a decision grows
// no faster than what it is about.
func BenchmarkGrowth(b *testing.B) {
	f := theFence(b)
	calm := &fence.UrgencyContext{Level: 4}
	short := fence.Draft{Audience: fence.Doctor, Lang: "zh", Text: replyZH, Chart: long(1), Urgency: calm}
	for _, n := range []int{1, 4, 16} {
		d := short
		d.Text = strings.Repeat(replyZH, n)
		b.Run(fmt.Sprintf("text%d", n), func(b *testing.B) { grown(b, f, short, d, "byte", func(d fence.Draft) int { return len(d.Text) }) })
	}
	for _, n := range []int{1, 7, 33} {
		d := short
		d.Chart = long(n)
		b.Run(fmt.Sprintf("chart%d", resources(d)), func(b *testing.B) { grown(b, f, short, d, "resource", resources) })
	}
}

// resources counts those of a draft's chart, the patient among them.
func resources(d fence.Draft) int {
	c := d.Chart
	return 1 + len(c.Conditions) + len(c.Medications) + len(c.Allergies) + len(c.Measures)
}

// grown measures a draft in turn with a smaller one and gives what one unit of it
// costs, and how many times as much as one of the smaller one.
func grown(b *testing.B, f *fence.Fence, small, large fence.Draft, unit string, size func(fence.Draft) int) {
	b.Helper()
	gate := func(d fence.Draft) {
		if _, _, err := f.Gate(b.Context(), d); err != nil {
			b.Fatal(err)
		}
	}
	var yard []time.Duration
	cost := costs(b, func() { gate(large) }, func() {
		spent := cpuTime()
		gate(small)
		yard = append(yard, cpuTime()-spent)
	})
	slices.Sort(yard)
	each := func(cost []time.Duration, d fence.Draft) float64 {
		return float64(cost[len(cost)/2].Nanoseconds()) / float64(size(d))
	}
	b.ReportMetric(each(cost, large), "cpu-ns/"+unit)
	b.ReportMetric(each(cost, large)/each(yard, small), "times")
}

// BenchmarkParallel is the throughput on all cores beside that on one, in turn in
// the same run; an operation is a batch on each. "times" is how many times as many
// decisions all cores make: as many as there are cores where nothing is waited for
// and nobody else uses them.
func BenchmarkParallel(b *testing.B) {
	f := theFence(b)
	d := replies()["replyzh"]
	const batch = 64
	on := func(cores int) time.Duration {
		var running sync.WaitGroup
		began := time.Now()
		for i := range cores {
			running.Go(func() {
				for range (batch + i) / cores { // together a batch
					if _, _, err := f.Gate(b.Context(), d); err != nil {
						b.Error(err)
					}
				}
			})
		}
		running.Wait()
		return time.Since(began)
	}
	var one, all time.Duration
	for b.Loop() { // the fence is made when first used
		one += on(1)
		all += on(runtime.GOMAXPROCS(0))
	}
	decisions := float64(b.N * batch)
	b.ReportMetric(decisions/one.Seconds(), "decisions/s-one")
	b.ReportMetric(decisions/all.Seconds(), "decisions/s-all")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "cores")
	b.ReportMetric(one.Seconds()/all.Seconds(), "times")
}
