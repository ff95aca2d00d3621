package portal

import (
	"strconv"
	"testing"
	"time"
)

func TestALimiterOutlivesManyAddresses(t *testing.T) {
	t.Parallel()
	now := noon()
	l := newLimiter(2, func() time.Time { return now })
	for i := range maxAddresses + 1000 {
		l.allow(strconv.Itoa(i))
	}
	if len(l.count) > maxAddresses+1 {
		t.Errorf("the limiter holds %d addresses", len(l.count))
	}
	if l.allow("newcomer") {
		t.Error("newcomers share no limit once the memory is full")
	}
	if !l.allow("1") || l.allow("1") {
		t.Error("an address that was known is not counted by itself")
	}
	now = now.Add(-time.Hour) // the clock was set back
	if !l.allow("newcomer") {
		t.Error("a clock that is set back locks everyone out")
	}
}
