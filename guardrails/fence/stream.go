package fence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/claim"
)

// MaxStream bounds how much of a text is judged sentence by sentence; what
// lies beyond waits for the whole. Each sentence is judged with all that stands
// before it, so that the bound also bounds the work.
const MaxStream = 8 << 10

// sentenceReach is how far the end of a sentence is looked for.
const sentenceReach = 4 << 10

// Stream judges a text that is still being written. What it gives out was
// judged before, sentence by sentence and in order, and is always a beginning
// of what Gate shows of the whole text where Gate shows it.
//
// A sentence with a drug, a dose, an order, a diagnosis, an urgency, a result,
// a reassurance or anything else that its neighbours could change, or with
// clinical words that no claim covers, however safe the rest looks, is held, and all after it, until the
// whole is judged. A whole that Gate does not show leaves what was shown
// before: Close says so, and the caller must take it back.
//
// After an error or a Cancel nothing more comes out. A Stream may be cancelled
// from another goroutine; Write and Close are for one.
type Stream struct {
	f    *Fence
	mu   sync.Mutex
	d    Draft
	text []byte
	// shown counts the bytes given out, judged the bytes of whole sentences
	// that were looked at.
	shown, judged int
	pieces        int
	held, done    bool
	id            string
}

// Closing is the end of a stream.
type Closing struct {
	Decision Decision
	// Rest is what may be shown after what was shown before.
	Rest Cleared
	// Retract is true where what was shown before must be taken off the screen:
	// the whole was not released, or Rest stands in its place.
	Retract bool
}

// Stream begins a stream. The draft says for whom and against which chart; its
// text is what comes first. An order is never streamed: it is given out whole,
// or not at all, by Close.
func (f *Fence) Stream(d Draft) *Stream {
	sum := sha256.Sum256([]byte(inputHash(d) + f.cfg.Now().UTC().Format(time.RFC3339Nano)))
	s := &Stream{f: f, d: d, text: []byte(d.Text), id: "s-" + hex.EncodeToString(sum[:12])}
	s.d.Text = ""
	s.held = d.Audience == Order || len(d.Orders) > 0 || f.tried != nil
	return s
}

// ErrStreamEnded says that a stream was closed or cancelled, or that it failed.
var ErrStreamEnded = errors.New("fence: the stream has ended")

// Write takes the next piece of the text, cut anywhere, and gives what may be
// shown now, which is often nothing.
func (s *Stream) Write(ctx context.Context, piece string) (Cleared, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return Cleared{}, ErrStreamEnded
	}
	s.text = append(s.text, piece...)
	if len(s.text) > MaxText {
		s.done = true
		return Cleared{}, outcome.At(outcome.TooLarge, "text", "the text is longer than %d bytes", MaxText)
	}
	from := s.shown
	for !s.held {
		end, more := s.next()
		if !more {
			break
		}
		ok, err := s.judge(ctx, end)
		if err != nil {
			s.done = true
			return Cleared{}, err
		}
		if !ok {
			s.held = true
			break
		}
		s.judged = end
		s.shown = len(strings.TrimRightFunc(string(s.text[:end]), unicode.IsSpace))
	}
	if s.shown == from {
		return Cleared{}, nil
	}
	s.pieces++
	return Cleared{text: string(s.text[from:s.shown]), audience: s.d.Audience, decision: s.id}, nil
}

// next gives the end of the first whole sentence that was not judged. The last
// sentence of the text so far is not whole: a unit or a "not" may follow.
func (s *Stream) next() (int, bool) {
	tail := string(whole(s.text[s.judged:min(len(s.text), s.judged+sentenceReach)]))
	if !strings.ContainsAny(tail, ".。!！?？;；\n") {
		return 0, false
	}
	all := claim.Sentences(tail)
	if len(all) < 2 {
		return 0, false
	}
	end := s.judged + all[0].End
	return end, end <= MaxStream
}

// whole leaves off the beginning of a rune of which the rest is to come: it
// may be a quotation mark that still belongs to the sentence.
func whole(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

// judge decides about the text up to end: true when all of it may be shown
// whatever follows.
func (s *Stream) judge(ctx context.Context, end int) (bool, error) {
	d := s.d
	d.Text = string(s.text[:end])
	// A model declares its claims of the whole.
	d.Declared = nil
	f := s.f.pin(d.Department)
	f.begun = true
	v, err := f.guarded(ctx, settle(d))
	if err != nil {
		return false, err
	}
	if v.outcome != Release || v.replaced {
		return false, nil
	}
	for _, c := range v.claims {
		if !streams(c.Kind) {
			return false, nil
		}
	}
	for _, x := range v.findings {
		if x.Action != "annotate" || x.Check == "whole" {
			return false, nil
		}
	}
	return true, nil
}

// streams is true for kinds of claims that a sentence makes by itself.
func streams(k claim.Kind) bool {
	switch k {
	case claim.Lifestyle, claim.Finding, claim.Number, claim.Identity:
		return true
	}
	return false
}

// Declare gives the claims that the model says it made in the whole text, for
// Close to hold against those that were read.
func (s *Stream) Declare(claims []claim.Claim) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.d.Declared = claims
}

// Close judges the whole text as Gate does and gives what is left to show.
func (s *Stream) Close(ctx context.Context) (Closing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return Closing{Decision: s.broken("ended"), Retract: s.shown > 0}, ErrStreamEnded
	}
	s.done = true
	d := s.d
	d.Text = string(s.text)
	dec, all, err := s.f.Gate(ctx, d)
	s.sign(&dec.Record)
	out := Closing{Decision: dec, Rest: all}
	rest, goesOn := strings.CutPrefix(all.text, string(s.text[:s.shown]))
	if err != nil || all.text == "" || dec.Replaced || !goesOn {
		out.Retract = s.shown > 0
		return out, err
	}
	out.Rest.text = rest
	return out, nil
}

// Cancel ends the stream. The decision is a block whose record tells how much
// had been shown.
func (s *Stream) Cancel() Decision {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = true
	return s.broken("cancelled")
}

func (s *Stream) broken(how string) Decision {
	d := s.d
	d.Text = string(s.text)
	dec := s.f.pin(d.Department).decision(d, failed(how), s.f.cfg.Now())
	s.sign(&dec.Record)
	return dec
}

// sign notes in a record what a stream has shown before it.
func (s *Stream) sign(r *Record) {
	r.Stream = &RecordStream{ID: s.id, Shown: s.shown, Pieces: s.pieces}
}
