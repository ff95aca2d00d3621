package lexicon

import "strings"

// numberAt reads a number in Arabic or Chinese figures: 38.5, 三十八点五,
// 一百八 (180), 一二零.
func numberAt(s string, i int) (v float64, end int, ok bool) {
	if i < len(s) && digit(s[i]) {
		return arabic(s, i)
	}
	return chinese(s, i)
}

// number is what numberAt gives at a place.
type number struct {
	at, end int
	v       float64
	ok      bool
}

// number is numberAt for a place of the text, at which several may ask for it.
func (t *letters) number(i int) (v float64, end int, ok bool) {
	if x := &t.numbered; x.at != i {
		x.at = i
		x.v, x.end, x.ok = numberAt(t.n, i)
	}
	return t.numbered.v, t.numbered.end, t.numbered.ok
}

func arabic(s string, i int) (float64, int, bool) {
	// Nine figures and a power of ten are exact, and so is rounded once.
	v, scale, j := uint64(0), 1.0, i
	for ; j < len(s) && digit(s[j]); j++ {
		v = 10*v + uint64(s[j]-'0')
	}
	if j+1 < len(s) && s[j] == '.' && digit(s[j+1]) {
		for j++; j < len(s) && digit(s[j]); j++ {
			v, scale = 10*v+uint64(s[j]-'0'), 10*scale
		}
	}
	if j-i > 9 {
		return 0, i, false
	}
	if spoken, ok := strings.CutPrefix(s[j:], "点"); ok && len(spoken) > 0 && digit(spoken[0]) && (len(spoken) == 1 || !digit(spoken[1])) {
		if scale > 1 {
			return 0, i, false // 1.2点5
		}
		v, scale, j = 10*v+uint64(spoken[0]-'0'), 10, j+len("点")+1
	}
	return float64(v) / scale, j, true
}

// chinese reads at most eight characters.
func chinese(s string, i int) (float64, int, bool) {
	total, digits, lastUnit, start := 0.0, 0.0, 0.0, i
	pending, run := false, 0 // run counts the figures that stand side by side
	for range 8 {
		f := figureAt(s, i)
		switch {
		case f.digit:
			if pending && lastUnit == 0 {
				digits = digits*10 + f.value
				run++
			} else {
				digits, run = f.value, 1
			}
			pending = true
			if f.r == '零' && lastUnit == 100 {
				lastUnit = 1
			}
		case f.value > 0:
			if !pending {
				digits = 1
			}
			if run == 2 {
				digits, _ = rough(digits)
			}
			total += digits * f.value
			digits, pending, lastUnit, run = 0, false, f.value, 0
		}
		if f.r == 0 {
			break
		}
		i += len("一")
	}
	if i == start {
		return 0, start, false
	}
	if pending && lastUnit == 100 {
		digits *= 10
	}
	if larger, ok := rough(digits); ok && run == 2 && roundly.of(s[i:]) != "" {
		digits = larger
	}
	total += digits
	return tenths(s, i, total)
}

// roundly are the beginnings of words that are counted or measured in round
// figures: before one of them two figures side by side are no number of two
// figures. 血氧九八 is one.
var roundly = newPrefixes("个", "天", "日", "年", "周", "星期", "礼拜", "小时", "钟头", "分钟", "岁", "次", "回", "趟", "遍", "顿", "片", "粒", "颗", "包", "袋", "支", "针", "杯", "瓶", "口", "斤", "公斤", "里", "步", "层")

// rough gives, of two figures side by side, the larger where both are meant as
// one or the other: 三四, 三五. The larger is also read of 3-4.
func rough(two float64) (larger float64, ok bool) {
	first, second := int(two)/10, int(two)%10
	if first > 0 && (second == first+1 || first == 3 && second == 5) {
		return float64(second), true
	}
	return two, false
}

// tenths reads what stands after 点.
func tenths(s string, i int, v float64) (float64, int, bool) {
	rest, ok := strings.CutPrefix(s[i:], "点")
	if !ok {
		return v, i, true
	}
	f := figureAt(rest, 0)
	if !f.digit {
		return v, i, true
	}
	return v + f.value/10, i + len("点一"), true
}

// unit is a written form of a UCUM unit.
type unit struct{ written, ucum string }

// The units of a baby's age.
const (
	monthsOld = "{month of age}"
	weeksOld  = "{week of age}"
	daysOld   = "{day of age}"
)

