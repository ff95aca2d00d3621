package agent

import "time"

// CareReason is why a patient stands on the list of those whose care pathway asks for
// somebody, as an input of a TaskCare, a value that a pathway escalates, or of a
// TaskCheck, a check of it that is overdue.
type CareReason struct {
	// Rule is the pathway and its escalation or monitoring: path.x/name.
	Rule string
	// Says is whom an escalation goes to, or CareDue.
	Says string
	// Evidence are the values that an escalation rests on.
	Evidence []CareValue
	// Last is when the newest of the evidence was measured, or the check last done; zero
	// is never. Due is until when to act, or when the check was due.
	Last, Due time.Time
}

// CareDue is what a CareReason says of an overdue check.
const CareDue = "due"

// CareValue is one value that an escalation rests on.
type CareValue struct {
	Finding string
	Value   float64
	Unit    string
	At      time.Time
	// Statistic is what was made of Readings values: mean, rise; empty is the newest.
	Statistic string
	Readings  int
}

// CareInput is a CareReason as it is stored.
type CareInput struct {
	Extension   []CareExtension `json:"extension,omitempty"`
	Type        CareText        `json:"type"`
	ValueString string          `json:"valueString"`
}

// CareText is a concept that has no code but words.
type CareText struct {
	Text string `json:"text"`
}

// CareExtension is an extension of a CareInput or of one that it holds.
type CareExtension struct {
	URL       string          `json:"url"`
	Extension []CareExtension `json:"extension,omitempty"`
	DateTime  *time.Time      `json:"valueDateTime,omitempty"`
	Code      string          `json:"valueCode,omitempty"`
	Integer   *int            `json:"valueInteger,omitempty"`
	Quantity  *careQuantity   `json:"valueQuantity,omitempty"`
}

type careQuantity struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

const (
	careLast     = "https://apricot.health/fhir/StructureDefinition/care-last"
	careDue      = "https://apricot.health/fhir/StructureDefinition/care-due"
	careEvidence = "https://apricot.health/fhir/StructureDefinition/care-evidence"
)

// Input gives the reason as it is stored.
func (r CareReason) Input() CareInput {
	in := CareInput{Type: CareText{r.Rule}, ValueString: r.Says}
	in.Extension = append(moment(careLast, r.Last), moment(careDue, r.Due)...)
	for _, v := range r.Evidence {
		of := []CareExtension{
			{URL: "finding", Code: v.Finding},
			{URL: "value", Quantity: &careQuantity{v.Value, v.Unit}},
			{URL: "readings", Integer: &v.Readings},
		}
		of = append(of, moment("time", v.At)...)
		if v.Statistic != "" {
			of = append(of, CareExtension{URL: "statistic", Code: v.Statistic})
		}
		in.Extension = append(in.Extension, CareExtension{URL: careEvidence, Extension: of})
	}
	return in
}

// moment is an extension with a time, none where there is no time.
func moment(url string, at time.Time) []CareExtension {
	if at.IsZero() {
		return nil
	}
	at = at.UTC().Truncate(time.Second)
	return []CareExtension{{URL: url, DateTime: &at}}
}

// Reason reads what Input stored.
func (in CareInput) Reason() CareReason {
	r := CareReason{Rule: in.Type.Text, Says: in.ValueString}
	for _, x := range in.Extension {
		switch {
		case x.URL == careLast && x.DateTime != nil:
			r.Last = *x.DateTime
		case x.URL == careDue && x.DateTime != nil:
			r.Due = *x.DateTime
		case x.URL == careEvidence:
			r.Evidence = append(r.Evidence, x.value())
		}
	}
	return r
}

func (x CareExtension) value() CareValue {
	var v CareValue
	for _, of := range x.Extension {
		switch {
		case of.URL == "finding":
			v.Finding = of.Code
		case of.URL == "statistic":
			v.Statistic = of.Code
		case of.URL == "value" && of.Quantity != nil:
			v.Value, v.Unit = of.Quantity.Value, of.Quantity.Unit
		case of.URL == "readings" && of.Integer != nil:
			v.Readings = *of.Integer
		case of.URL == "time" && of.DateTime != nil:
			v.At = *of.DateTime
		}
	}
	return v
}

// UrgentHours is within how many hours an escalation asks for somebody so that it is
// called urgent: whoever is told stays told until a person closes it.
const UrgentHours = 24

// CarePriority is the FHIR request-priority of what asks for somebody within so many
// hours; 0 is an emergency.
func CarePriority(hours int) string {
	switch {
	case hours == 0:
		return "stat"
	case hours <= 4:
		return "asap"
	case hours <= UrgentHours:
		return "urgent"
	default:
		return "routine"
	}
}
