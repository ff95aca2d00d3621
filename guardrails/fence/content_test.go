package fence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

var now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

var made = sync.OnceValues(func() (*fence.Fence, error) {
	g, err := content.Graph()
	if err != nil {
		return nil, err
	}
	return fence.New(context.Background(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lexicon.New(g), Now: func() time.Time { return now }})
})

func theFence(t testing.TB) *fence.Fence {
	t.Helper()
	f, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// piece is one text of the content that a patient may be shown.
type piece struct {
	template string
	label    graph.Label
}

func pieces(g *graph.Graph) []piece {
	var out []piece
	for _, f := range g.Findings() {
		out = append(out, piece{"label:" + f.ID, f.Labels})
		if f.Ask != nil {
			out = append(out, piece{"ask:" + f.ID, *f.Ask})
		}
		for _, o := range f.Options {
			out = append(out, piece{"option:" + f.ID, o.Label})
		}
	}
	for _, f := range g.RedFlags() {
		out = append(out, piece{"advice:" + f.ID, f.Advice}, piece{"label:" + f.ID, f.Labels})
	}
	for _, p := range phrases(g) {
		out = append(out, piece{"phrase:" + p.ID, p.Labels})
	}
	for _, r := range g.OrderRules() {
		out = append(out, piece{"why:" + r.ID, r.Why})
	}
	add := func(id string, l graph.Label) { out = append(out, piece{"label:" + id, l}) }
	for _, x := range g.Conditions() {
		add(x.ID, x.Labels)
	}
	for _, x := range g.Complaints() {
		add(x.ID, x.Labels)
	}
	for _, x := range g.Investigations() {
		add(x.ID, x.Labels)
		if x.Preparation != nil {
			out = append(out, piece{"prep:" + x.ID, *x.Preparation})
		}
	}
	for _, x := range g.Drugs() {
		add(x.ID, x.Labels)
	}
	for _, x := range g.DrugClasses() {
		add(x.ID, x.Labels)
	}
	for _, x := range g.AllergenGroups() {
		add(x.ID, x.Labels)
	}
	for _, x := range g.Departments() {
		add(x.ID, x.Labels)
	}
	return out
}

// phrases are read from the snapshot: the graph lists no phrases.
func phrases(g *graph.Graph) []graph.Phrase {
	var m struct {
		Phrases []graph.Phrase `json:"phrases"`
	}
	if err := json.Unmarshal(g.Snapshot(), &m); err != nil || len(m.Phrases) == 0 {
		panic("the snapshot has no phrases")
	}
	return m.Phrases
}

// Everything that the content says to patients must pass for a patient of whom
// nothing is known: a question or an advice that the fence holds back is never
// seen by anybody.
func TestContentIsReleased(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	all := pieces(g)
	if len(all) < 300 {
		t.Fatalf("only %d pieces of content: the test looks in the wrong place", len(all))
	}
	for _, p := range all {
		for _, lang := range []string{"zh", "en"} {
			text := p.label.In(lang)
			if strings.TrimSpace(text) == "" {
				continue
			}
			dec, cleared, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Patient, Lang: lang, Text: text, Template: p.template, Chart: chart.New()})
			if err != nil || dec.Outcome != fence.Release || cleared.Text() != text {
				held++
				t.Errorf("%s %s %s: %q: %s %v", p.template, lang, dec.Outcome, text, hazards(dec), err)
			}
		}
	}
	if held > 0 {
		t.Errorf("%d OF %d PIECES OF CONTENT ARE NEVER SEEN BY A PATIENT", held, 2*len(all))
	}
}

func hazards(d fence.Decision) string {
	var out []string
	for _, x := range d.Findings {
		out = append(out, fmt.Sprintf("%s(%s:%s)", x.Hazard, x.Check, x.Claim))
	}
	return strings.Join(out, " ")
}

// TestScoresAndStepsAreReleasedToDoctors puts every score with each of its sums,
// and every step of a pathway with its options, before a doctor, word for word as
// the reasoning path tells it.
func TestScoresAndStepsAreReleasedToDoctors(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	show := func(template, lang, text string) {
		dec, cleared, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Doctor, Lang: lang, Text: text, Template: template, Chart: chart.New()})
		if err != nil || cleared.Text() != text {
			t.Errorf("%s %s %q: %s %v", template, lang, text, hazards(dec), err)
		}
	}
	for _, s := range g.Scores() {
		for _, lang := range []string{"zh", "en"} {
			show("", lang, s.Labels.In(lang)+map[string]string{"zh": " 3 分", "en": ": 3"}[lang])
			for _, r := range s.Responses {
				show("response:"+s.ID+"/"+r.Name, lang, r.Labels.In(lang))
			}
		}
	}
	for _, p := range g.Pathways() {
		for _, s := range p.Steps {
			for _, lang := range []string{"zh", "en"} {
				show("step:"+p.ID+"/"+s.ID, lang, s.Labels.In(lang))
				for _, o := range s.Options {
					show("step:"+p.ID+"/"+s.ID+"/"+o.ID, lang, o.Labels.In(lang))
				}
			}
		}
	}
	show("", "zh", "至少 3 分，还缺 2 项")
	show("", "en", "At least 3; 2 items are missing")
}
