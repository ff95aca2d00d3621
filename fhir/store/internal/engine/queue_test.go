package engine

import (
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
