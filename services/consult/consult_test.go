package consult_test

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
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
	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

// now is the moment of every test.
var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("CST", 8*3600)) //nolint:gochecknoglobals // a constant

// bench is a real store, graph and fence with the copilot on them.
type bench struct {
	*consult.Service
	store  store.Store
	system context.Context
	doctor context.Context
}

func newBench(t testing.TB, resources ...string) *bench {
	t.Helper()
	return newBenchWith(t, func(*graph.Graph, *lexicon.Lexicon) reason.Option { return reason.Hinting(nil) }, resources...)
}

func newBenchWith(t testing.TB, of func(*graph.Graph, *lexicon.Lexicon) reason.Option, resources ...string) *bench {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	lex := lexicon.New(g)
	f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lex, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	guarded := guard.New(db, clock)
	s, err := consult.New(consult.Config{
		Store: guarded, Graph: g, Lexicon: lex, Engine: reason.New(g, lex, of(g, lex)), Fence: f, Now: clock, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{
		Service: s, store: guarded, system: actor.With(t.Context(), actor.System("import")),
		doctor: actor.With(t.Context(), actor.Actor{ID: "Practitioner/d1", Role: actor.Doctor, Purpose: actor.Treatment}),
	}
	b.put(t, resources...)
	return b
}

// put stores resources; each names its type and id.
func (b *bench) put(t testing.TB, resources ...string) {
	t.Helper()
	var ops []store.Op
	for _, r := range resources {
		typ, id := member(r, "resourceType"), member(r, "id")
		ops = append(ops, store.Op{Verb: store.Update, Type: typ, ID: id, Body: []byte(r)})
	}
	if len(ops) == 0 {
		return
	}
	if _, err := b.store.Apply(b.system, store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

// member reads a top member of a test resource.
func member(body, name string) string {
	_, rest, _ := strings.Cut(body, `"`+name+`":"`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// tell stores an interview as the pre-visit agent keeps it.
func (b *bench) tell(t testing.TB, patient, status string, answers ...agent.Answer) {
	t.Helper()
	iv := agent.Interview{ID: "iv-" + patient, Patient: patient, Lang: "zh", Status: status, Authored: now.Add(-time.Hour)}
	for _, a := range answers {
		a.At, a.Lang = now.Add(-time.Hour), "zh"
		iv.Answers = append(iv.Answers, a)
	}
	body, err := iv.Resource()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Apply(b.system, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "QuestionnaireResponse", ID: iv.ID, Body: body}}}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) find(t testing.TB, typ string, v url.Values) []store.Resource {
	t.Helper()
	q, err := search.Parse(typ, v, true)
	if err != nil {
		t.Fatal(err)
	}
	page, err := b.store.Search(b.system, q)
	if err != nil {
		t.Fatal(err)
	}
	return page.Matches
}

const (
	wang     = `{"resourceType":"Patient","id":"p1","gender":"male","birthDate":"1960-05-01","name":[{"family":"王","given":["建国"]}],"identifier":[{"system":"urn:mrn","value":"M-17"}]}`
	smith    = `{"resourceType":"Patient","id":"p2","gender":"female","birthDate":"1995-02-03","name":[{"family":"Smith","given":["Ann"]}]}`
	arrived  = `{"resourceType":"Encounter","id":"e1","status":"arrived","class":{"code":"AMB"},"subject":{"reference":"Patient/p1"}}`
	planned  = `{"resourceType":"Encounter","id":"e2","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient/p2"},"period":{"start":"2026-03-02T14:00:00+08:00"}}`
	penAll   = `{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"code":{"text":"青霉素"},"clinicalStatus":{"coding":[{"code":"active"}]}}`
	warfarin = `{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"华法林"}}`
	pregnant = `{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p2"},"effectiveDateTime":"2026-02-20","code":{"coding":[{"system":"http://loinc.org","code":"82810-3"}]},"valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"77386006","display":"Pregnant"}],"text":"Pregnant"}}`
	egfr20   = `{"resourceType":"Observation","id":"o2","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-28T08:00:00+08:00","code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"valueQuantity":{"value":20,"unit":"mL/min/{1.73_m2}","system":"http://unitsofmeasure.org","code":"mL/min/{1.73_m2}"}}`
)

func chestPain() []agent.Answer {
	return []agent.Answer{
		{Question: agent.AskChief, Text: "胸口压着疼，左胳膊也麻，出冷汗半个小时了"},
		{Question: agent.AskAllergies, Option: agent.OptionNone},
	}
}

func TestViewOfChestPain(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, penAll, warfarin, arrived)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	for _, lang := range []string{"zh", "en"} {
		v, err := b.View(b.doctor, lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		if v.Banner.Name != "王建国" || v.Banner.Age != 65 || v.Banner.Identifier != "M-17" || !v.Banner.AllergiesKnown || len(v.Banner.Allergies) == 0 {
			t.Errorf("banner %+v", v.Banner)
		}
		if v.Summary == nil || v.Summary.Confirmed || v.Summary.Notice.Text() == "" || v.Summary.Level > 2 || v.Summary.LevelLabel.Text() == "" {
			t.Errorf("summary %+v", v.Summary)
		}
		if len(v.MustNotMiss) == 0 || len(v.Path) == 0 || len(v.Orders) == 0 || v.Label.Text() == "" {
			t.Errorf("%d not to miss, %d steps, %d orders, label %q", len(v.MustNotMiss), len(v.Path), len(v.Orders), v.Label.Text())
		}
		for _, c := range v.MustNotMiss {
			if c.Label.Text() == "" || c.Label.Audience() != fence.Doctor {
				t.Errorf("%s is not cleared for a doctor", c.Condition)
			}
		}
		for _, o := range v.Orders {
			if o.Label.Empty() || o.Why.Empty() || o.Source.Empty() || o.Stored {
				t.Errorf("order %+v", o)
			}
		}
		p := v.Provenance
		if !strings.HasPrefix(p.Graph, "sha256:") || !strings.HasPrefix(p.Policy, "sha256:") || p.Decision == "" || !p.At.Equal(now) {
			t.Errorf("provenance %+v", p)
		}
		if len(v.Cards) < 2 || v.Cards[0].Indicator != consult.Critical {
			t.Fatalf("%d cards, the first %+v", len(v.Cards), v.Cards)
		}
		checkCards(t, v.Cards)
		if detail := v.Cards[0].Detail.Text(); !strings.Contains(detail, "胸口压着疼") {
			t.Errorf("the patient's own words are missing: %s", detail)
		}
	}
}

// checkCards holds cards against CDS Hooks 2.0.
func checkCards(t *testing.T, cards []consult.Card) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range cards {
		n := len([]rune(c.Summary.Text()))
		if n == 0 || n >= 140 || c.Source.Empty() || c.UUID == "" || seen[c.UUID] || c.Detail.Empty() {
			t.Errorf("card %+v with %d characters", c, n)
		}
		if c.Indicator != consult.Info && c.Indicator != consult.Warning && c.Indicator != consult.Critical {
			t.Errorf("indicator %q", c.Indicator)
		}
		if c.Service == consult.ServiceOrderSign && c.Indicator == consult.Critical && len(c.Overrides) == 0 {
			t.Errorf("a critical card without override reasons: %s", c.Summary.Text())
		}
		seen[c.UUID] = true
	}
}

func TestTheSameCardIsIssuedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	first, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range first.Cards {
		if first.Cards[i].UUID != again.Cards[i].UUID {
			t.Errorf("card %d has another id the second time", i)
		}
	}
	issued := b.find(t, "GuidanceResponse", url.Values{"patient": {"Patient/p1"}})
	if len(issued) != len(first.Cards) {
		t.Errorf("%d cards were kept, %d shown", len(issued), len(first.Cards))
	}
	for _, r := range issued {
		if r.Version != 1 || strings.Contains(string(r.JSON), "胸") {
			t.Errorf("version %d of %s", r.Version, r.JSON)
		}
	}
}

func TestAPatientWhoToldNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, smith)
	v, err := b.View(b.doctor, "en", "p2")
	if err != nil {
		t.Fatal(err)
	}
	if v.Summary != nil || len(v.Cards) != 0 || !v.Abstained || v.AbstainedWhy.Text() == "" || len(v.Differential)+len(v.Possible) != 0 {
		t.Errorf("%d cards, abstained %v, summary %v", len(v.Cards), v.Abstained, v.Summary)
	}
	if v.Banner.AllergiesKnown || v.Banner.Name != "Ann Smith" {
		t.Errorf("banner %+v", v.Banner)
	}
	if _, err := b.View(b.doctor, "en", "p9"); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("want not-found, got %v", err)
	}
	if _, err := b.View(b.doctor, "fr", "p2"); !outcome.Is(err, outcome.Invalid) {
		t.Errorf("want invalid, got %v", err)
	}
	if _, err := b.View(t.Context(), "en", "p2"); !outcome.Is(err, outcome.Unauthenticated) {
		t.Errorf("want unauthenticated, got %v", err)
	}
}

