package record

import (
	"cmp"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
)

func plainICD(code string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), ".", ""))
}

// byICD gives the condition of an ICD-10 code: its own, or that of the nearest
// category above it (E11.9 is under E11). A code above a condition's own says
// too little to name it.
func (r *Reader) byICD(c concept) string {
	for _, code := range c.codes("icd-10") {
		for code = plainICD(code); len(code) >= 3; code = code[:len(code)-1] {
			if id := r.icd[code]; id != "" {
				return id
			}
		}
	}
	return ""
}

// standing turns a clinical status into the chart's.
func standing(x resource) (status string, ok bool) {
	if x.VerificationStatus.is("refuted", "entered-in-error") {
		return "", false
	}
	switch {
	case x.ClinicalStatus.is("inactive", "remission", "resolved"):
		return "resolved", true
	case x.VerificationStatus.is("provisional", "differential", "unconfirmed") && x.ResourceType == "Condition":
		return "unknown", true
	}
	return "active", true
}

func (s *reading) condition(x resource) {
	status, ok := standing(x)
	if !ok || x.Code.empty() {
		return
	}
	if x.Code.is("160245001") { // SNOMED CT: no current problems or disability
		s.chart.ConditionsKnown = true
		return
	}
	x.Code = s.named(x.Code)
	words := x.Code.words()
	if s.pregnancy(x, status) {
		return
	}
	id := s.byTable(x.Code, "cond.")
	for _, w := range words {
		if id != "" {
			break
		}
		if id = s.names.whole(w, "condition"); id != "" {
			break
		}
	}
	if id == "" {
		id = s.byICD(x.Code)
	}
	if id == "" && !guarded(strings.Join(words, " ")) {
		id = s.names.find(words, "condition")
	}
	if id == "" && slices.ContainsFunc(words, justWeeks) {
		return
	}
	if id == "" {
		s.history(words, status, x.evidence)
	}
	s.chart.Conditions = append(s.chart.Conditions, chart.Coded{Concept: id, Text: x.Code.say(), Evidence: x.evidence, Status: status})
}

// history takes an entry of the problem list that the graph knows as a
// finding: an operation, a risk.
func (s *reading) history(words []string, status, evidence string) {
	for _, w := range words {
		id := s.names.whole(w, "finding")
		if f, ok := s.graph.Finding(id); ok && (f.Class == "history" || f.Class == "risk") && status == "active" {
			s.chart.Findings[id] = chart.Yes
			s.chart.FindingSource[id] = chart.Source{Where: evidence}
			return
		}
	}
}

// noAllergy are the SNOMED CT codes for "asked, none": no known allergy, no
// known drug allergy.
func noAllergy(c concept) bool {
	if c.is("716186003", "409137002") {
		return true
	}
	switch plain(c.Text) {
	case "no known allergies", "no known allergy", "no known drug allergies", "nka", "nkda", "none", "无", "否认", "无过敏史", "无药物过敏史", "否认过敏史", "否认药物过敏史", "无已知过敏", "无已知药物过敏":
		return true
	}
	return false
}

func (s *reading) allergy(x resource) {
	status, ok := standing(x)
	if !ok {
		return
	}
	if noAllergy(x.Code) {
		s.chart.AllergiesKnown = true
		return
	}
	if len(x.Reaction) == 0 && len(x.Code.Coding) == 0 && deniesAllergy(x.Code.say()) {
		return
	}
	words := x.Code.words()
	for _, r := range x.Reaction {
		words = append(words, r.Substance.words()...)
	}
	if len(words) == 0 && x.Code.empty() {
		return
	}
	say := x.Code.say()
	if say == "" {
		say = words[0]
	}
	s.chart.AllergiesKnown = true
	s.chart.Allergies = append(s.chart.Allergies, chart.Coded{Concept: s.allergen(words, x.Code), Text: say, Evidence: x.evidence, Status: status})
}

func (s *reading) allergen(words []string, c concept) string {
	if id := s.byATC(c); id != "" {
		return id
	}
	return cmp.Or(s.Reader.allergen(words), s.byRxNorm(c))
}

// allergen prefers the group to the drug of the same name: an allergy to
// penicillin is one to penicillins.
func (r *Reader) allergen(words []string) string {
	return cmp.Or(r.names.find(words, "allergen", "drug", "class"), byAllergen(words))
}

func (r *Reader) byATC(c concept) string {
	for _, part := range []string{"whocc", "2.16.840.1.113883.6.73"} {
		for _, code := range c.codes(part) {
			if id := r.atc[strings.ToUpper(code)]; id != "" {
				return id
			}
		}
	}
	return ""
}

// byRxNorm is asked after the names: an ingredient's code beside the name of a
// combination says less than the name, beside that of a class or of nothing known
// it says more.
func (r *Reader) byRxNorm(c concept) string {
	for _, part := range []string{"rxnorm", "2.16.840.1.113883.6.88"} {
		for _, code := range c.codes(part) {
			if id := r.rxnorm[code]; id != "" {
				return id
			}
		}
	}
	return ""
}

func (s *reading) medication(x resource) {
	status := ""
	switch x.Status {
	case "active", "intended", "":
		status = "active"
	case "unknown", "on-hold":
		status = "unknown"
	case "completed", "stopped", "cancelled", "not-taken":
		status = "resolved"
	default: // draft, entered-in-error and whatever a later FHIR adds
		return
	}
	switch x.Intent {
	case "proposal", "plan", "option":
		return
	}
	c := x.MedicationCodeableConcept
	if c.empty() {
		c = s.medicine(x)
	}
	if c.is("787481004") { // SNOMED CT: no known medications
		s.chart.MedicationsKnown = true
		return
	}
	if c.empty() {
		return
	}
	c = s.named(c)
	ids := []string{cmp.Or(s.byTable(c, "drug.", "class."), s.byATC(c))}
	if ids[0] == "" {
		ids = s.drugs(c.words())
		if id := s.byRxNorm(c); id != "" && !strings.HasPrefix(ids[0], "drug.") {
			ids = []string{id}
		}
	}
	for _, id := range ids {
		s.chart.Medications = append(s.chart.Medications, chart.Coded{Concept: id, Text: c.say(), Evidence: x.evidence, Status: status})
	}
}

// drugs gives what a medicine's texts name: one drug where a text is its name,
// else every ingredient that the first telling text holds, else one unknown.
func (r *Reader) drugs(words []string) []string {
	for _, w := range words {
		if id := r.names.whole(w, "drug", "class"); id != "" {
			return []string{id}
		}
	}
	for _, w := range words {
		if ids := r.names.all(w, "drug"); len(ids) > 0 {
			return ids
		}
	}
	return []string{r.names.find(words, "class")}
}

// medicine follows a reference to a Medication, contained or beside.
func (s *reading) medicine(x resource) concept {
	target := x.MedicationReference.Reference
	for _, c := range x.Contained {
		if c.ID != "" && target == "#"+c.ID {
			return c.Code
		}
	}
	if c, ok := s.medicines[target]; ok && target != "" {
		return c
	}
	return concept{Text: x.MedicationReference.Display}
}
