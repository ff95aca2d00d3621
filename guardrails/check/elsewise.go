package check

import (
	"strings"

	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// othersCalmZH and othersCalmEN are what is called normal or well with its name before
	// it, calmNameEN with its name behind it.
	othersCalmZH = pattern.MustCompile(`(?:^|[,，、:：(（ 和及与])([一-鿿a-z0-9+/]{1,12}?)(?:正常|(?:未见|无)(?:明显)?异常|尚可)`)
	othersCalmEN = pattern.MustCompile(`(?:^|[,:( ])([a-z0-9-]+)(?: and ([a-z0-9-]+))? (?:(?:is|are|was|were|all|both|still|quite) )*(?:normal|unremarkable|satisfactory)\b`)
	calmNameEN   = pattern.MustCompile(`\bnormal (?:ecg|ekg|sinus rhythm|clotting|coagulation|kidneys?|renal function|urine|creatinine|liver|chest|skin|pressure|t4|free t4|echo\w*|film|scan|ct|mri|exam\w*|gait|sleep|diet|bowels?|saline)\b`)
	// ownZH and ownEN are no names: what is called so behind them is the value itself.
	ownZH = strings.NewReplacer("结果", "", "数值", "", "该值", "", "此值", "", "这个值", "", "该", "", "此", "", "水平", "", "指标", "", "检验", "", "化验", "", "完全", "", "基本", "", "大致", "", "仍", "", "均", "", "都", "", "也", "", "属于", "", "属", "", "在", "", "为", "", "是", "", "看来", "", "而", "", "但", "", "已", "", "算", "", "可视", "", "视", "", "约", "", "值", "", "尚", "", "提示", "", "考虑", "", "判断", "", "临床", "", "说明", "", "表明", "", "认为", "", "应", "", "接近", "", "范围", "", "范", "", "围", "", "患者", "", "对本例", "", "年龄", "", "老人", "")
	ownEN = map[string]bool{"is": true, "are": true, "was": true, "were": true, "which": true, "it": true, "this": true, "that": true, "these": true, "they": true, "within": true, "perfectly": true, "quite": true, "entirely": true, "completely": true, "essentially": true, "basically": true, "practically": true, "value": true, "values": true, "level": true, "levels": true, "result": true, "results": true, "reading": true, "figure": true, "number": true, "count": true, "as": true, "be": true, "and": true, "so": true, "back": true, "came": true, "all": true, "both": true, "the": true, "a": true, "considered": true, "called": true, "clinically": true, "nearly": true, "near": true, "low": true, "high": true, "almost": true, "still": true, "reported": true, "looks": true, "remains": true, "stays": true, "being": true, "here": true, "for": true, "him": true, "her": true, "with": true, "in": true, "to": true, "of": true, "at": true, "an": true, "usual": true, "today": true, "now": true, "therefore": true, "mmol": true, "l": true, "patient": true, "age": true, "on": true, "or": true, "deemed": true, "read": true, "reads": true, "read as": true, "upper": true, "lower": true, "more": true, "your": true, "his": true, "range": true, "just": true, "simply": true, "thus": true, "hence": true, "again": true}
)

// withoutOthersCalm is what is said behind a value, without what is called normal there and
// is another: "potassium 6.8 with a normal ECG", "ALT 246，胆红素正常".
func withoutOthersCalm(after string) string {
	after = calmNameEN.ReplaceAllString(after, "")
	for _, m := range othersCalmZH.FindAllStringSubmatchIndex(after, -1) {
		if m[2] >= 0 && ownZH.Replace(after[m[2]:m[3]]) != "" {
			after = after[:m[2]] + strings.Repeat(" ", m[1]-m[2]) + after[m[1]:]
		}
	}
	for _, m := range othersCalmEN.FindAllStringSubmatchIndex(after, -1) {
		name := after[m[2]:m[3]]
		if m[4] >= 0 {
			name = after[m[4]:m[5]]
		}
		if !ownEN[name] {
			after = after[:m[2]] + strings.Repeat(" ", m[1]-m[2]) + after[m[1]:]
		}
	}
	return after
}
