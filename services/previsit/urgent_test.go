package previsit_test

import (
	"testing"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
)

// TestQuestionsAreAskedWhateverTheUrgency: what is asked while an emergency is only
// suspected stands on the screen in its own words, buttons too.
func TestQuestionsAreAskedWhateverTheUrgency(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lexicon.New(g), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	shown := func(template, lang, text string) {
		for level := 1; level <= 4; level++ {
			d := fence.Draft{Audience: fence.Patient, Lang: lang, Text: text, Template: template, Chart: chart.New(), Urgency: &fence.UrgencyContext{Level: level}}
			_, cleared, err := f.Gate(t.Context(), d)
			if err != nil || cleared.Text() != text {
				t.Errorf("%s at level %d says %q: %v", template, level, cleared.Text(), err)
			}
		}
	}
	for _, id := range []string{
		// ask_again stands only where nothing was told, at no urgency.
		"ask_chief", "ask_again_afraid", "ask_story", "ask_story_more", "ask_past", "ask_family", "ask_medicines", "ask_allergies",
		"ask_meant", "ask_complaint", "ask_signs", "ask_whom", "whom_holder", "whom_other",
		"yes", "no", "none", "nothing_more", "none_of_these", "not_sure", "hinted", "once_more",
	} {
		l, ok := g.Label("phrase." + id)
		if !ok {
			t.Errorf("there is no phrase.%s", id)
		}
		shown("phrase:phrase."+id, "zh", l.ZH)
		shown("phrase:phrase."+id, "en", l.EN)
	}
	for _, x := range g.Findings() {
		if x.Ask != nil {
			shown("ask:"+x.ID, "zh", x.Ask.ZH)
			shown("ask:"+x.ID, "en", x.Ask.EN)
		}
	}
}
