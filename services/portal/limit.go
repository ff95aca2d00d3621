package portal

import (
	"sync"
	"time"
)

// limiter counts what each address does within a minute. It protects the
// store from someone who tries links out; the links themselves are too long to
// be guessed.
type limiter struct {
	mu    sync.Mutex
	now   func() time.Time
	most  int
	began time.Time
	count map[string]int
}

// maxAddresses bounds the memory of a limiter within one minute. When more
// come, the new ones share one count.
const maxAddresses = 10000

func newLimiter(most int, now func() time.Time) *limiter {
	return &limiter{most: most, now: now, count: map[string]int{}}
}

// allow counts one more for addr and reports whether it is still within the
// limit.
func (l *limiter) allow(addr string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.now(); now.Sub(l.began) >= time.Minute || now.Before(l.began) {
		l.began = now
		clear(l.count)
	}
	if _, known := l.count[addr]; !known && len(l.count) >= maxAddresses {
		addr = ""
	}
	l.count[addr]++
	return l.count[addr] <= l.most
}
