package content_test

import (
	"regexp"
	"strings"
	"testing"

	"apricot.health/knowledge/content"
)

// question is a sentence that asks, with what may be said behind it.
var question = regexp.MustCompile(`^\p{Han}.{3,}[？?]|^[A-Z].{8,}\?`)

// TestAQuestionIsAnsweredAsItIsAsked: its buttons say 有 and 没有, so that yes is
// the finding itself; a question that has to explain its buttons is turned round.
func TestAQuestionIsAnsweredAsItIsAsked(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range g.Findings() {
		if f.Ask == nil || f.Kind != "boolean" {
			continue
		}
		if !question.MatchString(f.Ask.ZH) || !question.MatchString(f.Ask.EN) {
			t.Errorf("%s asks no question: %q %q", f.ID, f.Ask.ZH, f.Ask.EN)
		}
		if strings.Contains(f.Ask.ZH, "请选") || strings.Contains(strings.ToLower(f.Ask.EN), "choose yes") {
			t.Errorf("%s explains its buttons: %s %s", f.ID, f.Ask.ZH, f.Ask.EN)
		}
		if strings.HasPrefix(f.Ask.ZH, "能不能") || strings.HasPrefix(f.Ask.ZH, "现在能不能") {
			t.Errorf("%s asks for what is well: %s", f.ID, f.Ask.ZH)
		}
	}
	// Who answers breathes, and whoever stands by says so without being asked.
	for _, id := range []string{"find.not_breathing", "find.no_pulse", "find.drowning"} {
		if f, ok := g.Finding(id); !ok || f.Ask != nil {
			t.Errorf("%s is asked for: %v", id, f.Ask)
		}
	}
}
