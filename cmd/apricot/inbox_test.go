package main

import (
	"strings"
	"testing"
)

// What a sender wrote cannot steer the terminal of who looks at it.
func TestPrintable(t *testing.T) {
	t.Parallel()
	if got := printable("a\x1b[2J\x07张\nb"); got != "a\uFFFD[2J\uFFFD张\nb" {
		t.Errorf("%q", got)
	}
	for in, want := range map[string]string{"M1": "M1", "a\nb": "a b", strings.Repeat("张", 41): strings.Repeat("张", 39) + "…", strings.Repeat("x", 40): strings.Repeat("x", 40)} {
		if got := brief(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
