package validate

import (
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
)

// MaxIssues is how many issues are reported of one resource; the last then
// says that there are more.
const MaxIssues = 100

// checker walks one resource.
type checker struct {
	defs   *definitions
	issues []outcome.Issue
	path   []step
	// contained are the ids that "#id" may point to, of the resource whose
	// contained list is in reach.
	contained map[string]bool
}

// step is one element of the path; index is -1 outside arrays.
type step struct {
	name, choice string
	index        int
}

func (c *checker) push(name, choice string, index int) {
	c.path = append(c.path, step{name, choice, index})
}

func (c *checker) pop() { c.path = c.path[:len(c.path)-1] }

// where writes the path as FHIRPath.
func (c *checker) where() string {
	var b strings.Builder
	for i, s := range c.path {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
		if s.choice != "" {
			b.WriteString(".ofType(" + s.choice + ")")
		}
		if s.index >= 0 {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return b.String()
}

// The issue types in use (http://hl7.org/fhir/issue-type).
const (
	codeStructure = "structure"
	codeRequired  = "required"
	codeValue     = "value"
	codeCode      = "code-invalid"
	codeInvariant = "invariant"
)

func (c *checker) issue(code, detail string) {
	switch n := len(c.issues); {
	case n == MaxIssues-1:
		c.issues = append(c.issues, outcome.Issue{Code: "too-costly", Detail: "there are more problems than are listed"})
	case n < MaxIssues:
		c.issues = append(c.issues, outcome.Issue{Code: code, Path: c.where(), Detail: detail})
	}
}

// issueAt is issue for a member of where the checker stands.
func (c *checker) issueAt(name, code, detail string) {
	c.push(name, "", -1)
	c.issue(code, detail)
	c.pop()
}
