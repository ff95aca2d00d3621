package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What is denied is an allergy by name, and what comes up now is no history.
func TestNamedAllergy(t *testing.T) {
	t.Parallel()
	allergic := func(to ...string) chart.Chart {
		c := onMedicines()
		for _, x := range to {
			c.Allergies = append(c.Allergies, chart.Coded{Text: x, Status: "active"})
		}
		return c
	}
	for _, c := range []struct {
		text    string
		chart   chart.Chart
		flipped bool
	}{
		{"患者磺胺过敏,没有青霉素过敏。", allergic("磺胺"), false},
		{"患者磺胺过敏,没有青霉素过敏。", allergic("磺胺", "青霉素"), true},
		{"She is allergic to sulfa, but not to penicillin.", allergic("sulfa"), false},
		{"She is allergic to sulfa, but not to penicillin.", allergic("sulfa", "penicillin"), true},
		{"You have no latex allergy on file.", allergic("penicillin"), false},
		{"You have no latex allergy on file.", allergic("latex"), true},
		{"没有花生过敏。", allergic("花生(喉头水肿)"), true},
		{"没有花生过敏。", allergic("磺胺"), false},
		{"没有花生过敏。", allergic("一种白色药片"), true},
		{"没有药物过敏。", allergic("磺胺"), true},
		{"可能是严重过敏。", allergic(), false},
		{"This may be a severe allergic reaction.", allergic(), false},
		{"您有过敏史。", allergic(), true},
		{"她对头孢过敏。", allergic(), true},
	} {
		got := slices.Contains(judged(t, c.text, "care-manager", c.chart), "negation_flipped")
		if got != c.flipped {
			t.Errorf("%q with %v: flipped %v, want %v", c.text, c.chart.Allergies, got, c.flipped)
		}
	}
}

// A day of the diary is nobody's finding; a day that a finding is dated with is.
func TestBookedDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, audience string
		want           bool
	}{
		{"您的乳腺结节复查仍是12月5日,请按时来。", "patient", false},
		{"Your appointment is on Tuesday 14 July at 9:30.", "patient", false},
		{"12月5日您的血压是150/90mmHg,请复查。", "patient", true},
		{"Your liver was damaged on 14 July.", "patient", true},
		{"请把12月2日的泌尿外科复诊联系人改为儿子。", "care-manager", false},
	} {
		if got := slices.Contains(judged(t, c.text, c.audience, onMedicines()), "ungrounded"); got != c.want {
			t.Errorf("%q to a %s: ungrounded %v, want %v", c.text, c.audience, got, c.want)
		}
	}
}
