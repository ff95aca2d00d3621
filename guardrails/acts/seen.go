package acts

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
)

// Seen keeps what the sentences of one text look like, for its parts to be judged by: one
// that is read the same in both looks the same. The zero value has seen none. It is not
// safe for concurrent use.
type Seen struct{ met []form }

// mostSeen is how many sentences are kept: each is compared with those, and a text of
// more is read as if it were new.
const mostSeen = 64

// form is how a sentence was read, all that its pieces are cut from.
type form struct {
	outline claim.Outline
	said    []saying
	*sentence
}

// saying is what a claim of a sentence is, or what was left of it.
type saying struct {
	kind, left    string
	act, polarity string
}

// sentences are those of a reading in pieces.
func (s *Seen) sentences(r claim.Reading) []*sentence {
	if s == nil {
		return sentences(r)
	}
	out := make([]*sentence, len(r.Sentences))
	for i := range out {
		out[i] = s.of(r, i)
	}
	return out
}

func (s *Seen) of(r claim.Reading, i int) *sentence {
	o := r.Outline(i)
	o.Text = strings.TrimRight(o.Text, " \n") // nothing is cut from what stands between sentences
	var few [8]saying                         // no memory is taken for so many
	is := said(few[:0], r, i)
	for _, f := range s.met {
		if f.outline.Text == o.Text && slices.Equal(f.outline.Names, o.Names) && slices.Equal(f.outline.Cues, o.Cues) && slices.Equal(f.said, is) {
			return f.sentence
		}
	}
	c := cut(r, i, o)
	if len(s.met) < mostSeen {
		s.met = append(s.met, form{o, slices.Clone(is), &c})
	}
	return &c
}

// said adds the claims of a sentence and what was left of it, as cut tells them apart.
func said(out []saying, r claim.Reading, i int) []saying {
	for _, c := range r.Claims {
		if c.Sentence == i && !c.Referred {
			out = append(out, saying{kind: string(c.Kind), act: string(c.Act), polarity: c.Polarity})
		}
	}
	for _, d := range r.Residue {
		if d.Sentence == i {
			out = append(out, saying{left: d.Kind})
		}
	}
	return out
}
