package eval_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apricot.health/services/eval"
)

func TestFramesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	badLines(t, map[string]string{
		"no place":    `{"id":"a","lang":"en","given":true,"text":"Start it.","author":"x"}`,
		"two places":  `{"id":"a","lang":"en","given":true,"text":"{drug} and {drug}.","author":"x"}`,
		"two doses":   `{"id":"a","lang":"en","given":true,"text":"{drug} {dose} {dose}.","author":"x"}`,
		"no language": `{"id":"a","given":true,"text":"{drug}.","author":"x"}`,
		"no author":   `{"id":"a","lang":"en","given":true,"text":"{drug}."}`,
	}, func(paths []string) error {
		_, err := eval.Frames(paths)
		return err
	})
}

// badLines holds that each line is refused, by the name of its file and its number.
func badLines(t *testing.T, lines map[string]string, read func(paths []string) error) {
	t.Helper()
	for name, line := range lines {
		path := filepath.Join(t.TempDir(), "a.jsonl")
		if err := os.WriteFile(path, []byte(line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := read([]string{path}); err == nil || !strings.Contains(err.Error(), "a.jsonl:1") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// A medicine that is plainly given is told of, and one that is plainly not given is
// not, for every danger and in both languages: what is left is how it is said.
func TestEveryDangerIsTold(t *testing.T) {
	t.Parallel()
	frames := []eval.Frame{
		{ID: "e1", Lang: "en", Given: true, Text: "Start {drug} {dose} today.", Author: "x"},
		{ID: "z1", Lang: "zh", Given: true, Text: "今日起予{drug} {dose}。", Author: "x"},
		{ID: "e2", Lang: "en", Text: "{drug} is contraindicated and was not given.", Author: "x"},
		{ID: "z2", Lang: "zh", Text: "禁用{drug}。", Author: "x"},
	}
	r, err := eval.InFrames(t.Context(), theFence(t), frames, true)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Scores["all"]
	if all.Told.Hits != 12 || all.Told.N != 12 || all.ToldFalse.Hits != 0 || all.ToldFalse.N != 12 {
		t.Errorf("told %v where given, %v where not: %+v", all.Told, all.ToldFalse, r.Wrong)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "6 dangers") {
		t.Errorf("%v: %s", err, b.String())
	}
}

// The case files hold frames of both kinds in both languages, by one author in each part.
func TestFrameFiles(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"tuning", "test"} {
		frames, err := eval.Frames([]string{"../../testdata/eval/frames/" + part})
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, f := range frames {
			kind := f.Lang + " spared"
			if f.Given {
				kind = f.Lang + " given"
			}
			count[kind]++
		}
		for _, kind := range []string{"zh given", "zh spared", "en given", "en spared"} {
			if count[kind] < 70 {
				t.Errorf("%s: %d frames are %s", part, count[kind], kind)
			}
		}
	}
}
