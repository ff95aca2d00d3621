package claim

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Amount is an amount of weight or of international units, whatever its role in the
// text (a dose, a step, a limit, a past dose), or a frequency that stands alone beside a
// medicine, with the medicines that it may be of.
type Amount struct {
	Start, End, Sentence int
	// Low and Value are the ends of a range in Unit, 0 for a frequency alone; Per is
	// what it is given for: kg, day, h, min, m2, joined by dots.
	Low, Value float64
	Unit, Per  string
	// PerDay is how often a day, 0 where it does not say.
	PerDay float64
	// Of are the medicines that it may be of. Beside is true where it is of one by its
	// place: the first amount behind its name, or right before it.
	Of     []string
	Beside bool
	// Lead and Rest are the words before and behind it in its sentence, as read.
	Lead, Rest string
}

const (
	// mostNames bounds the medicines of a list that an amount behind it may be of.
	mostNames = 12
	// farBack is how many sentences back the medicine of an amount may stand.
	farBack = 3
	// nearFreq is how far behind an amount how often it is given may stand.
	nearFreq = 26
	// besideName is how far behind the end of its name an amount stands beside it
	// though another clause begins.
	besideName = 16
)

// Amounts are the amounts of medicines that the text was read to hold, in their order.
func (r Reading) Amounts() []Amount {
	if r.read == nil {
		return nil
	}
	x := r.read
	names := x.medicines()
	if len(names) == 0 {
		return nil
	}
	var out []Amount
	from := 0 // where the amount before ends
	for _, t := range x.toks {
		switch {
		case t.number && mass(t.class) && t.unit != "mmol" && t.unit != "meq":
			if a, ok := x.amountOf(names, t, from); ok {
				out = append(out, a)
			}
			from = t.end
		case t.is(cFreq) && !x.ofTest(t):
			if m, ok := lastName(names, t.start); ok && t.start-m.End <= 16 && from <= m.End && x.sentenceOf(m.Start) == x.sentenceOf(t.start) {
				a := x.amountAt(t)
				a.PerDay, a.Of, a.Beside = t.freq, []string{m.Concept}, true
				out = append(out, a)
				from = t.end
			}
		}
	}
	for i := range out {
		out[i].Start, out[i].End = x.p.span(out[i].Start, out[i].End)
	}
	return out
}

// medicines are the names of medicines and of classes of them.
func (r *reader) medicines() []Named {
	var out []Named
	for _, m := range r.mentions {
		if m.Kind == "drug" || m.Kind == "class" {
			out = append(out, m)
		}
	}
	return out
}

func (r *reader) amountAt(t token) Amount {
	i := r.sentenceOf(t.start)
	s := r.sents[i]
	return Amount{Start: t.start, End: t.end, Sentence: i, Lead: r.n[s.start:t.start], Rest: r.n[min(t.end, s.end):s.end]}
}

// amountOf reads the amount of a token: no strength of a liquid, no concentration, and
// none that is said of food, of a body or of what a laboratory measures.
func (r *reader) amountOf(names []Named, t token, from int) (Amount, bool) {
	a := r.amountAt(t)
	if ml, _ := r.heldIn(t.end); ml > 0 || strings.HasPrefix(a.Rest, "/") && !countedBehind(a.Rest[1:]) || r.notMedicine(t, a) {
		return a, false
	}
	a.Low, a.Value, a.Unit, a.Per = t.low, t.value, t.unit, t.per
	if r.byWeight(t) {
		a.Per = strings.Trim("kg."+a.Per, ".")
	}
	for _, x := range r.tokensIn(Span{t.end, min(len(r.n), t.end+nearFreq)}) {
		if x.number && mass(x.class) || x.start >= r.sents[a.Sentence].end {
			break
		}
		if x.is(cFreq) && !r.ofTest(x) {
			a.PerDay = x.freq
			break
		}
	}
	a.Of, a.Beside = r.owners(names, t, from)
	return a, len(a.Of) > 0
}

