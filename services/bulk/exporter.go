package bulk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// keep is how long the files of an export can be fetched.
const keep = 24 * time.Hour

// ExportConfig is what an Exporter needs; all but Logger is required.
type ExportConfig struct {
	Store store.Store // guarded
	// Readable lists the types that an actor may read.
	Readable func(actor.Actor) []string
	// Dir is the folder of the files; it stays from start to start.
	Dir    string
	Now    func() time.Time
	Logger *slog.Logger
}

// Exporter runs export jobs, one at a time. A job is a Task in the store, so it
// is found again after a restart and goes on from the last page that is on
// disk. It runs with the rights of who asked for it, and each page that it
// reads is in the audit log under that name. Its files stay for a day in the
// data folder of the server that took the job, which alone knows of it: where
// several servers share a database, polls must reach the one that was asked.
type Exporter struct {
	cfg ExportConfig
	// key seals the jobs of this folder.
	key  []byte
	wake chan struct{}

	mu      sync.Mutex
	running string
	stop    context.CancelFunc
}

var _ rest.Exports = (*Exporter)(nil)

// NewExporter makes the folder ready. Run does the work.
func NewExporter(cfg ExportConfig) (*Exporter, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("bulk: export folder: %w", err)
	}
	file := filepath.Join(cfg.Dir, "key")
	key, err := os.ReadFile(file) //nolint:gosec // in the data folder
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, sha256.Size)
		_, _ = rand.Read(key) // never fails (crypto/rand)
		err = os.WriteFile(file, key, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: export folder: %w", err)
	}
	if len(key) != sha256.Size {
		return nil, fmt.Errorf("bulk: export folder: %s is not a key", file)
	}
	return &Exporter{cfg: cfg, key: key, wake: make(chan struct{}, 1)}, nil
}

// system is the actor that keeps the state of jobs.
func system(ctx context.Context) context.Context {
	return actor.With(ctx, actor.System("export"))
}

// Start implements rest.Exports. Other systems may export, people may not: they
// look at one record at a time.
func (x *Exporter) Start(ctx context.Context, r rest.ExportRequest) (string, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return "", err //nolint:wrapcheck // says all
	}
	if a.Role != actor.Integrator && a.Role != actor.Service || a.Patient != "" {
		return "", outcome.New(outcome.Forbidden, "role %s may not export", a.Role)
	}
	j := &job{id: "export-" + uuid.NewString(), status: jobRequested, state: state{
		Owner: owner{a.ID, a.Display, a.Role, a.Purpose}, Request: r, At: x.cfg.Now(),
	}}
	if j.Types, err = x.types(a, r); err != nil {
		return "", err
	}
	if r.Level == "Group" {
		if _, err := x.members(ctx, j); err != nil {
			return "", err
		}
	}
	if err := x.save(system(ctx), j); err != nil {
		return "", err
	}
	select {
	case x.wake <- struct{}{}:
	default:
	}
	return j.id, nil
}

// types are those that are exported: of the level, and readable.
func (x *Exporter) types(a actor.Actor, r rest.ExportRequest) ([]string, error) {
	readable := x.cfg.Readable(a)
	if r.Level != "" {
		in := search.CompartmentTypes("Patient")
		readable = slices.DeleteFunc(readable, func(t string) bool { return !slices.Contains(in, t) })
	}
	for _, t := range r.Types {
		if !slices.Contains(readable, t) {
			return nil, outcome.At(outcome.Forbidden, "_type", "%s cannot be exported here by role %s", t, a.Role)
		}
	}
	if len(r.Types) > 0 {
		readable = r.Types
	}
	slices.Sort(readable)
	return readable, nil
}

// job reads a job of the actor of ctx. Others' jobs are not known to it.
func (x *Exporter) job(ctx context.Context, id string) (*job, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // says all
	}
	if !strings.HasPrefix(id, "export-") {
		return nil, unknownJob()
	}
	r, err := x.cfg.Store.Read(ctx, store.Key{Type: "Task", ID: id})
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
		return nil, unknownJob()
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	j, err := readJob(x.key, r)
	if err != nil {
		return nil, err
	}
	if j.Owner.ID != a.ID || j.status == jobCancelled {
		return nil, unknownJob()
	}
	return j, nil
}

// Status implements rest.Exports.
func (x *Exporter) Status(ctx context.Context, id string) (rest.ExportStatus, error) {
	j, err := x.job(ctx, id)
	if err != nil {
		return rest.ExportStatus{}, err
	}
	total := 0
	s := rest.ExportStatus{Request: j.Request.URL, At: j.At, Expires: j.Finished.Add(keep)}
	for _, p := range j.Files {
		total += p.Count
		if p.Count > 0 {
			s.Files = append(s.Files, rest.ExportFile{Type: p.Type, Name: p.name(), Count: p.Count})
		}
	}
	switch j.status {
	case jobDone:
		if x.cfg.Now().After(s.Expires) {
			return s, outcome.New(outcome.Gone, "the files of this export have been deleted")
		}
		s.Done = true
	case jobFailed:
		return s, outcome.New(outcome.Unprocessable, "the export failed: %s", j.Problem)
	case jobRequested:
		s.Progress = "waiting"
	default:
		s.Progress = fmt.Sprintf("%d resources so far", total)
	}
	return s, nil
}

// Cancel implements rest.Exports: a job that runs is ended, the files of one
// that is done are deleted.
func (x *Exporter) Cancel(ctx context.Context, id string) error {
	for range 10 { // a job that runs saves its state now and then
		j, err := x.job(ctx, id)
		if err != nil {
			return err
		}
		j.status = jobCancelled
		err = x.save(system(ctx), j)
		if outcome.Is(err, outcome.PreconditionFailed) {
			continue
		}
		if err != nil {
			return err
		}
		x.mu.Lock()
		if x.running == id {
			x.stop()
		}
		x.mu.Unlock()
		return x.delete(id)
	}
	return outcome.New(outcome.Conflict, "the export is busy; try again")
}

func (x *Exporter) delete(id string) error {
	if err := os.RemoveAll(filepath.Join(x.cfg.Dir, id)); err != nil {
		return fmt.Errorf("bulk: export: %w", err)
	}
	return nil
}

// File implements rest.Exports.
func (x *Exporter) File(ctx context.Context, id, name string) (io.ReadSeekCloser, error) {
	j, err := x.job(ctx, id)
	if err != nil {
		return nil, err
	}
	known := slices.ContainsFunc(j.Files, func(p part) bool { return p.name() == name && p.Count > 0 })
	if j.status != jobDone || !known {
		return nil, outcome.New(outcome.NotFound, "this export has no such file")
	}
	f, err := os.Open(filepath.Join(x.cfg.Dir, id, name)) //nolint:gosec // one of the names that the job holds
	if errors.Is(err, fs.ErrNotExist) {
		return nil, outcome.New(outcome.Gone, "the files of this export have been deleted")
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	return f, nil
}

// save writes the Task of the job; PreconditionFailed means that somebody else
// did, such as to cancel it.
func (x *Exporter) save(ctx context.Context, j *job) error {
	op, err := j.task(x.key, x.cfg.Now())
	if err != nil {
		return err
	}
	results, err := x.cfg.Store.Apply(ctx, store.Batch{Ops: []store.Op{op}})
	if err != nil {
		return fmt.Errorf("bulk: export: %w", err)
	}
	j.version = results[0].Version
	return nil
}
