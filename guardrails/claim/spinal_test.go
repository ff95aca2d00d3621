package claim_test

import (
	"testing"

	"apricot.health/guardrails/claim"
)

// What is given into the spine or the eye is told by words of its own, of several
// medicines mixed for one needle by those behind the last of them; "IT" is such a word
// only right behind an amount.
func TestSpineAndEye(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"甲氨蝶呤12mg鞘内注射。", []string{"intrathecal"}},
		{"鞘内注射甲氨蝶呤12mg。", []string{"intrathecal"}},
		{"甲氨蝶呤 12mg 鞘注 d1。", []string{"intrathecal"}},
		{"布比卡因10mg蛛网膜下腔注射。", []string{"intrathecal"}},
		{"Methotrexate 12 mg IT on day 1.", []string{"intrathecal"}},
		{"Methotrexate 12 mg intrathecally.", []string{"intrathecal"}},
		{"Methotrexate 12 mg, IT.", []string{"intrathecal"}},
		{"MTX 12mg IT d1", []string{"intrathecal"}},
		{"Take methotrexate 10 mg. IT helps.", []string{""}},
		{"Methotrexate 10 mg it helps.", []string{""}},
		{"METHOTREXATE 10 MG IT WILL HELP.", []string{""}},
		{"IT asked for methotrexate 10 mg weekly.", []string{""}},
		{"甲氨蝶呤10mg+阿糖胞苷50mg+地塞米松5mg 鞘内注射。", []string{"intrathecal", "intrathecal", "intrathecal"}},
		{"Methotrexate 12 mg, cytarabine 30 mg and hydrocortisone 15 mg intrathecally.", []string{"", "intrathecal", "intrathecal"}},
		{"昂丹司琼8mg静脉滴注，甲氨蝶呤12mg鞘内注射。", []string{"iv", "intrathecal"}},
		{"昂丹司琼8mg，甲氨蝶呤12mg鞘内注射。", []string{"", "intrathecal"}},
		{"鞘内化疗后予昂丹司琼8mg。", []string{""}},
		{"鞘内注射后头痛，对乙酰氨基酚0.5g。", []string{""}},
		{"After intrathecal chemotherapy, ondansetron 8 mg.", []string{""}},
		{"雷珠单抗0.5mg玻璃体腔注射。", []string{"intravitreal"}},
		{"右眼玻璃体腔内注射康柏西普0.5mg。", []string{"intravitreal"}},
		{"康柏西普 0.5mg 玻璃体内注射 左眼。", []string{"intravitreal"}},
		{"Aflibercept 2 mg intravitreally, right eye.", []string{"intravitreal"}},
		{"Aflibercept 2 mg by intravitreal injection.", []string{"intravitreal"}},
		{"玻璃体腔注射后左氧氟沙星滴眼液 1滴 滴眼。", []string{"ophthalmic"}},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, x := range read(t, c.text).Claims {
				if x.Kind == claim.Dose {
					got = append(got, x.Dose.Route)
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("routes %q, want %q", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("routes %q, want %q", got, c.want)
				}
			}
		})
	}
}
