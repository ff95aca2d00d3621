package consult

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
)

// problem is one finding about one draft.
type problem struct {
	order    draft
	severity string
	message  Prose
	hazard   string
	evidence []string
}

// problems joins findings with the drafts they are about: the fence names the
// n-th order "on" and its dose "on.dose".
func (p *speaker) problems(fs []fence.Finding, asked []draft) []problem {
	var out []problem
	for _, f := range fs {
		if idle(f.Hazard) {
			continue
		}
		x := problem{severity: f.Severity, hazard: f.Hazard, evidence: f.Evidence}
		id, _, _ := strings.Cut(strings.TrimPrefix(f.ClaimID, "o"), ".")
		if n, err := strconv.Atoi(id); err == nil && n >= 1 && n <= len(asked) {
			x.order = asked[n-1]
		}
		w := p.pen()
		if x.message = w.found(f, p.lang).done(); x.message.Empty() {
			x.message = p.unchecked()
		}
		out = append(out, x)
	}
	return out
}

// bySeverity puts critical problems before major ones.
func bySeverity(a, b problem) int { return strings.Compare(a.severity, b.severity) }

func loud(x problem) bool { return x.severity == critical || x.severity == major }

// unchecked says that a check was not completed.
func (p *speaker) unchecked() Prose {
	w := p.pen()
	return w.say(p.free(graph.Label{ZH: "安全核对未完成，请人工核对", EN: "The safety check was not completed; please check by hand"})).done()
}

func (p *speaker) stranger(x draft) problem {
	w := p.pen()
	w.say(p.free(graph.Label{ZH: "医嘱上的病历与当前打开的不一致", EN: "The record on this order is not the one that is open"}))
	return problem{order: x, severity: critical, hazard: "wrong_patient", message: w.done()}
}

// repeated finds a test that was asked for already, in the record or among the
// drafts before it.
func (p *speaker) repeated(d dossier, before []draft, x draft) (problem, bool) {
	if x.test == "" {
		return problem{}, false
	}
	w := p.pen()
	w.say(p.label(x.test)).mark(colon).say(p.free(graph.Label{ZH: "24小时内已有同一项检查的医嘱", EN: "the same test was ordered within 24 hours"}))
	pr := problem{order: x, severity: "minor", hazard: "duplicate", message: w.done()}
	for _, y := range before {
		if y.test == x.test {
			return pr, true
		}
	}
	for _, r := range d.Of("ServiceRequest") {
		var o struct {
			request
			Intent, AuthoredOn string
		}
		if r.String() == x.ref || json.Unmarshal(r.JSON, &o) != nil || o.Intent == "proposal" || o.Status != "active" && o.Status != "completed" {
			continue
		}
		at, err := time.Parse(time.RFC3339, o.AuthoredOn)
		if err == nil && p.Now().Sub(at) > repeatWithin || p.investigation(o.Code) != x.test {
			continue
		}
		pr.evidence = []string{r.String()}
		return pr, true
	}
	return problem{}, false
}
