package claim_test

import (
	"regexp"
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/content"
)

// leftOf gives the texts left over of one kind.
func leftOf(t *testing.T, text, kind string) []string {
	t.Helper()
	var out []string
	for _, x := range read(t, text).Residue {
		if x.Kind == kind {
			out = append(out, x.Text)
		}
	}
	return out
}

// A dosage form without a name, a class by its stem and a germ's susceptibility name no
// medicine that the graph lacks; a stem behind the rest of a name does.
func TestNoUnknownMedicine(t *testing.T) {
	t.Parallel()
	for text, unknown := range map[string]bool{
		"普通片与缓释片不等量互换。":                false,
		"吞咽不良者肠溶片不压碎，换颗粒或液体剂型。":        false,
		"换软胶囊剂型。":                      false,
		"药房的某缓释片断货。":                   false,
		"一盒是缓释片，一盒是平片。":                false,
		"今天已经喂过两次糖浆。":                  false,
		"金葡菌菌血症（甲氧西林敏感）。":              false,
		"去氨加压素和噻嗪今日停。":                 false,
		"予噻嗪，两周后复查血钾。":                 false,
		"非甾体加沙坦加利尿剂为三重打击。":             false,
		"低钠饮食、脱水、噻嗪、普利都能抬浓度。":          false,
		"抗血小板双联21天后改单抗。":               false,
		"停华法林换双抗，六月后单抗，由术者确认。":         false,
		"Cocaine chest pain.":          false,
		"可卡因相关胸痛。":                     false,
		"Five weeks of norfluoxetine.": false,

		"予康利缓释片每晚一次。":       true,
		"予康利软胶囊每晚一次。":       true,
		"予利达沙坦每晚一次。":        true,
		"加用利达噻嗪。":           true,
		"予康利单抗静滴。":          true,
		"每晚一次利达普利。":         true,
		"伤口周围浸润单抗。":         true,
		"予康利西林。":            true,
		"Start zorbaterol.": true,
	} {
		if got := leftOf(t, text, "drug"); (len(got) > 0) != unknown {
			t.Errorf("%q: unknown %q, want %v", text, got, unknown)
		}
	}
}

// The word of a class within a longer name does not make that name known; by itself,
// behind whatever word, and in the names the graph has, it does.
func TestClassWithinName(t *testing.T) {
	t.Parallel()
	for text, unknown := range map[string]bool{
		"加用利达他汀 20 mg。":           true,
		"加用康利宁他汀每晚一次。":            true,
		"予利达沙坦类。":                 true,
		"予头孢利达1克静滴。":              true,
		"加用利达列净10mg每日一次。":         true,
		"加用利达洛尔25mg。":             true,
		"予利达拉唑。":                  true,
		"予利达培南。":                  true,
		"予利达司琼。":                  true,
		"Start ridastatin 20 mg.": true,
		"Start ridagliflozin.":    true,
		"Start ridapril 5 mg.":    true,

		"加用瑞舒伐他汀 10 mg。": false,
		"加用他汀类。":         false,
		"加用他汀。":          false,
		"换一种他汀。":         false,
		"口服他汀。":          false,
		"予强效他汀。":         false,
		"予高强度他汀。":        false,
		"中等强度他汀，阿司匹林他汀双管齐下。": false,
		"睡前他汀。":                     false,
		"予氯吡格雷他汀。":                  false,
		"首剂大剂量他汀。":                  false,
		"予头孢类。":                     false,
		"予头孢三代静滴。":                  false,
		"予头孢加甲硝唑。":                  false,
		"予头孢曲松1g。":                  false,
		"予头孢克肟。":                    false,
		"头孢青霉素都可用。":                 false,
		"继续沙坦类和列净类。":                false,
		"加列净、停洛尔。":                  false,
		"Start a statin.":           false,
		"Add a gliflozin.":          false,
		"Start rosuvastatin 10 mg.": false,
	} {
		if got := leftOf(t, text, "drug"); (len(got) > 0) != unknown {
			t.Errorf("%q: unknown %q, want %v", text, got, unknown)
		}
	}
}

// A medicine is known by the names that hospitals use beside the approved one.
func TestOtherNamesOfMedicines(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"安德塞奈": "drug.andexanet", "布瓦西坦": "drug.brivaracetam", "维多珠单抗": "drug.vedolizumab", "美泊利单抗": "drug.mepolizumab",
		"依度沙班": "drug.edoxaban", "利斯的明": "drug.rivastigmine", "拉布立海": "drug.rasburicase",
	} {
		if !slices.ContainsFunc(read(t, "建议加用"+name+"。").Claims, func(c claim.Claim) bool { return c.Concept == want && !c.Misspelt }) {
			t.Errorf("%s is not %s: %v", name, want, words(read(t, "建议加用"+name+"。")))
		}
	}
}

