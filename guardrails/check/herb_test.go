package check

import (
	"fmt"
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// Each herb passes at the most of its day and is held above it, in pregnancy
// where the pharmacopoeia warns, and beside what it is kept apart from.
func TestHerbsOnBothSides(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	held := func(text string, c chart.Chart) bool { return slices.Contains(judged(t, text, "order", c), "herb") }
	pregnant := onMedicines()
	pregnant.Sex, pregnant.AgeYears, pregnant.Pregnant = chart.Female, 30, chart.Yes
	name := map[string]string{}
	for _, h := range index.g.Herbs() {
		name[h.ID] = h.Labels.ZH
		for _, n := range append([]string{h.Labels.ZH}, h.Synonyms.ZH...) {
			most := fmt.Sprintf("%s %gg 水煎服", n, h.MaxDaily)
			if held(most, onMedicines()) {
				t.Errorf("%s: %s is held", h.ID, most)
			}
			over := fmt.Sprintf("%s %gg 水煎服", n, h.MaxDaily+1)
			if found := proseBench(t, over, onMedicines()).herbal(); !held(over, onMedicines()) || len(found) != 1 || !slices.Contains(found[0].Evidence, h.ID) {
				t.Errorf("%s: %s passes, or another herb is named: %v", h.ID, over, found)
			}
			if got := held(most, pregnant); got != (h.Pregnancy != "") {
				t.Errorf("%s: in pregnancy %v", h.ID, got)
			}
		}
	}
	for _, p := range index.g.HerbIncompatibilities() {
		for _, a := range p.A {
			for _, b := range p.B {
				if text := name[a] + " 1g " + name[b] + " 1g 水煎服"; !held(text, onMedicines()) {
					t.Errorf("%s: %s passes", p.ID, text)
				}
			}
		}
	}
}

// A prescription of known herbs within the pharmacopoeia passes; a dose above
// it, a raw toxic form, a pair that is kept apart, or a patient who should not
// have one of them goes to a person.
func TestDecoctions(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
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
		if held := slices.Contains(got, "herb") || slices.Contains(got, "residue") || slices.Contains(got, "unknown_drug") || !index.Decoction(c.text); held != c.held {
			t.Errorf("%s: %v, held %v, want %v", c.text, got, held, c.held)
		}
		if lay := judged(t, c.text, "patient", c.ch); len(lay) == 0 {
			t.Errorf("%s: passes for a patient", c.text)
		}
	}
}
