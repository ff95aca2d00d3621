package lexicon

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// doseOf writes the doses of a text as medicine: value unit [text], and those
// without a medicine with -.
func doseOf(t *testing.T, text string) string {
	t.Helper()
	var parts []string
	for _, m := range reader().Doses(text) {
		for _, d := range m.Doses {
			if text[d.Start:d.End] != d.Text {
				t.Errorf("%s: span %d-%d is not %q", text, d.Start, d.End, d.Text)
			}
			name := strings.TrimPrefix(strings.TrimPrefix(m.Concept, "drug."), "class.")
			if m.Kind == "dose" {
				name = "-"
			}
			v := fmt.Sprint(d.Value)
			if d.Max > 0 {
				v += fmt.Sprint("..", d.Max)
			}
			parts = append(parts, fmt.Sprintf("%s: %s %s [%s]", name, v, d.Unit, d.Text))
		}
		if len(m.Doses) > 0 && (m.Value == nil || *m.Value != m.Doses[0].Value || m.Unit != m.Doses[0].Unit) {
			t.Errorf("%s: value %v %q is not that of the first dose", text, m.Value, m.Unit)
		}
	}
	return strings.Join(parts, "; ")
}

func TestDoses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"吃了2片布洛芬":                              "ibuprofen: 2 {tablet} [2片]",
		"每天100毫克阿司匹林":                          "aspirin: 100 mg [100毫克]",
		"took 2 tablets of 500 mg":             "-: 2 {tablet} [2 tablets]; -: 500 mg [500 mg]",
		"took 2 tablets of 500 mg paracetamol": "paracetamol: 2 {tablet} [2 tablets]; paracetamol: 500 mg [500 mg]",
		"每天100毫克":                              "-: 100 mg [100毫克]",
		"青霉素80万单位":                             "penicillin_g: 800000 [iU] [80万单位]",
		"青霉素一百六十万单位静滴":                         "penicillin_g: 1.6e+06 [iU] [一百六十万单位]",
		"布洛芬，每次兩片，一天三次":                        "ibuprofen: 2 {tablet} [兩片]",
		"吃了３片阿莫西林":                             "amoxicillin: 3 {tablet} [３片]",
		"阿莫西林膠囊２粒":                             "amoxicillin: 2 {tablet} [２粒]",
		"吃了５００毫克對乙酰氨基酚":                        "paracetamol: 500 mg [５００毫克]",
		"阿司匹林肠溶片100mg每日1次":                     "aspirin: 100 mg [100mg]",
		"布洛芬2片，阿莫西林3粒":                         "ibuprofen: 2 {tablet} [2片]; amoxicillin: 3 {tablet} [3粒]",
		"吃了2片布洛芬3粒阿莫西林":                        "ibuprofen: 2 {tablet} [2片]; amoxicillin: 3 {tablet} [3粒]",
		"aspirin 100 mg and clopidogrel 75 mg": "aspirin: 100 mg [100 mg]; clopidogrel: 75 mg [75 mg]",
		"I took 40 paracetamol tablets":        "paracetamol: 40 {tablet} [40 paracetamol tablets]",
		"two 500 mg tablets of paracetamol":    "paracetamol: 2 {tablet} [two 500 mg tablets]; paracetamol: 500 mg [500 mg]",
		"took 2 x 500 mg paracetamol":          "paracetamol: 1000 mg [2 x 500 mg]",
		"half a tablet of warfarin":            "warfarin: 0.5 {tablet} [half a tablet]",
		"华法林一片半":                               "warfarin: 1.5 {tablet} [一片半]",
		"吃半片华法林":                               "warfarin: 0.5 {tablet} [半片]",
		"华法林½片":                                "warfarin: 0.5 {tablet} [½片]",
		"take 1-2 tablets of ibuprofen":        "ibuprofen: 1..2 {tablet} [1-2 tablets]",
		"metformin 1,000 mg twice daily":       "metformin: 1000 mg [1,000 mg]",
		"左甲状腺素 50 μg 每天早上":                     "levothyroxine: 50 ug [50 μg]",
		"10个单位胰岛素":                             "insulin: 10 [iU] [10个单位]",
		"ibuprofen, I think it was 400mg":      "ibuprofen: 400 mg [400mg]",
		"布洛芬0.3g×20片":                          "ibuprofen: 0.3 g [0.3g]",
		"阿莫西林 40 mg/kg":                        "amoxicillin: 40 mg [40 mg]",
		// What is no dose.
		"吃了布洛芬以后身上起了一片红疹":                    "",
		"布洛芬，喝了200毫升水":                       "",
		"吃二甲双胍，血糖7.8mmol/L":                  "",
		"on statins, LDL 130 mg/dL":          "",
		"肌酐 1.2 mg/dl":                       "",
		"vitamin B12":                        "",
		"一片模糊":                               "",
		"一点都不疼，看了3次":                         "",
		"没发烧，咳嗽3天":                           "",
		"two tablets were left on the table": "",
	} {
		if got := doseOf(t, text); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// What stands between a dose and its medicine must not hand it to another one,
// nor the dose of a relative to the patient.
func TestWhoseDose(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"没吃药":                      "",
		"我没吃2片":                    "- absent patient",
		"我妈吃了2片":                   "- present family",
		"I did not take 2 tablets": "- absent patient",
		"do I take 2 tablets?":     "- unknown patient",
	} {
		got := ""
		for _, m := range reader().Doses(text) {
			if m.Kind == "dose" {
				got = fmt.Sprint("- ", m.Status, " ", m.Experiencer)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestLineHasDoses(t *testing.T) {
	t.Parallel()
	var out struct {
		Mentions []struct {
			Concept, Kind, Unit string
			Value               float64
			Doses               []struct {
				Text       string
				Start, End int
				Value      float64
				Unit       string
			}
		}
	}
	if err := json.Unmarshal(reader().Line([]byte(`{"id":1,"text":"吃了2片布洛芬，又打了80万单位"}`)), &out); err != nil {
		t.Fatal(err)
	}
	m := out.Mentions[0]
	if m.Concept != "drug.ibuprofen" || m.Value != 2 || m.Unit != "{tablet}" || len(m.Doses) == 0 || m.Doses[0].Text != "2片" || m.Doses[0].Start != 6 || m.Doses[0].End != 10 {
		t.Errorf("%+v", m)
	}
}

// TestDosesOfHostileTextsAreReadInSteps counts what is looked at: a text of twice
// the length takes no more than twice the steps.
func TestDosesOfHostileTextsAreReadInSteps(t *testing.T) {
	t.Parallel()
	steps := func(unit string, times int) float64 {
		w := &work{}
		reader().extract(w, strings.Repeat(unit, times))
		w.doses(true)
		return float64(w.dosed)
	}
	for _, unit := range []string{"布洛芬2片", "2 tablets ", "吃了2片，", "2片ibuprofen ", "1/", "半", "500 mg x 2 ", "布洛芬", "two 500 mg tablets ", "2片。", "took 2 tablets, "} {
		had, now := steps(unit, 2000), steps(unit, 4000)
		if size := float64(4000 * len(unit)); now > 2.1*had || now > 200*size {
			t.Errorf("%q: %.0f steps for 2000 of them, %.0f for twice as many", unit, had, now)
		}
	}
}

func TestAMedicineNotTakenIsAbsent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Status{
		"没吃阿司匹林": Absent, "头疼，没吃布洛芬": Absent, "没有服用二甲双胍": Absent, "忘了吃氨氯地平": Absent, "没打胰岛素": Absent,
		"吃了阿司匹林": Present, "没吃饭，吃了布洛芬": Present, "没少吃布洛芬": Present, "不得不吃布洛芬": Present,
	} {
		for _, m := range reader().Extract(text, "") {
			if (m.Kind == "drug" || m.Kind == "class") && m.Status != want {
				t.Errorf("%s: %s is %s", text, m.Concept, m.Status)
			}
		}
	}
}
