package claim

import (
	"sort"
	"strings"
)

const verbs = cTake | cStop | cChange | cContinue | cAvoid | cReported | cAllergy | cStatement

// drugs makes a claim of every drug, class and allergen that is named, with
// what the text does with it, and of every direction for use beside it.
func (r *reader) drugs() {
	r.used = map[int]bool{}
	r.limited()
	r.placed()
	var named []Named
	for _, m := range r.mentions {
		if isDrugKind(m.Kind) {
			named = append(named, m)
			r.covered = append(r.covered, Span{m.Start, m.End})
		}
	}
	for i, m := range named {
		dose, span := r.doseOf(named, i)
		act, pol, verb := r.actOf(m, dose)
		c := Claim{Kind: Drug, Act: act, Concept: m.Concept, Start: m.Start, End: m.End, Polarity: pol, Experiencer: m.Experiencer, Misspelt: m.Misspelt}
		r.add(c)
		if dose != nil {
			d := c
			d.Kind, d.Dose, d.Start, d.End = Dose, dose, span.Start, span.End
			if d.Act == Mention {
				d.Act = Prescribe
			}
			r.add(d)
			if act == Mention {
				r.claims[len(r.claims)-2].Act = Prescribe
			}
			for _, x := range r.further(named, i, *dose, span.End) {
				d.Dose, d.Start, d.End = x.dose, x.span.Start, x.span.End
				r.add(d)
			}
		}
		if act == Stop || act == Change || verb.is(cChange) && act == Prescribe {
			s := c
			s.Kind, s.Act = StopChange, Stop
			if act != Stop {
				s.Act = Change
			}
			r.add(s)
		}
	}
}

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
	if (act == Stop || act == Change) && adds(r.n[clause.Start:m.Start]) {
		act = Prescribe // 减量期间可加氯硝西泮: what goes down is another
	}
	if carried && dose != nil && (act == Allergic || act == Avoid || act == Stop) {
		act = Prescribe
	}
	if act == Allergic && dose != nil && dose.Amount > 0 && verb.start >= m.End && containsAny(r.n[m.End:verb.start], " for ", "用于", "治疗", "抢救") {
		act = Prescribe // "0.5 mg im for anaphylaxis" treats one
	}
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
	if r.has(Span{clause.Start, m.Start}, cConditional) && pol == Affirmed && act != Prescribe {
		pol = Hypothetical
	}
	if act == Prescribe && dose == nil && r.leadsClause(clause, cConditional) && r.has(Span{clause.Start, m.Start}, cConditional) && !r.happens(clause.Start, verb.start) {
		return Reported, Hypothetical, verb
	}
	return act, pol, verb
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

// stopWithoutName finds stop and change of medicines that are not named, and
// tells them from lifestyle: "stop smoking" is no change of a medicine.
func (r *reader) stopWithoutName() {
	for _, t := range r.toks {
		if t.is(cLifestyle) {
			r.add(Claim{Kind: Lifestyle, Start: t.start, End: t.end, Polarity: r.polarity(t.start)})
			continue
		}
		if !t.is(cStop|cChange|cTake) || r.overDrug(t) {
			continue
		}
		clause := r.clauseOf(t.start)
		drug := r.drugIn(clause)
		word := r.n[t.start:t.end]
		itself := strings.Contains(word, "药")
		switch pol := r.polarity(t.start); {
		case pol == Question || drug && !itself:
		case r.has(clause, cMedicineWord) || itself:
			r.unnamed(t, clause, pol)
		case t.is(cStop|cChange) && r.has(clause, cLifestyleObject):
			r.add(Claim{Kind: Lifestyle, Start: t.start, End: t.end, Polarity: pol})
		case t.is(cStop) && pol == Affirmed && r.drugBefore(t.start):
			r.left("imperative", t.start, t.end)
		case pol == Affirmed && dosing(word) && r.aboutMedicine(t):
			r.add(Claim{Kind: StopChange, Act: Change, Start: t.start, End: t.end})
		case pol == Affirmed && medical(word) && !r.drugIn(r.sentence(r.sentenceOf(t.start))) && !r.reportedBefore(clause, clause.End) && !r.has(clause, cHerb):
			r.left("imperative", t.start, t.end)
		}
	}
}

