package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// readBody reads a body of the format that is served.
func readBody(r *http.Request) ([]byte, error) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, unsupportedMedia(mediaType)
	}
	return readAll(r)
}

func readAll(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, outcome.New(outcome.TooLarge, "the body is larger than %d bytes", tooLarge.Limit)
	case err != nil:
		return nil, outcome.Wrap(outcome.Invalid, err, "the body ended early")
	}
	return raw, nil
}

// parse reads a JSON object and says where it stops being one.
func parse(raw []byte) (*r4.Doc, error) {
	d, err := r4.Parse(raw)
	if err == nil {
		return d, nil
	}
	var syntax *json.SyntaxError
	var whole json.RawMessage
	if errors.As(json.Unmarshal(raw, &whole), &syntax) {
		before := raw[:max(0, min(int(syntax.Offset)-1, len(raw)))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := len(before) - bytes.LastIndexByte(before, '\n')
		return nil, outcome.New(outcome.Invalid, "the body is not JSON at line %d, column %d", line, column)
	}
	return nil, err
}

// resource checks that raw is a resource of the type, and of the id when that
// is not empty.
func resource(raw []byte, typ, id string) error {
	d, err := parse(raw)
	if err != nil {
		return err
	}
	return checkResource(d.Root(), typ, id)
}

func checkResource(v r4.Value, typ, id string) error {
	switch got := v.Get("resourceType").Text(); {
	case v.Kind() != r4.Object:
		return outcome.At(outcome.Invalid, typ, "the resource is not a JSON object")
	case got == "":
		return outcome.At(outcome.Invalid, "resourceType", "the resource has no resourceType")
	case got != typ:
		return outcome.At(outcome.Invalid, "resourceType", "the resource is not of the type %s", typ)
	}
	if m := v.Get("meta").Kind(); m != r4.Absent && m != r4.Object {
		return outcome.At(outcome.Invalid, typ+".meta", "meta must be an object")
	}
	own := v.Get("id")
	switch {
	case own.Kind() != r4.Absent && !r4.ValidID(own.Text()):
		return outcome.At(outcome.Invalid, typ+".id", "the id is not a FHIR id")
	case id != "" && own.Kind() == r4.Absent:
		return outcome.At(outcome.Invalid, typ+".id", "the resource has no id; it must be the one of the address")
	case id != "" && own.Text() != id:
		return outcome.At(outcome.Invalid, typ+".id", "the id is not the one of the address")
	}
	return nil
}
