package claim

import (
	"strings"
)

// urgency finds advice on when to seek care, and reassurance.
func (r *reader) urgency() {
	for _, t := range r.toks {
		switch {
		case t.is(cNoCare) && r.travels(t):
		case t.is(cNoCare):
			r.advise(t, NoCare)
		case t.is(cEmergency|cToday|cRoutine) && r.within(t, cNoCare):
		case t.is(cEmergency):
			r.advise(t, Emergency)
		case t.is(cToday):
			r.advise(t, Today)
		case t.is(cWait):
			r.advise(t, Wait)
		case t.is(cRoutine):
			r.advise(t, Routine)
		}
		if t.is(cReassurance) {
			r.reassure(t)
		}
		if t.is(cMinimise) && r.minimises(t) {
			r.add(Claim{Kind: Reassurance, Start: t.start, End: t.end})
		}
	}
}

// travels is true for words that say how nobody is to get to care, 不要自己开车去医院.
func (r *reader) travels(t token) bool {
	return t.framed && containsAny(r.n[t.start:t.end], "开车", "驾车", "骑车", "步行", "走路去", "坐公交", "乘公交", "drive", "driving")
}

// within is true for a word that is part of a longer cue: the "emergency
// department" of "no need to go to the emergency department".
func (r *reader) within(t token, c cue) bool {
	for _, o := range r.tokensIn(Span{t.start - r.longest, t.start + 1}) {
		if o.is(c) && o.end >= t.end && o.end-o.start > t.end-t.start {
			return true
		}
	}
	return false
}

func (r *reader) advise(t token, act Act) {
	pol := r.polarity(t.start)
	if pol == Question {
		return
	}
	seeks := act == Emergency || act == Today || act == Routine
	if pol == Negated && seeks && (r.urges(t) || strings.HasPrefix(r.n[t.start:t.end], "needs ")) {
		pol = Affirmed // "that does not fade needs an ambulance"
	}
	switch {
	case pol == Negated && seeks:
		act, pol = NoCare, Affirmed
		if t.is(cToday) {
			act = Wait
		}
	case pol == Negated:
		return
	case seeks && r.conditionalAround(t):
		act, pol = SafetyNet, Hypothetical
	case act == Wait && r.has(r.clauseOf(t.start), cReported):
		return
	}
	r.add(Claim{Kind: Urgency, Act: act, Start: t.start, End: t.end, Polarity: pol})
}

// urges is true for negations that press on: "do not delay going to the
// emergency department".
func (r *reader) urges(t token) bool {
	before := r.n[max(0, t.start-40):t.start]
	for _, w := range [...]string{"delay", "hesitate", "postpone", "拖", "犹豫", "耽误", "等"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// conditionalAround is true where the sentence makes the advice depend on
// something that has not happened. A condition that is stated as met ("since")
// is not in the list of cues, and one inside a later clause is of that clause
// where the advice says "now": "call 999 now, keep him on his side if drowsy".
func (r *reader) conditionalAround(t token) bool {
	s, clause := r.sentence(r.sentenceOf(t.start)), r.clauseOf(t.start)
	pressing := containsAny(r.n[clause.Start:clause.End], " now", "immediately", "right away", "straight away", "at once", "现在", "立即", "马上", "立刻")
	if pressing && !r.has(Span{s.Start, clause.End}, cConditional) {
		s.End = clause.End
		for _, c := range r.sents[r.sentenceOf(t.start)].clauses {
			if c.Start >= clause.End && r.leadsClause(c, cConditional) {
				s.End = c.End
			}
		}
	}
	return r.has(s, cConditional) && !containsAny(r.n[s.Start:s.End], "hurt yourself", "harm yourself", "kill yourself", "end your life", "suicid", "伤害自己", "自杀", "轻生", "想死", "不想活")
}

func (r *reader) reassure(t token) {
	pol := r.polarity(t.start)
	if pol == Question || pol == Negated {
		return
	}
	r.add(Claim{Kind: Reassurance, Start: t.start, End: t.end, Polarity: pol})
}

// minimises is true when "just" stands right before a condition or a symptom.
func (r *reader) minimises(t token) bool {
	if p := r.polarity(t.start); p == Question || p == Negated {
		return false
	}
	for _, m := range r.mentionsIn(Span{t.start, min(t.end+13, r.sentence(r.sentenceOf(t.start)).End)}) {
		if (m.Kind == "condition" || m.Kind == "finding") && m.End > t.end && m.Experiencer != "family" {
			return true
		}
	}
	return false
}

// orders finds tests and admissions that the text asks for.
func (r *reader) orders() {
	for _, m := range r.mentions {
		if m.Kind != "investigation" {
			continue
		}
		clause := r.clauseOf(m.Start)
		if p := r.polarity(m.Start); p == Affirmed && (r.has(clause, cOrderVerb) || r.alone(m)) && !r.has(clause, cReported) {
			r.add(Claim{Kind: Order, Concept: m.Concept, Start: m.Start, End: m.End})
		}
	}
	for _, t := range r.toks {
		w := r.n[t.start:t.end]
		if t.is(cOrderVerb) && (strings.HasPrefix(w, "admi") || w == "住院" || w == "入院" || w == "收住") && r.polarity(t.start) == Affirmed && !r.has(r.clauseOf(t.start), cReported) {
			r.add(Claim{Kind: Order, Start: t.start, End: t.end})
		}
	}
}

// alone is true for a test that is all its sentence says, but for a word on how
// it is done: 头颅CT平扫.
func (r *reader) alone(m Named) bool {
	s := r.sentence(r.sentenceOf(m.Start))
	head, tail := strings.Trim(r.n[s.Start:m.Start], " \n-·"), strings.Trim(r.n[m.End:s.End], " .。;；\n")
	return head == "" && len(tail) <= 9 && !r.has(s, verbs|cNormal|cAbnormal) && !strings.ContainsAny(tail, "0123456789:：?？")
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
