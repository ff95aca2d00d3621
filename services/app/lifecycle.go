package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Component is one part of the server that runs until it is told to stop.
type Component struct {
	Name string
	// Run calls ready once when it can serve, works until ctx ends, and
	// returns nil after an orderly stop. Returning earlier, even with nil,
	// ends the server.
	Run func(ctx context.Context, ready func()) error
	// Grace is how long it may take to stop; 0 means DefaultGrace.
	Grace time.Duration
}

// DefaultGrace is how long a component may take to stop.
const DefaultGrace = 10 * time.Second

// Status of one component for /readyz.
type Status string

// The statuses, in the order of life.
const (
	Waiting  Status = "waiting"
	Starting Status = "starting"
	Ready    Status = "ready"
	Stopping Status = "stopping"
	Stopped  Status = "stopped"
	Stuck    Status = "stuck"
)

// lifecycle starts components in order and stops them in reverse.
type lifecycle struct {
	components []Component
	mu         sync.Mutex
	status     map[string]Status
}

func newLifecycle(cs []Component) *lifecycle {
	l := &lifecycle{components: cs, status: map[string]Status{}}
	for _, c := range cs {
		l.status[c.Name] = Waiting
	}
	return l
}

// Statuses is a copy of the component map.
func (l *lifecycle) Statuses() map[string]Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make(map[string]Status, len(l.status))
	for k, v := range l.status {
		out[k] = v
	}
	return out
}

func (l *lifecycle) set(name string, s Status) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status[name] = s
}

// running is a component that was started.
type running struct {
	Component
	stop context.CancelFunc
	done chan struct{}
	err  error
}

// Run starts every component after the one before it is ready, calls ready
// when all are, waits until ctx ends or one returns, and stops all in reverse.
// The errors of all are joined; a component that does not stop within its
// grace is named and left behind.
func (l *lifecycle) Run(ctx context.Context, ready func()) error {
	ended := make(chan *running, len(l.components))
	var started []*running
	var early error
	for _, c := range l.components {
		r, err := l.start(ctx, c, ended)
		started = append(started, r)
		if err != nil {
			early = err
			break
		}
	}
	if early == nil && ctx.Err() == nil {
		ready()
		select {
		case <-ctx.Done():
		case r := <-ended:
			early = fmt.Errorf("app: %s ended by itself", r.Name)
		}
	}
	errs := []error{early}
	for i := len(started) - 1; i >= 0; i-- {
		errs = append(errs, l.stop(started[i]))
	}
	return errors.Join(errs...)
}

// start runs c until it is ready, or returns why it will not be.
func (l *lifecycle) start(ctx context.Context, c Component, ended chan<- *running) (*running, error) {
	// Components outlive ctx: they are stopped one by one, in reverse.
	runCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &running{Component: c, stop: cancel, done: make(chan struct{})}
	isReady := make(chan struct{})
	l.set(c.Name, Starting)
	go func() {
		defer close(r.done)
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("app: %s: panic: %v", c.Name, p)
			}
			ended <- r
		}()
		var once sync.Once
		r.err = c.Run(runCtx, func() { once.Do(func() { close(isReady) }) })
	}()
	select {
	case <-isReady:
		l.set(c.Name, Ready)
		return r, nil
	case <-r.done:
		return r, fmt.Errorf("app: %s ended before it was ready", c.Name)
	case <-ctx.Done():
		return r, nil
	}
}

func (l *lifecycle) stop(r *running) error {
	grace := r.Grace
	if grace == 0 {
		grace = DefaultGrace
	}
	l.set(r.Name, Stopping)
	r.stop()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-r.done:
		l.set(r.Name, Stopped)
		if r.err != nil {
			return fmt.Errorf("app: %s: %w", r.Name, r.err)
		}
		return nil
	case <-timer.C:
		l.set(r.Name, Stuck)
		return fmt.Errorf("app: %s did not stop within %s", r.Name, grace)
	}
}
