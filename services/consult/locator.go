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
	"labels in force": "现行版", "chart booklet": "图表手册", "referral criteria": "转诊标准",
}

// edition words which edition of a source is meant.
func edition(lang, text string) string {
	if zh, ok := editionsZH[text]; ok && lang == "zh" {
		return zh
	}
	return text
}
