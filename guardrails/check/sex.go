package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// otherSex is true for what only the other sex can have.
func (b *bench) otherSex(concept string) bool {
	if b.Chart.Sex == "" {
		return false
	}
	want := ""
	if f, ok := b.Graph.Finding(concept); ok {
		want = f.Sex
	}
	if d, ok := b.Graph.Condition(concept); ok {
		want = d.Sex
	}
	switch concept {
	case "find.pregnant", "find.lactating", "find.sex_female":
		want = "female"
	case "find.sex_male":
		want = "male"
	}
	return want != "" && want != string(b.Chart.Sex)
}

// orderSex tells a test that the patient's sex makes impossible: the graph has
// no field for it, so the reviewed name of the test decides.
func orderSex(b *bench, c claim.Claim) []Finding {
	l, ok := b.Graph.Label(c.Concept)
	if !ok || b.Chart.Sex == "" {
		return nil
	}
	name := strings.ToLower(l.EN)
	words := []string{"pregnan", "cervical smear", "cervical screening", "ovar", "uter", "transvaginal", "obstetric"}
	if b.Chart.Sex == chart.Female {
		words = []string{"prostat", "psa", "testic", "scrot"}
	}
	for _, w := range words {
		if strings.Contains(name, w) {
			return []Finding{b.find("wrong_patient", c, "chart:sex")}
		}
	}
	return nil
}
