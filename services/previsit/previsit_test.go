package previsit_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/agent"
	"apricot.health/services/previsit"
)

// bench is a real store with one patient and the whole agent on it.
type bench struct {
	*previsit.Service
	store store.Store
	ctx   context.Context
}

func newBench(t testing.TB, bank ...resemblance.Saying) *bench {
	t.Helper()
	return newBenchWith(t, func(g *graph.Graph, lex *lexicon.Lexicon) reason.Option {
		return reason.Resembling(resemblance.New(g, lex, bank))
	})
}

func newBenchWith(t testing.TB, of func(*graph.Graph, *lexicon.Lexicon) reason.Option) *bench {
	t.Helper()
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
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	guarded := guard.New(db, time.Now)
	system := actor.With(t.Context(), actor.System("test"))
	_, err = guarded.Apply(system, store.Batch{Ops: []store.Op{{
		Verb: store.Update, Type: "Patient", ID: "p1",
		Body: []byte(`{"resourceType":"Patient","id":"p1","gender":"male","birthDate":"1960-05-01","name":[{"text":"王建国"}]}`),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	s := previsit.New(previsit.Config{Store: guarded, Graph: g, Lexicon: lex, Engine: reason.New(g, lex, of(g, lex)), Fence: f, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	return &bench{Service: s, store: guarded, ctx: system}
}

// open invites and opens as the patient.
func (b *bench) open(t testing.TB, lang string) (string, context.Context) {
	t.Helper()
	token, err := b.Invite(b.ctx, previsit.Invitation{Patient: "p1", Lang: lang, ValidFor: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	v, err := b.Open(b.ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	return v.Interview, actor.With(t.Context(), actor.Actor{ID: "Patient/p1", Role: actor.Patient, Patient: "p1", Purpose: actor.Treatment})
}

func (b *bench) say(ctx context.Context, t testing.TB, interview string, a agent.Answer) previsit.Conversation {
	t.Helper()
	c, err := b.Answer(ctx, interview, a)
	if err != nil {
		t.Fatalf("answer %+v: %v", a, err)
	}
	return c
}

// no answers every question in the negative until the summary.
func (b *bench) no(ctx context.Context, t *testing.T, c previsit.Conversation) previsit.Conversation {
	t.Helper()
	for range 40 {
		if c.Question == nil {
			return c
		}
		a := agent.Answer{Question: c.Question.ID, Unknown: true}
		switch {
		case c.Question.Kind == previsit.KindYesNo:
			a = agent.Answer{Question: c.Question.ID, Option: "no"}
		case c.Question.Kind == previsit.KindSigns:
			a = agent.Answer{Question: c.Question.ID}
		case strings.HasPrefix(c.Question.ID, "history."), strings.HasPrefix(c.Question.ID, "story"):
			a = agent.Answer{Question: c.Question.ID, Option: agent.OptionNone}
		}
		if c.Question.Text.Text() == "" {
			t.Fatalf("question %s was not cleared", c.Question.ID)
		}
		c = b.say(ctx, t, c.ID, a)
	}
	t.Fatal("the interview does not end")
	return c
}

func (b *bench) find(t *testing.T, typ string, q url.Values) []store.Resource {
	t.Helper()
	parsed, err := search.Parse(typ, q, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.store.Search(b.ctx, parsed)
	if err != nil {
		t.Fatal(err)
	}
	return res.Matches
}

func TestChestPainEndsInTheEmergencyScreen(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string]string{
		"zh": "胸口压着疼，左胳膊也麻，出冷汗半个小时了",
		"en": "crushing chest pain into my left arm for half an hour, sweating",
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id, ctx := b.open(t, lang)
			c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: words})
			if c.Status != agent.StatusEmergency || c.Question != nil || c.Emergency == nil {
				t.Fatalf("status %s", c.Status)
			}
			if c.Emergency.Title.Text() == "" || !strings.Contains(c.Emergency.Text.Text(), "120") {
				t.Errorf("emergency texts: %q %q", c.Emergency.Title.Text(), c.Emergency.Text.Text())
			}
			if len(c.Emergency.Reasons) == 0 || c.Emergency.Reasons[0].Text() == "" {
				t.Error("no reason is shown")
			}
			if n := len(b.find(t, "Task", url.Values{"code": {agent.TaskSystem + "|" + agent.TaskEmergency}})); n != 1 {
				t.Errorf("%d tasks page the staff, want 1", n)
			}
		})
	}
}

func TestCoughToConfirmedSummary(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, ctx := b.open(t, "zh")
	c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: "咳嗽三天了，有点痰"})
	c = b.no(ctx, t, c)
	if c.Status != agent.StatusReview || c.Summary == nil {
		t.Fatalf("status %s", c.Status)
	}
	s := c.Summary
	if s.Level < 3 || s.LevelLabel.Text() == "" || s.DepartmentLabel.Text() == "" || s.AILabel.Text() == "" {
		t.Errorf("summary level %d %q, department %q, label %q", s.Level, s.LevelLabel.Text(), s.DepartmentLabel.Text(), s.AILabel.Text())
	}
	if s.Sections[0].Items[0].Said != "咳嗽三天了，有点痰" {
		t.Errorf("the chief complaint is not in the patient's words: %+v", s.Sections[0])
	}
	c, err := b.Confirm(ctx, id)
	if err != nil || c.Status != agent.StatusConfirmed {
		t.Fatalf("confirm: %v, status %s", err, c.Status)
	}
	if again, err := b.Confirm(ctx, id); err != nil || again.Status != agent.StatusConfirmed {
		t.Errorf("a second confirm: %v", err)
	}
	if n := len(b.find(t, "Composition", url.Values{"patient": {"p1"}})); n != 1 {
		t.Errorf("%d summaries, want 1", n)
	}
	if n := len(b.find(t, "RiskAssessment", url.Values{"patient": {"p1"}})); n != 1 {
		t.Errorf("%d urgencies, want 1", n)
	}
	for _, r := range b.find(t, "ServiceRequest", url.Values{"patient": {"p1"}}) {
		var o struct{ Status, Intent string }
		if err := json.Unmarshal(r.JSON, &o); err != nil || o.Status != "draft" || o.Intent != "proposal" {
			t.Errorf("an order left as %+v (%v)", o, err)
		}
	}
}

func TestLinkOpensOnceUnderConcurrentCallers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, err := b.Invite(b.ctx, previsit.Invitation{Patient: "p1", ValidFor: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	var wins atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			_, err := b.Open(b.ctx, token)
			switch {
			case err == nil:
				wins.Add(1)
			case !outcome.Is(err, outcome.Gone):
				t.Errorf("a late caller got %v", err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d callers opened the link", wins.Load())
	}
	if _, err := b.Open(b.ctx, "no-such-token"); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("an unknown token gave %v", err)
	}
}

func TestLanguageBackAndRepeat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, ctx := b.open(t, "zh")
	first := agent.Answer{Question: agent.AskChief, Text: "头晕"}
	c := b.say(ctx, t, id, first)
	asked := c.Question.ID
	again := b.say(ctx, t, id, first) // a double tap
	if len(again.Turns) != 1 || again.Question.ID != asked {
		t.Errorf("the repeated answer counted: %d turns", len(again.Turns))
	}
	if _, err := b.Answer(ctx, id, agent.Answer{Question: "find.nonsense", Option: "yes"}); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("an answer to another question gave %v", err)
	}
	c, err := b.Language(ctx, id, "en")
	if err != nil || c.Lang != "en" || len(c.Turns) != 1 || c.Turns[0].Said != "头晕" || c.Question.ID != asked {
		t.Errorf("the language switch lost something: %v %+v", err, c)
	}
	if text := c.Question.Text.Text(); text == "" || text[0] > 0x7f {
		t.Errorf("the question is not in English: %q", text)
	}
	c, err = b.Back(ctx, id, "")
	if err != nil || len(c.Turns) != 0 || c.Question.ID != agent.AskChief {
		t.Errorf("back: %v, %d turns", err, len(c.Turns))
	}
}

func TestAnotherPatientSeesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, _ := b.open(t, "zh")
	other := actor.With(t.Context(), actor.Actor{ID: "Patient/p2", Role: actor.Patient, Patient: "p2"})
	if _, err := b.State(other, id); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("another patient got %v", err)
	}
	if _, err := b.State(t.Context(), id); !outcome.Is(err, outcome.Unauthenticated) {
		t.Errorf("nobody got %v", err)
	}
}

