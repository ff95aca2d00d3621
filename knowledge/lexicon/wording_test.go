package lexicon

import (
	"slices"
	"strings"
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

// What is denied in each of two clauses is not there, though the words of one wording
// stand in both; and a negation within a wording denies what is named behind it too.
func TestAWordingDeniedTwice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"没有发烧，也没有抽搐":       {"-seizure", "-fever", "-twitching"},
		"没有发热，没有抽搐，没有呕吐":   {"-seizure", "-fever", "-twitching", "-vomiting"},
		"不发烧，没抽过":          {"-seizure", "-fever"},
		"发烧，没有抽搐":          {"-seizure", "fever", "-twitching"},
		"孩子没有抽搐，也不发烧":      {"-seizure", "-fever", "-twitching"},
		"孩子发烧抽搐":           {"seizure", "child_fever"},
		"孩子突然两眼上翻口吐白沫，不发烧": {"seizure", "-fever"},
	} {
		got := strings.Fields(brief(reader().Extract(text, "")))
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v, want %s", text, got, w)
			}
		}
	}
}
