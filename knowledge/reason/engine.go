package reason

import (
	"slices"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/resemblance"
)

// Case is one patient with one story.
type Case struct {
	Chart chart.Chart
	// Complaint is a comp.* id, empty when none was recognised.
	Complaint string
	// Resembles is what the patient's own words resemble, one for each utterance.
	Resembles []Heard
}

// FlagHit is a red flag that is true.
type FlagHit struct {
	ID    string
	Level int
	Proof logic.Proof
}

// Ranked is one condition of a differential.
type Ranked struct {
	Condition string
	// P is the share among the conditions considered and all others together.
	// It falls along a list, except that suspects of a red flag stand
	// before likelier benign conditions.
	P float64
	// For and Against are findings that raise and lower it, strongest first;
	// Missing those whose answer would move it most.
	For, Against, Missing []string
	// Resembles is true where the words of the story speak for it too: they are
	// like the sayings of the condition.
	Resembles bool
}

// Draft is an investigation that a doctor may sign.
type Draft struct {
	Investigation, Rule string
	Why                 graph.Label
	Refs                []graph.Ref
}

// Assessment is what the engine makes of a case.
type Assessment struct {
	Urgency string // emergency, urgent, routine or self-care
	Level   int    // 1..4
	// Basis is what set the level, and UrgencyBy the ids of it; what only
	// resembles is written resembles:flag.id.
	Basis     []Basis
	UrgencyBy []string
	// Acuity is the probability that the patient has to be seen at once, by how
	// the story is told and what it may be. It is a suspicion and no fact: from a
	// bound on it calls the patient, and it never lets one wait whom a rule calls.
	Acuity     float64
	Department string
	RedFlags   []FlagHit
	// Suspected are red flags that the words resemble and no fact has settled.
	Suspected []Suspicion
	// Hints are findings that the words may say and that nobody has confirmed.
	Hints []hint.Hint
	// Differential is an answer: on case files the right condition is among the
	// first three about as often as their probabilities together say. Where that
	// is too little the engine abstains, says Why ("thin" or "no_fit") and gives
	// Possible instead: a doctor may want to see it, marked as what it is. Where
	// nothing was told of anybody's health (NoComplaint) it gives nothing at all,
	// and no Department.
	Differential []Ranked
	Possible     []Ranked
	Abstained    bool
	Why          string
	MustNotMiss  []Ranked
	Orders       []Draft
	Scores       []Scored
	Path         []Step
}

// Engine reasons over one graph. It is immutable and safe for concurrent use.
type Engine struct {
	*atlas
	g          *graph.Graph
	lex        *lexicon.Lexicon
	complaints map[string][]string // finding -> comp.*
	all        []graph.Complaint
	scores     []graph.Score
	alarms     []graph.Score // those that set a level
	flagged    []graph.RedFlag
	watch      *logic.Watch              // of flagged
	flag       map[string]*graph.RedFlag // each of flagged by its id
	needs      map[string][]int          // finding -> the flags that need it or what it implies
	drafts     []graph.OrderRule
	reader     *resemblance.Reader // nil where words are not held against sayings
	hinter     *hint.Reader        // nil where nothing is hinted at
	weights    Weights
}

// Option sets up an Engine.
type Option func(*Engine)

// Resembling lets the engine suspect what words resemble.
func Resembling(r *resemblance.Reader) Option { return func(e *Engine) { e.reader = r } }

// New prepares an engine.
func New(g *graph.Graph, lex *lexicon.Lexicon, options ...Option) *Engine {
	e := &Engine{
		atlas: newAtlas(g), g: g, lex: lex, complaints: map[string][]string{},
		all: g.Complaints(), scores: g.Scores(), flagged: g.RedFlags(), drafts: g.OrderRules(),
	}
	for _, c := range e.all {
		for _, f := range append([]string{c.Finding}, c.Also...) {
			e.complaints[f] = append(e.complaints[f], c.ID)
		}
	}
	e.alarms = slices.DeleteFunc(slices.Clone(e.scores), func(s graph.Score) bool {
		return !slices.ContainsFunc(s.Responses, func(r graph.Response) bool { return r.Level > 0 })
	})
	e.needs = needsOf(g, e.flagged)
	e.watch = logic.NewWatch(e.flagged)
	e.flag = make(map[string]*graph.RedFlag, len(e.flagged))
	for i := range e.flagged {
		e.flag[e.flagged[i].ID] = &e.flagged[i]
	}
	e.weights = Fitted()
	for _, o := range options {
		o(e)
	}
	return e
}

