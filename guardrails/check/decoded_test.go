package check

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/guardrails/claim"
)

// A change of any table that decides is another name: a character of one, one more,
// one less, and words that only changed their table.
func TestTablesNameEveryTable(t *testing.T) {
	t.Parallel()
	shipped := fstest.MapFS{}
	for _, of := range []fs.FS{tables, os.DirFS("../claim")} {
		names, err := fs.Glob(of, "*.yaml")
		if err != nil || len(names) == 0 {
			t.Fatalf("%v %v", names, err)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(of, name)
			if err != nil {
				t.Fatal(err)
			}
			if of == tables {
				shipped[name] = &fstest.MapFile{Data: raw}
			} else if !strings.Contains(claim.Lists(), string(raw)) {
				t.Errorf("%s of the claims is named by nothing", name)
			}
		}
	}
	for _, name := range []string{"nevers.yaml", "care.yaml", "contraries.yaml", "denials.yaml", "mistakes.yaml", "mistakes-infection.yaml"} {
		if shipped[name] == nil {
			t.Errorf("%s is not among the tables", name)
		}
	}
	names := map[string]string{}
	add := func(how string, files fstest.MapFS, claims string) {
		name := tablesOf(files, claims)
		if was, ok := names[name]; ok || !strings.HasPrefix(name, "sha256:") {
			t.Errorf("%s is named as %q: %s", how, was, name)
		}
		names[name] = how
	}
	add("as shipped", shipped, claim.Lists())
	if Tables() != tablesOf(shipped, claim.Lists()) {
		t.Error("what is shipped has another name")
	}
	for name, file := range shipped {
		changed := fstest.MapFS{}
		for n, f := range shipped {
			changed[n] = f
		}
		changed[name] = &fstest.MapFile{Data: append([]byte("#"), file.Data...)}
		add(name+" with one character more", changed, claim.Lists())
		delete(changed, name)
		add("without "+name, changed, claim.Lists())
	}
	add("a phrase more", shipped, claim.Lists()+"\n")
	add("a table more", fstest.MapFS{"a.yaml": {Data: []byte("a: b\n")}}, "")
	add("the same words in another", fstest.MapFS{"b.yaml": {Data: []byte("a: b\n")}}, "")
}
