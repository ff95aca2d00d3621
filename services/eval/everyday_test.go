package eval_test

import (
	"strings"
	"testing"

	"apricot.health/knowledge/hint"
	"apricot.health/services/eval"
)

func everydayReader(t *testing.T, hints map[string][]string) eval.EverydayReader {
	t.Helper()
	d := triage(t)
	return eval.EverydayReader{Graph: d.Graph, Engine: d.Engine, Hints: func(text string) (out []hint.Hint) {
		for _, id := range hints[text] {
			out = append(out, hint.Hint{Finding: id, Score: 1, Words: text})
		}
		return out
	}}
}

func TestEverydayLines(t *testing.T) {
	t.Parallel()
	r := everydayReader(t, map[string][]string{
		"zorb and a cough": {"find.chest_pain_crushing", "find.rash"},
		"no zorb":          {"find.vomiting"},
		"我妈咳嗽，我头疼，没有发烧，肋巴骨刺挠": {"find.chest_pain"},
	})
	path := file(t, "lines.txt", "# a head", "",
		"zorb and a cough => +chest_pain +cough",
		"no zorb => -vomiting !+vomiting",
		"我妈咳嗽，我头疼，没有发烧，肋巴骨刺挠 => +cough~ -fever +chest_pain_crushing !+cough")
	lines, err := eval.EverydayLines(r.Graph, []string{path})
	if err != nil {
		t.Fatal(err)
	}
	got := r.Run(lines)
	all, zh := got.Scores["all"], got.Scores["lang zh"]
	rate := func(hits, n int) eval.Rate { return eval.Rate{Hits: hits, N: n} }
	for what, pair := range map[string][2]eval.Rate{
		"met by rules":               {all.Rules, rate(3, 6)},
		"there by rules":             {all.ThereRules, rate(1, 3)},
		"there by hints":             {all.ThereHints, rate(2, 3)}, // what is more general is no proof of chest_pain_crushing
		"hints right":                {all.Right, rate(2, 4)},      // but it is no wrong hint
		"lines with a wrong hint":    {all.WrongLines, rate(2, 3)},
		"must not be read":           {all.Misread, rate(0, 2)},
		"hinted though denied":       {all.Mishinted, rate(2, 5)},
		"met by rules, Chinese":      {zh.Rules, rate(2, 3)},
		"hinted though denied in zh": {zh.Mishinted, rate(0, 3)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
	if len(got.Wrong) != 5 || got.Wrong[0].ID != "lines.txt:3" {
		t.Errorf("wrong: %+v", got.Wrong)
	}
}

func TestEverydayLinesAreReadStrictly(t *testing.T) {
	t.Parallel()
	g := triage(t).Graph
	for line, want := range map[string]string{
		"a cough":                   "f.txt:1: it is not text",
		" => +cough":                "it is not text",
		"a cough =>":                "it is not text",
		"a cough => ~":              "says nothing",
		"a cough => cough":          "begins with none of",
		"a cough => !cough":         "begins with none of",
		"a cough => +":              `"" is not a finding`,
		"a cough => !":              "says nothing",
		"a cough => +coughs":        `"coughs" is not a finding`,
		"a cough => +cond.asthma":   "is not a finding",
		"# nothing but a head line": "there are no lines",
	} {
		if _, err := eval.EverydayLines(g, []string{file(t, "f.txt", line)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}
