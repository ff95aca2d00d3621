package consult

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/store/sqlite"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
)

// TestSilenceIsNoApproval: a finding without words still makes a card.
func TestSilenceIsNoApproval(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	lex := lexicon.New(g)
	f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lex, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := New(Config{Store: db, Graph: g, Lexicon: lex, Engine: reason.New(g, lex), Fence: f, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string]string{"zh": "未完成", "en": "not completed"} {
		p := s.speak(t.Context(), lang, chart.New(), dossier{})
		found := p.problems([]fence.Finding{{Hazard: "unproved", Severity: "critical", ClaimID: "o1"}}, []draft{{text: "x"}})
		cards := p.orderCards(ServiceOrderSign, "d-1", "p1", found)
		if p.err != nil || len(cards) != 1 || cards[0].Indicator != Critical || !strings.Contains(cards[0].Summary.Text(), words) {
			t.Errorf("%s: %v %+v", lang, p.err, cards)
		}
	}
}
