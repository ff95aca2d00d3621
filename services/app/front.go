package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// retryAfter is when who came too early may ask again.
const retryAfter = "5"

// front is the web door from the moment that it is bound: it answers the probes
// while the knowledge is made and the components start, and all else with 503, so
// that nobody takes a server that works for one that is dead.
type front struct {
	server http.Server
	behind atomic.Pointer[http.Handler] // nil until the whole door stands
	ended  chan struct{}                // closed once nothing is served any more, for the reason err
	err    error
}

func newFront(l net.Listener, starting http.HandlerFunc) *front {
	f := &front{ended: make(chan struct{})}
	f.server = http.Server{ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout}
	f.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := f.behind.Load(); h != nil {
			(*h).ServeHTTP(w, r)
			return
		}
		starting(w, r)
	})
	go func() {
		defer close(f.ended)
		f.err = f.server.Serve(l)
	}()
	return f
}

// close ends the door at once, where it was not ended in order.
func (f *front) close() error {
	err := f.server.Close()
	<-f.ended
	return err
}

// run serves what is behind until ctx ends, then lets requests finish.
func (f *front) run(ctx context.Context, ready func()) error {
	ready()
	select {
	case <-f.ended:
		return fmt.Errorf("app: http: %w", f.err)
	case <-ctx.Done():
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), DefaultGrace-time.Second)
	defer cancel()
	if err := f.server.Shutdown(stopCtx); err != nil {
		return errors.Join(fmt.Errorf("app: http: requests were cut off: %w", err), f.server.Close())
	}
	return nil
}

// starting answers before the server is ready.
func (a *App) starting(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/livez" {
		alive(w, r)
		return
	}
	w.Header().Set("Retry-After", retryAfter)
	body := object{"status": "starting"}
	if l := a.lifecycle.Load(); l != nil {
		body["components"] = l.Statuses()
	}
	writeJSON(w, http.StatusServiceUnavailable, body)
}

func alive(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, object{"status": "alive"})
}
