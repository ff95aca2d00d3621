package check

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// What the words of a chart's entries say of dialysis and of a transplant.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	endedRE       = pattern.MustCompile(`\b(?:off|no longer on|came off|stopped|ended|discontinued|withdrawn from) (?:\w+ )?(?:haemo|hemo)?dialysis\b|dialysis (?:was |has )?(?:been )?(?:stopped|ended|discontinued|withdrawn|no longer)|(?:停止|已停|停用|终止|脱离|撤离|结束)(?:了)?(?:血液|腹膜|规律)?(?:透析|血透|腹透)|(?:透析|血透|腹透)(?:已|均已)?(?:停止|停|结束|终止|脱离)`)
	kidneyOrganRE = pattern.MustCompile(`肾|kidney|renal`)
	otherOrganRE  = pattern.MustCompile(`肝|心|肺|骨髓|干细胞|角膜|liver|heart|lung|marrow|stem cell|cornea|hepatic|cardiac`)
	graftWorksRE  = pattern.MustCompile(`\b(?:functioning|working|stable) (?:\w+ )?(?:graft|transplant|allograft)\b|\b(?:graft|transplant|allograft) (?:is |remains )?(?:functioning|working|function (?:is )?(?:good|stable|normal))|(?:移植肾|肾移植)[^。；;]{0,8}功能(?:正常|良好|稳定|可)`)
	graftFailsRE  = pattern.MustCompile(`\b(?:failed|failing|rejected|lost|non-functioning) (?:\w+ )?(?:graft|transplant|allograft)\b|\b(?:graft|transplant|allograft) (?:failure|failed|loss|lost|has failed)\b|移植肾(?:已)?(?:失功|失去功能|衰竭|无功能)|back on dialysis|恢复透析|重新透析|再次透析`)
)

// dialysed is what the chart says of dialysis now: No where it ended or a kidney
// transplant works, Unknown where the chart has a kidney transplant as well and no
// word of how it works, or only tells dialysis of the past.
func (b *bench) dialysed() chart.Tri {
	if b.facts.Bool("find.dialysis_missed") == chart.Yes {
		return chart.Yes
	}
	listed := b.facts.Bool("cond.dialysis")
	if listed != chart.Yes {
		return listed
	}
	ended, past, entries := true, true, 0
	for _, c := range b.Chart.Conditions {
		if c.Concept == "cond.dialysis" && active(c) {
			entries++
			ended, past = ended && endedRE.MatchString(b.words(c)), past && c.Past
		}
	}
	switch graft := b.graft(); {
	case entries > 0 && ended, graft == chart.Yes:
		return chart.No
	case graft == chart.Unknown, entries > 0 && past:
		return chart.Unknown
	}
	return chart.Yes
}

// graft is whether a transplanted kidney works, as the chart says: No where there
// is none. A transplant of no named organ may be a kidney.
func (b *bench) graft() chart.Tri {
	out := chart.No
	for _, c := range b.Chart.Conditions {
		n := b.words(c)
		switch {
		case c.Concept != "cond.organ_transplant" || !active(c):
		case graftFailsRE.MatchString(n):
			return chart.No
		case graftWorksRE.MatchString(n):
			out = chart.Yes
		case out == chart.No && (kidneyOrganRE.MatchString(n) || !otherOrganRE.MatchString(n)):
			out = chart.Unknown
		}
	}
	if slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return c.Concept == "cond.dialysis" && active(c) && graftFailsRE.MatchString(b.words(c))
	}) {
		return chart.No
	}
	return out
}

// doubtful is true where the chart lists dialysis and nobody can tell from it
// whether that is so now.
func (b *bench) doubtful(dialysis chart.Tri) bool {
	return dialysis == chart.Unknown && b.facts.Bool("cond.dialysis") == chart.Yes
}
