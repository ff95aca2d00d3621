package claim

import (
	"slices"
	"strings"
)

// deep routes take a medicine past the blood, into the spinal fluid or the eye, where
// a dose of another route kills or blinds.
func deep(route string) bool { return route == "intrathecal" || route == "intravitreal" }

// spinal adds the route that "IT" tells right behind an amount, as in "methotrexate
// 12 mg IT on day 1". Elsewhere, in small letters, and in a text of capitals, it is a word.
func (r *reader) spinal() {
	for i := 0; i < len(r.toks); i++ {
		t := r.toks[i]
		if !t.number || !mass(t.class) {
			continue
		}
		at := t.end
		for at < len(r.n) && (r.n[at] == ' ' || r.n[at] == ',') {
			at++
		}
		if r.spelt(at) {
			i++
			r.toks = slices.Insert(r.toks, i, token{start: at, end: at + 2, cues: cRoute, route: "intrathecal"})
		}
	}
}

// spelt is true for a capital IT at a place that no word of capitals follows.
func (r *reader) spelt(at int) bool {
	if !strings.HasPrefix(r.n[at:], "it") || !r.capitals(at, at+2) || at+2 < len(r.n) && isWord(r.n[at+2]) {
		return false
	}
	next := at + 2
	for next < len(r.n) && r.n[next] == ' ' {
		next++
	}
	end := next
	for end < len(r.n) && isLetter(r.n[end]) {
		end++
	}
	return end-next < 3 || !r.capitals(next, end)
}

// capitals is true where the text that was written has them from one place to another.
func (r *reader) capitals(from, to int) bool {
	for _, at := range r.p.offsets[from:min(to, len(r.p.offsets))] {
		if at >= len(r.text) || r.text[at] < 'A' || r.text[at] > 'Z' {
			return false
		}
	}
	return true
}

// mixedWith is the deep route of what the i-th medicine, whose direction ends at a place,
// is mixed with for one needle: 甲氨蝶呤10mg+地塞米松5mg 鞘内注射. "" for none.
func (r *reader) mixedWith(named []Named, i, end int) string {
	const most = 4 // of one syringe
	for _, m := range named[i+1 : min(len(named), i+1+most)] {
		if !joins(r.n[min(end, m.Start):m.Start]) {
			break
		}
		i++
		for _, t := range r.tokensIn(Span{m.End, r.dosedUntil(named, i)}) {
			switch {
			case t.is(cRoute) && deep(t.route):
				return t.route
			case t.is(cRoute):
				return ""
			case t.number && amountClass(t.class):
				end = t.end
			}
		}
	}
	return ""
}

// joins is true for what stands between two medicines of one syringe.
func joins(between string) bool {
	switch strings.TrimSpace(between) {
	case "+", "、", "和", "与", "及", "加", "and", "plus", "with", "&", "/":
		return true
	}
	return false
}

// past is true for words of a deep route that tell what was done before and not how the
// medicine behind them is given: 鞘内化疗后予昂丹司琼.
func (r *reader) past(t token) bool {
	if !deep(t.route) {
		return false
	}
	rest := strings.TrimLeft(r.n[t.end:], " ")
	for _, w := range [...]string{"化疗", "给药", "注射", "注药", "治疗", "术", "chemotherapy", "injections", "injection"} {
		rest = strings.TrimLeft(strings.TrimPrefix(rest, w), " ")
	}
	before := strings.TrimRight(r.n[:t.start], " ")
	return strings.HasPrefix(rest, "后") || strings.HasSuffix(before, "after") || strings.HasSuffix(before, "following")
}
