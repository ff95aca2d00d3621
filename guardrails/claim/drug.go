package claim

import (
	"strings"
	"unicode/utf8"
)

const verbs = cTake | cStop | cChange | cContinue | cAvoid | cReported | cAllergy | cStatement

// drugs makes a claim of every drug, class and allergen that is named, with
// what the text does with it, and of every direction for use beside it.
func (r *reader) drugs() {
	r.used = map[int]bool{}
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
	if r.has(Span{clause.Start, m.Start}, cConditional) && act == Prescribe && r.leadsClause(clause, cConditional) && dose == nil {
		return Reported, Hypothetical, verb
	}
	return act, pol, verb
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
		if r.has(Span{clause.Start, v.start}, cStop) {
			return Stop
		}
		if r.has(Span{clause.Start, v.start}, cAvoid) {
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

func (r *reader) reportedBefore(clause Span, at int) bool {
	for _, t := range r.tokensIn(Span{clause.Start, at}) {
		if t.is(cReported) {
			return true
		}
	}
	return false
}

// doseOf reads the direction for use of the i-th named drug: what stands
// between it and the next one in the sentence, going on into a sentence that
// opens with an amount; else an amount just before it.
func (r *reader) doseOf(named []Named, i int) (*Posology, Span) {
	m := named[i]
	s := r.sentenceOf(m.Start)
	end := r.sents[s].end
	if s+1 < len(r.sents) && r.opensWithDose(r.sents[s+1]) {
		end = r.sents[s+1].end
	}
	if i+1 < len(named) {
		end = min(end, named[i+1].Start)
	}
	d, span := r.posology(Span{m.End, end})
	if d != nil && i+1 < len(named) && end == named[i+1].Start && diluent(named[i+1].Concept) {
		r.beyond(d, named, i+1, r.sents[s].end)
	}
	if d == nil || d.Amount == 0 {
		start := m.Start - 24
		if i > 0 {
			start = max(start, named[i-1].End)
		}
		start = max(start, r.clauseOf(m.Start).Start)
		for _, t := range r.tokensIn(Span{max(start, 0), m.Start}) {
			if t.number && amountClass(t.class) && !r.used[t.start] && closeBefore(r.n[t.end:m.Start]) {
				if d == nil {
					d = &Posology{}
					span = Span{t.start, t.end}
				}
				r.takeAmount(d, t)
				span.Start = t.start
			}
		}
	}
	return d, span
}

// diluent is true for what medicines are dissolved in.
func diluent(concept string) bool {
	switch concept {
	case "drug.sodium_chloride", "drug.glucose", "drug.ringer_lactate":
		return true
	}
	return false
}

// beyond reads the route and frequency of a medicine behind what it is
// dissolved in: 头孢曲松 2g 加入氯化钠 100ml 静滴.
func (r *reader) beyond(d *Posology, named []Named, i, end int) {
	from := named[i].End
	for i++; i < len(named) && diluent(named[i].Concept); i++ {
		from = named[i].End
	}
	if i < len(named) {
		end = min(end, named[i].Start)
	}
	for _, t := range r.tokensIn(Span{from, end}) {
		switch {
		case t.is(cRoute) && d.Route == "":
			d.Route = t.route
		case t.is(cFreq) && d.PerDay == 0:
			d.PerDay = t.freq
		}
	}
}

func closeBefore(between string) bool {
	b := strings.TrimSpace(between)
	return b == "" || b == "of" || b == "的"
}

func (r *reader) opensWithDose(s sentence) bool {
	for _, t := range r.tokensIn(Span{s.start, s.end}) {
		if t.number && amountClass(t.class) || t.is(cFreq) {
			return t.start-s.start <= 9
		}
		if t.is(verbs) && !t.is(cTake) {
			return false
		}
	}
	return false
}

func amountClass(c unitClass) bool {
	return c == unitMass || c == unitVolume || c == unitActivity || c == unitForm || c == unitFolk
}

// posology reads amount, frequency, route and duration in a span.
func (r *reader) posology(in Span) (*Posology, Span) {
	d := &Posology{}
	span := Span{-1, -1}
	// pack is the number of tablets of a packing (0.25 g x 24), before the dose.
	var last token
	pack := 0.0
	grow := func(t token) {
		if span.Start < 0 {
			span.Start = t.start
		}
		span.End = t.end
	}
	for _, t := range r.tokensIn(in) {
		switch {
		case t.number && amountClass(t.class):
			switch {
			case d.Amount == 0 || mass(t.class) && d.Unit != "" && d.Unit[0] == '{' || mass(t.class) && pack > 0 || r.target(t.start):
				r.takeAmount(d, t)
				last, pack = t, 0
				grow(t)
			case t.class == unitForm && mass(last.class) && r.multiplies(last, t):
				// "100 ug, 2 puffs" is a strength and how many of it.
				d.Amount *= t.value
				last = t
				r.used[t.start] = true
				grow(t)
			case t.class == unitForm || t.class == unitFolk:
				if t.value > many {
					pack = t.value
				}
				r.used[t.start] = true
			}
		case t.number && t.class == unitTime && (t.unit == "d" || t.unit == "wk" || t.unit == "mo"):
			if span.Start >= 0 && d.DurationDays == 0 {
				d.DurationDays = daysOf(t)
				r.used[t.start] = true
				grow(t)
			}
		case t.is(cFreq) && d.PerDay == 0 && t.start-in.Start < 120:
			d.PerDay = t.freq
			grow(t)
		case t.is(cRoute) && (d.Route == "" || local(d.Route) && injected(t.route)) && t.start-in.Start < 90:
			d.Route = t.route
		case t.is(cPRN):
			d.AsNeeded = true
		}
	}
	if d.Route == "" && in.Start > 0 {
		d.Route = r.formIn(in.Start)
	}
	if d.Route == "" {
		for _, t := range r.tokensIn(r.clauseOf(max(in.Start-1, 0))) {
			if t.is(cRoute) && t.end <= in.Start {
				d.Route = t.route
			}
		}
	}
	if d.Amount == 0 && (d.PerDay == 0 || !r.sigLike(span)) {
		return nil, span
	}
	return d, span
}

// many is the most tablets or puffs that are one dose; more is a packing.
const many = 10

// multiplies is true for a count of tablets or puffs right after their
// strength.
func (r *reader) multiplies(strength, count token) bool {
	between := strings.TrimSpace(r.n[strength.end:count.start])
	return count.value <= many && (between == "" || between == "," || between == "x" || between == "*" || between == "×" || between == "inhaler" || between == "cfc-free inhaler")
}

func local(route string) bool {
	switch route {
	case "topical", "ophthalmic", "otic", "nasal", "vaginal", "inhaled", "rectal", "transdermal":
		return true
	}
	return false
}

func injected(route string) bool {
	switch route {
	case "iv", "im", "sc", "intrathecal":
		return true
	}
	return false
}

// formIn is the route that the name of a drug which ends at a place itself
// tells: 噻吗洛尔滴眼液.
func (r *reader) formIn(end int) string {
	for _, t := range r.tokensIn(Span{max(0, end-24), end}) {
		if t.cues&cRoute != 0 && t.inside && t.end == end && local(t.route) {
			return t.route
		}
	}
	return ""
}

// target is true for the second amount of "from 3 mg to 6 mg".
func (r *reader) target(at int) bool {
	before := strings.TrimSpace(r.n[max(0, at-8):at])
	for _, w := range [...]string{"到", "至", "为", "成", " to"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

func mass(c unitClass) bool { return c == unitMass || c == unitActivity }

// sigLike tells a frequency of use from a bare word of time: 早上 or daily
// alone does not make a direction.
func (r *reader) sigLike(s Span) bool {
	w := r.n[s.Start:s.End]
	return utf8.RuneCountInString(w) > 2 || w == "qd" || w == "od" || w == "qn" || w == "qw"
}

func (r *reader) takeAmount(d *Posology, t token) {
	d.Amount, d.Unit = t.value, t.unit
	d.PerKg, d.PerM2, d.Rate, d.Daily = false, false, "", r.saysTotal(t)
	for per := range strings.SplitSeq(t.per, ".") {
		switch per {
		case "kg":
			d.PerKg = true
		case "m2":
			d.PerM2 = true
		case "day":
			d.Daily = true
		case "min", "h":
			d.Rate = per
		}
	}
	d.Folk = t.class == unitFolk
	r.used[t.start] = true
}

func (r *reader) saysTotal(t token) bool {
	before := r.n[max(0, t.start-30):t.start]
	for _, w := range [...]string{"每日总量", "日总量", "全天", "一日量", "日剂量", "daily dose of", "total daily", "total of", "每日最多", "每天最多"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
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

func (r *reader) overDrug(t token) bool {
	for _, s := range r.covered {
		if t.start < s.End && t.end > s.Start {
			return true
		}
	}
	return false
}

func (r *reader) drugIn(s Span) bool {
	for _, d := range r.covered {
		if d.Start >= s.Start && d.End <= s.End {
			return true
		}
	}
	return false
}

func (r *reader) drugBefore(at int) bool {
	for _, d := range r.covered {
		if d.End <= at {
			return true
		}
	}
	return false
}
