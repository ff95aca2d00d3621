package claim

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// stances corrects what the text does with the drugs it names where a whole
// clause says so: who declines to advise advises nothing, what a clinician is
// said to have ordered is a report, and so is what the patient is said to take.
func (r *reader) stances() {
	for i := range r.claims {
		c := &r.claims[i]
		if c.Kind != Drug && c.Kind != Dose && c.Kind != StopChange {
			continue
		}
		clause := r.clauseOf(c.Start)
		if c.Start < clause.Start {
			continue
		}
		switch {
		case c.Kind == StopChange && r.has(Span{c.End, clause.End}, cMayCause), c.Kind != Dose && r.asksFirst(c.Start), c.Kind == Drug && r.habit(c.End), c.Act != Allergic && r.carries(clause) && !r.has(clause, cStop|cChange|cAvoid):
			c.Act, c.Polarity = Ask, Question
		case c.Kind == Drug && (c.Act == Stop || c.Act == Change || c.Act == Continue) && !r.has(Span{clause.Start, c.Start}, cStop|cChange|cContinue|cTake) && r.harms(clause, c.Start):
			c.Act = Warned
		case r.declines(c.Start):
			c.Act, c.Polarity = Ask, Question
		case r.defers(c.Start) && (c.Kind == StopChange || c.Act == Stop || c.Act == Change):
			c.Act, c.Polarity = Ask, Question
		case c.Kind == StopChange, c.Act == Stop, c.Act == Change, c.Act == Avoid:
			c.Relayed = r.relayed(c.Start)
		case c.Act == Prescribe || c.Act == Mention:
			switch {
			case r.choosing(clause, c.Start):
				c.Act, c.Polarity = Ask, Question
			case c.Kind == Drug && r.harms(clause, c.Start):
				c.Act = Warned
			case c.Kind == Drug && c.Act == Mention && r.has(Span{clause.Start, c.Start}, cConditional):
				c.Act, c.Polarity = Reported, Hypothetical
			case r.relayed(c.Start):
				c.Act, c.Relayed = Reported, true
			case r.described(c.Start):
				c.Act = Reported
			}
		}
	}
	kept := r.claims[:0]
	for _, c := range r.claims {
		if c.Kind != StopChange || c.Act != Ask {
			kept = append(kept, c)
		}
	}
	r.claims = kept
	r.unread()
	r.spare()
}

// declines is true where the writer says that they will not tell or do what
// the clause of at goes on to name: "I can't tell you to stop your insulin".
func (r *reader) declines(at int) bool {
	s := Span{r.clauseOf(at).Start, at}
	if !r.has(s, cDeclined) {
		return false
	}
	for _, t := range r.tokensIn(s) {
		if t.is(cDeclined) && !r.turns(t.end, at) {
			return true
		}
	}
	return false
}

// turns is true where the text goes over to something else in between.
func (r *reader) turns(from, to int) bool {
	return from < to && containsAny(r.n[from:to], " but ", " instead", " so ", " just ", "但", "不过", "只能", "可以", "就")
}

// relayed is true where the sentence says that a clinician has decided it, and
// does not ask for more.
func (r *reader) relayed(at int) bool {
	s := r.sentence(r.sentenceOf(at))
	if !r.has(s, cOrdered) {
		return false
	}
	for _, t := range r.tokensIn(s) {
		if t.is(cOrdered) && r.polarity(t.start) == Affirmed && !r.bids(Span{s.Start, at}) {
			return true
		}
	}
	return false
}

// bids is true for a clause that tells the reader to do something.
func (r *reader) bids(s Span) bool {
	return r.has(s, cDirective) && !containsAny(r.n[s.Start:s.End], "建议患者复", "consultant")
}

// choosing is true for an open choice, "which painkiller suits you".
func (r *reader) choosing(clause Span, at int) bool {
	before := r.n[max(clause.Start, at-18):at]
	return containsAny(before, "什么", "哪种", "哪个", "哪些", "哪一", "何种", "which ", "what ", "whether ")
}

// carries is true where a medicine is brought, shown, asked about or written
// down and not taken.
func (r *reader) carries(clause Span) bool {
	w := r.n[clause.Start:clause.End]
	return containsAny(w, "带上", "带来", "携带", "拿着", "出示", "的盒子", "药盒", "药单", "清单", "bring ", "show us", "make a list", "list of", "write down", "packaging") &&
		!r.has(clause, cFreq)
}

// described is true where a clause says what somebody takes: a person and a
// verb of taking, or a possessive, without anything that bids.
func (r *reader) described(at int) bool {
	clause := r.clauseOf(at)
	s := r.sentence(r.sentenceOf(at))
	before := r.n[clause.Start:at]
	if r.bids(Span{clause.Start, clause.End}) || r.has(clause, cConditional) {
		return false
	}
	if containsAny(before, "在吃", "在服", "在用", "在打", "正在", "一直", "目前", "现在吃", "现在用", "现在服", "长期", "规律", "服着", "吃着", "用着", "已经吃", "已经服", "已经用", "平时", "已服", "已吃", "原来吃", "原来服", "existing", "current ", "currently", "already", "usual", "regular ", "has been on", "have been on", "long-term") {
		return true
	}
	if trimmed := strings.TrimRight(before, " "); strings.HasSuffix(trimmed, " on") || trimmed == "on" {
		return containsAny(r.n[s.Start:at], "patient", "she", "he ", "is on", "are on", "was on", "pregnant", "year-old", "who ")
	}
	return containsAny(r.n[s.Start:at], "患者", "病人", "病员", "patient ", "she ", "he ", "man ", "woman ") && containsAny(before, "服", "吃", "用", "打", "takes ", "took ", "uses ", "taking ", "using ")
}

