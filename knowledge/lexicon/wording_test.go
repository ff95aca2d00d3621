package lexicon

import (
	"testing"

	"apricot.health/knowledge/content"
)

// TestWordings reads the sentences beside every wording of the content.
func TestWordings(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	l := New(g)
	says := func(text, id string) bool {
		for _, m := range l.Extract(text, "") {
			if m.Concept == id && m.Status == Present && m.Experiencer == Patient {
				return true
			}
		}
		return false
	}
	for _, w := range g.Wordings() {
		for _, s := range w.Says {
			if !says(s, w.Of) {
				t.Errorf("%s: %s is not read in %q", w.ID, w.Of, s)
			}
		}
		for _, s := range w.Not {
			if says(s, w.Of) {
				t.Errorf("%s: %s is read in %q", w.ID, w.Of, s)
			}
		}
	}
}
