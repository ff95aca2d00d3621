package resemblance

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// gallery holds how conditions are told: the sayings of the bank that mean one,
// and portraits, for each condition one in each language, put together from the
// graph's own words: its names, and those of the findings that speak for it.
type gallery struct {
	linear.Vocabulary
	conditions []string
	tellings   []telling
	// posts are the tellings that hold a piece, by its number: those of piece k
	// are posts[from[k]:from[k+1]].
	from  []int32
	posts []post
}

// telling is one way of telling of a condition.
type telling struct {
	condition uint16
	saying    int32   // in the bank, or portrait
	per       float32 // one by its length
}

// portrait stands for the saying of a telling that is put together.
const portrait = -1

// post is one telling that holds a piece, and by how much, of full.
type post struct{ telling, share uint16 }

const (
	full = 255
	// painted is what a portrait counts beside a saying.
	painted = 4
	// speaks is the log of the likelihood ratio from which a finding is as much
	// part of a portrait as the name of the condition.
	speaks = 3.0
	// unheard is the background of a finding that has none.
	unheard = 0.05
	// twice is in how many tellings a piece must stand to tell anything.
	twice = 2
	// mostHung bounds the conditions that a text resembles.
	mostHung = 128
	// faint is the score below which a condition is not resembled.
	faint = 1e-4
)

// canvas is one telling before pieces have numbers.
type canvas struct {
	telling
	pieces []linear.Piece
	share  map[linear.Piece]uint16 // nil where each is whole
}

// hang makes the gallery of a graph and a bank whose sayings were read before.
func hang(c cutter, bank []Saying, readings []reading) gallery {
	g := gallery{}
	var all []canvas
	for n, cond := range c.g.Conditions() {
		g.conditions = append(g.conditions, cond.ID)
		number := uint16(n) //nolint:gosec // a build has a few thousand conditions
		for _, lang := range []string{"zh", "en"} {
			all = append(all, c.paint(cond, number, lang))
		}
	}
	for i, s := range bank {
		if s.From == "" {
			continue
		}
		for _, id := range s.Means {
			if n := slices.Index(g.conditions, id); n >= 0 {
				all = append(all, canvas{telling: telling{condition: uint16(n), saying: int32(i)}, pieces: readings[i].all()}) //nolint:gosec // as above
			}
		}
	}
	words := make([][]linear.Piece, len(all))
	for i, x := range all {
		words[i] = x.pieces
	}
	g.Vocabulary = linear.NewVocabulary(words, twice, false)
	by := make([][]post, len(g.Keys))
	for i, x := range all {
		g.tellings = append(g.tellings, x.telling)
		for _, p := range x.pieces {
			k := g.Find(p)
			if k < 0 {
				continue
			}
			share := uint16(full)
			if x.share != nil {
				share = x.share[p]
			}
			by[k] = append(by[k], post{uint16(i), share}) //nolint:gosec // as above
		}
	}
	for _, of := range by {
		g.from = append(g.from, int32(len(g.posts))) //nolint:gosec // a few million
		g.posts = append(g.posts, of...)
	}
	g.from = append(g.from, int32(len(g.posts))) //nolint:gosec // as above
	g.ready()
	return g
}

// paint puts a portrait together. A finding has its part by how much it speaks
// for the condition and by the root of how many who have it tell it: telling but rare
// findings would make the portrait long, and drown what most people say.
func (c cutter) paint(cond graph.Condition, number uint16, lang string) canvas {
	x := canvas{telling: telling{condition: number, saying: portrait}, share: map[linear.Piece]uint16{}}
	add := func(share uint16, ps ...linear.Piece) {
		for _, p := range ps {
			x.share[p] = max(x.share[p], share)
		}
	}
	for _, n := range namesIn(lang, cond.Labels, cond.Synonyms) {
		add(full, bare(n)...)
	}
	for _, e := range cond.Edges {
		f, ok := c.g.Finding(e.Find)
		if !ok {
			continue
		}
		base := f.Base
		if base == 0 {
			base = unheard
		}
		often := math.Sqrt(e.Low * e.High)
		share := uint16(full * math.Sqrt(often) * max(0, min(1, math.Log(often/base)/speaks)))
		if share == 0 {
			continue
		}
		for _, n := range namesIn(lang, f.Labels, f.Synonyms) {
			add(share, bare(n)...)
		}
		add(share, linear.Hash(kindName, byte(lexicon.Said), f.ID))
	}
	for p := range x.share {
		x.pieces = append(x.pieces, p)
	}
	slices.Sort(x.pieces)
	return x
}

