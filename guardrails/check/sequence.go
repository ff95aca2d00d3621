package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// Anticoagulants that begin with more and go on with less where a clot is treated:
// apixaban 10 mg twice daily for 7 days, then 5 mg; rivaroxaban 15 mg twice daily for 21
// days, then 20 mg once (labels of both, dosage).
//
//nolint:gochecknoglobals // compiled once, read only
var (
	clotRE = pattern.MustCompile(`\bpe\b|\bdvt\b|\bvte\b|embol|thrombos|栓塞|血栓`)
	// courseRE is a course in two steps: its medicine, and what is given how often.
	courseRE = pattern.MustCompile(`(apixaban|rivaroxaban|阿哌沙班|利伐沙班)[^。;；]{0,30}?(\d+(?:\.\d+)?) ?mg ?(bid|bd|twice|qd|od|once|(?:每日|一日|每天)[两二一12]次)[^。;；]{0,40}?(?:\bthen\b|followed by|thereafter|chang\w+ to|之后|然后|随后|继以|后(?:改|予|减|用|续|调|换|以)|改(?:为|予)?)[^。;；]{0,10}?(\d+(?:\.\d+)?) ?mg ?(bid|bd|twice|qd|od|once|(?:每日|一日|每天)[两二一12]次)`)
	twiceRE  = pattern.MustCompile(`bid|bd|twice|[两二2]次`)
	// priorRE says that the second amount is no plan.
	priorRE = pattern.MustCompile(`\b(?:not|instead of|rather than|never|error|wrong|inverted|reversed)\b|不是|而非|错误|颠倒|有误`)
)

// inverted tells a course for a clot that begins with less than it goes on with.
func (b *bench) inverted() []Finding {
	n := b.flatText()
	if b.Audience == "patient" || !b.textShows(courseRE) || !b.clotted(n) {
		return nil
	}
	var out []Finding
	for _, m := range courseRE.FindAllStringSubmatch(n, -1) {
		if priorRE.MatchString(m[0]) || atof(m[2])*oftenIn(m[3]) >= atof(m[4])*oftenIn(m[5]) {
			continue
		}
		f := b.find("dose_error", claim.Claim{Text: m[0]}, b.Index.named(m[1]))
		f.Message = graph.Label{ZH: "血栓治疗先用大剂量、后减量，此处相反：" + m[0], EN: "A clot is treated with more first and less later; here it is the other way round: " + m[0]}
		out = append(out, f)
	}
	return out
}

// clotted is true where the text or the record names a clot that is treated.
func (b *bench) clotted(n string) bool {
	return clotRE.MatchString(n) || slices.ContainsFunc(b.Chart.Conditions, func(x chart.Coded) bool { return active(x) && clotRE.MatchString(b.words(x)) })
}

func oftenIn(often string) float64 {
	if twiceRE.MatchString(often) {
		return 2
	}
	return 1
}
