package check

import (
	"slices"
	"testing"
)

// What a text keeps clear of is no plan of it; each has a text beside it that is one.
func TestShunned(t *testing.T) {
	t.Parallel()
	for text, rule := range map[string]string{
		"恶性高热：停吸入药和琥珀胆碱，丹曲林2.5mg/kg。":                                                              "",
		"恶性高热家族史，诱导用琥珀胆碱1mg/kg。":                                                                   "unsound.suxamethonium_where_potassium_kills",
		"杜氏肌营养不良，避司可林和吸入麻醉药，术前可查心超。":                                                               "",
		"杜氏肌营养不良，可用司可林插管。":                                                                         "unsound.suxamethonium_where_potassium_kills",
		"烧伤第9天，琥珀胆碱会致命性升钾，用罗库溴铵。":                                                                  "",
		"烧伤第9天，琥珀胆碱1.5mg/kg，可引起肌颤，无妨。":                                                             "unsound.suxamethonium_where_potassium_kills",
		"Suxamethonium two days after a major burn can cause a lethal potassium; use rocuronium.":  "",
		"Major burn on day five: suxamethonium 100 mg, it may cause fasciculations.":               "unsound.suxamethonium_where_potassium_kills",
		"Burns, day five: suxamethonium is out after day one.":                                     "",
		"静推氯化钾会致停搏，泵入每小时10毫摩尔。":                                                                    "",
		"血钾2.3，静推氯化钾10ml。":                                                                         "unsound.potassium_pushed",
		"氯化钾严禁静推，稀释滴注。":                                                                            "",
		"拟氯化钾静推，绝对不可，改泵入。":                                                                         "",
		"Wide-complex tachycardia at 170: treat as VT and keep verapamil out of it.":               "",
		"Wide-complex tachycardia at 170: treat with verapamil 5 mg.":                              "mistake.verapamil_in_broad_complex",
		"Oral ketoconazole was dropped for tinea.":                                                 "",
		"Tinea: oral ketoconazole 200 mg daily.":                                                   "unsound.ketoconazole_by_mouth",
		"On infliximab: the yellow fever vaccine is barred, a waiver letter.":                      "",
		"On infliximab: the yellow fever vaccine today, before travel.":                            "mistake.live_vaccine_immunosuppressed",
		"化疗中，活疫苗（麻腮风）暂缓。":                                                                          "",
		"化疗中，今日接种麻腮风活疫苗。":                                                                          "mistake.live_vaccine_immunosuppressed",
		"造影后肾损伤以补液预防，乙酰半胱氨酸无确切获益。":                                                                 "",
		"造影前口服乙酰半胱氨酸预防肾损伤。":                                                                        "mistake.contrast_prophylaxis_nac",
		"百草枯中毒，氧疗会加重肺损伤。":                                                                          "",
		"百草枯中毒，早期给予高流量吸氧。":                                                                         "unsound.oxygen_in_paraquat",
		"Folic acid alone may mask B12 deficiency; hydroxocobalamin now.":                          "",
		"Macrocytosis, B12 not back yet: folic acid 5 mg alone.":                                   "unsound.folate_alone_in_b12_deficiency",
		"烧伤第9天，尽管用琥珀胆碱插管。":                                                                         "unsound.suxamethonium_where_potassium_kills",
		"烧伤第9天，虽血钾偏高琥珀胆碱1mg/kg。":                                                                   "unsound.suxamethonium_where_potassium_kills",
		"杜氏肌营养不良，避光保存的司可林插管。":                                                                      "unsound.suxamethonium_where_potassium_kills",
		"Major burn on day five: suxamethonium for intubation, which may cause fasciculations.":    "unsound.suxamethonium_where_potassium_kills",
		"Wide-complex tachycardia at 170: treat with verapamil 5 mg, hypotension notwithstanding.": "mistake.verapamil_in_broad_complex",
		"On infliximab: the yellow fever vaccine is live, give it today anyway.":                   "mistake.live_vaccine_immunosuppressed",
		"心脏骤停阿托品3mg静推。":                                                                            "unsound.drugs_dropped_from_cardiac_arrest",
		"高钾患者能否用琥珀胆碱插管，血钾6.4。答：可用1.5mg/kg。":                                                        "unsound.suxamethonium_where_potassium_kills",
	} {
		b := proseBench(t, text, bare())
		var got []string
		for _, f := range slices.Concat(b.mistaken(), b.unsound()) {
			got = append(got, f.Evidence...)
		}
		if rule == "" && len(got) > 0 || rule != "" && !slices.Contains(got, rule) {
			t.Errorf("%q: %v, want %q", text, got, rule)
		}
	}
}
