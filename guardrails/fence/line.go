package fence

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/record"
)

// MaxLine bounds one line of input; a bundle of a long record is within it.
const MaxLine = 16 << 20

// lineIn is one line of `apricot fence`.
type lineIn struct {
	ID       json.RawMessage `json:"id"`
	Audience Audience        `json:"audience"`
	Text     *string         `json:"text"`
	Lang     string          `json:"lang"`
	Bundle   json.RawMessage `json:"bundle"`
	Chart    *record.Short   `json:"chart"`
	Template string          `json:"template"`
	Basis    []string        `json:"basis"`
	Urgency  *struct {
		Level    int      `json:"level"`
		RedFlags []string `json:"red_flags"`
	} `json:"urgency"`
	Orders []OrderDraft `json:"orders"`
}

type lineOut struct {
	ID       json.RawMessage `json:"id"`
	Decision string          `json:"decision,omitempty"`
	Text     string          `json:"text,omitempty"`
	Findings []lineFinding   `json:"findings,omitzero"`
	Micros   *int64          `json:"micros,omitempty"`
	// Calm is the share of unsafe drafts of others that look at least as safe.
	Calm  float64 `json:"calm,omitempty"`
	Error string  `json:"error,omitempty"`
}

type lineFinding struct {
	Hazard   string   `json:"hazard"`
	Severity string   `json:"severity"`
	Claim    string   `json:"claim"`
	Evidence []string `json:"evidence"`
}

// Line judges one line of JSON and gives one line without its end. Input that
// cannot be judged gives a line with the same id and an error, and no decision
// that could be taken for a release.
func (f *Fence) Line(ctx context.Context, raw []byte) []byte {
	out := f.line(ctx, raw)
	b, err := json.Marshal(out)
	if err != nil { // only an id that is no JSON can do this, and none is kept
		return []byte(`{"id":null,"error":"the line cannot be answered"}`)
	}
	return b
}

func (f *Fence) line(ctx context.Context, raw []byte) lineOut {
	null := json.RawMessage("null")
	if len(raw) > MaxLine {
		return lineOut{ID: null, Error: "the line is too long"}
	}
	var in lineIn
	if err := json.Unmarshal(raw, &in); err != nil {
		return lineOut{ID: idOf(raw), Error: "the line is not a JSON object with the fields of a draft"}
	}
	if len(in.ID) == 0 {
		in.ID = null
	}
	if err := misnamed(raw); err != nil {
		return lineOut{ID: in.ID, Error: detail(err)}
	}
	d, err := f.draft(in)
	if err != nil {
		return lineOut{ID: in.ID, Error: detail(err)}
	}
	dec, cleared, err := f.Gate(ctx, d)
	out := lineOut{ID: in.ID, Decision: dec.Outcome, Text: cleared.Text(), Findings: lineFindings(dec.Findings), Micros: &dec.Micros, Calm: dec.Calm}
	if err == nil {
		return out
	}
	if k := outcome.KindOf(err); k == outcome.Invalid || k == outcome.TooLarge {
		return lineOut{ID: in.ID, Error: detail(err)}
	}
	out.Error = detail(err)
	return out
}

// Parse reads the draft of one line as Line does.
func (f *Fence) Parse(raw []byte) (Draft, error) {
	var in lineIn
	if len(raw) > MaxLine || json.Unmarshal(raw, &in) != nil {
		return Draft{}, outcome.New(outcome.Invalid, "the line is not a JSON object with the fields of a draft")
	}
	return f.draft(in)
}

func (f *Fence) draft(in lineIn) (Draft, error) {
	d := Draft{Audience: in.Audience, Lang: in.Lang, Template: in.Template, Basis: in.Basis, Orders: in.Orders}
	if in.Text != nil {
		d.Text = *in.Text
	}
	if strings.TrimSpace(d.Text) == "" && len(d.Orders) == 0 {
		return d, outcome.At(outcome.Invalid, "text", "there is no text")
	}
	if in.Urgency != nil {
		if in.Urgency.Level < 0 || in.Urgency.Level > 4 {
			return d, outcome.At(outcome.Invalid, "urgency.level", "the level is 1 to 4")
		}
		d.Urgency = &UrgencyContext{Level: in.Urgency.Level, RedFlags: in.Urgency.RedFlags}
	}
	hasBundle := len(in.Bundle) > 0 && string(in.Bundle) != "null"
	var err error
	switch {
	case hasBundle && in.Chart != nil:
		return d, outcome.New(outcome.Invalid, "give a bundle or a chart, not both")
	case hasBundle:
		d.Chart, err = f.records().FromBundle(in.Bundle, f.cfg.Now())
	case in.Chart != nil:
		d.Chart, err = f.records().FromShort(*in.Chart, f.cfg.Now())
	default:
		d.Chart = chart.New()
	}
	return d, err
}

// idOf saves the id of a line whose other fields cannot be read.
func idOf(raw []byte) json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil || len(m["id"]) == 0 {
		return json.RawMessage("null")
	}
	return m["id"]
}

// detail is what may be told of an error.
func detail(err error) string {
	var e *outcome.Error
	if !errors.As(err, &e) || e.Detail == "" {
		return "the safety check failed"
	}
	if e.Path != "" {
		return e.Path + ": " + e.Detail
	}
	return e.Detail
}

func lineFindings(fs []Finding) []lineFinding {
	out := make([]lineFinding, 0, len(fs))
	seen := map[string]bool{}
	for _, x := range fs {
		key := x.Hazard + "\x00" + x.Claim
		if !seen[key] {
			seen[key] = true
			out = append(out, lineFinding{x.Hazard, x.Severity, x.Claim, x.Evidence})
		}
	}
	return out
}
