package lexicon

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"id":"a","text":"体温38.5度"}`:                           `{"id":"a","mentions":[{"concept":"find.temperature","kind":"quantity","text":"体温38.5度","start":0,"end":13,"status":"present","experiencer":"patient","time":"","value":38.5,"unit":"Cel"}]}`,
		`{"id":7,"text":"no fever","lang":"en"}`:                `{"id":7,"mentions":[{"concept":"find.fever","kind":"finding","text":"fever","start":3,"end":8,"status":"absent","experiencer":"patient","time":""}]}`,
		`{"id":"b","text":""}`:                                  `{"id":"b","mentions":[]}`,
		`{"id":"c"}`:                                            `{"id":"c","error":"text is missing"}`,
		`{"id":"d","text":5}`:                                   `{"id":"d","error":"the line is not a JSON object {id, text, lang}"}`,
		`{"id":"e","text":"x","lang":"fr"}`:                     `{"id":"e","error":"lang is zh or en"}`,
		`{"text":"x"} {}`:                                       `{"id":null,"error":"more than one JSON value in the line"}`,
		`not json`:                                              `{"id":null,"error":"the line is not a JSON object {id, text, lang}"}`,
		"{\"id\":1,\"text\":\"\xff\"}":                          `{"id":null,"error":"the line is not UTF-8"}`,
		`{"id":1,"text":"` + strings.Repeat("a", 1<<20) + `b"}`: `{"id":1,"error":"text is too long"}`,
	} {
		if diff := cmp.Diff(want, string(reader().Line([]byte(in)))); diff != "" {
			t.Errorf("%.80s (-want +got):\n%s", in, diff)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"id":"a","text":"发烧"}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		out := reader().Line(raw)
		if !json.Valid(out) || strings.ContainsRune(string(out), '\n') {
			t.Fatalf("not one line of JSON: %q", out)
		}
	})
}
