package app

import (
	"context"
	"time"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/content"
)

// Unbuilt names what this program lacks, or holds as it was made of other sources:
// it is made anew at the start, and what is learnt takes minutes.
func Unbuilt() []string {
	var out []string
	for _, part := range []struct {
		name  string
		built bool
	}{
		{"knowledge graph", content.Built()},
		{"sayings", content.Learnt() != nil},
		{"sayings of findings", content.Hints() != nil},
		{"acts", acts.Built()},
		{"stances", stance.Medicines.Built()},
		{"signs", stance.Signs.Built()},
	} {
		if !part.built {
			out = append(out, part.name)
		}
	}
	return out
}

// BuildFirst is how a program comes to hold all of it.
const BuildFirst = "run `make build`, or `go generate ./knowledge/content` before `go build`"

// tellUnbuilt says what a start waits for, and gives what says that it is over.
// Where nothing has to be made it says nothing.
func (a *App) tellUnbuilt(ctx context.Context, parts []string) (done func()) {
	if len(parts) == 0 {
		return func() {}
	}
	log, began := a.cfg.Logger.With("component", "knowledge", "op", "learn", "parts", parts), time.Now()
	log.WarnContext(ctx, "this program was built without what it knows, or from other sources: that is made now, which takes minutes; "+
		"/readyz is 503 until then", "advice", BuildFirst)
	return func() { log.InfoContext(ctx, "what was missing is made", "seconds", int(time.Since(began).Seconds())) }
}
