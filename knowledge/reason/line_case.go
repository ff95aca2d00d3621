package reason

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

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
	for _, id := range slices.Sorted(maps.Keys(c.Findings)) {
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
	for _, name := range slices.Sorted(maps.Keys(object)) {
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
