package lexicon

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// spoil writes what nobody may read into the memory of a text that was read.
func spoil(w *work) {
	fill(w.folding.out, 0xFF)
	fill(w.folding.spelt, 0xFF)
	fill(w.folding.offsets, math.MaxInt)
	fill(w.folding.backward, math.MaxInt)
	fill(w.letters.chars, charAt{code: math.MaxUint16, class: math.MaxUint16, opening: math.MaxUint16})
	fill(w.letters.runs, runAt{math.MaxInt32, math.MaxUint32, math.MaxInt32})
	fill(w.letters.places, [2]uint64{math.MaxUint64, math.MaxUint64})
	fill(w.letters.doubts, span{math.MaxInt32, math.MaxInt32})
	fill(w.letters.heats.at, span{math.MaxInt32, math.MaxInt32})
	for _, toks := range [][]token{w.tokens, w.merged, w.extra} {
		fill(toks, token{span: span{math.MaxInt32, math.MaxInt32}, meaning: math.MaxInt32})
	}
	fill(w.inner, span{math.MaxInt32, math.MaxInt32})
}

func fill[T any](memory []T, with T) {
	memory = memory[:cap(memory)]
	for i := range memory {
		memory[i] = with
	}
}

// TestMemoryIsLentForOneText holds that what is given outlives the memory in which
// a text was read, and that nothing is read there that another text has left.
func TestMemoryIsLentForOneText(t *testing.T) {
	t.Parallel()
	l := reader()
	pieces := append([]string{
		"Headahce ", "fevr", "CHEST pains", "体温38.5度", "ＢＰ 160/100", "發燒", "e\u0301", "👍", "\xff", "my mother is 71", "男71", "t38.5", "咳嗽三天，", "chest ne不ck", "never had chest pain. ",
	}, hostile...)
	rapid.Check(t, func(t *rapid.T) {
		w := &work{}
		for range 3 {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "text"), "")
			got := l.extract(w, text)
			spoil(w)
			if d := cmp.Diff(l.extract(&work{}, text), got); d != "" {
				t.Fatalf("%q (-in fresh memory, +in spoilt): %s", text, d)
			}
		}
	})
}
