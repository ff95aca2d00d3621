//go:build linux

package reason_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is the processor time of this thread so far: what a triage costs
// on a machine that does other things as well.
func cpuTime() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}
