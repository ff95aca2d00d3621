package reason

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// TriageInput is one line of apricot triage. Findings are ids or names that
// are present, or an object of id or name to true, false or a number.
type TriageInput struct {
	ID       json.RawMessage `json:"id"`
	Text     string          `json:"text"`
	Lang     string          `json:"lang"`
	Age      *float64        `json:"age"`
	Sex      string          `json:"sex"`
	Findings json.RawMessage `json:"findings"`
}

// TriageRank is one line of a differential.
type TriageRank struct {
	Condition string  `json:"condition"`
	Name      string  `json:"name"`
	P         float64 `json:"p"`
}

// TriageStep is one step of the path in words: a Step, or a pathway that the
// story enters, with its steps behind it.
type TriageStep struct {
	Kind   string `json:"kind"`
	ID     string `json:"id,omitempty"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"`
	// Facts are what was found, Absent the danger signs known not to be there,
	// Against what speaks against a condition, Missing what nobody has told.
	Facts   []string `json:"facts,omitempty"`
	Absent  []string `json:"absent,omitempty"`
	Against []string `json:"against,omitempty"`
	Missing []string `json:"missing,omitempty"`
	Words   string   `json:"words,omitempty"` // of the text, normalised
	// Edges say of each of Facts and Against of a condition how often it is there
	// (low to high), on what basis and how surely. confidence_from_basis marks a
	// confidence that its author did not give.
	Edges []graph.Edge `json:"edges,omitempty"`
	// Near are the reviewed sayings that the words resemble, and Flag the red flag
	// whose signs are asked for because of it.
	Near []TriageNear `json:"resemble,omitempty"`
	Flag string       `json:"flag,omitempty"`
	// By is what set the urgency.
	By []TriageBasis `json:"by,omitempty"`
}

// TriageNear is a reviewed saying and what it means.
type TriageNear struct {
	ID     string `json:"id"`
	Saying string `json:"saying"`
}

// TriageBasis is one of the things that set the urgency: its kind, red_flag,
// score, record, condition, complaint, abstained, danger_open, or what is no
// fact, resembles, told_urgent, cry; and what it rests on.
type TriageBasis struct {
	Kind  string       `json:"kind"`
	ID    string       `json:"id,omitempty"`
	Label string       `json:"label,omitempty"`
	Words string       `json:"words,omitempty"`
	Near  []TriageNear `json:"resemble,omitempty"`
}

// TriageOutput is the answer to one line.
type TriageOutput struct {
	ID         json.RawMessage `json:"id"`
	Urgency    string          `json:"urgency"`
	Level      int             `json:"level"`
	Department string          `json:"department"`
	RedFlags   []string        `json:"red_flags"`
	// Suspected are red flags that the words resemble; none of them is a fact.
	Suspected    []string     `json:"suspected,omitempty"`
	Differential []TriageRank `json:"differential"`
	// Possible stands in place of Differential where the engine abstains: what
	// may be, with little confidence.
	Possible  []TriageRank `json:"possible,omitempty"`
	Abstained bool         `json:"abstained"`
	// Why is thin, no_fit or no_complaint where it abstained. In the last case
	// nothing was told of anybody's health, and there is no department.
	Why string `json:"why,omitempty"`
	// Next is the next best question, absent where none is worth asking or the
	// patient has to be seen now whatever the answer. Missing is what else nobody
	// has told yet, what helps most first.
	Next    *TriageQuestion `json:"next,omitempty"`
	Missing []TriageAsk     `json:"missing,omitempty"`
	// Medicines are those that the text says are or were taken, with their doses.
	Medicines []TriageMedicine `json:"medicines,omitempty"`
	Path      []TriageStep     `json:"path"`
}

// Line answers one JSON line; a line that cannot be read gets an error member.
func (e *Engine) Line(raw []byte) []byte {
	var in TriageInput
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := unread(dec.Decode(&in))
	var out TriageOutput
	if err == nil {
		out, err = e.Triage(in)
	}
	if err != nil {
		return lineError(in.ID, raw, err)
	}
	body, err := json.Marshal(out)
	if err != nil {
		return lineError(in.ID, raw, err)
	}
	return body
}

