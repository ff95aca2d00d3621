package engine

import "time"

const (
	// A group waits for callers to come back, at most maxPatience and at most
	// 1/patienceShare of what the last group took, and no longer when nobody
	// has come for maxLull.
	maxPatience   = 3 * time.Millisecond
	patienceShare = 2
	maxLull       = 400 * time.Microsecond
)

// next waits for the jobs of a group; not ok when the queue ends.
func (q *queue) next() (jobs []*job, ok bool) {
	q.gathering.Lock()
	defer q.gathering.Unlock()
	select {
	case <-q.stop:
		return nil, false
	case first := <-q.jobs:
		return q.collect(first), true
	}
}

// collect takes what waits behind first. While one group is on its way to the
// disk the next one gathers. Callers who were just answered mostly come back at
// once with more: as long as some do, and not longer than a part of what the
// last commit took, it waits for them, since one commit of all takes far less
// than two of half as many each.
func (q *queue) collect(first *job) []*job {
	var jobs []*job
	weight := 0
	patience := time.NewTimer(min(time.Duration(q.took.Load())/patienceShare, maxPatience))
	defer patience.Stop()
	for j := first; j != nil; j = q.another(patience) {
		if j.taken.CompareAndSwap(false, true) {
			jobs = append(jobs, j)
			weight += j.weight
		}
		if weight >= maxGroup {
			return jobs
		}
	}
	return jobs
}

// another is the next job, nil when none is there and none is expected.
func (q *queue) another(patience *time.Timer) *job {
	select {
	case j := <-q.jobs:
		return j
	default:
	}
	if q.away.Load() <= 0 {
		return nil
	}
	lull := time.NewTimer(maxLull)
	defer lull.Stop()
	select {
	case j := <-q.jobs:
		return j
	case <-lull.C:
	case <-patience.C:
	}
	q.away.Store(0) // they do something else
	return nil
}

// back notes that a caller is there; who was not away is a new one.
func (q *queue) back() {
	for n := q.away.Load(); n > 0 && !q.away.CompareAndSwap(n, n-1); n = q.away.Load() {
	}
}
