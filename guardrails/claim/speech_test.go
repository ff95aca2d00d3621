package claim_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
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
