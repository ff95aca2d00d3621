package check

import (
	"maps"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// parts are the paired parts of the body by what is called after them, so that
// a torn meniscus and a knee are one place. A part is known by its first name; of names
// that begin at one place the longest is meant.
//
//nolint:gochecknoglobals // literal tables, compiled once, read only
var (
	parts = [][]string{
		{"膝", "半月板", "交叉韧带", "髌", "knee", "menisc", "cruciate", "acl", "patell", "tkr", "tka"},
		{"髋", "股骨颈", "股骨头", "粗隆", "转子", "股骨转子", "股骨粗隆", "髋臼", "hip", "femoral neck", "femoral head", "neck of femur", "nof", "intertrochanteric", "trochanter", "acetabul", "thr", "tha"},
		{thighBone, "femur", "femoral fracture"},
		{"乳", "breast", "mastectom"},
		{"腹股沟", "疝", "inguinal", "groin", "hernia"},
		{eyePart, "白内障", "视网膜", "青光眼", "角膜", "黄斑", "玻璃体", "eye", "cataract", "retina", "cornea", "macula", "vitre", "glaucoma", "phaco"},
		{"耳", "听力", "ear", "hearing", "mastoid", "otitis"},
		{"肾", "输尿管", "kidney", "renal", "ureter", "nephrectom", "nephrostom", "hydronephrosis", "pyelonephritis"},
		{"肺", "胸腔", "胸膜", "气胸", "上叶", "下叶", "中叶", "lung", "pleura", "pneumothora", "lobectom", "upper lobe", "lower lobe", "middle lobe", "chest drain", "chest tube", "haemothora", "hemothora"},
		{"肋", "rib"},
		{"肩", "锁骨", "shoulder", "rotator", "clavic"},
		{"肘", "elbow"},
		{"腕", "桡骨", "手", "指", "wrist", "radius", "hand", "thumb", "finger", "carpal", "scaphoid", "metacarp"},
		{"上肢", "肱骨", "前臂", "arm", "humer"},
		{"下肢", "小腿", "大腿", "胫骨", "腓", "股骨干", "腘", "大隐静脉", "坐骨神经", "leg", "calf", "thigh", "tibia", "fibula", "femoral shaft", "poplite", "saphen", "sciatic"},
		{"踝", "跟腱", "ankle", "achilles"},
		{"足", "趾", "跟骨", "跖", "foot", "toe", "heel", "calcane", "metatars"},
		{"睾丸", "精索", "附睾", "隐睾", "testic", "testis", "testes", "scrot", "orchi", "varicocele", "epididym"},
		{"卵巢", "附件", "输卵管", "ovary", "ovaries", "ovarian", "adnex", "tubal", "salping"},
		{"甲状腺", "thyroid", "lobe of the thyroid"},
		{"偏瘫", "肢体", "hemipar", "hemipleg", "side weakness", "sided weakness"},
		{"颈动脉", "carotid"},
		{"肾上腺", "adrenal"},
		{"脑", "大脑中动脉", "半球", "基底节", "丘脑", "hemispher", "basal gangli", "thalam", "mca", "middle cerebral", "pca infarct", "aca infarct"},
		{"面", "facial", "face", "bell's"},
		{"腮腺", "parotid"},
		{"颌下腺", "submandib"},
		{"扁桃体", "tonsil"},
		{"腋", "axilla"},
		{"声带", "vocal cord", "vocal fold"},
		{"上颌窦", "maxillary sinus"},
	}
	// thighBone is the bone of hip and leg, which a text may mean by its name alone.
	thighBone = "股骨"
	eyePart   = "眼"
	// noParts are words that only begin or end like a part.
	noParts   = pattern.MustCompile(`手术|手法|手动|手写|手册|着手|手续|指标|指南|指征|指导|指示|指数|方面|面积|面临|全面|面部以外|不足|充足|足够|足量|足月|满足|耳鼻喉科|眼科|脑科|乳酸|乳果糖|肾功能|肾小球|renal function|right heart|face (?:mask|to face)|hand hygiene|hands?-?on`)
	sideMarks = newMarks(",，;；。.!！\n")
	sideRE    = pattern.MustCompile(`左|右|双侧|两侧|双|\bleft\b|\bright\b|\bbilateral\b|\bboth\b|(?:^|[ (])[lr]t?[.)]? ?\b|\bo[dsu]\b`)
	soundRE   = pattern.MustCompile(`正常|健侧|对侧|未见|无(?:明显)?异常|阴性|不痛|normal|unaffected|contralateral|uninvolved|asymptomatic|healthy|other side|compared|\bclear\b|no (?:pain|swelling|weakness)`)
	// noSideRE is what follows the words of a side that are none here: a verb, a judgment.
	noSideRE = pattern.MustCompile(`^ ?(?:the|his|her|their|a|an|it|him|behind|home|hospital|untreated|out|over|alone|in|on|at|for|with|without|against|to|as|early|earlier|after|before|time|dose|drug|choice|decision|now|away|patient|word|answer|thing|way|heart|ventric\w*|atri\w*|bundle|axis|shift)\b|^-?handed|^(?:心室|心房|束支|旋糖|美|氧氟|炔|西孟|甲状腺素|旋|乙拉|卡尼汀)`)
	// abbreviatedRE is a side in letters, which has its part right behind it.
	abbreviatedRE = pattern.MustCompile(`^[ (]?([lr])t?[.)]? ?$`)
	oculistRE     = pattern.MustCompile(`^o[dsu]$`)
)

// sideOf is one side with the part that it is said of.
type sideOf struct {
	part, side string
	sound      bool
}

// sides reads what a text in the form of squeezeSpaces says of sides.
func sides(n string) []sideOf {
	if !sideRE.MatchString(n) {
		return nil
	}
	var out []sideOf
	for _, clause := range sideMarks.cut(nil, n) {
		marks := sideRE.FindAllStringIndex(clause, -1)
		for i, m := range marks {
			end := len(clause)
			if i+1 < len(marks) {
				end = marks[i+1][0]
			}
			if i > 0 && slices.Contains([]string{"and", "or", "&", "及", "和", "、", "/", "与"}, strings.TrimSpace(clause[marks[i-1][1]:m[0]])) {
				out = append(out, sideOf{partIn(clause[m[1]:min(end, m[1]+partNear)]), "both", false})
				continue
			}
			if part, side := sided(clause, m, end); part != "" {
				out = append(out, sideOf{part, side, soundRE.MatchString(clause)})
			}
		}
	}
	return out
}

// partNear is how far behind its side a part may stand, in bytes.
const partNear = 30

// sided is the side at a place of a clause and its part: behind it, right behind it where
// the side is a letter, or before it where it stands in brackets.
func sided(clause string, m []int, end int) (part, side string) {
	word, behind := clause[m[0]:m[1]], clause[m[1]:min(end, m[1]+partNear)]
	if oculistRE.MatchString(word) {
		if strings.HasSuffix(strings.TrimRight(clause[:m[0]], " "), "g") || partIn(clause) != eyePart {
			return "", "" // "od" is once a day
		}
		return eyePart, map[byte]string{'d': "right", 's': "left", 'u': "both"}[word[1]]
	}
	if noSideRE.MatchString(behind) {
		return "", ""
	}
	switch side = "left"; {
	case strings.Contains(word, "右"), strings.Contains(word, "r"):
		side = "right"
		if word == "bilateral" {
			side = "both"
		}
	case strings.HasPrefix(word, "双"), word == "两侧", word == "both":
		side = "both"
	}
	if abbreviatedRE.MatchString(word) {
		if p, at := partAt(behind); at == 0 {
			return p, side
		}
		if !strings.Contains(word, "(") && !strings.HasSuffix(clause[:m[1]], ")") {
			return "", ""
		}
		behind = ""
	}
	if part = partIn(behind); part == "" && strings.HasSuffix(strings.TrimRight(clause[:m[0]+1], " "), "(") || part == "" && m[0] > 0 && clause[m[0]-1] == '(' {
		part = partIn(clause[:m[0]])
	}
	return part, side
}

// partIn is the part that is named first, "" for none.
func partIn(s string) string {
	part, _ := partAt(s)
	return part
}

// partAt is the part that is named first and where, -1 for none; of those that begin at
// one place the longest.
func partAt(s string) (part string, at int) {
	s = noParts.ReplaceAllStringFunc(s, func(w string) string { return strings.Repeat("#", len(w)) })
	at, most := -1, 0
	for _, p := range parts {
		for _, name := range p {
			i := nameAt(s, name)
			if i < 0 || at >= 0 && (i > at || i == at && len(name) <= most) {
				continue
			}
			part, at, most = p[0], i, len(name)
		}
	}
	return part, at
}

// nameAt is where a name stands in a text, -1 for nowhere: one of letters as the beginning
// of a word, and a short one as a whole word or its plural.
func nameAt(s, name string) int {
	const short = 4
	for from := 0; ; {
		i := strings.Index(s[from:], name)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(name)
		if name[0] >= 0x80 {
			return i
		}
		if i > 0 && s[i-1] != ' ' && s[i-1] != '-' && s[i-1] != '(' && s[i-1] != '#' {
			continue
		}
		rest := strings.TrimPrefix(s[from:], "s")
		if len(name) > short || rest == "" || !wordy(rest[0]) {
			return i
		}
	}
}

// wrongSide tells a text that speaks of the other side than the chart: of one
// part, never of the chart's side and never of both.
func (b *bench) wrongSide() []Finding {
	if !b.textShows(sideRE) {
		return nil
	}
	charted := map[string]string{}
	for _, c := range b.Chart.Conditions {
		if !active(c) {
			continue
		}
		for _, s := range sides(b.words(c)) {
			if have, ok := charted[s.part]; ok && have != s.side {
				charted[s.part] = "both"
				continue
			}
			charted[s.part] = s.side
		}
	}
	if len(charted) == 0 {
		return nil
	}
	said := map[string][]string{}
	for _, s := range sides(b.flatText()) {
		if s.sound {
			continue
		}
		said[s.part] = append(said[s.part], s.side)
		if s.part == thighBone {
			for _, part := range []string{"髋", "下肢"} {
				said[part] = append(said[part], s.side)
			}
		}
	}
	for _, part := range slices.Sorted(maps.Keys(said)) {
		want, ok := charted[part]
		if !ok || want == "both" || slices.Contains(said[part], want) || slices.Contains(said[part], "both") {
			continue
		}
		f := b.find("negation_flipped", claim.Claim{Text: part}, "chart.conditions")
		f.Message = graph.Label{ZH: "左右与病历不一致：" + part, EN: "The side is not that of the record: " + part}
		return []Finding{f}
	}
	return nil
}
