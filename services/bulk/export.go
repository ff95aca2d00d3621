package bulk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

const (
	exportPage = "1000"
	idsAtOnce  = 200 // in one search
	// saveEvery is the least time between two saves of a running job.
	saveEvery  = 2 * time.Second
	sweepEvery = time.Hour
	retryAfter = 10 * time.Second
)

// Run does the jobs of this data folder until ctx ends: first those that an
// earlier run left, then new ones. It deletes old files.
func (x *Exporter) Run(ctx context.Context, ready func()) error {
	ready()
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	x.sweep(ctx)
	for ctx.Err() == nil {
		again := x.work(ctx)
		select {
		case <-ctx.Done():
		case <-x.wake:
		case <-sweep.C:
			x.sweep(ctx)
		case <-again:
		}
	}
	return nil
}

// work does what is open. The channel tells when to try again after a failure
// that may pass.
func (x *Exporter) work(ctx context.Context) (again <-chan time.Time) {
	jobs, err := x.open(ctx)
	for _, j := range jobs {
		if ctx.Err() != nil {
			return nil
		}
		err = errors.Join(err, x.do(ctx, j))
	}
	if err != nil && ctx.Err() == nil {
		x.cfg.Logger.ErrorContext(ctx, "an export is put off", "component", "export", "op", "run", "kind", outcome.KindOf(err).String(), "err", err.Error())
		return time.After(retryAfter)
	}
	return nil
}

