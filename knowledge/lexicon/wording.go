package lexicon

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/trie"
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
	*meaning // of one concept
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
	trie     *trie.Trie // words of the parts
	classes  [][]int32  // word -> its classes
	placed   []bool     // word -> names a part of the body
	place    []bool     // class -> the same
	names    []string   // class -> what its part says; empty for a single word
	patterns []pattern
	starts   [][]int32 // class -> patterns that begin with it
	least    int       // parts of the shortest pattern
}

type wordingBuilder struct {
	l     *Lexicon
	w     *wordings
	trie  *trie.Builder
	words map[string][]string // words.* -> words
	ids   map[string]int32    // what a part says -> class
}

func (l *Lexicon) newWordings() *wordings {
	g, w := l.g, &wordings{}
	b := wordingBuilder{l: l, w: w, trie: trie.NewBuilder(l.alphabet.Alphabet), words: map[string][]string{}, ids: map[string]int32{}}
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
	w.trie = b.trie.Build()
	for _, of := range w.classes {
		w.placed = append(w.placed, slices.ContainsFunc(of, func(c int32) bool { return w.place[c] }))
	}
	w.least = maxParts
	for _, p := range w.patterns {
		w.least = min(w.least, len(p.parts))
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
		b.w.patterns = append(b.w.patterns, pattern{b.l.means(c), parts})
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
		k := b.trie.Add(word)
		if int(k) == len(b.w.classes) {
			b.w.classes = append(b.w.classes, nil)
		}
		if !slices.Contains(b.w.classes[k], id) {
			b.w.classes[k] = append(b.w.classes[k], id)
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

// said is a word of some wording in a text, or a comma, of which the word is
// trie.None.
type said struct {
	span
	word int32
}

// hearing is where the wordings of a text are put together, in memory that is
// used again.
type hearing struct {
	words []said // of the sentence under way
	seen  bitset // the classes of its words
	open  []under
	found []found
	steps int // wordings that were looked at
}

// bitset holds classes of words.
type bitset []uint64

func (b bitset) add(c int32)      { b[c>>6] |= 1 << (c & 63) }
func (b bitset) has(c int32) bool { return b[c>>6]&(1<<(c&63)) != 0 }

// wordingsIn gives the wordings of a normalised text. At each place the longest
// word counts.
func (l *Lexicon) wordingsIn(t *letters, h *hearing) []found {
	w, n := l.wordings, t.n
	h.words, h.found, h.steps = h.words[:0], h.found[:0], 0
	if len(n) > math.MaxInt32 {
		return nil
	}
	for i := 0; i < len(n); {
		class := l.class(t, i)
		if class&ofStop != 0 && len(h.words) > 0 {
			w.stop(h, n, i)
		}
		if class&ofWording == 0 {
			i += trie.Width(n[i])
			continue
		}
		end, word := w.wordAt(t, i)
		if word >= 0 {
			h.words = append(h.words, said{span{int32(i), int32(end)}, word}) //nolint:gosec // the text is shorter than that
		}
		i = end
	}
	w.sentence(h)
	return h.found
}

// stop ends the words of a sentence, and notes a comma between them.
func (w *wordings) stop(h *hearing, n string, i int) {
	switch n[i] {
	case '.':
		if i+1 < len(n) && digit(n[i+1]) {
			return
		}
	case ',', '(', ')':
		h.words = append(h.words, said{word: trie.None})
		return
	}
	w.sentence(h) // 。
}

// sentence puts the words of a sentence together. A wording is begun only where
// the sentence has words of all its classes. A part of the body ends what was
// being said of another, and a comma what may not stand behind one. What is
// under way began a bounded number of bytes ago, so that the work grows with
// the text alone.
func (w *wordings) sentence(h *hearing) {
	if len(h.words) < 2 && w.least > 1 {
		h.words = h.words[:0]
		return
	}
	h.seen = slices.Grow(h.seen[:0], len(w.starts)/64+1)[:len(w.starts)/64+1]
	clear(h.seen)
	for _, s := range h.words {
		if s.word >= 0 {
			for _, c := range w.classes[s.word] {
				h.seen.add(c)
			}
		}
	}
	h.open = h.open[:0]
	for _, s := range h.words {
		if s.word >= 0 {
			w.step(h, s)
		} else {
			h.open = slices.DeleteFunc(h.open, func(u under) bool { return !w.patterns[u.pattern].parts[u.next].far })
		}
	}
	h.words = h.words[:0]
}

// step goes on with a word. What goes on is put behind what was open; what
// waited too long, or was said of another part of the body, is left out.
func (w *wordings) step(h *hearing, s said) {
	classes, place := w.classes[s.word], w.placed[s.word]
	kept, before := 0, len(h.open)
	h.steps += before
	for i := range before {
		u := h.open[i]
		next := w.patterns[u.pattern].parts[u.next]
		goes := slices.Contains(classes, next.class)
		if gap := int(s.start) - u.end(); gap > maxFar || !next.far && (gap > maxGap || place && !goes) {
			continue
		}
		if goes {
			w.take(h, u, s.span)
		}
		h.open[kept] = u
		kept++
	}
	if kept < before {
		h.open = append(h.open[:kept], h.open[before:]...)
	}
	for _, c := range classes {
		for _, k := range w.starts[c] {
			if w.patterns[k].within(h.seen) {
				w.take(h, under{pattern: k}, s.span)
			}
		}
	}
}

// within is true where there are words of all classes.
func (p *pattern) within(seen bitset) bool {
	for _, part := range p.parts[1:] {
		if !seen.has(part.class) {
			return false
		}
	}
	return true
}

// take adds a word to a wording.
func (w *wordings) take(h *hearing, u under, word span) {
	u.words[u.next] = word
	u.next++
	if p := &w.patterns[u.pattern]; int(u.next) == len(p.parts) {
		h.found = append(h.found, found{u, p})
		return
	}
	h.open = append(h.open, u)
}

// wordAt gives the longest word that begins at i, by its end and its number, or
// trie.None and where to look on; a Latin word ends where its letters do.
func (w *wordings) wordAt(t *letters, i int) (end int, word int32) {
	n := t.n
	end, word = i+trie.Width(n[i]), trie.None
	if latin(n[i]) {
		for end < len(n) && latin(n[end]) {
			end++
		}
		if i > 0 && latin(n[i-1]) {
			return end, word
		}
	}
	at := trie.Root
	for j := i; j < len(n); {
		if at = w.trie.Next(at, t.codes[j]); at == trie.Root {
			break
		}
		j += trie.Width(n[j])
		if k := w.trie.Word(at); k >= 0 && wordEnds(n, j) {
			end, word = j, k
		}
	}
	return end, word
}

// spread puts the wordings of a text among its tokens. One is dropped where a
// name that is read already says as much, or where another person or a "but"
// stands between its words; a negation between them negates it.
func (l *Lexicon) spread(w *work) {
	all := l.wordingsIn(&w.letters, &w.hearing)
	if len(all) == 0 {
		return
	}
	n, toks, extra, inner := w.letters.n, w.tokens, w.extra[:0], w.inner[:0]
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.start(), b.start()), cmp.Compare(b.end(), a.end()), strings.Compare(a.concepts[0].id, b.concepts[0].id))
	})
	from := 0
	for _, f := range all {
		for from < len(toks) && toks[from].end <= f.start() {
			from++
		}
		t, ok := wordingToken(n, &f, toks[from:])
		if last := len(extra) - 1; ok && !(last >= 0 && extra[last].end > t.start && extra[last].means(f.concepts[0].id)) {
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
	t := token{start: f.start(), end: f.end(), meaning: f.meaning, roles: f.meaning.roles}
	for i := range toks {
		in := &toks[i]
		if in.start >= t.end {
			break
		}
		if in.mention() {
			if in.means(f.concepts[0].id) || in.start <= t.start && t.end <= in.end && in.end-in.start > t.end-t.start {
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

// means says whether a mention is of the concept.
func (t *token) means(id string) bool {
	return slices.ContainsFunc(t.concepts, func(c concept) bool { return c.id == id })
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
