package record

import "regexp"

// allergens are names that mean a medicine on a list of allergies and something
// else, or too much, in other texts: PNC is an operation and 先锋 a pioneer there.
// The last ones are the partners of fixed combinations, by the combination: who
// does not bear the one must not have the other.
//
//nolint:gochecknoglobals // a literal table, read only
var allergens = []struct {
	names *regexp.Regexp
	id    string
}{
	{regexp.MustCompile(`\bpnc\b`), "allergen.penicillin"},
	{regexp.MustCompile(`先锋`), "allergen.cephalosporin"},
	{regexp.MustCompile(`\bsmz\b|\bsmx\b`), "allergen.sulfonamide_antibiotic"},
	{regexp.MustCompile(`\bseptra\b`), "drug.co_trimoxazole"},
	{regexp.MustCompile(`左克|左氧`), "drug.levofloxacin"},
	{regexp.MustCompile(`丹参`), "drug.compound_danshen"},
	{regexp.MustCompile(`\brfp\b`), "drug.rifampicin"},
	{regexp.MustCompile(`\bclavulan(?:ate|ic acid)\b|克拉维酸`), "drug.amoxicillin_clavulanate"},
	{regexp.MustCompile(`\btazobactam\b|他唑巴坦|三唑巴坦`), "drug.piperacillin_tazobactam"},
	{regexp.MustCompile(`\bcilastatin\b|西司他丁`), "drug.imipenem_cilastatin"},
}

// byAllergen is asked where no name of the graph is in the texts of an allergy.
func byAllergen(words []string) string {
	for _, w := range words {
		s := plain(w)
		for _, a := range allergens {
			if a.names.MatchString(s) {
				return a.id
			}
		}
	}
	return ""
}
