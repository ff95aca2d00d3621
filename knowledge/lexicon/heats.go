package lexicon

import (
	"cmp"
	"slices"
	"strings"
)

// heats are the words in a text that speak of a temperature, found at the first
// number of which that is asked. Numbers ask in the order of the text.
type heats struct {
	found bool
	at    []span // by where they begin
	next  int    // those before it lie behind
}

func (h *heats) begin() { h.found, h.at, h.next = false, h.at[:0], 0 }

// near is true where one of the words lies between two places.
func (h *heats) near(t *letters, from, to int) bool {
	if !h.found {
		h.find(t)
	}
	for h.next < len(h.at) && int(h.at[h.next].start) < from {
		h.next++
		t.steps++
	}
	for k := h.next; k < len(h.at) && int(h.at[k].start) < to; k++ {
		t.steps++
		if int(h.at[k].end) <= to {
			return true
		}
	}
	return false
}

func (h *heats) find(t *letters) {
	h.found = true
	for _, w := range [...]string{"temp", "fever", "thermometer", "degree"} {
		t.steps += len(t.n)
		for i := 0; ; {
			k := strings.Index(t.n[i:], w)
			if k < 0 {
				break
			}
			i += k + len(w)
			h.at = append(h.at, span{int32(i - len(w)), int32(i)}) //nolint:gosec // see span
		}
	}
	slices.SortFunc(h.at, func(a, b span) int { return cmp.Compare(a.start, b.start) })
}
