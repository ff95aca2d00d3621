package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// parts are the paired parts of the body by what is called after them, so that
// a torn meniscus and a knee are one place. A part is known by its first name.
//
//nolint:gochecknoglobals // literal tables, compiled once, read only
var (
	parts = [][]string{
		{"膝", "半月板", "交叉韧带", "髌", "knee", "menisc", "cruciate", "acl", "patell"},
		{"髋", "股骨颈", "股骨头", "粗隆", "hip", "femoral neck", "neck of femur"},
		{"乳", "breast", "mastectom"},
		{"腹股沟", "疝", "inguinal", "groin", "hernia"},
		{"眼", "白内障", "视网膜", "青光眼", "eye", "cataract", "retina"},
		{"耳", "听力", "ear", "hearing", "mastoid"},
		{"肾", "输尿管", "kidney", "renal", "ureter", "nephrectom"},
		{"肺", "胸腔", "胸膜", "气胸", "lung", "pleura", "pneumothora", "lobectom"},
		{"肩", "锁骨", "shoulder", "rotator", "clavic"},
		{"肘", "elbow"},
		{"腕", "桡骨", "手", "指", "wrist", "radius", "hand", "thumb", "finger"},
		{"上肢", "肱骨", "前臂", "arm", "humer"},
		{"下肢", "小腿", "大腿", "胫骨", "腓", "股骨干", "leg", "calf", "thigh", "tibia", "femur"},
		{"踝", "跟腱", "ankle", "achilles"},
		{"足", "趾", "foot", "toe"},
		{"睾丸", "精索", "testi", "scrot", "orchi"},
		{"卵巢", "附件", "输卵管", "ovar", "adnex", "tubal", "salping"},
		{"甲状腺", "thyroid lobe", "lobe of the thyroid"},
		{"偏瘫", "肢体", "hemipar", "hemipleg", "side weakness", "sided weakness"},
		{"颈动脉", "carotid"},
		{"肾上腺", "adrenal"},
		{"脑", "半球", "基底节", "hemispher", "basal gangli"},
		{"面", "facial", "face"},
	}
	sideMarks = newMarks(",，;；。.!！\n")
	sideRE    = pattern.MustCompile(`左|右|双侧|两侧|双|\bleft\b|\bright\b|\bbilateral\b|\bboth\b`)
	soundRE   = pattern.MustCompile(`正常|健侧|对侧|未见|无(?:明显)?异常|阴性|不痛|normal|unaffected|contralateral|uninvolved|asymptomatic|healthy|other side|compared|no (?:pain|swelling|weakness)`)
)

// sideOf is one side with the part that it is said of.
type sideOf struct {
	part, side string
	sound      bool
}

// sides reads what a text in the form of squeezeSpaces says of sides. near is how far behind the side its
// part may stand, in bytes.
func sides(n string) []sideOf {
	const near = 30
	if !sideRE.MatchString(n) {
		return nil
	}
	var out []sideOf
	for _, clause := range sideMarks.cut(nil, n) {
		marks := sideRE.FindAllStringIndex(clause, -1)
		for i, m := range marks {
			end := min(len(clause), m[1]+near)
			if i+1 < len(marks) {
				end = min(end, marks[i+1][0])
			}
			side := "left"
			if i > 0 && slices.Contains([]string{"and", "or", "&", "及", "和", "、", "/", "与"}, strings.TrimSpace(clause[marks[i-1][1]:m[0]])) {
				out = append(out, sideOf{partIn(clause[m[1]:end]), "both", false})
				continue
			}
			switch clause[m[0]:m[1]] {
			case "右", "right":
				side = "right"
			case "双侧", "两侧", "双", "bilateral", "both":
				side = "both"
			}
			if part := partIn(clause[m[1]:end]); part != "" {
				out = append(out, sideOf{part, side, soundRE.MatchString(clause)})
			}
		}
	}
	return out
}

// partIn is the part that is named first.
func partIn(s string) string {
	best, at := "", len(s)+1
	for _, p := range parts {
		for _, name := range p {
			i := strings.Index(s, name)
			if i < 0 || i >= at || name[0] < 0x80 && i > 0 && s[i-1] != ' ' && s[i-1] != '-' {
				continue
			}
			best, at = p[0], i
		}
	}
	return best
}

// wrongSide tells a text that speaks of the other side than the chart: of one
// part, never of the chart's side and never of both.
func (b *bench) wrongSide() []Finding {
	if b.lay() && b.Audience != "care-manager" || !b.textShows(sideRE) {
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
		if !s.sound {
			said[s.part] = append(said[s.part], s.side)
		}
	}
	for _, part := range sortedKeys(said) {
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
