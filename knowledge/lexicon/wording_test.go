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
	says := func(text, id string, status Status) bool {
		for _, m := range l.Extract(text, "") {
			if m.Concept == id && m.Status == status && m.Experiencer == Patient {
				return true
			}
		}
		return false
	}
	for _, w := range g.Wordings() {
		status := Present
		if w.Denies {
			status = Absent
		}
		for _, s := range w.Says {
			if !says(s, w.Of, status) {
				t.Errorf("%s: %s is not %s in %q", w.ID, w.Of, status, s)
			}
		}
		for _, s := range w.Not {
			if says(s, w.Of, status) {
				t.Errorf("%s: %s is %s in %q", w.ID, w.Of, status, s)
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

// A small word within a wording does not take its negation from what is named there, nor
// does a list deny what says no by itself.
func TestNoIsNotTurnedIntoYes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"先馒头噎 现在稀饭也慢 瘦了二十斤 没吐血":                                                        "-haematemesis",
		"No fever, no phlegm or blood, lips and tongue not swollen, breathing is fine": "-angioedema",
		"lips and tongue not swollen":                                                  "-angioedema",
	} {
		if got := strings.Fields(brief(reader().Extract(text, ""))); !slices.ContainsFunc(got, func(s string) bool { return strings.ReplaceAll(s, ">", "") == want }) {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}

// What was lost is no weight, and a little no rate.
func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for text, id := range map[string]string{"瘦了二十斤": "find.weight", "深呼吸一点点": "find.resp_rate", "呼吸一直快": "find.resp_rate"} {
		for _, m := range reader().Extract(text, "") {
			if m.Concept == id {
				t.Errorf("%s: %s of %v", text, id, *m.Value)
			}
		}
	}
	check(t, []sample{{"体重一百二十斤", "weight=60kg"}, {"呼吸二十四次", "resp_rate=24/min"}})
}
