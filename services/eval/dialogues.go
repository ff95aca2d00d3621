package eval

import (
	"io"
	"slices"
	"strings"

	"apricot.health/knowledge/lexicon"
)

// Dialogue is a recorded consultation with the note that the doctor wrote.
type Dialogue struct {
	ID         string   `json:"id"`
	Presenting string   `json:"presenting_complaint"`
	Note       string   `json:"note"`
	Highlights []string `json:"highlights"` // what matters of the note, in its words
	Turns      []Turn   `json:"turns"`
}

// Turn is what one of the two said.
type Turn struct {
	At   float64 `json:"t"`   // seconds from the beginning
	Who  string  `json:"who"` // doctor or patient
	Text string  `json:"text"`
}

func (Dialogue) check() error { return nil }

// DialogueScore is how dialogues were read.
type DialogueScore struct {
	// Opening counts dialogues whose presenting complaint opens an interview.
	Opening Rate `json:"opening_understood"`
	// Highlights is of the findings and conditions that are read in what matters
	// of the note those that are read in what was said, itself or more specific.
	Highlights Rate `json:"highlights_heard"`
	// Named is of what matters of the note that in which anything is read at all.
	Named Rate `json:"highlights_named"`
}

// DialogueReport is a run over dialogues.
type DialogueReport struct {
	Provenance
	Cases  int                       `json:"cases"`
	Scores map[string]*DialogueScore `json:"scores"`
}

// Dialogues reads recorded consultations.
func Dialogues(paths []string) ([]Dialogue, error) {
	return lines(paths, func(d Dialogue) string { return d.ID })
}

// Dialogues scores what is heard in recorded consultations.
func (t Triage) Dialogues(ds []Dialogue) DialogueReport {
	s := &DialogueScore{}
	for _, d := range ds {
		s.Opening.Add(len(t.Engine.Complaints(d.Presenting))+len(t.Engine.ComplaintsLike(d.Presenting, -1)) > 0)
		var said []string
		for _, turn := range d.Turns {
			said = append(said, t.named(turn.Text)...)
		}
		for _, h := range d.Highlights {
			of := t.named(h)
			s.Named.Add(len(of) > 0)
			for _, id := range of {
				s.Highlights.Add(slices.ContainsFunc(append([]string{id}, t.Graph.Specifics(id)...), func(x string) bool { return slices.Contains(said, x) }))
			}
		}
	}
	return DialogueReport{Cases: len(ds), Scores: map[string]*DialogueScore{"all": s}}
}

func (t Triage) named(text string) []string {
	var out []string
	for _, m := range t.Lexicon.Extract(strings.TrimSpace(text), "en") {
		if (m.Kind == "finding" || m.Kind == "condition") && m.Concept != "" && m.Status != lexicon.Unknown {
			out = append(out, m.Concept)
		}
	}
	return out
}

// WriteText writes a report for people.
func (r DialogueReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Dialogues: %d\n\n%s", r.Cases, r.Provenance.lines())
	writeScores(p, "Scores", r.Scores)
	return p.err
}
