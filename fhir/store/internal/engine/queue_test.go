package engine

import (
	"errors"
	"sync"
	"testing"
	"time"
)

// TestGatherWaitsForNobodyNew: who was never answered is not waited for, and
// callers that do not come back are waited for once.
func TestGatherWaitsForNobodyNew(t *testing.T) {
	t.Parallel()
	q := &queue{jobs: make(chan *job, 8)}
	q.took.Store(int64(time.Hour))
	for range 3 {
		q.jobs <- &job{weight: 1}
	}
	if got := q.collect(&job{weight: 1}); len(got) != 4 {
		t.Errorf("a group of %d with three waiting", len(got))
	}
	q.away.Store(2)
	if got := q.collect(&job{weight: 1}); len(got) != 1 || q.away.Load() != 0 {
		t.Errorf("a group of %d, %d still expected", len(got), q.away.Load())
	}
	q.jobs <- &job{weight: maxGroup}
	q.jobs <- &job{weight: 1}
	if got := q.collect(&job{weight: 1}); len(got) != 2 {
		t.Errorf("a group of %d jobs is above its weight", len(got))
	}
}

// tells is a driver that knows one error as a want of room.
type tells struct {
	Driver
	full error
}

func (d tells) Full(err error) bool { return errors.Is(err, d.full) }

// A store says for a while that it has no room, and no longer once a write went
// through; a write that was refused for itself says nothing.
func TestNoRoomIsTold(t *testing.T) {
	t.Parallel()
	full := errors.New("full")
	q := &queue{cfg: Config{Driver: tells{full: full}}}
	now := time.Now()
	if q.note(errors.New("a key twice")); q.full(now) {
		t.Error("a write that was refused for itself fills the disk")
	}
	q.note(full)
	if at := time.Unix(0, q.refused.Load()); !q.full(at.Add(noRoomFor-1)) || q.full(at.Add(noRoomFor)) {
		t.Error("it is told for another while")
	}
	if q.note(errors.New("a key twice")); !q.full(now) {
		t.Error("another error makes room")
	}
	if q.note(nil); q.full(now) {
		t.Error("it has no room after a write")
	}
}

// TestBackCountsDown: of the callers that come, as many were away as left.
func TestBackCountsDown(t *testing.T) {
	t.Parallel()
	for _, left := range []int64{0, 5, 64, 100} {
		q := &queue{}
		q.away.Store(left)
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(q.back)
		}
		wg.Wait()
		if got := q.away.Load(); got != max(left-64, 0) {
			t.Errorf("%d of %d are away after 64 came", got, left)
		}
	}
}
