package reason

import (
	"slices"
	"strings"
	"unicode"

	"apricot.health/knowledge/lexicon"
)

// unwell are the words of somebody who is unwell and says nothing else.
//
//nolint:gochecknoglobals // a constant list
var unwell = []string{
	"不舒服", "不太舒服", "很不舒服", "不大舒服", "不怎么舒服", "不得劲", "不对劲", "难受", "不好受", "不适", "身体不适", "身体不舒服", "身子不舒服", "人不舒服", "生病", "病",
	"unwell", "not well", "not feeling well", "feel unwell", "feeling unwell", "dont feel well", "do not feel well", "dont feel good", "not feeling good", "feel bad", "feeling bad", "feel ill", "feeling ill", "ill", "feel awful", "feel terrible",
	"feel rough", "feeling rough", "feel poorly", "poorly", "something is wrong with me", "something is wrong", "feel off", "feel lousy", "feeling lousy", "under the weather", "feeling under the weather",
}

// beside are the small words that may stand around them.
//
//nolint:gochecknoglobals // constant lists
var (
	besideHan = []string{
		"医生", "大夫", "你好", "您好", "我", "他", "她", "孩子", "宝宝", "老人", "妈妈", "爸爸", "我妈", "我爸", "最近", "今天", "昨天", "这两天", "这几天", "早上", "晚上", "现在", "一直", "总是", "老是", "突然", "开始", "感觉", "觉得", "感到", "有点儿", "有点", "有些", "比较", "特别", "非常", "好", "很", "真", "太", "就是", "就", "也", "都", "说", "了", "啊", "呀", "呢", "的", "是", "整个", "人",
	}
	besideLatin = []string{"hello", "hi", "doctor", "dr", "i", "im", "ive", "am", "been", "have", "he", "shes", "hes", "she", "is", "my", "child", "son", "daughter", "mum", "mom", "dad", "just", "really", "very", "so", "a", "bit", "quite", "today", "since", "yesterday", "lately", "recently", "all", "day", "now", "feel", "feels", "feeling", "help", "please", "and"}
)

// longestVague bounds what is looked at, in bytes.
const longestVague = 90

// saysOnlyUnwell is true for a text that says that somebody is unwell and not
// how: no place, no kind, nothing that could tell one illness from another.
func saysOnlyUnwell(text string) bool {
	if len(text) > longestVague {
		return false
	}
	folded := strings.NewReplacer("'", "", "’", "").Replace(lexicon.Fold(text))
	said := false
	for _, p := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' }) {
		p = strings.Join(strings.Fields(p), " ")
		if p == "" {
			continue
		}
		says, ok := vaguePart(p)
		if !ok {
			return false
		}
		said = said || says
	}
	return said
}

// vaguePart takes small words off both ends until words of the list are left:
// says is true for these, and ok where nothing else is left either.
func vaguePart(p string) (says, ok bool) {
	for {
		p = strings.TrimSpace(p)
		switch {
		case p == "":
			return says, true
		case slices.Contains(unwell, p):
			return true, true
		}
		short, cut := withoutSmall(p)
		if !cut {
			return says, false
		}
		p = short
	}
}

func withoutSmall(p string) (string, bool) {
	for _, w := range besideHan {
		if rest, ok := strings.CutPrefix(p, w); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(p, w); ok {
			return rest, true
		}
	}
	for _, w := range besideLatin {
		if rest, ok := strings.CutPrefix(p, w+" "); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(p, " "+w); ok {
			return rest, true
		}
		if p == w {
			return "", true
		}
	}
	return p, false
}
