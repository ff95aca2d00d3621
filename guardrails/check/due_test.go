package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A number that says when somebody comes again, what a visit is called, or how long
// there has been what sends them to care, needs no source; one of the body does.
func TestNumbersOfNoBody(t *testing.T) {
	t.Parallel()
	own := onMedicines(chart.Coded{Concept: "drug.aspirin", Text: "aspirin 100 mg daily until 34 weeks"}, chart.Coded{Text: "化疗第3周期，每21天"})
	for _, c := range []struct {
		text, audience string
		hangs          bool
	}{
		{"李医生看了片子，定的是两年后复查胃镜。", "care-manager", false},
		{"结节很小，半年后再做一次彩超。", "care-manager", false},
		{"甲状腺B超每半年复查。", "patient", true},
		{"刘主任要他的甲状腺B超每半年复查。", "care-manager", false},
		{"The mole can be looked at again in 2 years.", "patient", true},
		{"Dr Ruiz would like the colonoscopy repeated in three years.", "care-manager", false},
		{"Your 12-week scan is booked with the midwives.", "care-manager", false},
		{"Leave it for 12 weeks until your scan.", "patient", true},
		{"Book a review in two years.", "care-manager", false},
		{"按这个病的情况，您大概还能活两年。", "patient", true},
		{"People with this live 3 years.", "patient", true},
		{"这个病三年内会复发。", "care-manager", true},
		{"两年以来您的肾一直在变差。", "patient", true},
		{"胸口闷痛已经40分钟，请马上打120。", "patient", false},
		{"A fever of 38.9 with a stiff neck: go to the emergency department now.", "patient", false},
		{"胸口闷痛已经40分钟，不用担心，睡一觉再说。", "patient", true},
		{"Your temperature of 38.9 °C is nothing to worry about.", "patient", true},
		{"您的血钾是7.4 mmol/L，请马上打120。", "patient", true},
		{"她家里还有个三岁的孩子，药请放高处。", "care-manager", false},
		{"Keep the tablets away from your 4-year-old son.", "patient", false},
		{"来电的是同名患者，1971年生，不要混用。", "care-manager", false},
		{"化验单上写的是83岁，与档案不符，已退回。", "care-manager", false},
		{"患者今年83岁。", "care-manager", true},
		{"Stay on the aspirin until 34 weeks.", "patient", false},
		{"Stay on the aspirin until 39 weeks.", "patient", true},
		{"Your next blood test is on 4 December; potassium is one of the things we look at.", "patient", false},
		{"Your scan of 4 December found a clot.", "patient", true},
		{"Next INR on 9 December.", "patient", false},
	} {
		if got := slices.Contains(judged(t, c.text, c.audience, own), "ungrounded"); got != c.hangs {
			t.Errorf("%s %q: ungrounded %v, want %v", c.audience, c.text, got, c.hangs)
		}
	}
}
