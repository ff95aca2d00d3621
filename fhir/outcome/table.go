package outcome

import (
	"encoding/json"
	"net/http"
)

// entry is one row of the table that translates a Kind.
type entry struct {
	name   string
	status int
	// issue is a code of http://hl7.org/fhir/issue-type (FHIR R4).
	issue string
}

func (k Kind) entry() entry {
	switch k {
	case Invalid:
		return entry{"invalid", http.StatusBadRequest, "invalid"}
	case Unprocessable:
		return entry{"unprocessable", http.StatusUnprocessableEntity, "processing"}
	case Unauthenticated:
		return entry{"unauthenticated", http.StatusUnauthorized, "login"}
	case Forbidden:
		return entry{"forbidden", http.StatusForbidden, "forbidden"}
	case NotFound:
		return entry{"not-found", http.StatusNotFound, "not-found"}
	case Gone:
		return entry{"gone", http.StatusGone, "deleted"}
	case Conflict:
		return entry{"conflict", http.StatusConflict, "conflict"}
	case PreconditionFailed:
		return entry{"precondition-failed", http.StatusPreconditionFailed, "conflict"}
	case MultipleMatches:
		return entry{"multiple-matches", http.StatusPreconditionFailed, "multiple-matches"}
	case NotSupported:
		return entry{"not-supported", http.StatusBadRequest, "not-supported"}
	case TooLarge:
		return entry{"too-large", http.StatusRequestEntityTooLarge, "too-long"}
	case Throttled:
		return entry{"throttled", http.StatusTooManyRequests, "throttled"}
	case Unavailable:
		return entry{"unavailable", http.StatusServiceUnavailable, "transient"}
	default:
		return entry{"internal", http.StatusInternalServerError, "exception"}
	}
}

// Kinds lists every kind, so that tables over them can be tested for totality.
func Kinds() []Kind {
	return []Kind{
		Internal, Invalid, Unprocessable, Unauthenticated, Forbidden, NotFound, Gone, Conflict,
		PreconditionFailed, MultipleMatches, NotSupported, TooLarge, Throttled, Unavailable,
	}
}

// String is the kind's name as it stands in logs and metrics.
func (k Kind) String() string { return k.entry().name }

// Status is the HTTP status that the kind answers with.
func (k Kind) Status() int { return k.entry().status }

// IssueType is the FHIR R4 issue-type code of the kind.
func (k Kind) IssueType() string { return k.entry().issue }

// OperationOutcome is the FHIR R4 OperationOutcome that tells err to a caller.
// Nothing private is in it.
func OperationOutcome(err error) []byte { return Report(Issues(err)) }

// Report is the FHIR R4 OperationOutcome of the issues, which must not be none.
func Report(issues []Issue) []byte {
	type issue struct {
		Severity    string   `json:"severity"`
		Code        string   `json:"code"`
		Diagnostics string   `json:"diagnostics"`
		Expression  []string `json:"expression,omitempty"`
	}
	out := make([]issue, len(issues))
	for n, i := range issues {
		out[n] = issue{Severity: i.Severity, Code: i.Code, Diagnostics: i.Detail}
		if i.Severity == "" {
			out[n].Severity = "error"
		}
		if i.Path != "" {
			out[n].Expression = []string{i.Path}
		}
	}
	body, err := json.Marshal(map[string]any{"resourceType": "OperationOutcome", "issue": out})
	if err != nil { // strings always marshal
		panic(err)
	}
	return body
}
