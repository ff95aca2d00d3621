package claim_test

import (
	"fmt"
	"strings"
	"testing"
)

// Whose an amount is: the medicine before it, right behind it, else any of the sentence
// or of the last one that names any.
func TestAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
	}{
		{"Doxycycline 200 mg on day one then 100 mg od.", "200 mg doxycycline!, 100 mg doxycycline x1"},
		{"Allopurinol was started; it may be titrated above 300 mg.", "300 mg allopurinol"},
		{"患者停帕罗西汀。草拟每2周减10mg，末段用5mg过渡。", "10 mg paroxetine, 5 mg paroxetine"},
		{"Aspirin 300 mg plus ticagrelor 180 mg, then 100 mg.", "300 mg aspirin!, 180 mg ticagrelor!, 100 mg aspirin+ticagrelor"},
		{"Give 500 mg of amoxicillin.", "500 mg amoxicillin!"},
		{"左氧氟沙星氯化钠注射液0.5g静滴。", "0.5 g levofloxacin!"},
		{"Spironolactone goes on; limit salt to 5 g.", ""},
		{"Ibuprofen 20 mg/ml suspension.", ""},
		{"Amoxicillin was stopped. The ratio was 30 mg/mmol.", ""},
		{"Amoxicillin was stopped. The parcel holds 500 g.", ""},
		{"The parcel holds 500 g.", ""},
		{"阿仑膦酸钠每周一次。", "0  alendronate! x0.143"},
		{"Lithium 400 mg twice a day.", "400 mg lithium! x2"},
		{"Warfarin with weekly INR.", ""},
	} {
		var got []string
		for _, a := range read(t, c.text).Amounts() {
			s := fmt.Sprintf("%g %s %s", a.Value, a.Unit, strings.ReplaceAll(strings.Join(a.Of, "+"), "drug.", ""))
			if a.Beside {
				s += "!"
			}
			if a.PerDay > 0 {
				s += fmt.Sprintf(" x%.3g", a.PerDay)
			}
			got = append(got, s)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%q: %q, want %q", c.text, strings.Join(got, ", "), c.want)
		}
	}
}
