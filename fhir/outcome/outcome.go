// Package outcome is the one error vocabulary of Apricot. An Error carries a
// Kind that decides the HTTP status and the FHIR issue code, a Detail that may
// be shown to the caller, and a private cause that may not.
package outcome

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is. The zero value is Internal, so
// that an error nobody classified never shows its text.
type Kind int

// The kinds. Table maps each to an HTTP status and a FHIR R4 issue type.
const (
	Internal Kind = iota
	Invalid
	Unprocessable
	Unauthenticated
	Forbidden
	NotFound
	Gone
	Conflict
	PreconditionFailed
	MultipleMatches
	NotSupported
	TooLarge
	Throttled
	Unavailable
)

// Error is an error that says what may be told. Detail must hold no patient
// data and no internal names; Err is for logs at the edge and for errors.Is.
type Error struct {
	Kind   Kind
	Detail string
	// Path is where in the input the problem lies: a FHIRPath expression, an
	// HL7 location such as PID-3, or a JSON pointer. It may be empty.
	Path string
	Err  error
	// Issues are all that was found, when that is more than Detail tells.
	Issues []Issue
}

// Issue is one problem among several. Like Detail it may be shown.
type Issue struct {
	// Severity is "error" when empty; else fatal, warning or information.
	Severity string
	// Code of http://hl7.org/fhir/issue-type.
	Code   string
	Path   string
	Detail string
}

// Fails reports whether the issue is an error.
func (i Issue) Fails() bool {
	return i.Severity == "" || i.Severity == "error" || i.Severity == "fatal"
}

func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Kind.String() + ": " + e.Detail
	case e.Detail == "":
		return e.Kind.String() + ": " + e.Err.Error()
	}
	return e.Kind.String() + ": " + e.Detail + ": " + e.Err.Error()
}

// Unwrap gives the private cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an Error whose detail may be shown.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Detail: fmt.Sprintf(format, args...)}
}

// At makes an Error that also names where in the input it lies.
func At(k Kind, path, format string, args ...any) *Error {
	return &Error{Kind: k, Path: path, Detail: fmt.Sprintf(format, args...)}
}

// Wrap keeps err private behind a detail that may be shown.
func Wrap(k Kind, err error, format string, args ...any) *Error {
	return &Error{Kind: k, Detail: fmt.Sprintf(format, args...), Err: err}
}

// KindOf is the kind of the first Error in err's chain, Internal for any other
// error. It panics on nil: asking for the kind of no error is a bug.
func KindOf(err error) Kind {
	if err == nil {
		panic("outcome: KindOf(nil)")
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is non-nil and of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Issues is everything that the caller may be told of err.
func Issues(err error) []Issue {
	var e *Error
	if errors.As(err, &e) && e.Kind != Internal && len(e.Issues) > 0 {
		return e.Issues
	}
	detail, path := Public(err)
	return []Issue{{Code: KindOf(err).IssueType(), Path: path, Detail: detail}}
}

// Public is what the caller may be told of err: its detail and path when it is
// an Error, and a fixed sentence otherwise.
func Public(err error) (detail, path string) {
	var e *Error
	if errors.As(err, &e) && e.Kind != Internal && e.Detail != "" {
		return e.Detail, e.Path
	}
	return "the server could not complete the request", ""
}
