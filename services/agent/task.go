package agent

// TaskSystem is the code system of Apricot's own kinds of Task.
const TaskSystem = "https://apricot.health/fhir/CodeSystem/task"

// The kinds of Task.
const (
	// TaskInterview is a visit link.
	TaskInterview = "pre-visit-interview"
	// TaskPerson asks for a member of staff to take a conversation over.
	TaskPerson = "person-wanted"
	// TaskEmergency pages staff about a red flag in a conversation.
	TaskEmergency = "red-flag"
	// TaskVitals is an alert from home vitals.
	TaskVitals = "vitals-alert"
	// TaskCare is what the care pathways of a patient ask for besides: results that
	// arrive and values over days.
	TaskCare = "care-review"
	// TaskCheck is what they ask for again and again, where it is overdue.
	TaskCheck = "care-check"
)

// SuspectedPrefix stands before the red flag that words only resemble, among the
// reasons of a TaskEmergency.
const SuspectedPrefix = "suspected:"

// The systems of codes and tags on what Apricot writes.
const (
	LevelSystem = "https://apricot.health/fhir/CodeSystem/triage-level"
	AISystem    = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
	AICode      = "AIAST" // asserted by artificial intelligence
)

// AIMeta is the meta of a resource that Apricot asserted: the label that
// travels with it.
func AIMeta() map[string]any {
	return map[string]any{"security": []map[string]any{{
		"system": AISystem, "code": AICode, "display": "Artificial Intelligence asserted",
	}}}
}
