package eval

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// StoryScore is where the right conditions of labelled stories stand.
type StoryScore struct {
	Top1 Rate `json:"top1"`
	Top3 Rate `json:"top3"`
	Top5 Rate `json:"top5"`
	// Weighed are the stories whose condition was in question at all, however
	// far down.
	Weighed   Rate `json:"weighed"`
	Abstained Rate `json:"abstained"`
	Answered3 Rate `json:"top3_answered"`
	// NothingRead are the stories in which no symptom, sign, risk or result
	// was read.
	NothingRead Rate `json:"nothing_read"`
	// NoEdge counts the findings read that the condition says nothing about.
	NoEdge Rate `json:"findings_without_edge"`
}

// Story is how one labelled story was weighed.
type Story struct {
	Condition, Lang, Says string
	// Place is the rank of the condition in the list that is shown, and Weighed
	// that among all in question; 0 is none.
	Place, Weighed int
	P              float64
	Abstained      bool
	Listed         []string // what is shown, with percentages
	With           []string // findings that the condition has an edge to, with what they add
	NoEdge         []string // findings present that it does not explain
	Denied         []string
	Unread         string // the text with what was read cut out
	// Beaten says why the first of the list stands before the condition.
	Beaten string
}

// StoryReport is a run over labelled stories.
type StoryReport struct {
	Provenance
	Stories []Story                `json:"stories"`
	Scores  map[string]*StoryScore `json:"scores"`
}

// Stories runs every saying that means one condition, and nothing else, through
// the engine, each as if the bank did not hold it.
func (t Triage) Stories(bank []resemblance.Saying) (StoryReport, error) {
	r := StoryReport{Scores: map[string]*StoryScore{}}
	for _, s := range bank {
		if !isStory(s) {
			continue
		}
		a, err := t.Engine.AccountApart(reason.TriageInput{Text: s.Says, Lang: s.Lang})
		if err != nil {
			return StoryReport{}, caseError(s.From+": "+s.Says, err)
		}
		story := t.story(s, a)
		r.Stories = append(r.Stories, story)
		for _, group := range []string{"all", "lang " + s.Lang} {
			if r.Scores[group] == nil {
				r.Scores[group] = &StoryScore{}
			}
			r.Scores[group].add(story)
		}
	}
	slices.SortStableFunc(r.Stories, func(a, b Story) int {
		return cmp.Or(strings.Compare(a.Condition, b.Condition), strings.Compare(b.Lang, a.Lang))
	})
	return r, nil
}

func (s *StoryScore) add(x Story) {
	hit := func(k int) bool { return x.Place > 0 && x.Place <= k }
	s.Top1.Add(hit(1))
	s.Top3.Add(hit(3))
	s.Top5.Add(hit(5))
	s.Weighed.Add(x.Weighed > 0)
	s.Abstained.Add(x.Abstained)
	if !x.Abstained {
		s.Answered3.Add(hit(3))
	}
	s.NothingRead.Add(len(x.With)+len(x.NoEdge) == 0)
	s.NoEdge.Hits += len(x.NoEdge)
	s.NoEdge.N += len(x.NoEdge) + len(x.With)
}

func (t Triage) story(s resemblance.Saying, a reason.Account) Story {
	id := s.Means[0]
	out := Story{Condition: id, Lang: s.Lang, Says: s.Says, Abstained: a.Abstained, Denied: a.Absent, Unread: t.unread(s)}
	for i, r := range slices.Concat(a.Differential, a.Possible) {
		if r.Condition == id {
			out.Place = i + 1
		}
		out.Listed = append(out.Listed, fmt.Sprintf("%s %.0f%%", r.Condition, 100*r.P))
	}
	edges := map[string]bool{}
	c, _ := t.Graph.Condition(id)
	for _, e := range c.Edges {
		edges[e.Find] = true
	}
	i := slices.IndexFunc(a.Order, func(w reason.Tally) bool { return w.Condition == id })
	if i >= 0 {
		out.Weighed, out.P = i+1, a.Order[i].P
		for _, x := range a.Order[i].Adds {
			out.With = append(out.With, fmt.Sprintf("%s %+.1f", x.Finding, x.Log))
		}
	}
	for _, f := range a.Present {
		// An edge to something that it implies explains it less well, but does.
		general := slices.ContainsFunc(t.Graph.Generals(f), func(g string) bool { return edges[g] })
		if !edges[f] && !general {
			out.NoEdge = append(out.NoEdge, f)
		}
	}
	if i > 0 {
		out.Beaten = beaten(a.Order[0], a.Order[i])
	}
	return out
}

// beaten says what the likeliest has that the right condition lacks: the
// differences of prior, findings and what stays unexplained, the largest first.
func beaten(first, right reason.Tally) string {
	diff := map[string]float64{"prior": first.Prior - right.Prior, "words": first.Words - right.Words}
	for _, a := range slices.Concat(first.Adds, first.Unexplained) {
		diff[a.Finding] += a.Log
	}
	for _, a := range slices.Concat(right.Adds, right.Unexplained) {
		diff[a.Finding] -= a.Log
	}
	var why []string
	for id, d := range diff {
		if d > 0.3 { //nolint:mnd // less decides nothing
			why = append(why, fmt.Sprintf("%+.1f %s", d, id))
		}
	}
	slices.SortFunc(why, func(a, b string) int {
		var x, y float64
		_, _ = fmt.Sscan(a, &x)
		_, _ = fmt.Sscan(b, &y)
		return cmp.Or(cmp.Compare(y, x), strings.Compare(a, b))
	})
	return first.Condition + ": " + strings.Join(why[:min(len(why), 4)], ", ")
}

// unread is the text with a mark in place of what the lexicon read.
func (t Triage) unread(s resemblance.Saying) string {
	ms := t.Lexicon.Extract(s.Says, s.Lang)
	slices.SortStableFunc(ms, func(a, b lexicon.Mention) int { return cmp.Compare(a.Start, b.Start) })
	var out strings.Builder
	at := 0
	for _, m := range ms {
		if m.Start > at {
			out.WriteString(s.Says[at:m.Start])
		}
		if m.End > at {
			out.WriteString("·")
			at = m.End
		}
	}
	out.WriteString(s.Says[at:])
	return out.String()
}

// WriteText writes the totals.
func (r StoryReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Differential of %d labelled stories\n\n%s", len(r.Stories), r.Provenance.lines())
	writeScores(p, "Each story apart", r.Scores)
	return p.err
}

// WriteTable writes one line a story, tab-separated, sorted by condition.
func (r StoryReport) WriteTable(w io.Writer) error {
	p := &printer{w: w}
	p.printf("condition\tlang\tplace\tweighed\tp\tlisted\twith_edge\tno_edge\tdenied\tbeaten_by\tunread\tsays\n")
	for _, s := range r.Stories {
		listed := strings.Join(s.Listed, ", ")
		if s.Abstained {
			listed = "possibly " + listed
		}
		p.printf("%s\t%s\t%d\t%d\t%.3f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Condition, s.Lang, s.Place, s.Weighed, s.P,
			listed, strings.Join(s.With, ", "), strings.Join(s.NoEdge, ", "), strings.Join(s.Denied, ", "), s.Beaten, s.Unread, s.Says)
	}
	return p.err
}
