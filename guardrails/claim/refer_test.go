package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

// What a sentence lets somebody have without naming it is what the paragraph named last.
func TestReferredMedicines(t *testing.T) {
	t.Parallel()
	const sjw, ibuprofen = "drug.st_johns_wort", "drug.ibuprofen"
	for _, c := range []struct {
		text string
		want []string
	}{
		{"St John's wort is only a herb. It is fine beside your escitalopram.", []string{sjw}},
		{"St John's wort is only a herb, so it is fine beside your escitalopram.", []string{sjw}},
		{"St John's wort is only a herb that grows in gardens. Many people buy it. It's perfectly safe with your tablets.", []string{sjw}},
		{"Ibuprofen is a common painkiller. You can take it.", []string{ibuprofen}},
		{"Ibuprofen is a common painkiller. Feel free to use it for your knee.", []string{ibuprofen}},
		{"Ibuprofen is a common painkiller. It is fine for you.", []string{ibuprofen}},
		{"Ibuprofen is sold in every chemist. This one is safe with your blood thinner.", []string{ibuprofen}},
		{"Ibuprofen is used for pain. The tablet goes well with warfarin.", []string{ibuprofen}},
		{"Ibuprofen is used for pain. That tablet won't interact with anything.", []string{ibuprofen}},
		{"You asked about ibuprofen. Yes, that is okay.", []string{ibuprofen}},
		{"Can I take ibuprofen with my warfarin? Yes, you can.", []string{ibuprofen}},
		{"You asked about ibuprofen with your warfarin. It is safe to take.", []string{ibuprofen}},
		{"You asked about warfarin and ibuprofen. Both are fine together.", []string{"drug.warfarin", ibuprofen}},
		{"You asked about warfarin and ibuprofen. They can be taken together.", []string{"drug.warfarin", ibuprofen}},
		{"Ibuprofen is for pain. They go together well.", []string{ibuprofen}},
		{"布洛芬是小药。它跟您的华法林不冲突。", []string{ibuprofen}},
		{"布洛芬是小药。它跟您的华法林冲突。", nil},
		{"圣约翰草只是一种草药。它和艾司西酞普兰一起吃没事。", []string{sjw}},
		{"圣约翰草只是一种草药。一起吃没事。", []string{sjw}},
		{"圣约翰草只是草药，放心用。", []string{sjw}},
		{"布洛芬药店都有卖。这个药可以吃。", []string{ibuprofen}},
		{"布洛芬药店都有卖。该药可以和华法林一起吃。", []string{ibuprofen}},
		{"您问到布洛芬。可以的，放心吃。", []string{ibuprofen}},
		{"您问到布洛芬。没关系，可以用。", []string{ibuprofen}},
		{"您问华法林和布洛芬。这两个一起吃没问题。", []string{"drug.warfarin", ibuprofen}},

		{"You have a cold. It is fine.", nil},
		{"Ibuprofen helps with pain. Is it safe with your tablets?", nil},
		{"Ibuprofen helps with pain. Ask the pharmacist whether it is safe with your tablets.", nil},
		{"Ibuprofen helps with pain. It is not safe with your warfarin.", nil},
		{"Ibuprofen helps with pain. You cannot take it with warfarin.", nil},
		{"Ibuprofen helps with pain. Only take it if your doctor says it is fine.", nil},
		{"Ibuprofen is not for you. It is fine to take paracetamol.", nil},
		{"You take warfarin. It is fine to drive.", nil},
		{"You take warfarin. It is fine to ask questions at any time.", nil},
		{"Ibuprofen was stopped last week.\n\nThe parking is behind the house. It is fine for you to use it.", nil},
		{"Ibuprofen helps with pain. It is safe once your kidney test is back.", nil},
		{"布洛芬能止痛。它能和华法林一起吃吗？", nil},
		{"布洛芬能止痛。它不可以和华法林一起吃。", nil},
		{"布洛芬能止痛。请先问药师这个药可不可以吃。", nil},
		{"您在吃华法林。可以吃米饭和蔬菜。", nil},
		{"您在吃华法林。它能防血栓。", nil},
		{"您得了感冒。它没事。", nil},
	} {
		var got []string
		for _, x := range read(t, c.text).Claims {
			if x.Referred {
				got = append(got, x.Concept)
				if x.Kind != claim.Drug || x.Act != claim.Prescribe || x.Polarity != claim.Affirmed {
					t.Errorf("%q: %+v", c.text, x)
				}
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: means %v, want %v", c.text, got, c.want)
		}
	}
}

// Words that begin at a mark, or between two clauses, are read as any other.
func TestReferredAtMarks(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Ibuprofen: fine with warfarin.", "Ibuprofen,fine with warfarin", "ibuprofen, , fine together", "Ibuprofen but fine with warfarin, so fine with aspirin",
		"布洛芬：，可以吃。", "布洛芬但是可以吃，因为它可以吃。", "：可以吃", ",fine with", "it is fine", "Ibuprofen (it is fine) with warfarin (fine with it).",
	} {
		for _, c := range read(t, text).Claims {
			if c.Start >= c.End || c.End > len(text) {
				t.Errorf("%q: %+v", text, c)
			}
		}
	}
}
