package mapping

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// object is a FHIR element under construction.
type object = map[string]any

// cell converts one HL7 value; nil means that there is nothing to write.
type cell func(c *mapper, v hl7v2.Value) (any, error)

// row sends one field to one element.
type row struct {
	field int
	// to is the element: "gender", "period.start", or "name[]" to append one
	// element for each repetition.
	to   string
	cell cell
	// null is what "" in the field deletes, when that is not the element to;
	// several are set apart by blanks.
	null string
}

// target is the resource that rows write to.
type target struct {
	body    object
	initial object
	nulls   []string
}

func newTarget(typ string) *target {
	return &target{body: object{"resourceType": typ}, initial: object{}}
}

// mapper is one message on its way.
type mapper struct {
	cfg    Config
	msg    *hl7v2.Message
	header hl7v2.Header
	zone   *time.Location
	source string
	plan   Plan

	patient, encounter       string // fullURLs
	patientKey, encounterKey string // what derived identifiers hang on
	occurrences              map[string]int
}

// apply runs rows on a segment.
func (c *mapper) apply(t *target, s hl7v2.Segment, rows []row) error {
	for _, r := range rows {
		field := s.Field(r.field)
		name, list := strings.CutSuffix(r.to, "[]")
		if field.Null() {
			null := r.null
			if null == "" {
				null = name
			}
			t.nulls = append(t.nulls, strings.Fields(null)...)
			continue
		}
		reps := field.Reps()
		if !list && len(reps) > 1 {
			reps = reps[:1]
		}
		for _, rep := range reps {
			v, err := r.cell(c, rep)
			if err != nil {
				return located(err, s, r.field)
			}
			if v != nil {
				put(t.body, name, v, list)
			}
		}
	}
	return nil
}

// put writes v at a dotted path.
func put(o object, path string, v any, list bool) {
	head, rest, nested := strings.Cut(path, ".")
	if nested {
		child, ok := o[head].(object)
		if !ok {
			child = object{}
			o[head] = child
		}
		put(child, rest, v, list)
		return
	}
	if list {
		have, _ := o[head].([]any)
		o[head] = append(have, v)
		return
	}
	o[head] = v
}

// place names a field: "PID-3", or "OBX[2]-5" in the second OBX.
func place(s hl7v2.Segment, field int) string {
	name := s.Name()
	if s.Index > 1 {
		name = fmt.Sprintf("%s[%d]", name, s.Index)
	}
	return fmt.Sprintf("%s-%d", name, field)
}

// located gives err the location of a field unless it has one.
func located(err error, s hl7v2.Segment, field int) error {
	var e *outcome.Error
	if errors.As(err, &e) && e.Path == "" {
		return &outcome.Error{Kind: e.Kind, Detail: e.Detail, Path: place(s, field), Err: e.Err}
	}
	return err
}

func missing(s hl7v2.Segment, field int, what string) error {
	return outcome.At(outcome.Unprocessable, place(s, field), "%s is required", what)
}
