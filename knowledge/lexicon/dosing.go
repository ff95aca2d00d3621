package lexicon

import (
	"slices"
	"strings"
)

const (
	// doseReach and doseNear bound how far, in bytes, a dose may stand from its
	// medicine in the same sentence: one by its weight, and one that could be
	// of something else.
	doseReach, doseNear = 80, 30
	// doseTokens bounds how many tokens are looked at together, so that the work
	// stays linear where a hostile text has no end of sentence.
	doseTokens = 256
)

var (
	// doseFillers stand between a medicine and its dose, or between two parts
	// of a dose. Longer ones first.
	doseFillers = newPrefixes(" ", "(", ")", ":", "=", "\"", "缓释胶囊", "缓释片", "控释片", "肠溶片", "分散片", "泡腾片", "咀嚼片", "胶囊", "颗粒", "注射液", "口服液", "混悬液", "混悬滴剂", "滴剂", "滴眼液",
		"软膏", "喷雾剂", "气雾剂", "吸入剂", "糖浆", "针剂", "片剂", "片", "每次吃", "每次", "一次", "单次", "每天", "每日", "每晚", "每早", "一天", "一日", "早晚各", "睡前", "饭后", "饭前", "早上", "晚上", "中午",
		"早", "晚", "各", "吃了", "吃过", "吃", "服用", "服了", "服", "口服", "静滴", "静脉滴注", "皮下注射", "肌注", "注射", "喝了", "喝", "打了", "打", "用了", "用", "含服", "含了", "大概", "大约", "差不多", "约", "左右",
		"一共", "总共", "共", "剂量", "规格", "是", "为", "了", "的", "量",
		"tablets", "tablet", "capsules", "capsule", "once", "twice", "daily", "every day", "each day", "a day", "per day", "/day", "/kg", "/d", "day", "each", "every", "per", "dose of", "dose", "doses of", "of", "the", "at", "is", "about", "around", "roughly", "some",
		"in total", "total", "my", "his", "her", "worth of", "strength", "extended release", "er ", "xl ", "xr ", "sr ", "po ", "iv ", "im ", "sc ", "oral", "injection", "syrup", "inhaler")
	// doseCues stand directly before the dose of a medicine that is named
	// elsewhere or not at all.
	doseCues = newSuffixes("吃了", "吃过", "吃下", "吃", "服用", "服用了", "服了", "服", "口服", "喝了", "喝", "喂了", "喂", "吞了", "吞下", "吞", "灌了", "用了", "用", "打了", "打", "含了", "注射", "注射了", "每次", "一次", "每天", "每日", "每晚", "每早", "一天",
		"一日", "早上", "中午", "晚上", "各", "早", "晚", "加到", "减到", "改成", "开了", "药", "药片", "了",
		" took", " take", " takes", " taking", " taken", " had", " swallowed", " given", " gave him", " gave her", " gave it", " injected", " dose of", " daily", " every day", " each day", " to", " another", " on", " prescribed", " popped", " about", " of", " only")
	// untaken stand directly before a medicine that is not taken: 没吃 by itself is
	// no denial, for who ate nothing has still what comes next.
	untaken = newSuffixes("没吃", "没吃过", "没有吃", "没有吃过", "没喝", "没喝过", "没服", "没服用", "没有服用", "没用", "没用过", "没打", "没打过", "没再吃", "没有再吃", "忘了吃", "忘记吃", "忘吃")
	// doseDoubts stand between a cue and a number.
	doseDoubts = newSuffixes(" ", "大概", "大约", "差不多", "约", "近", "整整", "总共", "一共", "共", "about", "around", "roughly", "at least", "up to", "just", "only", "some")
)

// dosesIn finds the doses of a stretch of normalised text, in order.
func dosesIn(n string, from, to int) []amount {
	var out []amount
	for i := from; i < to; {
		if !mayCount(n, i) {
			i += width(n, i)
			continue
		}
		if a, ok := amountAt(n, i); ok && a.end <= to {
			if many, ok := manyOf(n, from, a); ok {
				out = append(out, many)
			}
			out = append(out, a)
			i = a.end
			continue
		}
		i = behindNumber(n, i)
	}
	return out
}

// manyOf is the count of things of one strength: two 500 mg tablets.
func manyOf(n string, from int, a amount) (amount, bool) {
	u, end, ok := doseUnitAt(n, a.end)
	if !ok || u.ucum[0] != '{' || a.ucum[0] == '{' {
		return amount{}, false
	}
	at, v, ok := countBefore(n[:a.start], from)
	return amount{start: at, end: end, value: v, ucum: u.ucum}, ok
}

// countBefore reads the count with which a text ends.
func countBefore(before string, from int) (at int, v float64, ok bool) {
	const longest = 16
	before = strings.TrimRight(before, " ")
	from = max(from, len(before)-longest)
	for from < len(before) && before[from]&0xC0 == 0x80 {
		from++
	}
	word := before[from:]
	at = strings.LastIndexAny(word, " ,.;:(\n") + 1
	if at >= len(word) {
		return 0, 0, false
	}
	v, end, ok := countAt(word+" ", at)
	return from + at, v, ok && end == len(word)
}

