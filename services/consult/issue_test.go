package consult_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

func TestFeedback(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	card := v.Cards[0]
	f := consult.Feedback{Service: card.Service, Card: card.UUID, Outcome: consult.Overridden, ReasonCode: "will-monitor", Comment: "已做心电图"}
	if err := b.Feedback(b.doctor, f); err != nil {
		t.Fatal(err)
	}
	kept := b.find(t, "Communication", url.Values{"patient": {"Patient/p1"}})
	if len(kept) != 1 {
		t.Fatalf("%d kept", len(kept))
	}
	for _, want := range []string{"Practitioner/d1", "will-monitor", consult.Overridden, "GuidanceResponse/" + card.UUID, "已做心电图"} {
		if !strings.Contains(string(kept[0].JSON), want) {
			t.Errorf("%q is not in %s", want, kept[0].JSON)
		}
	}
	for name, tc := range map[string]struct {
		change func(*consult.Feedback)
		want   outcome.Kind
	}{
		"a card never issued": {func(f *consult.Feedback) { f.Card = "5b0b6f3e-0000-5000-8000-000000000000" }, outcome.NotFound},
		"no id at all":        {func(f *consult.Feedback) { f.Card = "x/../y" }, outcome.NotFound},
		"another service":     {func(f *consult.Feedback) { f.Service = consult.ServiceOrderSign }, outcome.NotFound},
		"another outcome":     {func(f *consult.Feedback) { f.Outcome = "ignored" }, outcome.Invalid},
		"a long comment":      {func(f *consult.Feedback) { f.Comment = strings.Repeat("长", 2001) }, outcome.TooLarge},
	} {
		bad := f
		tc.change(&bad)
		if err := b.Feedback(b.doctor, bad); !outcome.Is(err, tc.want) {
			t.Errorf("%s: want %v, got %v", name, tc.want, err)
		}
	}
	if err := b.Feedback(t.Context(), f); !outcome.Is(err, outcome.Unauthenticated) {
		t.Errorf("without an actor: %v", err)
	}
}

// TestFeedbackSentTwiceIsKeptOnce gives no time, as the portal does, and lets
// the clock go on between the two clicks.
func TestFeedbackSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	at := now
	b.Now = func() time.Time { return at }
	accept := consult.Feedback{Card: v.Cards[0].UUID, Outcome: consult.Accepted}
	refuse := consult.Feedback{Card: v.Cards[0].UUID, Outcome: consult.Overridden, Comment: "已做心电图"}
	another := actor.With(t.Context(), actor.Actor{ID: "Practitioner/d2", Role: actor.Doctor, Purpose: actor.Treatment})
	for _, tc := range []struct {
		what string
		ctx  context.Context
		said consult.Feedback
		kept int
	}{
		{"a click", b.doctor, accept, 1},
		{"the second click", b.doctor, accept, 1},
		{"another doctor", another, accept, 2},
		{"the first doctor again", b.doctor, accept, 2},
		{"another mind", b.doctor, refuse, 3},
		{"sent again", b.doctor, refuse, 3},
		{"the first mind again", b.doctor, accept, 4},
		{"and sent again", b.doctor, accept, 4},
		{"another card", b.doctor, consult.Feedback{Card: v.Cards[1].UUID, Outcome: consult.Accepted}, 5},
	} {
		at = at.Add(time.Second)
		if err := b.Feedback(tc.ctx, tc.said); err != nil {
			t.Fatal(err)
		}
		if kept := b.find(t, "Communication", url.Values{"patient": {"Patient/p1"}}); len(kept) != tc.kept {
			t.Errorf("%s: %d kept, want %d", tc.what, len(kept), tc.kept)
		}
	}
}
