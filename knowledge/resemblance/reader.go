package resemblance

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// Reader suspects what texts mean. It never changes after it is made and is
// safe for concurrent use.
type Reader struct {
	*model
	cutter
}

// Hit is something that a text resembles.
type Hit struct {
	ID string
	// Score is above 0 on the side of the sayings that mean the id.
	Score float64
	// Words is the stretch of the normalised text that resembles them.
	Words string
}

// Likeness is what a text resembles, the likest first.
type Likeness struct {
	// Danger is that of the most dangerous stretch, above 0 on the side of the
	// sayings that mean an emergency.
	Danger                        float64
	Flags, Complaints, Conditions []Hit
}

// New learns from a bank, whatever the order of its sayings.
func New(g *graph.Graph, lex *lexicon.Lexicon, bank []Saying) *Reader {
	c := cutter{g, lex}
	return &Reader{learn(c, ordered(slices.Clone(bank)), newJudge(g)), c}
}

// Learn learns from the bank in the folder sayings of fsys and from the graph's
// own words. A saying of something that the graph does not have is an error.
func Learn(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS) (*Reader, error) {
	bank, err := ReadBank(fsys, "sayings")
	if err != nil {
		return nil, err
	}
	if err := check(g, bank); err != nil {
		return nil, err
	}
	return New(g, lex, append(bank, own(cutter{g, lex})...)), nil
}

// Load gives the reader of what was learnt when the program was built, and
// learns anew from the sayings in fsys where there is nothing or it cannot be
// read.
func Load(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS, learnt []byte) (*Reader, error) {
	if len(learnt) > 0 {
		if r, err := Open(g, lex, learnt); err == nil {
			return r, nil
		}
	}
	return Learn(g, lex, fsys)
}

// floor is the score below which nothing is worth a word.
const floor = -0.5

// Read gives what a text resembles. Words of the graph that are gone since the
// model was made, such as a flag that a hospital switched off, are left out.
func (r *Reader) Read(text string) Likeness {
	cut := r.read(text)
	var out Likeness
	var hits []hit
	out.Danger, hits = r.weigh(&cut)
	for _, h := range hits {
		if h.score < floor {
			continue
		}
		id := r.labels[h.label].id
		x := Hit{id, float64(h.score), cut.text[h.start:h.end]}
		if !known(r.g, id) {
			continue
		}
		switch kind, _, _ := strings.Cut(id, "."); kind {
		case "flag":
			out.Flags = append(out.Flags, x)
		case "comp":
			out.Complaints = append(out.Complaints, x)
		case "cond":
			out.Conditions = append(out.Conditions, x)
		}
	}
	for _, hs := range [][]Hit{out.Flags, out.Complaints, out.Conditions} {
		slices.SortStableFunc(hs, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	}
	return out
}

// Nearest gives the saying of an id that is most like the words, false where
// the model knows no saying of it.
func (r *Reader) Nearest(id, words string) (Saying, bool) {
	i, ok := slices.BinarySearchFunc(r.labels, id, func(l label, id string) int { return strings.Compare(l.id, id) })
	if !ok || len(r.of[i]) == 0 {
		return Saying{}, false
	}
	x := r.vector(r.read(words))
	best, most := Saying{}, -1.0
	for _, k := range r.of[i] {
		s := r.bank[k]
		if like := x.dot(r.vector(r.read(s.Says))); like > most {
			best, most = s, like
		}
	}
	return best, true
}
