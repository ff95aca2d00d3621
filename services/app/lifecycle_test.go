package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(s string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, s)
}

func (j *journal) component(name string, ready time.Duration) Component {
	return Component{Name: name, Run: func(ctx context.Context, isReady func()) error {
		time.Sleep(ready)
		j.add("ready " + name)
		isReady()
		<-ctx.Done()
		j.add("stop " + name)
		return nil
	}}
}

func TestRunStartsInOrderAndStopsInReverse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j journal
		l := newLifecycle([]Component{j.component("store", 3*time.Second), j.component("feed", time.Second), j.component("http", 0)})
		ctx, cancel := context.WithCancel(t.Context())
		if err := l.Run(ctx, cancel); err != nil {
			t.Fatal(err)
		}
		want := []string{"ready store", "ready feed", "ready http", "stop http", "stop feed", "stop store"}
		if !slices.Equal(j.lines, want) {
			t.Errorf("got %v, want %v", j.lines, want)
		}
	})
}

func TestRunEndsWhenAComponentReturns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		run  func(context.Context, func()) error
		want string
	}{
		"nil":            {func(_ context.Context, ready func()) error { ready(); return nil }, "broken ended by itself"},
		"error":          {func(_ context.Context, ready func()) error { ready(); return errors.New("boom") }, "boom"},
		"panic":          {func(_ context.Context, ready func()) error { ready(); panic("bang") }, "bang"},
		"never ready":    {func(context.Context, func()) error { return errors.New("no port") }, "no port"},
		"ready unspoken": {func(context.Context, func()) error { return nil }, "before it was ready"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var j journal
			l := newLifecycle([]Component{j.component("store", 0), {Name: "broken", Run: tc.run}})
			err := l.Run(t.Context(), func() {})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if !slices.Contains(j.lines, "stop store") {
				t.Error("the component before the broken one was not stopped")
			}
		})
	}
}

func TestStuckComponentIsNamedAndTheRestStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j journal
		release := make(chan struct{})
		stuck := Component{Name: "mqtt", Grace: time.Second, Run: func(_ context.Context, ready func()) error {
			ready()
			<-release
			return nil
		}}
		l := newLifecycle([]Component{j.component("store", 0), stuck, j.component("http", 0)})
		ctx, cancel := context.WithCancel(t.Context())
		err := l.Run(ctx, cancel)
		if err == nil || !strings.Contains(err.Error(), "mqtt did not stop within 1s") {
			t.Errorf("error %v does not name the stuck component", err)
		}
		if !slices.Contains(j.lines, "stop store") || !slices.Contains(j.lines, "stop http") {
			t.Errorf("not all others were stopped: %v", j.lines)
		}
		if got := l.Statuses()["mqtt"]; got != Stuck {
			t.Errorf("status %s, want %s", got, Stuck)
		}
		close(release)
	})
}
