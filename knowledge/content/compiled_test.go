package content

import (
	"bytes"
	"os"
	"testing"
	"testing/fstest"
)

// TestCompiledContentIsTheContent: what go generate writes is the graph of the
// modules, and is taken for no other modules.
func TestCompiledContentIsTheContent(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	raw, err := Compile(FS())
	if err != nil {
		t.Fatal(err)
	}
	got, err := source(FS()).Load(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash() != g.Hash() || !bytes.Equal(got.Snapshot(), g.Snapshot()) {
		t.Error("the compiled graph is not that of the modules")
	}
	other := fstest.MapFS{"m.yaml": {Data: []byte("module: m\n")}}
	if got, err := source(other).Load(raw); err != nil || got.Hash() == g.Hash() {
		t.Errorf("the compiled graph of other modules is taken: %v", err)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "cut": raw[:len(raw)/2], "no key": raw[10:]} {
		if got, err := source(other).Load(bad); err != nil || len(got.Conditions()) != 0 {
			t.Errorf("%s: the modules are not read instead: %v", name, err)
		}
	}
	embedded, err := Key(FS())
	if err != nil {
		t.Fatal(err)
	}
	if onDisk, err := Key(os.DirFS(".")); err != nil || onDisk != embedded {
		t.Errorf("the modules on disk have another key than those embedded: %v", err)
	}
}
