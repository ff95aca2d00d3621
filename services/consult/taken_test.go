package consult_test

import (
	"strings"
	"testing"

	"apricot.health/services/consult"
)

const (
	metformin   = `{"resourceType":"MedicationStatement","id":"ms1","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"二甲双胍"}}`
	paracetamol = `{"resourceType":"MedicationStatement","id":"ms2","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"对乙酰氨基酚"}}`
	homemade    = `{"resourceType":"MedicationStatement","id":"ms3","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"祖传秘方"}}`
	stopped     = `{"resourceType":"MedicationStatement","id":"ms1","status":"stopped","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"二甲双胍"}}`
)

func taken(cards []consult.Card) (consult.Card, bool) {
	for _, c := range cards {
		if strings.HasPrefix(c.Summary.Text(), "在用药物请复核") || strings.HasPrefix(c.Summary.Text(), "Medicines in use, please review") {
			return c, true
		}
	}
	return consult.Card{}, false
}

func TestMedicinesInUseAreHeldAgainstTheChart(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		chart []string
		says  []string // in zh; none for no card
	}{
		"kidneys that no longer bear it": {[]string{wang, metformin, egfr20}, []string{"二甲双胍", "禁用"}},
		"the same with good kidneys":     {[]string{wang, metformin}, nil},
		"it was stopped":                 {[]string{wang, stopped, egfr20}, nil},
		"nothing wrong":                  {[]string{wang, paracetamol}, nil},
		"a medicine nobody knows":        {[]string{wang, homemade}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, tc.chart...)
			for _, lang := range []string{"zh", "en"} {
				v, err := b.View(b.doctor, lang, "p1")
				if err != nil {
					t.Fatal(err)
				}
				checkCards(t, v.Cards)
				c, ok := taken(v.Cards)
				if ok != (len(tc.says) > 0) {
					t.Fatalf("%s: a card %v: %s", lang, ok, all(v.Cards))
				}
				if !ok {
					continue
				}
				if c.Indicator != consult.Critical || len(c.Overrides) == 0 {
					t.Errorf("%s: %s with %d reasons", lang, c.Indicator, len(c.Overrides))
				}
				for _, w := range tc.says {
					if lang == "zh" && !strings.Contains(c.Summary.Text()+c.Detail.Text(), w) {
						t.Errorf("%q is not in %s", w, all([]consult.Card{c}))
					}
				}
			}
		})
	}
}

// The summary says how many more there are, in words.
func TestMoreThanOneMedicineInUseIsCounted(t *testing.T) {
	t.Parallel()
	ibuprofen := `{"resourceType":"MedicationStatement","id":"ms9","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"布洛芬"}}`
	b := newBench(t, wang, metformin, egfr20, warfarin, ibuprofen)
	for lang, says := range map[string]string{"zh": "（另有", "en": " more)"} {
		v, err := b.View(b.doctor, lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := taken(v.Cards); !ok || !strings.Contains(c.Summary.Text(), says) {
			t.Errorf("%s: %v %q", lang, ok, c.Summary.Text())
		}
	}
}

func TestMedicinesInUseAreHeldAgainstEachOther(t *testing.T) {
	t.Parallel()
	ibuprofen := `{"resourceType":"MedicationStatement","id":"ms9","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"布洛芬"}}`
	b := newBench(t, wang, warfarin, ibuprofen)
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	c, ok := taken(v.Cards)
	if !ok || !strings.Contains(c.Detail.Text(), "抗凝") || strings.Contains(c.Detail.Text(), "重复") {
		t.Fatalf("%v %s", ok, all(v.Cards))
	}
}

// An order and what the patient takes of it are one medicine.
func TestMedicinesRecordedTwiceAreNoDuplicate(t *testing.T) {
	t.Parallel()
	ordered := `{"resourceType":"MedicationRequest","id":"m9","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"二甲双胍"}}`
	b := newBench(t, wang, metformin, ordered)
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := taken(v.Cards); ok {
		t.Fatalf("a card: %s", all([]consult.Card{c}))
	}
}