// A class that is called by its stem alone is that class, and nothing within another name is.
func TestClassByItsStem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"建议加噻嗪。":      "class.thiazide",
		"建议加用沙坦。":     "class.arb",
		"建议停普利。":      "class.acei",
		"建议停用地平。":     "class.dhp_ccb",
		"建议加用洛尔。":     "class.beta_blocker",
		"建议加列净。":      "class.sglt2_inhibitor",
		"建议换一种拉唑。":    "class.ppi",
		"建议加利达噻嗪。":    "",
		"建议加用吩噻嗪类药物。": "",
	} {
		got := slices.ContainsFunc(read(t, text).Claims, func(c claim.Claim) bool { return c.Kind == claim.Drug && c.Concept == want })
		if want == "" {
			got = !slices.ContainsFunc(read(t, text).Claims, func(c claim.Claim) bool { return c.Concept == "class.thiazide" })
		}
		if !got {
			t.Errorf("%q: %v, want %q", text, words(read(t, text)), want)
		}
	}
}

// No name of the graph holds the stem of a class behind a character in which no name is
// said to go on: else a part of that name, misspelt at its head, would be the class.
func TestNamesBeforeStems(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	behind := regexp.MustCompile(`[与或及加停换改用服予给和是某者次为成后查含效量种类期该合](?:噻嗪|沙坦|普利|地平|沙班|洛尔|拉唑|列净|列汀|昔布|沙星|曲坦|司琼)`)
	for _, d := range g.Drugs() {
		for _, n := range slices.Concat([]string{d.Labels.ZH}, d.Synonyms.ZH, d.Brands.ZH) {
			if behind.MatchString(n) {
				t.Errorf("%s: %s", d.ID, n)
			}
		}
	}
}

// Ordinary words are no misspelt medicines.
func TestOrdinaryWordsNearNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Cystatin C gives a normal rate.":            false,
		"Sterile pancreatic necrosis.":               false,
		"Rounding within five per cent is harmless.": false,
		"A collision at speed.":                      false,
		"Give nystattin.":                            true,
		"Give pancretin.":                            true,
	} {
		if got := slices.ContainsFunc(read(t, text).Claims, func(c claim.Claim) bool { return c.Misspelt }); got != want {
			t.Errorf("%q: misspelt %v, want %v", text, got, want)
		}
	}
}

// A herb that the sentence stops, or tells as the cause of harm, is not offered; one that it
// continues or calls safe is.
func TestHerbsAccused(t *testing.T) {
	t.Parallel()
	for text, left := range map[string]bool{
		"服甘草、吲达帕胺后乏力，低钾补钾停甘草。":                                                   false,
		"何首乌后转氨酶870、黄疸：停药，不再用。":                                                  false,
		"银杏叶与阿司匹林合用出血增加，手术前停一至两周。":                                               false,
		"朱砂雄黄与草药含汞砷，儿童孕妇禁用。":                                                     false,
		"五味子与中药升高他克莫司浓度，查谷浓度。":                                                   false,
		"Herbal note: danshen raised her INR to 5.8; stop, recheck in two days.": false,
		"Herbal note: St John's wort lowers ciclosporin and the pill; stop it.":  false,

		"甘草调和诸药，与呋塞米同服可护钾。":                                                   true,
		"何首乌补肝肾，转氨酶五倍升高正好继续服。":                                                true,
		"低钾患者予甘草片三周。":                                                         true, // the harm is the patient's, the herb is given
		"肾衰患者加用黄芪。":                                                           true,
		"肝损者建议服何首乌。":                                                          true,
		"瘀斑处可用三七粉。":                                                           true,
		"停用阿司匹林，给丹参。":                                                         true,
		"For hypoglycaemia give ginseng.":                                     true,
		"Cytopenia: try ginseng with the meal.":                               true,
		"停华法林，改三七粉。":                                                          true,
		"停二甲双胍，黄芪煎服。":                                                         true,
		"服甘草后乏力，焦虑所致，免查电解质。":                                                  true,
		"Stop warfarin and begin ginseng.":                                    true,
		"Herbal note: Polygonum with ALT 900 detoxifies; raise the dose.":     true,
		"Alert: St John's wort is herbal, so raised ciclosporin levels stay.": true,
	} {
		if got := leftOf(t, text, "herb"); (len(got) > 0) != left {
			t.Errorf("%q: left %q, want %v", text, got, left)
		}
	}
}
