package agent

import (
	"encoding/json"
	"fmt"
	"time"

	"apricot.health/fhir/outcome"
)

// The statuses of an interview.
const (
	StatusActive    = "active"
	StatusEmergency = "emergency"
	StatusReview    = "review"
	StatusConfirmed = "confirmed"
	StatusPerson    = "person"
)

// Answer is one answer of the patient, as given. What it means is worked out
// anew each time from Question and these members, so an interview can be
// edited and replayed.
type Answer struct {
	Question string
	// Asked is the question as it was shown.
	Asked string
	Text  string
	// Option is "yes", "no" or the index of the chosen option.
	Option string
	Number *float64
	// Offered are the findings on a list of signs and Chosen those there.
	Offered, Chosen []string
	// Unknown says that the answer is not known; of a list, what was not chosen.
	Unknown bool
	At      time.Time
	Lang    string
}

// Interview is a pre-visit conversation as it is kept: a FHIR R4
// QuestionnaireResponse whose items are the answers in order.
type Interview struct {
	ID        string
	Version   int64
	Patient   string
	Encounter string
	Task      string // the Task of the visit link that opened it
	Lang      string
	Status    string
	Answers   []Answer
	Authored  time.Time
}

// The URLs of Apricot's own extensions and codes.
const (
	extensionBase = "https://apricot.health/fhir/StructureDefinition/"
	extLang       = extensionBase + "interview-language"
	extStatus     = extensionBase + "interview-status"
	extAt         = extensionBase + "answer-time"
	extOption     = extensionBase + "answer-option"
	extUnknown    = extensionBase + "answer-unknown"
	extOffered    = extensionBase + "answer-offered"
	extChosen     = extensionBase + "answer-chosen"
	extAbout      = extensionBase + "interview-about" // WhomOther where it is not about the subject
	// Questionnaire is the canonical URL that marks an interview.
	Questionnaire = "https://apricot.health/fhir/Questionnaire/pre-visit"
)

type reference struct {
	Reference string `json:"reference"`
}

type extension struct {
	URL           string `json:"url"`
	ValueCode     string `json:"valueCode,omitempty"`
	ValueDateTime string `json:"valueDateTime,omitempty"`
	ValueBoolean  *bool  `json:"valueBoolean,omitempty"`
}

type response struct {
	ResourceType  string      `json:"resourceType"`
	ID            string      `json:"id,omitempty"`
	Extension     []extension `json:"extension,omitempty"`
	Questionnaire string      `json:"questionnaire"`
	Status        string      `json:"status"`
	Subject       reference   `json:"subject"`
	Encounter     *reference  `json:"encounter,omitempty"`
	Authored      string      `json:"authored"`
	Source        reference   `json:"source"`
	Item          []item      `json:"item,omitempty"`
}

type item struct {
	Extension []extension `json:"extension,omitempty"`
	LinkID    string      `json:"linkId"`
	Text      string      `json:"text,omitempty"`
	Answer    []value     `json:"answer,omitempty"`
}

type value struct {
	ValueString  string       `json:"valueString,omitempty"`
	ValueDecimal *json.Number `json:"valueDecimal,omitempty"`
}

const extTask = extensionBase + "interview-task"

// Resource is the QuestionnaireResponse of the interview.
func (iv Interview) Resource() ([]byte, error) {
	r := response{
		ResourceType: "QuestionnaireResponse", ID: iv.ID, Questionnaire: Questionnaire,
		Status:  fhirStatus(iv.Status),
		Subject: reference{"Patient/" + iv.Patient}, Source: reference{"Patient/" + iv.Patient},
		Authored:  iv.Authored.UTC().Format(time.RFC3339),
		Extension: []extension{{URL: extLang, ValueCode: iv.Lang}, {URL: extStatus, ValueCode: iv.Status}},
	}
	if iv.Task != "" {
		r.Extension = append(r.Extension, extension{URL: extTask, ValueCode: iv.Task})
	}
	if iv.Whom() == WhomOther {
		r.Extension = append(r.Extension, extension{URL: extAbout, ValueCode: WhomOther})
	}
	if iv.Encounter != "" {
		r.Encounter = &reference{"Encounter/" + iv.Encounter}
	}
	for _, a := range iv.Answers {
		r.Item = append(r.Item, a.item())
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("agent: encode interview: %w", err)
	}
	return body, nil
}

