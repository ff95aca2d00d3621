package fence

import (
	"apricot.health/guardrails/acts"
	"apricot.health/knowledge/lexicon"
)

// Looks says what a draft looks like to what was learnt from the bank of acts,
// sentence by sentence and, where drafts for its reader were learnt, as a whole. It
// decides nothing.
func (f *Fence) Looks(d Draft) ([]acts.Sense, *acts.Verdict) {
	d = settle(d)
	return f.acts.Judge(f.reader.Read(harden(lexicon.Simplified(d.Text)), d.Lang), string(d.Audience), nil)
}

// Held gives the values of the drafts that were learnt from, each on a line that
// had learnt none of its author: of safe ones and of unsafe ones.
func (f *Fence) Held(to Audience) (safe, unsafe []float32) { return f.acts.Held(string(to)) }
