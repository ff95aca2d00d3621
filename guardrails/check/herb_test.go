package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

func TestHerbsAreReadStrictly(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"herbs: [{names: [当归]}]", "herbs: [{names: [当归], max: 12}, {names: [当归], max: 12}]", "herbs: [{names: [当归], max: 12, dose: 1}]", "herbs: [{names: [当归], max: 12, pregnancy: no}]"} {
		if _, err := loadHerbs([]byte(raw)); err == nil {
			t.Errorf("%s: no error", raw)
		}
	}
	index, _ := proseParts()
	for name, h := range readEvidence().materia.herbs {
		for _, id := range h.With {
			if _, ok := index.g.Label(id); !ok {
				t.Errorf("%s: no medicine or class %s", name, id)
			}
		}
	}
}

// A prescription of known herbs within the pharmacopoeia passes; a dose above
// it, a raw toxic form, a pair that is kept apart, or a patient who should not
// have one of them goes to a person.
func TestDecoctions(t *testing.T) {
	t.Parallel()
	man := onMedicines()
	pregnant := onMedicines()
	pregnant.Sex, pregnant.AgeYears, pregnant.Pregnant = chart.Female, 30, chart.Yes
	digoxin := onMedicines(chart.Coded{Concept: "drug.digoxin", Text: "地高辛"})
	pressure := onMedicines()
	pressure.Conditions = []chart.Coded{{Text: "高血压", Status: "active"}}
	for _, c := range []struct {
		text string
		ch   chart.Chart
		held bool
	}{
		{"白术 12g 茯苓 15g 水煎服 每日一剂", man, false},
		{"白术 13g 茯苓 15g 水煎服 每日一剂", man, true},
		{"党参 30克 麦冬 12克 水煎服", man, false},
		{"党参 31克 麦冬 12克 水煎服", man, true},
		{"制附子 9g 干姜 6g 水煎服", man, false},
		{"生附子 9g 干姜 6g 水煎服", man, true},
		{"制附子 9g 法半夏 6g 水煎服", man, true},
		{"关木通 6g 水煎服", man, true},
		{"无名草 6g 水煎服", man, true},
		{"红花 6g 当归 9g 水煎服", man, false},
		{"红花 6g 当归 9g 水煎服", pregnant, true},
		{"炙甘草 6g 桂枝 9g 水煎服", man, false},
		{"炙甘草 6g 桂枝 9g 水煎服", digoxin, true},
		{"炙甘草 6g 桂枝 9g 水煎服", pressure, true},
	} {
		got := judged(t, c.text, "order", c.ch)
		if held := slices.Contains(got, "herb") || slices.Contains(got, "residue") || slices.Contains(got, "unknown_drug") || !readEvidence().known(c.text); held != c.held {
			t.Errorf("%s: %v, held %v, want %v", c.text, got, held, c.held)
		}
		if lay := judged(t, c.text, "patient", c.ch); len(lay) == 0 {
			t.Errorf("%s: passes for a patient", c.text)
		}
	}
}

func (e evidence) known(text string) bool { return len(e.materia.read(squeezeSpaces(text))) > 0 }
