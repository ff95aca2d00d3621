package record_test

import (
	"fmt"
	"testing"

	"apricot.health/knowledge/content"
)

// What hospitals write for an allergy is known by its everyday names.
func TestAllergyNames(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"sulfamethoxazole": "allergen.sulfonamide_antibiotic", "SMZ": "allergen.sulfonamide_antibiotic", "SMZ-TMP": "drug.co_trimoxazole", "Septra": "drug.co_trimoxazole", "Septra DS": "drug.co_trimoxazole", "Bactrim DS": "drug.co_trimoxazole",
		"磺胺": "allergen.sulfonamide_antibiotic", "磺胺类": "allergen.sulfonamide_antibiotic", "复方新诺明": "drug.co_trimoxazole", "TMP": "drug.trimethoprim",
		"PNC": "allergen.penicillin", "PNC过敏": "allergen.penicillin", "PNC皮试阳性": "allergen.penicillin", "PCN": "allergen.penicillin", "青霉素": "allergen.penicillin",
		"头孢": "allergen.cephalosporin", "头孢类": "allergen.cephalosporin", "先锋": "allergen.cephalosporin", "先锋霉素": "allergen.cephalosporin",
		"左克": "drug.levofloxacin", "左氧": "drug.levofloxacin", "可乐必妥": "drug.levofloxacin",
		"丹参": "drug.compound_danshen", "INH": "drug.isoniazid", "RFP": "drug.rifampicin", "EMB": "drug.ethambutol", "PZA": "drug.pyrazinamide",
		"青霉素G": "drug.penicillin_g", "阿司匹林": "allergen.aspirin", "ASA": "drug.aspirin", "碘造影剂": "allergen.iodinated_contrast", "安乃近": "drug.metamizole", "链霉素": "drug.streptomycin",
		"sulbactam": "drug.sulbactam", "clavulanic acid": "drug.amoxicillin_clavulanate", "tazobactam": "drug.piperacillin_tazobactam", "cilastatin": "drug.imipenem_cilastatin",
		"左克、先锋": "allergen.cephalosporin", "pncx": "", "鱼腥草": "",
		"NS": "", "GS": "",
	} {
		_, drug := g.Drug(want)
		if _, group := g.AllergenGroup(want); want != "" && !drug && !group {
			t.Errorf("%q: the graph has no %s", text, want)
		}
		c := read(t, patient, fmt.Sprintf(`{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":%q}}`, text))
		if len(c.Allergies) != 1 || c.Allergies[0].Concept != want {
			t.Errorf("%q: %v, want %s", text, c.Allergies, want)
		}
	}
}
