package check

import (
	"math"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// Figures that follow from others, with those that they follow from.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	numbered   = `\s*(?:约为|约|为|是|of|is|was|at|about|around|comes to|works out at|gives|roughly|approximately|[:：=≈~(（\s])*\s*`
	pressureRE = pattern.MustCompile(`(?:\bbp\b|blood pressure|血压|[^\d.])\D{0,10}?(\d{2,3})\s*/\s*(\d{2,3})(?:\D|$)`)
	meanRE     = pattern.MustCompile(`(?:\bmap\b|mean arterial pressure|平均动脉压)` + numbered + `(\d{2,3})(?:\D|$)`)
	qtRE       = pattern.MustCompile(`\bqt(?: interval|间期)?` + numbered + `(\d{3})(?:\D|$)`)
	rateRE     = pattern.MustCompile(`(?:heart rate|\bhr|\brate|pulse|心率)` + numbered + `(\d{2,3})(?:\D|$)`)
	qtcRE      = pattern.MustCompile(`\bqtc(?:f|b)?(?:间期)?(?:\s*\([a-z]+\))?(?:\s*by \w+)?` + numbered + `(\d{3})(?:\D|$)`)
	heightRE   = pattern.MustCompile(`(\d{3})(?:\.\d)?\s*(?:cm|厘米)|\b(1\.\d{1,2}|2\.[01]\d?)\s*(?:m\b|米)`)
	kilosRE    = pattern.MustCompile(`(\d{2,3}(?:\.\d+)?)\s*(?:kg|公斤|千克)(?:[^/a-z]|$)`)
	massRE     = pattern.MustCompile(`(?:\bbmi|体质指数|体重指数)` + numbered + `(\d{2}(?:\.\d+)?)(?:\s*kg/m|\s*[^\d.k\s]|\s+[^k\d\s]|\.\D|\.?$)|(\d{2}(?:\.\d+)?)\s*kg/m`)
	calciumRE  = pattern.MustCompile(`(?:\bca\b|calcium|血钙|总钙)` + numbered + `(\d{1,2}(?:\.\d+)?)`)
	albuminRE  = pattern.MustCompile(`(?:albumin|白蛋白|\balb\b)` + numbered + `(\d{1,2}(?:\.\d+)?)`)
	adjustedRE = pattern.MustCompile(`(?:corrected|adjusted|校正)(?:后)?(?:的)?\s*(?:serum |total |血)?(?:\bca\b|calcium|钙)` + numbered + `(\d{1,2}(?:\.\d+)?)`)
	clearRE    = pattern.MustCompile(`(?:crcl|creatinine clearance|cockcroft[- ]gault(?: crcl| clearance)?|肌酐清除率)(?:\s*\([^)]*\))?` + numbered + `(\d{1,3}(?:\.\d+)?)\s*(?:ml|毫升)?`)
	workedRE   = pattern.MustCompile(`[^=≈]*[=≈][^=≈]*[=≈]\s*(\d{1,3}(?:\.\d+)?)\s*(?:ml|毫升)`)
	stageRE    = pattern.MustCompile(`\bckd\s*(?:stage|g|-)?\s*([1-5])([ab])?\b|(?:慢性肾脏?病|\bckd)\s*(?:g|stage)?\s*([1-5])([ab])?\s*期|stage ([1-5])([ab])? (?:ckd|chronic kidney)`)
)

func figure(re *pattern.Regexp, n string) (v float64, text string, ok bool) {
	m := re.FindStringSubmatch(n)
	if m == nil {
		return 0, "", false
	}
	return atof(strings.Join(m[1:], "")), m[0], true
}

// derived works out again what a text derives from other figures of the text or
// of the chart: mean pressure, corrected QT and calcium, body mass index,
// creatinine clearance, and the stage of the kidneys.
func (b *bench) derived() []Finding {
	n := b.flatText()
	var out []Finding
	for _, of := range [...]struct {
		words []string // that a text with such a figure holds
		wrong func(string) string
	}{
		{[]string{"map", "mean arterial", "平均动脉压"}, wrongMean},
		{[]string{"qtc"}, wrongQTc},
		{[]string{"bmi", "体质指数", "体重指数", "kg/m"}, b.wrongMass},
		{[]string{"corrected", "adjusted", "校正"}, wrongCalcium},
		{[]string{"crcl", "clearance", "cockcroft", "清除率"}, b.wrongClearance},
	} {
		if !holdsAny(n, of.words...) {
			continue
		}
		if text := of.wrong(n); text != "" {
			out = append(out, b.misreadFinding(text))
		}
	}
	if !holdsAny(n, "ckd", "肾", "chronic kidney") {
		return out
	}
	if text := b.wrongStage(n); text != "" {
		f := b.find("negation_flipped", claim.Claim{Text: text}, b.evidence("find.egfr"))
		f.Message = graph.Label{ZH: text + "：与病历的eGFR分期不符", EN: text + ": not the stage of the eGFR on the record"}
		out = append(out, f)
	}
	return out
}

// wrongMean is a mean arterial pressure more than 5 mmHg from a third of the
// systolic and two thirds of the diastolic pressure.
func wrongMean(n string) string {
	said, text, ok := figure(meanRE, n)
	m := pressureRE.FindStringSubmatch(n)
	if !ok || m == nil || holdsAny(n, "target map", "map target", "map goal", "maintain map", "目标", "map >", "map ≥", "维持") {
		return ""
	}
	if math.Abs((atof(m[1])+2*atof(m[2]))/3-said) > 5 {
		return text
	}
	return ""
}