// units are tried in order, longer forms of one beginning first. The units of
// time that no quantity has stand here so that 血糖3年 is no value.
var units = []unit{
	{"摄氏度", "Cel"},
	{"华氏度", "[degF]"},
	{"degrees celsius", "Cel"},
	{"degrees fahrenheit", "[degF]"},
	{"degrees c", "Cel"},
	{"degrees f", "[degF]"},
	{"degrees", "deg"},
	{"°c", "Cel"},
	{"°f", "[degF]"},
	{"°", "deg"},
	{"度", "deg"},
	{"celsius", "Cel"},
	{"fahrenheit", "[degF]"},
	{"c", "Cel"},
	{"f", "[degF]"},
	{"毫米汞柱", "mm[Hg]"},
	{"mmhg", "mm[Hg]"},
	{"mm hg", "mm[Hg]"},
	{"kpa", "kPa"},
	{"千帕", "kPa"},
	{"%", "%"},
	{"percent", "%"},
	{"per cent", "%"},
	{"次/分钟", "/min"},
	{"次/分", "/min"},
	{"次每分钟", "/min"},
	{"次每分", "/min"},
	{"/分钟", "/min"},
	{"/分", "/min"},
	{"beats per minute", "/min"},
	{"beats/min", "/min"},
	{"breaths per minute", "/min"},
	{"breaths/min", "/min"},
	{"a minute", "/min"},
	{"per minute", "/min"},
	{"bpm", "/min"},
	{"/min", "/min"},
	{"下", "/min"},
	{"次", "/min"},
	{"kg/m2", "kg/m2"},
	{"kg/m^2", "kg/m2"},
	{"公斤", "kg"},
	{"千克", "kg"},
	{"kilograms", "kg"},
	{"kilos", "kg"},
	{"kgs", "kg"},
	{"kg", "kg"},
	{"斤", "jin"},
	{"pounds", "[lb_av]"},
	{"lbs", "[lb_av]"},
	{"lb", "[lb_av]"},
	{"磅", "[lb_av]"},
	{"厘米", "cm"},
	{"公分", "cm"},
	{"centimetres", "cm"},
	{"centimeters", "cm"},
	{"cm", "cm"},
	{"inches", "[in_i]"},
	{"metres", "m"},
	{"meters", "m"},
	{"米", "m"},
	{"mmol/l", "mmol/L"},
	{"毫摩尔每升", "mmol/L"},
	{"毫摩尔/升", "mmol/L"},
	{"毫摩尔", "mmol/L"},
	{"mmol", "mmol/L"},
	{"umol/l", "umol/L"},
	{"μmol/l", "umol/L"},
	{"微摩尔每升", "umol/L"},
	{"mg/dl", "mg/dL"},
	{"mg/l", "mg/L"},
	{"mg/g", "mg/g"},
	{"ug/l", "ug/L"},
	{"μg/l", "ug/L"},
	{"ng/ml", "ng/mL"},
	{"pg/ml", "pg/mL"},
	{"g/dl", "g/dL"},
	{"g/l", "g/L"},
	{"u/l", "U/L"},
	{"ml/min/1.73m2", "mL/min/{1.73_m2}"},
	{"ml/min", "mL/min"},
	{"x10^9/l", "10*9/L"},
	{"×10^9/l", "10*9/L"},
	{"10^9/l", "10*9/L"},
	{"ms", "ms"},
	{"m", "m"},
	{"个月大", monthsOld},
	{"个多月大", monthsOld},
	{"月龄", monthsOld},
	{"周大", weeksOld},
	{"天大", daysOld},
	{" months old", monthsOld},
	{" month old", monthsOld},
	{" month-old", monthsOld},
	{"-month-old", monthsOld},
	{"-month old", monthsOld},
	{" weeks old", weeksOld},
	{" week old", weeksOld},
	{" week-old", weeksOld},
	{"-week-old", weeksOld},
	{"-week old", weeksOld},
	{" days old", daysOld},
	{" day old", daysOld},
	{" day-old", daysOld},
	{"-day-old", daysOld},
	{"周岁", "a"},
	{"岁", "a"},
	{"years of age", "a"},
	{"years old", "a"},
	{"year old", "a"},
	{"-year-old", "a"},
	{"-year old", "a"},
	{" year-old", "a"},
	{"-years-old", "a"},
	{"yrs old", "a"},
	{"yr old", "a"},
	{"-yr-old", "a"},
	{"-yr old", "a"},
	{"yr-old", "a"},
	{"y/o", "a"},
	{"y.o.", "a"},
	{"y.o", "a"},
	{"-y-o", "a"},
	{"-yo", "a"},
	{"yo", "a"},
	{"weeks pregnant", "wk"},
	{"周", "wk"},
	{"weeks", "wk"},
	{"小时", "h"},
	{"分钟", "min"},
	{"个月", "mo"},
	{"月", "mo"},
	{"年", "year"},
	{"years", "year"},
	{"天", "d"},
	{"days", "d"},
	{"hours", "h"},
	{"mg", "mg"},
	{"ml", "mL"},
	{"片", "{tablet}"},
	{"粒", "{tablet}"},
}

// unitsBy are the units by their firstByte, in the order of units.
var unitsBy = func() *[256][]unit {
	var by [256][]unit
	for _, u := range units {
		c := firstByte(u.written)
		by[c] = append(by[c], u)
	}
	return &by
}()

// afterSpace has a bit for what stands behind the space of a unit that begins with
// one, by its lower five bits.
var afterSpace = func() (bits uint32) {
	for _, u := range unitsBy[' '] {
		bits |= 1 << (u.written[1] & 31)
	}
	return bits
}()

// unitAt reads a unit after at most one space.
func unitAt(s string, i int) (ucum string, end int) {
	from := i
	if i < len(s) && s[i] == ' ' {
		if i+1 < len(s) && afterSpace>>(s[i+1]&31)&1 != 0 {
			if ucum, end = unitFrom(s, i); ucum != "" {
				return ucum, end
			}
		}
		from = i + 1
	}
	if ucum, end = unitFrom(s, from); ucum != "" {
		return ucum, end
	}
	return "", i
}

func unitFrom(s string, from int) (ucum string, end int) {
	if from >= len(s) {
		return "", from
	}
	of := unitsBy[firstByte(s[from:])]
	for k := range of {
		u := &of[k]
		e := from + len(u.written)
		if hasPrefix(s[from:], u.written) && !(latin(s[e-1]) && e < len(s) && latin(s[e])) {
			return u.ucum, e
		}
	}
	return "", from
}
