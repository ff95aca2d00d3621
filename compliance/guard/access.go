package guard

import (
	"slices"

	"apricot.health/fhir/actor"
)

// Right is what a role may do with a resource type.
type Right uint8

// The rights.
const (
	Read Right = 1 << iota
	Write
)

// clinical are the types that hold patient data.
var clinical = []string{ //nolint:gochecknoglobals // a constant table
	"Patient", "RelatedPerson", "Encounter", "Condition", "AllergyIntolerance", "MedicationRequest",
	"MedicationStatement", "Medication", "Observation", "DiagnosticReport", "ServiceRequest", "Procedure",
	"Immunization", "Task", "Communication", "QuestionnaireResponse", "Composition", "DocumentReference",
	"CarePlan", "Flag", "RiskAssessment", "DetectedIssue", "GuidanceResponse", "Consent", "Provenance",
	"Binary", "Basic", "Specimen", "Coverage", "MessageHeader", "Bundle",
	"Appointment", "CareTeam", "Goal", "ImagingStudy", "MedicationAdministration",
	"Account", "AdverseEvent", "AppointmentResponse", "BodyStructure", "ChargeItem", "Claim", "ClaimResponse",
	"ClinicalImpression", "CommunicationRequest", "DeviceRequest", "DeviceUseStatement", "DocumentManifest",
	"EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Group", "ImmunizationEvaluation",
	"ImmunizationRecommendation", "Invoice", "List", "MeasureReport", "Media", "MedicationDispense",
	"MolecularSequence", "NutritionOrder", "Person", "RequestGroup", "SupplyDelivery", "SupplyRequest",
	"VisionPrescription",
}

// shared are types without patient data that everybody at work needs.
var shared = []string{ //nolint:gochecknoglobals // a constant table
	"Practitioner", "PractitionerRole", "Organization", "Location", "Device", "Questionnaire",
	"ActivityDefinition", "DeviceDefinition", "DeviceMetric", "Endpoint", "HealthcareService", "Library", "Measure",
	"MedicationKnowledge", "PlanDefinition", "Schedule", "Slot", "Substance",
}

// patientReads and patientWrites bound a patient to the visit's own papers.
var (
	patientReads = []string{ //nolint:gochecknoglobals // a constant table
		"Patient", "Encounter", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement",
		"Observation", "QuestionnaireResponse", "Composition", "ServiceRequest", "Communication", "RiskAssessment", "Task",
	}
	patientWrites = []string{ //nolint:gochecknoglobals // a constant table
		"QuestionnaireResponse", "Composition", "ServiceRequest", "Communication", "RiskAssessment", "Task",
	}
	doctorWrites = []string{ //nolint:gochecknoglobals // a constant table
		"Condition", "AllergyIntolerance", "Observation", "ServiceRequest", "MedicationRequest", "Composition",
		"QuestionnaireResponse", "Communication", "Task", "GuidanceResponse", "DetectedIssue", "CarePlan", "Provenance",
	}
	careWrites = []string{"Task", "Communication", "CarePlan", "Provenance"} //nolint:gochecknoglobals // a constant table
)

// access is the whole of who may do what. What is not in it is refused, for
// every role and type. AuditEvents are written by the guard alone.
func access() map[actor.Role]map[string]Right {
	t := map[actor.Role]map[string]Right{}
	grant := func(r actor.Role, right Right, types ...string) {
		if t[r] == nil {
			t[r] = map[string]Right{}
		}
		for _, typ := range types {
			t[r][typ] |= right
		}
	}
	grant(actor.Patient, Read, patientReads...)
	grant(actor.Patient, Write, patientWrites...)
	grant(actor.Patient, Read, "Practitioner", "Organization", "Location")
	for _, r := range []actor.Role{actor.Doctor, actor.CareManager} {
		grant(r, Read, clinical...)
		grant(r, Read, shared...)
	}
	grant(actor.Doctor, Write, doctorWrites...)
	grant(actor.CareManager, Write, careWrites...)
	for _, r := range []actor.Role{actor.Integrator, actor.Service} {
		grant(r, Read|Write, clinical...)
		grant(r, Read|Write, shared...)
	}
	grant(actor.Operator, Read|Write, "Device")
	grant(actor.Operator, Read, shared...)
	grant(actor.Auditor, Read, "AuditEvent")
	return t
}

// Readable lists the types that a role may read, in alphabetical order.
func (s *Store) Readable(a actor.Actor) []string {
	var out []string
	for typ, right := range s.table[a.Role] {
		if right&Read != 0 {
			out = append(out, typ)
		}
	}
	slices.Sort(out)
	return out
}
