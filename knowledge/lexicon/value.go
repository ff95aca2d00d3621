package lexicon

import (
	"math"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// measured are further names of the vital signs, for people who name them
// before a number.
var measured = map[string]string{
	"find.temperature": "温度|温|t|temp|烧到|烧到了|体温计显示|量体温|烧至", "find.sbp": "高压|上压|收缩压|血压|量血压|测血压|量的血压|测的血压|bp|b/p|systolic|sbp|血压高压",
	"find.dbp": "低压|下压|舒张压|diastolic|dbp", "find.heart_rate": "心跳|脉搏|心率|hr|p|pulse|heart rate|heartbeat",
	"find.resp_rate": "呼吸|呼吸频率|rr|resp rate|breathing rate|r", "find.spo2": "血氧|血氧饱和度|氧饱|饱和度|spo2|sao2|sats|sat|o2 sat|o2 sats|o2 saturation|oxygen|oxygen saturation|oxygen sat|oxygen sats|saturation|saturations",
	"find.weight": "体重|重|weight|weigh|weighs|wt", "find.height": "身高|个子|高|height|tall|ht", "find.age": "年龄|今年|age|aged|虚岁|周岁",
	"find.glucose": "血糖|测血糖|量血糖|查血糖|测的血糖|测得血糖|血糖值|血糖仪|glucose|blood sugar|sugar|bg|blood glucose|餐后血糖|sugars", "find.pregnancy_weeks": "怀孕|孕|孕周|怀孕了",
}

// links stand between the name of a quantity and its number.
var links = []string{
	"差不多", "最高到过", "到过", "每分钟", "掉到了", "掉到", "跌到", "降到了", "升到了", "升到", "降到", "最高到", "最高", "最低", "高达", "达到", "大概", "大约", "左右", "测了是", "测了", "量了是", "量了", "测得", "量得", "测", "量", "现在",
	"今天", "昨天", "刚才", "一直", "只有", "已经", "都", "才", "也", "就", "是", "为", "有", "到", "达", "约", "了", "的", "在", "值", "快", "超过", "快到", "高压", ":", "=", "~", "\"",
	"went up to", "is around", "is about", "is at", "has been", "reading of", "reading is", "reading", "reads", "measured", "around", "about", "approximately", "was", "is",
	"of", "at", "to", "up to", "level", "currently", "today", "now", "down to", "over", "my", "are", "were", "came back", "-",
}

// linksBy are the links by their firstByte, in the order of links.
var linksBy = func() *[256][]string {
	var by [256][]string
	for _, w := range links {
		c := firstByte(w)
		by[c] = append(by[c], w)
	}
	return &by
}()

// linked gives where the number begins behind the linking words at i.
func linked(s string, i int) int {
	for n := 0; n < 4 && i < len(s); {
		if s[i] == ' ' {
			i++
			continue
		}
		before := i
		for _, w := range linksBy[firstByte(s[i:])] {
			if hasPrefix(s[i:], w) && !(latin(w[len(w)-1]) && i+len(w) < len(s) && latin(s[i+len(w)]) && !digit(s[i+len(w)])) {
				i += len(w)
				break
			}
		}
		if i == before {
			break
		}
		n++
	}
	return i
}

// quantityAt adds the measurements that begin at i: a name with its number, or
// a number whose unit says what it is.
func (l *Lexicon) quantityAt(out []token, t *letters, i int, class class) []token {
	n, before := t.n, len(out)
	if i > 0 && latin(n[i]) && (latin(n[i-1]) || n[i-1] == '.' || n[i-1] == '-') {
		return out
	}
	m, ok := match{}, false
	if class&ofQuantity != 0 && (latin(n[i]) || l.alphabet.mayBegin(t, i, ofQuantity)) {
		m, ok = l.filling.longest(l.quantities, t, i)
	}
	if ok = ok && !m.negated; !ok && class&ofGlued != 0 {
		m, ok = l.glued(t, i)
	}
	if ok {
		if out = l.named(out, n, i, m); len(out) > before {
			return out
		}
		if out = l.afar(out, t, i, m); len(out) > before {
			return out
		}
	}
	if class&ofNumber != 0 {
		return l.bare(out, t, i)
	}
	return out
}

// glued gives a Latin name that its number follows without a space: T38.5.
func (l *Lexicon) glued(t *letters, i int) (match, bool) {
	n, j := t.n, i
	for j < len(n) && j-i < 8 && 'a' <= n[j] && n[j] <= 'z' {
		j++
	}
	if j == i || j == len(n) || !digit(n[j]) {
		return match{}, false
	}
	m := l.quantities.exact(t, i, j)
	return match{start: i, end: j, meaning: m}, m != nil
}

// named reads the number after a name.
func (l *Lexicon) named(out []token, n string, i int, m match) []token {
	id, at := m.concepts[0].id, linked(n, m.end)
	share := strings.HasPrefix(n[at:], "百分之")
	if share {
		at += len("百分之")
	}
	v, end, ok := valued(n, at)
	if ok && littles.of(n[at:]) != "" && v == 1 {
		return out
	}
	if !ok || end < len(n) && (n[end] == '-' || n[end] == ':') {
		return out
	}
	if id == "find.sbp" {
		if s, d, ok := l.pressure(n, i, at); ok {
			return append(out, s, d)
		}
	}
	ucum, after := unitAt(n, end)
	if end < len(n) && n[end] == '/' && ucum == "" || share && id != "find.spo2" {
		return out
	}
	if ucum == "" && (short(n[i:m.end]) || id == "find.age" || id == "find.pregnancy_weeks") {
		if id != "find.age" || !strings.HasPrefix(n[i:], "age") && !strings.HasPrefix(n[i:], "年龄") {
			return out
		}
	}
	v, ucum, after = l.fraction(n, v, ucum, after)
	t, ok := l.measure(id, v, ucum)
	if !ok {
		return out
	}
	t.span = spanOf(i, after)
	for _, b := range l.besides {
		if strings.HasPrefix(n[i:], b.word) {
			out = append(out, token{span: spanOf(i, i+len(b.word)), meaning: b.number, roles: b.roles})
			break
		}
	}
	return append(out, t)
}

// beside is what the name of a quantity says by itself.
type beside struct {
	word string
	*meaning
}

func (l *Lexicon) newBesides() []beside {
	var out []beside
	for _, b := range []struct{ word, id, kind string }{{"烧", "find.fever", "finding"}, {"怀孕", "find.pregnant", "demographic"}} {
		if _, ok := l.g.Finding(b.id); ok {
			out = append(out, beside{b.word, l.meaning(concept{b.id, b.kind})})
		}
	}
	return out
}

// short names mean a quantity only where a unit follows: 重, 高, t, p.
func short(name string) bool { return utf8.RuneCountInString(name) == 1 }

// fraction reads what stands after the unit: 39度5, 一米七五.
func (l *Lexicon) fraction(n string, v float64, ucum string, end int) (float64, string, int) {
	if v != math.Trunc(v) || end >= len(n) || ucum != "deg" && !(ucum == "m" && n[end-1] != 'm') {
		return v, ucum, end
	}
	scale, at := 10.0, end
	for k := 0; k < 2 && at < len(n); k++ {
		d, size := 0.0, 1
		if digit(n[at]) {
			d = float64(n[at] - '0')
		} else {
			f := figureAt(n, at)
			if !f.digit {
				break
			}
			d, size = f.value, len("一")
		}
		v += d / scale
		at += size
		scale *= 10
	}
	if _, more, ok := numberAt(n, at); ok && more > at {
		return math.Trunc(v), ucum, end
	}
	return math.Round(v*100) / 100, ucum, at
}

// pressure reads 160/100 and 160 over 100.
func (l *Lexicon) pressure(n string, start, at int) (s, d token, ok bool) {
	high, end, ok := valued(n, at)
	if !ok || high < 60 || high > 300 {
		return s, d, false
	}
	sep := 0
	for _, w := range [...]string{" / ", "/", " over ", "比", "到", "~", "-"} {
		if strings.HasPrefix(n[end:], w) {
			sep = len(w)
			break
		}
	}
	if sep == 0 {
		sep = l.apart(n, high, end)
	}
	low, last, ok := valued(n, end+sep)
	if sep == 0 || !ok || low < 20 || low >= high {
		return s, d, false
	}
	if last < len(n) && (n[last] == '/' && !strings.HasPrefix(n[last:], "/m") || n[last] == '%') {
		return s, d, false
	}
	ucum, after := unitAt(n, last)
	if ucum == "" {
		after = last
	} else if ucum != "mm[Hg]" {
		return s, d, false
	}
	s, ok1 := l.measure("find.sbp", high, "")
	d, ok2 := l.measure("find.dbp", low, "")
	if !ok1 || !ok2 {
		return s, d, false
	}
	s.span, d.span = spanOf(start, end), spanOf(end+sep, after)
	return s, d, true
}

// apart gives how far behind an upper pressure the lower one stands where only a
// comma or a space parts them, 0 where what stands there is none: 血压一百六，九十五.
func (l *Lexicon) apart(n string, high float64, end int) int {
	const highest, least, most = 90, 40, 130
	for _, w := range [...]string{"，", ", ", ",", "、", " "} {
		if !strings.HasPrefix(n[end:], w) {
			continue
		}
		low, last, ok := numberAt(n, end+len(w))
		if ok && high >= highest && low >= least && low <= most && low < high && (last == len(n) || pressureEnds.of(n[last:]) != "") && !sexNear(n[last:min(len(n), last+aroundHot/2)]) {
			return len(w)
		}
	}
	return 0
}

// pressureEnds are what may follow a lower pressure: no unit, no count, no age.
var pressureEnds = newPrefixes("。", "，", ",", ";", "；", "!", "！", "?", "？", "了", "\n", " mm", "mm", "毫米")

// bare reads a number whose unit says what is measured.
func (l *Lexicon) bare(out []token, t *letters, i int) []token {
	n := t.n
	v, end, ok := t.number(i)
	if !ok || i > 0 && (n[i-1] == '/' || n[i-1] == '.' || insideNumber(n, i)) {
		return out
	}
	if v >= 70 && digit(n[i]) && end < len(n) && n[end] == '/' {
		if s, d, ok := l.pressure(n, i, i); ok && d.value >= 35 {
			return append(out, s, d)
		}
	}
	ucum, after := unitAt(n, end)
	v, ucum, after = l.fraction(n, v, ucum, after)
	id := bareKind(n, i, after, v, ucum)
	if id == "" {
		u, e, ok := babyAge(t, i, end, v)
		if !ok {
			return out
		}
		id, ucum, after = "find.age", u, e
	}
	m, ok := l.measure(id, v, ucum)
	if !ok {
		return out
	}
	m.span = spanOf(i, after)
	return append(out, m)
}

// insideNumber is true behind a Chinese digit: what was lost is 二十斤, not 十斤.
func insideNumber(n string, i int) bool {
	return figureAt(n[:i], i-len("一")).digit
}

// littles are words that begin with a one that counts nothing: 深呼吸一点点.
var littles = newPrefixes("一点", "一下", "一些", "一会", "一直", "一样", "一阵", "一般")

// What stands beside a number and says what it is, or that it is something else.
var (
	onceWords   = newPrefixes("时", "的时候", "那年", "以前", "之前", "以后", "起", "开始")
	angleWords  = newSuffixes("倾斜", "转", "近视", "弯", "angle")
	changeWords = newSuffixes("瘦了", "减了", "轻了", "胖了", "重了", "掉了", "下降", "下降了", "增加了", "增重", "lost", "gained", "搬", "提", "搬了", "lift", "lifting", "lifted")
	feverWords  = newSuffixes("烧到", "烧到了", "烧了", "发烧", "发热", "高烧", "低烧", "发烧到", "fever of", "fever up to", "fever to")
	feverOf     = newSuffixes("fever of", "fever up to", "fever to")
)

func bareKind(n string, i, after int, v float64, ucum string) string {
	if ucum == "" && v < 35 {
		return "" // the most usual one: a count
	}
	before := strings.TrimRight(n[max(0, i-24):i], " ")
	switch {
	case ucum == "a" && onceWords.of(n[after:]) == "":
		return "find.age"
	case ucum == monthsOld || ucum == weeksOld || ucum == daysOld:
		return "find.age"
	case ucum == "deg" || ucum == "Cel" || ucum == "[degF]":
		if angleWords.end(before) || ucum == "deg" && !(v >= 34 && v <= 43 || v >= 93 && v <= 110) {
			return ""
		}
		return "find.temperature"
	case ucum == "kg" || ucum == "jin" || ucum == "[lb_av]":
		if v < 2 || starts(n[after:], "/") || changeWords.end(before) {
			return ""
		}
		return "find.weight"
	case ucum == "cm" && v >= 140 && v <= 210, ucum == "m" && v >= 1.3 && v <= 2.2:
		return "find.height"
	case ucum == "wk" && strings.HasSuffix(n[:after], "pregnant"):
		return "find.pregnancy_weeks"
	case ucum == "/min" && strings.HasSuffix(n[:after], "bpm"):
		return "find.heart_rate"
	case ucum == "" && v >= 35 && v <= 43 && feverWords.end(before), ucum == "" && v >= 99 && v <= 110 && feverOf.end(before),
		ucum == "" && hotBeside(n, i, after, v):
		return "find.temperature"
	}
	return ""
}

func starts(s string, words ...string) bool {
	for _, w := range words {
		if hasPrefix(s, w) {
			return true
		}
	}
	return false
}

func ends(s string, words ...string) bool {
	for _, w := range words {
		if hasSuffix(s, w) {
			return true
		}
	}
	return false
}

// quantity is a measurable with its unit in the graph.
type quantity struct {
	*meaning
	plausible *graph.Range
}

func (l *Lexicon) quantityOf(x graph.Finding) *quantity {
	q := &quantity{&meaning{concepts: []concept{{x.ID, "quantity"}}, unit: x.Unit}, x.Plausible}
	l.enter(q.meaning)
	return q
}

// measure gives the value in the unit of the graph, refused outside what is
// plausible.
func (l *Lexicon) measure(id string, v float64, ucum string) (token, bool) {
	q := l.quantity[id]
	if q == nil {
		return token{}, false
	}
	switch {
	case id == "find.age" && (ucum == monthsOld || ucum == "mo"):
		v, ucum = math.Round(100*v/12)/100, "a"
	case ucum == weeksOld:
		v, ucum = math.Round(100*v*7/365)/100, "a"
	case ucum == daysOld:
		v, ucum = math.Round(100*v/365)/100, "a"
	case ucum == "jin":
		v, ucum = v/2, "kg"
	case id == "find.temperature" && (ucum == "deg" || ucum == "") && v >= 90:
		ucum = "[degF]"
	case ucum == "deg":
		ucum = "Cel"
	case id == "find.height" && ucum == "" && v < 3:
		ucum = "m"
	}
	to, ok := logic.Convert(id, v, ucum, q.unit)
	if !ok || q.plausible != nil && (to < q.plausible.Min || to > q.plausible.Max) {
		return token{}, false
	}
	if to != v {
		to = math.Round(to*100) / 100
	}
	return token{meaning: q.number, roles: q.roles, measured: true, value: to}, true
}
