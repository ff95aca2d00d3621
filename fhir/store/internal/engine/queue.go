package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

const (
	maxGroup   = 1000
	maxAttempt = 12
	queueDepth = 1024
)

// job is one caller's write. run may be called again after a rollback, so it
// must not build on what an earlier run left.
type job struct {
	weight int
	locks  []Lock
	// asks marks a job that looks into tables which earlier jobs of its group
	// write, steps one that can fail after it has written: it gets a savepoint.
	asks, steps bool
	run         func(ctx context.Context, g *group) error

	taken atomic.Bool
	err   error
	done  chan struct{}
}

// group is one transaction that several jobs share.
type group struct {
	tx Tx
	// current holds what earlier batches of the group wrote: their versions
	// are not in the table before the end.
	current  map[store.Key]*current
	versions []*Version
	// pending are rows of several jobs that are written together.
	pending Staged
}

// add keeps the rows of a job until somebody has to see them.
func (g *group) add(s *Staged) {
	if len(s.Unindex) > 0 && len(g.pending.Index) > 0 {
		// Index rows that are not written yet cannot be deleted.
		g.pending.Index = slices.DeleteFunc(g.pending.Index, func(x Index) bool { return slices.Contains(s.Unindex, x.RK) })
	}
	g.pending.New = append(g.pending.New, s.New...)
	g.pending.Changed = append(g.pending.Changed, s.Changed...)
	g.pending.Unindex = append(g.pending.Unindex, s.Unindex...)
	g.pending.Index = append(g.pending.Index, s.Index...)
}

func (g *group) flush(ctx context.Context) error {
	s := g.pending
	g.pending = Staged{}
	if len(s.New)+len(s.Changed) == 0 {
		return nil
	}
	return g.tx.Flush(ctx, &s)
}

type queue struct {
	cfg  Config
	news *news
	jobs chan *job
	// away counts callers that have been answered and did not come back yet.
	away atomic.Int64
	took atomic.Int64 // by the last group, in nanoseconds
	// refused is when the last group found no room, in Unix nanoseconds; 0 once
	// another was committed since.
	refused atomic.Int64
	// gathering is held by the lane that fills a group.
	gathering sync.Mutex
	stop      chan struct{}
	wg        sync.WaitGroup
}

func newQueue(cfg Config, n *news) *queue {
	q := &queue{cfg: cfg, news: n, jobs: make(chan *job, queueDepth), stop: make(chan struct{})}
	for range max(cfg.Lanes, 1) {
		q.wg.Add(1)
		go q.lane()
	}
	return q
}

// close ends the lanes. The engine lets nobody submit by then.
func (q *queue) close() {
	close(q.stop)
	q.wg.Wait()
}

// submit queues j and waits for its end. A job that ctx ends before it was
// begun has done nothing; one that was begun is waited for, so that the answer
// is always true.
func (q *queue) submit(ctx context.Context, j *job) error {
	j.done = make(chan struct{})
	q.back()
	select {
	case q.jobs <- j:
	case <-ctx.Done():
		return cancelled(ctx.Err())
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return cancelled(ctx.Err())
		}
		<-j.done
		return j.err
	}
}

func (q *queue) lane() {
	defer q.wg.Done()
	for {
		jobs, ok := q.next()
		if !ok {
			return
		}
		if len(jobs) > 0 {
			start := time.Now()
			q.write(jobs)
			q.took.Store(int64(time.Since(start)))
		}
	}
}

// write commits jobs and tells each how it went. When a group fails for
// another reason than its rivals, its jobs are written one by one, so that one
// that the database refuses takes no neighbour with it.
func (q *queue) write(jobs []*job) {
	err := q.commit(jobs)
	if err != nil && len(jobs) > 1 && !q.cfg.Driver.Retryable(err) {
		for _, j := range jobs {
			q.write([]*job{j})
		}
		return
	}
	q.note(err)
	q.away.Add(int64(len(jobs)))
	for _, j := range jobs {
		if err != nil && j.err == nil {
			j.err = outcome.Wrap(outcome.Unavailable, err, "%s", q.why(err))
		}
		close(j.done)
	}
}

// noRoom is what may be told of a disk that takes no writes.
const noRoom = "there is no room for writes"

// why is what may be told of a group that could not be committed.
func (q *queue) why(err error) string {
	if q.cfg.Driver.Full(err) {
		return noRoom
	}
	return "the write could not be committed"
}

