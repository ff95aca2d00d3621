package fence_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/record"
)

// TestAMedicineKnownByItsRxNormCodeInteracts: a record that names a medicine by
// nothing but its concept identifier keeps a text from advising what interacts with
// it; the same text for somebody whose code means nothing here is not held for that.
func TestAMedicineKnownByItsRxNormCodeInteracts(t *testing.T) {
	t.Parallel()
	f, rec := theFence(t), record.New(mustGraph(t))
	interacts := func(audience fence.Audience, lang, text, code string) (fence.Decision, bool) {
		t.Helper()
		c, err := rec.FromResources([][]byte{
			[]byte(`{"resourceType":"Patient","id":"p","gender":"male","birthDate":"1980-05-01"}`),
			[]byte(`{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"` + code + `"}]}}`),
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		dec, _, err := f.Gate(t.Context(), fence.Draft{Audience: audience, Lang: lang, Text: text, Chart: c})
		if err != nil {
			t.Fatal(err)
		}
		return dec, slices.ContainsFunc(dec.Findings, func(x fence.Finding) bool {
			return x.Hazard == "interaction" && slices.Contains(x.Evidence, "MedicationRequest/m")
		})
	}
	const warfarin, nobody = "11289", "99999999"
	for lang, text := range map[string]string{"zh": "您可以口服布洛芬0.3克，每日2次。", "en": "You can take ibuprofen 300 mg twice a day."} {
		if dec, found := interacts(fence.Patient, lang, text, warfarin); !found || dec.Outcome != fence.Block {
			t.Errorf("%s: %s %s", text, dec.Outcome, hazards(dec))
		}
		if dec, found := interacts(fence.Patient, lang, text, nobody); found {
			t.Errorf("%s with an unknown code: %s", text, hazards(dec))
		}
	}
}
