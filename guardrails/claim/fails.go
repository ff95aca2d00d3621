package claim

import (
	"strings"

	"apricot.health/knowledge/pattern"
)

// effects are what a treatment is for. One that is denied is the condition of the
// next step, and the step behind it is taken: "no improvement start ibuprofen",
// 仍不达标加缬沙坦.
//
//nolint:gochecknoglobals // literal lists, read only
var (
	effectsHan = [...]string{
		"佳", "达标", "达到", "好转", "见好", "好", "理想", "满意", "缓解", "退", "降", "够", "足", "减轻", "减退", "改善", "明显", "稳定", "平稳", "控制", "止", "见效", "奏效", "起效", "起作用", "有效", "效",
		"管用", "消失", "消退", "消", "愈", "住", "行", "敏感", "能缓解", "能控制", "能耐受", "能达标", "能奏效", "能满足", "能入睡", "耐受",
	}
	effectsLatin = map[string]bool{
		"better": true, "improved": true, "improving": true, "improvement": true, "improve": true, "improves": true, "relief": true, "relieved": true, "relieve": true, "relieves": true,
		"response": true, "respond": true, "responding": true, "responded": true, "responds": true, "controlled": true, "control": true, "settled": true, "settle": true, "settles": true, "settling": true,
		"resolved": true, "resolve": true, "resolves": true, "resolving": true, "resolution": true, "enough": true, "sufficient": true, "suffice": true, "suffices": true, "adequate": true, "adequately": true,
		"effective": true, "effect": true, "working": true, "work": true, "works": true, "worked": true, "help": true, "helps": true, "helping": true, "helped": true, "success": true, "successful": true,
		"tolerated": true, "tolerate": true, "tolerates": true, "benefit": true, "progress": true, "eased": true, "easing": true, "ease": true, "reached": true, "achieved": true, "met": true,
		"target": true, "goal": true, "range": true, "possible": true, "feasible": true, "available": true, "healed": true, "cleared": true, "gone": true, "down": true,
	}
)

// fails is true where what stands between a negation and a word says that the
// negation denies an effect and not the word.
func (r *reader) fails(from, to int) bool {
	between := strings.TrimLeft(r.n[from:to], " ")
	for _, e := range effectsHan {
		if strings.HasPrefix(between, e) {
			return e != "耐受" || len(between) > len(e) // 不耐受布洛芬 is of the medicine
		}
	}
	for between != "" {
		word, rest, _ := strings.Cut(between, " ")
		if effectsLatin[strings.Trim(word, "(),;:")] {
			return true
		}
		between = rest
	}
	return false
}

// happeningRE is what happens in the condition of a step, and turnsRE what stands
// between one and the step in Chinese.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	happeningRE = pattern.MustCompile(`\b(?:persist\w*|recur\w*|returns?|relaps\w*|wors\w+|fail\w*|no|not|still|rises?|above|below|exceed\w*|remain\w*|flares?|spikes?|unable|cannot|inadequate|insufficient|uncontrolled|breakthrough|required|needed|then)\b|[<>≥≤]|[不未无没仍]|持续|反复|复发|再发|加重|加剧|出现|发作|升高|高于|低于|超过|大于|小于|失败`)
	turnsRE     = pattern.MustCompile(`(?:则|就|再|即|时|者|后|可|可以|可考虑|考虑|建议|应|宜|拟|请|便|才)$`)
)

// happens is true where what stands between the "if" that begins at from and a verb
// says what is to happen before the step: "if no better by Friday use ibuprofen" and
// not "if you use ibuprofen".
func (r *reader) happens(from, verb int) bool {
	if verb <= from {
		return false
	}
	between := r.n[from:verb]
	return happeningRE.MatchString(between) || turnsRE.MatchString(strings.TrimRight(between, " "))
}
