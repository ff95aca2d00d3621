package lexicon

import (
	"slices"
	"strings"

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
