package reason

import (
	"slices"
	"strings"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// Utterance is something a patient said or wrote.
type Utterance struct {
	Text, Lang string
	// Evidence is where it stands, kept beside what it says.
	Evidence string
	// At is when it was said: the time of the values in it.
	At time.Time
	// Past says that it answers a question about the past: a symptom named in
	// it is not there now unless the words say so.
	Past bool
	// Own says that the patient speaks: what somebody else has stays theirs.
	Own bool
	// Allergies says that it answers the question about allergies: a medicine
	// named in it is not taken.
	Allergies bool
}

// Listen takes what an utterance says of the patient now into a chart:
// findings, quantities, conditions, medicines. What is asked, imagined,
// doubted, past or about somebody else is left out.
//
// A finding that is present in the chart stays present when words say no to
// it: the pain that is gone now was there, and is why the patient came. Only
// an answer to the question about that finding takes it back.
func (e *Engine) Listen(c *chart.Chart, u Utterance) {
	if u.Text == "" {
		return
	}
	ms := e.heard(u.Text, u.Lang, !u.Past && !u.Own)
	for i, m := range ms {
		if m.Experiencer != lexicon.Patient || m.Question || m.Hypothetical || m.Status == lexicon.Unknown {
			continue
		}
		switch m.Kind {
		case "condition":
			if m.Status == lexicon.Present {
				c.Conditions = append(c.Conditions, said(m, u))
			}
		case "drug", "class":
			if m.Status == lexicon.Present && !u.Allergies {
				c.Medications = append(c.Medications, said(m, u))
			}
		default:
			if f, ok := e.g.Finding(m.Concept); ok && (!bygone(f, m, u) || newlyWorse(u.Text, m)) && !longstanding(u.Text, ms, i) {
				e.note(c, f, m, u)
			}
		}
	}
}

// Mentions is all that is read in a text, with the patient as whoever is ill in it.
func (e *Engine) Mentions(text, lang string) []lexicon.Mention { return e.heard(text, lang, true) }

// heard is what a text says, with the patient as whoever is ill in it. A text
// in which only a relative has symptoms now, and the speaker none, is told for
// that relative: 我妈今天早上嘴歪了. A relative's illness alone stays what it
// is, family history.
func (e *Engine) heard(text, lang string, proxy bool) []lexicon.Mention {
	ms := e.lex.Extract(text, lang)
	if !proxy {
		return ms
	}
	return e.toldFor(text, ms)
}

// OfAnother is true for a text in which only somebody else than who tells it has
// symptoms now.
func (e *Engine) OfAnother(text, lang string) bool {
	return e.ill(text, e.lex.Extract(text, lang)) != lexicon.Patient
}

// ill is who else is ill in what was read in a text, the patient where nobody is.
func (e *Engine) ill(text string, ms []lexicon.Mention) lexicon.Person {
	ill := lexicon.Patient
	for _, m := range ms {
		f, ok := e.g.Finding(m.Concept)
		if !ok || !observed(f) || m.Status != lexicon.Present || m.Time == lexicon.Past || m.Hypothetical || ofTheDead(text, m) {
			continue
		}
		if m.Experiencer == lexicon.Patient {
			return lexicon.Patient
		}
		ill = m.Experiencer
	}
	return ill
}

// toldFor makes the patient of whoever is ill in what was read in a text.
func (e *Engine) toldFor(text string, ms []lexicon.Mention) []lexicon.Mention {
	ill := e.ill(text, ms)
	if ill == lexicon.Patient {
		return ms
	}
	for i := range ms {
		switch m := &ms[i]; {
		case m.Experiencer == ill:
			m.Experiencer = lexicon.Patient
		case m.Experiencer == lexicon.Patient && ofTeller(text, m):
			m.Experiencer = lexicon.Other
		}
	}
	return ms
}

// ofTeller is true for the age or sex of whoever tells of a relative: 我16岁，
// 我外婆71岁，胸痛.
func ofTeller(text string, m *lexicon.Mention) bool {
	if m.Concept != "find.age" && m.Concept != "find.sex_female" && m.Concept != "find.sex_male" {
		return false
	}
	b := strings.ToLower(strings.TrimRight(text[:m.Start], " "))
	return strings.HasPrefix(m.Text, "我") || slices.ContainsFunc(tellers, func(w string) bool { return strings.HasSuffix(b, w) })
}

// tellers are words by which a speaker tells of their own age and sex.
var tellers = []string{"我", "我是", "我今年", "本人", "i'm", "i’m", "i am", " im", "i'm a", "i’m a", "i am a"}

// deaths are words that say somebody has died.
var deaths = []string{"去世", "过世", "病逝", "离世", "passed away", " died"}

// ofTheDead is true where the clause of a mention of somebody else says that
// this person has died: what a father died of is family history.
func ofTheDead(text string, m lexicon.Mention) bool {
	if m.Experiencer == lexicon.Patient {
		return false
	}
	const ends = "，。,.;；!！?？\n"
	from, to := strings.LastIndexAny(text[:m.Start], ends)+1, len(text)
	if i := strings.IndexAny(text[m.End:], ends); i >= 0 {
		to = m.End + i
	}
	return slices.ContainsFunc(deaths, func(w string) bool { return strings.Contains(text[from:to], w) })
}

func said(m lexicon.Mention, u Utterance) chart.Coded {
	return chart.Coded{Concept: m.Concept, Text: m.Text, Evidence: u.Evidence, Status: "active", Past: m.Time == lexicon.Past || u.Past}
}

// bygone is true for a symptom or sign that the words put into the past, and
// for a new event that has lasted for months: the weakness left by a stroke
// years ago is no stroke today.
func bygone(f graph.Finding, m lexicon.Mention, u Utterance) bool {
	if !observed(f) {
		return false
	}
	return m.Time == lexicon.Past || u.Past && m.Time != lexicon.Current || f.Acute && m.Lasting
}

// observed is true for what is felt or seen in somebody now: symptoms, signs,
// and the vital signs that have no number, such as new confusion.
func observed(f graph.Finding) bool {
	return f.Class == "symptom" || f.Class == "sign" || f.Class == "vital" && f.Kind == "boolean"
}

func (e *Engine) note(c *chart.Chart, f graph.Finding, m lexicon.Mention, u Utterance) {
	switch {
	case f.ID == "find.age":
		if m.Value != nil && c.AgeYears < 0 {
			c.AgeYears = *m.Value
		}
	case f.ID == "find.duration_days" && c.Measures[f.ID].Evidence != "":
		// What was named first is what the patient came for.
	case f.Kind == "quantity":
		if m.Value != nil {
			c.Measures[f.ID] = chart.Measure{Value: *m.Value, Unit: m.Unit, At: u.At, Evidence: u.Evidence}
		}
	default:
		if sex, ok := sexes[strings.ToLower(m.Text)]; ok && c.Sex == "" && m.Status == lexicon.Present && f.Class == "demographic" {
			c.Sex = sex
		}
		e.state(c, f.ID, chart.Of(m.Status == lexicon.Present), u.Evidence)
	}
}

// sexes are the words that state the sex of the patient. A man, woman, boy or
// girl in a story may be somebody else.
var sexes = map[string]chart.Sex{
	"男": chart.Male, "男性": chart.Male, "m": chart.Male, "male": chart.Male,
	"女": chart.Female, "女性": chart.Female, "f": chart.Female, "female": chart.Female,
}

// state enters a finding so that no present one is lost: not to a later no,
// and not to a no about the more general thing that it implies.
func (e *Engine) state(c *chart.Chart, id string, v chart.Tri, evidence string) {
	there := func(x string) bool { return c.Findings[x] == chart.Yes }
	if v == chart.No && (there(id) || slices.ContainsFunc(e.g.Specifics(id), there)) {
		return
	}
	source := chart.Source{Where: evidence}
	if had := c.FindingSource[id]; c.Findings[id] == v && had.Asked {
		source = had // said once more: it was an answer all the same
	}
	c.Findings[id], c.FindingSource[id] = v, source
	if v != chart.Yes {
		return
	}
	for _, up := range e.g.Generals(id) {
		if c.Findings[up] == chart.No {
			c.Findings[up], c.FindingSource[up] = v, chart.Source{Where: evidence}
		}
	}
}
