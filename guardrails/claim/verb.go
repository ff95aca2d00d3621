package claim

import "strings"

const verbs = cTake | cStop | cChange | cContinue | cAvoid | cReported | cAllergy | cStatement

// actOf finds the verb that governs a drug: the nearest in its clause, else
// the last one before it in the sentence. An affirmed direction for use makes
// a drug prescribed whatever was carried over.
func (r *reader) actOf(m Named, dose *Posology) (Act, string, token) {
	clause := r.clauseOf(m.Start)
	verb, found := r.governing(clause, m)
	carried := false
	if !found {
		verb, found = r.carried(m.Start)
		carried = found
	}
	asked := r.sents[r.sentenceOf(m.Start)].question || r.clauseAsks(clause)
	if asked && r.suggests(r.sentence(r.sentenceOf(m.Start))) {
		return Prescribe, Affirmed, verb
	}
	if asked {
		return Ask, Question, verb
	}
	if !found {
		if r.polarity(m.Start) == Negated {
			return Avoid, Negated, verb
		}
		return Mention, Affirmed, verb
	}
	act := r.verbAct(clause, verb, carried)
	if act == Change && r.becomes(clause, verb, m.Start) {
		act = Prescribe
	}
	if act == Prescribe && verb.is(cChange) && r.givesWay(m, verb) {
		act = Change // 丙戊酸钠改为左乙拉西坦: what is given is the other
	}
	if (act == Stop || act == Change) && adds(r.n[clause.Start:m.Start]) {
		act = Prescribe // 减量期间可加氯硝西泮: what goes down is another
	}
	if carried && dose != nil && (act == Allergic || act == Avoid || act == Stop) {
		act = Prescribe
	}
	if act == Allergic && carried && passedOver(r.n[clause.Start:m.Start]) {
		act = Avoid // 磺胺过敏，不选复方磺胺甲噁唑 denies no allergy
	}
	if act == Allergic && dose != nil && dose.Amount > 0 && verb.start >= m.End && containsAny(r.n[m.End:verb.start], " for ", "用于", "治疗", "抢救") {
		act = Prescribe // "0.5 mg im for anaphylaxis" treats one
	}
	act, pol := r.saidOf(act, clause, m, verb)
	if r.has(Span{clause.Start, m.Start}, cConditional) && pol == Affirmed && act != Prescribe {
		pol = Hypothetical
	}
	if act == Prescribe && dose == nil && r.leadsClause(clause, cConditional) && r.has(Span{clause.Start, m.Start}, cConditional) && !r.happens(clause.Start, verb.start) {
		return Reported, Hypothetical, verb
	}
	return act, pol, verb
}

// saidOf is whether an act is said of a drug or denied; what somebody denies to take is
// reported and not avoided.
func (r *reader) saidOf(act Act, clause Span, m Named, verb token) (Act, string) {
	pol := Affirmed
	switch act {
	case Avoid:
		if containsAny(r.n[clause.Start:m.Start], "否认", "denies", "denied", "denying") {
			act = Reported
		}
		pol = Negated
	case Allergic:
		pol = r.polarity(m.Start)
		if p := r.polarity(verb.start); p == Negated {
			pol = Negated
		}
	case Reported:
		pol = r.polarity(verb.end)
		if m.Status == "absent" {
			pol = Negated
		}
	}
	return act, pol
}

// becomes is true for the medicine that another is changed to: "switch from aspirin to
// ibuprofen", "replace aspirin with ibuprofen".
func (r *reader) becomes(clause Span, verb token, at int) bool {
	if verb.start >= at {
		return false
	}
	between := r.n[verb.start:at]
	return hasSuffixAny(between, " to ", " with ", " to the ", "为", "成", "用") && (r.drugIn(Span{clause.Start, at}) || strings.HasPrefix(between, "switch"))
}

