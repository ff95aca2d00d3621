package built_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/built"
)

var errDamaged = errors.New("damaged")

// words is a source of the text of its first file, which counts how often it was
// made.
func words(files map[string]string, with string, makes *int) built.Source[string] {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return built.Source[string]{
		Files: fsys, Patterns: []string{"*.b", "*.a"}, With: with,
		Make: func() (string, error) {
			*makes++
			return files["x.a"], nil
		},
		Binary: func(s string) []byte { return []byte("!" + s) },
		Open: func(raw []byte) (string, error) {
			if len(raw) == 0 || raw[0] != '!' {
				return "", errDamaged
			}
			return string(raw[1:]), nil
		},
	}
}

// What was built is taken, and made anew where a file, a name, or what it was made
// with is another, where it is damaged and where there is none.
func TestLoadTakesWhatWasBuiltOfThis(t *testing.T) {
	t.Parallel()
	var makes int
	files := map[string]string{"x.a": "one\ntwo", "y.b": "three", "z.c": "of no account"}
	file, err := words(files, "with", &makes).Build()
	if err != nil || makes != 1 {
		t.Fatalf("%v, made %d times", err, makes)
	}
	for name, tc := range map[string]struct {
		files map[string]string
		with  string
		file  []byte
		makes int
	}{
		"as built":                {files, "with", file, 0},
		"a file of no account":    {map[string]string{"x.a": "one\ntwo", "y.b": "three"}, "with", file, 0},
		"another byte":            {map[string]string{"x.a": "one\ntwo", "y.b": "threE"}, "with", file, 1},
		"another name":            {map[string]string{"x.a": "one\ntwo", "yy.b": "three"}, "with", file, 1},
		"one file less":           {map[string]string{"x.a": "one\ntwo"}, "with", file, 1},
		"a border that has moved": {map[string]string{"x.a": "one\ntwot", "y.b": "hree"}, "with", file, 1},
		"made with something new": {files, "without", file, 1},
		"damaged":                 {files, "with", append([]byte(nil), file[:65]...), 1},
		"nothing built":           {files, "with", nil, 1},
		"only a key":              {files, "with", file[:64], 1},
	} {
		makes = 0
		got, err := words(tc.files, tc.with, &makes).Load(tc.file)
		if err != nil || got != tc.files["x.a"] || makes != tc.makes {
			t.Errorf("%s: %q made %d times, %v", name, got, makes, err)
		}
		if held := words(tc.files, tc.with, &makes).Holds(tc.file); held != (tc.makes == 0) && name != "damaged" {
			t.Errorf("%s: the source holds it: %v", name, held)
		}
	}
}

// What cannot be read or made is an error, whether it is loaded or built.
func TestWhatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	var makes int
	bad := words(map[string]string{"x.a": "one"}, "", &makes)
	bad.Make = func() (string, error) { return "", errDamaged }
	if _, err := bad.Load(nil); !errors.Is(err, errDamaged) {
		t.Error(err)
	}
	if _, err := bad.Build(); !errors.Is(err, errDamaged) {
		t.Error(err)
	}
	bad.Patterns = []string{"["}
	if _, err := bad.Load(nil); err == nil || errors.Is(err, errDamaged) {
		t.Error("a pattern that is none was taken")
	}
	if _, err := bad.Build(); err == nil || errors.Is(err, errDamaged) {
		t.Error("a pattern that is none was taken")
	}
}
