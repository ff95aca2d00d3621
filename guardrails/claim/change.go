package claim

import "strings"

// lessens is true for a change that gives less of a medicine, or another in its place. A
// change that may be one to more, such as "adjust", is none; one that only stands in an
// earlier clause is.
func (r *reader) lessens(m Named, verb token) bool {
	word := r.n[verb.start:verb.end]
	if reduces(word) || r.givesWay(m, verb) {
		return true
	}
	clause := r.clauseOf(m.Start)
	if raises(word) {
		return false
	}
	if verb.end <= clause.Start || strings.Contains(r.n[clause.Start:clause.End], " down") {
		return true
	}
	for _, t := range r.tokensIn(clause) {
		if t.is(cChange) && reduces(r.n[t.start:t.end]) {
			return true
		}
	}
	return false
}

// givesWay is true for a medicine that a change puts another in the place of: "switch
// valproate to levetiracetam", 丙戊酸钠换为左乙拉西坦.
func (r *reader) givesWay(m Named, verb token) bool {
	clause := r.clauseOf(m.Start)
	if !replaces(r.n[verb.start:verb.end]) {
		return false
	}
	if verb.end <= m.Start {
		before, after := r.n[verb.end:m.Start], r.n[m.End:clause.End]
		return strings.HasSuffix(strings.TrimRight(before, " "), " from") || r.drugIn(Span{m.End, clause.End}) && containsAny(after, " to ", " with ", " for ", " by ", "为", "成", "用")
	}
	if r.drugIn(Span{verb.end, clause.End}) {
		return true
	}
	return !strings.ContainsAny(r.n[verb.end:clause.End], "0123456789") && !containsAny(r.n[verb.end:clause.End], "每", "一次", "两次", "半", "片", "once", "twice", "daily", "night", "morning", "dose", "剂")
}

// reduces, raises and replaces tell the words of changes apart.
func reduces(word string) bool {
	return containsAny(word, "减", "少", "下调", "decrease", "reduce", "lower", "halve", "cut ", "taper")
}

func raises(word string) bool {
	return containsAny(word, "加", "增", "上调", "倍", "多", "double", "doubling", "take two", "take twice", "extra", "increase", "raise", "step up")
}

func replaces(word string) bool {
	return containsAny(word, "换", "改", "替", "switch", "replace", "change")
}
