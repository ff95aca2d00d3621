package consult

import (
	"regexp"
	"strings"

	"apricot.health/knowledge/graph"
)

// placed is the reference that a reader in this language is shown: the first, or in
// Chinese the first whose place in its source is given in Chinese.
func (p *speaker) placed(refs []graph.Ref) graph.Ref {
	if p.lang == "zh" {
		for _, r := range refs {
			if _, ok := p.Graph.Source(r.Source); ok && han(place(p.lang, r.Locator)) {
				return r
			}
		}
	}
	return refs[0]
}

// placesZH are the headings of guidelines that have one name in Chinese.
var placesZH = map[string]string{ //nolint:gochecknoglobals // a constant table
	"assessment": "评估", "initial assessment": "初步评估", "diagnosis": "诊断", "diagnostic criteria": "诊断标准", "definition": "定义",
	"investigations": "检查", "imaging": "影像检查", "monitoring": "监测", "referral": "转诊", "red flags": "危险信号", "complications": "并发症",
	"treatment": "治疗", "management": "处理", "follow-up": "随访", "classification": "分类", "contraindications": "禁忌证",
	"interactions and contraindications sections": "相互作用与禁忌部分", "drug interactions": "药物相互作用", "interactions": "相互作用",
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

// numbered is a table, chapter or section by its number.
var numbered = regexp.MustCompile(`^(table|chapter|section|figure) (\d+(?:\.\d+)*)$`) //nolint:gochecknoglobals // a constant

// place words where in its source a statement stands. What has no name in Chinese
// stays as the source's reader wrote it.
func place(lang, locator string) string {
	if lang != "zh" {
		return locator
	}
	low := strings.ToLower(strings.TrimSpace(locator))
	if zh, ok := placesZH[low]; ok {
		return zh
	}
	if m := numbered.FindStringSubmatch(low); m != nil {
		switch m[1] {
		case "table":
			return "表" + m[2]
		case "figure":
			return "图" + m[2]
		case "chapter":
			return "第" + m[2] + "章"
		default:
			return "第" + m[2] + "节"
		}
	}
	return locator
}