// countedBehind is true for what a slash may be followed by that makes no concentration.
func countedBehind(rest string) bool {
	for _, w := range [...]string{"片", "粒", "支", "袋", "次", "日", "天", "d", "day", "dose", "tab", "cap"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return rest != "" && digit(rest[0])
}

// notMedicine is true for an amount whose clause says that it is of something else.
func (r *reader) notMedicine(t token, a Amount) bool {
	c := r.clauseOf(t.start)
	near := r.n[max(c.Start, t.start-36):min(max(c.End, t.end), t.end+18, len(r.n))]
	if containsAny(near, otherThings[:]...) {
		return true
	}
	rest := strings.TrimLeft(a.Rest, " ")
	return hasPrefixAny(rest, "的盐", "盐", "钠", "of salt", "salt", "of protein", "protein", "of carb", "carb", "of alcohol", "of sugar", "sugar", "of fib", "fib", "weight", "体重", "in weight")
}

//nolint:gochecknoglobals // a literal list, read only
var otherThings = [...]string{
	"食盐", "限盐", "盐摄入", "钠摄入", "限钠", "蛋白质", "尿蛋白", "蛋白尿", "蛋白定量", "碳水", "糖类", "膳食", "纤维", "酒精", "饮酒", "白酒", "水果", "蔬菜", "瘦肉", "鱼", "牛奶", "主食", "坚果", "出生体重", "胎儿", "胎重", "新生儿体重", "体重", "失血", "出血量", "大便", "粪便", "痰量", "咖啡因", "红细胞", "血浆", "输血", "碘摄入",
	"salt", "sodium intake", "dietary", "protein", "carb", "fibre", "fiber", "alcohol", "ethanol", "caffeine", "fruit", "vegetable", "meat", "nuts", "birth weight", "birthweight", "birth-weight", "fetal", "foetal", "fetus", "body weight", "weight loss", "lost", "gained", "weighs", "weighed", "blood loss", "stool", "sputum", "urine", "albumin:creatinine", "acr", "red cell", "packed cells", "units of blood", "transfus", "plasma", "platelets",
}

func hasPrefixAny(s string, heads ...string) bool {
	for _, h := range heads {
		if strings.HasPrefix(s, h) {
			return true
		}
	}
	return false
}

// owners are the medicines that the amount of a token may be of; from is where the
// amount before it ends.
func (r *reader) owners(names []Named, t token, from int) (of []string, beside bool) {
	s := r.sents[r.sentenceOf(t.start)]
	m, ok := lastName(names, t.start)
	inSentence := ok && m.Start >= s.start
	first := inSentence && from <= m.End // the first amount behind a name
	switch {
	case first && (t.start-m.End <= besideName || r.clauseOf(m.End-1) == r.clauseOf(t.start)):
		if r.otherName(m.End, t.end) == 0 {
			return []string{m.Concept}, true
		}
		return nil, false
	case !first || !r.connects(m.End, t.start):
		if next, ok := r.nextName(names, t.end); ok && next.Start < s.end {
			return []string{next.Concept}, true
		}
	}
	lo := sort.Search(len(names), func(k int) bool { return names[k].Start >= s.start })
	hi := sort.Search(len(names), func(k int) bool { return names[k].Start >= s.end })
	switch {
	case inSentence:
		if !r.connects(max(from, m.End), t.start) {
			return nil, false
		}
	case lo < hi: // they are named behind it
		return nil, false
	default:
		if lo, hi = r.namedBefore(names, s.start); lo == hi || !r.dosesIn(t) || !r.connects(max(from, s.start), t.start) {
			return nil, false
		}
	}
	if hi-lo > mostNames {
		return nil, false
	}
	for _, m := range names[lo:hi] {
		of = append(of, m.Concept)
	}
	return of, false
}

// lastName is the last of the names that end at or before a place. What another is
// dissolved in is no owner of an amount where the other's name stands right before it.
func lastName(names []Named, at int) (Named, bool) {
	i := sort.Search(len(names), func(k int) bool { return names[k].End > at }) - 1
	if i < 0 {
		return Named{}, false
	}
	if i > 0 && diluent(names[i].Concept) && names[i-1].End == names[i].Start {
		i--
	}
	return names[i], true
}

// nextName is the name that an amount stands right before: "500 mg of amoxicillin".
func (r *reader) nextName(names []Named, at int) (Named, bool) {
	i := sort.Search(len(names), func(k int) bool { return names[k].Start >= at })
	if i == len(names) || names[i].Start-at > 4 || !closeBefore(r.n[at:names[i].Start]) {
		return Named{}, false
	}
	return names[i], true
}

// namedBefore is the range of the names of the last sentence before a place that has
// any.
func (r *reader) namedBefore(names []Named, at int) (lo, hi int) {
	for k := r.sentenceOf(at) - 1; k >= 0 && k >= r.sentenceOf(at)-farBack; k-- {
		lo = sort.Search(len(names), func(i int) bool { return names[i].Start >= r.sents[k].start })
		hi = sort.Search(len(names), func(i int) bool { return names[i].Start >= r.sents[k].end })
		if lo < hi {
			return lo, hi
		}
	}
	return 0, 0
}

// dosesIn is true where the clause of an amount says that it is a dose: how often, how
// given, from what or to what it is changed.
func (r *reader) dosesIn(t token) bool {
	c := r.clauseOf(t.start)
	if r.has(c, cFreq|cRoute|cTake|cChange|cContinue) {
		return true
	}
	return containsAny(r.n[c.Start:min(max(c.End, t.end), len(r.n))], "dose", "up to", "maximum", "max ", "titrat", "exceed", "daily", "剂量", "量", "升至", "加至", "减", "加", "起始", "维持", "过渡", "首剂", "不超过", "最大", "最多")
}

// connects is true where the words right before an amount say what is done with it and
// name nothing that it could be of: ", then", 末段用.
func (r *reader) connects(from, to int) bool {
	seg := r.n[from:to]
	for _, sep := range [...]string{",", "、", ";", ":", "(", " and ", " plus ", " with ", "及", "和"} {
		if i := strings.LastIndex(seg, sep); i >= 0 {
			seg = seg[i+len(sep):]
		}
	}
	word := 0
	for i, c := range seg + " " {
		switch {
		case c >= 0x80:
			if !strings.ContainsRune(doseRunes, c) {
				return false
			}
			word = i + utf8.RuneLen(c)
		case c == ' ' || c == '-' || c == '/' || c == '.':
			if w := strings.TrimFunc(seg[word:i], func(c rune) bool { return c < 'a' || c > 'z' }); len(w) > 3 && !doseWords[w] {
				return false
			}
			word = i + 1
		}
	}
	return true
}

// doseRunes are the characters of the words that stand before an amount and name no
// medicine.
const doseRunes = "的早晚午上下中睡前首次剂日起始从由到至升降减加增改为可每天一二两三四最大多不超过宜总量维持负荷重复再予给用服然后继以之若如则否或约共合计极常规患者现静推注滴口径内小时分钟第周月年初末段渡在已该药他她仍以当即应需要草拟建议目标达单≤≥<>~～=→"

//nolint:gochecknoglobals // a literal table, read only
var doseWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("then from daily dose doses single loading maintenance initial initially start starting started first second next later maximum total over above below under exceed exceeding more less than increase increased increasing reduce reduced reducing raise raised titrate titrated titrating taper tapered tapering step repeat repeated further extra another each every once twice morning evening night noon bedtime nocte mane oral orally bolus stat infusion straight back down needed still after before until week weeks month months hours minutes weekly followed thereafter instead usual home about only could would should must will takes take taking took given give gets today tonight tomorrow currently current double half regimen when with this that they been continue continues continued stays remains kept keep cautious might reconsider looks stepped stopped starts into days going goes higher lower upto target level ceiling limit cap capped between") {
		out[w] = true
	}
	return out
}()
