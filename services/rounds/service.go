// Package rounds goes through the patients in chronic care, as a care manager would if
// there were time for all of them: it holds what has arrived of each against the care
// pathways that the patient is in, and keeps one Task of the values that ask for somebody
// and one of the checks that are overdue.
//
// It tells what nobody else does: results of the laboratory, values over days, and checks
// that are overdue. A reading that a device has just sent is told by package vitals.
//
// A reason is told once. It stands until a check comes in, or until a value is measured
// that sets nothing off; what is urgent stands until a person closes it. What a person
// has closed is told again of newer values only, and not before the pathway's own time to
// act is over. All of this is read from the Tasks themselves, so that a kill forgets
// nothing and tells nothing twice.
package rounds

import (
	"log/slog"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/record"
)

// Config is what the service works with. All members are required.
type Config struct {
	Store  store.Store // guarded
	Graph  *graph.Graph
	Engine *reason.Engine
	Now    func() time.Time
	Logger *slog.Logger
}

// Service looks at one patient at a time.
type Service struct {
	Config
	record *record.Reader
	// home are the findings, by LOINC code, that devices measure and that pathways watch.
	home map[string]string
	// watched are the quantities that any pathway speaks of.
	watched map[string]bool
}

// New makes a Service. It starts nothing.
func New(cfg Config) *Service {
	s := &Service{Config: cfg, record: record.New(cfg.Graph), home: map[string]string{}, watched: map[string]bool{}}
	for _, p := range cfg.Graph.Pathways() {
		for _, id := range speaksOf(p) {
			if f, ok := cfg.Graph.Finding(id); ok && f.Kind == "quantity" {
				s.watched[id] = true
			}
		}
	}
	for _, id := range homeFindings() {
		if f, ok := cfg.Graph.Finding(id); ok && s.watched[id] && f.Loinc != "" {
			s.home[f.Loinc] = id
		}
	}
	return s
}

// homeFindings are what devices at home measure.
func homeFindings() []string {
	return []string{"find.sbp", "find.dbp", "find.heart_rate", "find.spo2", "find.resp_rate", "find.temperature", "find.weight", "find.glucose"}
}

// speaksOf are the facts that the care of a pathway rests on.
func speaksOf(p graph.Pathway) []string {
	var out []string
	reads := func(list []graph.Reading) {
		for _, r := range list {
			out = append(out, r.Find)
		}
	}
	for _, t := range p.Targets {
		reads(t.Reach)
	}
	for _, m := range p.Monitoring {
		out = append(out, m.Finds...)
	}
	for _, e := range p.Escalation {
		reads(e.Readings)
		if e.When != nil {
			out = append(out, e.When.Facts()...)
		}
	}
	return out
}

// caseOf is what is known of one patient.
type caseOf struct {
	reason.CareCase
	patient string
	// cared is true where somebody has taken the patient into care.
	cared bool
	// heard are the Observations, by reference, of which package vitals has told.
	heard  map[string]bool
	series logic.Series
}
