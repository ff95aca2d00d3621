package store

import (
	"context"
	"fmt"
	"time"
)

// Position is the place in the feed behind which lies all that was stored at a
// moment or later: Changes(ctx, Position, n) begins with the first of it. A moment
// that lies ahead gives the end of the feed. Seqs are dense and their times rise,
// so it reads few versions of however long a feed.
func Position(ctx context.Context, f Feed, at time.Time) (int64, error) {
	before := func(seq int64) (bool, error) {
		found, err := f.Changes(ctx, seq-1, 1)
		if err != nil {
			return false, fmt.Errorf("store: position: %w", err)
		}
		return len(found) > 0 && found[0].LastUpdated.Before(at), nil
	}
	low, high := int64(0), int64(1) // low lies before, and at last high does not
	for {
		ok, err := before(high)
		if err != nil {
			return 0, err
		}
		if !ok {
			break
		}
		low, high = high, high*2
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		ok, err := before(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			low = middle
		} else {
			high = middle
		}
	}
	return low, nil
}
