package main

import (
	"strings"
	"testing"

	"apricot.health/services/app/apptest"
)

// The whole visit through the real binary: every door, a graceful stop, and
// the audit log of it all.
func TestOneVisitThroughTheBinary(t *testing.T) {
	t.Parallel()
	sites(t, func(t *testing.T, s site) {
		p, err := launch(s.args("serve", ports()...)...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.kill)
		if err := p.ready(); err != nil {
			t.Fatal(err)
		}
		h := &apptest.House{T: t, Base: p.Base, MLLP: p.MLLP, MQTT: p.MQTT, Token: s.tokens(t), Refusals: &apptest.Buffer{}}
		h.Visit()
		h.Rounds()
		h.Spoil()
		if err := p.stop(); err != nil {
			t.Errorf("the graceful stop failed: %v\n%s", err, p.err)
		}
		for _, canary := range apptest.Canaries() {
			for where, text := range map[string]string{"standard output": p.out.String(), "standard error": p.err.String(), "refusals": h.Refusals.String()} {
				if strings.Contains(text, canary) {
					t.Errorf("%s holds the marker %q", where, canary)
				}
			}
		}
		out, _, err := apricot(s.args("verify")...)
		if err != nil || !strings.Contains(out, "the audit log holds") || !strings.Contains(out, "not yet in the log 0") {
			t.Errorf("verify: %v\n%s", err, out)
		}
		t.Logf("verify: %s", strings.ReplaceAll(out, "\n", " "))
	})
}
