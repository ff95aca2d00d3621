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
