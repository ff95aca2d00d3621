package check

import (
	"math"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// Amounts that a text works out, with what they come from.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	comes     = `(?:=|≈|\bi\.e\.?|\bie\b|that is|which is|gives?|equals|comes to|works out at|is about|is roughly|\bis\b|即|合|等于|约为|约|共|计|为)`
	massUnit  = `(mg|ug|μg|mcg|micrograms?|milligrams?|g|grams?|毫克|微克|克)`
	byKiloRE  = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|units?|iu|u|ml)/kg(/(?:d|day|日|天))?([^.。;；=≈]{0,44}?)` + comes + `[^\d.。;；]{0,14}(\d+(?:,\d{3})?(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|units?|iu|u|ml)\b([^a-z/]|/?(?:d|day|日|天)|$)`)
	cappedRE  = pattern.MustCompile(`max|cap|最大|上限|不超过|封顶|分\d|divided|每次|loading`)
	changesRE = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*` + massUnit + `\s*(?:=|≈|equals|is equal to|\bis\b|即|等于|合|\(|（)\s*(\d+(?:\.\d+)?)\s*` + massUnit + `(?:[^/a-z]|$)`)
	degreesRE = pattern.MustCompile(`(\d{2}(?:\.\d+)?)\s*(?:°\s*c|℃|c)\s*[\(（=]\s*(\d{2,3}(?:\.\d+)?)\s*(?:°\s*f|℉|f)\b`)
	poundsRE  = pattern.MustCompile(`(\d{2,3}(?:\.\d+)?)\s*(?:lb|lbs|pounds)\s*(?:[\(（=]|is|to)\s*(\d{1,3}(?:\.\d+)?)\s*kg`)
	strongRE  = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|units?|iu|u)\s*(?:/|per |每)\s*ml`)
	drawRE    = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|units?|iu|u)[^/\d.。;；]{0,20}(?:=|is|equals|draw up|\(|（|即|抽取|取)\s*(?:give |about |约)?(\d+(?:\.\d+)?)\s*(?:ml|毫升)\b`)
)

// wrongByWeight tells a dose by weight whose product is not what the text makes of
// it, with the weight of the text, else that of the chart. What is limited or
// divided may be less.
func (b *bench) wrongByWeight(n string) []Finding {
	var out []Finding
	if !strings.Contains(n, "/kg") {
		return nil
	}
	for _, m := range byKiloRE.FindAllStringSubmatchIndex(n, -1) {
		kg, known := b.facts.Number("find.weight")
		if w := kilosRE.FindAllStringSubmatch(n, -1); len(w) == 1 {
			kg, known = atof(w[0][1]), true
		} else if len(w) > 1 {
			known = false
		}
		if !known || cappedRE.MatchString(n[m[8]:m[9]]) || cappedRE.MatchString(n[m[1]:min(len(n), m[1]+24)]) {
			continue
		}
		per, unit := atof(n[m[2]:m[3]]), n[m[4]:m[5]]
		said, in := atof(withoutCommas(n[m[10]:m[11]])), n[m[12]:m[13]]
		wrong := wrongProduct(per, unit, kg, said, in)
		if m[6] >= 0 { // of a day: the text may give one of its doses
			for _, parts := range [...]float64{2, 3, 4, 6} {
				wrong = wrong && wrongProduct(per/parts, unit, kg, said, in)
			}
		}
		if wrong {
			out = append(out, b.wrongSum(n[m[0]:m[1]]))
		}
	}
	return out
}

// wrongUnits tells one amount given in two units that are not the same, by a
// twentieth, and a volume that does not hold the amount.
func (b *bench) wrongUnits(n string) []Finding {
	var out []Finding
	differ := func(a, b float64) bool { return a > 0 && math.Abs(a-b)/a > 0.05 }
	if !holdsAny(n, "=", "(", "（", " is ", "equal", "即", "等于", "合", "to") {
		return nil
	}
	for _, m := range changesRE.FindAllStringSubmatch(n, -1) {
		from, to := ucum(m[2]), ucum(m[4])
		if v, ok := convert(atof(m[1]), from, to); ok && from != to && differ(v, atof(m[3])) {
			out = append(out, b.wrongSum(m[0]))
		}
	}
	for _, m := range degreesRE.FindAllStringSubmatch(n, -1) {
		if math.Abs(atof(m[1])*1.8+32-atof(m[2])) > 1 {
			out = append(out, b.wrongSum(m[0]))
		}
	}
	for _, m := range poundsRE.FindAllStringSubmatch(n, -1) {
		if differ(atof(m[1])/2.2046, atof(m[2])) {
			out = append(out, b.wrongSum(m[0]))
		}
	}
	strong := strongRE.FindAllStringSubmatch(n, -1)
	for _, m := range drawRE.FindAllStringSubmatch(n, -1) {
		if len(strong) != 1 {
			break
		}
		if v, ok := convert(atof(m[1]), ucum(m[2]), ucum(strong[0][2])); ok && differ(v/atof(strong[0][1]), atof(m[3])) {
			out = append(out, b.wrongSum(m[0]))
		}
	}
	return out
}

func (b *bench) wrongSum(text string) Finding {
	f := b.find("dose_error", claim.Claim{Text: text})
	f.Severity = Critical
	return f
}

func withoutCommas(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] != ',' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
