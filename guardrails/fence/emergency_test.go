package fence_test

import (
	"strings"
	"testing"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

// The emergency screen must stand while the flag holds that raised it: its
// words, the flag's own advice, and every question and label around it.
func TestEmergencyScreenStands(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	flags := 0
	for _, flag := range g.RedFlags() {
		if flag.Level > 2 {
			continue
		}
		flags++
		screen := []piece{{"advice:" + flag.ID, flag.Advice}, {"label:" + flag.ID, flag.Labels}}
		for _, id := range []string{"phrase.emergency_title", "phrase.emergency_call", "phrase.emergency_stay", "phrase.emergency_told", "phrase.ai_label", "phrase.person", "phrase.greeting"} {
			p, ok := g.Phrase(id)
			if !ok {
				t.Fatalf("%s is gone", id)
			}
			screen = append(screen, piece{"phrase:" + id, p.Labels})
		}
		for _, p := range screen {
			for _, lang := range []string{"zh", "en"} {
				dec, cleared, err := f.Gate(t.Context(), fence.Draft{
					Audience: fence.Patient, Lang: lang, Text: p.label.In(lang), Template: p.template, Chart: chart.New(),
					Urgency: &fence.UrgencyContext{Level: flag.Level, RedFlags: []string{flag.ID}},
				})
				if err != nil || dec.Outcome != fence.Release || cleared.Text() != p.label.In(lang) {
					t.Errorf("%s %s under %s (level %d): %s %q %s %v", p.template, lang, flag.ID, flag.Level, dec.Outcome, p.label.In(lang), hazards(dec), err)
				}
			}
		}
	}
	if flags < 10 {
		t.Fatalf("only %d emergency flags: the test looks in the wrong place", flags)
	}
}

// Text that talks a flag down is replaced by words that send the patient to
// help, with the advice of that very flag.
func TestReplacementCarriesTheAdvice(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	call, _ := g.Phrase("phrase.emergency_call")
	for _, flag := range g.RedFlags() {
		if flag.Level > 2 {
			continue
		}
		for lang, text := range map[string]string{"zh": "不用担心，回家休息就好。", "en": "Don't worry, rest at home."} {
			dec, cleared, err := f.Gate(t.Context(), fence.Draft{
				Audience: fence.Patient, Lang: lang, Text: text, Chart: chart.New(),
				Urgency: &fence.UrgencyContext{Level: flag.Level, RedFlags: []string{flag.ID}},
			})
			want := flag.Advice.In(lang)
			if err != nil || !dec.Replaced || !strings.Contains(cleared.Text(), call.Labels.In(lang)) || !strings.Contains(cleared.Text(), want) {
				t.Errorf("%s %s: %s %q %v", flag.ID, lang, dec.Outcome, cleared.Text(), err)
			}
		}
	}
}