// wrongQTc is a corrected QT that neither Bazett, Fridericia, Framingham nor Hodges
// gives, to 15 ms.
func wrongQTc(n string) string {
	said, text, ok := figure(qtcRE, n)
	qt, _, ok1 := figure(qtRE, n)
	hr, _, ok2 := figure(rateRE, n)
	if !ok || !ok1 || !ok2 || qt < 200 || hr < 35 || hr > 180 {
		return ""
	}
	rr := 60 / hr
	all := []float64{qt / math.Sqrt(rr), qt / math.Cbrt(rr), qt + 154*(1-rr), qt + 1.75*(hr-60)}
	if holdsAny(n, "bazett") {
		all = all[:1]
	}
	low, high := all[0], all[0]
	for _, v := range all {
		low, high = min(low, v), max(high, v)
	}
	if said < low-15 || said > high+15 {
		return text
	}
	return ""
}

// wrongMass is a body mass index a whole point off, from a height in the text and
// a weight in the text or the chart.
func (b *bench) wrongMass(n string) string {
	said, text, ok := figure(massRE, n)
	h, _, ok1 := figure(heightRE, n)
	kg, _, ok2 := figure(kilosRE, n)
	if !ok2 {
		kg, ok2 = b.facts.Number("find.weight")
	}
	if !ok || !ok1 || !ok2 || holdsAny(n, "target", "目标", "previous", "原", "减至") || len(kilosRE.FindAllString(n, -1)) > 1 {
		return ""
	}
	if h > 3 {
		h /= 100
	}
	if math.Abs(kg/(h*h)-said) > 1 {
		return text
	}
	return ""
}

// wrongCalcium is a calcium corrected otherwise than by 0.02 mmol/L for each g/L of
// albumin below 40 (0.8 mg/dL for each g/dL below 4), to 0.1 mmol/L.
func wrongCalcium(n string) string {
	said, text, ok := figure(adjustedRE, n)
	ca, _, ok1 := figure(calciumRE, strings.Replace(n, text, "", 1))
	alb, _, ok2 := figure(albuminRE, n)
	if !ok || !ok1 || !ok2 {
		return ""
	}
	perUnit, normal, slack := 0.02, 40.0, 0.1
	if ca > 4.5 {
		perUnit, normal, slack = 0.8, 4.0, 0.4
	}
	if alb < 7 && normal > 7 {
		alb *= 10
	} else if alb > 7 && normal < 7 {
		alb /= 10
	}
	if math.Abs(ca+perUnit*(normal-alb)-said) > slack {
		return text
	}
	return ""
}

// wrongClearance is a creatinine clearance more than a quarter off that of Cockcroft
// and Gault, where creatinine and weight are given.
func (b *bench) wrongClearance(n string) string {
	said, text, ok := figure(clearRE, n)
	if strings.Contains(n, "(140") || strings.Contains(n, "（140") { // the formula is written out
		said, text, ok = figure(workedRE, n)
	}
	if !ok || said < 5 || holdsAny(n, "crcl <", "crcl>", "crcl<", "crcl >", "crcl ≥", "crcl ≤", "below", "under ", "above", "if crcl", "when crcl", "清除率<", "清除率>", "清除率低于", "清除率小于", "24-hour", "24小时尿") {
		return ""
	}
	facts := b.told()
	cr, ok1 := facts.Number("find.creatinine")
	kg, ok2 := facts.Number("find.weight")
	years, ok3 := facts.Number("find.age")
	if !ok1 || !ok2 || !ok3 || cr <= 0 || years < 18 || b.Chart.Sex == "" {
		return ""
	}
	want := (140 - years) * kg / (72 * cr / 88.4)
	if b.Chart.Sex == chart.Female {
		want *= 0.85
	}
	if math.Abs(said-want)/want > 0.25 {
		return text
	}
	return ""
}

// wrongStage is a stage of kidney disease that is neither that of the chart's eGFR
// (KDIGO 2024) nor the one that the chart itself gives. A text that gives an eGFR
// of its own is held against that (misread).
func (b *bench) wrongStage(n string) string {
	egfr, known := b.facts.Number("find.egfr")
	m := stageRE.FindStringSubmatchIndex(n)
	if !known || m == nil || ifRE.MatchString(n) || holdsAny(n, "previous", "was ", "progress", "既往", "进展", "曾", "prevent", "or worse", "及以上", "guideline", "指南") {
		return ""
	}
	stage, sub := "", ""
	for g := 1; g < 6; g += 2 {
		if m[2*g] >= 0 {
			stage = n[m[2*g]:m[2*g+1]]
			if m[2*g+2] >= 0 {
				sub = n[m[2*g+2]:m[2*g+3]]
			}
		}
	}
	text := n[m[0]:m[1]]
	for _, c := range b.Chart.Conditions {
		if k := stageRE.FindString(b.words(c)); k != "" && strings.Contains(k, stage) {
			return ""
		}
	}
	want, wantSub := stageOf(egfr)
	if stage != want || sub != "" && wantSub != "" && sub != wantSub {
		return text
	}
	return ""
}

// stageOf is the G category of an eGFR in mL/min/1.73 m2 (KDIGO 2024).
func stageOf(egfr float64) (stage, sub string) {
	switch {
	case egfr >= 90:
		return "1", ""
	case egfr >= 60:
		return "2", ""
	case egfr >= 45:
		return "3", "a"
	case egfr >= 30:
		return "3", "b"
	case egfr >= 15:
		return "4", ""
	}
	return "5", ""
}
