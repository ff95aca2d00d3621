package claim

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// doseOf reads the direction for use of the i-th named drug: what stands
// between it and the next one in the sentence, going on into a sentence that
// opens with an amount in a clause without a medicine of its own; else an amount
// just before it.
func (r *reader) doseOf(named []Named, i int) (*Posology, Span) {
	m := named[i]
	s := r.sentenceOf(m.Start)
	end := r.dosedUntil(named, i)
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
			if t.number && amountClass(t.class) && !r.used[t.start] && t.end <= m.Start && closeBefore(r.n[t.end:m.Start]) {
				if d == nil {
					d = &Posology{}
					span = Span{t.start, t.end}
				}
				r.takeAmount(d, t)
				span.Start = t.start
			}
		}
	}
	if d != nil && d.Route == "" {
		d.Route = r.mixedWith(named, i, span.End)
	}
	return d, span
}

// posology reads amount, frequency, route and duration in a span.
func (r *reader) posology(in Span) (*Posology, Span) {
	s := sig{reader: r, in: in, d: &Posology{}, span: Span{-1, -1}}
	liquid := r.solutionIn(in)
	for _, t := range r.tokensIn(in) {
		switch {
		case liquid.holds(t):
			r.used[t.start] = true
			continue
		case liquid != nil && t.number && t.class == unitVolume && s.d.Amount == 0:
			t = liquid.poured(t)
		}
		s.take(t)
	}
	if liquid != nil && s.d.Amount == 0 {
		s.span = r.strengthAlone(s.d, *liquid, s.span)
	}
	if s.d.Route == "" {
		s.d.Route = r.routeBefore(in)
	}
	if s.d.Amount == 0 && (s.d.PerDay == 0 || !r.sigLike(s.span)) {
		return nil, s.span
	}
	s.d.AtMost = r.atMost(in)
	return s.d, s.span
}

// sig is a direction for use while it is read, token by token.
type sig struct {
	*reader
	in, span Span
	d        *Posology
	// last is the amount before, pack the number of tablets of a packing (0.25 g x 24)
	// before the dose.
	last token
	pack float64
	// raised is true behind the amount that another becomes: it may be given more
	// often than that was. timed is true where only a time of day was told: 晨起 每周一次.
	raised, timed bool
}

// take reads one token.
func (s *sig) take(t token) {
	d := s.d
	switch {
	case t.number && amountClass(t.class):
		s.amount(t)
	case t.number && t.class == unitTime && (t.unit == "d" || t.unit == "wk" || t.unit == "mo"):
		if s.span.Start >= 0 && d.DurationDays == 0 && !s.used[t.start] {
			d.DurationDays = daysOf(t)
			s.use(t)
		}
	case t.is(cFreq) && s.ofTest(t):
	case t.is(cFreq) && (d.PerDay == 0 || s.raised && t.start-s.last.end < 24 || s.timed && t.freq < 1) && t.start-s.in.Start < 120:
		d.PerDay, s.raised, s.timed = t.freq, false, timeOfDay(s.n[t.start:t.end])
		s.grow(t)
	case t.is(cRoute) && (d.Route == "" || local(d.Route) && injected(t.route)) && t.start-s.in.Start < 90:
		d.Route = t.route
	case t.is(cPRN):
		d.AsNeeded = true
	}
}

// amount reads a number with the unit of an amount.
func (s *sig) amount(t token) {
	d := s.d
	switch {
	case s.comesTo(d, s.last, t):
		d.Worked, d.WorkedUnit = t.value, t.unit
		s.use(t)
	case d.Amount == 0 || mass(t.class) && d.Unit != "" && d.Unit[0] == '{' || mass(t.class) && s.pack > 0 || s.target(t.start):
		s.raised = d.Amount > 0 && d.PerDay > 0
		s.takeAmount(d, t)
		s.last, s.pack = t, 0
		s.grow(t)
	case t.class == unitForm && mass(s.last.class) && s.multiplies(s.last, t):
		// "100 ug, 2 puffs" is a strength and how many of it.
		d.Amount *= t.value
		s.last = t
		s.use(t)
	case t.class == unitForm || t.class == unitFolk:
		if t.value > many {
			s.pack = t.value
		}
		s.used[t.start] = true
	}
}

// use makes a token a part of the direction, of which nothing else is made.
func (s *sig) use(t token) {
	s.used[t.start] = true
	s.grow(t)
}

