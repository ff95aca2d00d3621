package lexicon

import (
	"math"
	"slices"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/trie"
)

// under is a wording that has begun: parts before next stand at words, and await is
// the one that comes then.
type under struct {
	pattern int32
	next    int32
	await   part
	words   [maxParts]span
}

func (u *under) start() int { return int(u.words[0].start) }
func (u *under) end() int   { return int(u.words[u.next-1].end) }

// span is bytes of a text; a text is far shorter than 2 GiB.
type span struct{ start, end int32 }

func spanOf(start, end int) span { return span{int32(start), int32(end)} } //nolint:gosec // see span

func (p span) from() int { return int(p.start) }
func (p span) to() int   { return int(p.end) }

func (p span) holds(t *token) bool { return p.start <= t.start && t.end <= p.end }

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
	words []said   // of the sentence under way
	seen  classSet // of its words
	open  []under
	found []found
	steps int // wordings that were looked at
}

// wordingsIn gives the wordings of a normalised text. At each place the longest
// word counts.
func (l *Lexicon) wordingsIn(t *letters, h *hearing) []found {
	w, n := l.wordings, t.n
	h.words, h.found, h.steps, h.seen = h.words[:0], h.found[:0], 0, classSet{}
	if len(n) > math.MaxInt32 {
		return nil
	}
	var end int
	for i := t.places.next(heard, 0); i < len(n); i = t.places.next(heard, end) {
		if t.classes[i]&ofWording == 0 {
			if end = i + 1; len(h.words) > 0 {
				w.stop(h, n, i)
			}
			continue
		}
		var word int32
		if end, word = w.wordAt(t, i); word >= 0 {
			h.words = append(h.words, said{span{int32(i), int32(end)}, word}) //nolint:gosec // the text is shorter than that
			h.seen.join(&w.words[word].of)
		}
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

// sentence puts the words of a sentence together, and takes up the next.
func (w *wordings) sentence(h *hearing) {
	if len(h.words) >= w.least {
		w.together(h)
	}
	h.words, h.seen = h.words[:0], classSet{}
}

// together puts words together. A wording is begun only where the sentence has
// words of all its classes. A part of the body ends what was being said of another,
// and a comma what may not stand behind one. What is under way began a bounded
// number of bytes ago, so that the work grows with the text alone.
func (w *wordings) together(h *hearing) {
	h.open = h.open[:0]
	for i := range h.words {
		s := &h.words[i]
		if s.word >= 0 {
			x := &w.words[s.word]
			if len(h.open) > 0 {
				w.goOn(h, x, s.span)
			}
			if x.next.meets(&h.seen) {
				w.beginAt(h, x, s.span)
			}
		} else if len(h.open) > 0 {
			h.open = h.overComma()
		}
	}
}

// overComma gives what is open and may go on behind a comma.
func (h *hearing) overComma() []under {
	kept := 0
	for i := range h.open {
		if h.open[i].await.far {
			if kept < i {
				h.open[kept] = h.open[i]
			}
			kept++
		}
	}
	return h.open[:kept]
}

// goOn takes a word into what is open. What goes on is put behind what was open;
// what waited too long, or was said of another part of the body, is left out.
func (w *wordings) goOn(h *hearing, word *wordOf, at span) {
	kept, before := 0, len(h.open)
	h.steps += before
	for i := range before {
		u := &h.open[i]
		goes := word.of.may(u.await.class) && slices.Contains(w.classes[word.class:word.classes], u.await.class)
		if gap := int(at.start) - u.end(); gap > maxFar || !u.await.far && (gap > maxGap || word.placed && !goes) {
			continue
		}
		if kept < i {
			h.open[kept] = *u
		}
		kept++
		if goes {
			w.take(h, h.open[kept-1], at)
		}
	}
	if kept < before {
		h.open = append(h.open[:kept], h.open[before:]...)
	}
}

// beginAt begins the wordings that begin with a word.
func (w *wordings) beginAt(h *hearing, word *wordOf, at span) {
	begins := w.begins[word.begin:word.begins]
	for i := range begins {
		if b := &begins[i]; b.needs.within(&h.seen) {
			w.take(h, under{pattern: b.pattern}, at)
		}
	}
}

// take adds a word to a wording.
func (w *wordings) take(h *hearing, u under, word span) {
	u.words[u.next] = word
	u.next++
	p := &w.patterns[u.pattern]
	if int(u.next) == len(p.parts) {
		h.found = append(h.found, found{u, p})
		return
	}
	u.await = p.parts[u.next]
	h.open = append(h.open, u)
}
