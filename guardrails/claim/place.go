package claim

import (
	"math/bits"
	"sort"
	"strings"
)

// longestSentence bounds a sentence in bytes. What has no end for longer is no
// sentence of a person: it is cut between two words, so that what is looked for
// around a word never costs more than this.
const longestSentence = 2 << 10

// overlong is where a sentence from start on that has come to i without an end is
// cut: behind the last comma or space of its last quarter, else at i.
func overlong(n string, start, i int) int {
	from := i - longestSentence/4
	for _, marks := range [...]string{"，,、:：(（", " "} {
		if k := strings.LastIndexAny(n[max(start, from):i], marks); k >= 0 {
			at := max(start, from) + k + 1
			for at < i && n[at]&0xc0 == 0x80 { // behind the mark, however wide
				at++
			}
			return at
		}
	}
	return i
}

// tokensIn gives the tokens that begin in a span.
func (r *reader) tokensIn(s Span) []token {
	lo := sort.Search(len(r.toks), func(k int) bool { return r.toks[k].start >= s.Start })
	hi := lo + sort.Search(len(r.toks)-lo, func(k int) bool { return r.toks[lo+k].start >= s.End })
	r.steps += hi - lo
	return r.toks[lo:hi]
}

// mentionsIn gives the names that begin in a span.
func (r *reader) mentionsIn(s Span) []Named {
	lo := sort.Search(len(r.mentions), func(k int) bool { return r.mentions[k].Start >= s.Start })
	hi := lo + sort.Search(max(len(r.mentions)-lo, 0), func(k int) bool { return r.mentions[lo+k].Start >= s.End })
	r.steps += hi - lo
	return r.mentions[lo:hi]
}

// around gives the names of a list in their order that may overlap a span: no
// name is longer than widest.
func around(ms []Named, widest int, s Span) []Named {
	lo := sort.Search(len(ms), func(k int) bool { return ms[k].Start > s.Start-widest })
	hi := lo
	for hi < len(ms) && ms[hi].Start < s.End {
		hi++
	}
	return ms[lo:hi]
}

// widest is the length of the longest name of a list.
func widest(ms []Named) int {
	w := 0
	for _, m := range ms {
		w = max(w, m.End-m.Start)
	}
	return w
}

// placed makes what is looked up of the tokens once none is added or changed.
func (r *reader) placed() {
	r.judged = make([]int8, len(r.n)+1)
	total := 0
	var counts [64]int
	for i := range r.toks {
		t := &r.toks[i]
		r.longest = max(r.longest, t.end-t.start)
		if t.inside {
			continue
		}
		for c := uint64(t.cues); c != 0; c &= c - 1 {
			counts[bits.TrailingZeros64(c)]++
			total++
		}
	}
	all := make([]int32, total)
	for k, n := range counts {
		r.cues[k], all = all[:0:n], all[n:]
	}
	for i := range r.toks {
		if t := &r.toks[i]; !t.inside {
			for c := uint64(t.cues); c != 0; c &= c - 1 {
				k := bits.TrailingZeros64(c)
				r.cues[k] = append(r.cues[k], int32(t.start)) //nolint:gosec // a text is far shorter
			}
		}
	}
}

// has is true where a cue of the set begins in a span.
func (r *reader) has(s Span, set cue) bool {
	for c := uint64(set); c != 0; c &= c - 1 {
		at := r.cues[bits.TrailingZeros64(c)]
		k := sort.Search(len(at), func(k int) bool { return int(at[k]) >= s.Start })
		if k < len(at) && int(at[k]) < s.End {
			return true
		}
	}
	return false
}
