package claim

import "strings"

// unitClass says what a unit measures, as far as the grammar cares.
type unitClass int

const (
	unitNone unitClass = iota
	unitMass
	unitVolume
	unitActivity // international units
	unitForm     // tablets, puffs, drops
	unitLab      // clinical quantities
	unitTime
	unitTimes // 次, times
	unitDate
	unitFolk
	unitLength
	unitBody // kg
	unitEnergy
)

type unit struct {
	text  string
	ucum  string
	class unitClass
	times float64
}

// units is ordered so that the longest text of each first byte comes first.
func units() []unit { //nolint:funlen // a table
	return []unit{
		{"mmol/mol", "mmol/mol", unitLab, 1},
		{"mmol/l", "mmol/L", unitLab, 1},
		{"μmol/l", "umol/L", unitLab, 1},
		{"umol/l", "umol/L", unitLab, 1},
		{"pmol/l", "pmol/L", unitLab, 1},
		{"ml/min/1.73m2", "mL/min/{1.73_m2}", unitLab, 1},
		{"ml/min/1.73 m2", "mL/min/{1.73_m2}", unitLab, 1},
		{"ml/min/1.73㎡", "mL/min/{1.73_m2}", unitLab, 1},
		{"ml/min", "mL/min", unitLab, 1},
		{"mg/dl", "mg/dL", unitLab, 1},
		{"mg/l", "mg/L", unitLab, 1},
		{"mg/g", "mg/g", unitLab, 1},
		{"g/dl", "g/dL", unitLab, 1},
		{"g/l", "g/L", unitLab, 1},
		{"ng/ml", "ng/mL", unitLab, 1},
		{"ng/l", "ng/L", unitLab, 1},
		{"pg/ml", "pg/mL", unitLab, 1},
		{"μg/l", "ug/L", unitLab, 1},
		{"ug/l", "ug/L", unitLab, 1},
		{"miu/l", "m[iU]/L", unitLab, 1},
		{"iu/l", "[iU]/L", unitLab, 1},
		{"u/l", "U/L", unitLab, 1},
		{"×10^9/l", "10*9/L", unitLab, 1},
		{"x10^9/l", "10*9/L", unitLab, 1},
		{"×109/l", "10*9/L", unitLab, 1},
		{"*10^9/l", "10*9/L", unitLab, 1},
		{"mmhg", "mm[Hg]", unitLab, 1},
		{"mm hg", "mm[Hg]", unitLab, 1},
		{"毫米汞柱", "mm[Hg]", unitLab, 1},
		{"kpa", "kPa", unitLab, 1},
		{"cmh2o", "cm[H2O]", unitLab, 1},
		{"kg/m2", "kg/m2", unitLab, 1},
		{"kg/m^2", "kg/m2", unitLab, 1},
		{"kg/㎡", "kg/m2", unitLab, 1},
		{"次/分钟", "/min", unitLab, 1},
		{"次/分", "/min", unitLab, 1},
		{"次每分", "/min", unitLab, 1},
		{"beats per minute", "/min", unitLab, 1},
		{"breaths per minute", "/min", unitLab, 1},
		{"beats/min", "/min", unitLab, 1},
		{"bpm", "/min", unitLab, 1},
		{"/min", "/min", unitLab, 1},
		{"%", "%", unitLab, 1},
		{"percent", "%", unitLab, 1},
		{"°c", "Cel", unitLab, 1},
		{"摄氏度", "Cel", unitLab, 1},
		{"度", "Cel", unitLab, 1},
		{"degrees celsius", "Cel", unitLab, 1},
		{"degrees", "Cel", unitLab, 1},
		{"°f", "[degF]", unitLab, 1},
		{"c", "Cel", unitLab, 1},
		{"million international units", "[iU]", unitActivity, 1e6},
		{"million units", "[iU]", unitActivity, 1e6},
		{"million iu", "[iU]", unitActivity, 1e6},
		{"mega units", "[iU]", unitActivity, 1e6},
		{"megaunits", "[iU]", unitActivity, 1e6},
		{"毫克", "mg", unitMass, 1},
		{"meq", "meq", unitMass, 1},
		{"mmol", "mmol", unitMass, 1},
		{"毫摩尔", "mmol", unitMass, 1},
		{"微克", "ug", unitMass, 1},
		{"纳克", "ng", unitMass, 1},
		{"千克", "kg", unitBody, 1},
		{"公斤", "kg", unitBody, 1},
		{"克", "g", unitMass, 1},
		{"mcg", "ug", unitMass, 1},
		{"μg", "ug", unitMass, 1},
		{"ug", "ug", unitMass, 1},
		{"ng", "ng", unitMass, 1},
		{"mg", "mg", unitMass, 1},
		{"milligrams", "mg", unitMass, 1},
		{"milligram", "mg", unitMass, 1},
		{"micrograms", "ug", unitMass, 1},
		{"microgram", "ug", unitMass, 1},
		{"grams", "g", unitMass, 1},
		{"gram", "g", unitMass, 1},
		{"kilograms", "kg", unitBody, 1},
		{"kg", "kg", unitBody, 1},
		{"gm", "g", unitMass, 1},
		{"g", "g", unitMass, 1},
		{"毫升", "mL", unitVolume, 1},
		{"ml", "mL", unitVolume, 1},
		{"cc", "mL", unitVolume, 1},
		{"升", "mL", unitVolume, 1000},
		{"litres", "mL", unitVolume, 1000},
		{"liters", "mL", unitVolume, 1000},
		{"litre", "mL", unitVolume, 1000},
		{"l", "mL", unitVolume, 1000},
		{"million units", "[iU]", unitActivity, 1e6},
		{"million iu", "[iU]", unitActivity, 1e6},
		{"mega units", "[iU]", unitActivity, 1e6},
		{"megaunits", "[iU]", unitActivity, 1e6},
		{"万国际单位", "[iU]", unitActivity, 1e4},
		{"万单位", "[iU]", unitActivity, 1e4},
		{"万iu", "[iU]", unitActivity, 1e4},
		{"万u", "[iU]", unitActivity, 1e4},
		{"国际单位", "[iU]", unitActivity, 1},
		{"单位", "[iU]", unitActivity, 1},
		{"iu", "[iU]", unitActivity, 1},
		{"units", "[iU]", unitActivity, 1},
		{"unit", "[iU]", unitActivity, 1},
		{"u", "[iU]", unitActivity, 1},
		{"片", "{tablet}", unitForm, 1},
		{"粒", "{tablet}", unitForm, 1},
		{"颗", "{tablet}", unitForm, 1},
		{"丸", "{tablet}", unitForm, 1},
		{"枚", "{tablet}", unitForm, 1},
		{"袋", "{sachet}", unitForm, 1},
		{"包", "{sachet}", unitForm, 1},
		{"支", "{ampule}", unitForm, 1},
		{"贴", "{patch}", unitForm, 1},
		{"喷", "{puff}", unitForm, 1},
		{"揿", "{puff}", unitForm, 1},
		{"吸", "{puff}", unitForm, 1},
		{"滴", "[drp]", unitForm, 1},
		{"tablets", "{tablet}", unitForm, 1},
		{"tablet", "{tablet}", unitForm, 1},
		{"tabs", "{tablet}", unitForm, 1},
		{"tab", "{tablet}", unitForm, 1},
		{"capsules", "{tablet}", unitForm, 1},
		{"capsule", "{tablet}", unitForm, 1},
		{"caps", "{tablet}", unitForm, 1},
		{"cap", "{tablet}", unitForm, 1},
		{"pills", "{tablet}", unitForm, 1},
		{"pill", "{tablet}", unitForm, 1},
		{"puffs", "{puff}", unitForm, 1},
		{"puff", "{puff}", unitForm, 1},
		{"drops", "[drp]", unitForm, 1},
		{"drop", "[drp]", unitForm, 1},
		{"sachets", "{sachet}", unitForm, 1},
		{"sachet", "{sachet}", unitForm, 1},
		{"times", "{times}", unitTimes, 1},
		{"time", "{times}", unitTimes, 1},
		{"次", "{times}", unitTimes, 1},
		{"minutes", "min", unitTime, 1},
		{"minute", "min", unitTime, 1},
		{"mins", "min", unitTime, 1},
		{"min", "min", unitTime, 1},
		{"分钟", "min", unitTime, 1},
		{"个小时", "h", unitTime, 1},
		{"小时", "h", unitTime, 1},
		{"hours", "h", unitTime, 1},
		{"hour", "h", unitTime, 1},
		{"hrs", "h", unitTime, 1},
		{"h", "h", unitTime, 1},
		{"天", "d", unitTime, 1},
		{"days", "d", unitTime, 1},
		{"day", "d", unitTime, 1},
		{"日", "d", unitTime, 1},
		{"d", "d", unitTime, 1},
		{"个星期", "wk", unitTime, 1},
		{"星期", "wk", unitTime, 1},
		{"周岁", "a", unitTime, 1},
		{"周", "wk", unitTime, 1},
		{"weeks", "wk", unitTime, 1},
		{"week", "wk", unitTime, 1},
		{"个月", "mo", unitTime, 1},
		{"months", "mo", unitTime, 1},
		{"month", "mo", unitTime, 1},
		{"years", "a", unitTime, 1},
		{"year", "a", unitTime, 1},
		{"岁", "a", unitTime, 1},
		{"年", "a", unitTime, 1},
		{"月", "", unitDate, 1},
		{"号", "", unitDate, 1},
		{"点", "", unitDate, 1},
		{"时", "", unitDate, 1},
		{"钱", "{qian}", unitFolk, 1},
		{"斤", "{jin}", unitFolk, 1},
		{"两", "{liang}", unitFolk, 1},
		{"勺", "{spoon}", unitFolk, 1},
		{"碗", "{bowl}", unitFolk, 1},
		{"把", "{handful}", unitFolk, 1},
		{"撮", "{pinch}", unitFolk, 1},
		{"spoons", "{spoon}", unitFolk, 1},
		{"teaspoons", "{spoon}", unitFolk, 1},
		{"teaspoon", "{spoon}", unitFolk, 1},
		{"tablespoons", "{spoon}", unitFolk, 1},
		{"tablespoon", "{spoon}", unitFolk, 1},
		{"handfuls", "{handful}", unitFolk, 1},
		{"handful", "{handful}", unitFolk, 1},
		{"厘米", "cm", unitLength, 1},
		{"cm", "cm", unitLength, 1},
		{"毫米", "mm", unitLength, 1},
		{"mm", "mm", unitLength, 1},
		{"米", "m", unitLength, 1},
		{"km", "km", unitLength, 1},
		{"公里", "km", unitLength, 1},
		{"m", "m", unitLength, 1},
		{"kcal", "kcal", unitEnergy, 1},
		{"千卡", "kcal", unitEnergy, 1},
		{"大卡", "kcal", unitEnergy, 1},
		{"calories", "kcal", unitEnergy, 1},
		{"步", "{steps}", unitEnergy, 1},
		{"steps", "{steps}", unitEnergy, 1},
	}
}

