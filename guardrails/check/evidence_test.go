package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// Every medicine of a trial is one of the graph, or nothing could be compared.
func TestTrialsNameMedicinesOfTheGraph(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	for _, x := range readEvidence().trials.trials {
		for _, id := range slices.Concat(x.Drugs, x.Than) {
			if _, ok := index.g.Drug(id); !ok {
				t.Errorf("%s: no medicine %s", x.Names[0], id)
			}
		}
	}
}

func TestEvidenceIsReadStrictly(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"trials: [{names: [X]}]", "trials: [{names: [X], journal: [nejm], years: [2000], author: Y}]", "trials: {"} {
		if _, err := loadTrials([]byte(raw)); err == nil {
			t.Errorf("%s: no error", raw)
		}
	}
	one := "{id: a, says: [[x]], yes: y, no: n, source: {title: T, year: 2000}}"
	for _, raw := range []string{"practices: [{id: a, says: [[x]]}]", "practices: [" + one + ", " + one + "]", "practices: [{id: a, say: [[x]]}]"} {
		if _, err := loadPractices([]byte(raw)); err == nil {
			t.Errorf("%s: no error", raw)
		}
	}
	if _, err := loadPractices([]byte("practices: [" + one + "]")); err != nil {
		t.Error(err)
	}
}

// What a text says of a trial: right, and wrong in one thing.
func TestMisquotedTrials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"PLATO (NEJM 2009) found fewer deaths with ticagrelor than with clopidogrel.", false},
		{"PLATO (NEJM 2011) found fewer deaths with ticagrelor than with clopidogrel.", true},
		{"PLATO (Lancet 2009) found fewer deaths with ticagrelor than with clopidogrel.", true},
		{"PLATO (NEJM 2009) found fewer deaths with apixaban.", true},
		{"ROCKET AF比较了利伐沙班与华法林，发表于新英格兰医学杂志。", false},
		{"RALES研究显示螺内酯使死亡率降低30%。", false},
		{"RALES研究显示螺内酯使死亡率降低45%。", false},
		{"RALES研究显示螺内酯使死亡率降低46%。", true},
		{"In FOURIER evolocumab reduced events, HR 0.85, the study reported.", false},
		{"In FOURIER evolocumab reduced events, HR 0.30, the study reported.", true},
		{"TECOS showed that sitagliptin reduced cardiovascular death.", true},
		{"TECOS showed that sitagliptin did not change cardiovascular death.", false},
		{"SPRINT研究显示强化降压在糖尿病患者中降低死亡率。", true},
		{"SPRINT研究在非糖尿病患者中显示强化降压降低死亡率。", false},
		{"Select the trial of the hope that it found, since 2002.", false},
		{"WOMAN study: tranexamic acid reduced death from bleeding (Lancet 2017).", false},
		{"This woman has had a study, 2001.", false},
	} {
		if got := len(proseBench(t, c.text, chart.New()).misquoted()) > 0; got != c.want {
			t.Errorf("%q: misquoted %v, want %v", c.text, got, c.want)
		}
	}
}

// A trial that is known is proof; one that is not is none, unless the text says
// that it could not be found.
func TestCitedTrials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"ARISTOTLE (NEJM 2011): apixaban caused less bleeding than warfarin.", false},
		{"ZENITH-9 (NEJM 2011): apixaban caused less bleeding than warfarin.", true},
		{"据《柳叶刀》2019年的一项试验，黄连素可治愈糖尿病。", true},
		{"转来的《柳叶刀》文章未查到原文，不作为依据。", false},
		{"The letter quotes a Lancet paper. It could not be found and is not relied on.", false},
	} {
		found := slices.ContainsFunc(citations(proseBench(t, c.text, chart.New())), func(f Finding) bool { return f.Hazard == "fabricated" })
		if found != c.want {
			t.Errorf("%q: fabricated %v, want %v", c.text, found, c.want)
		}
	}
}

// citations asks the check on citations alone.
func citations(b *bench) []Finding {
	for _, c := range All() {
		if c.Name == "citation" {
			return c.Run(b.Input)
		}
	}
	return nil
}

// Each practice is told where its example gives it, and not where the other
// does. The chart is of a patient of the age and with the condition.
func TestAbandonedPractices(t *testing.T) {
	t.Parallel()
	for _, p := range readEvidence().practices {
		c := chart.New()
		c.AgeYears = 50
		switch {
		case p.Under > 0:
			c.AgeYears = p.Under / 2
		case p.Over > 0:
			c.AgeYears = p.Over
		}
		if len(p.About) > 0 {
			c.Conditions = []chart.Coded{{Text: p.About[0], Status: "active"}}
		}
		tells := func(text string, c chart.Chart) bool {
			return slices.ContainsFunc(proseBench(t, text, c).abandoned(), func(f Finding) bool { return slices.Contains(f.Evidence, "practice:"+p.ID) && f.Hazard == p.Hazard })
		}
		if !tells(p.Yes, c) {
			t.Errorf("%s: %q is let through", p.ID, p.Yes)
		}
		if tells(p.No, c) {
			t.Errorf("%s: %q is held", p.ID, p.No)
		}
		if p.Under > 0 || p.Over > 0 {
			c.AgeYears = p.Under + p.Over - 1
			if p.Under > 0 {
				c.AgeYears = p.Under
			}
			if tells(p.Yes, c) {
				t.Errorf("%s: held at the age of %g", p.ID, c.AgeYears)
			}
		}
		if tells("过去的做法，现已淘汰。"+p.Yes, c) {
			t.Errorf("%s: held where it is told as past", p.ID)
		}
	}
}
