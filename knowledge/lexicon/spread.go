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
			if l.means(in, f.concepts[0].id) || in.start <= t.start && t.end <= in.end && in.end-in.start > t.end-t.start {
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
			t.flipped, t.denied = t.flipped || near, t.denied || !near
			if near {
				denyBehind(toks[i+1:], t.end)
			}
		}
	}
	return t, true
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
