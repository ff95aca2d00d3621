package consult

import (
	"apricot.health/knowledge/graph"
)

// placed is the reference that a reader in this language is shown: the first, or in
// Chinese the first whose place in its source can be said in Chinese.
func (p *speaker) placed(refs []graph.Ref) graph.Ref {
	if p.lang == "zh" {
		for _, r := range refs {
			_, ok := p.Graph.Source(r.Source)
			if _, said := p.places.In(p.lang, r.Locator); ok && said {
				return r
			}
		}
	}
	return refs[0]
}

// editionsZH are editions that are no year and no number.
var editionsZH = map[string]string{ //nolint:gochecknoglobals // a constant table
	"labels in force": "现行版", "chart booklet": "图表手册", "referral criteria": "转诊标准", "continuously updated": "持续更新", "reports named": "见所列报告",
	"collected": "汇编", "2nd edition": "第2版", "3rd edition": "第3版", "4th edition": "第4版", "5th edition": "第5版", "site list": "本院清单", "default": "默认",
	"screener with triage points": "筛查表及分诊要点", "lists as remembered in 2025": "清单（2025年凭记忆整理）", "learning material": "教学资料",
	"guidance for urgent eye care": "眼科急诊指引", "9th edition": "第9版", "2019 update": "2019年更新", "2003, revised 2023": "2003，2023修订", "guidance": "指引", "NG143, 2021 update": "NG143（2021年更新）",
}

// edition words which edition of a source is meant.
func edition(lang, text string) string {
	if zh, ok := editionsZH[text]; ok && lang == "zh" {
		return zh
	}
	return text
}