// mayCount is true where a number may begin that belongs to nothing before it.
func mayCount(n string, i int) bool {
	c := n[i]
	if c < 0x80 {
		if !latin(c) || c == '_' || i > 0 && (latin(n[i-1]) || strings.IndexByte(".*/-", n[i-1]) >= 0) {
			return false
		}
		return digit(c) || strings.IndexByte("aefhnost", c) >= 0
	}
	if figureAt(n, i).r == 0 && !strings.HasPrefix(n[i:], "半") {
		return false
	}
	return !strings.HasSuffix(n[:i], "第") && !strings.HasSuffix(n[:i], "×") && !strings.HasSuffix(n[:i], "*")
}

// behindNumber gives where to go on after a number or word that is no dose.
func behindNumber(n string, i int) int {
	if _, end, ok := numberAt(n, i); ok && end > i {
		return end
	}
	return i + width(n, i)
}

func width(n string, i int) int {
	w := 1
	for i+w < len(n) && n[i+w]&0xC0 == 0x80 {
		w++
	}
	return w
}

// dosed is a dose with the medicine that it is of, -1 where none is named.
type dosed struct {
	amount
	medicine int
	from, to int // the tokens of its sentence
}

// doses reads the doses of the text that was read last. Of a sentence that names no
// medicine it takes only those of which words say that they were taken.
func (w *work) doses(orphans bool) []dosed {
	var out []dosed
	n, tokens := w.letters.n, w.tokens
	w.dosed = 0
	for from := 0; from < len(tokens); {
		to, named := from, false
		for ; to < len(tokens) && to-from < doseTokens && !tokens[to].has(cBreak); to++ {
			named = named || tokens[to].medicine()
		}
		if to > from && (named || orphans) {
			found, steps := dosesOf(n, tokens, from, to)
			out, w.dosed = append(out, found...), w.dosed+steps
		}
		if from = to; to < len(tokens) && tokens[to].has(cBreak) {
			from++
		}
	}
	return out
}

// medicine is true for the mention of one, or of a class of them.
func (t *token) medicine() bool { return t.mention() && t.has(cNamesMedicine) && !t.allergy }

// given puts the doses of medicines beside their mentions.
func (w *work) given(text string, out []Mention) {
	for _, d := range w.doses(false) {
		k, ok := slices.BinarySearchFunc(w.taken, d.medicine, func(m taken, token int) int { return m.token - token })
		if !ok {
			continue
		}
		for i := w.taken[k].from; i < w.taken[k].to; i++ {
			out[i].dose(d.in(text, w.offsets))
		}
	}
}

// taken is a medicine with its mentions, from and to.
type taken struct{ token, from, to int }

// in gives the dose with its place in the original text.
func (d dosed) in(text string, offsets []int) Dose {
	start, end := offsets[d.start], offsets[d.end]
	return Dose{Text: text[start:end], Start: start, End: end, Value: d.value, Max: d.max, Unit: d.ucum}
}

func (m *Mention) dose(d Dose) {
	if m.Doses = append(m.Doses, d); len(m.Doses) == 1 {
		v := d.Value
		m.Value, m.Unit = &v, d.Unit
	}
}

// Doses gives what Extract does, and beside it the doses that no medicine is
// named for, as mentions of kind dose without a concept: took 2 tablets.
func (l *Lexicon) Doses(text string) []Mention {
	w := newWork()
	defer w.done(text)
	out := l.extract(w, text)
	for _, d := range w.doses(true) {
		if d.medicine >= 0 {
			continue
		}
		x := d.in(text, w.offsets)
		status, who := w.meant(d)
		m := Mention{Kind: "dose", Text: x.Text, Start: x.Start, End: x.End, Status: status, Experiencer: who}
		m.dose(x)
		at, _ := slices.BinarySearchFunc(out, x.Start, func(m Mention, start int) int { return m.Start - start })
		out = slices.Insert(out, at, m)
	}
	return out
}

// meant gives whether a dose was taken, and whose it is, by the words before it
// in its sentence.
func (w *work) meant(d dosed) (status Status, who Person) {
	sentence := w.tokens[d.from:d.to]
	asked := d.to < len(w.tokens) && w.tokens[d.to].mark == '?'
	status = Present
	for k := range sentence {
		t := &sentence[k]
		switch {
		case t.from() >= d.start:
			asked = asked || t.has(cPolar)
		case t.has(cComma):
			status = Present
		case t.has(cAsk | cIf | cUnsure):
			status = Unknown
		case t.has(cNeg | cNegOpen | cDeny), strings.HasPrefix(w.letters.n[t.start:], "没吃"), strings.HasPrefix(w.letters.n[t.start:], "没喝"):
			status = Absent
		case t.has(cFamily):
			who = Family
		case t.has(cOther):
			who = Other
		case t.has(cSelf) && !t.has(cFamily):
			who = Patient
		}
	}
	if asked {
		status = Unknown
	}
	return status, who
}