func TestAThinStoryIsShownAsPossibilities(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	days := 3.0
	b.tell(t, "p1", agent.StatusConfirmed,
		agent.Answer{Question: agent.AskChief, Text: "头晕"}, agent.Answer{Question: "find.duration_days", Number: &days})
	for _, tc := range []struct{ lang, possible, days string }{
		{"zh", "可能的方向（把握不足，未校准为诊断）", "3天"},
		{"en", "Possibilities (low confidence, not a differential)", "3 days"},
	} {
		v, err := b.View(b.doctor, tc.lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		if !v.Abstained || v.AbstainedWhy.Text() == "" || len(v.Differential) != 0 || len(v.Possible) == 0 {
			t.Fatalf("%s: abstained %v, %d answers, %d possibilities", tc.lang, v.Abstained, len(v.Differential), len(v.Possible))
		}
		for i, c := range v.Possible {
			t.Log(c.Label.Text(), c.P, texts(c.For), texts(c.Against), texts(c.Missing))
			if c.Label.Text() == "" || c.Label.Audience() != fence.Doctor || i > 0 && c.P > v.Possible[i-1].P {
				t.Errorf("%s: possibility %d is %+v", tc.lang, i, c)
			}
			if len(c.For)+len(c.Against)+len(c.Missing) == 0 {
				t.Errorf("%s: %s stands there without a reason", tc.lang, c.Label.Text())
			}
		}
		checkCards(t, v.Cards)
		for i, c := range v.Cards {
			line := "**" + tc.possible + "**" + map[string]string{"zh": "：", "en": ": "}[tc.lang] + v.Possible[0].Label.Text()
			if got := strings.Contains(c.Detail.Text(), line); got != (i == 0) || strings.Contains(c.Summary.Text(), tc.possible) {
				t.Errorf("%s: card %d: %s\n%s", tc.lang, i, c.Summary.Text(), c.Detail.Text())
			}
		}
		if !strings.Contains(v.Cards[0].Detail.Text(), tc.days) {
			t.Errorf("%s: %q is not in %s", tc.lang, tc.days, v.Cards[0].Detail.Text())
		}
	}
}

func texts(cs []fence.Cleared) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Text())
	}
	return out
}