func namesIn(lang string, l graph.Label, w graph.Words) []string {
	if lang == "zh" {
		return append([]string{l.ZH}, w.ZH...)
	}
	return append([]string{l.EN}, w.EN...)
}

// bare are the pieces of a name, said plainly.
func bare(name string) []linear.Piece {
	text, _ := lexicon.Normalise(name)
	ps, _ := linear.Words(nil, text, make([]lexicon.Mark, len(text)), 0, len(text), true)
	return ps
}

// ready works out what follows from the rest.
func (g *gallery) ready() {
	g.Vocabulary.Ready()
	sums := make([]float64, len(g.tellings))
	for k := range g.Keys {
		for _, p := range g.posts[g.from[k]:g.from[k+1]] {
			w := float64(g.Weight[k]) * float64(p.share) / full
			sums[p.telling] += w * w
		}
	}
	for i, sum := range sums {
		if sum > 0 {
			g.tellings[i].per = float32(1 / math.Sqrt(sum))
		}
	}
}

// look gives what a reading resembles as a whole: for each condition the sum of
// the squares of its likeness to each telling. A saying whose words are apart is
// passed over.
func (r *Reader) look(cut *reading, apart string) []Hit {
	w := r.gallery.wall()
	defer walls.Put(w)
	length := r.gallery.near(cut.all(), w.like)
	if length == 0 {
		return nil
	}
	for i, t := range r.gallery.tellings {
		l := w.like[i] * t.per / length
		square := float64(l) * float64(l)
		switch {
		case l == 0:
			continue
		case t.saying == portrait:
			square *= painted
		case apart != "" && r.bank[t.saying].Says == apart:
			continue
		case l > w.best[t.condition]:
			w.best[t.condition], w.near[t.condition] = l, t.saying+1
		}
		w.scores[t.condition] += square
	}
	return r.hits(w, cut.text[cut.clauses[0].start:cut.clauses[len(cut.clauses)-1].end])
}

// hits are the likest conditions of a wall.
func (r *Reader) hits(w *wall, words string) []Hit {
	for n, score := range w.scores {
		if score >= faint && r.hung[n] {
			w.order = append(w.order, int32(n)) //nolint:gosec // a few thousand conditions
		}
	}
	slices.SortFunc(w.order, func(a, b int32) int {
		if c := cmp.Compare(w.scores[b], w.scores[a]); c != 0 {
			return c
		}
		return cmp.Compare(r.gallery.conditions[a], r.gallery.conditions[b])
	})
	out := make([]Hit, min(len(w.order), mostHung))
	for i := range out {
		n := w.order[i]
		out[i] = Hit{ID: r.gallery.conditions[n], Score: w.scores[n], Words: words}
		if w.near[n] > 0 {
			out[i].Saying = r.bank[w.near[n]-1].Says
		}
	}
	return out
}

// wall is what one text is held against the gallery with, in memory that is
// used again.
type wall struct {
	like   []float32 // of each telling
	scores []float64 // of each condition
	near   []int32   // the nearest saying of each and one
	best   []float32 // how near that is
	order  []int32
}

//nolint:gochecknoglobals // memory that readers share
var walls sync.Pool

// wall gives a clean one. The caller puts it back.
func (g *gallery) wall() *wall {
	w, ok := walls.Get().(*wall)
	if !ok || len(w.like) != len(g.tellings) || len(w.scores) != len(g.conditions) {
		n := len(g.conditions)
		return &wall{make([]float32, len(g.tellings)), make([]float64, n), make([]int32, n), make([]float32, n), make([]int32, 0, n)}
	}
	clear(w.like)
	clear(w.scores)
	clear(w.near)
	clear(w.best)
	w.order = w.order[:0]
	return w
}

// near adds to like, for each telling, how like pieces are to it before lengths
// are taken out, and gives the length of the pieces.
func (g *gallery) near(ps []linear.Piece, like []float32) (length float32) {
	sum := float32(0)
	for _, p := range ps {
		k := g.Find(p)
		if k < 0 {
			continue
		}
		w := g.Weight[k] * g.Weight[k]
		sum += w
		for _, x := range g.posts[g.from[k]:g.from[k+1]] {
			like[x.telling] += w * float32(x.share) / full
		}
	}
	return float32(math.Sqrt(float64(sum)))
}
