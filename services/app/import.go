package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
	"apricot.health/services/bulk"
	"apricot.health/services/feed"
)

// ImportOptions are what the caller of Import may choose.
type ImportOptions struct {
	// Again imports files that were imported before.
	Again    bool
	Progress func(bulk.Progress)
}

// Import loads FHIR bundles (.json), NDJSON (.ndjson) and HL7 v2 files (.hl7),
// plain or packed, through the guard, as the system "import".
func Import(ctx context.Context, cfg Config, paths []string, opt ImportOptions) (rep bulk.Report, err error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return rep, fmt.Errorf("app: data folder: %w", err)
	}
	db, err := OpenDatabase(ctx, cfg)
	if err != nil {
		return rep, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	f, err := newFeed(cfg, guarded(db, cfg.Now), db)
	if err != nil {
		return rep, fmt.Errorf("app: import: %w", err)
	}
	// The importer validates by itself, on all cores, before it writes.
	return bulk.Import(actor.With(ctx, actor.System("import")), bulk.ImportConfig{ //nolint:wrapcheck // names its room
		Store: guard.New(db, cfg.Now), Now: cfg.Now, Again: opt.Again, Progress: opt.Progress,
		Messages: func(ctx context.Context, raw []byte) (int, map[int]error, error) { return submitAll(ctx, f, raw) },
	}, paths)
}

// submitAll hands the messages of a file to the feed.
func submitAll(ctx context.Context, f *feed.Feed, raw []byte) (stored int, refused map[int]error, err error) {
	refused = map[int]error{}
	for i, m := range hl7v2.Split(raw) {
		switch err := submit(ctx, f, m); {
		case err == nil:
			stored++
		case outcome.Is(err, outcome.Unavailable):
			return stored, refused, err
		default:
			refused[i+1] = err
		}
	}
	return stored, refused, nil
}

// submit hands one message to the feed and turns a negative answer into an
// error that says why.
func submit(ctx context.Context, f *feed.Feed, raw []byte) error {
	answer, err := f.Submit(ctx, raw)
	if err != nil || answer == nil {
		return err //nolint:wrapcheck // told to the user as it is
	}
	ack, err := hl7v2.Parse(answer)
	if err != nil {
		return fmt.Errorf("app: import: answer: %w", err)
	}
	switch code := ack.Get("MSA-1"); code {
	case "AA", "CA":
		return nil
	default:
		return outcome.At(outcome.Unprocessable, ack.Get("ERR-2"), "answered %s: %s", code, ack.Get("MSA-3")+ack.Get("ERR-8"))
	}
}
