package vitals

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"apricot.health/fhir/outcome"
)

// ParseReadings reads {"readings": [...]} or one reading. Unknown members are
// refused, so that a misspelt one does not lose data in silence. Of a list, a reading
// that cannot be read is rejected by itself: the others are not lost with it.
func ParseReadings(payload []byte) ([]Reading, error) {
	if len(payload) > maxPayload {
		return nil, outcome.New(outcome.TooLarge, "the message is larger than %d bytes", maxPayload)
	}
	var many struct {
		Device   string            `json:"device"`
		Subject  string            `json:"subject"`
		Readings []json.RawMessage `json:"readings"`
	}
	if err := strict(payload, &many); err == nil {
		out := make([]Reading, len(many.Readings))
		for i, raw := range many.Readings {
			if out[i] = readingOf(raw); out[i].Subject == "" {
				out[i].Subject = many.Subject
			}
		}
		return out, nil
	}
	var one Reading
	if err := strict(payload, &one); err != nil {
		return nil, outcome.Wrap(outcome.Invalid, err, "the message is neither a reading nor a list of readings: %s", fault(err))
	}
	return []Reading{one}, nil
}

// readingOf is one reading of a list, with what is wrong about it. Whom it names is
// read whatever else is wrong, since that decides about the whole list.
func readingOf(raw []byte) Reading {
	var r Reading
	err := strict(raw, &r)
	if err == nil {
		return r
	}
	var named struct {
		Subject any `json:"subject"`
	}
	_ = json.Unmarshal(raw, &named) // what is no object names nobody
	r = Reading{Fault: fault(err)}
	switch subject := named.Subject.(type) {
	case nil:
	case string:
		r.Subject = subject
	default:
		r.Subject = "?"
	}
	return r
}

// fault says what is wrong with a reading, in words that hold nothing of it.
func fault(err error) string {
	var moment *time.ParseError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &moment):
		return reasonZone
	case errors.As(err, &kind) && slices.Contains([]string{"metric", "value", "unit", "at", "seq", "subject"}, kind.Field):
		return kind.Field + " has the wrong type"
	}
	return "it has a member that is not known, or is no object"
}

func strict(payload []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one value")
	}
	return nil
}

// rejected counts the readings that were not kept.
func rejected(results []Result) int {
	n := 0
	for _, r := range results {
		if r.Status == Rejected {
			n++
		}
	}
	return n
}