//nolint:gochecknoglobals // a read-only index of a literal table, built once
var unitIndex = func() (idx [256][]unit) {
	for _, u := range units() {
		idx[u.text[0]] = append(idx[u.text[0]], u)
	}
	return idx
}()

// readUnit gives the longest unit at i and its width, 0 for none.
func readUnit(n string, i int) (unit, int) {
	var best unit
	if i >= len(n) {
		return best, 0
	}
	for _, u := range unitIndex[n[i]] {
		if len(u.text) <= len(best.text) || !strings.HasPrefix(n[i:], u.text) {
			continue
		}
		e := i + len(u.text)
		if u.text[len(u.text)-1] < 0x80 && isWord(u.text[len(u.text)-1]) && e < len(n) && isWord(n[e]) {
			continue
		}
		best = u
	}
	return best, len(best.text)
}

// readBoth reads two that stand in brackets, as China writes them: 0.1U/(kg·h).
func readBoth(n string, i int) (string, int) {
	const widest = 12
	rest, ok := strings.CutPrefix(n[i:], "/(kg")
	if !ok {
		return "", i
	}
	inner, _, ok := strings.Cut(rest[:min(len(rest), widest)], ")")
	by := strings.TrimLeft(inner, "·•⋅・*×./ ")
	if !ok || by == inner {
		return "", i
	}
	per, end := readPer("/"+by, 0)
	if per == "" || end != len(by)+1 {
		return "", i
	}
	return "kg." + per, i + len("/(kg") + len(inner) + len(")")
}

