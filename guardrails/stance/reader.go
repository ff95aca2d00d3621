package stance

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance/linear"
)

// Reader tells how a name of a medicine, or of a danger sign, looks. It never changes after it is made
// and is safe for concurrent use.
type Reader struct {
	linear.Vocabulary
	// wide is that of its bank.
	wide bool
	// weights has one for each piece, and bias is added: the line between names
	// of what the patient is to take, or has, and others.
	weights []float32
	bias    float32
	// real are the values of names of what is really so, with the sign turned, and
	// spoken those of the others, on lines that had learnt nothing of
	// their authors.
	real, spoken linear.Ranks
	hash         string
}

// least is in how many sayings a piece must stand to be learnt, pull how much one may
// pull at the line that was written to be learnt from, and draftPull how much a
// sentence of a draft: there are more of these, and most are plain.
const least, pull, draftPull = 2, 1, 0.1

// folds is how many parts the bank is cut into, of which each is held against a
// line that was drawn from the others. An author's sayings are kept together; where
// there are fewer authors than parts, neighbours lie in stretches, since they differ
// in few words.
const folds, stretch = 5, 40

type example struct {
	pieces  []linear.Piece
	real    bool
	written bool
	fold    int
}

// Learn learns from a bank as Read gives it.
func (b Bank) Learn(x *claim.Extractor, bank []Saying) *Reader {
	var es []example
	fold := foldsOf(bank)
	for i, s := range bank {
		r := x.Read(s.Says, s.Lang)
		for _, at := range s.At {
			if ps := around(r, at, b.wide); ps != nil {
				es = append(es, example{linear.Unique(ps), s.Stance == b.stances[0], s.Written, fold[i]})
			}
		}
	}
	out := drawn(es)
	out.wide = b.wide
	out.real, out.spoken = measured(es)
	return out.named()
}

// foldsOf gives the part of each saying.
func foldsOf(bank []Saying) []int {
	out := make([]int, len(bank))
	authors := map[string]int{}
	for i, s := range bank {
		if _, known := authors[s.Author]; !known {
			authors[s.Author] = len(authors) % folds
		}
		out[i] = authors[s.Author]
	}
	if len(authors) < folds {
		for i := range out {
			out[i] = i / stretch % folds
		}
	}
	return out
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
		examples[i] = linear.Example{X: r.Vector(e.pieces), Yes: e.real, Pull: draftPull}
		if e.written {
			examples[i].Pull = pull
		}
	}
	l := linear.Draw(len(r.Keys), examples)
	for _, w := range l.W {
		r.weights = append(r.weights, linear.Rounded(w))
	}
	r.bias = linear.Rounded(float32(l.Bias))
	return r
}

// measured holds each part of the bank against a line that has not learnt it. Only
// what was written to be learnt from is a measure, where there is any: it is as hard
// as what is to be told apart.
func measured(es []example) (isSo, spoken linear.Ranks) {
	some := slices.ContainsFunc(es, func(e example) bool { return e.written })
	var have, other []float32
	for k := range folds {
		part := drawn(slices.DeleteFunc(slices.Clone(es), func(e example) bool { return e.fold == k }))
		for _, e := range es {
			switch {
			case e.fold != k || some && !e.written:
			case e.real:
				have = append(have, -part.value(e.pieces))
			default:
				other = append(other, part.value(e.pieces))
			}
		}
	}
	return linear.NewRanks(have), linear.NewRanks(other)
}

func (r *Reader) value(pieces []linear.Piece) float32 {
	out := r.bias
	for _, e := range r.Vector(pieces) {
		out += r.weights[e.Key] * e.V
	}
	return out
}

// Look is how a name looks beside those of the bank. Each share is from nearly 0 to
// 1, and both are 1 of a name that stands in no sentence.
type Look struct {
	// Real is the share of names of medicines that the patient is to take, or of signs
	// that the patient has, which look at most as much like it: nearly 0 is surely no
	// such name.
	Real float64
	// Spoken is the share of the others which look at least as much like it: nearly 0
	// is surely really so.
	Spoken float64
}

// Look judges a name at a place of the text by the words around it: those of its
// sentence, and of the sentences beside where its bank is of signs.
func (r *Reader) Look(reading claim.Reading, at claim.Span) Look {
	ps := around(reading, at, r.wide)
	if ps == nil {
		return Look{1, 1}
	}
	v := r.value(ps)
	return Look{r.real.AtLeast(-v), r.spoken.AtLeast(v)}
}
