package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// How a text for professionals says what has long been known of a patient, and how
// it names a figure.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	historyRE  = pattern.MustCompile(`(?:\bknown(?: to have)?|\bhistory of|\bh/o|\bpmh\b|past (?:medical )?history|\bbackground(?: of)?|\blong-?standing|\bunderlying|\bpre-?existing|\b(?:given|because of|in view of|due to|owing to|despite|considering) (?:his|her|the patient's|known)|鉴于(?:患者)?(?:有)?|既往(?:有|患|史)?|基础(?:疾)?病|(?:有|患)[^,，。;；]{0,16}$)[^.。;；]{0,60}$`)
	pastZH     = pattern.MustCompile(`^[^,，。;；]{0,8}(?:病史|史)`)
	freshRE    = pattern.MustCompile(`\bnew(?:ly)?\b|today|suspect|possible|probabl|likely|rule out|exclude|screen|differential|consider|whether|family|mother|father|brother|sister|risk of|if |unless|\bno\b|\bnot\b|denies|without|patients? with|in (?:people|patients|those)|新(?:发|诊|近)|今日|本次|疑|可能|待排|排除|筛查|鉴别|考虑|是否|家族|母亲|父亲|风险|如|若|无|未|否认|没有|患者(?:应|慎|禁)|者(?:禁|慎|忌|应|不)|自诉|自述|自称|reports|states|says|told`)
	allergicRE = pattern.MustCompile(`过敏|休克|allerg|anaphyla`)
	labelledRE = pattern.MustCompile(`(lvef|\bef|射血分数|\binr|hba1c|糖化血红蛋白|t值|t score|abi|psa|cd4|aps?tt|bmi|\begfr|\bk\+?|血钾|血钠|血红蛋白|\bhb|血小板|肌酐|直径|fev1|瓣口面积|valve area)\s*(?:为|是|约|of|is|was|[:：=<>≈~(（\s])*(\d{1,4}(?:\.\d+)?)`)
	changedRE  = pattern.MustCompile(`->|→|从|由|升至|降至|上次|此前|既往|恢复|复查|前|now|previous|was|from|to |improved|recovered|target|goal|目标|if|when|below|above|<|>|≥|≤|at least|range|若|如|低于|高于|以上|以下|参考|指南|criteria|标准`)
)

// offRecord tells what a text says has long been so and that the closed lists of the
// record do not have, and a figure that the record's own words give otherwise.
func (b *bench) offRecord() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Diagnosis || c.Sentence < 0 || c.Polarity != claim.Affirmed || c.Act == claim.Excluded || c.Act == claim.Suspected || c.Experiencer != "patient" || b.ofKin(c) {
			continue
		}
		if b.facts.Bool(c.Concept) != chart.No || !b.Chart.ConditionsKnown || len(b.Chart.Conditions) == 0 {
			continue
		}
		s, before := b.flat(c.Sentence), b.before(c)
		past := c.Concept == "cond.dialysis" || historyRE.MatchString(before) || pastZH.MatchString(b.after(c))
		if past && !freshRE.MatchString(s) && !allergicRE.MatchString(s) {
			f := b.find("negation_flipped", c, "chart.conditions")
			f.Message = graph.Label{ZH: "病历中没有此既往病史：" + c.Text, EN: "Not among the conditions of the record: " + c.Text}
			out = append(out, f)
			break
		}
	}
	return append(out, b.otherFigure()...)
}

// otherFigure holds a figure of the text against the same figure in the chart's own
// words: "EF 58%" where the record has "heart failure (EF 32%)".
func (b *bench) otherFigure() []Finding {
	charted := map[string]string{}
	for _, list := range [][]chart.Coded{b.Chart.Conditions} {
		for _, x := range list {
			for _, m := range labelledRE.FindAllStringSubmatch(b.words(x), -1) {
				if !changedRE.MatchString(m[0]) {
					charted[labelOf(m[1])] = m[2]
				}
			}
		}
	}
	if len(charted) == 0 {
		return nil
	}
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if changedRE.MatchString(s) {
			continue
		}
		for _, m := range labelledRE.FindAllStringSubmatch(s, -1) {
			have, ok := charted[labelOf(m[1])]
			if ok && !near(atof(m[2]), atof(have), m[2]) && !near(atof(have), atof(m[2]), have) {
				f := b.find("negation_flipped", claim.Claim{Text: m[0]}, "chart.conditions")
				f.Message = graph.Label{ZH: "与病历的数值不符：" + m[0], EN: "Not the figure of the record: " + m[0]}
				return []Finding{f}
			}
		}
	}
	return nil
}

// labelOf is one name for the names of a figure.
func labelOf(name string) string {
	switch name = strings.TrimSpace(name); name {
	case "lvef", "射血分数":
		return "ef"
	case "糖化血红蛋白":
		return "hba1c"
	case "血钾", "k+":
		return "k"
	case "血红蛋白":
		return "hb"
	case "瓣口面积":
		return "valve area"
	}
	return name
}