// open lists the jobs of this data folder that are not done, oldest first.
func (x *Exporter) open(ctx context.Context) ([]*job, error) {
	q, err := search.Parse("Task", url.Values{
		"code": {TaskSystem + "|" + TaskExport}, "status": {jobRequested + "," + jobRunning}, "_sort": {"authored-on"}, "_count": {exportPage},
	}, true)
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	found, err := x.cfg.Store.Search(system(ctx), q)
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	var out []*job
	for _, r := range found.Matches {
		j, err := readJob(x.key, r)
		if outcome.Is(err, outcome.NotFound) { // of another server, or forged
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

// do runs one job to its end. A failure that will not pass ends the job.
func (x *Exporter) do(ctx context.Context, j *job) error {
	run, stop := context.WithCancel(actor.With(ctx, j.Owner.actor()))
	defer stop()
	x.mu.Lock()
	x.running, x.stop = j.id, stop
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		x.running, x.stop = "", nil
		x.mu.Unlock()
	}()
	err := x.write(run, j)
	switch {
	case err == nil:
		j.status, j.Finished = jobDone, x.cfg.Now()
	case outcome.Is(err, outcome.PreconditionFailed), run.Err() != nil && ctx.Err() == nil:
		return x.delete(j.id) // it was cancelled
	case ctx.Err() != nil, outcome.Is(err, outcome.Unavailable):
		return err
	default:
		x.cfg.Logger.ErrorContext(ctx, "an export failed", "component", "export", "op", "run", "kind", outcome.KindOf(err).String(), "err", err.Error())
		j.status = jobFailed
		j.Problem, _ = outcome.Public(err)
	}
	err = x.save(system(ctx), j)
	if outcome.Is(err, outcome.PreconditionFailed) {
		return x.delete(j.id)
	}
	return err
}

// writer is the files of one job while it runs.
type writer struct {
	x     *Exporter
	j     *job
	dir   string
	files map[string]*out
	saved time.Time
}

type out struct {
	part
	f *os.File
	w *bufio.Writer
}

// write goes through the types, or the members of a group, page by page.
func (x *Exporter) write(ctx context.Context, j *job) (err error) {
	w := &writer{x: x, j: j, dir: filepath.Join(x.cfg.Dir, j.id), files: map[string]*out{}, saved: x.cfg.Now()}
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return fmt.Errorf("bulk: export: %w", err)
	}
	for _, p := range j.Files {
		if _, err := w.file(p); err != nil {
			return errors.Join(err, w.close())
		}
	}
	defer func() { err = errors.Join(err, w.close()) }()
	j.status = jobRunning
	steps, err := x.steps(ctx, j)
	if err != nil {
		return err
	}
	for ; j.Step < len(steps); j.Step, j.Page = j.Step+1, "" {
		if err := w.step(ctx, steps[j.Step]); err != nil {
			return err
		}
	}
	return w.save(ctx)
}

func (w *writer) step(ctx context.Context, s step) error {
	for {
		q, err := w.query(s)
		if err != nil {
			return err
		}
		found, err := w.x.cfg.Store.Search(ctx, q)
		if err != nil {
			return fmt.Errorf("bulk: export: %w", err)
		}
		matches, err := w.fresh(ctx, s, found.Matches)
		if err != nil {
			return err
		}
		for _, r := range matches {
			if err := w.put(r); err != nil {
				return err
			}
		}
		if w.j.Page = found.Next; w.j.Page == "" {
			return nil
		}
		if w.x.cfg.Now().Sub(w.saved) >= saveEvery {
			if err := w.save(ctx); err != nil {
				return err
			}
		}
	}
}

// put writes one resource as a line.
func (w *writer) put(r store.Resource) error {
	if w.j.Request.Level == "Patient" && len(r4.Patients(r.JSON)) == 0 {
		return nil
	}
	if r.Type == "Task" {
		if d, err := r4.Parse(r.JSON); err == nil && coded(d.Root(), "") {
			return nil // a job or a ledger of this package, not of the record
		}
	}
	f, err := w.file(part{Type: r.Type})
	if err != nil {
		return err
	}
	var line bytes.Buffer
	if err := json.Compact(&line, r.JSON); err != nil {
		return fmt.Errorf("bulk: export: %s: %w", r.Key, err)
	}
	line.WriteByte('\n')
	n, err := f.w.Write(line.Bytes())
	if err != nil {
		return fmt.Errorf("bulk: export: %w", err)
	}
	f.Count++
	f.Size += int64(n)
	return nil
}

// file is the open file of a type. One that is there already is cut to what is
// known to be whole.
func (w *writer) file(p part) (*out, error) {
	if f, ok := w.files[p.Type]; ok {
		return f, nil
	}
	f, err := os.OpenFile(filepath.Join(w.dir, p.name()), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	err = f.Truncate(p.Size)
	if err == nil {
		_, err = f.Seek(p.Size, io.SeekStart)
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", errors.Join(err, f.Close()))
	}
	o := &out{p, f, bufio.NewWriterSize(f, 1<<16)}
	w.files[p.Type] = o
	return o, nil
}

// save puts the files on disk and then says so in the Task.
func (w *writer) save(ctx context.Context) error {
	w.j.Files = nil
	for _, t := range w.j.Types {
		f, ok := w.files[t]
		if !ok {
			continue
		}
		if err := errors.Join(f.w.Flush(), f.f.Sync()); err != nil {
			return fmt.Errorf("bulk: export: %w", err)
		}
		w.j.Files = append(w.j.Files, f.part)
	}
	w.saved = w.x.cfg.Now()
	return w.x.save(system(ctx), w.j)
}

func (w *writer) close() error {
	var errs []error
	for _, f := range w.files {
		errs = append(errs, f.f.Close())
	}
	return errors.Join(errs...)
}

// sweep deletes the files of jobs that ended long ago.
func (x *Exporter) sweep(ctx context.Context) {
	entries, err := os.ReadDir(x.cfg.Dir)
	for _, e := range entries {
		info, statErr := e.Info()
		if statErr != nil || !e.IsDir() {
			continue
		}
		if x.cfg.Now().Sub(info.ModTime()) > keep+time.Hour && x.idle(e.Name()) {
			err = errors.Join(err, x.delete(e.Name()))
		}
	}
	if err != nil {
		x.cfg.Logger.WarnContext(ctx, "old exports are not deleted", "component", "export", "op", "sweep", "err", err.Error())
	}
}

func (x *Exporter) idle(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.running != id
}
