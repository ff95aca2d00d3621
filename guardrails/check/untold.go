package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// unfoundRE says of a product that nobody knows it.
	unfoundRE = pattern.MustCompile(`(?:未|没有?|无法|不能|未能|查不|检索不)(?:检索|查询|查找|查|搜索|找|识别|匹配|确认|辨认)?(?:到|出)?[^,，。;；]{0,12}(?:资料|药品|药物|成分|说明书|匹配|对应|该药|此药|此品|批准文号|信息)|(?:药品|数据|知识)库中?(?:无|没有|未)(?:匹配|收录|此|该|记录)|无匹配|查无此|\b(?:no (?:match|entry|record|such (?:drug|medicine|product))|not (?:found|listed|recogni[sz]ed|known|in) (?:in )?(?:the |our |any |this )?(?:drug |medicines? )?(?:database|formulary|list|dictionary|bnf|graph|register)|(?:cannot|can't|could not|couldn't|unable to) (?:be )?(?:identif\w+|find|trace|match|verif\w+|recogni[sz]e)|i (?:do not|don't) (?:know|recogni[sz]e) (?:this|the|what)|does not (?:match|appear in))`)
	// guessesRE says what it must be all the same.
	guessesRE = pattern.MustCompile(`(?:按|从|据|由|凭|根据)(?:其)?(?:药名|名称|名字|字面|商品名|包装|颜色|外观|成分名)[^,，。;；]{0,6}(?:推断|判断|推测|看|分析|理解|估计)|推断(?:为|属|其)|推测(?:为|属|其)|应(?:为|属于?|系)(?:一种)?[^,，。;；]{1,12}(?:类|成分|制剂|药)|想必|顾名思义|相当于|\b(?:judging (?:by|from)|going by|from|by) (?:its|the) (?:name|sound|packag\w+|label|colou?r)\b|\bpresum(?:ably|ed|e)|\bmust be an? |\bsounds like|\bprobably an? |\bassum(?:e|ed|ing) (?:it|to be)|\bequivalent to|\bis evidently|\bclearly an? `)
)

// unknownTold is true for a text to a doctor that says itself that nobody knows a
// product, and takes it for nothing.
func (b *bench) unknownTold() bool {
	return b.Audience == "doctor" && b.textShows(unfoundRE) && !b.textShows(guessesRE)
}

// guessed tells a text that takes a product that nobody knows for something.
func (b *bench) guessed() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" {
		return nil
	}
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if !b.shows(i, guessesRE) {
			continue
		}
		if m := guessesRE.FindString(s); m != "" && (unfoundRE.MatchString(s) || unfoundRE.MatchString(b.flat(i-1))) {
			return []Finding{b.find("unknown_drug", claim.Claim{Text: m})}
		}
	}
	return nil
}
