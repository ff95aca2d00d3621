package lexicon

import (
	"strings"
	"unicode/utf8"
)

// Dose is an amount of a medicine, as a text gives it: how much at a time, how
// strong one tablet is. How often it is taken is not read.
type Dose struct {
	// Text is text[Start:End] of the original.
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	// Value is in Unit; of a range it is the lower end and Max the upper one.
	Value float64 `json:"value"`
	Max   float64 `json:"max,omitempty"`
	// Unit is UCUM: mg, ug, g, mL, [iU] or an annotation such as {tablet}.
	Unit string `json:"unit"`
}

// doseUnit is a written form of a unit in which a medicine is given.
type doseUnit struct {
	written, ucum string
	times         float64
}

// doseUnits by the first byte of what is written, longer forms of one
// beginning first. A capsule and a pill count as a tablet, as they do in the
// checks of doses.
var doseUnits = func() (by [256][]doseUnit) {
	for _, of := range []struct {
		ucum, words string
		times       float64
	}{
		{"[iU]", "million international units|million units|million iu|mega units", 1e6},
		{"[iU]", "万国际单位|万个单位|万单位|万iu|万u", 1e4},
		{"[iU]", "国际单位|单位|international units|units|unit|iu|u", 1},
		{"mg", "毫克|milligrams|milligram|mgs|mg", 1},
		{"ug", "微克|micrograms|microgram|mcg|μg|ug", 1},
		{"g", "克|grams|gram|gm|g", 1},
		{"mL", "毫升|milliliters|millilitres|mls|ml|cc", 1},
		{"{tablet}", "小片|大片|片|粒|颗|丸|枚|tablets|tablet|tabs|tab|capsules|capsule|caps|pills|pill|caplets|caplet", 1},
		{"{sachet}", "小袋|小包|袋|包|sachets|sachet", 1},
		{"{ampule}", "支|ampoules|ampoule|ampules|ampule", 1},
		{"{injection}", "针|injections|injection|shots|shot", 1},
		{"{bottle}", "小瓶|整瓶|瓶|bottles|bottle", 1},
		{"{box}", "整盒|盒|boxes|box|packets|packet", 1},
		{"{blister}", "整板|板|blister packs|blister pack|blisters|blister", 1},
		{"{patch}", "贴|patches|patch", 1},
		{"{suppository}", "suppositories|suppository", 1},
		{"{puff}", "喷|揿|吸|puffs|puff|inhalations|inhalation", 1},
		{"[drp]", "滴|drops|drop", 1},
		{"{spoon}", "勺|teaspoons|teaspoon|tablespoons|tablespoon|spoonfuls|spoons|spoon", 1},
		{"{handful}", "大把|把|handfuls|handful", 1},
	} {
		for _, w := range strings.Split(of.words, "|") {
			by[w[0]] = append(by[w[0]], doseUnit{w, of.ucum, of.times})
		}
	}
	return by
}()

// weighs is true for a unit that says by itself that a medicine is meant.
func weighs(ucum string) bool { return ucum == "mg" || ucum == "ug" || ucum == "[iU]" }

// doseUnitAt gives the unit at i, behind at most one space and 个.
func doseUnitAt(n string, i int) (doseUnit, int, bool) {
	for range 2 {
		switch rest := n[i:]; {
		case strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "-") && len(rest) > 1 && latin(rest[1]):
			i++
		case strings.HasPrefix(rest, "个"):
			i += len("个")
		}
	}
	if i >= len(n) {
		return doseUnit{}, i, false
	}
	best, end := doseUnit{}, i
	for _, u := range doseUnits[n[i]] {
		e := i + len(u.written)
		if e > end && hasPrefix(n[i:], u.written) && !(latin(n[e-1]) && e < len(n) && latin(n[e])) {
			best, end = u, e
		}
	}
	return best, end, end > i && !ofResult(n, end)
}

// ofResult is true where what follows a unit makes it that of a result or of a
// solution: mg/dL, IU/L, g/L, mg per litre. A dose may be for a kilogram, a
// day, a tablet.
func ofResult(n string, i int) bool {
	rest := strings.TrimPrefix(n[i:], " ")
	per, ok := strings.CutPrefix(rest, "/")
	if !ok {
		if per, ok = strings.CutPrefix(rest, "per "); !ok {
			return false
		}
	}
	return starts(per, "dl", "l", "ml", "100", "升", "毫升", "分升", "min", "mmol", "g", "mol", "hpf", "高倍", "立方") && !starts(per, "gm")
}

