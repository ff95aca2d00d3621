package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// ofSourceRE is what a sentence calls a source that stands before it.
	ofSourceRE = pattern.MustCompile(`(?i)指南|共识|文献|来源|出处|研究|文章|论文|资料|引用|引文|原文|依据|采用|采纳|该条|此条|这(?:一)?条|\b(?:guidelines?|consensus|sources?|study|studies|trials?|papers?|citations?|cited|references?|publications?|articles?|documents?|quot\w+|statements?|claims?|recommendations?|it|that|this)\b`)
	// remindRE is the heading of a reminder, which cites nothing by itself.
	remindRE = pattern.MustCompile(`^(?:clinical )?guidelines? (?:reminder|prompt|note|alert|check)\b|^指南(?:提醒|提示|要点)[:：]`)
	// issueRE is an issue or a place of a guideline, or a count of evidence: what can be
	// looked up, and so can be made up.
	issueRE = pattern.MustCompile(`(?:19|20)\d\d ?年?(?:版|修订|更新|声明|共识|指南)|(?:19|20)\d\d (?:\w+ ){0,2}(?:update|edition|version|revision|consensus|guid|statement)|(?:consensus|guidelines?|update|statement|society|association|college)[^.;:]{0,40}(?:19|20)\d\d|\b(?:recommendation|table|section|chapter) \d|第 ?\d+ ?[条页章]|样本|准确率|\bn ?=|内部|personal communication|joint consensus`)
	// ownRE is a book of the house or of the country that the graph does not hold.
	ownRE = pattern.MustCompile(`\b(?:local|our(?: own)?|hospital|trust|departmental|in-house|unit)(?: national| \w+)? (?:guidelines?|policy|policies|protocol|formulary|antibiogram)\b|(?:本院|我院|贵院|你院|院内|本科室|我科)[^,，。;；:：]{0,12}(?:指南|规范|目录|规程|流程|路径|版)`)
	// byRE follows a guideline without saying what it says.
	byRE = pattern.MustCompile(`(?:按|依|循)(?:照|据)?(?:当地|本地|国家|最新|相应|相关)?指南|按[^,，。;；:：]{0,8}(?:专家)?共识(?:给|用|调)|\b(?:by|to|as|per) (?:the |our |current |national |local )*guidelines?(?: has it| have it)?\b`)
	// scopeRE says for whom a guideline is, that several differ, or which one the reader
	// has quoted: the sentence weighs it and leans on nothing.
	scopeRE = pattern.MustCompile(`指南[^,，。;；]{0,4}不适用|指南(?:所说|所称|写的|里的)?["'“「][^"'”」]{0,24}["'”」]是?针对|(?:各|几|两|多)(?:家|部|份|种|个)?指南[^,，。;；]{0,8}(?:不一|差异|不同|相左|矛盾)|指南[^。;；]{0,40}不矛盾|(?:您|你|所)引用?(?:的|到的)?[^,，。;；]{0,8}(?:指南|共识)|\bguidelines?(?: that)? (?:you (?:quote|cite|mention)|quoted|cited)|\bguidelines? (?:say opposite|disagree|conflict)|\b(?:does not|doesn't) apply\b|\bknow of no guideline|\bno guidelines? (?:has|have|says?|asks?|requires?)\b`)
	// makersRE is of bodies that issue guidelines of which the graph has none: who names one
	// without an issue invents nothing.
	makersRE = pattern.MustCompile(`\bfleischner\b|弗莱施纳`)
)

// calledByTitle is true where running text calls a source by its whole title, or by the
// name of its campaign: 中国高血压防治指南, Surviving Sepsis.
func calledByTitle(x graph.Source, s string) bool {
	const long = 6
	zh, _, _ := strings.Cut(x.Title.ZH, "（")
	if strings.HasSuffix(zh, "指南") && utf8.RuneCountInString(zh) >= long && strings.Contains(s, zh) {
		return true
	}
	zh, _, _ = strings.Cut(x.Title.ZH, "：")
	if name, ok := strings.CutSuffix(zh, "运动"); ok && strings.Contains(s, name) {
		return true
	}
	en, _, _ := strings.Cut(x.Title.EN, ":")
	name, ok := strings.CutSuffix(en, " Campaign")
	return ok && strings.Contains(s, name)
}

// called is true where a sentence calls a source of the graph by its title, and by its
// year where it gives one. The graph holds only some of what such a source says.
func (b *bench) called(sentence int) bool {
	s := b.sentence(sentence)
	years := yearsIn(s)
	return slices.ContainsFunc(b.Graph.Sources(), func(x graph.Source) bool {
		return (len(years) == 0 || slices.Contains(years, x.Year)) && x.RetiredBy == "" && calledByTitle(x, s)
	})
}

// inPassing is true where a guideline is named and nothing rests on it: "follow
// up by the guideline", "an older guideline used to, and no longer does".
func (b *bench) inPassing(sentence int) bool {
	s := b.flat(sentence)
	if ownRE.MatchString(s) || scopeRE.MatchString(s) || b.called(sentence) {
		return true
	}
	if (remindRE.MatchString(s) || byRE.MatchString(s) || makersRE.MatchString(s)) && !issueRE.MatchString(b.flatText()) {
		return true
	}
	return holdsAny(s, "不建议", "不推荐", "未推荐", "不再沿用", "倾向", "not recommended", "not recommend", "do not advise", "don't advise", "no longer", "moved away", "按指南", "按照指南", "参照指南", "遵循指南", "per guideline", "as per", "in line with", "旧版", "不再推荐", "已不推荐", "no longer recommend", "older guideline", "查最新指南", "查阅指南", "查阅最新", "查指南", "consult the", "check the current", "check the latest", "see the current")
}

// studied is true for words that lean on a study and not on a guideline.
func studied(text string) bool {
	t := squeeze(text)
	return slices.ContainsFunc([]string{"study", "studies", "trial", "research", "nejm", "lancet", "etal", "研究", "文献"}, func(w string) bool { return strings.Contains(t, w) })
}

// setAside is true where a source is named only to say that nobody could find
// it, or that nothing rests on it. The sentence behind it may say so where it
// speaks of a source too: what is not known of something else sets nothing aside.
func (b *bench) setAside(sentence int) bool {
	said := b.sentence(sentence)
	if next := b.sentence(sentence + 1); ofSourceRE.MatchString(next) {
		said += " " + next
	}
	return holdsAny(squeezeSpaces(said),
		"无法核实", "未能核实", "不能核实", "没有查到", "没查到", "查不到", "未查到", "未检索到", "没有检索到", "检索不到", "找不到", "没有找到", "未找到", "没有可靠", "无可靠", "不采用", "未采用", "未采纳", "不予采纳", "不作为依据", "未引用", "不引用", "不要引用", "不予引用", "已删除", "没有依据",
		"撤稿", "卷期不存在", "建议删去", "引用处删", "只找到摘要", "只有摘要", "全文未能", "未见全国指南", "未见指南",
		"couldn't verify", "could not verify", "can't verify", "cannot verify", "unable to verify", "not verified", "unverified", "couldn't find", "could not find", "can't find", "cannot find", "unable to find", "isn't used", "is not used", "not been used", "not relied on", "left out", "has been removed", "no reliable", "does not exist", "doesn't exist", "don't have a source",
		"retracted", "retraction", "only the abstract", "abstract only")
}
