package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// What the demo prints to try is tried, as it stands, in a shell.
func TestTheDemosExamplesWork(t *testing.T) {
	t.Parallel()
	p, err := launch(site{data: t.TempDir()}.args("demo", ports()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := p.ready(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); !strings.HasSuffix(p.out.String(), "triage\n"); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > startWithin {
			t.Fatalf("no examples in\n%s", p.out)
		}
	}
	_, text, _ := strings.Cut(p.out.String(), "\nTry:\n")
	wants := []string{`"resourceType":"Patient"`, `"order-sign"`, "MSA|AA|A04-1", `"urgency":"emergency"`}
	examples := strings.Split(strings.TrimSpace(text), "\n")
	if len(examples) != len(wants) {
		t.Fatalf("%d examples: %s", len(examples), text)
	}
	for i, example := range examples {
		cmd := exec.Command("bash", "-c", example)
		cmd.Dir, cmd.Env = "../..", cleanEnv()
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), wants[i]) {
			t.Errorf("%s\n%v\n%s", example, err, out)
		}
	}
	if strings.Count(p.out.String(), "/visit/") < 4 {
		t.Error("there are no visit links")
	}
}
