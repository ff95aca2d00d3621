package consult

import (
	"encoding/json"
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
)

// draft is one order that somebody is about to sign.
type draft struct {
	// ref is the order's reference in the bundle, empty for free text.
	ref  string
	text string
	drug *fence.OrderDraft // nil for a test
	test string            // inv.*, empty where the graph does not know it
	// stranger is true when the order names another patient.
	stranger bool
}

// maxOrders bounds one check.
const maxOrders = 200

type request struct {
	ResourceType, ID          string
	Status                    string
	Subject                   struct{ Reference string }
	Code                      codeable
	MedicationCodeableConcept json.RawMessage
	MedicationReference       struct{ Reference string }
	DosageInstruction         []dosage
}

type bundle struct {
	ResourceType string
	Entry        []struct {
		FullURL  string
		Resource json.RawMessage
	}
}

// parseDrafts reads the drafts of a draftOrders Bundle. It is Invalid for
// anything else; entries of other types are left to the EMR.
func (s *Service) parseDrafts(raw []byte, patient string) ([]draft, error) {
	var b bundle
	if err := json.Unmarshal(raw, &b); err != nil || b.ResourceType != "Bundle" {
		return nil, outcome.At(outcome.Invalid, "context.draftOrders", "the draft orders are no FHIR Bundle")
	}
	if len(b.Entry) > maxOrders {
		return nil, outcome.At(outcome.TooLarge, "context.draftOrders", "at most %d orders are checked at once", maxOrders)
	}
	medicines := map[string]json.RawMessage{}
	requests := make([]request, len(b.Entry))
	for i, e := range b.Entry {
		if err := json.Unmarshal(e.Resource, &requests[i]); err != nil {
			return nil, outcome.At(outcome.Invalid, fmt.Sprintf("context.draftOrders.entry[%d]", i), "the order cannot be read")
		}
		if r := requests[i]; r.ResourceType == "Medication" {
			medicines["Medication/"+r.ID], medicines[e.FullURL] = e.Resource, e.Resource
		}
	}
	var out []draft
	for i, r := range requests {
		switch r.ResourceType {
		case "MedicationRequest":
			out = append(out, s.medications(r, b.Entry[i].Resource, medicines, patient)...)
		case "ServiceRequest":
			out = append(out, draft{
				ref: "ServiceRequest/" + r.ID, text: r.Code.say(), test: s.investigation(r.Code), stranger: stranger(r, patient),
			})
		}
	}
	return out, nil
}

func stranger(r request, patient string) bool {
	ref := r.Subject.Reference
	if i := strings.LastIndex(ref, "Patient/"); i >= 0 {
		return ref[i+len("Patient/"):] != patient
	}
	return false
}

// medications is an order as one draft for each ingredient of what it names.
func (s *Service) medications(r request, raw json.RawMessage, medicines map[string]json.RawMessage, patient string) []draft {
	found := s.drugsOf(r, raw, medicines)
	doses := make([]*claim.Posology, len(found))
	text := found[0].Text
	if len(r.DosageInstruction) > 0 {
		x := r.DosageInstruction[0]
		doses[0] = s.posology(text, x)
		text = strings.TrimSpace(text + " " + x.Text)
	}
	if len(found) > 1 {
		doses = shared(doses[0], text, len(found))
	}
	out := make([]draft, len(found))
	for i, m := range found {
		out[i] = draft{
			ref: "MedicationRequest/" + r.ID, text: text, stranger: i == 0 && stranger(r, patient),
			drug: &fence.OrderDraft{DrugText: m.Text, Concept: m.Concept, Dose: doses[i], Evidence: "MedicationRequest/" + r.ID},
		}
	}
	return out
}

// drugsOf names the drugs of a request as the record would name them were the
// request active: by code, by name, or by the Medication it refers to. There is one at
// least.
func (s *Service) drugsOf(r request, raw json.RawMessage, medicines map[string]json.RawMessage) []chart.Coded {
	var live map[string]json.RawMessage
	if json.Unmarshal(raw, &live) != nil {
		return []chart.Coded{{}}
	}
	live["status"], live["intent"] = json.RawMessage(`"active"`), json.RawMessage(`"order"`)
	delete(live, "subject")
	body, err := json.Marshal(live)
	if err != nil {
		return []chart.Coded{{}}
	}
	raws := [][]byte{body}
	if m, ok := medicines[r.MedicationReference.Reference]; ok {
		raws = append(raws, m)
	}
	c, err := s.record.FromResources(raws, s.Now())
	if err != nil || len(c.Medications) == 0 {
		return []chart.Coded{{Text: r.Code.say()}}
	}
	return s.ingredients(c.Medications[0].Text, c.Medications)
}

// investigation is the graph's test behind a code or name.
func (s *Service) investigation(c codeable) string {
	if id := c.code(investigationSystem); id != "" {
		if _, ok := s.Graph.Investigation(id); ok {
			return id
		}
	}
	if code := c.code("http://loinc.org"); code != "" {
		for _, inv := range s.Graph.Investigations() {
			if inv.Loinc == code {
				return inv.ID
			}
		}
	}
	return s.investigationNamed(c.say())
}

func (s *Service) investigationNamed(text string) string {
	for _, m := range s.Lexicon.Extract(text, "") {
		if m.Kind == "investigation" {
			return m.Concept
		}
	}
	return ""
}

// readOrder reads orders written as text: each drug that the text gives, or
// the test it names, or else an order that nobody can check.
func (s *Service) readOrder(text string) []draft {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	var out []draft
	doses := map[string]*claim.Posology{}
	reading := s.claims.Read(text, "")
	for _, c := range reading.Claims {
		if c.Dose != nil && doses[c.Concept] == nil {
			doses[c.Concept] = c.Dose
		}
	}
	push := pushed(dosage{Text: text})
	seen := map[string]bool{}
	for _, c := range reading.Claims {
		if c.Kind != claim.Drug || c.Concept == "" || c.Polarity == claim.Negated || seen[c.Concept] {
			continue
		}
		switch c.Act {
		case claim.Stop, claim.Avoid, claim.Allergic:
			continue
		}
		seen[c.Concept] = true
		dose := doses[c.Concept]
		if push && (dose == nil || dose.Route == "" || dose.Route == "iv") {
			own := claim.Posology{}
			if dose != nil {
				own = *dose
			}
			own.Route, own.Push = "iv", true
			dose = &own
		}
		out = append(out, draft{text: text, drug: &fence.OrderDraft{DrugText: c.Text, Concept: c.Concept, Dose: dose}})
	}
	if len(out) > 0 {
		return out
	}
	if inv := s.investigationNamed(text); inv != "" {
		return []draft{{text: text, test: inv}}
	}
	return []draft{{text: text, drug: &fence.OrderDraft{DrugText: text, Dose: s.readDose(text)}}}
}
