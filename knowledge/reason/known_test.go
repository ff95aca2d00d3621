package reason_test

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

func has(c chart.Chart, conditions ...string) chart.Chart {
	for _, id := range conditions {
		c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Status: "active", Evidence: "Condition/1"})
	}
	return c
}

func with(findings ...string) chart.Chart {
	c := chart.New()
	c.AgeYears, c.Sex = 60, chart.Female
	for _, id := range findings {
		c.Findings[id] = chart.Yes
	}
	return c
}

func share(a reason.Assessment, id string) float64 {
	for _, r := range slices.Concat(a.Differential, a.Possible, a.MustNotMiss) {
		if r.Condition == id {
			return r.P
		}
	}
	return 0
}

func TestAKnownConditionCountsInTheUrgency(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	pain := with("find.chest_pain")
	for name, tc := range map[string]struct {
		chart chart.Chart
		want  bool // emergency
	}{
		"chest pain alone":              {pain, false},
		"chest pain, unstable angina":   {has(with("find.chest_pain"), "cond.acs"), true},
		"unstable angina, a rash":       {has(with("find.rash"), "cond.acs"), false},
		"chest pain, hypertension only": {has(with("find.chest_pain"), "cond.hypertension"), false},
		"chest pain, resolved":          {resolved(with("find.chest_pain"), "cond.acs"), false},
	} {
		complaint := "comp.chest_pain"
		if tc.chart.Findings["find.rash"] == chart.Yes {
			complaint = "comp.rash"
		}
		a := e.Assess(reason.Case{Chart: tc.chart, Complaint: complaint})
		if got := a.Level <= 2; got != tc.want {
			t.Errorf("%s: level %d by %v", name, a.Level, a.UrgencyBy)
		}
		if tc.want && !slices.Contains(a.UrgencyBy, "cond.acs") {
			t.Errorf("%s: level %d is set by %v", name, a.Level, a.UrgencyBy)
		}
	}
}

func resolved(c chart.Chart, id string) chart.Chart {
	c = has(c, id)
	c.Conditions[len(c.Conditions)-1].Status = "resolved"
	return c
}

func TestAKnownConditionCountsInTheDifferential(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for _, tc := range []struct {
		complaint, finding, known, likelier string
	}{
		{"comp.breathlessness", "find.dyspnoea", "cond.asthma", "cond.asthma_exacerbation"},
		{"comp.breathlessness", "find.dyspnoea", "cond.heart_failure", "cond.acute_heart_failure"},
		{"comp.chest_pain", "find.chest_pain", "cond.chd", "cond.acs"},
		{"comp.palpitations", "find.palpitations", "cond.atrial_fibrillation", "cond.atrial_fibrillation"},
	} {
		before := e.Assess(reason.Case{Chart: with(tc.finding, "find.near_syncope"), Complaint: tc.complaint})
		after := e.Assess(reason.Case{Chart: has(with(tc.finding, "find.near_syncope"), tc.known), Complaint: tc.complaint})
		if b, a := share(before, tc.likelier), share(after, tc.likelier); a <= b {
			t.Errorf("%s known: %s goes from %.3f to %.3f", tc.known, tc.likelier, b, a)
		}
	}
}

func TestPregnancyInTheChartCounts(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	c := with("find.abdominal_pain", "find.vaginal_bleeding")
	c.AgeYears = 30
	before := e.Assess(reason.Case{Chart: c, Complaint: "comp.abdominal_pain"})
	c.Pregnant = chart.Yes
	after := e.Assess(reason.Case{Chart: c, Complaint: "comp.abdominal_pain"})
	if after.Level > before.Level || after.Level > 2 {
		t.Errorf("bleeding and pain: level %d, in pregnancy %d", before.Level, after.Level)
	}
}

func TestAFlagHeadsTheLists(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	a := e.Assess(reason.Case{Chart: with("find.fever", "find.headache", "find.neck_stiffness", "find.myalgia", "find.cough"), Complaint: "comp.fever"})
	if len(a.RedFlags) == 0 || a.RedFlags[0].Level > 2 {
		t.Fatalf("flags %v", a.RedFlags)
	}
	if len(a.MustNotMiss) == 0 || a.MustNotMiss[0].Condition != "cond.meningitis" {
		t.Errorf("not to be missed: %+v", a.MustNotMiss)
	}
	list := slices.Concat(a.Differential, a.Possible)
	at := func(id string) int {
		return slices.IndexFunc(list, func(r reason.Ranked) bool { return r.Condition == id })
	}
	if m := at("cond.meningitis"); m < 0 {
		t.Errorf("meningitis is not listed: %+v", list)
	}
	for _, r := range list[at("cond.meningitis")+1:] {
		if c, _ := g.Condition(r.Condition); c.MustNotMiss && r.P > list[at("cond.meningitis")].P+0.5 {
			t.Errorf("%s is far likelier and stands behind", r.Condition)
		}
	}
	if flu := at("cond.influenza"); flu >= 0 && flu < at("cond.meningitis") {
		t.Errorf("flu at %d stands before meningitis at %d", flu, at("cond.meningitis"))
	}
}

