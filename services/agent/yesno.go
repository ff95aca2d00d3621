package agent

import (
	"regexp"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/lexicon"
)

// YesNo reads a short answer in either language. It is Unknown for anything
// that is not plainly yes or no.
func YesNo(text string) chart.Tri {
	norm := lexicon.Fold(text)
	norm = strings.Trim(norm, " 。.!！,，~了的啊呀呢吧")
	if slices.Contains(yesWords(), norm) {
		return chart.Yes
	}
	if slices.Contains(noWords(), norm) {
		return chart.No
	}
	for _, w := range noStarts() {
		if strings.HasPrefix(norm, w) && len(norm) <= len(w)+noTail {
			return chart.No
		}
	}
	return chart.Unknown
}

// noTail is how many further bytes a short denial may hold ("没有过", "no thanks").
const noTail = 9

func yesWords() []string {
	return []string{"有", "是", "对", "嗯", "恩", "会", "有点", "有一点", "是这样", "对对", "有过", "yes", "y", "yeah", "yep", "yes i do", "i do", "a bit", "a little", "sure"}
}

func noWords() []string {
	return []string{
		"没", "没有", "无", "不", "不是", "不会", "没有过", "都没有", "从来没有", "没别", "没别的", "别的没", "没啥", "没什么", "就这些", "就这样", "冇", "莫得", "木有",
		"no", "n", "nope", "none", "not really", "no i don't", "never", "nah", "not that i know", "not that i know of",
		"nothing", "nothing else", "nothing more", "nothing to add", "that's all", "thats all", "that is all", "that's it", "thats it",
	}
}

func noStarts() []string { return []string{"没有", "从没", "都没", "没得", "no,", "no "} }

// Opens reads how a longer answer to a question begins: "yeah told ya, bit of metal flew
// in", 有，三天了, "no, it just itches". It is Unknown for what begins with neither.
func Opens(text string) chart.Tri {
	norm := strings.TrimLeft(lexicon.Fold(text), " 。.!！,，~…")
	if opensUnsure.MatchString(norm) {
		return chart.Unknown
	}
	if answer := YesNo(text); answer != chart.Unknown {
		return answer
	}
	switch {
	case opensYes.MatchString(norm):
		return chart.Yes
	case opensNo.MatchString(norm):
		return chart.No
	}
	return chart.Unknown
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// opensUnsure begins like a yes or a no and is neither: 有时候, 对了, "no idea".
	opensUnsure = regexp.MustCompile(`^(?:(?:yes|yeah|yep) (?:and|or) no\b|no (?:idea|clue|one|wonder|matter)\b|yeah,? right\b|对了|是不是|有没有|会不会|是吗|有吗|对吗|不是(?:说|告诉|讲)|没(?:注意|留意|量|测|查|听懂|看懂|懂|明白|感觉出来)|有的?时|有时)`)
	// A Chinese word ends where a mark stands, where it is drawn out, or where a time goes on.
	opensYes = regexp.MustCompile(`^(?:yes|yeah|yep|yup|yea|aye|ya|sure|definitely|absolutely|certainly|of course|i (?:do|have|did|am|can)|it (?:does|is|did|has)|(?:s?he|they) (?:does|do|is|has|did|have|are))\b` +
		`|^(?:(?:嗯|恩|哦|啊|噢)+|对+|是|有|会|能|疼|痛)(?:的|啊|呀|嘛|呢|滴|哦|咯|过|一点点?|一些|点儿?|些|得很|得厉害)*(?:[,，.。!！;；、 ]|$)` +
		`|^(?:对|是|有)(?:的|啊|呀|滴|过)` + `|^(?:有|是)(?:从|昨|前|今|这|最近|好几|[一二两三四五六七八九十几\d]+(?:天|次|回|年|个|周))` + `|^(?:确实|当然|就是|经常|一直|老是|总是)(?:有|是|会)?`)
	opensNo = regexp.MustCompile(`^(?:no|nope|nah|never|none|not (?:really|at all|that i)|i (?:don't|dont|haven't|havent|didn't|can't)|it (?:doesn't|isn't|didn't|hasn't)|(?:s?he|they) (?:doesn't|don't|isn't|hasn't|didn't))\b` +
		`|^(?:没有?|不是?|不会|无|没得|冇|从来没有?|从没有?|都没有?)(?:的|啊|呀|过|呢|嘛|哦|咯|滴)*(?:[,，.。!！;；、 ]|$)`)
)

// unknowing are ways to say in words what the button for it says.
func unknowing() []string {
	return []string{
		"不知道", "我不知道", "我也不知道", "不晓得", "我不晓得", "晓不得", "不清楚", "不太清楚", "我不清楚", "我也不清楚", "不懂", "我不懂", "说不清", "说不清楚", "我说不清", "说不上来",
		"不好说", "不确定", "记不得", "不记得", "记不清", "记不清楚", "忘记", "不晓得咋说", "不知道怎么说", "不知道咋说", "不知", "我不知", "谁知道",
		"don't know", "dont know", "i don't know", "i dont know", "i do not know", "do not know", "idk", "i dunno", "dunno", "not sure", "i'm not sure", "im not sure", "i am not sure",
		"unsure", "no idea", "no clue", "can't remember", "cant remember", "i can't remember", "i cant remember", "can't say", "cant say", "hard to say", "who knows",
	}
}

// known is an answer with words that say no more than that it is not known taken for
// the button that says so: they are no story, no medicine and no allergy.
func known(a Answer) Answer {
	said := strings.Trim(lexicon.Fold(a.Text), " 。.!！?？,，~了啊呀呢吧哦诶…")
	if said != "" && slices.Contains(unknowing(), said) {
		a.Text, a.Unknown = "", true
	}
	return a
}
