package engine

import (
	"context"
	"sync"
	"time"

	"apricot.health/fhir/outcome"
)

// news tells waiting readers how far the feed has come.
type news struct {
	mu     sync.Mutex
	seq    int64
	next   chan struct{}
	closed bool
}

func newNews() *news { return &news{next: make(chan struct{})} }

func (n *news) set(seq int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed || seq <= n.seq {
		return
	}
	n.seq = seq
	close(n.next)
	n.next = make(chan struct{})
}

func (n *news) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		close(n.next)
	}
}

func (n *news) state() (seq int64, next <-chan struct{}, closed bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.seq, n.next, n.closed
}

// Wait returns when the feed is past since. It is told by commits of this
// process at once, by the driver's notices, and looks for itself every Poll.
func (e *Engine) Wait(ctx context.Context, since int64) error {
	ticker := time.NewTicker(e.Poll)
	defer ticker.Stop()
	for look := true; ; {
		seq, next, closed := e.news.state()
		switch {
		case closed:
			return outcome.New(outcome.Unavailable, "the store is closed")
		case seq > since:
			return nil
		}
		if look {
			now, err := e.last(ctx)
			if err != nil {
				return err
			}
			e.news.set(now)
			look = false
			continue
		}
		select {
		case <-next:
		case <-ticker.C:
			look = true
		case <-ctx.Done():
			return cancelled(ctx.Err())
		}
	}
}

func (e *Engine) last(ctx context.Context) (seq int64, err error) {
	err = e.view(ctx, func(c Conn) error {
		err := scanOne(ctx, c, []any{&seq}, "SELECT seq FROM feed WHERE one = 1")
		return err
	})
	return seq, err
}
