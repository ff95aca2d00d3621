package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// The texts beside the facts of the shipped graph are judged as they say.
func TestCheckContent(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	for _, err := range CheckContent(index.g, x.Read) {
		t.Error(err)
	}
}

// A text that is judged otherwise is told, whatever it stands beside.
func TestCheckContentTells(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	off := index.g.Practices()[0]
	site, err := index.g.Apply(graph.Overlay{Overlay: "site", Base: index.g.Hash(), Add: graph.Module{
		Practices:        []graph.Practice{{ID: "practice.site.a", Labels: off.Labels, Says: [][]string{{"leeches"}}, Hazard: "guideline_retired", Tests: onEither("Give leeches.", "Use leeches."), Provenance: off.Provenance}},
		EducationFigures: []graph.EducationFigure{{ID: "figure.site.a", Labels: off.Labels, Says: [][]string{{"juggl"}}, In: []graph.FigureRange{{Unit: "min", Min: 5, Max: 9}}, Tests: onEither("Juggle for 9 minutes.", "Juggle for 5 minutes."), Provenance: off.Provenance}},
		Pharmacology:     []graph.Pharmacology{{ID: "pharm.site.a", Labels: off.Labels, Kind: "tapered", Of: []string{"drug.amoxicillin"}, Tests: onEither("Stop amoxicillin abruptly.", "Amoxicillin can be stopped abruptly."), Provenance: off.Provenance}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, err := range CheckContent(site, x.Read) {
		id, _, _ := strings.Cut(err.Error(), ":")
		ids = append(ids, id)
	}
	want := []string{"practice.site.a", "figure.site.a", "pharm.site.a"}
	if !slices.Equal(ids, want) {
		t.Errorf("told are %v, want %v", ids, want)
	}
}

func onEither(yes, no string) []graph.TextCase {
	return []graph.TextCase{{Text: yes, Expect: true}, {Text: no}}
}

// Each trial is quoted as its report has it, and misquoted in its year, its
// journal, its medicine, its finding and its greatest reduction.
func TestTrialsOnBothSides(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	for _, x := range index.g.Trials() {
		year, other := x.Years[0], 1950
		journal, wrong := journals[x.Journals[0]][0], "circulation"
		drug := "The drug"
		if len(x.Drugs) > 0 {
			l, _ := index.g.Label(x.Drugs[0])
			drug = l.EN
		}
		quote := func(y int, j, d, what string) bool {
			text := fmt.Sprintf("%s (%s %d): in this trial %s %s.", x.Names[0], j, y, d, what)
			return len(proseBench(t, text, chart.New()).misquoted()) > 0
		}
		const neutral = "was studied"
		if quote(year, journal, drug, neutral) {
			t.Errorf("%s: as its report", x.ID)
		}
		if !quote(other, journal, drug, neutral) {
			t.Errorf("%s: of another year", x.ID)
		}
		if !quote(year, wrong, drug, neutral) {
			t.Errorf("%s: of another journal", x.ID)
		}
		if len(x.Drugs) > 0 && !quote(year, journal, "Nystatin", neutral) {
			t.Errorf("%s: of another medicine", x.ID)
		}
		if got := quote(year, journal, drug, "improved survival"); got != (x.Outcome == "none" || x.Outcome == "harm" || noFewerDeaths(x, drug)) {
			t.Errorf("%s: a benefit is misquoted: %v, and it found %q", x.ID, got, x.Outcome)
		}
		if len(x.Reductions) > 0 && x.Outcome != "none" {
			most := slices.Max(x.Reductions)
			if quote(year, journal, drug, fmt.Sprintf("reduced events by %g%%", most)) {
				t.Errorf("%s: its own reduction of %g%%", x.ID, most)
			}
			if !quote(year, journal, drug, fmt.Sprintf("reduced events by %g%%", most+11)) {
				t.Errorf("%s: a reduction of %g%%", x.ID, most+11)
			}
		}
	}
}

// noFewerDeaths is true for a trial whose report says that no fewer died of
// those whom a sentence about a medicine means.
func noFewerDeaths(x graph.Trial, drug string) bool {
	return (len(x.About) == 0 || slices.Contains(x.About, drug)) && slices.ContainsFunc(x.Found, func(c graph.Counted) bool { return c.What == "death" && c.Way != "down" && c.Way != "no_more" })
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

// A practice is for patients of its age only, and is told as past without harm.
func TestAbandonedPractices(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	for _, p := range index.g.Practices() {
		tells := func(text string, c chart.Chart) bool {
			return slices.ContainsFunc(proseBench(t, text, c).abandoned(), func(f Finding) bool { return slices.Contains(f.Evidence, p.ID) && f.Hazard == p.Hazard })
		}
		yes := p.Tests[slices.IndexFunc(p.Tests, func(c graph.TextCase) bool { return c.Expect })].Text
		c := practised(p)
		if !tells(yes, c) {
			t.Errorf("%s: %q is let through", p.ID, yes)
		}
		for _, years := range []float64{p.MinAge - 1, p.MaxAge} {
			c.AgeYears = years
			if years > 0 && tells(yes, c) {
				t.Errorf("%s: held at the age of %g", p.ID, years)
			}
		}
		if tells("过去的做法，现已淘汰。"+yes, practised(p)) {
			t.Errorf("%s: held where it is told as past", p.ID)
		}
	}
}
