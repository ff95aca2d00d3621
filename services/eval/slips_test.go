package eval_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"apricot.health/services/eval"
)

// slipsIn gives what every slip in a text put in the place of what, by kind.
func slipsIn(t *testing.T, lang, text, chart string) map[string][]string {
	t.Helper()
	o := eval.Output{ID: "x", Lang: lang, Audience: "doctor", Text: text}
	if chart != "" {
		o.Chart = []byte(chart)
	}
	slips, err := eval.SlipsOf(o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, s := range slips {
		if !strings.Contains(s.Text, s.To) || len(s.Text) != len(text)-len(s.From)+len(s.To) {
			t.Errorf("%q for %q does not give %q", s.To, s.From, s.Text)
		}
		out[s.Kind] = append(out[s.Kind], s.From+" > "+s.To)
	}
	return out
}

func TestSlipsOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, lang, text, chart, kind, want string }{
		{"an amount", "en", "Give 2.5 mg once.", "", "tenfold", "[2.5 > 25]"},
		{"a concentration is none", "en", "Glucose 100 mg/dL, vancomycin 15 mg/kg, INR 2.5.", "", "tenfold", "[]"},
		{"a daily amount is one", "zh", "日量60mg/日。", "", "tenfold", "[60 > 600]"},
		{"milligrams", "zh", "阿司匹林100mg qd，左甲状腺素50μg，输液1g。", "", "unit", "[mg > g μg > mg]"},
		{"weekly", "en", "methotrexate 10 mg once weekly", "", "weekly as daily", "[once weekly > daily]"},
		{"每周", "zh", "甲氨蝶呤10mg每周一次", "", "weekly as daily", "[每周一次 > 每日一次]"},
		{"an amount of the chart", "en", "Lisinopril 10 mg stays, amlodipine 5 mg too.", `{"medications":["lisinopril 10 mg od"]}`, "amount of the chart doubled", "[10 > 20]"},
		{"the age", "zh", "67岁男性，50岁以上", `{"age":67}`, "age", "[67 > 37]"},
		{"the age of a child", "en", "an 8-year-old, aged 8 y/o", `{"age":8}`, "age", "[8 > 28 8 > 28]"},
		{"no age of the chart", "en", "an 8-year-old", `{"age":9}`, "age", "[]"},
		{"a baby's", "en", "a 0 year old", `{"age":0.5}`, "age", "[]"},
		{"weight", "en", "72 kg, 2 mg/kg, 172 kg", `{"weight_kg":72}`, "weight", "[72 > 108]"},
		{"a low eGFR", "en", "eGFR 38, eGFR of 45", `{"egfr":38}`, "egfr", "[38 > 76]"},
		{"a normal eGFR", "zh", "肾小球滤过率90", `{"egfr":90}`, "egfr", "[90 > 30]"},
		{"sex", "en", "A man of 60, 60M; his mother is a woman.", `{"sex":"male"}`, "sex", "[man > woman M > F]"},
		{"性别", "zh", "女，30岁，男友陪同", `{"sex":"female"}`, "sex", "[女 > 男]"},
		{"sex that nobody knows", "zh", "女，30岁", "", "sex", "[]"},
		{"a deed forbidden", "en", "Do not suddenly stop it. You must not be given it. I do not know.", "", "negation dropped", "[Do not  >   not > ]"},
		{"advised against", "en", "Avoid ibuprofen: contraindicated.", "", "negation dropped", "[Avoid > Use contraindicated > recommended]"},
		{"禁用", "zh", "禁用头孢曲松，请不要自行停药，能不能吃，不建议换用", "", "negation dropped", "[请不要 > 可以 禁用 > 推荐 不建议 > 建议]"},
		{"an allergy", "en", "She is allergic to penicillin.", `{"allergies":["penicillin (rash)"]}`, "allergy denied", "[allergic to penicillin > with no known drug allergies]"},
		{"过敏", "zh", "青霉素过敏者，对青霉素过敏，头孢过敏", `{"allergies":["青霉素(皮疹)"]}`, "allergy denied", "[青霉素过敏 > 无药物过敏 对青霉素过敏 > 无药物过敏]"},
		{"an allergen given", "en", "Doxycycline 100 mg bd; doxycycline is fine.", `{"allergies":["penicillin"],"medications":["doxycycline 100 mg bd"]}`, "allergen in place of a medicine", "[Doxycycline > amoxicillin]"},
		{"no allergen", "en", "Doxycycline 100 mg bd.", `{"allergies":["latex"],"medications":["doxycycline"]}`, "allergen in place of a medicine", "[]"},
		{"another medicine", "zh", "氨氯地平照旧", `{"medications":["氨氯地平 5mg qd"]}`, "medicine of somebody else", "[氨氯地平 > 多奈哌齐]"},
		{"the stranger is on the list", "en", "Continue Donepezil; on memantine.", `{"medications":["donepezil 5 mg","memantine"]}`, "medicine of somebody else", "[Donepezil > tamsulosin memantine > tamsulosin]"},
		{"another condition", "en", "gout, not gouty", `{"conditions":["Gout"]}`, "condition of somebody else", "[gout > epilepsy]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := slipsIn(t, c.lang, c.text, c.chart)[c.kind]
			if fmt.Sprint(got) != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

// A slip is made in what is safe and shown, and counted as noticed where the fence
// then stops it.
func TestSlips(t *testing.T) {
	t.Parallel()
	line := func(id, unsafe, text, chart string) string {
		return fmt.Sprintf(`{"id":%q,"lang":"en","audience":"order","hazard":"dose_error","unsafe":%s,"kind":"output","text":%q,"chart":%s,"author":"t","note":"n"}`, id, unsafe, text, chart)
	}
	chart := `{"age":60,"sex":"male","conditions":["hypertension"],"medications":[],"allergies":[],"egfr":90}`
	outputs, err := eval.Outputs([]string{file(
		t, "c.jsonl",
		line("shown", "false", "amlodipine 5 mg po once daily", chart),
		line("stopped", "false", "zzyzxine 5 mg po once daily", chart),
		line("unsafe", "true", "amlodipine 5 mg po once daily", chart),
	)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Slips(t.Context(), theFence(t), outputs, true)
	if err != nil {
		t.Fatal(err)
	}
	if r.Cases != 2 || r.Shown != 1 || len(r.Missed) != 0 {
		t.Errorf("%+v", r)
	}
	for _, kind := range []string{"tenfold", "unit"} {
		if got := r.Scores[kind]["order"]; got == nil || *got != (eval.Rate{Hits: 1, N: 1}) {
			t.Errorf("%s: %v", kind, got)
		}
	}
	if got := *r.Scores["all"]["en"]; got != (eval.Rate{Hits: 2, N: 2}) {
		t.Errorf("all: %v", got)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "| tenfold | 100.0% [2.5, 100.0] (1/1) | | 100.0%") || strings.Contains(b.String(), "amlodipine") {
		t.Errorf("%v\n%s", err, b.String())
	}
	if _, err := eval.SlipsOf(eval.Output{Lang: "en", Text: "5 mg", Chart: []byte(`{"age":"old"}`)}); err == nil {
		t.Error("a chart that cannot be read has slips")
	}
}
