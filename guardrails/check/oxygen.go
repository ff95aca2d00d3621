package check

import (
	"strconv"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// highestTarget is the upper end of the saturation at which oxygen is aimed in COPD,
// in percent: 88 to 92 (GOLD 2025, oxygen in exacerbations; BTS 2017). A target is
// told once it lies wholly above, or reaches beyond highestReach; so is more oxygen
// than that of a controlled start with no target beside it.
const (
	lowestTarget  = 88
	highestTarget = 92
	highestReach  = 94
	controlled    = 4.0  // L/min
	controlledAt  = 35.0 // percent of oxygen
	aimNear       = 16   // bytes beside a saturation in which an aim is worded
)

//nolint:gochecknoglobals // compiled once, read only
var (
	oxygenRE = pattern.MustCompile(`oxygen|\bo2\b|吸氧|给氧|氧疗|氧气|氧流量|储氧|鼻导管|面罩|文丘里|venturi|cannula|non-?rebreather|\bnrb\b|\bmask\b`)
	targetRE = pattern.MustCompile(`(?:spo2|sao2|\bsats?\b|saturations?|氧饱和度|血氧)[^.,;。；，\d]{0,16}?(\d{2,3}) ?%?(?: ?(?:-|–|~|to|至|到) ?(\d{2,3}))?`)
	flowRE   = pattern.MustCompile(`(\d+(?:\.\d+)?)(?: ?(?:-|–|~|to|至) ?\d+(?:\.\d+)?)? ?(?:l/min|lpm|升/分|litres? (?:per|a) minute|l (?:per|a) minute)`)
	// rangeRE is the range itself, whatever word it stands beside.
	rangeRE = pattern.MustCompile(`\b8[5-9] ?%? ?(?:-|–|~|to|至|到) ?9[0-4] ?%`)
	// aimsRE are the words of an aim: without them a doctor tells what was measured.
	aimsRE  = pattern.MustCompile(`target|aim|keep|maintain|titrat|above|over|at least|[>≥]|目标|维持|保持|控制在|以上|不低于|达到|升至`)
	shareRE = pattern.MustCompile(`(?:fio2|venturi|oxygen|吸氧浓度|氧浓度)[^.,;。；，\d]{0,12}?(\d{2,3}) ?%`)
	// dyingRE are states in which oxygen is given freely first.
	dyingRE = pattern.MustCompile(`arrest|shock|sepsis|septic|anaphyla|carbon monoxide|\bco poison|cluster headache|骤停|休克|脓毒|过敏性|一氧化碳|丛集性`)
)

// hyperoxia tells oxygen that is aimed too high for a patient with COPD, who may stop
// breathing enough with it.
func (b *bench) hyperoxia() []Finding {
	n := b.flatText()
	if b.Audience != "doctor" && b.Audience != "order" || b.facts.Bool("cond.copd") != chart.Yes || !oxygenRE.MatchString(n) || dyingRE.MatchString(n) {
		return nil
	}
	target, high := aim(n, b.Audience == "doctor")
	target = target || rangeRE.MatchString(n)
	if high == "" && !target {
		high = above(n, flowRE, controlled)
		if high == "" {
			high = above(n, shareRE, controlledAt)
		}
	}
	if high == "" {
		return nil
	}
	f := b.find("contraindication_soft", claim.Claim{Text: high}, b.evidence("cond.copd"), "src.gold.2025")
	f.Message = graph.Label{ZH: "慢阻肺控制性氧疗目标为88%至92%：" + high, EN: "In COPD oxygen is aimed at 88 to 92%: " + high}
	return []Finding{f}
}

// aim is whether a text sets a saturation, and the words of one that is too high. What a
// text tells of as measured sets none, nor does one so low that it is only reported.
func aim(n string, tells bool) (set bool, high string) {
	for _, m := range targetRE.FindAllStringSubmatchIndex(n, -1) {
		low, err := strconv.Atoi(n[m[2]:m[3]])
		if err != nil || low > 100 {
			continue
		}
		to := low
		if m[4] >= 0 {
			to, _ = strconv.Atoi(n[m[4]:m[5]])
		}
		if tells && m[4] < 0 && !aimsRE.MatchString(n[max(0, m[0]-aimNear):min(len(n), m[1]+aimNear)]) {
			continue
		}
		set = set || to >= lowestTarget
		if low > highestTarget || to > highestReach {
			return true, n[m[0]:m[1]]
		}
	}
	return set, ""
}

// above gives the words of the first number of an expression that exceeds a bound.
func above(n string, re *pattern.Regexp, most float64) string {
	for _, m := range re.FindAllStringSubmatchIndex(n, -1) {
		if v, err := strconv.ParseFloat(n[m[2]:m[3]], 64); err == nil && v > most {
			return n[m[0]:m[1]]
		}
	}
	return ""
}
