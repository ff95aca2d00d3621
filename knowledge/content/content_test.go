package content

import (
	"slices"
	"testing"
	"time"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// named are the items that no other item names and that stay, with the reason.
var named = map[string]string{
	"find.child_pugh": "the hepatic rows of all drugs are read by it",
	"find.ast":        read, "find.calcium": read, "find.d_dimer": read, "find.lactate": read, "find.nt_probnp": read, "find.tsh": read,
	"find.fetal_no_heartbeat": heard, "find.pacemaker": heard,
	"inv.amylase": ordered, "inv.ck_mb": ordered, "inv.csf": ordered, "inv.exercise_ecg": ordered, "inv.neck_ct": ordered, "inv.ogtt": ordered, "inv.sputum_culture": ordered,
	"dept.geriatrics": place, "dept.rehabilitation": place, "dept.tcm": place, "dept.thoracic_surgery": place,
}

const (
	read    = "a result that texts and messages state and that has its range and unit here"
	heard   = "a finding that texts state, so that it is not taken for another"
	ordered = "an investigation that doctors name and sign in drafts of their own"
	place   = "a department of a Chinese general hospital that texts name"
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
	for _, s := range g.Sources() {
		if s.ReviewDue == "" {
			t.Errorf("%s: nobody is to look at it again", s.ID)
		}
	}
	for _, d := range g.Drugs() {
		if len(d.Classes) == 0 {
			t.Errorf("%s is of no class", d.ID)
		}
	}
	unnamed := map[string]bool{}
	for _, p := range g.Orphans() {
		unnamed[p.ID] = true
		if _, ok := named[p.ID]; !ok {
			t.Errorf("%s; delete it, or say in named why it stays", p)
		}
	}
	for id := range named {
		if !unnamed[id] {
			t.Errorf("%s is used, or gone, and needs no reason to stay", id)
		}
	}
	t.Logf("%d findings, %d conditions, %d complaints, %d red flags, %d drugs, %d safety rules, snapshot %d KiB",
		len(g.Findings()), len(g.Conditions()), len(g.Complaints()), len(g.RedFlags()), len(g.Drugs()),
		len(g.SafetyRules()), len(g.Snapshot())/1024)
}

// TestPriorsSayWhomTheyAreOf: a prior without a factor of age or sex says that
// neither matters, and why.
func TestPriorsSayWhomTheyAreOf(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	for _, c := range g.Conditions() {
		if !slices.ContainsFunc(c.Modifiers, func(m graph.Modifier) bool {
			return m.MinAge > 0 || m.MaxAge > 0 || m.Sex != "" || m.Times == 1 && m.Why != nil
		}) {
			t.Errorf("%s: its prior says nothing of age and sex", c.ID)
		}
	}
}

// recordOnly are conditions that stand in a record, matter to a medicine, and
// are not what a new complaint is: they have no edges.
//
//nolint:gochecknoglobals // read only
var recordOnly = map[string]string{
	"cond.chd":                   "told as angina or an acute coronary syndrome",
	"cond.chronic_liver_disease": "told as its causes, and as cirrhosis",
	"cond.dialysis":              "a treatment",
	"cond.dyslipidaemia":         "nobody feels it",
	"cond.gi_bleed_history":      "past",
	"cond.hypotension":           "told as a fall of pressure on standing, shock or fainting",
	"cond.ich_history":           "past",
	"cond.mechanical_valve":      "a treatment",
	"cond.organ_transplant":      "a treatment",
	"cond.stroke_history":        "past",
	"cond.vte_history":           "past",
}

// ofRecord is the basis of the priors of those that no patient tells and only a
// record names: a genotype, an operation that is planned, a rare disease that
// rules out medicines.
const ofRecord = "judgement; named by a record alone"

// TestConditionsHaveEdges: a condition of a differential has enough findings to
// be told by, one that must not be missed has more.
func TestConditionsHaveEdges(t *testing.T) {
	t.Parallel()
	const least, leastMustNotMiss = 5, 8
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	for _, c := range g.Conditions() {
		want := least
		if c.MustNotMiss {
			want = leastMustNotMiss
		}
		why, only := recordOnly[c.ID]
		if c.PriorBasis == ofRecord {
			why, only = ofRecord, true
		}
		switch {
		case only && len(c.Edges) > 0:
			t.Errorf("%s has edges, though %s", c.ID, why)
		case !only && len(c.Edges) < want:
			t.Errorf("%s has %d edges, fewer than %d", c.ID, len(c.Edges), want)
		}
	}
	for id := range recordOnly {
		if !g.Exists(id) {
			t.Errorf("%s is gone", id)
		}
	}
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
