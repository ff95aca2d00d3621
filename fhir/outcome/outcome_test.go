package outcome_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"apricot.health/fhir/outcome"
)

// issueTypes are the codes of http://hl7.org/fhir/R4/valueset-issue-type.html
// that a kind may use.
var issueTypes = " invalid structure required value invariant security login unknown expired forbidden suppressed " +
	"processing not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly " +
	"business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational "

func TestTableIsTotal(t *testing.T) {
	t.Parallel()
	names := map[string]outcome.Kind{}
	kinds := outcome.Kinds()
	for i, k := range kinds {
		if int(k) != i {
			t.Errorf("Kinds()[%d] is %d: one is missing or out of order", i, k)
		}
		if other, twice := names[k.String()]; twice {
			t.Errorf("kinds %d and %d are both called %s", k, other, k)
		}
		names[k.String()] = k
		if !strings.Contains(issueTypes, " "+k.IssueType()+" ") {
			t.Errorf("%s: %q is not a FHIR issue type", k, k.IssueType())
		}
		if s := k.Status(); http.StatusText(s) == "" || s < 400 {
			t.Errorf("%s: status %d", k, s)
		}
		if k != outcome.Internal && k.Status() == http.StatusInternalServerError {
			t.Errorf("%s has no row of its own", k)
		}
	}
	// A kind that is added but not listed would have a row of its own.
	if next := outcome.Kind(len(kinds)); next.String() != outcome.Internal.String() {
		t.Errorf("kind %d (%s) is not in Kinds", next, next)
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	inner := outcome.New(outcome.Conflict, "version %d", 3)
	for name, tc := range map[string]struct {
		err  error
		want outcome.Kind
	}{
		"plain":         {errors.New("x"), outcome.Internal},
		"own":           {inner, outcome.Conflict},
		"wrapped":       {fmt.Errorf("sqlite: apply: %w", inner), outcome.Conflict},
		"outermost":     {outcome.Wrap(outcome.Unavailable, inner, "busy"), outcome.Unavailable},
		"joined":        {errors.Join(errors.New("x"), inner), outcome.Conflict},
		"zero":          {&outcome.Error{Detail: "never shown"}, outcome.Internal},
		"private cause": {outcome.Wrap(outcome.Internal, fs.ErrNotExist, ""), outcome.Internal},
	} {
		if got := outcome.KindOf(tc.err); got != tc.want || !outcome.Is(tc.err, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	if outcome.Is(nil, outcome.Internal) {
		t.Error("no error is of a kind")
	}
	if !errors.Is(outcome.Wrap(outcome.Invalid, fs.ErrNotExist, "d"), fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	defer func() {
		if recover() == nil {
			t.Error("KindOf(nil) must panic")
		}
	}()
	outcome.KindOf(nil)
}

// Nothing but Detail and Path is told, and of internal errors not even these.
func TestNothingPrivateIsTold(t *testing.T) {
	t.Parallel()
	secret := errors.New("patient Marker")
	for _, k := range outcome.Kinds() {
		err := fmt.Errorf("driver Marker: %w", &outcome.Error{Kind: k, Detail: "the detail", Path: "Patient.id", Err: secret})
		body := string(outcome.OperationOutcome(err))
		var oo struct {
			ResourceType string
			Issue        []struct {
				Severity, Code, Diagnostics string
				Expression                  []string
			}
		}
		if e := json.Unmarshal([]byte(body), &oo); e != nil || oo.ResourceType != "OperationOutcome" || len(oo.Issue) != 1 {
			t.Fatalf("%s: %v %s", k, e, body)
		}
		shown := k != outcome.Internal
		is := oo.Issue[0]
		if is.Severity != "error" || is.Code != k.IssueType() || (is.Diagnostics == "the detail") != shown || (len(is.Expression) == 1) != shown {
			t.Errorf("%s: %s", k, body)
		}
		if strings.Contains(body, "Marker") {
			t.Errorf("%s tells its cause: %s", k, body)
		}
	}
	if body := string(outcome.OperationOutcome(secret)); strings.Contains(body, "Marker") {
		t.Errorf("an unknown error is told: %s", body)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	for want, err := range map[string]error{
		"invalid: no id":        outcome.New(outcome.Invalid, "no %s", "id"),
		"invalid: no id: cause": outcome.Wrap(outcome.Invalid, cause, "no id"),
		"internal: cause":       outcome.Wrap(outcome.Internal, cause, ""),
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

// An error with issues tells them all, but never those of an internal error.
func TestIssues(t *testing.T) {
	t.Parallel()
	many := &outcome.Error{Kind: outcome.Unprocessable, Detail: "one", Path: "Patient.a", Issues: []outcome.Issue{
		{Code: "value", Path: "Patient.a", Detail: "one"}, {Severity: "warning", Code: "structure", Detail: "two"},
	}}
	if got := outcome.Issues(fmt.Errorf("wrapped: %w", many)); len(got) != 2 || !got[0].Fails() || got[1].Fails() {
		t.Errorf("%+v", got)
	}
	var oo struct {
		Issue []struct {
			Severity, Code, Diagnostics string
			Expression                  []string
		}
	}
	if err := json.Unmarshal(outcome.OperationOutcome(many), &oo); err != nil || len(oo.Issue) != 2 {
		t.Fatalf("%v %+v", err, oo)
	}
	if is := oo.Issue[0]; is.Severity != "error" || is.Code != "value" || is.Expression[0] != "Patient.a" {
		t.Errorf("%+v", is)
	}
	if is := oo.Issue[1]; is.Severity != "warning" || is.Diagnostics != "two" || len(is.Expression) != 0 {
		t.Errorf("%+v", is)
	}
	many.Kind = outcome.Internal
	if body := string(outcome.OperationOutcome(many)); strings.Contains(body, "two") || strings.Contains(body, "Patient.a") {
		t.Errorf("an internal error tells its issues: %s", body)
	}
	if got := outcome.Issues(outcome.At(outcome.NotFound, "x", "y")); len(got) != 1 || got[0].Code != "not-found" || got[0].Path != "x" {
		t.Errorf("%+v", got)
	}
}
