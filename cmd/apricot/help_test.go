package main

import (
	"bytes"
	"strings"
	"testing"
)

// Help is asked for with a word as well as with the flag, of all and of one command; a
// word that is no command is still an error.
func TestHelpIsACommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args  string
		code  int
		holds []string
	}{
		{"help", exitOK, []string{"Usage: apricot", "Serve a hospital", "fence"}},
		{"--help", exitOK, []string{"Usage: apricot", "Serve a hospital"}},
		{"help eval", exitOK, []string{"Usage: apricot eval", "Score case files"}},
		{"help policy off", exitOK, []string{"Usage: apricot policy off"}},
		{"help nonsense", exitUsage, nil},
		{"nonsense", exitUsage, nil},
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(c.args), terminal{strings.NewReader(""), &out, &errs}); code != c.code {
			t.Errorf("%s: exit %d, %s", c.args, code, errs.String())
		}
		for _, h := range c.holds {
			if !strings.Contains(out.String(), h) {
				t.Errorf("%s: no %q in %s", c.args, h, out.String())
			}
		}
	}
}