// needsOf gives for each finding the flags whose condition it can change, by
// itself or by what it implies.
func needsOf(g *graph.Graph, flags []graph.RedFlag) map[string][]int {
	direct := map[string][]int{}
	for i, x := range flags {
		for _, id := range x.When.Facts() {
			direct[id] = append(direct[id], i)
		}
	}
	out := map[string][]int{}
	for _, f := range g.Findings() {
		for _, id := range append([]string{f.ID}, g.Generals(f.ID)...) {
			out[f.ID] = append(out[f.ID], direct[id]...)
		}
	}
	return out
}

// freshFor is how long a vital sign speaks for the patient's state now.
const freshFor = 24 * time.Hour

// facts resolves the chart, leaving out vital signs that are too old to say
// how urgent the patient is now.
func (e *Engine) facts(c chart.Chart) logic.Facts {
	if c.Now.IsZero() {
		return logic.FromChart(e.g, c)
	}
	fresh := c
	fresh.Measures = make(map[string]chart.Measure, len(c.Measures))
	for id, m := range c.Measures {
		if f, ok := e.g.Finding(id); ok && f.Class == "vital" && !m.At.IsZero() && c.Now.Sub(m.At) > freshFor {
			continue
		}
		fresh.Measures[id] = m
	}
	return logic.FromChart(e.g, fresh)
}

// Assess reasons over a case.
func (e *Engine) Assess(c Case) Assessment {
	a, _ := e.assess(c)
	return a
}

// assess gives beside the assessment what the next question is chosen from; nil
// told and no weights where nothing was told of anybody's health.
func (e *Engine) assess(c Case) (Assessment, survey) {
	f := e.facts(c.Chart)
	var a Assessment
	a.RedFlags = e.flags(f)
	a.Suspected = e.suspicions(c, f, a.RedFlags)
	told := e.told(c, f)
	if e.aside(c, f, a.RedFlags, told) {
		return silent(), survey{Engine: e, facts: f}
	}
	a.Hints = e.hints(c, f)
	d := e.differential(told, f, a.RedFlags, c.Resembles)
	a.MustNotMiss, a.Abstained = d.mustNotMiss, d.unsure
	if d.unsure {
		a.Possible, a.Why = d.ranked, d.why
	} else {
		a.Differential = d.ranked
	}
	a.Acuity = e.acuity(c, d)
	e.urgency(&a, c, f, told, d)
	a.Department = e.department(a, c, told, d)
	a.Orders = e.orders(f)
	a.Scores = e.scored(a, f)
	s := e.surveyOf(a.Level, d, f, told)
	s.hints = a.Hints
	a.Path = e.path(a, c, d, s)
	return a, s
}

func (e *Engine) flags(f logic.Facts) []FlagHit {
	var hits []FlagHit
	for _, k := range e.watch.Holding(f) {
		flag := &e.flagged[k]
		hits = append(hits, FlagHit{ID: flag.ID, Level: flag.Level, Proof: logic.Eval(flag.When, f).Proof})
	}
	slices.SortStableFunc(hits, func(a, b FlagHit) int { return a.Level - b.Level })
	return hits
}

// orders drafts the investigations whose rule certainly holds, each once.
func (e *Engine) orders(f logic.Facts) []Draft {
	var out []Draft
	seen := map[string]bool{}
	for _, r := range e.drafts {
		if logic.Offered(&r.When, r.Unless, f) != chart.Yes {
			continue
		}
		for _, inv := range r.Orders {
			if !seen[inv] {
				seen[inv] = true
				out = append(out, Draft{Investigation: inv, Rule: r.ID, Why: r.Why, Refs: r.Refs})
			}
		}
	}
	return out
}

// Complaints are the chief complaints that a text names as present now, in the
// order in which the patient named them.
func (e *Engine) Complaints(text string) []string {
	var out []string
	for _, m := range e.heard(text, "", true) {
		if m.Kind != "finding" || m.Status != lexicon.Present || m.Experiencer != lexicon.Patient || m.Hypothetical || m.Time == lexicon.Past {
			continue
		}
		for _, id := range append([]string{m.Concept}, e.g.Generals(m.Concept)...) {
			for _, comp := range e.complaints[id] {
				if !slices.Contains(out, comp) {
					out = append(out, comp)
				}
			}
		}
	}
	return out
}