// unread says what is wrong with a line in the words of its sender, who knows
// no Go types.
func unread(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%s: a %s cannot be read here", kind.Field, kind.Value)
	case strings.HasPrefix(err.Error(), "json: unknown field"): // encoding/json has no type for it
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	default:
		return errors.New("the line is not a JSON object {id, text, lang, age, sex, findings}")
	}
}

func lineError(id json.RawMessage, raw []byte, err error) []byte {
	var only struct {
		ID json.RawMessage `json:"id"`
	}
	if id == nil && json.Unmarshal(raw, &only) == nil {
		id = only.ID
	}
	if id == nil {
		id = json.RawMessage("null")
	}
	body, _ := json.Marshal(struct {
		ID    json.RawMessage `json:"id"`
		Error string          `json:"error"`
	}{id, err.Error()}) // an id that was decoded and a string
	return body
}

// Triage reasons over one line. It is an error when the age, sex or a finding
// cannot be understood: a guess would look like an answer.
func (e *Engine) Triage(in TriageInput) (TriageOutput, error) {
	c, err := e.caseOf(in)
	if err != nil {
		return TriageOutput{}, err
	}
	a, s := e.assess(c)
	lang := in.Lang
	if lang == "" && mostlyLatin(in.Text) {
		lang = "en"
	}
	dept, _ := e.g.Label(a.Department)
	out := TriageOutput{
		ID: in.ID, Urgency: a.Urgency, Level: a.Level, Department: dept.In(lang), Abstained: a.Abstained, Why: a.Why,
		RedFlags: []string{}, Differential: []TriageRank{}, Path: []TriageStep{},
	}
	if out.ID == nil {
		out.ID = json.RawMessage("null")
	}
	for _, f := range a.RedFlags {
		out.RedFlags = append(out.RedFlags, f.ID)
	}
	for _, s := range a.Suspected {
		out.Suspected = append(out.Suspected, s.Flag)
	}
	out.Differential = e.lines(out.Differential, a.Differential, lang)
	out.Possible = e.lines(nil, a.Possible, lang)
	for _, s := range a.Path {
		out.Path = append(out.Path, e.line(s, lang))
	}
	out.Path = append(out.Path, e.pathways(a, c.Chart, lang)...)
	out.Next, out.Missing = s.nextOf(a, c)
	out.Medicines = e.medicines(in.Text, lang)
	return out, nil
}

func (e *Engine) line(s Step, lang string) TriageStep {
	out := TriageStep{
		Kind: s.Kind, ID: s.ID, Label: s.Label.In(lang), Detail: s.Detail.In(lang),
		Facts: s.Facts, Absent: s.Absent, Against: s.Against, Edges: s.Edges, Missing: s.Missing, Words: s.Words, Near: nearLines(s.Near), Flag: s.Flag,
	}
	for _, b := range s.By {
		l, _ := e.g.Label(b.ID)
		out.By = append(out.By, TriageBasis{Kind: b.Kind, ID: b.ID, Label: l.In(lang), Words: b.Words, Near: nearLines(b.Near)})
	}
	return out
}

func nearLines(ns []Near) []TriageNear {
	var out []TriageNear
	for _, n := range ns {
		if n.Saying != "" {
			out = append(out, TriageNear(n))
		}
	}
	return out
}

func (e *Engine) lines(out []TriageRank, rs []Ranked, lang string) []TriageRank {
	for _, r := range rs {
		l, _ := e.g.Label(r.Condition)
		out = append(out, TriageRank{Condition: r.Condition, Name: l.In(lang), P: r.P})
	}
	return out
}

func mostlyLatin(s string) bool {
	latin, han := 0, 0
	for _, r := range s {
		switch {
		case r < 0x80 && (r|0x20) >= 'a' && (r|0x20) <= 'z':
			latin++
		case r >= 0x4e00 && r <= 0x9fff:
			han++
		}
	}
	return latin > 2*han
}

