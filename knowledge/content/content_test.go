package content

import (
	"testing"
	"time"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// TestContent is the authors' check: it prints every problem in every module
// with file and line, then every test case beside a rule that does not hold.
func TestContent(t *testing.T) {
	t.Parallel()
	g, problems := graph.Compile(FS())
	for _, p := range problems {
		t.Error(p)
	}
	for _, err := range logic.CheckContent(g) {
		t.Error(err)
	}
	for _, p := range g.Expired(time.Now().Format(time.DateOnly)) {
		t.Error(p)
	}
	for _, p := range g.DueForReview(time.Now().Format(time.DateOnly)) {
		t.Log(p)
	}
	for _, p := range g.Orphans() {
		t.Log(p)
	}
	t.Logf("%d findings, %d conditions, %d complaints, %d red flags, %d drugs, %d safety rules, snapshot %d KiB",
		len(g.Findings()), len(g.Conditions()), len(g.Complaints()), len(g.RedFlags()), len(g.Drugs()),
		len(g.SafetyRules()), len(g.Snapshot())/1024)
}

func TestGraphServes(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	back, err := graph.Decode(g.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash() != g.Hash() {
		t.Fatalf("hash changed over the snapshot: %s, %s", back.Hash(), g.Hash())
	}
}
