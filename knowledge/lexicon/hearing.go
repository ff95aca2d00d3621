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
	words  []said     // of the sentence under way
	behind []classSet // of the words from each of them on, behind the last of none
	open   []under
	found  []found
	steps  int // wordings that were looked at
}

// wordingsIn gives the wordings of a normalised text. At each place the longest
// word counts.
func (l *Lexicon) wordingsIn(t *letters, h *hearing) []found {
	w, n := l.wordings, t.n
	h.words, h.found, h.steps = h.words[:0], h.found[:0], 0
	if len(n) > math.MaxInt32 {
		return nil
	}
	var end int
	for i := t.places.next(heard, 0); i < len(n); i = t.places.next(heard, end) {
		if t.chars[i].class&ofWording == 0 {
			if end = i + 1; len(h.words) > 0 {
				w.stop(h, n, i)
			}
			continue
		}
		var word int32
		if end, word = w.wordAt(t, i); word >= 0 {
			h.words = append(h.words, said{span{int32(i), int32(end)}, word}) //nolint:gosec // the text is shorter than that
			if w.words[word].over {
				end = i + trie.Width(n[i])
			}
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
	h.words = h.words[:0]
}

// together puts words together. A wording is begun only where words of all its
// other classes follow in the sentence. A part of the body ends what was being said of another,
// and a comma what may not stand behind one. What is under way began a bounded
// number of bytes ago, so that the work grows with the text alone.
func (w *wordings) together(h *hearing) {
	h.open = h.open[:0]
	w.lookAhead(h)
	for i := range h.words {
		s := &h.words[i]
		if s.word >= 0 {
			x := &w.words[s.word]
			if len(h.open) > 0 {
				w.goOn(h, x, s.span)
			}
			if after := &h.behind[i+1]; x.alone || x.next.meets(after) {
				w.beginAt(h, x, s.span, after)
			}
		} else if len(h.open) > 0 {
			h.open = h.overComma()
		}
	}
}

// lookAhead notes which classes follow each word of the sentence.
func (w *wordings) lookAhead(h *hearing) {
	n := len(h.words)
	h.behind = slices.Grow(h.behind[:0], n+1)[:n+1]
	var after classSet
	h.behind[n] = after
	for i := n - 1; i >= 0; i-- {
		if word := h.words[i].word; word >= 0 {
			after.join(&w.words[word].of)
		}
		h.behind[i] = after
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
		gap, near := int(at.start)-u.end(), !u.await.far
		if gap > maxFar || near && gap > maxGap || word.placed && !goes && (near || w.patterns[u.pattern].behind) {
			continue
		}
		if kept < i {
			h.open[kept] = *u
		}
		kept++
		if goes {
			w.take(h, &h.open[kept-1], at)
		}
	}
	if kept < before {
		h.open = append(h.open[:kept], h.open[before:]...)
	}
}

// beginAt begins the wordings that begin with a word, of which the other classes
// follow.
func (w *wordings) beginAt(h *hearing, word *wordOf, at span, after *classSet) {
	begins := w.begins[word.begin:word.begins]
	for i := range begins {
		if b := &begins[i]; b.needs.within(after) {
			u := under{pattern: b.pattern}
			w.take(h, &u, at)
		}
	}
}

// take adds a word to a wording.
func (w *wordings) take(h *hearing, u *under, word span) {
	p := &w.patterns[u.pattern]
	if int(u.next)+1 == len(p.parts) {
		h.found = append(h.found, found{*u, p})
		u = &h.found[len(h.found)-1].under
	} else {
		h.open = append(h.open, *u)
		u = &h.open[len(h.open)-1]
		u.await = p.parts[u.next+1]
	}
	u.words[u.next] = word
	u.next++
}
