package lexicon

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
)

const (
	// maxGap is how many bytes may stand between two parts of a wording: ten
	// Chinese characters, five or six English words.
	maxGap = 30
	// maxFar is the same between two groups.
	maxFar = 60
)

// pattern is a wording in one order of its groups.
type pattern struct {
	concepts []concept // one
	parts    []part
}

// part is a class of words; a far one begins a group, and may stand behind a
// comma.
type part struct {
	class int32
	far   bool
}

// wordings finds what people say in words that do not stand together.
type wordings struct {
	words    *trie     // words of the parts; only their nodes are used
	classes  [][]int32 // node -> classes of the word
	place    []bool    // class -> names a part of the body
	names    []string  // class -> what its part says; empty for a single word
	patterns []pattern
	starts   [][]int32 // class -> patterns that begin with it
}

type wordingBuilder struct {
	w     *wordings
	words map[string][]string // words.* -> words
	ids   map[string]int32    // what a part says -> class
}

func newWordings(g *graph.Graph) *wordings {
	w := &wordings{words: newTrie(), classes: make([][]int32, 1)}
	b := wordingBuilder{w: w, words: map[string][]string{}, ids: map[string]int32{}}
	for _, c := range g.WordClasses() {
		b.words[c.ID] = append(slices.Clone(c.ZH), c.EN...)
	}
	for _, c := range g.WordClasses() {
		if id := b.class([]string{"{" + c.ID + "}"}); c.Place {
			w.place[id] = true
		}
	}
	for _, x := range g.Wordings() {
		kind := "finding"
		if strings.HasPrefix(x.Of, "cond.") {
			kind = "condition"
		}
		for _, s := range append(slices.Clone(x.ZH), x.EN...) {
			if groups, err := graph.ParseWording(s); err == nil { // the graph's lint has refused others
				b.pattern(concept{x.Of, kind}, groups)
			}
		}
	}
	return w
}

func (b *wordingBuilder) pattern(c concept, groups [][][]string) {
	sequences := make([][]part, len(groups))
	for i, g := range groups {
		for k, alternatives := range g {
			sequences[i] = append(sequences[i], part{b.class(alternatives), k == 0})
		}
	}
	for _, order := range permutations(sequences) {
		parts := slices.Concat(order...)
		first := parts[0].class
		b.w.starts[first] = append(b.w.starts[first], int32(len(b.w.patterns))) //nolint:gosec // a few thousand
		b.w.patterns = append(b.w.patterns, pattern{[]concept{c}, parts})
	}
}

func permutations[T any](items []T) [][]T {
	if len(items) < 2 {
		return [][]T{items}
	}
	var out [][]T
	for i := range items {
		rest := append(slices.Clone(items[:i]), items[i+1:]...)
		for _, p := range permutations(rest) {
			out = append(out, append([]T{items[i]}, p...))
		}
	}
	return out
}

// class gives the class of a part, made from its alternatives at its first use.
func (b *wordingBuilder) class(alternatives []string) int32 {
	key := strings.Join(alternatives, "|")
	if id, ok := b.ids[key]; ok {
		return id
	}
	id := int32(len(b.w.starts)) //nolint:gosec // a few thousand
	b.ids[key] = id
	b.w.starts = append(b.w.starts, nil)
	b.w.place = append(b.w.place, false)
	all := b.expand(alternatives, map[string]bool{})
	b.w.names = append(b.w.names, "")
	if len(all) > 1 {
		b.w.names[id] = key
	}
	for _, word := range all {
		node := b.w.words.path(word)
		for len(b.w.classes) < len(b.w.words.nodes) {
			b.w.classes = append(b.w.classes, nil)
		}
		if !slices.Contains(b.w.classes[node], id) {
			b.w.classes[node] = append(b.w.classes[node], id)
		}
	}
	return id
}

// expand gives the words of alternatives, classes within classes included.
func (b *wordingBuilder) expand(alternatives []string, seen map[string]bool) []string {
	var out []string
	for _, a := range alternatives {
		ref, ok := strings.CutPrefix(a, "{")
		if !ok {
			if word := cleanName(a); word != "" {
				out = append(out, word)
			}
			continue
		}
		if ref = strings.TrimSuffix(ref, "}"); !seen[ref] {
			seen[ref] = true
			out = append(out, b.expand(b.words[ref], seen)...)
		}
	}
	return out
}

// under is a wording that has begun: parts before next stand at words.
type under struct {
	pattern int32
	next    int32
	words   [maxParts]span
}

func (u *under) start() int { return int(u.words[0].start) }
func (u *under) end() int   { return int(u.words[u.next-1].end) }

// span is bytes of a text; a text is far shorter than 2 GiB.
type span struct{ start, end int32 }

func (p span) holds(t *token) bool { return int(p.start) <= t.start && t.end <= int(p.end) }

// maxParts bounds a wording; the graph refuses longer ones.
const maxParts = graph.MaxWordingParts

// found is a whole wording in a text.
type found struct {
	under
	*pattern
}

