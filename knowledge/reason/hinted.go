package reason

import (
	"cmp"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
)

const (
	// mostHinted bounds the hints of one story, the likeliest first, and askedHints
	// how many of them are asked for.
	mostHinted = 6
	askedHints = 2
	// surelyHinted is the score from which words are about somebody's health though they
	// look like talk of other things.
	surelyHinted = 0.8
)

// Hinting lets the engine hint at findings that words may say; nil hints at none.
func Hinting(r *hint.Reader) Option { return func(e *Engine) { e.hinter = r } }

// heardHints are what a text may say, down to what is hardly like it. Nothing is hinted at
// in a cry for help, in the bare word that somebody is unwell, or in what is long over,
// nor at what is read there as denied, asked, supposed, past or somebody else's.
func (e *Engine) heardHints(h Heard, text string) []hint.Hint {
	if e.hinter == nil || h.Cries || h.Vague || text == "" || e.onlyOld(text) {
		return nil
	}
	out := e.hinter.Read(text)
	if len(out) == 0 {
		return nil
	}
	read := e.Mentions(text, "")
	return slices.DeleteFunc(out, func(h hint.Hint) bool {
		return slices.ContainsFunc(read, func(m lexicon.Mention) bool { return !plainly(m) && e.akin(m.Concept, h.Finding) })
	})
}

// plainly is true for what is said to be there, now, of the patient.
func plainly(m lexicon.Mention) bool {
	return m.Status == lexicon.Present && m.Experiencer == lexicon.Patient && m.Time != lexicon.Past && !m.Question && !m.Hypothetical
}

// Hints are the findings that the words of a case may say and that nothing else has
// settled, the likeliest first. None of them is a fact, and none changes any.
func (e *Engine) Hints(c Case) []hint.Hint { return e.hints(c, e.facts(c.Chart)) }

// HintsFrom are those from another score: to see what it would give.
func (e *Engine) HintsFrom(c Case, least float64) []hint.Hint {
	return e.hintsOf(c, e.facts(c.Chart), func(h hint.Hint) bool { return h.Score >= least })
}

func (e *Engine) hints(c Case, f logic.Facts) []hint.Hint { return e.hintsOf(c, f, hint.Hint.Likely) }

func (e *Engine) hintsOf(c Case, f logic.Facts, likely func(hint.Hint) bool) []hint.Hint {
	var out []hint.Hint
	for _, heard := range c.Resembles {
		for _, h := range heard.Hints {
			if !likely(h) || !e.unsettled(h.Finding, f) {
				continue
			}
			i := slices.IndexFunc(out, func(x hint.Hint) bool { return e.akin(x.Finding, h.Finding) })
			switch {
			case i < 0:
				out = append(out, h)
			case h.Score > out[i].Score:
				out[i] = h
			}
		}
	}
	slices.SortStableFunc(out, func(a, b hint.Hint) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(len(out), mostHinted)]
}

// unsettled is true for a finding that the patient can have and of which nothing is
// known: neither it, nor what implies it, nor that what it implies is not there.
func (e *Engine) unsettled(id string, f logic.Facts) bool {
	x, ok := e.g.Finding(id)
	if !ok || x.Kind != "boolean" || !logic.CanHave(x, f) || f.Bool(id) != chart.Unknown {
		return false
	}
	return !slices.ContainsFunc(e.g.Specifics(id), func(s string) bool { return f.Bool(s) == chart.Yes }) &&
		!slices.ContainsFunc(e.g.Generals(id), func(s string) bool { return f.Bool(s) == chart.No })
}

// akin is true for a finding and itself, or what it implies or is implied by.
func (e *Engine) akin(a, b string) bool {
	return a == b || slices.Contains(e.g.Generals(a), b) || slices.Contains(e.g.Generals(b), a)
}

// hintedDanger is the first hint that would make a red flag of an emergency true.
func (e *Engine) hintedDanger(hints []hint.Hint, f logic.Facts, asked map[string]bool) (Question, bool) {
	q, ok := e.askHint(hints, f, asked, func(id string) bool {
		with := supposingIn(e.g, f, id)
		return slices.ContainsFunc(e.needs[id], func(i int) bool {
			flag := &e.flagged[i]
			return flag.Level < today && logic.Offered(&flag.When, flag.Unless, with) == chart.Yes
		})
	})
	q.Danger = ok
	return q, ok
}

// hinted is the first hint that can be asked for.
func (e *Engine) hinted(hints []hint.Hint, f logic.Facts, asked map[string]bool) (Question, bool) {
	return e.askHint(hints, f, asked, func(string) bool { return true })
}

func (e *Engine) askHint(hints []hint.Hint, f logic.Facts, asked map[string]bool, suits func(id string) bool) (Question, bool) {
	n := 0
	for _, h := range hints {
		if asked[h.Finding] {
			n++
		}
	}
	for _, h := range hints {
		if n < askedHints && e.askable(h.Finding, f, asked) && suits(h.Finding) {
			q := e.question(h.Finding, false)
			q.Hinted = true
			return q, true
		}
	}
	return Question{}, false
}

// supposingIn are facts in which a finding, and what it implies, is there too.
func supposingIn(g *graph.Graph, f logic.Facts, id string) logic.Facts {
	return &supposing{f, append([]string{id}, g.Generals(id)...)}
}
