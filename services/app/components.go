package app

import (
	"context"
	"errors"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/rounds"
	"apricot.health/services/vitals"
)

// components in the order of start; they stop in reverse.
func (a *App) components() []Component {
	return []Component{
		{Name: "store", Run: a.runStore},
		{Name: "audit", Run: a.runAudit},
		{Name: "policy", Run: a.runPolicy},
		{Name: "knowledge", Run: a.runKnowledge},
		{Name: "library", Run: a.runLibrary},
		{Name: "decisions", Run: a.runDecisions},
		{Name: "hl7", Run: a.feed.Run},
		{Name: "export", Run: a.exports.Run},
		{Name: "outbound", Run: a.outbound.Run},
		{Name: "readings", Run: a.watch().Run},
		{Name: "rounds", Run: a.walk().Run},
		{Name: "mqtt", Run: vitals.NewDoor(func() *vitals.Service { return a.now().vitals }, a.mqtt).Run},
		{Name: "http", Run: a.runHTTP},
	}
}

// watch alerts of readings whichever door they came by.
func (a *App) watch() *vitals.Watch {
	shared, _ := a.db.(store.Leaser) // SQLite has one server
	return &vitals.Watch{
		Service: func() *vitals.Service { return a.now().vitals }, Store: a.guarded, Lease: shared, Now: a.cfg.Now, Logger: a.cfg.Logger,
	}
}

// walk holds who is in chronic care against the care pathways.
func (a *App) walk() *rounds.Walk {
	shared, _ := a.db.(store.Leaser) // SQLite has one server
	return &rounds.Walk{
		Service: func() *rounds.Service { return a.now().rounds }, Store: a.guarded, Lease: shared, Now: a.cfg.Now, Logger: a.cfg.Logger,
	}
}

func (a *App) runStore(ctx context.Context, ready func()) error {
	if a.cfg.Demo {
		if err := a.loadDemo(ctx); err != nil {
			return errors.Join(err, a.db.Close())
		}
	}
	ready()
	<-ctx.Done()
	return a.db.Close()
}

func (a *App) runAudit(ctx context.Context, ready func()) error {
	if err := a.log.CatchUp(ctx); err != nil {
		return err
	}
	ready()
	trouble := func(err error) {
		a.cfg.Logger.ErrorContext(ctx, "the audit log does not follow", "component", "audit", "op", "run", "kind", outcome.KindOf(err).String(), "err", err.Error())
	}
	return errors.Join(a.log.Run(ctx, trouble), a.log.Close())
}
