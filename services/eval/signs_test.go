package eval_test

import (
	"bytes"
	"strings"
	"testing"

	"apricot.health/services/eval"
)

func TestSignFramesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	badLines(t, map[string]string{
		"no place":    `{"id":"a","lang":"en","audience":"patient","label":"present","text":"It began.","author":"x"}`,
		"two places":  `{"id":"a","lang":"en","audience":"patient","label":"present","text":"{sign} {sign}.","author":"x"}`,
		"no language": `{"id":"a","audience":"patient","label":"present","text":"{sign}.","author":"x"}`,
		"an order":    `{"id":"a","lang":"en","audience":"order","label":"present","text":"{sign}.","author":"x"}`,
		"no label":    `{"id":"a","lang":"en","audience":"patient","text":"{sign}.","author":"x"}`,
		"no author":   `{"id":"a","lang":"en","audience":"patient","label":"present","text":"{sign}."}`,
	}, func(paths []string) error {
		_, err := eval.SignFrames(paths)
		return err
	})
}

// A sign that somebody plainly has now is told, and one that is plainly denied or
// for which help is called is not, for both lay readers; each text is counted once in
// each of its groups.
func TestPlainSignsAreTold(t *testing.T) {
	t.Parallel()
	frames := []eval.SignFrame{
		{ID: "e1", Lang: "en", Audience: "patient", Label: eval.SignPresent, Text: "You have {sign} now. Please rest at home and wait until tomorrow.", Author: "x"},
		{ID: "z1", Lang: "zh", Audience: "care-manager", Label: eval.SignPresent, Text: "患者现在有{sign}，先在家观察，明天再说。", Author: "x"},
		{ID: "e2", Lang: "en", Audience: "care-manager", Label: eval.SignAbsent, Text: "The patient denies {sign}.", Author: "x"},
		{ID: "z2", Lang: "zh", Audience: "patient", Label: eval.SignAbsent, Text: "您没有{sign}。", Author: "x"},
		{ID: "e3", Lang: "en", Audience: "care-manager", Label: eval.SignHandled, Text: "The patient has {sign}. Call 999 now.", Author: "x"},
	}
	r, err := eval.InSignFrames(t.Context(), theFence(t), frames, true)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Scores["all"]
	if all.ToldAbsent.Hits != 0 || all.ToldAbsent.N != 12 || all.ToldHandled.Hits != 0 || all.ToldHandled.N != 6 || all.Told.N != 12 {
		t.Errorf("told %v where absent, %v where handled: %+v", all.ToldAbsent, all.ToldHandled, r.Wrong)
	}
	for _, sign := range []string{"chest pain", "suicidal thoughts"} {
		if s := r.Scores["sign "+sign]; s.Told.Hits != 2 || s.Told.N != 2 || s.Caught.Hits != 2 {
			t.Errorf("%s: told %v, caught %v", sign, s.Told, s.Caught)
		}
	}
	if all.Told.Hits+len(r.Wrong) != 12 || r.Scores["patient en"].Caught.N != 6 || r.Scores["care-manager zh"].Caught.N != 6 {
		t.Errorf("told %v, %d wrong, groups %+v", all.Told, len(r.Wrong), r.Scores)
	}
	grid, err := eval.ParseGrid([]string{"present=0", "spoken=1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Try(t.Context(), theFence(t), frames, grid); err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Tried {
		if x.Change != "" && x.Score.Told.Hits > 2 || x.Change == "" && x.Score.ToldAbsent != r.Scores[x.Audience].ToldAbsent {
			t.Errorf("where every sign may be only spoken of: %+v", x)
		}
	}
	if len(r.Tried) != 4 {
		t.Errorf("%d sets of bounds for two readers", len(r.Tried))
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "6 signs") || !strings.Contains(b.String(), "| present=0 spoken=1 |") || !strings.Contains(b.String(), "told_where_absent: 0.0%") {
		t.Errorf("%v: %s", err, b.String())
	}
}

// The case files hold frames of every label for every reader in both languages.
func TestSignFrameFiles(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"tuning", "test"} {
		frames, err := eval.SignFrames([]string{"../../testdata/eval/frames/signs/" + part})
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, f := range frames {
			count[f.Lang+" "+f.Audience+" "+string(f.Label)]++
		}
		for _, lang := range []string{"zh", "en"} {
			for _, audience := range []string{"patient", "care-manager", "doctor"} {
				for label, least := range map[eval.SignLabel]int{eval.SignPresent: 20, eval.SignHandled: 4, eval.SignAbsent: 20} {
					if group := lang + " " + audience + " " + string(label); count[group] < least {
						t.Errorf("%s: %d frames are %s", part, count[group], group)
					}
				}
			}
		}
	}
}
