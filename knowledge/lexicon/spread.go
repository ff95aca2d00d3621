package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

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
		for from < len(toks) && toks[from].to() <= f.start() {
			from++
		}
		t, ok := l.wordingToken(n, &f, toks[from:])
		if last := len(extra) - 1; ok && !(last >= 0 && extra[last].end > t.start && l.means(&extra[last], f.concepts[0].id)) {
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
	k, e, from := 0, 0, 0 // tokens before from are out
	for i := range w.tokens {
		t := &w.tokens[i]
		for e < len(extra) && extra[e].start <= t.start {
			out = append(append(out, w.tokens[from:i]...), extra[e])
			from = i
			e++
		}
		for k < len(inner) && inner[k].end <= t.start {
			k++
		}
		if k == len(inner) && e == len(extra) {
			break
		}
		if k < len(inner) && !t.mention() && inner[k].holds(t) {
			out = append(out, w.tokens[from:i]...)
			from = i + 1
		}
	}
	out = append(out, w.tokens[from:]...)
	w.tokens, w.merged = append(out, extra[e:]...), w.tokens
}

// wordingToken makes the token of a wording; toks end behind its start.
func (l *Lexicon) wordingToken(n string, f *found, toks []token) (token, bool) {
	t := token{span: spanOf(f.start(), f.end()), meaning: f.number, roles: f.meaning.roles}
	for i := range toks {
		in := &toks[i]
		if in.start >= t.end {
			break
		}
		if in.mention() {
			if f.denies && l.means(in, f.concepts[0].id) && t.start <= in.start && in.end <= t.end {
				in.denied = true // the fever's gone
				return token{}, false
			}
			if l.covers(in, f, n) {
				return token{}, false
			}
			t.flipped = t.flipped || in.flipped && !f.denies
			t.asked = t.asked || in.asked
			continue
		}
		if f.denies && in.has(cNeg|cNegOpen) && f.splits(in) {
			in.roles &^= cNeg | cNegOpen // 也不, of which the wording has the 不
			continue
		}
		between, near := f.between(in)
		switch {
		case !between:
		case f.denies && !near && in.has(cBut): // a heavy chest, but it doesn't hurt
		case in.has(cBut | cFamily | cOther), near && n[in.start] >= utf8.RuneSelf && in.has(cSelf|cThird):
			return token{}, false
		case in.has(cNeg|cNegOpen|cDeny) && !in.has(cPseudo):
			t.flipped, t.denied = t.flipped || near, t.denied || !near
			if near {
				denyBehind(toks[i+1:], t.end)
			}
		}
	}
	t.flipped = t.flipped != f.denies
	t.asked = t.asked || f.denies && (aNotA(n, &t) || aNotAround(n, f))
	return t, true
}

// splits is true for a token that ends in a word of the wording and begins before it.
func (f *found) splits(t *token) bool {
	return slices.ContainsFunc(f.words[:f.next], func(w span) bool { return t.start < w.start && w.start < t.end })
}

// aNotAround is true where what a wording that begins with its negation denies stands before
// it too, which asks: 烧不烧, 吐没吐. In 平常体温正常 nothing is asked.
func aNotAround(n string, f *found) bool {
	if !denies(n, f.start()) {
		return false
	}
	_, size := utf8.DecodeLastRuneInString(n[:f.end()])
	return strings.HasSuffix(n[:f.start()], n[f.end()-size:f.end()])
}

// covers is true where a name says already what the wording would, or has its words: one
// of the same concept, a longer one around it, a turn of speech.
func (l *Lexicon) covers(name *token, f *found, n string) bool {
	from, to := f.start(), f.end()
	switch {
	case l.nobodys(name) && f.within(name, l.idiom(name)), l.means(name, f.concepts[0].id), f.cuts(n, name):
		return true
	case f.denies && name.from() < from && (f.next == 1 || !f.parts[f.next-1].far): // not breathing normally
		return true
	}
	return name.from() <= from && to <= name.to() && name.to()-name.from() > to-from
}

// cuts is true where the wording is one Chinese word that ends within a name: no 不烧 stands
// in 不烧心.
func (f *found) cuts(n string, name *token) bool {
	return f.next == 1 && name.from() < f.end() && f.end() < name.to() && n[name.start] >= utf8.RuneSelf
}

// within is true where a word of the wording is part of a turn of speech: 憋醒 of 尿憋醒.
// Of what is no idiom the beginning is meant as it stands: in 膝盖上头疼 the knee hurts.
func (f *found) within(name *token, idiom bool) bool {
	return slices.ContainsFunc(f.words[:f.next], func(word span) bool {
		return name.start <= word.start && word.end <= name.end && word != name.span && (idiom || word.start > name.start)
	})
}

// denyBehind denies what is named in the same clause behind a negation that a wording
// takes for itself: in 孩子没有抽搐 the twitching too.
func denyBehind(toks []token, end int32) {
	for i := range toks {
		t := &toks[i]
		if t.start >= end || t.has(cComma|cBut) {
			return
		}
		t.denied = t.denied || t.mention()
	}
}

// means says whether a mention is of the concept.
func (l *Lexicon) means(t *token, id string) bool {
	return slices.ContainsFunc(l.meanings[t.meaning].concepts, func(c concept) bool { return c.id == id })
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

// between reports that a token stands between two words of a wording, or begins in one
// and goes on to the next (也没 in 也没吐), and near that they belong together.
func (f *found) between(t *token) (between, near bool) {
	for i := 1; i < int(f.next); i++ {
		before, behind := f.words[i-1], f.words[i]
		if t.end > before.end && t.end <= behind.start && t.start >= before.start {
			return true, !f.parts[i].far
		}
	}
	return false, false
}