// TestALikelyDangerIsListedWhateverTheFlagsSuspect: two flags suspect six conditions
// between them, and the likeliest of all is none of those.
func TestALikelyDangerIsListedWhateverTheFlagsSuspect(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	c := with("find.abdominal_pain", "find.llq_pain", "find.abdominal_pain_severe", "find.abdominal_pain_sudden", "find.ovarian_cyst_known")
	c.Sex, c.AgeYears, c.Pregnant = chart.Female, 25, chart.No
	for _, id := range []string{"find.rlq_pain", "find.upper_abdominal_pain", "find.fever", "find.anorexia"} {
		c.Findings[id] = chart.No
	}
	a := e.Assess(reason.Case{Chart: c, Complaint: "comp.abdominal_pain"})
	if len(a.RedFlags) == 0 || len(a.Differential) == 0 || a.Differential[0].Condition != "cond.ovarian_torsion" {
		t.Fatalf("%d flags, differential %+v", len(a.RedFlags), a.Differential)
	}
	if !slices.ContainsFunc(a.MustNotMiss, func(r reason.Ranked) bool { return r.Condition == "cond.ovarian_torsion" }) {
		t.Errorf("not to be missed: %+v", a.MustNotMiss)
	}
}

// TestEveryFlagHasItsConditions holds for each flag of the content: what an
// emergency flag suspects is listed as not to be missed, and a story that is too
// thin to rank still has possibilities.
func TestEveryFlagHasItsConditions(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, flag := range g.RedFlags() {
		for _, tc := range flag.Tests {
			if tc.Expect != true || flag.Level > 2 || len(flag.Suspect) == 0 {
				continue
			}
			c := given(tc.Given)
			a := e.Assess(reason.Case{Chart: c})
			if a.Level > flag.Level {
				t.Errorf("%s: level %d, the flag's is %d", flag.ID, a.Level, flag.Level)
			}
			listed := 0
			for _, id := range flag.Suspect {
				if slices.ContainsFunc(a.MustNotMiss, func(r reason.Ranked) bool { return r.Condition == id }) {
					listed++
				}
			}
			if len(a.Differential)+len(a.Possible) == 0 {
				t.Errorf("%s: the flag suspects %v and not even a possibility is listed", flag.ID, flag.Suspect)
			}
			if listed == 0 {
				t.Errorf("%s: none of %v is listed: %+v", flag.ID, flag.Suspect, a.MustNotMiss)
			}
		}
	}
}

func given(facts map[string]any) chart.Chart {
	c := chart.New()
	for id, v := range facts {
		switch x := v.(type) {
		case float64:
			if id == "find.age" {
				c.AgeYears = x
				continue
			}
			c.Measures[id] = chart.Measure{Value: x}
		case bool:
			switch {
			case id[:5] == "cond." && x:
				c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Status: "active"})
			case id[:5] == "drug." || id[:5] == "class":
				if x {
					c.Medications = append(c.Medications, chart.Coded{Concept: id, Status: "active"})
				}
			case id == "find.pregnant":
				c.Pregnant = chart.Of(x)
			case id == "find.sex_female" && x:
				c.Sex = chart.Female
			case id == "find.sex_male" && x:
				c.Sex = chart.Male
			default:
				c.Findings[id] = chart.Of(x)
			}
		}
	}
	return c
}

func TestThePathwayOfObesityNeedsTheWeight(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	adult := with()
	measured := func(weight float64) chart.Chart {
		c := with()
		c.Measures["find.height"] = chart.Measure{Value: 170, Unit: "cm"}
		c.Measures["find.weight"] = chart.Measure{Value: weight, Unit: "kg"}
		return c
	}
	waist := with()
	waist.Measures["find.waist"] = chart.Measure{Value: 95, Unit: "cm"}
	for name, tc := range map[string]struct {
		chart chart.Chart
		want  chart.Tri
	}{
		"nothing measured": {adult, chart.Unknown}, "waist only": {waist, chart.Unknown},
		"normal": {measured(65), chart.No}, "overweight": {measured(75), chart.Yes},
	} {
		r := e.Pathway("path.obesity_cn", tc.chart)
		if r.Entered != tc.want {
			t.Errorf("%s: entered %s, want %s", name, r.Entered, tc.want)
		}
		for _, s := range r.Steps {
			if len(s.Missing) > 4 || len(s.Waits) > 0 && len(s.Missing) > 0 {
				t.Errorf("%s: step %s lists %d missing while it waits for %v", name, s.ID, len(s.Missing), s.Waits)
			}
			if s.Done && (len(s.Missing) > 0 || s.More > 0) {
				t.Errorf("%s: step %s is done and misses %v", name, s.ID, s.Missing)
			}
		}
	}
}

