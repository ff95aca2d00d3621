package r4

import "slices"

// subjectMembers name, in every resource type, whose record a resource is part
// of. They are looked at first, so the subject comes first in Patients.
func subjectMembers() []string {
	return []string{"subject", "patient", "beneficiary", "for", "individual"}
}

// partyPaths are the further members that bring a resource into a patient's
// compartment (FHIR R4, compartmentdefinition-patient.html), by type.
func partyPaths(typ string) [][]string {
	switch typ {
	case "Appointment":
		return [][]string{{"participant", "actor"}}
	case "AuditEvent":
		return [][]string{{"agent", "who"}, {"entity", "what"}}
	case "Communication", "CommunicationRequest":
		return [][]string{{"sender"}, {"recipient"}}
	case "Composition", "DocumentReference", "QuestionnaireResponse", "Basic":
		return [][]string{{"author"}, {"source"}}
	case "Provenance":
		return [][]string{{"target"}}
	case "Group":
		return [][]string{{"member", "entity"}}
	case "Coverage":
		return [][]string{{"policyHolder"}, {"subscriber"}}
	case "AllergyIntolerance":
		return [][]string{{"recorder"}, {"asserter"}}
	case "Condition":
		return [][]string{{"asserter"}}
	case "Observation", "CarePlan", "DiagnosticReport", "Procedure", "Immunization", "ServiceRequest":
		return [][]string{{"performer"}, {"performer", "actor"}}
	case "Task":
		return [][]string{{"requester"}, {"owner"}}
	default:
		return nil
	}
}

// Patients gives the ids of the patients whose compartment the resource lies
// in, the one it is about first: a Patient itself, and what a subject, patient,
// beneficiary, for or individual member points to, then other parties to it.
// It is nil for text that is not JSON and for resources of no patient. A URL
// that names a patient of another server names none of ours.
func Patients(raw []byte) []string {
	d, err := Parse(raw)
	if err != nil {
		return nil
	}
	return d.Patients()
}

// Patients is the package function of that name on a parsed document.
func (d *Doc) Patients() []string {
	root := d.Root()
	var ids []string
	typ := d.Type()
	if typ == "Patient" {
		if id := root.Get("id").Text(); id != "" {
			ids = append(ids, id)
		}
	}
	for _, name := range subjectMembers() {
		ids = addPatients(ids, root.Get(name))
	}
	for _, path := range partyPaths(typ) {
		ids = addPatients(ids, walk([]Value{root}, path)...)
	}
	return ids
}

func walk(from []Value, path []string) []Value {
	for _, name := range path {
		var next []Value
		for _, v := range from {
			for item := range v.Get(name).Items() {
				next = append(next, item)
			}
		}
		from = next
	}
	return from
}

func addPatients(ids []string, refs ...Value) []string {
	for _, v := range refs {
		for item := range v.Items() {
			base, typ, id, ok := SplitReference(item.Get("reference").Text())
			if ok && base == "" && typ == "Patient" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