// note keeps when a group found no room, until one is committed.
func (q *queue) note(err error) {
	switch {
	case err == nil:
		q.refused.Store(0)
	case q.cfg.Driver.Full(err):
		q.refused.Store(time.Now().UnixNano())
	}
}

// noRoomFor is how long after a refused write the store is called unavailable when
// nobody has written since: long enough for a balancer to turn elsewhere, and no
// longer, as only who writes finds out that there is room again.
const noRoomFor = 10 * time.Second

// full is true where the last write found no room, a moment ago.
func (q *queue) full(now time.Time) bool {
	at := q.refused.Load()
	return at != 0 && now.Sub(time.Unix(0, at)) < noRoomFor
}

// commit tries again while others are in the way.
func (q *queue) commit(jobs []*job) (err error) {
	for attempt := range maxAttempt {
		if attempt > 0 {
			time.Sleep(time.Duration(attempt) * 3 * time.Millisecond)
		}
		if err = q.try(context.Background(), jobs); err == nil || !q.cfg.Driver.Retryable(err) {
			break
		}
	}
	return err
}

func (q *queue) try(ctx context.Context, jobs []*job) error {
	tx, err := q.cfg.Driver.Begin(ctx)
	if err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			tx.Rollback()
		}
	}()
	if err := tx.Lock(ctx, union(jobs)); err != nil {
		return err
	}
	g := &group{tx: tx, current: map[store.Key]*current{}}
	failed := 0
	for _, j := range jobs {
		if j.asks || j.steps {
			if err := g.flush(ctx); err != nil {
				return err
			}
		}
		if err := q.one(ctx, g, j, j.steps && len(jobs) > 1); err != nil {
			return err
		}
		if j.err != nil {
			failed++
		}
	}
	if failed == len(jobs) {
		return nil
	}
	if err := g.flush(ctx); err != nil {
		return err
	}
	if err := g.publish(ctx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	committed = true
	if n := len(g.versions); n > 0 {
		q.news.set(g.versions[n-1].Seq)
	}
	return nil
}

// one runs a job, inside a savepoint when it may have to be taken back alone.
// The error it returns ends the group; that of the job stays with the job.
func (q *queue) one(ctx context.Context, g *group, j *job, savepoint bool) error {
	j.err = nil
	if savepoint {
		if _, err := g.tx.Exec(ctx, "SAVEPOINT one"); err != nil {
			return err
		}
	}
	versions := len(g.versions)
	j.err = j.run(ctx, g)
	if j.err != nil && !decided(j.err) {
		return j.err // the database's word: the transaction may be lost
	}
	if j.err != nil {
		g.versions = g.versions[:versions]
	}
	if !savepoint {
		return nil
	}
	if j.err != nil {
		if _, err := g.tx.Exec(ctx, "ROLLBACK TO SAVEPOINT one"); err != nil {
			return err
		}
	}
	_, err := g.tx.Exec(ctx, "RELEASE SAVEPOINT one")
	return err
}

// decided reports an error that the engine gave, not the database.
func decided(err error) bool {
	var known *outcome.Error
	return errors.As(err, &known)
}

// publish numbers the versions of the group. The row of feed stays locked from
// here to the commit, so numbers become visible in order and without gaps.
func (g *group) publish(ctx context.Context) error {
	if len(g.versions) == 0 {
		return nil
	}
	var last int64
	n := int64(len(g.versions))
	if err := scanOne(ctx, g.tx, []any{&last}, "UPDATE feed SET seq = seq + ? WHERE one = 1 RETURNING seq", n); err != nil {
		return err
	}
	for i, v := range g.versions {
		v.Seq = last - n + int64(i) + 1
	}
	return g.tx.Publish(ctx, g.versions)
}

// union merges the locks of jobs, in one order for all transactions.
func union(jobs []*job) []Lock {
	byName := map[string]bool{}
	for _, j := range jobs {
		for _, l := range j.locks {
			byName[l.Name] = byName[l.Name] || l.Exclusive
		}
	}
	out := make([]Lock, 0, len(byName))
	for name, exclusive := range byName {
		out = append(out, Lock{name, exclusive})
	}
	slices.SortFunc(out, func(a, b Lock) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// scanOne reads the first row of a query into dest, and leaves dest as it is
// when there is none.
func scanOne(ctx context.Context, c Conn, dest []any, sql string, args ...any) error {
	rows, err := c.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	if rows.Next() {
		err = rows.Scan(dest...)
	}
	if err == nil {
		err = rows.Err()
	}
	if cErr := rows.Close(); err == nil {
		err = cErr
	}
	return err
}