// dosesOf gives each dose of the sentence tokens[from:to] to its medicine, and
// counts what it looked at.
func dosesOf(n string, tokens []token, from, to int) (out []dosed, steps int) {
	s := dosage{n: n, tokens: tokens, served: -1}
	begin, end := 0, tokens[to-1].to()
	if from > 0 {
		begin = tokens[from-1].to()
	}
	if to == len(tokens) {
		end = len(n)
	}
	for i := from; i < to; i++ {
		if tokens[i].medicine() && (len(s.named) == 0 || tokens[i].start >= tokens[s.named[len(s.named)-1]].end) {
			s.named = append(s.named, i)
		}
	}
	all := s.free(dosesIn(n, begin, end))
	steps = end - begin + len(all)*(1+len(s.named))
	for i := 0; i < len(all); {
		j := i + 1
		last := all[i].end
		for j < len(all) && (all[j].start <= last || joins(n[last:all[j].start])) {
			last = max(last, all[j].end)
			j++
		}
		of := s.whose(all[i].start, last, all[j-1].ucum)
		for _, a := range all[i:j] {
			if of >= 0 || weighs(a.ucum) && (i < j-1 || s.cued(a.start)) || s.cued(a.start) && swallowed(a.ucum) {
				out = append(out, dosed{a, of, from, to})
			}
		}
		i = j
	}
	return out, steps
}

// swallowed is true for units that speak of a medicine where they are said to be
// taken, also where none is named.
func swallowed(ucum string) bool { return ucum == "{tablet}" || ucum == "{puff}" || ucum == "{sachet}" }

// dosage is a sentence under way.
type dosage struct {
	n      string
	tokens []token
	named  []int // the tokens of medicines
	served int   // the last of them that has a dose
}

// free leaves out amounts within the name of a medicine, and takes up those
// that stand on both sides of a name: 40 paracetamol tablets.
func (s *dosage) free(all []amount) []amount {
	all = slices.DeleteFunc(all, func(a amount) bool {
		return slices.ContainsFunc(s.named, func(i int) bool { return a.start < s.tokens[i].to() && s.tokens[i].from() < a.end })
	})
	for _, i := range s.named {
		t := &s.tokens[i]
		u, end, ok := doseUnitAt(s.n, t.to())
		if !ok || u.ucum[0] != '{' {
			continue
		}
		if at, v, ok := countBefore(s.n[:t.start], 0); ok {
			all = append(all, amount{start: at, end: end, value: v, ucum: u.ucum})
		}
	}
	slices.SortStableFunc(all, func(a, b amount) int { return a.start - b.start })
	return all
}

// whose gives the token of the medicine that a row of doses is of.
func (s *dosage) whose(start, end int, ucum string) int {
	before, behind := -1, -1
	for _, i := range s.named {
		switch t := &s.tokens[i]; {
		case t.from() >= start && t.to() <= end:
			return s.serve(i)
		case t.to() <= start:
			before = i
		case behind < 0 && t.from() >= end:
			behind = i
		}
	}
	const far = 1 << 20
	gap, next := "", ""
	left, right := far, far
	if before >= 0 {
		gap = s.n[s.tokens[before].end:start]
		left = len(gap)
	}
	if behind >= 0 {
		next = s.n[end:s.tokens[behind].start]
		right = len(next)
	}
	switch {
	case left < far && joins(gap) && !(right < far && joins(next) && s.served == before):
		return s.serve(before)
	case right < far && joins(next):
		return s.serve(behind)
	case left <= doseReach && weighs(ucum), left <= doseNear && s.cued(start):
		return s.serve(before)
	case right <= doseNear && (weighs(ucum) || s.cued(start)) && !strings.ContainsAny(next, ",、"):
		return s.serve(behind)
	}
	return -1
}

func (s *dosage) serve(i int) int {
	s.served = i
	return i
}

// cued is true where words before i say that what follows is taken.
func (s *dosage) cued(i int) bool {
	before := s.n[:i]
	for {
		cut, ok := doseDoubts.cut(before)
		if !ok {
			break
		}
		before = cut
	}
	return doseCues.end(before) || strings.HasPrefix(before, "took") || before == "take"
}

// joins is true where nothing stands in a gap but what joins a medicine with
// its dose: small words, the form, how often it is taken.
func joins(gap string) bool {
	if len(gap) > doseReach {
		return false
	}
	for gap != "" {
		if w := doseFillers.of(gap); w != "" {
			gap = gap[len(w):]
			continue
		}
		if _, end, ok := numberAt(gap, 0); ok && (strings.HasPrefix(gap[end:], "次") || strings.HasPrefix(gap[end:], " times")) {
			gap = strings.TrimPrefix(strings.TrimPrefix(gap[end:], "次"), " times")
			continue
		}
		return false
	}
	return true
}
