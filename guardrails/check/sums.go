package check

import (
	"math"

	"apricot.health/knowledge/pattern"
)

// The sums that a text does itself, worked out again.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	perKiloRE = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|mcg|g|units?|iu|u|ml)/kg(?:/(?:h|hr|hour|d|day|dose|次|日|天|小时))?[^.。;；\d]{0,30}?(\d+(?:\.\d+)?)\s*(?:kg|公斤)[^.。;；\d]{0,24}?(?:=|equals|i\.e\.?|that is|gives|为|即|共|需)\s*(\d+(?:\.\d+)?)\s*(mg|ug|mcg|g|units?|iu|u|ml)\b`)
	bmiRE     = pattern.MustCompile(`(\d{2,3}(?:\.\d+)?)\s*(?:kg|公斤)[^.。;；]{0,24}?(\d{3}(?:\.\d+)?\s*(?:cm|厘米)|\d\.\d{1,2}\s*(?:m|米))[^.。;；]{0,24}?(?:bmi|体质指数|体重指数)\D{0,12}?(\d{2}(?:\.\d+)?)`)
	gapRE     = pattern.MustCompile(`\b(?:na|sodium)\+?\D{0,10}?(1\d\d)\D{1,20}?\b(?:cl|chloride)-?\D{0,10}?(\d{2,3})\D{1,20}?(?:hco3|bicarbonate|hco₃)-?\D{0,10}?(\d{1,2})\b[^.。;；]{0,40}?(?:anion gap|阴离子间隙)\D{0,14}?(\d{1,2})\b`)
	numberRE  = pattern.MustCompile(`\d+(?:\.\d+)?`)
)

// sums tells a product of dose and weight, a body mass index or an anion gap that
// does not come out: the body mass index by a whole point, the gap by more than
// the potassium that some add, the dose by a tenth.
func (b *bench) sums() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" && b.Audience != "order" || len(b.templates) > 0 {
		return nil
	}
	n := b.flatText()
	var out []Finding
	out = append(out, b.wrongByWeight(n)...)
	out = append(out, b.wrongUnits(n)...)
	out = append(out, b.wrongReckonings()...)
	out = append(out, b.workedOut()...)
	if holdsAny(n, "/kg") {
		for _, m := range perKiloRE.FindAllStringSubmatch(n, -1) {
			if wrongProduct(atof(m[1]), m[2], atof(m[3]), atof(m[4]), m[5]) {
				f := b.misreadFinding(m[0])
				f.Hazard, f.Severity = "dose_error", Critical
				out = append(out, f)
			}
		}
	}
	if holdsAny(n, "bmi", "体质指数", "体重指数") {
		for _, m := range bmiRE.FindAllStringSubmatch(n, -1) {
			h := atof(numberRE.FindString(m[2]))
			if h > 3 {
				h /= 100
			}
			if h > 0 && math.Abs(atof(m[1])/(h*h)-atof(m[3])) > 1 {
				out = append(out, b.misreadFinding(m[0]))
			}
		}
	}
	if holdsAny(n, "anion gap", "阴离子间隙") {
		for _, m := range gapRE.FindAllStringSubmatch(n, -1) {
			const potassium = 7
			if gap := atof(m[1]) - atof(m[2]) - atof(m[3]); math.Abs(gap-atof(m[4])) > potassium {
				out = append(out, b.misreadFinding(m[0]))
			}
		}
	}
	return out
}

// wrongProduct compares a dose by weight with the amount that a text makes of it.
func wrongProduct(per float64, unit string, kg, said float64, saidIn string) bool {
	want, ok := convert(per*kg, ucum(unit), ucum(saidIn))
	return ok && want > 0 && math.Abs(said-want)/want > 0.1+1e-9
}
