package lexicon

import "strings"

// A value may stand in another clause than its name: 血糖高，今早测的十六点八; my sugar,
// just checked, 16.8. Between the two stand words of measuring, small words and
// commas alone, and behind the value its unit or the end of what is said of it.

// bridge is a word that may stand there.
type bridge uint8

const (
	fills     bridge = 1 << iota // says nothing of a value
	parts                        // ends a clause
	measuring                    // says that the value was measured
	judging                      // says what kind of value it is
)

//nolint:gochecknoglobals // a constant table
var bridges = func() *[256][]bridging {
	var by [256][]bridging
	for kind, words := range map[bridge]string{
		parts:     "，|,|、|：|:|-|。",
		measuring: "测出来|测下来|测了一下|测一下|测了|测的|测得|测|量出来|量下来|量了一下|量一下|量了|量的|量得|量|查了一下|查了|查的|查出来|数了一下|数了|扎手指|扎了手指|手指夹|夹手指|显示|checked it|checked|took it|taken|measured it|measured|tested it|tested|it says|it said|says|it reads|reads|machine|meter|monitor|finger prick",
		judging:   "不高|不低|正常|还行|还可以|有点高|有些高|偏高|很高|太高|高了|高|有点低|偏低|很低|太低|低了|低|跳得快|很快|快|normal|fine|high|low|too high|too low|is too high|is high|was high|high|is too low|is low|was low|low|is up|is down|is fast|fast",
		fills:     "今天早上|今天上午|今天|今早|早上|早晨|昨天|昨晚|昨天晚上|晚上|中午|下午|刚才|刚刚|刚|空腹|餐后|饭后|睡前|自己|在家|家里|又|就|是|为|有|到|的|了|一下|结果|出来|just now|just|i|this morning|today|last night|tonight|yesterday|at home|on the|it's|its|it is|it was|it|is|was|and|the|my",
	} {
		for w := range strings.SplitSeq(words, "|") {
			by[firstByte(w)] = append(by[firstByte(w)], bridging{w, kind})
		}
	}
	return &by
}()

type bridging struct {
	word string
	kind bridge
}

// farthest is how far behind its name a value is looked for, in bytes.
const farthest = 60

// bridged gives where the words that may stand between a name and its value end, and
// of what kinds they are. A side that is told ends them too: 高的一百七.
func bridged(n string, i int, side *prefixes) (at int, kinds bridge) {
	for from := i; i < len(n) && i-from < farthest; {
		if n[i] == ' ' {
			i++
			continue
		}
		if side != nil && side.of(n[i:]) != "" {
			return i, kinds
		}
		best := bridging{}
		for _, b := range bridges[firstByte(n[i:])] {
			if len(b.word) > len(best.word) && strings.HasPrefix(n[i:], b.word) && wordEnds(n, i+len(b.word)) {
				best = b
			}
		}
		if best.word == "" {
			return i, kinds
		}
		i += len(best.word)
		kinds |= best.kind
	}
	return i, kinds
}

// afar reads the value of a quantity that stands in another clause than its name.
func (l *Lexicon) afar(out []token, t *letters, i int, m match) []token {
	n, id := t.n, m.concepts[0].id
	switch id {
	case "find.glucose", "find.sbp", "find.temperature", "find.heart_rate", "find.spo2":
	default:
		return out
	}
	if id == "find.sbp" {
		return l.pressureAfar(out, t, i, m.end)
	}
	at, kinds := bridged(n, m.end, nil)
	if at == m.end || short(n[i:m.end]) {
		return out
	}
	v, end, ok := valued(n, at)
	if !ok || kinds&measuring == 0 && (kinds&judging == 0 || v == float64(int(v))) {
		return out
	}
	ucum, after := unitAt(n, end)
	v, ucum, after = l.fraction(n, v, ucum, after)
	if ucum == "" && (!hotEnded(n[end:]) || sexNear(n[end:min(len(n), end+aroundHot/2)])) {
		return out
	}
	k, ok := l.measure(id, v, ucum)
	if !ok {
		return out
	}
	k.span = spanOf(i, after)
	return append(l.alone(out, t, i, at), k)
}

// pressureAfar reads 血压高，刚量的180/110 and 量了血压，上面一百八下面一百一.
func (l *Lexicon) pressureAfar(out []token, t *letters, i, named int) []token {
	n := t.n
	at, _ := bridged(n, named, upperWords)
	if s, d, ok := l.pressure(n, i, at); ok {
		return append(l.alone(out, t, i, at), s, d)
	}
	from, ok := sided(n, at, upperWords)
	if !ok {
		return out
	}
	high, end, ok := valued(n, from)
	if !ok {
		return out
	}
	next, _ := bridged(n, end, lowerWords)
	if from, ok = sided(n, next, lowerWords); !ok {
		return out
	}
	low, last, ok := valued(n, from)
	if !ok || low >= high {
		return out
	}
	s, ok1 := l.measure("find.sbp", high, "")
	d, ok2 := l.measure("find.dbp", low, "")
	if !ok1 || !ok2 {
		return out
	}
	s.span, d.span = spanOf(i, end), spanOf(next, last)
	return append(l.alone(out, t, i, at), s, d)
}

// alone adds the name that begins at i where it says something by itself: 心跳快.
func (l *Lexicon) alone(out []token, t *letters, i, at int) []token {
	if !l.nameAt(t, i) {
		return out
	}
	if m, ok := l.filling.longest(l.names, t, i); ok && m.end <= at {
		out, _ = l.mentioned(out, t, m, false)
	}
	return out
}

// upperWords and lowerWords are how people who read two numbers off a monitor call them.
//
//nolint:gochecknoglobals // constant tables
var (
	upperWords = newPrefixes("上面的", "上面", "上边", "高的", "高压", "上压", "top number", "top one", "top", "upper one", "upper number", "upper", "systolic")
	lowerWords = newPrefixes("下面的", "下面", "下边", "低的", "低压", "下压", "bottom number", "bottom one", "bottom", "lower one", "lower number", "lower", "diastolic")
)

// sided gives where the number behind one of the words begins.
func sided(n string, i int, words *prefixes) (at int, ok bool) {
	if i >= len(n) {
		return i, false
	}
	w := words.of(n[i:])
	if w == "" || !wordEnds(n, i+len(w)) {
		return i, false
	}
	return linked(n, i+len(w)), true
}
