package lexicon

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEveryday reads the lines of testdata/everyday.txt and of what imagined people
// say, testdata/spoken-en.txt and spoken-zh.txt.
func TestEveryday(t *testing.T) {
	t.Parallel()
	readLines(t, "testdata/everyday.txt", 500)
	readLines(t, "testdata/spoken-en.txt", 60)
	readLines(t, "testdata/spoken-zh.txt", 118)
}

// readLines reads the lines of a file, of which there are some at least.
func readLines(t *testing.T, file string, least int) {
	t.Helper()
	f, err := os.Open(file)
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
	if cases < least {
		t.Errorf("%s: %d cases", file, cases)
	}
}

// statuses tells each mention by its status and concept, and by a ~ that it is somebody
// else's: +cough, -fever, ?rash, +cough~.
func statuses(ms []Mention) []string {
	var out []string
	for _, m := range ms {
		s := [...]string{"+", "-", "?"}[m.Status] + strings.TrimPrefix(m.Concept, "find.")
		if m.Experiencer != Patient {
			s += "~"
		}
		out = append(out, s)
	}
	return out
}