func fhirStatus(status string) string {
	switch status {
	case StatusConfirmed:
		return "completed"
	case StatusEmergency, StatusPerson:
		return "stopped"
	default:
		return "in-progress"
	}
}

func (a Answer) item() item {
	it := item{LinkID: a.Question, Text: a.Asked, Extension: []extension{
		{URL: extAt, ValueDateTime: a.At.UTC().Format(time.RFC3339Nano)}, {URL: extLang, ValueCode: a.Lang},
	}}
	if a.Option != "" {
		it.Extension = append(it.Extension, extension{URL: extOption, ValueCode: a.Option})
	}
	for _, id := range a.Offered {
		it.Extension = append(it.Extension, extension{URL: extOffered, ValueCode: id})
	}
	for _, id := range a.Chosen {
		it.Extension = append(it.Extension, extension{URL: extChosen, ValueCode: id})
	}
	if a.Unknown {
		yes := true
		it.Extension = append(it.Extension, extension{URL: extUnknown, ValueBoolean: &yes})
	}
	if a.Number != nil {
		n := json.Number(fmt.Sprint(*a.Number))
		it.Answer = append(it.Answer, value{ValueDecimal: &n})
	}
	if a.Text != "" {
		it.Answer = append(it.Answer, value{ValueString: a.Text})
	}
	return it
}

// ParseInterview reads an interview back from its QuestionnaireResponse. It
// returns NotSupported for a response to another questionnaire.
func ParseInterview(raw []byte, version int64) (Interview, error) {
	var r response
	if err := json.Unmarshal(raw, &r); err != nil {
		return Interview{}, fmt.Errorf("agent: decode interview: %w", err)
	}
	if r.Questionnaire != Questionnaire {
		return Interview{}, outcome.New(outcome.NotSupported, "not a pre-visit interview")
	}
	iv := Interview{ID: r.ID, Version: version, Patient: after(r.Subject.Reference, "Patient/")}
	if r.Encounter != nil {
		iv.Encounter = after(r.Encounter.Reference, "Encounter/")
	}
	iv.Authored, _ = time.Parse(time.RFC3339, r.Authored) // the zero time marks what was never written
	for _, e := range r.Extension {
		switch e.URL {
		case extLang:
			iv.Lang = e.ValueCode
		case extStatus:
			iv.Status = e.ValueCode
		case extTask:
			iv.Task = e.ValueCode
		}
	}
	for _, it := range r.Item {
		a, err := it.parse()
		if err != nil {
			return Interview{}, err
		}
		iv.Answers = append(iv.Answers, a)
	}
	return iv, nil
}

func (it item) parse() (Answer, error) {
	a := Answer{Question: it.LinkID, Asked: it.Text}
	for _, e := range it.Extension {
		switch e.URL {
		case extAt:
			at, err := time.Parse(time.RFC3339Nano, e.ValueDateTime)
			if err != nil {
				return a, fmt.Errorf("agent: time of answer %s: %w", it.LinkID, err)
			}
			a.At = at
		case extLang:
			a.Lang = e.ValueCode
		case extOption:
			a.Option = e.ValueCode
		case extOffered:
			a.Offered = append(a.Offered, e.ValueCode)
		case extChosen:
			a.Chosen = append(a.Chosen, e.ValueCode)
		case extUnknown:
			a.Unknown = true
		}
	}
	for _, v := range it.Answer {
		if v.ValueDecimal != nil {
			n, err := v.ValueDecimal.Float64()
			if err != nil {
				return a, fmt.Errorf("agent: number of answer %s: %w", it.LinkID, err)
			}
			a.Number = &n
		}
		if v.ValueString != "" {
			a.Text = v.ValueString
		}
	}
	return a, nil
}

func after(s, prefix string) string {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):]
	}
	return ""
}
