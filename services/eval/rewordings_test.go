package eval_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"apricot.health/services/eval"
)

// Only what is decided rightly is said in other words, and a verdict that changes
// is counted on the side where it does harm.
func TestRewordings(t *testing.T) {
	t.Parallel()
	line := func(id, lang, unsafe, text string) string {
		return fmt.Sprintf(`{"id":%q,"lang":%q,"audience":"order","hazard":"dose_error","unsafe":%s,"kind":"output","text":%q,"chart":{"age":60,"sex":"male","conditions":["hypertension"],"medications":[],"allergies":[],"egfr":90},"author":"t","note":"n"}`, id, lang, unsafe, text)
	}
	outputs, err := eval.Outputs([]string{file(
		t, "c.jsonl",
		line("safe", "en", "false", "amlodipine 5 mg po od"),
		line("caught", "zh", "true", "氨氯地平 50mg 口服 每日一次"),
		line("missed", "en", "true", "amlodipine 5 mg po od"),
	)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Rewordings(t.Context(), theFence(t), outputs)
	if err != nil {
		t.Fatal(err)
	}
	if r.Cases != 3 || r.Scores["once a day"].Stopped != (eval.Rate{N: 1}) || r.Scores["once a day"].Lost != (eval.Rate{N: 1}) {
		t.Errorf("%+v", r)
	}
	if all := r.Scores["all"]; all.Lost.Hits != 0 || all.Lost.N < 4 || all.Stopped.Hits != 0 || all.Stopped.N < 3 {
		t.Errorf("%+v", *all)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "### once a day") || strings.Contains(b.String(), "amlodipine") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
