package fence_test

import (
	"encoding/json"
	"strings"
	"testing"

	"apricot.health/guardrails/fence"
)

func TestLineRefusesWithTheID(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for name, tc := range map[string]struct{ in, id string }{
		"not JSON":          {`{`, `null`},
		"an array":          {`[]`, `null`},
		"empty":             {``, `null`},
		"no audience":       {`{"id":"a","text":"hi"}`, `"a"`},
		"unknown audience":  {`{"id":7,"audience":"janitor","text":"hi"}`, `7`},
		"no text":           {`{"id":"a","audience":"patient"}`, `"a"`},
		"blank text":        {`{"id":"a","audience":"patient","text":"  "}`, `"a"`},
		"text is a number":  {`{"id":"a","audience":"patient","text":5}`, `"a"`},
		"unknown language":  {`{"id":"a","audience":"patient","text":"hi","lang":"fr"}`, `"a"`},
		"age of a stone":    {`{"id":"a","audience":"patient","text":"hi","chart":{"age":400}}`, `"a"`},
		"sex of no kind":    {`{"id":"a","audience":"patient","text":"hi","chart":{"sex":"x"}}`, `"a"`},
		"bundle and chart":  {`{"id":"a","audience":"patient","text":"hi","chart":{},"bundle":{"resourceType":"Bundle"}}`, `"a"`},
		"no bundle":         {`{"id":"a","audience":"patient","text":"hi","bundle":{"resourceType":"Patient"}}`, `"a"`},
		"level of no table": {`{"id":"a","audience":"patient","text":"hi","urgency":{"level":9}}`, `"a"`},
		"misspelt list":     {`{"id":"a","audience":"doctor","text":"阿莫西林0.5g","chart":{"alergies":["青霉素"]}}`, `"a"`},
		"one for many":      {`{"id":"a","audience":"doctor","text":"阿莫西林0.5g","charts":{"allergies":["青霉素"]}}`, `"a"`},
		"many for one":      {`{"id":"a","audience":"doctor","text":"阿莫西林0.5g","chart":{"ages":3}}`, `"a"`},
		"two patients":      {`{"id":"a","audience":"patient","text":"hi","bundle":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p"}},{"resource":{"resourceType":"Patient","id":"q"}}]}}`, `"a"`},
	} {
		out := f.Line(t.Context(), []byte(tc.in))
		var m map[string]json.RawMessage
		if err := json.Unmarshal(out, &m); err != nil || string(m["id"]) != tc.id || len(m["error"]) < 5 || m["decision"] != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// Members that are like none of a line's are nobody's slip.
func TestLineLeavesOtherMembersAlone(t *testing.T) {
	t.Parallel()
	a := ask(t, theFence(t), []byte(`{"id":"x","audience":"doctor","text":"您好","note":"n","author":"q","Chart":{"age":40,"labs":{},"bp":"1"},"hazard":"h","link":"","task":1}`))
	if a.Decision == "" {
		t.Errorf("%+v", a)
	}
}

func TestLineAnswersAsDesigned(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	bundle := `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1980"}},
		{"resource":{"resourceType":"AllergyIntolerance","id":"al","patient":{"reference":"Patient/p"},"code":{"text":"青霉素"}}}]}`
	a := ask(t, f, []byte(`{"id":"x","audience":"patient","text":"您可以服用阿莫西林胶囊。","bundle":`+bundle+`}`))
	if a.ID != "x" || a.Decision != fence.Block || a.Text != "" || a.Micros == nil {
		t.Errorf("%+v", a)
	}
	for _, x := range a.Findings {
		if x.Hazard == "allergy" {
			if x.Severity != "critical" || !strings.Contains(x.Claim, "阿莫西林") || len(x.Evidence) == 0 || x.Evidence[0] != "AllergyIntolerance/al" {
				t.Errorf("%+v", x)
			}
			return
		}
	}
	t.Errorf("no allergy in %+v", a.Findings)
}

// Whatever comes in, one JSON object with the id goes out: a decision or an
// error, never both missing, and never a text that is held back.
func FuzzLine(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"audience":"patient","text":"您好"}`, `{"id":"a","audience":"order","text":"阿莫西林 0.5g tid","chart":{"allergies":["青霉素"]}}`,
		`{"id":"a","audience":"doctor","text":"x","bundle":{"resourceType":"Bundle","entry":[{}]}}`, `{"id":{"a":[]},"audience":"patient","text":"\u0000\ufffd<script>"}`,
	} {
		f.Add([]byte(s))
	}
	fc := theFence(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		out := fc.Line(t.Context(), raw)
		var m map[string]json.RawMessage
		if err := json.Unmarshal(out, &m); err != nil {
			t.Fatalf("%q gives %q", raw, out)
		}
		decision, failed := string(m["decision"]), m["error"] != nil
		if m["id"] == nil || (decision == "") == !failed || strings.Contains(string(out), "\n") {
			t.Fatalf("%q gives %q", raw, out)
		}
		if failed && m["text"] != nil || decision == `"handover"` && m["text"] != nil {
			t.Fatalf("%q shows what is held back: %q", raw, out)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	f := theFence(b)
	raw := []byte(`{"id":"x","audience":"patient","text":"您可以服用阿莫西林胶囊，每次0.5克。","chart":{"age":40,"sex":"female","conditions":["高血压"],"medications":["华法林"],"allergies":["青霉素"]}}`)
	for b.Loop() {
		f.Line(b.Context(), raw)
	}
}
