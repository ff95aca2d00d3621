package check

import (
	"slices"
	"testing"
)

// A practice is not given where each of its words is declined where it stands; a word
// that is declined of something else, or a denial that is a condition, declines nothing.
func TestDeclinedPractice(t *testing.T) {
	t.Parallel()
	for text, given := range map[string]bool{
		"蛇咬伤肢体制动，不切开不吸吮不扎紧，抗蛇毒血清看进展。":                                     false,
		"Snake bite: still, splint, no incision, no ice; antivenom.":      false,
		"轻症胰腺炎不用预防性抗生素，疼痛缓解即可早期进食。":                                       false,
		"Acute pancreatitis: early feeding, no prophylactic antibiotics.": false,
		"强酸强碱误服禁催吐、禁洗胃，早期内镜评估。":                                           false,

		"蛇咬伤，无医院可去时立即切开排毒。":                                  true,
		"蛇咬伤，疼痛未缓解者切开排毒。":                                    true,
		"蛇咬伤后不超过一小时可切开排毒。":                                   true,
		"蛇咬伤肿胀不消时切开放血。":                                      true,
		"蛇咬伤无需皮试，切开伤口吸出毒液。":                                  true,
		"Snake bite without fever: incise the wound.":        true,
		"Snake bite, no antivenom here: incise the wound.":   true,
		"重症胰腺炎无感染证据时先予预防性抗生素。":                               true,
		"Severe pancreatitis: give prophylactic antibiotic.": true,
	} {
		b := proseBench(t, text, onMedicines())
		found := slices.ContainsFunc(b.abandoned(), func(f Finding) bool { return f.Check != "" || len(f.Evidence) > 0 })
		if found != given {
			t.Errorf("%q: given is %v, want %v", text, found, given)
		}
	}
}
