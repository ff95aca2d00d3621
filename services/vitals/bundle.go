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

type observed struct {
	ResourceType string `json:"resourceType"`
	Code         coded  `json:"code"`
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
// all of them name, empty when none does. The subject in the resources is not
// read: a device's patient is bound on the server.
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
		r := Reading{At: at}
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