// noDose follows what is drunk or seen and no medicine: 200毫升水, 一片红.
var noDose = newPrefixes("水", "开水", "温水", "盐水", "牛奶", "奶", "酒", "白酒", "啤酒", "红酒", "血", "尿", "红", "红疹", "疹", "皮疹", "空白", "模糊", "黑", "青", "淤",
	"混乱", "面包", "肉", "米", "饭", "糖果", "烟", " of water", " water", " of milk", " milk", " of formula", " of beer", " beer", " of wine", " of blood", " blood", " of urine",
	" of cigarettes", " of alcohol", " of vodka", " of whisky", " of whiskey", " of bread", " of rice", " of sugar", " of salt")

var countWords = []struct {
	word  string
	value float64
}{
	{"half a", 0.5},
	{"half of a", 0.5},
	{"half", 0.5},
	{"a couple of", 2},
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"twelve", 12},
	{"fifteen", 15},
	{"twenty", 20},
	{"thirty", 30},
	{"forty", 40},
	{"fifty", 50},
	{"sixty", 60},
	{"a", 1},
	{"an", 1},
}

// countAt reads how many of something: a number in figures or words, a half,
// a fraction.
func countAt(n string, i int) (v float64, end int, ok bool) {
	if rest, ok := strings.CutPrefix(n[i:], "半"); ok && rest != "" {
		return 0.5, i + len("半"), true
	}
	if n[i] < utf8.RuneSelf && !digit(n[i]) {
		for _, w := range countWords {
			if e := i + len(w.word); hasPrefix(n[i:], w.word) && e < len(n) && n[e] == ' ' {
				return w.value, e, true
			}
		}
		return 0, i, false
	}
	if v, end, ok = numberAt(n, i); !ok {
		return 0, i, false
	}
	if end+1 < len(n) && n[end] == ',' && digit(n[i]) && v < 1000 { // 1,000 mg
		if low, e, ok := arabic(n, end+1); ok && e == end+4 {
			return 1000*v + low, e, true
		}
	}
	for _, slash := range [...]string{"/", "⁄"} { // 1/2, ½
		if below, e, ok := numberAt(n, end+len(slash)); ok && strings.HasPrefix(n[end:], slash) && below > v && v > 0 {
			return v / below, e, true
		}
	}
	return v, end, true
}

// amount is a dose of the normalised text.
type amount struct {
	start, end int
	value, max float64
	ucum       string
}

// amountAt reads a number with the unit of a medicine: 2片, 两片半, 1-2粒, 80万单位,
// two tablets, 2 x 500 mg.
func amountAt(n string, i int) (amount, bool) {
	v, end, ok := countAt(n, i)
	if !ok || v < 0 {
		return amount{}, false
	}
	a := amount{start: i, value: v}
	if more := upperAt(n, end); more > end {
		if high, e, ok := countAt(n, more); ok && high > v {
			a.max, end = high, e
		}
	}
	if twice := timesAt(n, end); twice > end && a.max == 0 {
		if of, e, ok := countAt(n, twice); ok {
			a.value, end = v*of, e
		}
	}
	u, end, ok := doseUnitAt(n, end)
	if !ok || noDose.of(n[end:]) != "" {
		return amount{}, false
	}
	if u.ucum[0] == '{' && strings.HasPrefix(n[end:], "半") { // 一片半
		a.value, end = a.value+0.5, end+len("半")
	}
	a.value, a.max, a.ucum, a.end = a.value*u.times, a.max*u.times, u.ucum, end
	return a, a.value > 0
}

// upperAt gives where the upper end of a range begins, i where there is none.
func upperAt(n string, i int) int {
	for _, w := range [...]string{" - ", "-", "~", "到", "至", " to ", " or "} {
		if strings.HasPrefix(n[i:], w) && i+len(w) < len(n) {
			return i + len(w)
		}
	}
	return i
}

// timesAt gives where a number begins that is multiplied: 2 x 500 mg.
func timesAt(n string, i int) int {
	j := i
	for j < len(n) && n[j] == ' ' {
		j++
	}
	for _, w := range [...]string{"x", "×", "*"} {
		if e := j + len(w); strings.HasPrefix(n[j:], w) {
			for e < len(n) && n[e] == ' ' {
				e++
			}
			if e < len(n) && digit(n[e]) {
				return e
			}
		}
	}
	return i
}
