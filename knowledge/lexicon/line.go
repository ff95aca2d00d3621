package lexicon

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// maxText is the longest text a line may hold, in bytes.
const maxText = 1 << 20

type lineIn struct {
	ID   json.RawMessage `json:"id"`
	Text *string         `json:"text"`
	Lang string          `json:"lang"`
}

type lineOut struct {
	ID       json.RawMessage `json:"id"`
	Mentions []Mention       `json:"mentions"`
}

type lineError struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// Line answers one line of `apricot extract`: {id, text, lang?} becomes
// {id, mentions}, anything else {id, error}. The answer has no line end. The
// error never repeats the input.
func (l *Lexicon) Line(raw []byte) []byte {
	in, err := decodeLine(raw)
	if len(in.ID) == 0 {
		in.ID = json.RawMessage("null")
	}
	var out any
	if err != nil {
		out = lineError{in.ID, err.Error()}
	} else {
		ms := l.Doses(*in.Text)
		if ms == nil {
			ms = []Mention{}
		}
		out = lineOut{in.ID, ms}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return []byte(`{"id":null,"error":"the answer cannot be written"}`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func decodeLine(raw []byte) (lineIn, error) {
	var in lineIn
	if !utf8.Valid(raw) {
		return in, errors.New("the line is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&in); err != nil {
		var id struct {
			ID json.RawMessage `json:"id"`
		}
		if json.Unmarshal(raw, &id) == nil {
			in.ID = id.ID
		}
		return in, errors.New("the line is not a JSON object {id, text, lang}")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return in, errors.New("more than one JSON value in the line")
	}
	switch {
	case in.Text == nil:
		return in, errors.New("text is missing")
	case len(*in.Text) > maxText:
		return in, errors.New("text is too long")
	case in.Lang != "" && in.Lang != "zh" && in.Lang != "en":
		return in, errors.New("lang is zh or en")
	}
	return in, nil
}