// passedOver is true for words that end in not choosing what comes next.
func passedOver(before string) bool {
	return hasSuffixAny(strings.TrimRight(before, " "), "不选", "不选用", "不用", "不予", "不给", "不使用", "未选", "未用", "未选用", "勿用", "避免", "避用", "避免使用", "不宜用", "不再用", "avoid", "not using", "not use", "not give", "not chosen", "so no", "avoiding")
}

func hasSuffixAny(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// suggests is true for questions that are advice: "why not take it?".
func (r *reader) suggests(s Span) bool {
	for _, w := range [...]string{"how about", "what about", "why not", "why don't you", "要不试", "要不吃", "要不用", "不如", "何不", "不妨", "试试"} {
		if strings.Contains(r.n[s.Start:s.End], w) {
			return true
		}
	}
	return false
}

// leadsClause is true when a cue of kind c opens the clause: "if you take".
func (r *reader) leadsClause(clause Span, c cue) bool {
	for _, t := range r.tokensIn(clause) {
		if t.is(c) {
			return t.start-clause.Start <= 4
		}
	}
	return false
}

func (r *reader) governing(clause Span, m Named) (token, bool) {
	var best token
	score := 1 << 30
	for _, t := range r.tokensIn(clause) {
		if !t.is(verbs) || t.start < m.End && t.end > m.Start {
			continue
		}
		d := m.Start - t.end
		if t.start >= m.End {
			d = t.start - m.End + 7
			if t.is(cAllergy|cAvoid|cStop) && d <= 10 {
				d = 1
			}
		}
		if t.is(cStatement) {
			d += 6
		}
		if d < score {
			best, score = t, d
		}
	}
	return best, score < 1<<30
}

// adds is true for words that end in adding what comes next.
func adds(before string) bool {
	for _, w := range [...]string{"可加", "再加", "另加", "并加", "则加", "者加", "时加", "后加", "宜加", "可予", "可临时予", "临时加", "临时予", ",加", "，加"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

func (r *reader) carried(at int) (token, bool) {
	var best token
	found := false
	for _, t := range r.tokensIn(Span{r.sents[r.sentenceOf(at)].start, at}) {
		if t.is(verbs) {
			best, found = t, true
		}
	}
	return best, found
}

func (r *reader) verbAct(clause Span, v token, carried bool) Act {
	if carried {
		clause = r.clauseOf(v.start)
	}
	negated := r.polarity(v.start) == Negated
	switch {
	case v.is(cAllergy):
		return Allergic
	case v.is(cReported):
		if v.is(cPassive) && !negated && r.has(r.sentence(r.sentenceOf(v.start)), cDirective) {
			return Prescribe // "should be treated with": no report
		}
		return Reported
	case v.is(cStop):
		if negated {
			return Continue
		}
		return Stop
	case v.is(cTake):
		if negated {
			return Avoid
		}
		if r.reportedBefore(clause, v.start) {
			return Reported
		}
		if r.has(Span{clause.Start, v.start}, cContinue) || strings.HasSuffix(strings.TrimSpace(r.n[clause.Start:v.start]), "keep") {
			return Continue
		}
		if r.over(clause, v, cStop) {
			return Stop
		}
		if r.over(clause, v, cAvoid) {
			return Avoid
		}
		return Prescribe
	case v.is(cChange):
		if negated {
			return Continue
		}
		return Change
	case v.is(cContinue):
		return Continue
	case v.is(cAvoid):
		if negated {
			return Mention
		}
		return Avoid
	}
	if negated {
		return Avoid
	}
	return Mention
}

// over is true where a cue of kind c before a verb speaks of the same medicine: "stop
// taking it", but not "stop aspirin and start ibuprofen".
func (r *reader) over(clause Span, v token, c cue) bool {
	for _, t := range r.tokensIn(Span{clause.Start, v.start}) {
		if t.is(c) && !r.drugIn(Span{t.start, v.start}) {
			return true
		}
	}
	return false
}

func (r *reader) reportedBefore(clause Span, at int) bool {
	return r.has(Span{clause.Start, at}, cReported)
}

// many is the most tablets or puffs that are one dose; more is a packing.
const many = 10
