package trie

import "slices"

// Builder collects words. Their numbers are those in which they were first
// added, from 0.
type Builder struct {
	alphabet *Alphabet
	numbers  map[string]int32
	words    []string
}

// NewBuilder begins a trie over an alphabet, which gets the characters of the
// words.
func NewBuilder(a *Alphabet) *Builder { return &Builder{alphabet: a, numbers: map[string]int32{}} }

// Add gives the number of a word, which is new or was added before.
func (b *Builder) Add(word string) int32 {
	n, ok := b.numbers[word]
	if !ok {
		n = int32(len(b.words)) //nolint:gosec // far fewer words than that
		b.numbers[word] = n
		b.words = append(b.words, word)
		for _, r := range word {
			b.alphabet.Add(r)
		}
	}
	return n
}

// Words gives the words in the order of their numbers.
func (b *Builder) Words() []string { return b.words }

// Find gives the number of a word, None where it was not added.
func (b *Builder) Find(word string) int32 {
	if n, ok := b.numbers[word]; ok {
		return n
	}
	return None
}

// coded is a word in codes, with its number.
type coded struct {
	of     []Code
	number int32
}

// Build makes the trie. Others over the alphabet may be built before or after.
func (b *Builder) Build() *Trie {
	words := make([]coded, 0, len(b.words))
	for i, w := range b.words {
		c := coded{make([]Code, 0, len(w)), int32(i)} //nolint:gosec // far fewer words than that
		for _, r := range w {
			c.of = append(c.of, b.alphabet.Of(r))
		}
		if len(c.of) > 0 && !slices.Contains(c.of, 0) {
			words = append(words, c)
		}
	}
	slices.SortFunc(words, func(x, y coded) int { return slices.Compare(x.of, y.of) })
	var p placer
	p.take(0, -1)
	if len(words) > 0 {
		p.place(words)
	}
	return &Trie{cells: slices.Clone(p.cells)}
}

// placer puts nodes into cells.
type placer struct {
	cells []cell
	next  []int32 // of each cell: itself while it is free, else one behind it before which none is free
	first int     // no cell before it is free
	wide  int     // where the search for several cells together begins
	codes []Code  // of the children under way
}

func (p *placer) grow(n int) {
	for len(p.cells) < n {
		p.cells = append(p.cells, cell{base: leaf, check: -1, word: None})
	}
	for len(p.next) <= len(p.cells) {
		p.next = append(p.next, int32(len(p.next))) //nolint:gosec // far fewer cells than that
	}
}

func (p *placer) take(at int, parent int32) {
	p.grow(at + 1)
	p.cells[at].check = parent
	p.next[at] = int32(at + 1) //nolint:gosec // far fewer cells than that
}

func (p *placer) taken(at int) bool { return at < len(p.cells) && p.next[at] != int32(at) } //nolint:gosec // as above

// from gives the first free cell at or behind at. Each search halves the way of the
// next over the same cells, so that all together they take nearly linear time.
func (p *placer) from(at int) int {
	for at < len(p.cells) && p.next[at] != int32(at) { //nolint:gosec // far fewer cells than that
		if behind := int(p.next[at]); behind < len(p.cells) {
			p.next[at] = p.next[behind]
		}
		at = int(p.next[at])
	}
	return at
}

// near is the depth down to which nodes are placed level by level: nearly every
// walk ends within it, and so what they all touch lies close together. Deeper
// ones lie behind one another.
const near = 3

// open is a node whose children are not yet placed; its words agree in their
// first depth characters.
type open struct {
	at    int32
	words []coded
	depth int
}

// place places all that is behind the root.
func (p *placer) place(words []coded) {
	level := []open{{0, words, 0}}
	for len(level) > 0 && level[0].depth < near {
		var next []open
		for _, o := range level {
			next = p.children(next, o)
		}
		level = next
	}
	for len(level) > 0 {
		last := level[len(level)-1]
		level = p.children(level[:len(level)-1], last)
	}
}

// children places those of a node and adds them to out.
func (p *placer) children(out []open, o open) []open {
	words := o.words
	if len(words[0].of) == o.depth {
		p.cells[o.at].word = words[0].number
		words = words[1:]
	}
	if len(words) == 0 {
		return out
	}
	p.codes = p.codes[:0]
	for _, w := range words {
		if c := w.of[o.depth]; len(p.codes) == 0 || p.codes[len(p.codes)-1] != c {
			p.codes = append(p.codes, c)
		}
	}
	base := p.base(p.codes)
	p.cells[o.at].base = int32(base) //nolint:gosec // far fewer nodes than that
	for len(words) > 0 {
		c, n := words[0].of[o.depth], 1
		for n < len(words) && words[n].of[o.depth] == c {
			n++
		}
		at := base + int(c)
		p.take(at, o.at)
		out = append(out, open{int32(at), words[:n], o.depth + 1}) //nolint:gosec // as above
		words = words[n:]
	}
	return out
}

// tries bounds the search for cells that are free together before it moves on.
const tries = 64

// base gives a base at which the cells of all codes, in ascending order, are
// free.
func (p *placer) base(codes []Code) int {
	lead := int(codes[0])
	if len(codes) == 1 {
		p.first = p.from(p.first)
		return max(p.from(max(p.first, lead)), lead) - lead
	}
	at := max(p.wide, lead)
	for n := 0; ; n++ {
		at = p.from(at)
		if n == tries {
			p.wide = at
		}
		base := at - lead
		if !slices.ContainsFunc(codes[1:], func(c Code) bool { return p.taken(base + int(c)) }) {
			return base
		}
		at++
	}
}