func TestYesNo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"有": "yes", "没有": "no", "沒有": "no", "没有啊": "no", "不是的": "no", "嗯。": "yes", "Yes!": "yes", "no thanks": "no",
		"不知道": "unknown", "昨天开始的": "unknown", "": "unknown", "有点": "yes",
	} {
		if got := agent.YesNo(text).String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// All that a patient reads before the visit is reviewed content: a switch of the fence
// takes no question, and no emergency, away.
func TestTheInterviewGoesOnSwitchedOff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Fence.SwitchOff(fence.AllDepartments)
	id, ctx := b.open(t, "zh")
	c := b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: "咳嗽三天了，有点痰"})
	if c = b.no(ctx, t, c); c.Summary == nil || c.Summary.LevelLabel.Text() == "" || c.Summary.DepartmentLabel.Text() == "" {
		t.Errorf("summary %+v", c.Summary)
	}
	id, ctx = b.open(t, "zh")
	c = b.say(ctx, t, id, agent.Answer{Question: agent.AskChief, Text: "胸口压着疼，左胳膊也麻，出冷汗半个小时了"})
	if c.Emergency == nil || !strings.Contains(c.Emergency.Text.Text(), "120") || len(c.Emergency.Reasons) == 0 {
		t.Errorf("emergency %+v", c.Emergency)
	}
}