// dosing is true for words that can only be said of a dose.
func dosing(word string) bool {
	switch word {
	case "减半", "加倍", "双倍", "两倍", "加量", "减量", "halve", "double", "doubling", "double dose", "double up", "take two", "take twice", "extra dose", "taper":
		return true
	}
	return false
}

// medical is true for verbs that take no food: a sentence with one and without
// a drug names something that the graph does not know.
func medical(word string) bool {
	switch word {
	case "服用", "口服", "注射", "静滴", "静脉滴注", "静注", "肌注", "含服", "外用", "加服", "inject", "administer", "prescribe":
		return true
	}
	return false
}

// aboutMedicine is true when the sentence names or takes a medicine.
func (r *reader) aboutMedicine(t token) bool {
	s := r.sentence(r.sentenceOf(t.start))
	if r.drugIn(s) || r.has(s, cMedicineWord) {
		return true
	}
	for _, o := range r.tokensIn(r.clauseOf(t.start)) {
		if o.start != t.start && o.is(cTake) && medical(r.n[o.start:o.end]) {
			return true
		}
	}
	return false
}

// unnamed handles a verb with a medicine that has no name.
func (r *reader) unnamed(t token, clause Span, pol string) {
	if r.drugIn(clause) {
		return
	}
	guided := r.has(clause, cContinue) || r.has(clause, cClinician) || r.reportedBefore(Span{clause.Start, clause.End}, clause.End)
	switch {
	case t.is(cStop) && pol != Negated, t.is(cChange) && !t.is(cTake) && pol != Negated:
		if r.has(clause, cClinician) {
			return
		}
		act := Change
		if t.is(cStop) {
			act = Stop
		}
		r.add(Claim{Kind: StopChange, Act: act, Start: t.start, End: t.end, Polarity: pol})
	case t.is(cTake) && pol == Affirmed && !guided:
		r.left("imperative", t.start, t.end)
	case t.is(cTake) && pol == Negated && strings.Contains(r.n[clause.Start:clause.End], "再"):
		r.add(Claim{Kind: StopChange, Act: Stop, Start: t.start, End: t.end})
	}
}

// vouched finds "this medicine is harmless" where no medicine is named, so
// that nothing could be checked.
func (r *reader) vouched() {
	for i := range r.sents {
		s := r.sentence(i)
		if r.sents[i].question || r.drugIn(s) || !r.has(s, cMedicineWord) {
			continue
		}
		if containsAny(r.n[s.Start:s.End], "没有影响", "无影响", "不会有影响", "没有副作用", "无副作用", "很安全", "是安全的", "无害", "is safe", "are safe", "is harmless", "no side effect", "without side effect", "won't harm", "will not harm") {
			r.left("imperative", s.Start, s.End)
		}
	}
}

// coveredFrom is the place of the first named drug that ends at or behind a byte.
// Drugs are in their order and do not overlap.
func (r *reader) coveredFrom(end int) int {
	return sort.Search(len(r.covered), func(k int) bool { return r.covered[k].End >= end })
}

func (r *reader) overDrug(t token) bool {
	k := r.coveredFrom(t.start + 1)
	return k < len(r.covered) && r.covered[k].Start < t.end
}

func (r *reader) drugIn(s Span) bool {
	k := sort.Search(len(r.covered), func(k int) bool { return r.covered[k].Start >= s.Start })
	return k < len(r.covered) && r.covered[k].End <= s.End
}

func (r *reader) drugBefore(at int) bool {
	return len(r.covered) > 0 && r.covered[0].End <= at
}
