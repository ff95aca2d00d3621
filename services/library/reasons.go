package library

import (
	"regexp"
	"strings"

	"apricot.health/knowledge/locator"
)

// reasonZH says in Chinese why a test case stands beside a rule. Most say which
// change of the rule they would notice, in words that a program has written; what
// has no Chinese is marked as its author's words.
func reasonZH(text string) string {
	if locator.Han(text) || text == "" {
		return text
	}
	if zh, ok := reasons[strings.ToLower(text)]; ok {
		return zh
	}
	change, ok := strings.CutPrefix(text, "notices when ")
	if !ok {
		if m := atEdge.FindStringSubmatch(text); m != nil {
			return map[string]string{"below": "低于", "at": "恰在", "above": "高于"}[m[1]] + "第" + m[2] + "个分界"
		}
		if m := aSum.FindStringSubmatch(text); m != nil {
			return "总分" + m[1]
		}
		if m := years.FindStringSubmatch(text); m != nil {
			return m[1] + "岁"
		}
		return original.ZH + text
	}
	for _, by := range changes {
		if by.en.MatchString(change) {
			return "能发现的改动：" + by.en.ReplaceAllString(change, by.zh)
		}
	}
	// What is longer was cut when it was written.
	return "能发现的改动：" + changeWords.Replace(change)
}

var changeWords = strings.NewReplacer(" becomes ", " 改为 ", " is dropped", " 被删去", " is...", "……", "...", "……", " loses ", " 少了 ", "clause ", "条件 ", "plausible ", "可信 ", " in ", " 在 ", "when", "条件") //nolint:gochecknoglobals // a constant table

//nolint:gochecknoglobals // constant tables
var (
	atEdge = regexp.MustCompile(`^(below|at|above) edge (\d+)$`)
	aSum   = regexp.MustCompile(`^sum (-?[\d.]+)$`)
	years  = regexp.MustCompile(`^(\d+) years$`)
	// changes are what the mutation tests write (knowledge/mutation).
	changes = []struct {
		en *regexp.Regexp
		zh string
	}{
		{regexp.MustCompile(`^(?:(\w+): )?clause (.+) is dropped$`), "删去 $1 条件 $2"},
		{regexp.MustCompile(`^(?:(\w+): )?level (\S+) becomes (\S+)$`), "$1 级别由 $2 改为 $3"},
		{regexp.MustCompile(`^plausible max (\S+) becomes (\S+)$`), "可信上限由 $1 改为 $2"},
		{regexp.MustCompile(`^plausible min (\S+) becomes (\S+)$`), "可信下限由 $1 改为 $2"},
		{regexp.MustCompile(`^(?:(\w+): )?statistic (\S+) becomes (\S+)(.*)$`), "$1 统计方式由 $2 改为 $3$4"},
		{regexp.MustCompile(`^(?:(\w+): )?days (\S+) becomes (\S+) of (\S+)$`), "$1 $4 的天数由 $2 改为 $3"},
		{regexp.MustCompile(`^every (\S+) days becomes every (\S+)(.*)$`), "每 $1 天改为每 $2 天"},
		{regexp.MustCompile(`^decimals (\S+) becomes (\S+)$`), "小数位由 $1 改为 $2"},
		{regexp.MustCompile(`^to (\S+) becomes (\S+)$`), "交给 $1 改为交给 $2"},
		{regexp.MustCompile(`^(?:(\w+): )?(\S+) becomes its absence$`), "$1 $2 由“有”改为“无”"},
		{regexp.MustCompile(`^(?:(\w+): )?the absence of (\S+) becomes its presence$`), "$1 $2 由“无”改为“有”"},
		{regexp.MustCompile(`^(?:(\w+): )?(\S+) (gte|gt|lte|lt|eq) (\S+) becomes (\S+)$`), "$1 $2 的界限 $3 $4 改为 $5"},
		{regexp.MustCompile(`^(\w+) loses (\S+)$`), "$1 少了 $2"},
		{regexp.MustCompile(`^all becomes any in (.+)$`), "“全部满足”改为“满足任一”：$1"},
		{regexp.MustCompile(`^any becomes all in (.+)$`), "“满足任一”改为“全部满足”：$1"},
		{regexp.MustCompile(`^(\w+) is dropped$`), "删去 $1"},
	}
	reasons = map[string]string{
		"rounds half up": "四舍五入", "both in use": "两者都在用", "not measured": "没有测量", "the other medicines are not known": "其他用药不明", "none of the second group in use": "没有用第二组的药",
		"none of the first group in use": "没有用第一组的药", "nothing scores": "没有一项得分", "all that can stand together": "能并存的各项都有", "outside the population": "不属于适用人群", "at the bound": "恰在界限",
		"not known": "不明", "not this target": "不是这个目标", "not known to be of this target": "不知是否属于这个目标", "just inside": "刚在界内", "just outside": "刚在界外", "not said": "没有说", "children have other limits": "儿童另有界限",
		"this pair counts": "这一对计入", "present": "有", "absent": "无", "age unknown": "年龄不明", "the patients of this target": "适用这个目标的患者", "unknown": "不明",
	}
)
