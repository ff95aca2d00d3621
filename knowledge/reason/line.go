package reason

import (
	"bytes"
	"encoding/json"

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

// TriageHint is a finding that words may say, with the words of the text, normalised.
type TriageHint struct {
	ID    string `json:"id"`
	Words string `json:"words"`
}

// TriageOutput is the answer to one line.
type TriageOutput struct {
	ID         json.RawMessage `json:"id"`
	Urgency    string          `json:"urgency"`
	Level      int             `json:"level"`
	Department string          `json:"department"`
	RedFlags   []string        `json:"red_flags"`
	// Suspected are red flags that the words resemble; none of them is a fact.
	Suspected []string `json:"suspected,omitempty"`
	// Hinted are findings that the words may say; none of them is a fact.
	Hinted       []TriageHint `json:"hinted,omitempty"`
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
	for _, h := range a.Hints {
		out.Hinted = append(out.Hinted, TriageHint{h.Finding, h.Words})
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
