package agent

import (
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
