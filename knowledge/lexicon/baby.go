package lexicon

import "strings"

// A baby's age is often a bare number of weeks or months beside a word for the
// baby: 宝宝5周，38.4度; baby 2 months temp 38.4; a fever that soon after birth is an
// emergency. A number of days is that only of a newborn, or of
// a baby who is only so old (宝宝才20天).

// babyUnit is a unit of such an age, and the most that is one.
type babyUnit struct {
	written, ucum string
	most          float64
}

// babyUnits stand with longer forms of one beginning first.
var babyUnits = []babyUnit{
	{"个多月", monthsOld, 24},
	{"个月", monthsOld, 24},
	{"月", monthsOld, 24},
	{"周", weeksOld, 52},
	{"个星期", weeksOld, 52},
	{"星期", weeksOld, 52},
	{"个礼拜", weeksOld, 52},
	{"天", daysOld, 28},
	{"months", monthsOld, 24},
	{"month", monthsOld, 24},
	{"mths", monthsOld, 24},
	{"mth", monthsOld, 24},
	{"mos", monthsOld, 24},
	{"mo", monthsOld, 24},
	{"weeks", weeksOld, 52},
	{"week", weeksOld, 52},
	{"wks", weeksOld, 52},
	{"wk", weeksOld, 52},
	{"days", daysOld, 28},
	{"day", daysOld, 28},
}

// babyUnitsBy are the units by their firstByte, in the order of babyUnits.
var babyUnitsBy = func() *[256][]babyUnit {
	var by [256][]babyUnit
	for _, u := range babyUnits {
		c := firstByte(u.written)
		by[c] = append(by[c], u)
	}
	return &by
}()

var (
	newborns     = newSuffixes("新生儿", "新生宝宝", "newborn", "neonate")
	babiesBefore = newSuffixes("宝宝", "孩子", "娃", "小孩", "婴儿", "小宝", "宝贝", "男婴", "女婴", "男宝", "女宝", "baby", "infant", "baby boy", "baby girl", "baby son", "baby daughter", "bub")
	// oneBefore says that a baby is spoken of and nothing lasts.
	oneBefore = newSuffixes("我家", "家里", "家有", "有个", "一个", " my", " a", " our", " the", " his", " her", ",", "，", ".", "。", "(", "（", "\n")
	// bearing makes the number how long since, or until, a birth.
	bearing       = newSuffixes("生", "生了", "生完", "生下", "抱", "怀", "带", "had a", "had my", "had our", "having a", "expecting a", "after the", "since the")
	pregnantWords = newSuffixes("孕", "怀", "停经")
	justWords     = newSuffixes("才", "刚", "刚刚", "刚满", "满", "现在", "今年", "是", " is", "'s", " is only", " only", " aged", ",", "，", ":", "：", "(", "（")

	// onlyWords say that a number is an age and not how long something lasts.
	onlyWords = newSuffixes("才", "刚", "刚刚", "刚满", "is only")

	newbornsAfter = newPrefixes("新生儿", "newborn", "neonate")
	babiesAfter   = newPrefixes("宝宝", "孩子", "娃", "小孩", "婴儿", "小宝", "宝贝", "男婴", "女婴", "男宝", "女宝", "baby", "infant", "bub")
	// lasting follows a number that is how long something lasts.
	lasting = newPrefixes("没", "不", "还", "一直", "都", "未", "总", "反复", "老", "后", "前", "以", "来", "内", "里", "了没", "了不", "了还", "了一直", "了都", "了总", "了反复", "了老",
		"of ", "ago", "later", "after", "before", "early", "prem", "preterm", "overdue", "pregnan", "gestation", "running", "straight", "and counting", "now")
)

// babyAge is how old a baby is said to be by the number v in n[i:end].
func babyAge(t *letters, i, end int, v float64) (ucum string, after int, ok bool) {
	n, at := t.n, end
	if at < len(n) && (n[at] == ' ' || n[at] == '-') {
		at++
	}
	if at == len(n) || !t.ofBabies() {
		return "", end, false
	}
	of := babyUnitsBy[firstByte(n[at:])]
	for k := range of {
		u := &of[k]
		e := at + len(u.written)
		if !hasPrefix(n[at:], u.written) || latin(u.written[0]) && e < len(n) && latin(n[e]) {
			continue
		}
		return u.ucum, e, v >= 1 && v <= u.most && besideBaby(n, i, e, u.ucum == daysOld)
	}
	return "", end, false
}

// ofBabies is false where the text has none of the words for a baby: those in Chinese
// each hold one of some characters.
func (t *letters) ofBabies() bool { return t.latin&1 != 0 || t.all&ofBaby != 0 }

// besideBaby is true for what stands directly behind or before a word for a
// baby, or for a newborn, and is not how long something lasts.
func besideBaby(n string, i, end int, newborn bool) bool {
	rest := strings.TrimLeft(n[end:min(len(n), end+32)], " ")
	if lasting.of(rest) != "" {
		return false
	}
	before := " " + strings.TrimLeft(strings.TrimRight(n[max(0, i-40):i], " "), " ")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "的"), " ")
	if newbornsAfter.of(rest) != "" || !newborn && babiesAfter.of(rest) != "" {
		return before == " " || oneBefore.end(before) && !pregnantWords.end(before)
	}
	only := onlyWords.end(before)
	for range 2 {
		before, _ = justWords.cut(before)
		before = strings.TrimRight(before, " ")
	}
	baby, ok := newborns.cut(before)
	if !ok && (!newborn || only) {
		baby, ok = babiesBefore.cut(before)
	}
	return ok && !bearing.end(strings.TrimRight(baby, " "))
}
