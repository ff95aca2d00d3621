package eval_test

import (
	"strings"
	"testing"

	"apricot.health/services/eval"
)

func TestMentions(t *testing.T) {
	t.Parallel()
	d := triage(t)
	path := file(t, "p.jsonl",
		`{"id":"1","lang":"zh","text":"没有发烧，咳嗽两天，妈妈有糖尿病","mentions":[{"text":"发烧","status":"absent"},{"text":"咳嗽","status":"present"},{"text":"糖尿病","status":"present","experiencer":"family"}]}`,
		`{"id":"2","lang":"en","text":"I have a zorblosis and a headache","mentions":[{"text":"zorblosis","status":"present"}]}`)
	ps, err := eval.Passages([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	r := eval.Mentions(d.Lexicon, ps)
	zh, en := r.Scores["lang zh"], r.Scores["lang en"]
	if three := (eval.Rate{Hits: 3, N: 3}); zh.Recall != three || zh.Negation != three || zh.Experiencer != three || zh.Precision.Hits != 3 {
		t.Errorf("zh: %+v", zh)
	}
	if en.Recall != (eval.Rate{Hits: 0, N: 1}) || en.Precision.Hits != 0 || en.Precision.N == 0 {
		t.Errorf("en: %+v", en)
	}
	if len(r.Wrong) != 2 {
		t.Errorf("wrong: %+v", r.Wrong)
	}
}

func TestPassagesAreReadStrictly(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`{"id":"1","lang":"zh","text":"咳嗽","mentions":[{"text":"发烧","status":"absent"}]}`:                                   "does not stand",
		`{"id":"1","lang":"zh","text":"咳嗽","mentions":[{"text":"咳嗽","status":"maybe"}]}`:                                    "status",
		`{"id":"1","lang":"zh","text":"咳嗽","mentions":[{"text":"咳嗽","status":"present"},{"text":"咳嗽","status":"present"}]}`: "does not stand",
		`{"id":"1","lang":"zh","text":"咳嗽","mentions":[{"text":"咳嗽","status":"present","experiencer":"neighbour's cat"}]}`:  "experiencer",
		`{"id":"1","lang":"fr","text":"toux","mentions":[]}`:                                                                "lang",
	} {
		if _, err := eval.Passages([]string{file(t, "p.jsonl", line)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", line, err)
		}
	}
}
