package reason_test

import (
	"slices"
	"testing"

	"apricot.health/knowledge/reason"
)

// TestScoresThatSpeakToThePatient: a score is shown where its condition is
// suspected or known, with what it lacks, and never sets the urgency.
func TestScoresThatSpeakToThePatient(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	pneumonia := map[string]any{
		"find.age": 70.0, "find.cough": true, "find.fever": true, "find.sputum": true, "find.new_confusion": false,
		"find.resp_rate": 24.0, "find.sbp": 120.0, "find.dbp": 70.0,
	}
	for name, tc := range map[string]struct {
		add      map[string]any
		id       string
		sum      int
		complete bool
		missing  string
	}{
		"urea is missing":             {nil, "score.curb65", 1, false, "find.urea"},
		"urea at the limit":           {map[string]any{"find.urea": 7.0}, "score.curb65", 1, true, ""},
		"urea above the limit":        {map[string]any{"find.urea": 7.1}, "score.curb65", 2, true, ""},
		"a condition of the record":   {map[string]any{"cond.atrial_fibrillation": true, "cond.hypertension": true, "cond.heart_failure": false, "cond.t2dm": false, "cond.t1dm": false, "cond.stroke_history": false, "cond.tia": false, "cond.chd": false, "cond.pad": false}, "score.cha2ds2_va", 2, true, ""},
		"unknown is not counted as 0": {map[string]any{"cond.atrial_fibrillation": true, "cond.hypertension": true, "cond.heart_failure": false, "cond.t2dm": false, "cond.t1dm": false}, "score.cha2ds2_va", 2, false, "cond.tia"},
	} {
		facts := map[string]any{}
		for _, m := range []map[string]any{pneumonia, tc.add} {
			for k, v := range m {
				facts[k] = v
			}
		}
		a := e.Assess(reason.Case{Chart: given(facts)})
		i := slices.IndexFunc(a.Scores, func(s reason.Scored) bool { return s.ID == tc.id })
		if i < 0 {
			t.Errorf("%s: %s is not among %v", name, tc.id, a.Scores)
			continue
		}
		s := a.Scores[i]
		if s.Sum != tc.sum || s.Complete != tc.complete || tc.missing != "" && !slices.Contains(s.Missing, tc.missing) {
			t.Errorf("%s: sum %d, complete %v, missing %v", name, s.Sum, s.Complete, s.Missing)
		}
		step := slices.IndexFunc(a.Path, func(s reason.Step) bool { return s.Kind == "score" && s.ID == tc.id })
		if step < 0 || a.Path[step].Done != tc.complete || (a.Path[step].Response != "") != tc.complete {
			t.Errorf("%s: the path does not tell it: %+v", name, a.Path)
		}
		if slices.Contains(a.UrgencyBy, tc.id) {
			t.Errorf("%s: the score set the urgency", name)
		}
	}
}

// TestScoresOfWhichLittleIsKnown: no score is shown of which less than half is
// known, nor one whose condition nobody thinks of.
func TestScoresOfWhichLittleIsKnown(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	a := e.Assess(reason.Case{Chart: given(map[string]any{"find.age": 30.0, "find.headache": true, "find.photophobia": true, "find.nausea": true})})
	for _, s := range a.Scores {
		known := 0
		for _, item := range s.Items {
			if item.Known {
				known++
			}
		}
		if 2*known < len(s.Items) || s.ID == "score.curb65" {
			t.Errorf("%s is shown with %d of %d items", s.ID, known, len(s.Items))
		}
	}
}
