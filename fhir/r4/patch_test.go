package r4_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

const patched = `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3 ], "o":{"k":"v"}, "a/b":0, "~":1, "":2 }`

func TestPatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ patch, want string }{
		{`[]`, patched},
		{`[{"op":"replace","path":"/a","value":1.00}]`, `{ "a" : 1.00, "_a": {"x":null}, "list":[1, 2,3 ], "o":{"k":"v"}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"add","path":"/o/n","value":{"z":[]}}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3 ], "o":{"k":"v","n":{"z":[]}}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"add","path":"/list/1","value":"x"}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, "x",2,3 ], "o":{"k":"v"}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"add","path":"/list/3","value":4},{"op":"add","path":"/list/-","value":5}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3,4,5 ], "o":{"k":"v"}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"remove","path":"/list/0"}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[2,3 ], "o":{"k":"v"}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"remove","path":"/list/2"},{"op":"remove","path":"/"}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2 ], "o":{"k":"v"}, "a/b":0, "~":1 }`},
		{`[{"op":"remove","path":"/o/k"},{"op":"add","path":"/o/l","value":1}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3 ], "o":{"l":1}, "a/b":0, "~":1, "":2 }`},
		{`[{"op":"move","from":"/a~1b","path":"/list/0"},{"op":"copy","from":"/~0","path":"/o/k"}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[0,1, 2,3 ], "o":{"k":1}, "~":1, "":2 }`},
		{`[{"op":"move","from":"/o","path":"/o"}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3 ], "a/b":0, "~":1, "":2,"o":{"k":"v"} }`},
		{`[{"op":"test","path":"/a","value":11e-1},{"op":"test","path":"/o","value":{"k":"\u0076"}},{"op":"test","path":"/_a/x","value":null},{"op":"test","path":"/list","value":[1,2.0,30e-1]}]`, patched},
		{`[{"op":"replace","path":"","value":{"b":1}}]`, `{"b":1}`},
		{`[{"op":"add","path":"/o","value":2},{"op":"add","path":"/o","value":{}},{"op":"add","path":"/o/x","value":1}]`, `{ "a" : 1.10, "_a": {"x":null}, "list":[1, 2,3 ], "o":{"x":1}, "a/b":0, "~":1, "":2 }`},
	} {
		p, err := r4.ParsePatch([]byte(c.patch))
		if err != nil {
			t.Fatal(c.patch, err)
		}
		got, err := p.Apply([]byte(patched))
		if err != nil {
			t.Fatal(c.patch, err)
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s: %s", c.patch, diff)
		}
	}
}

func TestPatchRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		patch string
		kind  outcome.Kind
		path  string
	}{
		{`{}`, outcome.Invalid, ""},
		{`[],"x":[]`, outcome.Invalid, ""},
		{`[`, outcome.Invalid, ""},
		{`[{"op":"test","path":"/a"}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"add","path":"a","value":1}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"add","path":"/~2","value":1}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"add","path":"/a~","value":1}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"add","path":1,"value":1}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"eat","path":"/a"}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"copy","path":"/a"}]`, outcome.Invalid, "patch[0]"},
		{`[{"op":"test","path":"/a","value":1.1},{"op":"test","path":"/a","value":1.2}]`, outcome.Unprocessable, "patch[1]"},
		{`[{"op":"test","path":"/a","value":"1.1"}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"test","path":"/list","value":[1,2]}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"remove","path":"/b"}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"remove","path":""}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"replace","path":"/b","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"add","path":"/b/c","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"add","path":"/a/c","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"add","path":"/list/4","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"add","path":"/list/01","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"add","path":"/list/x","value":1}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"remove","path":"/list/-"}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"move","from":"/o","path":"/o/k"}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"copy","from":"/z","path":"/o/k"}]`, outcome.Unprocessable, "patch[0]"},
		{`[{"op":"replace","path":"","value":[]}]`, outcome.Unprocessable, ""},
	} {
		p, err := r4.ParsePatch([]byte(c.patch))
		if err == nil {
			_, err = p.Apply([]byte(patched))
		}
		if !outcome.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", c.patch, err, c.kind)
			continue
		}
		if _, path := outcome.Public(err); path != c.path {
			t.Errorf("%s: at %q, want %q", c.patch, path, c.path)
		}
	}
}

// A hostile patch that doubles a value at each step ends.
func TestPatchIsBounded(t *testing.T) {
	t.Parallel()
	patch := []byte(`[{"op":"add","path":"/a","value":["0123456789012345678901234567890123456789"]}`)
	for range 40 {
		patch = append(patch, `,{"op":"copy","from":"/a","path":"/a/0"}`...)
	}
	p, err := r4.ParsePatch(append(patch, ']'))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Apply([]byte(`{}`)); err == nil {
		t.Error("it went through")
	}
}

// What add puts in, test finds and remove takes out again.
func TestAddTestRemove(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]string{`1`, `"x"`, `{}`, `[]`, `{"a":[null]}`, `true`}).Draw(t, "value")
		path := rapid.SampledFrom([]string{"/new", "/o/new", "/list/0", "/list/1", "/list/3", "/_a/y"}).Draw(t, "path")
		step := func(raw []byte, op string) []byte {
			p, err := r4.ParsePatch([]byte(`[{"op":"` + op + `","path":"` + path + `","value":` + value + `}]`))
			if err != nil {
				t.Fatal(err)
			}
			out, err := p.Apply(raw)
			if err != nil {
				t.Fatalf("%s %s: %v", op, path, err)
			}
			return out
		}
		after := step(step(step([]byte(patched), "add"), "test"), "remove")
		var got, want any
		if json.Unmarshal(after, &got) != nil || json.Unmarshal([]byte(patched), &want) != nil {
			t.Fatalf("not JSON: %s", after)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// Whatever the patch and the text, a patch that is taken leaves one JSON object.
func FuzzPatch(f *testing.F) {
	f.Add([]byte(`[{"op":"add","path":"/list/-","value":[1]},{"op":"remove","path":"/a"}]`), []byte(patched))
	f.Add([]byte(`[{"op":"move","from":"/o/k","path":"/k"},{"op":"copy","from":"","path":"/x"}]`), []byte(patched))
	f.Add([]byte(`[{"op":"test","path":"/a","value":-0e5}]`), []byte(`{"a":0.0}`))
	f.Fuzz(func(t *testing.T, patch, raw []byte) {
		if _, err := r4.Parse(raw); err != nil {
			return
		}
		p, err := r4.ParsePatch(patch)
		if err != nil {
			return
		}
		out, err := p.Apply(raw)
		if err != nil {
			if k := outcome.KindOf(err); k != outcome.Unprocessable && k != outcome.TooLarge && k != outcome.Invalid {
				t.Fatal(err)
			}
			return
		}
		if _, err := r4.Parse(out); err != nil {
			t.Fatalf("%s on %s leaves %s", patch, raw, out)
		}
	})
}
