package record_test

import (
	"fmt"
	"testing"
)

// What a list of allergies says is borne is no allergy; what it says besides is one.
func TestAnEntryThatDeniesIsNoAllergy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"青霉素皮试阴性": 0, "青霉素皮试(-)": 0, "青霉素皮试（－）": 0, "PNC皮试阴性": 0, "头孢曲松皮试结果：阴性": 0, "否认青霉素过敏": 0, "无磺胺类药物过敏史": 0, "对碘造影剂不过敏": 0,
		"penicillin skin test negative": 0, "negative penicillin allergy test": 0, "not allergic to latex": 0, "no known allergy to iodine": 0,
		"青霉素": 1, "青霉素皮试阳性": 1, "青霉素皮试(+)": 1, "青霉素皮试阴性，但用后皮疹": 1, "青霉素皮试阴性，头孢过敏": 1, "penicillin: skin test negative, rash on day 3": 1, "青霉素过敏": 1, "阴性": 1,
	} {
		c := read(t, patient, fmt.Sprintf(`{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":%q}}`, text))
		if len(c.Allergies) != want || want == 0 && c.AllergiesKnown {
			t.Errorf("%q: %v, known %v", text, c.Allergies, c.AllergiesKnown)
		}
	}
}
