package linear

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func wordsOf(text string, mark uint8) []Piece {
	out, _ := Words(nil, text, slices.Repeat([]uint8{mark}, len(text)), 0, len(text), true)
	return Unique(out)
}

func TestWordsAreCutIntoPieces(t *testing.T) {
	t.Parallel()
	out, size := Words(nil, "停药 do not", make([]uint8, 13), 0, 13, false)
	if size != 4 {
		t.Errorf("two characters and two words are %d", size)
	}
	for name, p := range map[string]Piece{"character": Hash(Han, 0, "停"), "run": Hash(Han, 0, "停药"), "word": Hash(Word, 0, "not"), "pair": Hash(Pair, 0, "do not")} {
		if !slices.Contains(out, p) {
			t.Errorf("the %s is missing", name)
		}
	}
	if slices.Contains(out, Hash(Letters, 0, "^not")) || !slices.Contains(wordsOf("stop", 0), Hash(Letters, 0, "^sto")) {
		t.Error("runs of letters are not given where they are asked for")
	}
	if slices.ContainsFunc(wordsOf("停药", 1), func(p Piece) bool { return slices.Contains(out, p) }) {
		t.Error("a mark does not tell pieces apart")
	}
}

// A line learnt from two kinds of text tells new ones apart.
func TestALineTellsKindsApart(t *testing.T) {
	t.Parallel()
	var es []Example
	texts := []string{"stop the tablets", "just stop taking it", "stop it now", "keep taking it", "take the tablets with food", "do keep the tablets"}
	pieces := make([][]Piece, len(texts))
	for i, s := range texts {
		pieces[i] = wordsOf(s, 0)
	}
	v := NewVocabulary(pieces, 1, false)
	for i := range texts {
		es = append(es, Example{v.Vector(pieces[i]), i < 3, 1})
	}
	l := Draw(len(v.Keys), es)
	if yes, no := l.At(v.Vector(wordsOf("please stop them", 0))), l.At(v.Vector(wordsOf("keep them", 0))); yes <= 0 || no >= 0 {
		t.Errorf("stop is %.2f, keep %.2f", yes, no)
	}
	again := Draw(len(v.Keys), es)
	if !slices.Equal(l.W, again.W) || l.Bias != again.Bias {
		t.Error("the same texts give another line")
	}
}

func TestRarePiecesCanBeLeftOut(t *testing.T) {
	t.Parallel()
	v := NewVocabulary([][]Piece{{1, 2}, {2, 3}}, 2, true)
	if !slices.Equal(v.Keys, []Piece{2}) || v.Find(1) != -1 || v.Find(2) != 0 {
		t.Errorf("kept %v", v.Keys)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "count")
		f := Rounded(rapid.Float32Range(-8, 8).Draw(t, "weight"))
		s := rapid.String().Draw(t, "text")
		w := &Writer{}
		w.Text(s)
		w.Weight(f)
		w.Count(min(n, len(w.Out)))
		r := NewScanner(w.Out)
		if r.Text() != s || r.Weight() != f || r.Count() != min(n, len(w.Out)-1) || !r.Whole() {
			t.Fatalf("%q, %v and %d are not read back", s, f, n)
		}
		cut := NewScanner(w.Out[:len(w.Out)-1])
		cut.Text()
		cut.Weight()
		cut.Count()
		if cut.Whole() {
			t.Fatal("what was cut short is whole")
		}
	})
}
