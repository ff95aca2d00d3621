package vitals

import (
	"encoding/json"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
)

type coded struct {
	Coding []struct {
		Code string `json:"code"`
	} `json:"coding"`
}

type quantity struct {
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	Code  string   `json:"code"`
}

// subject is whom a reading is about, by its sender. An identifier or a name alone
// cannot be held against a device's patient, so that it counts as named.
type subject struct {
	Reference  string          `json:"reference"`
	Identifier json.RawMessage `json:"identifier"`
	Display    string          `json:"display"`
}

func (s subject) String() string {
	if s.Reference == "" && (len(s.Identifier) > 0 || s.Display != "") {
		return "a patient without a reference"
	}
	return s.Reference
}

type observed struct {
	ResourceType string  `json:"resourceType"`
	Code         coded   `json:"code"`
	Subject      subject `json:"subject"`
	Device       struct {
		Reference string `json:"reference"`
	} `json:"device"`
	Effective     string    `json:"effectiveDateTime"`
	ValueQuantity *quantity `json:"valueQuantity"`
	Component     []struct {
		Code          coded     `json:"code"`
		ValueQuantity *quantity `json:"valueQuantity"`
	} `json:"component"`
}

// ParseBundle reads a FHIR R4 Bundle of Observations, or one Observation, into
// readings; a blood pressure panel gives two. It also gives the device that
// all of them name, empty when none does. The subject is kept with each reading,
// for Ingest to hold against the patient that the device is bound to.
func ParseBundle(raw []byte) (readings []Reading, device string, err error) {
	var b struct {
		ResourceType string `json:"resourceType"`
		Entry        []struct {
			Resource json.RawMessage `json:"resource"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, "", outcome.Wrap(outcome.Invalid, err, "the body is not valid JSON")
	}
	resources := []json.RawMessage{raw}
	if b.ResourceType == "Bundle" {
		resources = resources[:0]
		for _, e := range b.Entry {
			resources = append(resources, e.Resource)
		}
	}
	for _, r := range resources {
		var o observed
		if err := json.Unmarshal(r, &o); err != nil || o.ResourceType != "Observation" {
			return nil, "", outcome.New(outcome.Invalid, "the bundle holds something that is not an Observation")
		}
		named := strings.TrimPrefix(o.Device.Reference, "Device/")
		if device != "" && named != "" && named != device {
			return nil, "", outcome.New(outcome.Invalid, "the bundle holds readings of two devices")
		}
		if named != "" {
			device = named
		}
		readings = append(readings, o.readings()...)
	}
	return readings, device, nil
}

// readings of one Observation. One that has no readable value comes out with
// an unknown metric, so that its result says so and nothing is dropped.
func (o observed) readings() []Reading {
	at, err := time.Parse(time.RFC3339Nano, o.Effective)
	if err != nil {
		at = time.Time{}
	}
	var out []Reading
	add := func(code coded, q *quantity) {
		r := Reading{At: at, Subject: o.Subject.String()}
		if q != nil && q.Value != nil {
			r.Value, r.Unit = *q.Value, q.Code
			if r.Unit == "" {
				r.Unit = q.Unit
			}
			for _, c := range code.Coding {
				if m, ok := metricByLOINC(c.Code); ok {
					r.Metric = m.Name
				}
			}
		}
		out = append(out, r)
	}
	if len(o.Component) == 0 {
		add(o.Code, o.ValueQuantity)
	}
	for _, c := range o.Component {
		add(c.Code, c.ValueQuantity)
	}
	return out
}
