package claim

import (
	"sort"
	"strings"
)

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
		c.Lessens = act == Change && r.lessens(m, verb)
		if act != Stop && act != Avoid && r.takenByKin(m.Start) {
			c.Act, c.Experiencer = Reported, "family"
		}
		r.add(c)
		if dose != nil {
			d := c
			d.Kind, d.Dose, d.Start, d.End = Dose, dose, span.Start, span.End
			if d.Act == Mention {
				d.Act = Prescribe
			}
			r.add(d)
			if c.Act == Mention {
				r.claims[len(r.claims)-2].Act = Prescribe
			}
			for _, x := range r.further(named, i, *dose, span.End) {
				d.Dose, d.Start, d.End = x.dose, x.span.Start, x.span.End
				r.add(d)
			}
		}
		if c.Experiencer == "family" {
			continue
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
		case t.is(cStop) && pol == Affirmed && len(r.covered) > 0: // before it or behind it
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
