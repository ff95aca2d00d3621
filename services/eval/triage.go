package eval

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// Triage runs vignettes through the reasoning engine.
type Triage struct {
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
	// Denying has the simulated patient say no to a closed question where the
	// story says nothing, instead of not knowing.
	Denying bool
}

// Answer is what the engine said of one vignette, beside what was right.
type Answer struct {
	Vignette  `json:"-"`
	ID        string   `json:"id"`
	Said      string   `json:"said"`
	Flags     []string `json:"flags"`
	Suspected []string `json:"suspected,omitempty"` // from words, not as facts
	// Ranked are cond.* ids, the likeliest first, with the probability of each;
	// where the engine abstained they are possibilities.
	Ranked    []string  `json:"ranked"`
	P         []float64 `json:"p"`
	Abstained bool      `json:"abstained"`
	// Place is the rank of the first acceptable diagnosis, from 1; 0 is none.
	Place int `json:"place"`
	// Unnamed is true when no name of an acceptable diagnosis is in the graph:
	// the case counts as a miss all the same.
	Unnamed bool `json:"unnamed,omitempty"`
	// Asked and the two rates are set by an interview: MustAsked is of the
	// symptoms that must be asked for those asked for or told unasked,
	// UntoldAsked of those not told unasked those asked for.
	Asked       int  `json:"asked,omitempty"`
	MustAsked   Rate `json:"must_asked,omitzero"`
	UntoldAsked Rate `json:"untold_asked,omitzero"`
	// NoComplaint is true when the opening was not understood.
	NoComplaint bool `json:"no_complaint,omitempty"`
	// About are the complaint and the department that were named, if any.
	About []string `json:"about,omitempty"`

	interview agent.Interview
}

// Told gives the engine everything at once, as `apricot triage` does.
func (t Triage) Told(v Vignette) (Answer, error) {
	age := v.Age
	in := reason.TriageInput{Text: v.text(), Lang: v.Lang, Age: &age, Sex: v.Sex}
	out, err := t.Engine.Triage(in)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Vignette: v, ID: v.ID, Said: out.Urgency, Flags: out.RedFlags, Suspected: out.Suspected, Abstained: out.Abstained}
	for _, r := range slices.Concat(out.Differential, out.Possible) {
		a.Ranked = append(a.Ranked, r.Condition)
		a.P = append(a.P, r.P)
	}
	for _, s := range out.Path {
		if s.Kind == "complaint" {
			a.About = append(a.About, s.ID)
		}
	}
	if out.Department != "" {
		a.About = append(a.About, out.Department)
	}
	t.place(&a)
	return a, nil
}

// place finds the first acceptable diagnosis in the ranking.
func (t Triage) place(a *Answer) {
	right := t.conditions(a.Diagnoses)
	a.Unnamed = len(right) == 0 && len(a.Diagnoses) > 0
	a.Place = 1 + slices.IndexFunc(a.Ranked, func(id string) bool { return right[id] })
}

// conditions gives the ids that the names of diagnoses stand for: what the
// lexicon reads in the longest part of a name, and every condition one of whose
// names holds the whole of it. Who answers "acute heart failure" where the
// panel said "heart failure" is right; the other way round is not.
func (t Triage) conditions(names []string) map[string]bool {
	ids := map[string]bool{}
	for _, name := range names {
		best := ""
		for _, m := range t.Lexicon.Extract(name, "") {
			if m.Kind == "condition" && len(m.Text) > len(best) {
				best = m.Text
			}
		}
		for _, m := range t.Lexicon.Extract(name, "") {
			if m.Kind == "condition" && m.Text == best {
				ids[m.Concept] = true
			}
		}
		for _, c := range t.Graph.Conditions() {
			if holds(c, name) {
				ids[c.ID] = true
			}
		}
	}
	return ids
}

// shortest is the least of a name that may stand for what contains it.
const shortest = 4

func holds(c graph.Condition, name string) bool {
	if len(plain(name)) < shortest {
		return false
	}
	names := slices.Concat([]string{c.Labels.ZH, c.Labels.EN}, c.Synonyms.ZH, c.Synonyms.EN)
	return slices.ContainsFunc(names, func(n string) bool { return within(n, name) })
}

// within is true where a text holds the whole of a name, in English as words.
func within(text, name string) bool {
	whole, part := plain(text), plain(name)
	if part == "" {
		return false
	}
	if part[0] >= utf8.RuneSelf {
		return strings.Contains(whole, part)
	}
	return strings.Contains(" "+whole+" ", " "+part+" ")
}

// plain folds a name to lower-case words.
func plain(name string) string {
	folded := lexicon.Fold(name)
	return strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// strata names the groups that a vignette belongs to.
func (v Vignette) strata() []string {
	return []string{"all", "lang " + v.Lang, ageGroup(v.Age), "sex " + strings.ToLower(v.Sex)}
}

// ageGroup names the group of an age in years.
func ageGroup(years float64) string {
	switch {
	case years < 18: //nolint:mnd // as its name says
		return "age under 18"
	case years >= 65: //nolint:mnd // the same
		return "age 65 and over"
	}
	return "age 18-64"
}
