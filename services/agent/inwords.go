package agent

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// inWords takes an answer in words to a question about one finding: how it begins, where
// the words themselves have not settled it, or the number in it.
func (t Teller) inWords(s *Story, f graph.Finding, a Answer, evidence string) {
	if f.Kind == "quantity" {
		if v, ok := t.numberIn(f, a); ok {
			s.Chart.Measures[f.ID] = chart.Measure{Value: v, Unit: f.Unit, At: a.At, Evidence: evidence}
		}
		return
	}
	answer := Opens(a.Text)
	if answer == chart.Unknown || s.Chart.FindingSource[f.ID].Where == evidence {
		return
	}
	if len(f.Options) == 0 {
		set(s, f.ID, answer, evidence)
		return
	}
	if o, ok := optionFor(f, answer); ok {
		choice(s, o, evidence)
	}
}

// optionFor is the only option that says yes, or no, to the finding that is asked about.
func optionFor(f graph.Finding, answer chart.Tri) (graph.Option, bool) {
	var found []graph.Option
	for _, o := range f.Options {
		ids := o.Sets
		if answer == chart.No {
			ids = o.Clears
		}
		if slices.Contains(ids, f.ID) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return graph.Option{}, false
	}
	return found[0], true
}

// choice takes an option that was chosen.
func choice(s *Story, o graph.Option, evidence string) {
	for _, id := range o.Sets {
		set(s, id, chart.Yes, evidence)
	}
	for _, id := range o.Clears {
		set(s, id, chart.No, evidence)
	}
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// numberRE is a number with nothing beside it but what makes it rough or counts it.
	numberRE = regexp.MustCompile(`^(?:大概|大约|差不多|好像|是|有|约|about|around|maybe|roughly|approx\.?|it was|it is)*\s*(\d+(?:\.\d+)?)\s*(?:次|下|度|分|左右|的?样子|吧|多|ish)*[。.!！~]*$`)
	// rangeRE is of two numbers, of which neither is meant.
	rangeRE = regexp.MustCompile(`\d ?(?:到|至|~|-|～|—|to) ?\d|[一二三四五六七八九十百](?:到|至)[一二三四五六七八九十]`)
)

// numberIn reads the number that was asked for in words that need not name it: 128,
// 大概128吧, "one twenty". Of several it is none, as is one that cannot be.
func (t Teller) numberIn(f graph.Finding, a Answer) (float64, bool) {
	if rangeRE.MatchString(a.Text) {
		return 0, false
	}
	plausible := func(v float64) bool { return f.Plausible == nil || v >= f.Plausible.Min && v <= f.Plausible.Max }
	for _, name := range []string{f.Labels.In(a.Lang), f.Labels.ZH, f.Labels.EN} {
		var found []float64
		for _, m := range t.Lexicon.Extract(name+" "+a.Text, a.Lang) {
			if m.Concept == f.ID && m.Value != nil && (m.Unit == "" || m.Unit == f.Unit) {
				found = append(found, *m.Value)
			}
		}
		if len(found) == 1 && plausible(found[0]) {
			return found[0], true
		}
	}
	m := numberRE.FindStringSubmatch(lexicon.Fold(strings.TrimSpace(a.Text)))
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(m[1], 64)
	return v, err == nil && plausible(v)
}

// afterAnswer is what an answer goes on to say behind a plain yes or no: 都没有 answers the
// question, and is no part of what 脚趾头都黑了半截 resembles.
func (t Teller) afterAnswer(text string) string {
	at := strings.IndexAny(text, ",，.。;；")
	if at < 0 || !t.plain(text[:at]) {
		return text
	}
	return strings.TrimLeft(text[at:], " ,，.。;；")
}

// mostAgain bounds the questions of an interview that are asked a second time.
const mostAgain = 4

// unanswered asks a question once more whose answer in words settled nothing: what was
// said of something else is heard, and the question still stands.
func (t Teller) unanswered(s *Story, a Answer) {
	f, ok := t.Graph.Finding(a.Question)
	if !ok || a.Text == "" || a.Option != "" || a.Number != nil || a.Unknown || s.stands[a.Question] || len(s.stands) == mostAgain || t.WantsPerson(a.Text, a.Lang) {
		return
	}
	_, measured := s.Chart.Measures[f.ID]
	if s.Chart.Findings[f.ID] != chart.Unknown || f.Kind == "quantity" && measured || slices.ContainsFunc(f.Options, func(o graph.Option) bool {
		return slices.ContainsFunc(slices.Concat(o.Sets, o.Clears), func(id string) bool { return s.Chart.Findings[id] != chart.Unknown })
	}) {
		return
	}
	if s.stands == nil {
		s.stands = map[string]bool{}
	}
	s.stands[a.Question], s.standing = true, a.Question
	delete(s.Asked, a.Question)
}

// Again is true for a question that the last answer has not settled.
func (s Story) Again(question string) bool { return s.standing != "" && s.standing == question }
