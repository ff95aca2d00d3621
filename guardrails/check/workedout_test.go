package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// The sums that a text does in words, each right and wrong.
func TestWorkedOut(t *testing.T) {
	t.Parallel()
	weighed := chart.New()
	weighed.Measures = map[string]chart.Measure{"find.weight": {Value: 20, Unit: "kg"}}
	for _, c := range []struct {
		text  string
		chart chart.Chart
		wrong bool
	}{
		{"患儿体重12公斤，布洛芬按10毫克每公斤计算应为120毫克。", chart.New(), false},
		{"患儿体重12公斤，布洛芬按10毫克每公斤计算应为130毫克。", chart.New(), false},
		{"患儿体重12公斤，布洛芬按10毫克每公斤计算应为240毫克。", chart.New(), true},
		{"惊厥患儿15公斤，地西泮0.3毫克每公斤算得4.5毫克，静推。", chart.New(), false},
		{"惊厥患儿15公斤，地西泮0.3毫克每公斤算得45毫克，静推。", chart.New(), true},
		{"Amikacin 15 mg/kg for 9 kg is 135 mg once daily.", chart.New(), false},
		{"Amikacin 15 mg/kg for 9 kg is 1,350 mg once daily.", chart.New(), true},
		{"Amikacin 15 mg/kg is 300 mg once daily.", weighed, false},
		{"Amikacin 15 mg/kg is 3,000 mg once daily.", weighed, true},
		{"Acyclovir 10 mg/kg for encephalitis, weight 70 kg. That comes to 700 mg eight-hourly.", chart.New(), false},
		{"Acyclovir 10 mg/kg for encephalitis, weight 70 kg. That comes to 70 mg eight-hourly.", chart.New(), true},
		{"Digoxin 10 mcg/kg for 3 kg neonate: 30 mcg per dose.", chart.New(), false},
		{"Digoxin 10 mcg/kg for 3 kg neonate: 300 mcg per dose.", chart.New(), true},
		{"Dopamine 5 mcg/kg/min at 60 kg: 300 mcg a minute.", chart.New(), false},
		{"Dopamine 5 mcg/kg/min at 60 kg: 300 mg a minute.", chart.New(), true},
		{"Enoxaparin 1 mg/kg twice daily, weight 80 kg, max 100 mg.", chart.New(), false},
		{"患儿14 kg，阿莫西林90 mg/kg/d分两次，即每次630 mg。", chart.New(), false},
		{"患儿14 kg，阿莫西林90 mg/kg/d分两次，即每次1260 mg。", chart.New(), true},
		{"患儿14 kg，阿莫西林90 mg/kg/d，即每天1260 mg，分两次。", chart.New(), false},
		{"Syrup 120 mg in 5 ml for a boy of 16 kg: 15 mg/kg is 240 mg, so 10 ml now.", chart.New(), false},
		{"Syrup 120 mg in 5 ml for a boy of 16 kg: 15 mg/kg is 240 mg, so 20 ml now.", chart.New(), true},
		{"体重12公斤，布洛芬混悬液100毫克/5毫升，按10毫克/公斤给6毫升。", chart.New(), false},
		{"体重12公斤，布洛芬混悬液100毫克/5毫升，按10毫克/公斤给12毫升。", chart.New(), true},
		{"Adrenaline 10 mcg/kg in arrest, 14 kg: 1.4 mL of 1 in 10,000.", chart.New(), false},
		{"Adrenaline 10 mcg/kg in arrest, 14 kg: 1.4 mL of 1 in 1,000.", chart.New(), true},
		{"Heparin 25,000 units in 500 mL is 50 units/mL.", chart.New(), false},
		{"Heparin 25,000 units in 500 mL is 500 units/mL.", chart.New(), true},
		{"肝素25,000单位加500毫升，按50单位每毫升算。", chart.New(), false},
		{"肝素25,000单位加500毫升，按5单位每毫升算。", chart.New(), true},
		{"Enoxaparin 1.5 mg/kg would be 78 mg; rounded to the 80 mg syringe.", chart.New(), false},
		{"Enoxaparin 1.5 mg/kg would be 78 mg, rounded for convenience to the 120 mg syringe.", chart.New(), true},
		{"肝素负荷应为4,400单位，为避免不足直接取10,000单位。", chart.New(), true},
		{"肝素负荷应为4,400单位，取整为4,500单位。", chart.New(), false},
		{"Cylinder 340 L, flow 15 L/min lasts 22 minutes.", chart.New(), false},
		{"Cylinder 340 L, flow 15 L/min lasts 226 minutes.", chart.New(), true},
		{"尿量12小时共480毫升，体重75公斤，大于0.5，尿量正常。", chart.New(), false},
		{"尿量12小时共180毫升，体重75公斤，折合每小时15毫升，大于0.5，故尿量正常。", chart.New(), true},
		{"尿量12小时共180毫升，体重75公斤，少尿。", chart.New(), false},
		{"Dalteparin 200 units/kg for 60 kg is 12,000 units; 100 mg aspirin.", chart.New(), false},
		{"Dose range 10 to 15 mg/kg; at 12 kg that is 120 to 180 mg.", chart.New(), false},
	} {
		if got := len(proseBench(t, c.text, c.chart).workedOut()) > 0; got != c.wrong {
			t.Errorf("%q: wrong sum %v, want %v", c.text, got, c.wrong)
		}
	}
}
