package record

import (
	"encoding/json"
	"strings"
	"time"
)

// parse reads a resource. One of a type that no chart is made of is known by
// its type alone. One of ours with a member of the wrong shape is refused: an
// allergy that cannot be read must not vanish.
func parse(raw []byte) (resource, bool) {
	var head struct {
		ResourceType string `json:"resourceType"`
	}
	if json.Unmarshal(raw, &head) != nil || head.ResourceType == "" {
		return resource{}, false
	}
	x := resource{ResourceType: head.ResourceType}
	switch head.ResourceType {
	case "Patient", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Medication", "Observation":
		return x, json.Unmarshal(raw, &x) == nil
	}
	return x, true
}

// resource holds the members of the types that a chart is made of. FHIR R4
// gives no name two shapes among them, except for Patient.name.
type resource struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Subject      ref    `json:"subject"`
	Patient      ref    `json:"patient"`
	// Patient.
	Gender     string          `json:"gender"`
	BirthDate  string          `json:"birthDate"`
	Name       json.RawMessage `json:"name"` // a list for a person, a string elsewhere
	Identifier []struct {
		Value string `json:"value"`
	} `json:"identifier"`
	Telecom []struct {
		Value string `json:"value"`
	} `json:"telecom"`
	// What it is.
	Code                      concept `json:"code"`
	MedicationCodeableConcept concept `json:"medicationCodeableConcept"`
	MedicationReference       ref     `json:"medicationReference"`
	Contained                 []struct {
		ID   string  `json:"id"`
		Code concept `json:"code"`
	} `json:"contained"`
	Status             string  `json:"status"`
	Intent             string  `json:"intent"`
	ClinicalStatus     concept `json:"clinicalStatus"`
	VerificationStatus concept `json:"verificationStatus"`
	Reaction           []struct {
		Substance concept `json:"substance"`
	} `json:"reaction"`
	RecordedDate  string `json:"recordedDate"`
	OnsetDateTime string `json:"onsetDateTime"`
	// Observation.
	value
	Component         []component `json:"component"`
	EffectiveDateTime string      `json:"effectiveDateTime"`
	EffectiveInstant  string      `json:"effectiveInstant"`
	EffectivePeriod   struct {
		Start string `json:"start"`
		End   string `json:"end"`
	} `json:"effectivePeriod"`
	Issued string `json:"issued"`

	evidence string
}

type humanName struct {
	Text   string   `json:"text"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
}

func (x resource) names() []humanName {
	var ns []humanName
	if json.Unmarshal(x.Name, &ns) != nil {
		return nil
	}
	return ns
}

type ref struct {
	Reference string `json:"reference"`
	Display   string `json:"display"`
}

type component struct {
	Code concept `json:"code"`
	value
}

type value struct {
	Quantity *quantity `json:"valueQuantity"`
	Concept  *concept  `json:"valueCodeableConcept"`
	Boolean  *bool     `json:"valueBoolean"`
	Integer  *float64  `json:"valueInteger"`
}

type quantity struct {
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	Code  string   `json:"code"`
}

type concept struct {
	Text   string `json:"text"`
	Coding []struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	} `json:"coding"`
}

// is is true when any coding has the code.
func (c concept) is(codes ...string) bool {
	for _, x := range c.Coding {
		for _, code := range codes {
			if x.Code == code {
				return true
			}
		}
	}
	return false
}

// words are the texts of a concept, the writer's own first.
func (c concept) words() []string {
	var out []string
	if c.Text != "" {
		out = append(out, c.Text)
	}
	for _, x := range c.Coding {
		if x.Display != "" {
			out = append(out, x.Display)
		}
	}
	return out
}

// say is what stands in the chart for a concept.
func (c concept) say() string {
	if w := c.words(); len(w) > 0 {
		return w[0]
	}
	for _, x := range c.Coding {
		if x.Code != "" {
			return x.Code
		}
	}
	return ""
}

func (c concept) empty() bool { return c.Text == "" && len(c.Coding) == 0 }

// codes gives the codes of the systems whose URI holds part.
func (c concept) codes(part string) []string {
	var out []string
	for _, x := range c.Coding {
		if strings.Contains(strings.ToLower(x.System), part) {
			out = append(out, x.Code)
		}
	}
	return out
}

// when is the time an observation holds for, zero when it does not say.
func (x resource) when() time.Time {
	for _, s := range []string{x.EffectiveDateTime, x.EffectiveInstant, x.EffectivePeriod.End, x.EffectivePeriod.Start, x.Issued} {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02", "2006-01", "2006"} {
			if at, err := time.Parse(layout, s); err == nil {
				return at
			}
		}
	}
	return time.Time{}
}
