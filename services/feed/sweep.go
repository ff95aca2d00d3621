package feed

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// sweepBatch is how many messages the loop takes at a time. It is more than
// there are connections, each of which may be at work on one.
const sweepBatch = 256

// wake tells the loop of a message that was left to it.
func (f *Feed) wake(r store.Receipt) {
	if r.Status != store.Pending {
		return
	}
	select {
	case f.left <- struct{}{}:
	default: // it is told already
	}
}

// loop maps what connections have left, when told and at every Retry.
func (f *Feed) loop(ctx context.Context) {
	tick := time.NewTicker(f.cfg.Retry)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.left:
		case <-tick.C:
		}
		f.sweep(ctx)
	}
}

// sweep maps pending messages until there are none, or the store cannot take
// one.
func (f *Feed) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		pending, err := f.cfg.Inbox.Unsettled(ctx, sweepBatch)
		if err != nil {
			if ctx.Err() == nil {
				f.note(ctx, "sweep", 0, err)
			}
			return
		}
		var todo []planned
		for _, m := range pending {
			if !f.busy(m) {
				p := planned{message: m}
				var known bool
				if p.plan, known = f.plans.take(m.ID); !known {
					p.plan, p.fault = f.planStored(m)
				}
				todo = append(todo, p)
			}
		}
		if settled := f.mapAll(ctx, chains(todo)); settled == 0 || len(pending) < sweepBatch {
			return
		}
	}
}

// planned is a message of the inbox with what it says.
type planned struct {
	message store.InboxMessage
	plan    mapping.Plan
	fault   error
}

// chains divides messages, which stand in order of arrival, into lists that
// have nothing of one patient in common, each in order of arrival.
func chains(ms []planned) [][]planned {
	parent := make([]int, len(ms))
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	owner := map[string]int{}
	for i := range ms {
		parent[i] = i
		for _, key := range ms[i].plan.Keys() {
			if j, ok := owner[key]; ok {
				parent[root(j)] = root(i)
			}
			owner[key] = i
		}
	}
	place := map[int]int{}
	var out [][]planned
	for i := range ms {
		r := root(i)
		at, ok := place[r]
		if !ok {
			at = len(out)
			place[r] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], ms[i])
	}
	return out
}

// mapAll maps chains side by side, each in its order, and gives how many
// messages are done with. When the store cannot take one, none is begun any
// more.
func (f *Feed) mapAll(ctx context.Context, chains [][]planned) int {
	var settled, next atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range min(f.cfg.Mappers, len(chains)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(chains) {
					return
				}
				for _, p := range chains[i] {
					if stop.Load() || ctx.Err() != nil {
						return
					}
					done, available := f.mapOne(ctx, p)
					if done {
						settled.Add(1)
					}
					if !available {
						stop.Store(true)
					}
				}
			}
		})
	}
	wg.Wait()
	return int(settled.Load())
}

// mapOne maps one message of the inbox. A message that fails for no known
// reason is set aside after a few tries.
func (f *Feed) mapOne(ctx context.Context, p planned) (done, available bool) {
	err := f.settleStored(ctx, p.message, p.plan, p.fault)
	switch {
	case err == nil || permanent(err):
		return true, true
	case outcome.Is(err, outcome.Unavailable) || ctx.Err() != nil:
		f.note(ctx, "sweep", p.message.ID, err)
		return false, false
	case f.failedTooOften(p.message.ID):
		f.quarantine(ctx, p.message.ID, err)
		return true, true
	}
	f.note(ctx, "sweep", p.message.ID, err)
	return false, true
}

func (f *Feed) failedTooOften(id int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts[id]++
	if f.attempts[id] < maxAttempts {
		return false
	}
	delete(f.attempts, id)
	return true
}

// enter notes that a connection works on a message, so that the loop leaves it
// alone; the function it returns ends that. Were both to map it, the second
// would find nothing to do.
func (f *Feed) enter(sender, controlID string) (leave func()) {
	key := sender + "\x00" + controlID
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inflight[key]++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.inflight[key]--; f.inflight[key] == 0 {
			delete(f.inflight, key)
		}
	}
}

func (f *Feed) busy(m store.InboxMessage) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.inflight[m.Sender+"\x00"+m.ControlID] > 0
}
