package eval

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"apricot.health/knowledge/lexicon"
)

// Passage is a text with every clinical thing in it marked by a reader.
type Passage struct {
	ID       string   `json:"id"`
	Lang     string   `json:"lang"`
	Text     string   `json:"text"`
	Mentions []Marked `json:"mentions"`
	Author   string   `json:"author"`
}

// Marked is one symptom, sign, illness, medicine or measurement in a passage.
type Marked struct {
	// Text stands in the passage; the first place after the mark before it.
	Text string `json:"text"`
	// Status is present, absent or unknown; a question is unknown.
	Status string `json:"status"`
	// Experiencer is patient, family or other; empty is patient.
	Experiencer string `json:"experiencer"`
	// Past is true of what is over.
	Past bool `json:"past"`
	// Value is the number of a measurement.
	Value *float64 `json:"value,omitempty"`

	start, end int
}

func (p Passage) check() error {
	switch {
	case p.ID == "":
		return errors.New("there is no id")
	case p.Lang != "zh" && p.Lang != "en":
		return errors.New("lang must be zh or en")
	}
	from := 0
	for i := range p.Mentions {
		m := &p.Mentions[i]
		at := strings.Index(p.Text[from:], m.Text)
		if m.Text == "" || at < 0 {
			return fmt.Errorf("mention %d, %q, does not stand in the text after the one before it", i, m.Text)
		}
		m.start = from + at
		m.end = m.start + len(m.Text)
		from = m.end
		if !slices.Contains([]string{lexicon.Present.String(), lexicon.Absent.String(), lexicon.Unknown.String()}, m.Status) {
			return fmt.Errorf("mention %d: status %q is not known", i, m.Status)
		}
		if !slices.Contains([]string{"", lexicon.Patient.String(), lexicon.Family.String(), lexicon.Other.String()}, m.Experiencer) {
			return fmt.Errorf("mention %d: experiencer %q is not known", i, m.Experiencer)
		}
	}
	return nil
}

// Passages reads marked passages.
func Passages(paths []string) ([]Passage, error) {
	return lines(paths, func(p Passage) string { return p.ID })
}

// MentionScore is the figures of one group of passages. Everything but Recall
// and Precision is counted on the marks that were found.
type MentionScore struct {
	Recall      Rate `json:"recall"`
	Precision   Rate `json:"precision"`
	Status      Rate `json:"status"`
	Negation    Rate `json:"negation"` // absent or not, as marked
	Experiencer Rate `json:"experiencer"`
	Time        Rate `json:"time"`
	Values      Rate `json:"values"`
}

// Misread is a mark that was not found or not understood, or a mention that
// nobody marked.
type Misread struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// MentionReport is a run over passages.
type MentionReport struct {
	Provenance
	Cases  int                      `json:"cases"`
	Scores map[string]*MentionScore `json:"scores"`
	Wrong  []Misread                `json:"wrong"`
}

// Mentions scores what the lexicon reads in marked passages.
func Mentions(l *lexicon.Lexicon, passages []Passage) MentionReport {
	r := MentionReport{Cases: len(passages), Scores: map[string]*MentionScore{}}
	for _, p := range passages {
		all := l.Extract(p.Text, p.Lang)
		groups := append([]string{"all", "lang " + p.Lang}, whom(all)...)
		read := clinical(all)
		for _, group := range groups {
			if r.Scores[group] == nil {
				r.Scores[group] = &MentionScore{}
			}
			wrong := r.Scores[group].add(p, read)
			if group == "all" {
				r.Wrong = append(r.Wrong, wrong...)
			}
		}
	}
	return r
}

// whom names the groups of age and sex that a passage says its patient is of, as
// far as it does.
func whom(ms []lexicon.Mention) []string {
	var out []string
	once := func(group string) {
		kind, _, _ := strings.Cut(group, " ")
		if !slices.ContainsFunc(out, func(x string) bool { return strings.HasPrefix(x, kind) }) {
			out = append(out, group)
		}
	}
	for _, m := range ms {
		switch {
		case m.Concept == "find.age" && m.Value != nil:
			once(ageGroup(*m.Value))
		case m.Concept == "find.sex_female" && m.Status == lexicon.Present:
			once("sex female")
		case m.Concept == "find.sex_male" && m.Status == lexicon.Present:
			once("sex male")
		}
	}
	return out
}

// clinical leaves out what is not marked: who the patient is, how long it has
// lasted, and tests.
func clinical(ms []lexicon.Mention) []lexicon.Mention {
	return slices.DeleteFunc(ms, func(m lexicon.Mention) bool {
		return m.Kind == "demographic" || m.Kind == "investigation" || m.Concept == "find.duration_days" || m.Concept == "find.age"
	})
}

func (s *MentionScore) add(p Passage, read []lexicon.Mention) []Misread {
	var wrong []Misread
	for _, m := range p.Mentions {
		i := slices.IndexFunc(read, func(x lexicon.Mention) bool { return x.Start < m.end && m.start < x.End })
		s.Recall.Add(i >= 0)
		if i < 0 {
			wrong = append(wrong, Misread{p.ID, m.Text, m.Status, "not found"})
			continue
		}
		if !s.judge(m, read, i) {
			wrong = append(wrong, Misread{p.ID, m.Text, m.Status + " " + m.Experiencer, fmt.Sprint(read[i].Status, " ", read[i].Experiencer, " ", read[i].Time)})
		}
	}
	for _, x := range read {
		marked := slices.ContainsFunc(p.Mentions, func(m Marked) bool { return x.Start < m.end && m.start < x.End })
		s.Precision.Add(marked)
		if !marked {
			wrong = append(wrong, Misread{p.ID, x.Text, "nothing", x.Concept})
		}
	}
	return wrong
}

// judge compares a mark with the mention at i. A mark's value is found when any
// mention that overlaps it has it.
func (s *MentionScore) judge(m Marked, read []lexicon.Mention, i int) bool {
	x := read[i]
	status, negation := x.Status.String() == m.Status, (x.Status == lexicon.Absent) == (m.Status == lexicon.Absent.String())
	who := m.Experiencer
	if who == "" {
		who = lexicon.Patient.String()
	}
	past := (x.Time == lexicon.Past) == m.Past
	s.Status.Add(status)
	s.Negation.Add(negation)
	s.Experiencer.Add(x.Experiencer.String() == who)
	s.Time.Add(past)
	value := true
	if m.Value != nil {
		value = slices.ContainsFunc(read, func(x lexicon.Mention) bool {
			return x.Start < m.end && m.start < x.End && x.Value != nil && (*x.Value == *m.Value || slices.ContainsFunc(x.Doses, func(d lexicon.Dose) bool { return d.Value == *m.Value }))
		})
		s.Values.Add(value)
	}
	return status && x.Experiencer.String() == who && past && value
}

// WriteText writes a report for people.
func (r MentionReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Mentions: %d passages\n\n%s", r.Cases, r.Provenance.lines())
	writeScores(p, "Scores", r.Scores)
	p.printf("\n## Wrong: %d\n\n", len(r.Wrong))
	for _, m := range r.Wrong {
		p.printf("- %s %q: want %s, got %s\n", m.ID, m.Text, m.Want, m.Got)
	}
	return p.err
}
