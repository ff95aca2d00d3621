package consult_test

import (
	"fmt"
	"strings"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/fence"
	"apricot.health/services/consult"
)

// ecgToday was asked for half an hour ago.
const ecgToday = `{"resourceType":"ServiceRequest","id":"s1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"authoredOn":"2026-03-02T01:00:00Z","code":{"text":"心电图"}}`

func TestOrdersAsText(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, smith, penAll, warfarin, pregnant, egfr20, ecgToday)
	for _, tc := range []struct {
		name, patient, order string
		// loudest is the indicator of the first card, "" for no card.
		loudest, zh, en string
	}{
		{"allergy to the class", "p1", "阿莫西林 0.5g 口服 tid", consult.Critical, "过敏", "allergic"},
		{"interaction", "p1", "布洛芬 400mg 口服 tid", consult.Warning, "抗凝", "anticoagulant"},
		{"renal contraindication", "p1", "二甲双胍 1g bid", consult.Critical, "禁用", "Contraindicated"},
		{"tenfold dose", "p1", "amoxicillin 5 g tid", consult.Critical, "剂量", "dose"},
		{"duplicate", "p1", "warfarin 3 mg daily", consult.Warning, "重复", "duplicates"},
		{"pregnancy", "p2", "异维A酸 20mg 口服 qd", consult.Critical, "妊娠", "pregnancy"},
		{"a drug nobody knows", "p1", "仙草速效丸 2粒", consult.Warning, "没有该药物", "does not know"},
		{"a test just ordered", "p1", "心电图", consult.Info, "24小时", "24 hours"},
		{"a test", "p2", "心电图", "", "", ""},
		{"nothing wrong", "p1", "对乙酰氨基酚 0.5g prn", "", "", ""},
		{"nothing written", "p1", "  ", "", "", ""},
	} {
		for lang, words := range map[string]string{"zh": tc.zh, "en": tc.en} {
			t.Run(tc.name+"/"+lang, func(t *testing.T) {
				t.Parallel()
				cards, err := b.CheckOrders(b.doctor, lang, tc.patient, []string{tc.order})
				if err != nil {
					t.Fatal(err)
				}
				checkCards(t, cards)
				if tc.loudest == "" {
					if len(cards) != 0 {
						t.Fatalf("%d cards: %s", len(cards), all(cards))
					}
					return
				}
				if len(cards) == 0 || cards[0].Indicator != tc.loudest || !strings.Contains(all(cards), words) {
					t.Fatalf("want %s with %q, got %s", tc.loudest, words, all(cards))
				}
			})
		}
	}
}

func all(cards []consult.Card) string {
	var b strings.Builder
	for _, c := range cards {
		fmt.Fprintf(&b, "%s: %s | %s\n", c.Indicator, c.Summary.Text(), c.Detail.Text())
	}
	return b.String()
}

// medicine is a drafted MedicationRequest.
func medicine(id, patient, drug, more string) string {
	return fmt.Sprintf(`{"fullUrl":"urn:x:%[1]s","resource":{"resourceType":"MedicationRequest","id":"%[1]s","status":"draft","intent":"order","subject":{"reference":"Patient/%[2]s"},"medicationCodeableConcept":%[3]s%[4]s}}`, id, patient, drug, more)
}

