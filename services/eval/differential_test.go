package eval_test

import (
	"bytes"
	"strings"
	"testing"

	"apricot.health/knowledge/resemblance"
)

// A story is accounted for: where its condition stands, which findings speak for
// it, which have no edge, and which words nobody read. Sayings of more than one
// meaning, or of none that is a condition, are not stories.
func TestStories(t *testing.T) {
	t.Parallel()
	d := triage(t)
	r, err := d.Stories([]resemblance.Saying{
		{Means: []string{"cond.common_cold"}, Lang: "zh", Says: "流鼻涕打喷嚏三天，嗓子疼，戴了新帽子"},
		{Means: []string{"cond.common_cold"}, Lang: "en", Says: "I have a runny nose and my knee pain is back"},
		{Means: []string{"cond.common_cold"}, Lang: "en", Says: "zzz"},
		{Means: []string{"cond.common_cold", "cond.influenza"}, Lang: "en", Says: "runny nose"},
		{Means: []string{"flag.shock"}, Lang: "en", Says: "cold and clammy"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Stories) != 3 || r.Scores["all"].Top1.N != 3 || r.Scores["lang zh"].Top1.N != 1 {
		t.Fatalf("%d stories, %+v", len(r.Stories), r.Scores)
	}
	zh, en, empty := r.Stories[0], r.Stories[1], r.Stories[2]
	if zh.Place != 1 || zh.Weighed != 1 || zh.Beaten != "" {
		t.Errorf("a cold by its signs is at %d, weighed %d, beaten by %q", zh.Place, zh.Weighed, zh.Beaten)
	}
	if !strings.Contains(zh.Unread, "新帽子") || strings.Contains(zh.Unread, "流鼻涕") {
		t.Errorf("unread %q", zh.Unread)
	}
	if !strings.HasPrefix(strings.Join(zh.With, " "), "find.") {
		t.Errorf("findings with an edge: %v", zh.With)
	}
	if !strings.Contains(strings.Join(en.NoEdge, " "), "find.knee_pain") {
		t.Errorf("a painful knee is no sign of a cold: %v", en.NoEdge)
	}
	if empty.Place != 0 || empty.Weighed != 0 || !empty.Abstained || r.Scores["all"].NothingRead.Hits != 1 {
		t.Errorf("nothing was read: %+v", empty)
	}
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, l := range lines {
		if n := strings.Count(l, "\t"); n != strings.Count(lines[0], "\t") {
			t.Errorf("%d columns: %q", n+1, l)
		}
	}
}

// What stands before the right condition is said with its reasons.
func TestStoryBeaten(t *testing.T) {
	t.Parallel()
	r, err := triage(t).Stories([]resemblance.Saying{{Means: []string{"cond.pulmonary_tb"}, Lang: "en", Says: "runny nose, sore throat and a cough for two days"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Stories[0]; got.Weighed < 2 || !strings.Contains(got.Beaten, "cond.") || !strings.Contains(got.Beaten, "prior") {
		t.Errorf("at %d, beaten by %q", got.Weighed, got.Beaten)
	}
}
