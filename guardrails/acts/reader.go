package acts

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"sync"

	"apricot.health/guardrails/claim"
)

// Reader suspects acts. It never changes after it is made and is safe for
// concurrent use.
type Reader struct {
	*model
	hash string
	// doing are the sayings of each act, by number, and norms the length of each.
	doing map[Act][]int32
	norms []float64
	rooms sync.Pool // of *[]float32, all 0
}

func newReader(m *model) *Reader {
	r := &Reader{model: m, doing: map[Act][]int32{}, norms: make([]float64, len(m.bank))}
	for k, s := range m.bank {
		for i, a := range s.Acts {
			if !slices.Contains(s.Acts[:i], a) {
				r.doing[a] = append(r.doing[a], int32(k)) //nolint:gosec // far fewer sayings
			}
		}
		norm := 0.0
		for _, key := range m.keys[k] {
			w := float64(m.Weight[key])
			norm += w * w
		}
		r.norms[k] = math.Sqrt(max(norm, 1e-9))
	}
	sum := sha256.Sum256(r.Binary())
	r.hash = "sha256:" + hex.EncodeToString(sum[:])
	return r
}

// Hash names what was learnt.
func (r *Reader) Hash() string { return r.hash }

// New learns from a bank as ReadBank gives it and from drafts as ReadDrafts does.
func New(x *claim.Extractor, bank []Saying, drafts []Draft) *Reader {
	return newReader(learn(x, bank, drafts))
}

// Sense is what a sentence looks like. An alarm is the share of harmless
// sentences of the bank, all of them look-alikes, that look at least as much
// like the thing: from 1, surely harmless, down to nearly 0.
type Sense struct {
	// Alarm is that of any act, Acts are those of each act, in the order of All.
	Alarm float64
	Acts  []float64
	// Size is how many characters or words the sentence has.
	Size int
}

// Of is the alarm of one act; an unknown one is surely suspect.
func (s Sense) Of(a Act) float64 {
	if n := slices.Index(All(), a); n >= 0 && n < len(s.Acts) {
		return s.Acts[n]
	}
	return 0
}

// Likest is the act with the lowest alarm.
func (s Sense) Likest() (Act, float64) {
	best := 0
	for n, v := range s.Acts {
		if v < s.Acts[best] {
			best = n
		}
	}
	return All()[best], s.Acts[best]
}

// Read gives the sense of every sentence of a reading.
func (r *Reader) Read(reading claim.Reading) []Sense { return r.senses(sentences(reading)) }

// Judge gives the sense of every sentence and, where drafts for the reader were
// learnt, how the whole looks. What was seen before is not worked out again; seen may
// be nil.
func (r *Reader) Judge(reading claim.Reading, reader string, seen *Seen) ([]Sense, *Verdict) {
	cuts := seen.sentences(reading)
	return r.senses(cuts), r.drafts.judge(substance(cuts), reader)
}

// Held gives the values that drafts for a reader had on lines that have learnt
// none of their group of authors, ascending: those of safe and of unsafe ones. It
// gives none where no drafts for the reader were learnt.
func (r *Reader) Held(reader string) (safe, unsafe []float32) {
	n := slices.Index(readers(), reader)
	if n < 0 {
		return nil, nil
	}
	return slices.Clone(r.drafts.safe[n]), slices.Clone(r.drafts.unsafe[n])
}

func sentences(reading claim.Reading) []*sentence {
	out := make([]*sentence, len(reading.Sentences))
	for i := range out {
		s := cut(reading, i, reading.Outline(i))
		out[i] = &s
	}
	return out
}

func (r *Reader) senses(cuts []*sentence) []Sense {
	out := make([]Sense, len(cuts))
	var values []float64
	var row []float32
	for i, s := range cuts {
		if s.sense == nil {
			if values == nil {
				values, row = make([]float64, (len(cuts)-i)*len(listed)), make([]float32, lines())
			}
			s.sense = r.sense(s, values[:len(listed):len(listed)], row)
			values = values[len(listed):]
		}
		out[i] = *s.sense
	}
	return out
}

// sense is that of a sentence; values and row are room for what is worked out.
func (r *Reader) sense(s *sentence, values []float64, row []float32) *Sense {
	out := &Sense{Alarm: 1, Acts: values, Size: s.size}
	if s.courtesy {
		for n := range values {
			values[n] = 1
		}
		return out
	}
	r.margins(s.pieces, row)
	out.Alarm = r.alarm(anyAct(), s.lang, row[anyAct()])
	for n := range values {
		values[n] = r.alarm(n, s.lang, row[n])
	}
	return out
}

// Nearest gives the sentence of the bank that does an act and is nearest to
// sentence i of a reading, and how near, from 0 to 1.
func (r *Reader) Nearest(reading claim.Reading, i int, a Act) (Saying, float64) {
	room, _ := r.rooms.Get().(*[]float32)
	if room == nil {
		room = new([]float32)
		*room = make([]float32, len(r.Keys))
	}
	weigh, is := *room, r.Vector(cut(reading, i, reading.Outline(i)).pieces)
	for _, e := range is {
		weigh[e.Key] = e.V
	}
	best, near := int32(-1), 0.0
	for _, k := range r.doing[a] {
		dot := 0.0
		for _, key := range r.keys[k] {
			dot += float64(r.Weight[key]) * float64(weigh[key])
		}
		if dot /= r.norms[k]; dot > near {
			best, near = k, dot
		}
	}
	for _, e := range is {
		weigh[e.Key] = 0
	}
	r.rooms.Put(room)
	if best < 0 {
		return Saying{}, 0
	}
	return r.bank[best], min(near, 1)
}
