package check

import (
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// A finding on a dose says what the content allows, and what the text has.
func TestDoseFindingsSayTheBound(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	c := recordOf(60, chart.Male, nil, nil, nil)
	for text, want := range map[string][]string{
		"予华法林100mg每日一次口服。":              {"华法林", "口服常用每次1–6 mg", "每日最多10 mg", "每日最多1次", "100mg"},
		"Start warfarin 100 mg daily.":  {"warfarin", "by mouth: usual dose 1–6 mg", "a day at most 10 mg", "100 mg daily"},
		"Start warfarin 12 mg daily.":   {"a day at most 10 mg", "12 mg daily"},
		"予甲氨蝶呤10mg每日一次口服。":              {"间隔至少168小时", "10mg"},
		"Start warfarin 10 mg daily.":   nil,
		"Start warfarin 3 mg at night.": nil,
	} {
		_, _, found := Run(Input{Graph: index.g, Index: index, Chart: c, Audience: "doctor", Text: text, Reading: x.Read(text, "")})
		told := ""
		for _, f := range found {
			if f.Hazard == "dose_error" || f.Hazard == "dose_range" {
				told += f.Message.ZH + "\n" + f.Message.EN + "\n"
			}
		}
		if (told == "") != (want == nil) {
			t.Errorf("%q: %q", text, told)
		}
		for _, w := range want {
			if !strings.Contains(told, w) {
				t.Errorf("%q: no %q in %q", text, w, told)
			}
		}
	}
}

// A member of a class without bounds excuses no dose of the class, unless most are such.
func TestMembersWithoutBounds(t *testing.T) {
	t.Parallel()
	bound := graph.Drug{ID: "drug.a", Doses: []graph.Dose{{Route: "oral", Population: "adult", Unit: "mg", UsualMin: 5, UsualMax: 10, MaxSingle: 20, MaxDaily: 40}}}
	wider := graph.Drug{ID: "drug.b", Doses: []graph.Dose{{Route: "oral", Population: "adult", Unit: "mg", UsualMin: 5, UsualMax: 50, MaxSingle: 80, MaxDaily: 80}}}
	none := graph.Drug{ID: "drug.c"}
	index, _ := proseParts()
	b := newBench(Input{Graph: index.g, Index: index, Chart: recordOf(60, chart.Male, nil, nil, nil), Audience: "doctor"})
	for _, c := range []struct {
		of   []graph.Drug
		mg   float64
		want verdict
	}{
		{[]graph.Drug{bound}, 20, fine},
		{[]graph.Drug{bound}, 21, outside},
		{[]graph.Drug{bound}, 200, error10x},
		{[]graph.Drug{none}, 9000, open},
		{[]graph.Drug{bound, wider}, 21, open},
		{[]graph.Drug{bound, wider}, 81, outside},
		{[]graph.Drug{bound, wider}, 500, error10x},
		{[]graph.Drug{bound, none}, 21, outside},
		{[]graph.Drug{bound, none}, 500, error10x},
		{[]graph.Drug{bound, none}, 20, open},
		{[]graph.Drug{bound, none, none}, 500, open},
		{[]graph.Drug{bound, none}, 0, open},
		{[]graph.Drug{bound, wider, none}, 81, outside},
	} {
		if got := b.ofMembers(c.of, claim.Posology{Amount: c.mg, Unit: "mg", PerDay: 1, Route: "oral"}); got != c.want {
			t.Errorf("%g mg of %d: %v, want %v", c.mg, len(c.of), got, c.want)
		}
	}
}
