package mapping

const (
	extBirthTime   = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
	extBirthPlace  = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
	extMother      = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"
	extNationality = "http://hl7.org/fhir/StructureDefinition/patient-nationality"
)

// pidRows is PID to Patient (HL7 v2-to-FHIR, PID[Patient]). Identifiers, birth
// time and death need more than one field and stand in patient.go.
var pidRows = []row{
	{field: 5, to: "name[]", cell: xpn},
	{field: 6, to: "extension[]", null: "extension:" + extMother, cell: extension(extMother, "valueString", nameText)},
	{field: 7, to: "birthDate", cell: date},
	{field: 8, to: "gender", cell: coded(genders, "unknown")},
	{field: 11, to: "address[]", cell: xad},
	{field: 13, to: "telecom[]", null: "telecom:home telecom:mobile", cell: xtn("home")},
	{field: 14, to: "telecom[]", null: "telecom:work", cell: xtn("work")},
	{field: 15, to: "communication[]", cell: under("language", cwe)},
	{field: 16, to: "maritalStatus", cell: fixed(maritalStatus, marital)},
	{field: 23, to: "extension[]", null: "extension:" + extBirthPlace, cell: extension(extBirthPlace, "valueAddress", under("text", text))},
	{field: 28, to: "extension[]", null: "extension:" + extNationality, cell: nested(extNationality, "code", "valueCodeableConcept", cwe)},
	{field: 40, to: "telecom[]", null: "telecom", cell: xtn("home")},
}

// nk1Rows is NK1 to RelatedPerson (NK1[RelatedPerson]).
var nk1Rows = []row{
	{field: 2, to: "name[]", cell: xpn},
	{field: 3, to: "relationship[]", cell: fixed(roleCode, relationships)},
	{field: 4, to: "address[]", cell: xad},
	{field: 5, to: "telecom[]", null: "telecom:home telecom:mobile", cell: xtn("home")},
	{field: 6, to: "telecom[]", null: "telecom:work", cell: xtn("work")},
	{field: 7, to: "relationship[]", cell: cwe},
	{field: 8, to: "period.start", cell: dateTime},
	{field: 9, to: "period.end", cell: dateTime},
	{field: 15, to: "gender", cell: coded(genders, "unknown")},
	{field: 16, to: "birthDate", cell: date},
	{field: 33, to: "identifier[]", cell: cxCell},
}

// pv1Rows is PV1 to Encounter (PV1[Encounter]). The status depends on the event
// and stands in encounter.go.
var pv1Rows = []row{
	{field: 2, to: "class", cell: coding(actCode, encounterClasses)},
	{field: 3, to: "location[]", cell: location("active")},
	{field: 4, to: "type[]", cell: cwe},
	{field: 5, to: "hospitalization.preAdmissionIdentifier", cell: cxCell},
	{field: 6, to: "location[]", cell: location("completed")},
	{field: 7, to: "participant[]", null: "participant:ATND", cell: participant("ATND")},
	{field: 8, to: "participant[]", null: "participant:REF", cell: participant("REF")},
	{field: 9, to: "participant[]", null: "participant:CON", cell: participant("CON")},
	{field: 10, to: "serviceType", cell: cwe},
	{field: 13, to: "hospitalization.reAdmission", cell: cwe},
	{field: 14, to: "hospitalization.admitSource", cell: cwe},
	{field: 15, to: "hospitalization.specialArrangement[]", cell: cwe},
	{field: 17, to: "participant[]", null: "participant:ADM", cell: participant("ADM")},
	{field: 36, to: "hospitalization.dischargeDisposition", cell: cwe},
	{field: 38, to: "hospitalization.dietPreference[]", cell: cwe},
	{field: 44, to: "period.start", cell: dateTime},
	{field: 45, to: "period.end", cell: dateTime},
}

// pv2Rows is PV2 to Encounter (PV2[Encounter]).
var pv2Rows = []row{
	{field: 3, to: "reasonCode[]", cell: cwe},
	{field: 12, to: "reasonCode[]", cell: under("text", text)},
	{field: 25, to: "priority", cell: cwe},
}

// dg1Rows is DG1 to Condition (DG1[Condition]).
var dg1Rows = []row{
	{field: 3, to: "code", cell: cwe},
	{field: 5, to: "onsetDateTime", cell: dateTime},
	{field: 16, to: "asserter", cell: xcn},
	{field: 19, to: "recordedDate", cell: dateTime},
}

// al1Rows is AL1 to AllergyIntolerance (AL1[AllergyIntolerance]).
var al1Rows = []row{
	{field: 2, to: "category[]", cell: coded(allergyCategories, "")},
	{field: 2, to: "type", cell: coded(allergyTypes, "")},
	{field: 3, to: "code", cell: cwe},
	{field: 4, to: "criticality", cell: coded(criticalities, "")},
	{field: 6, to: "onsetDateTime", cell: dateTime},
}

// reportRows is OBR to DiagnosticReport (OBR[DiagnosticReport]).
var reportRows = []row{
	{field: 4, to: "code", cell: cwe},
	{field: 7, to: "effectiveDateTime", cell: dateTime},
	{field: 22, to: "issued", cell: instant},
	{field: 24, to: "category[]", cell: fixedSystem(v2Table + "0074")},
	{field: 25, to: "status", cell: coded(reportStatuses, "unknown")},
}

// requestRows is OBR to ServiceRequest (OBR[ServiceRequest]).
var requestRows = []row{
	{field: 4, to: "code", cell: cwe},
	{field: 5, to: "priority", cell: coded(priorities, "")},
	{field: 6, to: "occurrenceDateTime", cell: dateTime},
	{field: 16, to: "requester", cell: xcn},
	{field: 25, to: "status", cell: coded(orderStatuses, "unknown")},
	{field: 31, to: "reasonCode[]", cell: cwe},
}

// obxRows is OBX to Observation (OBX[Observation]); the value, its unit and
// range stand in observation.go.
var obxRows = []row{
	{field: 3, to: "code", cell: cwe},
	{field: 8, to: "interpretation[]", cell: flag},
	{field: 11, to: "status", cell: coded(observationStatuses, "unknown")},
	{field: 14, to: "effectiveDateTime", cell: dateTime},
	{field: 16, to: "performer[]", cell: xcn},
	{field: 17, to: "method", cell: cwe},
	{field: 20, to: "bodySite", cell: cwe},
	{field: 23, to: "performer[]", cell: organisation},
}
