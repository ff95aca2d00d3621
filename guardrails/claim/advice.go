package claim

import (
	"slices"
	"strings"
)

// urgency finds advice on when to seek care, and reassurance.
func (r *reader) urgency() {
	for _, t := range r.toks {
		switch {
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

// diagnoses makes a claim of every condition the text says of the patient.
func (r *reader) diagnoses() {
	for _, m := range r.mentions {
		switch m.Kind {
		case "condition":
			r.condition(m.Concept, m.Start, m.End, m.Experiencer, m.Status, m.Time)
		case "finding":
			r.finding(m.Concept, m.Start, m.End, m.Experiencer, m.Status, m.Time, m.Question || m.Hypothetical)
		}
	}
	r.gestation()
}

// gestation reads "孕24周" and "24 weeks pregnant" as a pregnancy.
func (r *reader) gestation() {
	for _, t := range r.toks {
		if !t.number || t.unit != "wk" {
			continue
		}
		before, after := strings.TrimRight(r.n[:t.start], " "), strings.TrimLeft(r.n[t.end:], " ")
		if strings.HasSuffix(before, "孕") || strings.HasSuffix(before, "妊娠") || strings.HasPrefix(after, "pregnant") || strings.HasPrefix(after, "of gestation") || strings.HasPrefix(after, "gestation") {
			r.finding("find.pregnant", t.start, t.end, "", "", "", false)
		}
	}
}

func (r *reader) condition(id string, start, end int, experiencer, status, when string) {
	clause := r.clauseOf(start)
	pol := r.polarity(start)
	if pol == Question || experiencer != "" && experiencer != "patient" || r.has(Span{clause.Start, start}, cFamily) {
		return
	}
	c := Claim{Kind: Diagnosis, Concept: id, Start: start, End: end, Polarity: pol}
	switch certainty := r.hedged(clause, start); {
	case certainty != "" && pol == Negated && r.denied(clause, start):
		c.Act, c.Polarity, c.Certainty = Excluded, Negated, Certain
	case certainty != "":
		c.Act, c.Polarity, c.Certainty = Suspected, Affirmed, certainty
	case pol == Negated || status == "absent":
		c.Act, c.Polarity, c.Certainty = Excluded, Negated, Certain
	case pol == Hypothetical || when == "past":
		c.Act = Mention
	case r.has(Span{clause.Start, start}, cReported):
		c.Act = Mention
	case r.asserts(clause, start, end):
		c.Act, c.Certainty = Asserted, Certain
	default:
		c.Act = Mention
	}
	r.add(c)
}

// denied is true where a negation stands right before the condition, so that a
// hedge further off ("on balance no embolism") does not soften it.
func (r *reader) denied(clause Span, start int) bool {
	for _, t := range r.tokensIn(Span{max(clause.Start, start-9-r.longest), start}) {
		if t.is(cNegation) && start-t.end <= 9 && !containsAny(r.n[t.end:start], "排除", "exclude", "rule out") {
			return true
		}
	}
	return false
}

// hedged is the certainty of a hedge that is near enough to belong to the
// condition, "" for none. Of two hedges the weaker holds.
func (r *reader) hedged(clause Span, start int) string {
	certainty := ""
	if !r.has(clause, cHedge) {
		return certainty
	}
	for _, t := range r.tokensIn(clause) {
		switch {
		case !t.is(cHedge) || t.end <= start && start-t.end > 60:
		case t.is(cProbable) && certainty == "":
			certainty = Probable
		case !t.is(cProbable):
			certainty = Possible
		}
	}
	return certainty
}

// asserts is true when the text says that the patient has the condition: by a
// verb just before it, by a diagnosis verb after it, or by saying nothing else.
func (r *reader) asserts(clause Span, start, end int) bool {
	for _, t := range r.tokensIn(Span{max(clause.Start, start-24-r.longest), start}) {
		if t.is(cAssert|cMinimise) && start-t.end <= 24 {
			return true
		}
	}
	if r.told(clause, start) {
		return true
	}
	s := r.sentence(r.sentenceOf(start))
	rest := strings.Trim(r.n[s.Start:start]+r.n[min(end, s.End):s.End], " .。!！\n,，")
	return len(rest) <= 6
}

// told is true for "your mole is melanoma": the patient's own thing is said to
// be the condition.
func (r *reader) told(clause Span, start int) bool {
	before := r.n[clause.Start:start]
	if !containsAny(" "+before, " your ", " this ", " it ", " that ", "您", "你", "这") {
		return false
	}
	before = strings.TrimRight(before, " ")
	for _, w := range [...]string{" is", " is a", " is an", " was", " means", " equals", "是", "就是", "为", "等于"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

func (r *reader) finding(id string, start, end int, experiencer, status, when string, open bool) {
	if strings.HasPrefix(r.n[end:], "-free") || strings.HasPrefix(r.n[end:], " free") {
		return // seizure-free
	}
	if id == "" || open || experiencer != "" && experiencer != "patient" || when == "past" {
		return
	}
	c := Claim{Kind: Finding, Concept: id, Start: start, End: end, Polarity: r.polarity(start)}
	if c.Polarity == Question || c.Polarity == Hypothetical || r.has(r.clauseOf(start), cConditional) || r.has(Span{r.clauseOf(start).Start, start}, cMayCause) {
		return
	}
	if status == "unknown" {
		return
	}
	if c.Polarity == Affirmed && r.blamed(start) {
		r.add(Claim{Kind: Diagnosis, Act: Asserted, Concept: id, Start: start, End: end, Certainty: Certain})
	}
	if c.Polarity == Affirmed && (r.deniedAfter(end) || r.listedNegation(start)) {
		c.Polarity = Negated
	}
	if status == "absent" {
		c.Polarity = Negated
	} else if status == "present" {
		c.Polarity = Affirmed
	}
	r.add(c)
}

// blamed is true for a finding that the text gives as the cause of another:
// that is a diagnosis.
func (r *reader) blamed(start int) bool {
	before := strings.TrimRight(r.n[r.sentence(r.sentenceOf(start)).Start:start], " ")
	for _, w := range [...]string{"due to", "caused by", "because of", "comes from", "是由", "是因为", "都是因为", "源于", "来自"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// deniedAfter is true for the form "过敏史：无" and "Fever: none".
func (r *reader) deniedAfter(end int) bool {
	rest := strings.TrimLeft(r.n[end:], " ")
	if rest == "" || rest[0] != ':' && rest[0] != '(' && !strings.HasPrefix(rest, "：") && !strings.HasPrefix(rest, "(-)") {
		return false
	}
	rest = strings.TrimLeft(rest, " :：")
	for _, w := range [...]string{"无", "没有", "否认", "阴性", "(-)", "none", "no", "denies", "denied", "negative", "absent", "nil"} {
		if strings.HasPrefix(rest, w) && (w[0] >= 0x80 || len(rest) == len(w) || !isWord(rest[len(w)])) {
			return true
		}
	}
	return false
}

// listedNegation carries a negation along an English list: "no fever, cough,
// or chest pain". A Chinese comma begins a new statement, so it does not.
func (r *reader) listedNegation(start int) bool {
	if !isWord(r.n[start]) {
		return false
	}
	for at := start; ; {
		clause := r.clauseOf(at)
		head := strings.Fields(r.n[clause.Start:at])
		if len(head) > 2 || containsAny(" "+strings.Join(head, " ")+" ", " has ", " have ", " with ", " is ", " reports ", " but ", " had ") {
			return false
		}
		prev := r.clauseOf(max(clause.Start-2, 0))
		if prev.Start >= clause.Start || prev.End > clause.Start || prev.Start < r.sentence(r.sentenceOf(at)).Start {
			return false
		}
		last := -1
		for _, m := range r.mentionsIn(prev) {
			if m.Kind == "finding" && m.End <= prev.End && prev.End-m.End <= 1 {
				last = m.Start
			}
		}
		if last < 0 {
			return false
		}
		if r.polarity(last) == Negated {
			return true
		}
		at = last
	}
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

func (r *reader) conditionIn(s Span) bool {
	return slices.ContainsFunc(r.mentionsIn(s), func(m Named) bool { return m.Kind == "condition" && m.End <= s.End })
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