// harms is true for a clause that says what harm a drug may do and gives no
// direction for use, in a sentence that does not go on to give the drug.
func (r *reader) harms(clause Span, at int) bool {
	if !r.has(clause, cMayCause) || r.has(clause, cFreq) {
		return false
	}
	s := r.sentence(r.sentenceOf(at))
	if containsAny(r.n[s.Start:s.End], "警告", "注意:", "警示", "warning", "caution") {
		return true
	}
	for _, t := range r.tokensIn(s) {
		switch {
		case t.number && amountClass(t.class):
			return false
		case t.is(cTake) && t.start > at && r.polarity(t.start) == Affirmed && !r.has(r.clauseOf(t.start), cMayCause|cAvoid|cReported|cConditional):
			return false
		}
	}
	return true
}

// defers is true where a change of medicine is to be asked about first: "ask
// your doctor before you stop", "any request for a change goes to her doctor".
func (r *reader) defers(at int) bool {
	clause := r.clauseOf(at)
	w, before := r.n[clause.Start:clause.End], r.n[clause.Start:at]
	if !containsAny(w, "doctor", "pharmacist", "clinic", "nurse", "team", "gp", "specialist", "prescriber", "neurologist", "cardiologist", "surgeon", "psychiatrist", "dr ", "医生", "药师", "大夫", "专科", "门诊", "医师") {
		return false
	}
	if containsAny(r.n[at:clause.End], "由医生", "要医生", "需医生", "需要医生", "医生评估", "医生决定", "医生同意", "医生判断", "is for your doctor", "is a decision for", "needs your doctor", "is up to your doctor") {
		return true
	}
	return containsAny(before, "before", "whether", "about", "request", "question", "to decide", "discuss", "ask ", "talk ", "speak ", "check with", "是否", "能否", "要不要", "可否", "确认", "商量", "咨询", "询问", "请教", "问", "讨论", "由医生", "医生决定", "评估")
}

// unread adds the stop or change that a frame found beside a drug that another
// verb of the clause governs: "when sertraline tires you just drop it".
func (r *reader) unread() {
	drugs, done := r.settles(), -1
	for _, t := range r.toks {
		if !t.framed || !t.is(cStop|cChange) || r.polarity(t.start) != Affirmed || r.defers(t.start) || r.declines(t.start) {
			continue
		}
		clause := r.clauseOf(t.start)
		var drug *Claim
		settled := clause.Start == done // by another such token
		from := sort.Search(len(drugs), func(k int) bool { return drugs[k].Start >= clause.Start })
		for i := from; i < len(drugs) && drugs[i].Start < clause.End; i++ {
			c := &drugs[i]
			r.steps++
			if c.Kind == Drug && c.Concept != "" {
				drug = c
			}
			settled = settled || c.Kind == StopChange || c.Kind == Drug && (c.Act == Stop || c.Act == Change || c.Act == Avoid || c.Act == Ask || c.Act == Continue || c.Act == Warned || c.Act == Reported)
		}
		if drug == nil || settled {
			continue
		}
		act := Change
		if t.is(cStop) {
			act = Stop
		}
		r.add(Claim{Kind: StopChange, Act: act, Concept: drug.Concept, Start: t.start, End: t.end, Relayed: r.relayed(t.start)})
		done = clause.Start
	}
}

// settles gives the claims of medicines and of their changes, by place.
func (r *reader) settles() []Claim {
	var out []Claim
	for _, c := range r.claims {
		if c.Kind == Drug || c.Kind == StopChange {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Claim) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// asksFirst is true where somebody is to be asked before the drug is taken:
// "check with the pharmacist before taking ibuprofen", "买止痛药前先问药师".
func (r *reader) asksFirst(at int) bool {
	s := r.sentence(r.sentenceOf(at))
	before, after := r.n[s.Start:at], r.n[at:s.End]
	who := func(w string) bool {
		return containsAny(w, "doctor", "pharmacist", "clinic", "nurse", "gp", "specialist", "医生", "药师", "大夫", "医师", "门诊")
	}
	if i := strings.LastIndex(before, " before "); i >= 0 && containsAny(before[:i], "check with", "ask ", "speak ", "talk ", "consult") && who(before[:i]) {
		return true
	}
	if i := strings.Index(after, "前"); i >= 0 && i <= 24 {
		if rest := after[i:]; containsAny(rest, "先问", "先咨询", "问一下", "请问", "问问", "咨询", "联系") && who(rest) {
			return true
		}
	}
	return false
}

// habit is true for the name of a habit or a disorder: opioid use, 阿片类依赖.
func (r *reader) habit(end int) bool {
	rest := strings.TrimLeft(r.n[end:], " ")
	for _, w := range [...]string{"use ", "use disorder", "misuse", "dependence", "addiction", "abuse", "withdrawal", "使用障碍", "依赖", "滥用", "成瘾", "戒断"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// spare drops directions that are none: a medicine that was given, one that is
// only warned of, and one that is to be talked about.
func (r *reader) spare() {
	kept := r.residue[:0]
	for _, d := range r.residue {
		clause := r.clauseOf(d.Start)
		before, after := r.n[clause.Start:d.Start], r.n[d.End:clause.End]
		if d.Kind == "imperative" && (r.declines(d.Start) || r.has(Span{d.End, clause.End}, cMayCause) || r.defers(d.Start) ||
			containsAny(after, "后", "过敏", "史", "前") && !strings.Contains(before, "请") ||
			containsAny(before, "discuss", "would like to", "want to", "wants to", "asks", "想要", "商量", "打完", "已经", "曾")) {
			continue
		}
		kept = append(kept, d)
	}
	r.residue = kept
}