const maxAgeYears = 130

func (e *Engine) caseOf(in TriageInput) (Case, error) {
	c := Case{Chart: chart.New()}
	if in.Lang != "" && in.Lang != "zh" && in.Lang != "en" {
		return c, errors.New("lang must be zh or en")
	}
	if in.Age != nil {
		if *in.Age < 0 || *in.Age > maxAgeYears {
			return c, fmt.Errorf("age must lie between 0 and %d", maxAgeYears)
		}
		c.Chart.AgeYears = *in.Age
	}
	switch strings.ToLower(in.Sex) {
	case "":
	case "female", "f", "女":
		c.Chart.Sex = chart.Female
	case "male", "m", "男":
		c.Chart.Sex = chart.Male
	default:
		return c, errors.New("sex must be female or male")
	}
	e.Listen(&c.Chart, Utterance{Text: in.Text, Lang: in.Lang, Evidence: "text"})
	if err := e.given(&c.Chart, in.Findings); err != nil {
		return c, err
	}
	c.Complaint = e.complaintOf(in.Text, c.Chart)
	c.Resembles = []Heard{e.Resembles(in.Text)}
	if in.Text == "" && len(c.Chart.Findings) == 0 && len(c.Chart.Measures) == 0 {
		return c, errors.New("there is neither text nor findings")
	}
	return c, nil
}

// complaintOf is the first complaint of the text, or one whose finding was
// given as present, or the one that the words resemble.
func (e *Engine) complaintOf(text string, c chart.Chart) string {
	if found := e.Complaints(text); len(found) > 0 {
		return found[0]
	}
	for _, id := range sortedKeys(c.Findings) {
		if comps := e.complaints[id]; c.Findings[id] == chart.Yes && len(comps) > 0 {
			return comps[0]
		}
	}
	if like := e.ComplaintsLike(text, c.AgeYears); len(like) > 0 {
		return like[0]
	}
	return ""
}

func (e *Engine) given(c *chart.Chart, raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		for _, name := range list {
			if err := e.set(c, name, true); err != nil {
				return err
			}
		}
		return nil
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		return errors.New("findings must be a list of names or an object")
	}
	for _, name := range sortedKeys(object) {
		if err := e.set(c, name, object[name]); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) set(c *chart.Chart, name string, v any) error {
	id, f, ok := e.named(name)
	if !ok {
		return fmt.Errorf("finding %q is not known", name)
	}
	switch x := v.(type) {
	case bool:
		if strings.HasPrefix(id, "cond.") {
			if x {
				c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: name, Evidence: "findings", Status: "active"})
			}
			return nil
		}
		if f.Kind != "boolean" {
			return fmt.Errorf("finding %q needs a number", name)
		}
		c.Findings[id], c.FindingSource[id] = chart.Of(x), chart.Source{Where: "findings", Asked: true}
	case float64:
		if f.Kind != "quantity" {
			return fmt.Errorf("finding %q is true or false", name)
		}
		if f.Plausible != nil && (x < f.Plausible.Min || x > f.Plausible.Max) {
			return fmt.Errorf("finding %q: %v is not plausible", name, x)
		}
		c.Measures[id] = chart.Measure{Value: x, Unit: f.Unit, Evidence: "findings"}
	default:
		return fmt.Errorf("finding %q must be true, false or a number", name)
	}
	return nil
}

// named finds a finding or condition by id, or by a name in either language.
func (e *Engine) named(name string) (string, graph.Finding, bool) {
	if f, ok := e.g.Finding(name); ok {
		return name, f, true
	}
	if _, ok := e.g.Condition(name); ok {
		return name, graph.Finding{}, true
	}
	for _, m := range e.lex.Extract(name, "") {
		if m.End-m.Start != len(name) {
			continue
		}
		if f, ok := e.g.Finding(m.Concept); ok {
			return m.Concept, f, true
		}
		if m.Kind == "condition" {
			return m.Concept, graph.Finding{}, true
		}
	}
	return "", graph.Finding{}, false
}