// readPer reads what an amount is given for: a kilogram, a day, one dose.
func readPer(n string, i int) (string, int) {
	if per, end := readBoth(n, i); end > i {
		return per, end
	}
	per := ""
	for {
		matched := false
		for _, p := range [...]struct{ text, per string }{
			{"/kg", "kg"},
			{" per kg", "kg"},
			{" per kilogram", "kg"},
			{"/公斤", "kg"},
			{"每公斤", "kg"},
			{"/千克", "kg"},
			{"每千克", "kg"},
			{"/24h", "day"},
			{"/day", "day"},
			{"/d", "day"},
			{"/日", "day"},
			{"/天", "day"},
			{" per day", "day"},
			{" a day", "day"},
			{" in total per day", "day"},
			{"·d", "day"},
			{"/min", "min"},
			{"/minute", "min"},
			{"/分钟", "min"},
			{"/分", "min"},
			{" per minute", "min"},
			{"/hour", "h"},
			{"/hr", "h"},
			{"/h", "h"},
			{"/小时", "h"},
			{" per hour", "h"},
			{" an hour", "h"},
			{"/m2", "m2"},
			{" per m2", "m2"},
			{"/dose", "dose"},
			{"/次", "dose"},
			{" per dose", "dose"},
			{" each time", "dose"},
		} {
			if !strings.HasPrefix(n[i:], p.text) {
				continue
			}
			e := i + len(p.text)
			if e < len(n) && isLetter(n[e]) && p.text[len(p.text)-1] < 0x80 {
				continue
			}
			if per != "" {
				per += "."
			}
			per, i, matched = per+p.per, e, true
			break
		}
		if !matched {
			return per, i
		}
	}
}