func TestAThinStoryIsNotCalledRoutine(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, comp := range g.Complaints() {
		if comp.ID != "comp.chest_pain" && comp.ID != "comp.cough" {
			continue
		}
		c := with(comp.Finding)
		if a := e.Assess(reason.Case{Chart: c, Complaint: comp.ID}); a.Level > 3 || !slices.Contains(a.UrgencyBy, "danger_open") {
			t.Errorf("%s, nothing else known: level %d by %v", comp.ID, a.Level, a.UrgencyBy)
		}
		for _, id := range comp.Danger {
			c.Findings[id] = chart.No
		}
		if a := e.Assess(reason.Case{Chart: c, Complaint: comp.ID}); slices.Contains(a.UrgencyBy, "danger_open") {
			t.Errorf("%s: all danger signs are absent, and danger is open", comp.ID)
		}
	}
}

func TestAThinStoryIsNoEmergencyByLikelihood(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, f := range g.Findings() {
		if f.Kind != "boolean" || f.Class != "symptom" {
			continue
		}
		a := e.Assess(reason.Case{Chart: with(f.ID)})
		if a.Abstained && a.Level <= 2 && len(a.RedFlags) == 0 {
			t.Errorf("%s alone is level %d by %v", f.ID, a.Level, a.UrgencyBy)
		}
	}
}

func TestTheMostDangerousComplaintIsAskedAboutFirst(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	c := with("find.dizziness", "find.abdominal_pain", "find.missed_period")
	c.AgeYears = 28
	q, ok := e.Next(reason.Case{Chart: c, Complaint: "comp.dizziness"}, map[string]bool{}, 0)
	belly, _ := g.Complaint("comp.abdominal_pain")
	if !ok || !q.Danger || !slices.Contains(belly.Danger, q.ID) {
		t.Errorf("asked %s first, not a danger sign of the abdomen", q.ID)
	}
	delete(c.Findings, "find.abdominal_pain")
	if a := e.Assess(reason.Case{Chart: c, Complaint: "comp.dizziness"}); a.Department == "dept.neurology" {
		t.Errorf("a missed period with dizziness goes to %s: %+v", a.Department, a.Differential)
	}
}

func TestOnlyWhatMayConcernThePatientIsAsked(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, comp := range g.Complaints() {
		c := with(comp.Finding)
		c.AgeYears, c.Sex = 64, chart.Female
		asked, danger, n := map[string]bool{}, 0, 0
		for ; ; n++ {
			q, ok := e.Next(reason.Case{Chart: c, Complaint: comp.ID}, asked, n)
			if !ok {
				break
			}
			if q.Danger {
				danger += max(1, len(q.Signs))
			}
			for _, id := range append([]string{q.ID}, q.Signs...) {
				if f, _ := g.Finding(id); f.Child {
					t.Errorf("%s: a woman of 64 is asked about a child: %s", comp.ID, id)
				}
			}
			deny(t, g, c, asked, q)
		}
		if asked["find.pregnant"] {
			t.Errorf("%s: a woman of 64 is asked whether she is pregnant", comp.ID)
		}
		if danger > len(comp.Danger)+2 {
			t.Errorf("%s: %d danger signs are asked for, the complaint has %d", comp.ID, danger, len(comp.Danger))
		}
		if n > reason.MaxQuestions {
			t.Errorf("%s: %d questions", comp.ID, n)
		}
	}
}

// TestWhatIsMissingCanBeAsked: a doctor is not told that the fever of a child
// is still unknown of a man of 60.
func TestWhatIsMissingCanBeAsked(t *testing.T) {
	t.Parallel()
	e, g := engine(t)
	for _, comp := range g.Complaints() {
		c := with(comp.Finding)
		c.Sex = chart.Male
		a := e.Assess(reason.Case{Chart: c, Complaint: comp.ID})
		for _, r := range slices.Concat(a.Differential, a.Possible, a.MustNotMiss) {
			for _, id := range r.Missing {
				if f, _ := g.Finding(id); f.Child || f.Sex == "female" {
					t.Errorf("%s: %s misses %s of a man of 60", comp.ID, r.Condition, id)
				}
			}
		}
	}
	baby := with("find.dizziness")
	baby.AgeYears = 1
	a := e.Assess(reason.Case{Chart: baby, Complaint: "comp.dizziness"})
	if !slices.ContainsFunc(slices.Concat(a.Differential, a.Possible), func(r reason.Ranked) bool {
		return slices.ContainsFunc(r.Missing, func(id string) bool { f, _ := g.Finding(id); return f.Child })
	}) {
		t.Error("of a baby nothing that only children have is missing")
	}
}