func (s *sig) grow(t token) {
	if s.span.Start < 0 {
		s.span.Start = t.start
	}
	s.span.End = t.end
}

// timeOfDay is true for words that tell when in a day, and not on how many days.
func timeOfDay(word string) bool {
	switch word {
	case "nocte", "at bedtime", "in the morning", "at night", "qhs", "hs", "qam", "qpm", "睡前", "晨起", "早上", "晚上", "顿服":
		return true
	}
	return false
}

// routeBefore is the route that the name before a direction tells, or the words
// before it in its clause.
func (r *reader) routeBefore(in Span) (route string) {
	if in.Start > 0 {
		route = r.formIn(in.Start)
	}
	if route != "" {
		return route
	}
	for _, t := range r.tokensIn(r.clauseOf(max(in.Start-1, 0))) {
		if t.is(cRoute) && t.end <= in.Start && !r.past(t) {
			route = t.route
		}
	}
	return route
}

// ofTest is true for a frequency of what is measured: hourly glucose, weekly INR.
func (r *reader) ofTest(t token) bool {
	rest := strings.TrimLeft(r.n[t.end:], " ")
	for _, w := range [...]string{"glucose", "inr", "blood", "fbc", "lft", "u&e", "ecg", "weight", "obs", "observ", "monitor", "check", "review", "cbg", "血糖", "血压", "血钾", "心电", "测", "监测", "复查", "查", "称体重", "随访"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// multiplies is true for a count of tablets or puffs right after their
// strength. More of them than are one dose are a packing, but where a frequency
// stands right behind: "500 mg tablets, 20 tablets four times a day".
func (r *reader) multiplies(strength, count token) bool {
	between := strings.TrimSpace(r.n[strength.end:count.start])
	for _, form := range [...]string{"tablets", "tablet", "capsules", "capsule", "片", "胶囊"} {
		between = strings.TrimSpace(strings.TrimPrefix(between, form))
	}
	if count.value > many {
		return (between == "" || between == ",") && r.often(count.end)
	}
	return (between == "" || between == "," || between == "x" || between == "*" || between == "×" || between == "inhaler" || between == "cfc-free inhaler")
}

// often is true where a frequency begins right behind a place.
func (r *reader) often(at int) bool {
	ts := r.tokensIn(Span{at, at + 2})
	return len(ts) > 0 && ts[0].is(cFreq) && strings.Trim(r.n[at:ts[0].start], " ") == ""
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
	case "iv", "im", "sc", "intrathecal", "intravitreal":
		return true
	}
	return false
}

// patches are brands under which a medicine that is injected too is sold as a patch alone.
//
//nolint:gochecknoglobals // a literal list, read only
var patches = [...]string{"多瑞吉", "durogesic", "duragesic", "matrifen", "fencino"}

// formIn is the route that the name of a drug which ends at a place itself
// tells: 噻吗洛尔滴眼液.
func (r *reader) formIn(end int) string {
	if slices.ContainsFunc(patches[:], func(brand string) bool { return strings.HasSuffix(r.n[:end], brand) }) {
		return "transdermal"
	}
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
	d.PerKg, d.PerM2, d.Rate, d.Daily = r.byWeight(t), false, "", r.saysTotal(t)
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
	if most := r.n[max(0, t.start-70):t.start]; containsAny(most, "maximum daily", "max daily", "daily maximum", "每日最大", "最大日", "日最大") && !strings.ContainsAny(most[lastOf(most):], "0123456789,;.，；。") {
		return true // "the maximum daily dose of paracetamol is"
	}
	before := r.n[max(0, t.start-30):t.start]
	for _, w := range [...]string{"每日总量", "日总量", "全天", "一日量", "日剂量", "daily dose of", "total daily", "total of", "每日最多", "每天最多", "一天最多", "一日最多", "一天不能超过", "一日不得超过", "每日不超过", "每天不超过", "每日不得超过", "每日最大", "日最大", "最大日", "24小时内不超过", "每日总", "每天总", "日量", "日用量", "一日不超过", "一天不超过", "24h内不超过", "24小时不超过", "24h不超过", "daily total of", "in total per day", "no more than a total of", "maximum daily", "max daily"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// lastOf is where the last word for most stands in a text.
func lastOf(s string) int {
	at := 0
	for _, w := range [...]string{"maximum", "max ", "最大"} {
		at = max(at, strings.LastIndex(s, w))
	}
	return at
}
