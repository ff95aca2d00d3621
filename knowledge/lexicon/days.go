package lexicon

import "strings"

// dayNames are days by their names, and how many days ago each was. Where it is
// said that something goes on since then, the day is how long it has lasted.
var dayNames = map[string]float64{
	"昨天": 1, "昨日": 1, "昨儿": 1, "昨儿个": 1, "昨个": 1, "昨": 1, "前天": 2, "前日": 2, "前儿": 2, "前儿个": 2, "前晚": 2, "前夜": 2,
	"大前天": 3, "大前儿": 3, "大前儿个": 3,
	"上周": 7, "上礼拜": 7, "上星期": 7, "上个周": 7, "上个礼拜": 7, "上个星期": 7, "上月": 30, "上个月": 30,
	"last week": 7, "since last week": 7, "last month": 30, "since last month": 30,
	"yesterday": 1, "last night": 1, "since yesterday": 1, "since last night": 1, "the night before last": 2, "since the night before last": 2,
	"the day before yesterday": 2, "since the day before yesterday": 2,
}

// hoursOfDay go on with the name of a day. 昨 is a day before them only.
var hoursOfDay = newPrefixes("晚上", "夜里", "半夜", "早上", "早晨", "清晨", "上午", "中午", "下午", "傍晚", "凌晨", "晚", "夜", "早", "晨",
	" morning", " afternoon", " evening", " night", " lunchtime", " at night")

// weekdays go on with the name of a week.
var (
	weekdays = newPrefixes("一", "二", "三", "四", "五", "六", "日", "天", "末")
	weeks    = newSuffixes("周", "礼拜", "星期")
)

var (
	sinceWords = newSuffixes("从", "自", "打", "从大概", "大概从", "since ", "from ", "started ", "starting ", "began ", "start ", "begin ", "came on ")
	beginWords = newPrefixes("开始", "起", "就开始", "突然开始", "发作", "得的")
	// worseWords behind a symptom say how it has changed since that day.
	worseWords = newPrefixes("加重", "更", "厉害", "重了", "又", "好了", "好转", "减轻", "轻了")
)

// howSince is how sure it is that a day is when something began.
type howSince uint8

const (
	notSince howSince = iota
	// perhapsSince is a day that stands before a symptom: 昨晚肚子疼.
	perhapsSince
	// surelySince is said to be one: 从昨天, since last night.
	surelySince
)

// dayNamed reads 昨天, 昨儿晚上, since last night into out as a cue of time: from i to
// end, and for what goes on with it, is the name of a day v days ago.
func dayNamed(out *token, n string, i int, v float64, end int) bool {
	if end == 0 || latin(n[end-1]) && end < len(n) && latin(n[end]) {
		return false
	}
	bare := n[i:end] == "昨"
	if w := weekdays.of(n[end:]); w != "" && weeks.end(n[i:end]) {
		end += len(w)
	}
	if w := hoursOfDay.of(n[end:]); w != "" {
		if end, bare = end+len(w), false; w == "晚上" && strings.HasPrefix(n[end:], "吐") {
			end -= len("上") // 昨晚上吐下泻
		}
	}
	if bare {
		return false
	}
	*out = token{span: spanOf(i, end), roles: cNow, value: v, timed: true}
	switch {
	case strings.HasPrefix(n[i:], "since "), sinceWords.end(n[:i]), beginWords.of(strings.TrimPrefix(n[end:], " ")) != "":
		out.since = surelySince
	case n[i] >= 0x80:
		out.since = perhapsSince
	default:
		out.timed = false
	}
	return true
}

// lasts keeps the durations that are those of the patient's symptoms. A day by its
// name is one where no length of time is told beside it: 昨晚没睡好，头疼三天了.
func (w *work) lasts() {
	told := false
	for _, i := range w.sentence.named {
		if t := &w.tokens[i]; t.timed && t.since == notSince {
			t.timed = w.sentence.lasted(w.tokens, i)
			told = told || t.timed
		}
	}
	for _, i := range w.sentence.named {
		switch t := &w.tokens[i]; {
		case t.since == notSince || !t.timed:
		case told:
			t.timed = false
		case t.since == surelySince:
			t.timed = w.sentence.lasted(w.tokens, i)
		default:
			t.timed = w.begins(i)
		}
	}
}

// begins is true where the day at i stands before a symptom of its own clause that
// is not only better or worse since.
func (w *work) begins(i int) bool {
	for j := i + 1; j < len(w.tokens) && j-i <= reach; j++ {
		w.sentence.steps++
		switch t := &w.tokens[j]; {
		case t.mention() && !t.timed:
			return t.has(cNamesSymptom) && t.who == Patient && t.when != Past && !t.no() && worseWords.of(w.letters.n[t.end:]) == ""
		case t.has(cBreak | cComma):
			return false
		}
	}
	return false
}
