package stance

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance/linear"
)

// Reader tells how a name of a medicine looks. It never changes after it is made
// and is safe for concurrent use.
type Reader struct {
	linear.Vocabulary
	// weights has one for each piece, and bias is added: the line between names
	// that the patient is to take and others.
	weights []float32
	bias    float32
	// taken are the values of names that the patient is to take, with the sign
	// turned, on lines that had not learnt them.
	taken linear.Ranks
	hash  string
}

// least is in how many sayings a piece must stand to be learnt, and pull how much
// each may pull at the line.
const least, pull = 2, 0.5

// folds is how many parts the bank is cut into, of which each is held against a
// line that was drawn from the others; neighbours lie in stretches that are kept
// together, since they differ in few words.
const folds, stretch = 5, 40

type example struct {
	pieces []linear.Piece
	taken  bool
	fold   int
}

// New learns from a bank as ReadBank gives it.
func New(x *claim.Extractor, bank []Saying) *Reader {
	var es []example
	for i, s := range bank {
		r := x.Read(s.Says, s.Lang)
		for _, at := range s.At {
			if ps := around(r, at); ps != nil {
				es = append(es, example{ps, s.Stance == For, i / stretch % folds})
			}
		}
	}
	out := drawn(es)
	out.taken = measured(es)
	return out.named()
}

func (r *Reader) named() *Reader {
	sum := sha256.Sum256(r.Binary())
	r.hash = "sha256:" + hex.EncodeToString(sum[:])
	return r
}

// Hash names what was learnt.
func (r *Reader) Hash() string { return r.hash }

func drawn(es []example) *Reader {
	texts := make([][]linear.Piece, len(es))
	for i, e := range es {
		texts[i] = e.pieces
	}
	r := &Reader{Vocabulary: linear.NewVocabulary(texts, least, true)}
	examples := make([]linear.Example, len(es))
	for i, e := range es {
		examples[i] = linear.Example{X: r.Vector(e.pieces), Yes: e.taken, Pull: pull}
	}
	l := linear.Draw(len(r.Keys), examples)
	for _, w := range l.W {
		r.weights = append(r.weights, linear.Rounded(w))
	}
	r.bias = linear.Rounded(float32(l.Bias))
	return r
}

// measured holds each part of the bank against a line that has not learnt it.
func measured(es []example) linear.Ranks {
	var taken []float32
	for k := range folds {
		part := drawn(slices.DeleteFunc(slices.Clone(es), func(e example) bool { return e.fold == k }))
		for _, e := range es {
			if e.fold == k && e.taken {
				taken = append(taken, -part.value(e.pieces))
			}
		}
	}
	return linear.NewRanks(taken)
}

func (r *Reader) value(pieces []linear.Piece) float32 {
	out := r.bias
	for _, e := range r.Vector(pieces) {
		out += r.weights[e.Key] * e.V
	}
	return out
}

// Taken is the share of names in the bank that the patient is to take and that
// look at most as much like it as the name of a claim: from nearly 0, surely no
// such name, to 1. It is 1 where the claim stands in no sentence.
func (r *Reader) Taken(reading claim.Reading, c claim.Claim) float64 {
	ps := around(reading, claim.Span{Start: c.Start, End: c.End})
	if ps == nil {
		return 1
	}
	return r.taken.AtLeast(-r.value(ps))
}
