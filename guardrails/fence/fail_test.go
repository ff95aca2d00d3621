package fence

import (
	"context"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

func make1(t *testing.T) *Fence {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(t.Context(), Config{Graph: g, Now: func() time.Time { return time.Unix(1772000000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Whatever breaks, nothing is shown, the decision is a block and the record
// says how it broke.
func TestFailsClosed(t *testing.T) {
	t.Parallel()
	whole := make1(t)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	good := Draft{Audience: Patient, Lang: "zh", Text: "您好。", Chart: chart.New()}
	for name, tc := range map[string]struct {
		ctx     context.Context
		damage  func(*Fence)
		change  func(*Draft)
		failure string
		kind    outcome.Kind
	}{
		"the reader is gone":      {damage: func(f *Fence) { f.reader = nil }, failure: "panic"},
		"the policy is no policy": {damage: func(f *Fence) { f.live = &live{engines: []*policy.Engine{{}}} }, failure: "panic"},
		"the context has ended":   {ctx: ended, failure: "deadline", kind: outcome.Unavailable},
		"nobody is the audience":  {change: func(d *Draft) { d.Audience = "" }, failure: "invalid", kind: outcome.Invalid},
		"an audience of no row":   {change: func(d *Draft) { d.Audience = "janitor" }, failure: "invalid", kind: outcome.Invalid},
		"a language of no kind":   {change: func(d *Draft) { d.Lang = "fr" }, failure: "invalid", kind: outcome.Invalid},
		"a text without end":      {change: func(d *Draft) { d.Text = strings.Repeat("好", MaxText) }, failure: "invalid", kind: outcome.TooLarge},
		"statements without end":  {change: func(d *Draft) { d.Text = strings.Repeat("每天服用布洛芬5毫克。", MaxClaims) }, failure: "invalid", kind: outcome.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, d, ctx := *whole, good, t.Context()
			if tc.damage != nil {
				tc.damage(&f)
			}
			if tc.change != nil {
				tc.change(&d)
			}
			if tc.ctx != nil {
				ctx = tc.ctx
			}
			dec, cleared, err := f.Gate(ctx, d)
			if err == nil || dec.Outcome != Block || dec.Text != "" || cleared.Text() != "" || dec.Record.Failure != tc.failure {
				t.Errorf("outcome %s, shown %q, failure %q, %v", dec.Outcome, cleared.Text(), dec.Record.Failure, err)
			}
			if err != nil && outcome.KindOf(err) != tc.kind {
				t.Errorf("kind %v of %v", outcome.KindOf(err), err)
			}
		})
	}
	if _, cleared, err := whole.Gate(t.Context(), good); err != nil || cleared.Text() != good.Text {
		t.Errorf("the whole fence holds back a greeting: %v", err)
	}
}

func TestNewRefusesGaps(t *testing.T) {
	t.Parallel()
	if _, err := New(t.Context(), Config{Now: time.Now}); err == nil {
		t.Error("a fence without a graph was made")
	}
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(t.Context(), Config{Graph: g}); err == nil {
		t.Error("a fence without a clock was made")
	}
}
