package resemblance

import (
	"cmp"
	"math"
	"slices"

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
	// hung bounds the conditions that a text resembles.
	hung = 128
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
func hang(c cutter, bank []Saying, texts [][]linear.Piece) gallery {
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
				all = append(all, canvas{telling: telling{condition: uint16(n), saying: int32(i)}, pieces: texts[i]}) //nolint:gosec // as above
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
	like, length := r.gallery.near(cut.all())
	if length == 0 {
		return nil
	}
	scores := make([]float64, len(r.gallery.conditions))
	near := make([]int32, len(scores)) // the nearest saying and one
	best := make([]float32, len(scores))
	for i, t := range r.gallery.tellings {
		l := like[i] * t.per / length
		square := float64(l) * float64(l)
		switch {
		case l == 0:
			continue
		case t.saying == portrait:
			square *= painted
		case r.bank[t.saying].Says == apart:
			continue
		case l > best[t.condition]:
			best[t.condition], near[t.condition] = l, t.saying+1
		}
		scores[t.condition] += square
	}
	words := cut.text[cut.clauses[0].start:cut.clauses[len(cut.clauses)-1].end]
	var out []Hit
	for n, score := range scores {
		if _, ok := r.g.Condition(r.gallery.conditions[n]); !ok || score < faint {
			continue
		}
		h := Hit{ID: r.gallery.conditions[n], Score: score, Words: words}
		if near[n] > 0 {
			h.Saying = r.bank[near[n]-1].Says
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	return out[:min(len(out), hung)]
}

// near is how like pieces are to each telling, before lengths are taken out, and
// the length of the pieces.
func (g *gallery) near(ps []linear.Piece) (like []float32, length float32) {
	like = make([]float32, len(g.tellings))
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
	return like, float32(math.Sqrt(float64(sum)))
}