// in gives the wordings of a normalised text. At each place the longest word
// counts; a part of the body ends what was being said of another. What is under
// way began a bounded number of bytes ago, so that the work grows with the text
// alone.
func (w *wordings) in(n string, out []found, open []under) ([]found, []under) {
	if len(n) > math.MaxInt32 {
		return out, open
	}
	for i := 0; i < len(n); {
		r, size := rune(n[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(n[i:])
		}
		switch r {
		case '.':
			if i+1 == len(n) || !digit(n[i+1]) {
				open = open[:0]
			}
		case '。', '!', '?', ';', '\n':
			open = open[:0]
		case ',', '(', ')':
			open = slices.DeleteFunc(open, func(u under) bool { return !w.patterns[u.pattern].parts[u.next].far })
		}
		end, classes := w.wordAt(n, i)
		if end == 0 {
			i += size
			continue
		}
		open, out = w.step(open, out, i, end, classes)
		i = end
	}
	return out, open
}

// step goes on with a word of the given classes at [start, end). What goes on
// is put behind what was open; what waited too long, or was said of another part
// of the body, is left out.
func (w *wordings) step(open []under, out []found, start, end int, classes []int32) ([]under, []found) {
	place := slices.ContainsFunc(classes, func(c int32) bool { return w.place[c] })
	word := span{int32(start), int32(end)} //nolint:gosec // the text is shorter than that
	kept, before := 0, len(open)
	for i := range before {
		u := &open[i]
		next := w.patterns[u.pattern].parts[u.next]
		goes := slices.Contains(classes, next.class)
		if gap := start - u.end(); gap > maxFar || !next.far && (gap > maxGap || place && !goes) {
			continue
		}
		if goes {
			open, out = w.take(open, out, *u, word)
		}
		open[kept] = open[i]
		kept++
	}
	open = append(open[:kept], open[before:]...)
	for _, c := range classes {
		for _, k := range w.starts[c] {
			open, out = w.take(open, out, under{pattern: k}, word)
		}
	}
	return open, out
}

// take adds a word to a wording.
func (w *wordings) take(open []under, out []found, u under, word span) ([]under, []found) {
	u.words[u.next] = word
	u.next++
	if p := &w.patterns[u.pattern]; int(u.next) == len(p.parts) {
		return open, append(out, found{u, p})
	}
	return append(open, u), out
}

// wordAt gives the longest word that begins at i; a Latin word ends where its
// letters do.
func (w *wordings) wordAt(n string, i int) (end int, classes []int32) {
	if latin(n[i]) && i > 0 && latin(n[i-1]) || !w.words.begins(n, i) {
		return 0, nil
	}
	at := int32(0)
	for j := i; j < len(n); {
		r, size := rune(n[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(n[j:])
		}
		if at = w.words.child(at, r); at == 0 {
			break
		}
		j += size
		if cs := w.classes[at]; cs != nil && !(latin(n[j-1]) && j < len(n) && latin(n[j])) {
			end, classes = j, cs
		}
	}
	return end, classes
}

// spread puts the wordings of a text among its tokens. One is dropped where a
// name that is read already says as much, or where another person or a "but"
// stands between its words; a negation between them negates it.
func (l *Lexicon) spread(w *work, n string) {
	w.found, w.open = l.wordings.in(n, w.found[:0], w.open[:0])
	all, toks, extra, inner := w.found, w.tokens, w.extra[:0], w.inner[:0]
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.start(), b.start()), cmp.Compare(b.end(), a.end()), strings.Compare(a.concepts[0].id, b.concepts[0].id))
	})
	from := 0
	for _, f := range all {
		for from < len(toks) && toks[from].end <= f.start() {
			from++
		}
		t, ok := wordingToken(n, &f, toks[from:])
		if last := len(extra) - 1; ok && !(last >= 0 && extra[last].end > t.start && extra[last].is(f.concepts[0].id)) {
			extra = append(extra, t)
			inner = f.groups(inner)
		}
	}
	w.extra, w.inner = extra, inner
	if len(extra) > 0 {
		w.merge()
	}
}

// merge puts the wordings among the tokens by their start, and leaves out the
// small words that lie within their groups.
func (w *work) merge() {
	extra, inner, out := w.extra, w.inner, w.merged[:0]
	slices.SortFunc(inner, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	k, e := 0, 0
	for i := range w.tokens {
		t := &w.tokens[i]
		for e < len(extra) && extra[e].start <= t.start {
			out = append(out, extra[e])
			e++
		}
		for k < len(inner) && int(inner[k].end) <= t.start {
			k++
		}
		if !t.mention() && k < len(inner) && inner[k].holds(t) {
			continue
		}
		out = append(out, *t)
	}
	w.tokens, w.merged = append(out, extra[e:]...), w.tokens
}

// wordingToken makes the token of a wording; toks end behind its start.
func wordingToken(n string, f *found, toks []token) (token, bool) {
	t := token{start: f.start(), end: f.end(), concepts: f.concepts}
	for i := range toks {
		in := &toks[i]
		if in.start >= t.end {
			break
		}
		if in.mention() {
			if in.is(f.concepts[0].id) || in.start <= t.start && t.end <= in.end && in.end-in.start > t.end-t.start {
				return token{}, false
			}
			t.flipped = t.flipped || in.flipped
			t.asked = t.asked || in.asked
			continue
		}
		between, near := f.between(in)
		switch {
		case !between:
		case in.has(cBut | cFamily | cOther), near && n[in.start] >= utf8.RuneSelf && in.has(cSelf|cThird):
			return token{}, false
		case in.has(cNeg|cNegOpen|cDeny) && !in.has(cPseudo):
			t.flipped = true
		}
	}
	return t, true
}

// groups adds where the groups of a wording stand: cues within one are part of
// it.
func (f *found) groups(out []span) []span {
	for i, word := range f.words[:f.next] {
		if k := len(out) - 1; i > 0 && !f.parts[i].far {
			out[k].end = word.end
		} else {
			out = append(out, word)
		}
	}
	return out
}

// between reports that a token stands between two words of a wording, and near
// that they belong together.
func (f *found) between(t *token) (between, near bool) {
	for i := 1; i < int(f.next); i++ {
		if (span{f.words[i-1].end, f.words[i].start}).holds(t) {
			return true, !f.parts[i].far
		}
	}
	return false, false
}
