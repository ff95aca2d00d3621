package lexicon

import (
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
	needs    classSet // of all parts but the first
	denies   bool     // says that it is not there
	behind   bool     // and does so in Chinese, of what stands last before it: 耳朵堵，不疼
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
	runs     stands
	opened   openings
	words    []wordOf // by their numbers
	classes  []int32  // of all words
	begins   []begin  // of all words
	place    []bool   // class -> the same
	names    []string // class -> what its part says; empty for a single word
	patterns []pattern
	least    int // parts of the shortest pattern
}

// wordOf is what a sentence has to know of a word, all in one place: its classes
// and the patterns that begin with it.
type wordOf struct {
	class, classes int32 // the first and the one behind the last, in classes
	begin, begins  int32 // the same in begins
	placed         bool  // names a part of the body
	of             classSet
	alone          bool     // is a whole wording
	over           bool     // hides no word within it
	next           classSet // of begins
}

// classSet has a bit for each class of words, and the same for some others.
type classSet [4]uint64

func (s *classSet) add(c int32) { s[c>>6&3] |= 1 << (c & 63) }

// may is false where the set lacks a class.
func (s *classSet) may(c int32) bool { return s[c>>6&3]&(1<<(c&63)) != 0 }

// join adds what is in another set.
func (s *classSet) join(o *classSet) {
	s[0] |= o[0]
	s[1] |= o[1]
	s[2] |= o[2]
	s[3] |= o[3]
}

// meets is false where no class is in both sets.
func (s *classSet) meets(o *classSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

// within is false where the other set lacks one of its classes.
func (s *classSet) within(o *classSet) bool {
	return s[0]&^o[0]|s[1]&^o[1]|s[2]&^o[2]|s[3]&^o[3] == 0
}

// begin is a pattern that begins with a word, and the classes of its other parts.
type begin struct {
	needs   classSet
	pattern int32
}

func (w *wordings) classesOf(word int32) []int32 {
	x := &w.words[word]
	return w.classes[x.class:x.classes]
}

type wordingBuilder struct {
	l     *Lexicon
	w     *wordings
	trie  *trie.Builder
	words map[string][]string // words.* -> words
	ids   map[string]int32    // what a part says -> class
	of    [][]int32           // word -> its classes
	// starts are the patterns that begin with each class.
	starts [][]int32
	// over are the classes by which a wording denies what was said before: 不疼 behind
	// 耳朵堵. What they hold is heard too, for in 膝盖那里不疼 the pain is that of the knee.
	over []int32
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
		for i, s := range append(slices.Clone(x.ZH), x.EN...) {
			if groups, err := graph.ParseWording(s); err == nil { // the graph's lint has refused others
				b.pattern(conceptOf(x.Of), groups, x.Denies, x.Denies && i < len(x.ZH))
			}
		}
	}
	l.alphabet.begin(ofWording, b.trie.Words())
	w.trie = b.trie.Build()
	for _, of := range b.of {
		b.word(of)
	}
	w.least = maxParts
	for _, p := range w.patterns {
		w.least = min(w.least, len(p.parts))
	}
	return w
}

// conceptOf is that of the finding or the condition that a wording is of.
func conceptOf(id string) concept {
	if strings.HasPrefix(id, "cond.") {
		return concept{id, "condition"}
	}
	return concept{id, "finding"}
}

// word adds what is known of a word of some classes.
func (b *wordingBuilder) word(of []int32) {
	w := b.w
	x := wordOf{class: int32(len(w.classes)), begin: int32(len(w.begins))} //nolint:gosec // some ten thousand
	for _, c := range of {
		x.placed = x.placed || w.place[c]
		x.of.add(c)
		x.over = x.over || slices.Contains(b.over, c)
		for _, k := range b.starts[c] {
			if parts := w.patterns[k].parts; len(parts) > 1 {
				x.next.add(parts[1].class)
			} else {
				x.alone = true
			}
			w.begins = append(w.begins, begin{w.patterns[k].needs, k})
		}
	}
	w.classes = append(w.classes, of...)
	x.classes, x.begins = int32(len(w.classes)), int32(len(w.begins)) //nolint:gosec // as above
	w.words = append(w.words, x)
}

func (b *wordingBuilder) pattern(c concept, groups [][][]string, denies, behind bool) {
	sequences := make([][]part, len(groups))
	for i, g := range groups {
		for k, alternatives := range g {
			sequences[i] = append(sequences[i], part{b.class(alternatives), k == 0})
		}
	}
	orders := [][][]part{sequences}
	if !behind {
		orders = permutations(sequences)
	}
	for _, order := range orders {
		parts := slices.Concat(order...)
		first := parts[0].class
		b.starts[first] = append(b.starts[first], int32(len(b.w.patterns))) //nolint:gosec // a few thousand
		p := pattern{meaning: b.l.meaning(c), parts: parts, denies: denies, behind: behind}
		for _, part := range parts[1:] {
			p.needs.add(part.class)
			if behind && part.far {
				b.over = append(b.over, part.class)
			}
		}
		b.w.patterns = append(b.w.patterns, p)
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
	id := int32(len(b.starts)) //nolint:gosec // a few thousand
	b.ids[key] = id
	b.starts = append(b.starts, nil)
	b.w.place = append(b.w.place, false)
	all := b.expand(alternatives, map[string]bool{})
	b.w.names = append(b.w.names, "")
	if len(all) > 1 {
		b.w.names[id] = key
	}
	for _, word := range all {
		k := b.trie.Add(word)
		if int(k) == len(b.of) {
			b.of = append(b.of, nil)
		}
		if !slices.Contains(b.of[k], id) {
			b.of[k] = append(b.of[k], id)
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
				out = append(append(out, word), contracted(word)...)
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
	if n[i] >= utf8.RuneSelf {
		if end, word = w.opened.longest(wordingTrie, w.trie, t, i); wordEnds(n, end) {
			return end, word
		}
	}
	end, word = i+trie.Width(n[i]), trie.None
	if latin(n[i]) && t.run(i) == 0 {
		for end < len(n) && latin(n[end]) {
			end++
		}
		if i > 0 && latin(n[i-1]) {
			return end, word
		}
	}
	at, j := trie.Root, i
	if run := t.run(i); run > 0 {
		r := w.runs.at(run)
		at, j = r.at, i+int(r.size)
		if end, word = j, r.word; !w.runs.goesOn(run, t, j) {
			return end, word
		}
	}
	for j < len(n) {
		if at = w.trie.Next(at, t.chars[j].code); at == trie.Root {
			break
		}
		j += trie.Width(n[j])
		if k := w.trie.Word(at); k >= 0 && wordEnds(n, j) {
			end, word = j, k
		}
	}
	return end, word
}
