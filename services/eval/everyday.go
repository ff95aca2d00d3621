package eval

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
)

// Everyday is a line as people type it, with what it says.
type Everyday struct {
	Where, Text, Lang string
	Wants             []Want
}

// Want is what a line must, or must not, be read to say of a finding.
type Want struct {
	Finding string
	Status  lexicon.Status
	// Not is true of what must not be read, and Others of what somebody else has.
	Not, Others bool
}

// said parts the words of a line from what they say.
const said = " => "

// EverydayLines reads files, or all *.txt of folders, of lines "text => +id -id ?id !+id":
// there, not there, asked or unsure, and must not be read so. A ~ behind an id says
// that it is somebody else's. Empty lines and those that begin with # are passed over;
// anything else, and an id that the graph does not have, is an error with file and line.
func EverydayLines(g *graph.Graph, paths []string) ([]Everyday, error) {
	var out []Everyday
	for _, path := range paths {
		files, err := textFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			of, err := everydayFile(g, file)
			if err != nil {
				return nil, err
			}
			out = append(out, of...)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("eval: there are no lines")
	}
	return out, nil
}

func textFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(path, "*.txt"))
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	return files, nil
}

func everydayFile(g *graph.Graph, file string) ([]Everyday, error) {
	f, err := os.Open(file) //nolint:gosec // the path is the caller's
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	var out []Everyday
	in := bufio.NewScanner(f)
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSpace(in.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := everyday(g, line)
		if err != nil {
			return nil, fmt.Errorf("eval: %s:%d: %w", file, n, err)
		}
		e.Where = fmt.Sprintf("%s:%d", filepath.Base(file), n)
		out = append(out, e)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("eval: %s: %w", file, err)
	}
	return out, nil
}

func everyday(g *graph.Graph, line string) (Everyday, error) {
	text, wants, ok := strings.Cut(line, said)
	if !ok || strings.TrimSpace(text) == "" || strings.TrimSpace(wants) == "" {
		return Everyday{}, fmt.Errorf("it is not text%s+id -id ?id !+id", said)
	}
	e := Everyday{Text: text, Lang: "en"}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		e.Lang = "zh"
	}
	for _, w := range strings.Fields(wants) {
		want, err := wanted(g, w)
		if err != nil {
			return Everyday{}, err
		}
		e.Wants = append(e.Wants, want)
	}
	return e, nil
}

func wanted(g *graph.Graph, word string) (Want, error) {
	w := Want{}
	rest, not := strings.CutPrefix(word, "!")
	rest, others := strings.CutSuffix(rest, "~")
	w.Not, w.Others = not, others
	if rest == "" {
		return Want{}, fmt.Errorf("%q says nothing", word)
	}
	switch rest[0] {
	case '+':
		w.Status = lexicon.Present
	case '-':
		w.Status = lexicon.Absent
	case '?':
		w.Status = lexicon.Unknown
	default:
		return Want{}, fmt.Errorf("%q begins with none of + - ? !+", word)
	}
	w.Finding = "find." + rest[1:]
	if _, ok := g.Finding(w.Finding); !ok {
		return Want{}, fmt.Errorf("%q is not a finding", rest[1:])
	}
	return w, nil
}

// EverydayScore is how lines were read. Without a reader of hints what has Hints in
// its name is what the rules read.
type EverydayScore struct {
	// Rules is of all that lines say, a finding there, denied or asked, what the
	// rules read as such.
	Rules Rate `json:"met_by_rules"`
	// ThereRules is of the findings there those read by the rules; ThereHints those
	// read or hinted at. What implies a finding reads it.
	ThereRules Rate `json:"there_by_rules"`
	ThereHints Rate `json:"there_by_rules_or_hints"`
	// Right is of all hints those at something that the line says is there.
	Right Rate `json:"hints_right"`
	// WrongLines is of all lines those with a hint at something else.
	WrongLines Rate `json:"lines_with_a_wrong_hint"`
	// Misread is of what must not be read what the rules read, and Mishinted what
	// was hinted at, of that and of what is denied or only asked.
	Misread   Rate `json:"must_not_read_by_rules"`
	Mishinted Rate `json:"must_not_or_denied_hinted"`
}

// EverydayReport is a run over lines.
type EverydayReport struct {
	Provenance
	Cases  int                       `json:"cases"`
	Scores map[string]*EverydayScore `json:"scores"`
	Wrong  []Misread                 `json:"wrong"`
}

