package consult

import (
	"encoding/json"
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
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

type dosage struct {
	Text            string
	Route           codeable
	Timing          timing
	AsNeededBoolean bool
	DoseAndRate     []struct {
		DoseQuantity quantity
		DoseRange    struct{ High quantity }
	}
}

type quantity struct {
	Value      float64
	Unit, Code string
}

type timing struct {
	Code   codeable
	Repeat struct {
		Frequency, FrequencyMax, Period float64
		PeriodUnit                      string
	}
}

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
			out = append(out, s.medication(r, b.Entry[i].Resource, medicines, patient))
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

func (s *Service) medication(r request, raw json.RawMessage, medicines map[string]json.RawMessage, patient string) draft {
	name, concept := s.drugOf(r, raw, medicines)
	o := &fence.OrderDraft{DrugText: name, Concept: concept, Evidence: "MedicationRequest/" + r.ID}
	d := draft{ref: "MedicationRequest/" + r.ID, text: name, drug: o, stranger: stranger(r, patient)}
	if len(r.DosageInstruction) > 0 {
		x := r.DosageInstruction[0]
		o.Dose = s.posology(name, x)
		d.text = strings.TrimSpace(name + " " + x.Text)
	}
	return d
}

// drugOf names the drug of a request as the record would name it were the
// request active: by code, by name, or by the Medication it refers to.
func (s *Service) drugOf(r request, raw json.RawMessage, medicines map[string]json.RawMessage) (name, concept string) {
	var live map[string]json.RawMessage
	if json.Unmarshal(raw, &live) != nil {
		return "", ""
	}
	live["status"], live["intent"] = json.RawMessage(`"active"`), json.RawMessage(`"order"`)
	delete(live, "subject")
	body, err := json.Marshal(live)
	if err != nil {
		return "", ""
	}
	raws := [][]byte{body}
	if m, ok := medicines[r.MedicationReference.Reference]; ok {
		raws = append(raws, m)
	}
	c, err := s.record.FromResources(raws, s.Now())
	if err != nil || len(c.Medications) == 0 {
		return r.Code.say(), ""
	}
	return c.Medications[0].Text, c.Medications[0].Concept
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

// posology joins what a dosage says in structure with what its text says; the
// structure wins. It is nil where nothing was said.
func (s *Service) posology(name string, x dosage) *claim.Posology {
	var p claim.Posology
	if x.Text != "" {
		if read := s.readDose(name + " " + x.Text); read != nil {
			p = *read
		}
	}
	if len(x.DoseAndRate) > 0 {
		q := x.DoseAndRate[0].DoseQuantity
		if q.Value == 0 {
			q = x.DoseAndRate[0].DoseRange.High
		}
		if q.Value > 0 {
			p.Amount, p.Unit, p.PerKg, p.Daily = amount(q)
		}
	}
	if r := route(x.Route); r != "" {
		p.Route = r
	}
	if n := perDay(x.Timing); n > 0 {
		p.PerDay = n
	}
	p.AsNeeded = p.AsNeeded || x.AsNeededBoolean
	if p == (claim.Posology{}) {
		return nil
	}
	return &p
}

func (s *Service) readDose(text string) *claim.Posology {
	for _, c := range s.claims.Read(text, "").Claims {
		if c.Dose != nil {
			return c.Dose
		}
	}
	return nil
}

// amount reads a UCUM quantity; "mg/kg" and "mg/d" are taken apart.
func amount(q quantity) (value float64, unit string, perKg, daily bool) {
	unit = q.Code
	if unit == "" {
		unit = q.Unit
	}
	base, rest, _ := strings.Cut(unit, "/")
	for part := range strings.SplitSeq(rest, "/") {
		switch part {
		case "kg":
			perKg = true
		case "d", "day", "24.h":
			daily = true
		}
	}
	switch base {
	case "mcg", "μg", "µg":
		base = "ug"
	case "IU", "iU", "U":
		base = "[iU]"
	case "ml":
		base = "mL"
	}
	return q.Value, base, perKg, daily
}

// route reads the codes that systems write: SNOMED CT, HL7 v3 and plain words.
func route(c codeable) string {
	words := []string{strings.ToLower(strings.TrimSpace(c.Text))}
	for _, x := range c.Coding {
		words = append(words, strings.ToLower(x.Code), strings.ToLower(x.Display))
	}
	for _, w := range words {
		switch w {
		case "26643006", "po", "oral", "口服", "by mouth", "oral route":
			return "oral"
		case "47625008", "iv", "ivp", "ivinj", "ivgtt", "intravenous", "静脉注射", "静脉滴注", "静滴", "静注", "intravenous route":
			return "iv"
		case "78421000", "im", "intramuscular", "肌内注射", "肌注", "intramuscular route":
			return "im"
		case "34206005", "sc", "subcutaneous", "皮下注射", "皮下", "subcutaneous route":
			return "sc"
		case "18679011000001101", "447694001", "inhl", "inhaled", "inhalation", "吸入", "雾化吸入":
			return "inhaled"
		case "6064005", "topical", "top", "外用", "topical route":
			return "topical"
		case "37839007", "sl", "sublingual", "舌下", "舌下含服", "sublingual route":
			return "sublingual"
		case "72607000", "it", "itinj", "intrathecal", "鞘内", "鞘内注射", "鞘内给药", "鞘注", "intrathecal route":
			return "intrathecal"
		case "418401004", "ivitinj", "intravitreal", "玻璃体腔", "玻璃体腔注射", "玻璃体腔内注射", "玻璃体内注射", "intravitreal route":
			return "intravitreal"
		case "37161004", "pr", "rectal", "直肠给药", "塞肛", "rectal route":
			return "rectal"
		}
	}
	return ""
}

// perDay is how many times a day, from the repeat or from a GTS abbreviation
// (HL7 v3 GTSAbbreviation).
func perDay(t timing) float64 {
	n := max(t.Repeat.Frequency, t.Repeat.FrequencyMax)
	if t.Repeat.Period > 0 && t.Repeat.PeriodUnit != "" {
		days := map[string]float64{"min": 1.0 / 1440, "h": 1.0 / 24, "d": 1, "wk": 7, "mo": 30}[t.Repeat.PeriodUnit]
		if days == 0 {
			return 0
		}
		return max(n, 1) / (t.Repeat.Period * days)
	}
	for _, x := range t.Code.Coding {
		switch strings.ToUpper(x.Code) {
		case "QD", "AM", "PM", "BED":
			return 1
		case "BID":
			return 2
		case "TID":
			return 3
		case "QID":
			return 4
		case "Q4H":
			return 6
		case "Q6H":
			return 4
		case "Q8H":
			return 3
		case "Q12H":
			return 2
		case "QOD":
			return 0.5
		case "WK":
			return 1.0 / 7
		}
	}
	return 0
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
		out = append(out, draft{text: text, drug: &fence.OrderDraft{DrugText: c.Text, Concept: c.Concept, Dose: doses[c.Concept]}})
	}
	if len(out) > 0 {
		return out
	}
	if inv := s.investigationNamed(text); inv != "" {
		return []draft{{text: text, test: inv}}
	}
	return []draft{{text: text, drug: &fence.OrderDraft{DrugText: text, Dose: s.readDose(text)}}}
}
