package claim

import (
	"slices"
	"strings"

	"apricot.health/knowledge/pattern"
)

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
	case r.ruledOut(end):
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

// ruledOut is true where it is said right behind a condition that it is not there: "has
// been ruled out", 已排除. What cannot be excluded is not.
func (r *reader) ruledOut(end int) bool {
	return ruledOutRE.MatchString(r.n[end:min(len(r.n), end+40)])
}

var ruledOutRE = pattern.MustCompile(`^ ?(?:(?:has|have|had) (?:already )?been|was|were|is|are|being) (?:now |already |thereby |safely )?(?:ruled out|excluded)\b|^(?:也|都|均)?(?:已经?|基本|被|可以?|得以)(?:被|基本|完全)?排除`) //nolint:gochecknoglobals // compiled once, read only

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

func (r *reader) conditionIn(s Span) bool {
	return slices.ContainsFunc(r.mentionsIn(s), func(m Named) bool { return m.Kind == "condition" && m.End <= s.End })
}