// EverydayReader is what reads the lines: the rules, and what is hinted at beyond
// them.
type EverydayReader struct {
	Graph  *graph.Graph
	Engine *reason.Engine
	// Hints gives what is hinted at (find.*), and from what score; nil where nothing is.
	Hints func(text string) []hint.Hint
}

// HintsBy gives what an engine hints at in a text that is all that was told, from a
// score; below zero from that which is shipped.
func HintsBy(e *reason.Engine, least float64) func(text string) []hint.Hint {
	return func(text string) []hint.Hint {
		c := reason.Case{Chart: chart.New(), Resembles: []reason.Heard{e.Resembles(text)}}
		e.Listen(&c.Chart, reason.Utterance{Text: text})
		if least < 0 {
			return e.Hints(c)
		}
		return e.HintsFrom(c, least)
	}
}

// Run scores lines.
func (e EverydayReader) Run(all []Everyday) EverydayReport {
	r := EverydayReport{Cases: len(all), Scores: map[string]*EverydayScore{}}
	for _, x := range all {
		read, hints := e.Engine.Mentions(x.Text, x.Lang), []string(nil)
		if e.Hints != nil {
			for _, h := range e.Hints(x.Text) {
				hints = append(hints, h.Finding)
			}
		}
		for _, group := range []string{"all", "lang " + x.Lang} {
			if r.Scores[group] == nil {
				r.Scores[group] = &EverydayScore{}
			}
			wrong := e.add(r.Scores[group], x, read, hints)
			if group == "all" {
				r.Wrong = append(r.Wrong, wrong...)
			}
		}
	}
	return r
}

func (e EverydayReader) add(s *EverydayScore, x Everyday, read []lexicon.Mention, hints []string) []Misread {
	var wrong []Misread
	miss := func(want, got string) { wrong = append(wrong, Misread{x.Where, x.Text, want, got}) }
	for _, w := range x.Wants {
		met, hinted := e.reads(read, w), e.near(hints, w.Finding)
		switch {
		case w.Not:
			s.Misread.Add(met)
			s.Mishinted.Add(hinted)
			if met {
				miss("not "+w.Finding, "read")
			}
			continue
		case w.Status == lexicon.Present && !w.Others:
			s.ThereRules.Add(met)
			s.ThereHints.Add(met || hinted)
		default:
			s.Mishinted.Add(hinted)
		}
		s.Rules.Add(met)
		if !met {
			miss(fmt.Sprint(w.Status, " ", w.Finding), strings.Join(hints, " "))
		}
	}
	astray := false
	for _, id := range hints {
		right := slices.ContainsFunc(x.Wants, func(w Want) bool {
			return !w.Not && !w.Others && w.Status == lexicon.Present && (e.implies(w.Finding, id) || e.implies(id, w.Finding))
		})
		s.Right.Add(right)
		astray = astray || !right
		if !right {
			miss("no hint at "+id, "hinted")
		}
	}
	s.WrongLines.Add(astray)
	return wrong
}

// implies is true where whoever has the one finding has the other.
func (e EverydayReader) implies(one, other string) bool {
	return one == other || slices.Contains(e.Graph.Generals(one), other)
}

// near is true where one of the hints is at a finding or at what implies it.
func (e EverydayReader) near(hints []string, id string) bool {
	return slices.ContainsFunc(hints, func(h string) bool { return e.implies(h, id) })
}

// reads is true where the rules read what is wanted. A denial of what is more
// general denies it too.
func (e EverydayReader) reads(read []lexicon.Mention, w Want) bool {
	return slices.ContainsFunc(read, func(m lexicon.Mention) bool {
		if m.Status != w.Status || (m.Experiencer != lexicon.Patient) != w.Others {
			return false
		}
		switch w.Status {
		case lexicon.Present:
			return e.implies(m.Concept, w.Finding)
		case lexicon.Absent:
			return e.implies(w.Finding, m.Concept)
		default:
			return m.Concept == w.Finding
		}
	})
}

// WriteText writes a report for people.
func (r EverydayReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Everyday lines: %d\n\n%s", r.Cases, r.Provenance.lines())
	writeScores(p, "Scores", r.Scores)
	p.printf("\n## Wrong: %d\n\n", len(r.Wrong))
	for _, m := range r.Wrong {
		p.printf("- %s %q: want %s, got %s\n", m.ID, m.Text, m.Want, m.Got)
	}
	return p.err
}
