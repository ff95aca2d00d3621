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
	scopeRE = pattern.MustCompile(`指南[^,，。;；]{0,4}不适用|指南(?:所说|所称|写的|里的)?["'“「][^"'”」]{0,24}["'”」]是?针对|(?:各|几|两|多)(?:家|部|份|种|个)?指南[^,，。;；]{0,8}(?:不一|差异|不同|相左|矛盾)|指南[^。;；]{0,40}不矛盾|(?:您|你|所)引用?(?:的|到的)?[^,，。;；]{0,8}(?:指南|共识)|\bguidelines?(?: that)? (?:you (?:quote|cite|mention)|quoted|cited)|\bguidelines? (?:say opposite|disagree|conflict)|\bguidelines?\b[^.;]{0,60}\b(?:does not|doesn't|do not|don't) apply\b|\bknow of no guideline|\bno guidelines? (?:has|have|says?|asks?|requires?)\b`)
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

//nolint:gochecknoglobals // compiled once, read only
var (
	// unverifiedRE sets aside whatever source stands beside it; notFoundRE does so only in a
	// clause of a source, or in one that says nothing else: 找不到更好的药 sets nothing aside.
	unverifiedRE = pattern.MustCompile(`(?:无法|未能|不能|没能|未获)核实|未检索到|没有检索到|检索不到|不作为依据|不予?采纳|未采纳|(?:未|不|不要|不予)引用|撤稿|卷期不存在|建议删去|引用处删|只找到摘要|只有摘要|全文未能|未见(?:全国)?指南` +
		`|\b(?:couldn't|could not|can't|cannot|unable to) (?:be )?verif\w*|\bunverified\b|\bnot relied on\b|\bdon't have a source\b|\bretract\w*|\bonly the abstract\b|\babstract only\b`)
	notFoundRE = pattern.MustCompile(`没有查到|没查到|查不到|未查到|找不到|没有找到|未找到|没有可靠|无可靠|(?:不|未)采用|已删除|没有依据|\b(?:couldn't|could not|can't|cannot|unable to) (?:be )?f(?:i|ou)nd\b|\b(?:isn't|is not|not been) used\b|\bnot verified\b|\bleft out\b|\bhas been removed\b|\bno reliable\b|\b(?:does not|doesn't) exist\b`)
	// leansRE leans on a source all the same, unfollowedRE says that nobody does.
	leansRE      = pattern.MustCompile(`(?:仍|照|按|据|依|以)(?:此|之|该(?:指南|文|建议)|其)[^,，。;；]{0,4}(?:执行|办|处理|给|用|为准|做)|照(?:办|做|用|执行)|仍(?:按|照|采用|执行|以)|但(?:可|仍|还是)?(?:采用|执行|照|按)|\b(?:follow(?:ed|ing)?|use|using|apply|go(?:ing)? (?:with|by)|rel(?:y|ying) on) (?:it|this|that|them)\b|\banyway\b|\bnevertheless\b|\bnonetheless\b|\bregardless\b|\ball the same\b`)
	unfollowedRE = pattern.MustCompile(`(?:不|未|勿|别|不能|不要|不应|不宜)(?:再|予)?(?:按|照|据|依|以)|\b(?:not|never|n't|nobody|no one|cannot) (?:be )?(?:follow|use|using|apply|rely|relied|go)\w*`)
)

// setAside is true where a source is named only to say that nobody could find
// it, or that nothing rests on it. The sentence behind it may say so where it
// speaks of a source too: what is not known of something else sets nothing aside.
func (b *bench) setAside(sentence int) bool {
	here := []int{sentence}
	if ofSourceRE.MatchString(b.sentence(sentence + 1)) {
		here = append(here, sentence+1)
	}
	aside := false
	for _, i := range here {
		s := b.flat(i)
		if leansRE.MatchString(s) && !unfollowedRE.MatchString(s) {
			return false
		}
		aside = aside || unverifiedRE.MatchString(s) || slices.ContainsFunc(limbMarks.cut(nil, s), setsAside)
	}
	return aside
}

// setsAside is true for a clause that finds no source, or says only that it was not found.
func setsAside(clause string) bool {
	const little = 12
	at := notFoundRE.FindStringIndex(clause)
	return at != nil && (ofSourceRE.MatchString(clause) || strings.Contains(clause, "《") || utf8.RuneCountInString(clause)-utf8.RuneCountInString(clause[at[0]:at[1]]) <= little && !otherThingRE.MatchString(clause))
}

// otherThingRE is what may not be found and is no source.
//
//nolint:gochecknoglobals // compiled once, read only
var otherThingRE = pattern.MustCompile(`药|替代|方案|办法|病因|原因|更好|静脉|病灶|\b(?:alternative|cause|option|vein|drug|medicine|lesion|better|treatment|bed|dose|details?)\b`)
