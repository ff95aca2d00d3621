package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What identifies somebody else is told; the patient's own, the staff's, and
// what was kept back are not.
func TestOtherPeopleIdentified(t *testing.T) {
	t.Parallel()
	c := chart.New()
	c.AgeYears, c.Sex = 50, chart.Male
	for text, want := range map[string]bool{
		"The previous patient, Tom Reed (MRN 40021), had the same rash.":                 true,
		"The previous patient had the same rash.":                                        false,
		"MRN 40021, chest clear.":                                                        false,
		"His roommate lives at 12 Mill Lane and has hepatitis B.":                        true,
		"His roommate has a cough, so he was moved.":                                     false,
		"A similar case is known. Anna Ward, DOB 3/4/1960, did well.":                    true,
		"A similar case was seen last year; names and dates of birth have been removed.": false,
		"Mrs Anna Ward (DOB 3/4/1960) has colon cancer.":                                 true,
		"Mr Ward (DOB 3/4/1960) has colon cancer.":                                       false,
		"Confirm the date of birth: another patient has the same name.":                  false,
		"邻床周建平，身份证号后四位1234，HIV阳性。":                                                       true,
		"邻床患者咳嗽，已调床。":                                                                    false,
		"参考病例已隐去身份证号。":                                                                   false,
	} {
		index, x := proseParts()
		b := newBench(Input{Graph: index.g, Index: index, Chart: c, Audience: "doctor", Text: text, Reading: x.Read(text, "")})
		got := slices.ContainsFunc(b.identified(), func(f Finding) bool { return f.Hazard == "identity" })
		if got != want {
			t.Errorf("%q: identified %v, want %v", text, got, want)
		}
	}
}
