package lexicon

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEveryday reads the lines of testdata/everyday.txt.
func TestEveryday(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/everyday.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text, wants, ok := strings.Cut(lines.Text(), " => ")
		if !ok {
			continue
		}
		cases++
		got := statuses(reader().Extract(text, ""))
		for _, want := range strings.Fields(wants) {
			not := strings.HasPrefix(want, "!")
			if slices.Contains(got, strings.TrimPrefix(want, "!")) == not {
				t.Errorf("%s: want %s, read %s", text, want, strings.Join(got, " "))
			}
		}
	}
	if cases < 500 {
		t.Errorf("%d cases", cases)
	}
}

// statuses tells each mention by its status and concept: +cough, -fever, ?rash.
func statuses(ms []Mention) []string {
	var out []string
	for _, m := range ms {
		out = append(out, [...]string{"+", "-", "?"}[m.Status]+strings.TrimPrefix(m.Concept, "find."))
	}
	return out
}
