package fence

import (
	"testing"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/graph"
)

// Of several notes on one claim the gravest heads the finding, wherever it stands, and of
// equal ones the first; what all of them rest on is told.
func TestTheGravestNoteHeads(t *testing.T) {
	t.Parallel()
	note := func(severity, words string) check.Finding {
		return check.Finding{Claim: "o1", Check: "interaction", Hazard: "interaction_soft", Severity: severity, Evidence: []string{words}, Message: graph.Label{EN: words}}
	}
	reason := policy.Reason{Hazard: "interaction_soft", Claim: "o1", Check: "interaction"}
	for name, c := range map[string]struct {
		notes           []check.Finding
		severity, words string
	}{
		"first":  {[]check.Finding{note(check.Critical, "a"), note(check.Major, "b")}, check.Critical, "a"},
		"last":   {[]check.Finding{note(check.Minor, "a"), note(check.Major, "b")}, check.Major, "b"},
		"equal":  {[]check.Finding{note(check.Major, "a"), note(check.Major, "b")}, check.Major, "a"},
		"single": {[]check.Finding{note(check.Minor, "a")}, check.Minor, "a"},
	} {
		got := findings(policy.Output{Reasons: []policy.Reason{reason}}, asked{notes: c.notes})
		if len(got) != 1 || got[0].Severity != c.severity || got[0].Message.EN != c.words || len(got[0].Evidence) != len(c.notes) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
