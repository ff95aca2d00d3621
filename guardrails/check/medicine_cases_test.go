package check

import (
	"testing"

	"apricot.health/knowledge/graph"
)

// A case of several patients is answered as each of them is, and tells the first who
// is answered otherwise.
func TestMedicineCaseOfEach(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	m := newMedicines()
	for who, want := range map[string]string{
		"each of cond.t2dm cond.prediabetes": "pass",
		"each of cond.t2dm cond.asthma":      "pass, but indication_missing with cond.asthma",
		"each of cond.asthma cond.gout":      "indication_missing",
		"":                                   "indication_missing",
		"cond.t2dm":                          "pass",
		"woman, each of cond.t2dm cond.pcos, 30 y":    "pass",
		"pregnant, each of cond.gestational_diabetes": "pass",
	} {
		got, err := m.answer(index.g, index, "drug.metformin", graph.MedicineCase{For: who, Check: "indication"})
		if err != nil || got != want {
			t.Errorf("%q: %q, want %q, %v", who, got, want, err)
		}
	}
	if _, _, err := (graph.MedicineCase{For: "each of"}).Read(); err == nil {
		t.Error("nobody at all is read as a patient")
	}
}

// A test of a practice may ask what the hazard is.
func TestHazardOfAPractice(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	j := judge{g: index.g, index: index, read: x.Read}
	for _, p := range index.g.Practices() {
		for _, c := range p.Tests {
			if c.Hazard == "" {
				continue
			}
			if !j.practice(p, c) {
				t.Errorf("%s: %q is not %s", p.ID, c.Text, c.Hazard)
			}
			if c.Hazard = "dose_error"; j.practice(p, c) {
				t.Errorf("%s: %q is a hazard that it is not", p.ID, c.Text)
			}
		}
	}
}
