package claim

import (
	"slices"
	"strings"
)

func (r *reader) asks(s sentence) bool {
	t := strings.TrimRight(r.n[s.start:s.end], " \n\"”。")
	for _, end := range [...]string{"?", "吗", "呢", "么"} {
		if strings.HasSuffix(t, end) && !strings.HasSuffix(t, "什么") && !strings.HasSuffix(t, "那么") {
			return true
		}
	}
	return false
}

// The polarities by number; 0 is not judged yet.
var polarities = [...]string{"", Affirmed, Negated, Question, Hypothetical} //nolint:gochecknoglobals // a literal list, read only

// polarity reads the cues that govern the word at start in its clause.
func (r *reader) polarity(start int) string {
	if p := r.judged[start]; p > 0 {
		return polarities[p]
	}
	p := r.govern(start)
	r.judged[start] = int8(slices.Index(polarities[:], p)) //nolint:gosec // one of five
	return p
}

func (r *reader) govern(start int) string {
	s := r.sents[r.sentenceOf(start)]
	c := r.clauseOf(start)
	if s.question || r.clauseAsks(c) {
		return Question
	}
	hypothetical, negations, last := r.has(Span{c.Start, min(start, c.End)}, cConditional), 0, token{}
	// No negation reaches further than this, and one before another settles how the
	// other is read only where both reach.
	for _, t := range r.tokensIn(Span{max(c.Start, start-longestReach-r.longest), min(start, c.End)}) {
		if t.is(cNegation) {
			if r.anew(last, t) {
				negations = 0
			}
			last = t
		}
		if t.is(cNegation) && (t.end > start || start-t.end <= r.reach(t, start) && !r.verbBetween(t.end, start) && !r.fails(t.end, start)) {
			negations++
		}
	}
	switch {
	case negations%2 == 1:
		return Negated
	case hypothetical:
		return Hypothetical
	}
	return Affirmed
}

// anew is true for a negation that begins a list anew and does not turn the one
// before it about: 无发热、无咳嗽 and 没有发热没有咳嗽 deny both, 不能没有 neither.
func (r *reader) anew(last, t token) bool {
	if last.end == 0 || t.start < last.end {
		return false
	}
	between := r.n[last.end:t.start]
	if containsAny(between, "、", "和", "及", "或", " and ", " or ", " nor ") {
		return true
	}
	same := r.n[last.start:last.end] == r.n[t.start:t.end]
	return same && containsAny(r.n[t.start:t.end], "没有", "无", "否认") && r.mentionIn(Span{last.end, t.start})
}

func (r *reader) mentionIn(s Span) bool {
	return slices.ContainsFunc(r.mentionsIn(s), func(m Named) bool { return m.End <= s.End })
}

// longestReach is the most that reach gives.
const longestReach = 30

// reach is how far a negation reaches: a bare 不 or 没 only to the next word,
// but for a list ("没发热、咳嗽").
func (r *reader) reach(t token, start int) int {
	if t.end-t.start == 3 && t.end < start {
		if w := r.n[t.start:t.end]; (w == "不" || w == "没") && !containsAny(r.n[t.end:start], "、", "和", "或", "及") {
			return 9
		}
	}
	return longestReach
}

// verbBetween is true when another verb stands between a negation and the
// word, so that the negation belongs to that verb; "do not stop or change"
// negates both.
func (r *reader) verbBetween(from, to int) bool {
	before := strings.TrimRight(r.n[from:to], " ")
	if containsAny(before, "请", "please") {
		return true // a request begins anew
	}
	for _, or := range [...]string{"或", "或者", "、", " or"} {
		if strings.HasSuffix(before, or) {
			return false
		}
	}
	for _, t := range r.tokensIn(Span{from, to}) {
		if t.is(cTake | cStop | cChange | cAvoid) {
			return true
		}
	}
	return false
}

// clauseAsks is true for A-not-A questions, which are no negations.
func (r *reader) clauseAsks(c Span) bool {
	for _, q := range [...]string{"有没有", "是不是", "有无", "能不能", "要不要", "会不会", "可不可以", "是否", "能否", "可否", "whether ", "asks if ", "asked if ", "asking if "} {
		if i := strings.Index(r.n[c.Start:c.End], q); i >= 0 {
			head := r.n[c.Start : c.Start+i]
			return !strings.HasSuffix(head, "无论") && !strings.HasSuffix(head, "不管") && !strings.HasSuffix(head, "不论")
		}
	}
	return false
}
