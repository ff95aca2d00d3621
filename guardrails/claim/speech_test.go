package claim_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
)

// The reviewable sentences of testdata/speech.tsv are read as they say, and
// those that only look alike are not.
func TestSpeech(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/speech.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, n := bufio.NewScanner(f), 0
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") || lines.Text() == "" {
			continue
		}
		cols := strings.Split(lines.Text(), "\t")
		if len(cols) != 3 {
			t.Fatalf("%q has %d columns, not 3", lines.Text(), len(cols))
		}
		n++
		have := words(read(t, cols[0]))
		has := func(want string) bool {
			return slices.ContainsFunc(have, func(w string) bool { return w == want || strings.HasPrefix(w, want+" ") })
		}
		for _, want := range strings.Fields(cols[1]) {
			if !has(want) {
				t.Errorf("%q: no %s in %v", cols[0], want, have)
			}
		}
		for _, bad := range forbidden(cols[2]) {
			if has(bad) {
				t.Errorf("%q: unwanted %s in %v", cols[0], bad, have)
			}
		}
	}
	if err := lines.Err(); err != nil || n < 80 {
		t.Fatalf("%d sentences: %v", n, err)
	}
}

// forbidden splits a list of claims, of which one may name its concept.
func forbidden(s string) []string {
	if strings.Contains(s, " find.") {
		return []string{s}
	}
	return strings.Fields(s)
}

// A frame that was filled before does not hide the negation within a later one.
func TestADenialIsSeenBehindAnotherFrame(t *testing.T) {
	t.Parallel()
	const kind = "您不是小题大做，症状变化了告诉我们是对的。"
	for _, text := range []string{kind, "如果出现胸痛，请马上拨打120。可将一天两次的抗凝药合并为一次服用，更便于记忆。 " + kind} {
		for _, c := range read(t, text).Claims {
			if c.Kind == claim.Tone {
				t.Errorf("%s: %s %q", text, c.Act, c.Text)
			}
		}
	}
}
