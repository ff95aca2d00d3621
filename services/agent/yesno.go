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
// in", 有，三天了, "no, it just itches". It is Unknown for what begins with neither, and for
// what begins alike and tells of something else: "I have a cough", 就是头晕, 没有力气.
func Opens(text string) chart.Tri {
	norm := strings.Trim(lexicon.Fold(text), " 。.!！,，~…")
	switch {
	case opensUnsure.MatchString(norm):
		return chart.Unknown
	case slices.Contains(yesWords(), norm), opensYes.MatchString(norm):
		return chart.Yes
	case slices.Contains(noWords(), norm), opensNo.MatchString(norm):
		return chart.No
	}
	return chart.Unknown
}

// A word that may go on to something else decides only where it ends: at a mark, or with
// the text. A Chinese one may be drawn out first.
const (
	ends    = `(?:[,，.。!！;；、 ]|$)`
	endsLat = `(?:[,.!;]|$)`
	drawn   = `(?:的|啊|呀|嘛|呢|滴|哦|咯|过|了|一点点?|一些|点儿?|些)*`
	does    = `(?:i (?:do|did)|it (?:does|did)|(?:s?he|they) (?:do|does|did))`
	is      = `(?:i (?:have|am|was)|it (?:is|was|has)|(?:s?he|they) (?:is|are|was|were|has|have))`
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// opensUnsure begins like a yes or a no and is neither: 有时候, 对了, "no idea".
	opensUnsure = regexp.MustCompile(`^(?:(?:yes|yeah|yep) (?:and|or) no\b|no (?:idea|clue)\b|yeah,? right\b|对了|是不是|有没有|会不会|是吗|有吗|对吗|不是(?:说|告诉|讲)|没(?:注意|留意|量|测|查|听懂|看懂|懂|明白|感觉出来)|有的?时|有时)`)
	opensYes    = regexp.MustCompile(`^(?:yes|yeah|yep|yup|yea|aye)\b|^(?:sure|definitely|absolutely|certainly|of course)` + endsLat +
		`|^` + does + `(?:[,.!;]|$| (?:when|if|whenever|but|a (?:bit|little)|yes|yeah)\b)|^` + is + endsLat +
		`|^(?:(?:嗯|恩|哦|啊|噢)+|对+|是|有|会)` + drawn + ends + `|^(?:对|是|有)(?:的|啊|呀|滴)` +
		`|^(?:有|是)(?:从|昨|前|今|最近|[一二两三四五六七八九十几\d]+个?(?:天|周|月|年|星期|礼拜))` +
		`|^(?:确实|当然|经常|一直|老是|总是)都?(?:有|是|会)` + drawn + ends)
	opensNo = regexp.MustCompile(`^(?:nope|nah|not (?:really|at all|that i))\b|^(?:no|never|none)(?:[,.!;]|$| (?:it|i|s?he|they|just|not|only|nothing|never|thanks|thank you|of)\b)` +
		`|^(?:sure|definitely|absolutely|certainly|of course) not\b|^` + does + ` not\b|^` + is + ` not` + endsLat +
		`|^(?:i|it|s?he|they) (?:don't|dont|doesn't|doesnt|didn't|didnt|haven't|havent|hasn't|isn't|isnt)(?: think so| have (?:that|it|any|one))?` + endsLat +
		`|^(?:没有?|不是?|不会|无|没得|冇|从来没有?|从没有?|都没有?)` + drawn + ends + `|^(?:都|从来)?没有?(?:这|那)(?:个|种|些|样|回事|情况)`)
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