func bundle(entries ...string) []byte {
	return []byte(`{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(entries, ",") + `]}`)
}

func dose(value, unit string, times int) string {
	return fmt.Sprintf(`,"dosageInstruction":[{"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006"}]},"timing":{"repeat":{"frequency":%d,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":%s,"unit":"%s","code":"%s"}}]}]`, times, value, unit, unit)
}

func TestOrdersAsBundle(t *testing.T) {
	t.Parallel()
	const (
		amoxicillin = `{"coding":[{"system":"http://www.whocc.no/atc","code":"J01CA04","display":"amoxicillin"}]}`
		ibuprofen   = `{"text":"布洛芬"}`
		rxIbuprofen = `{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"5640"}]}`
		naproxen    = `{"text":"naproxen"}`
		paracetamol = `{"text":"对乙酰氨基酚"}`
		other       = `{"resourceType":"MedicationRequest","id":"r1","status":"draft","intent":"order","subject":{"reference":"Patient/p1"},"medicationReference":{"reference":"Medication/x"}}`
		med         = `{"resourceType":"Medication","id":"x","code":{"text":"阿莫西林"}}`
		service     = `{"resource":{"resourceType":"ServiceRequest","id":"t1","status":"draft","intent":"order","subject":{"reference":"Patient/p1"},"code":{"text":"心电图"}}}`
		serviceAlso = `{"resource":{"resourceType":"ServiceRequest","id":"t2","status":"draft","intent":"order","subject":{"reference":"Patient/p1"},"code":{"text":"12-lead ECG"}}}`
	)
	b := newBench(t, wang, smith, penAll, warfarin)
	for _, tc := range []struct {
		name    string
		bundle  []byte
		only    []string
		loudest string
		words   string
	}{
		{"by code", bundle(medicine("a", "p1", amoxicillin, dose("500", "mg", 3))), nil, consult.Critical, "过敏"},
		{"by RxNorm alone", bundle(medicine("a", "p1", rxIbuprofen, dose("300", "mg", 2))), nil, consult.Warning, "抗凝"},
		{"by reference", bundle(`{"resource":`+other+`}`, `{"resource":`+med+`}`), nil, consult.Critical, "过敏"},
		{"ten times the dose", bundle(medicine("a", "p1", paracetamol, dose("5", "g", 3))), nil, consult.Critical, "剂量"},
		{"a usual dose", bundle(medicine("a", "p1", paracetamol, dose("500", "mg", 3))), nil, "", ""},
		{"two of a kind in one bundle", bundle(medicine("a", "p1", ibuprofen, ""), medicine("b", "p1", naproxen, "")), nil, consult.Warning, "重复"},
		{"another patient's", bundle(medicine("a", "p2", paracetamol, "")), nil, consult.Critical, "不一致"},
		{"a renewal is no duplicate of itself", bundle(medicine("m1", "p1", `{"text":"华法林"}`, "")), nil, "", ""},
		{"only what was selected", bundle(medicine("a", "p1", amoxicillin, ""), medicine("b", "p1", paracetamol, dose("500", "mg", 3))), []string{"MedicationRequest/b"}, "", ""},
		{"one test twice", bundle(service, serviceAlso), nil, consult.Info, "24小时"},
		{"no orders", bundle(), nil, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cards, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p1", tc.bundle, tc.only)
			if err != nil {
				t.Fatal(err)
			}
			checkCards(t, cards)
			// Notes on what is not known are no answer to the question of the row.
			if tc.loudest == "" {
				for _, c := range cards {
					if c.Indicator != consult.Info || strings.Contains(c.Detail.Text(), "重复") {
						t.Errorf("want nothing loud, got %s", all(cards))
					}
				}
				return
			}
			if len(cards) == 0 || cards[0].Indicator != tc.loudest || !strings.Contains(all(cards), tc.words) {
				t.Errorf("want %s with %q, got %s", tc.loudest, tc.words, all(cards))
			}
		})
	}
}

func TestPrefetchCounts(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	order := bundle(medicine("a", "p1", `{"text":"阿莫西林"}`, ""))
	loud := func(sent ...[]byte) bool {
		t.Helper()
		cards, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p1", order, nil, sent...)
		if err != nil {
			t.Fatal(err)
		}
		return len(cards) > 0 && cards[0].Indicator == consult.Critical
	}
	if loud() {
		t.Error("the store knows of no allergy")
	}
	if !loud([]byte(penAll)) {
		t.Error("the allergy that the EMR sent was not seen")
	}
	stranger := strings.ReplaceAll(smith, `"p2"`, `"p9"`)
	cards, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p9", bundle(medicine("a", "p9", `{"text":"异维A酸"}`, "")), nil,
		[]byte(stranger), []byte(strings.ReplaceAll(pregnant, "Patient/p2", "Patient/p9")))
	if err != nil || len(cards) == 0 || cards[0].Indicator != consult.Critical {
		t.Errorf("a patient whom only the EMR knows: %v %s", err, all(cards))
	}
}

func TestBadOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	for name, tc := range map[string]struct {
		body string
		want outcome.Kind
	}{
		"no JSON":          {"{", outcome.Invalid},
		"no bundle":        {`{"resourceType":"Patient"}`, outcome.Invalid},
		"a broken entry":   {`{"resourceType":"Bundle","entry":[{"resource":7}]}`, outcome.Invalid},
		"too many entries": {`{"resourceType":"Bundle","entry":[` + strings.TrimSuffix(strings.Repeat(`{"resource":{}},`, 201), ",") + `]}`, outcome.TooLarge},
	} {
		if _, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p1", []byte(tc.body), nil); !outcome.Is(err, tc.want) {
			t.Errorf("%s: want %v, got %v", name, tc.want, err)
		}
	}
	if _, err := b.CheckOrders(b.doctor, "zh", "p1", []string{strings.Repeat("x", fence.MaxText+1)}); !outcome.Is(err, outcome.TooLarge) {
		t.Errorf("a long order: %v", err)
	}
	if _, err := b.CheckOrders(b.doctor, "zh", "p9", []string{"阿莫西林"}); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("an unknown patient: %v", err)
	}
}

func FuzzOrderText(f *testing.F) {
	for _, s := range []string{"阿莫西林 0.5g 口服 tid", "ibuprofen 400 mg po q8h", "心电图", "**[x](http://y)** 10 mg", "\x00\xff"} {
		f.Add(s)
	}
	b := newBench(f, wang, penAll)
	f.Fuzz(func(t *testing.T, order string) {
		cards, err := b.CheckOrders(b.doctor, "zh", "p1", []string{order})
		if err != nil && !outcome.Is(err, outcome.TooLarge) {
			t.Fatalf("%v", err)
		}
		for _, c := range cards {
			if n := len([]rune(c.Summary.Text())); n >= 140 || strings.ContainsAny(c.Summary.Text(), "<>") {
				t.Fatalf("%d characters: %s", n, c.Summary.Text())
			}
		}
	})
}

// An allergy of the record that nobody could read is answered for by whoever signs; one
// that nobody asked about is a note.
func TestAnUnreadAllergyIsAnsweredFor(t *testing.T) {
	t.Parallel()
	unread := strings.Replace(penAll, "青霉素", "某某复方合剂", 1)
	for name, c := range map[string]struct {
		resources []string
		want      string
	}{
		"unread":    {[]string{wang, unread}, consult.Warning},
		"no drug":   {[]string{wang, strings.Replace(penAll, "青霉素", "芒果", 1)}, consult.Info},
		"not asked": {[]string{wang}, consult.Info},
	} {
		b := newBench(t, c.resources...)
		cards, err := b.CheckOrders(b.doctor, "zh", "p1", []string{"左甲状腺素 50μg 口服 qd"})
		if err != nil || len(cards) == 0 || cards[0].Indicator != c.want {
			t.Fatalf("%s: %v %+v", name, err, cards)
		}
		if loud := cards[0].Indicator == consult.Warning; loud != (len(cards[0].Overrides) > 0) || loud != strings.Contains(cards[0].Summary.Text(), "无法识别的过敏记录") || loud && !strings.Contains(cards[0].Detail.Text(), "某某复方合剂") {
			t.Errorf("%s: %s %s", name, cards[0].Summary.Text(), cards[0].Detail.Text())
		}
	}
}
