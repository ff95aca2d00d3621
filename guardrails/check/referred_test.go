package check_test

import "testing"

// A medicine that a sentence lets somebody have without naming it is held against the
// chart as one that is named; one that they have already goes on.
func TestReferredMedicines(t *testing.T) {
	t.Parallel()
	runRows(t, []row{
		{name: "it is fine", audience: "patient", text: "St John's wort is only a herb. It is fine beside your escitalopram.", chart: []with{takes("drug.escitalopram")}, want: "interaction:interaction_soft"},
		{name: "it is not fine", audience: "patient", text: "St John's wort is only a herb. It is not fine beside your escitalopram.", chart: []with{takes("drug.escitalopram")}, not: "prescription:"},
		{name: "left out", audience: "patient", text: "布洛芬药店都有卖。一起吃没事。", chart: []with{takes("drug.warfarin")}, want: "interaction:interaction"},
		{name: "nothing beside it", audience: "patient", text: "布洛芬药店都有卖。一起吃没事。", chart: []with{takes("drug.metformin")}, not: "interaction:interaction"},
		{name: "nobody prescribed it", audience: "patient", text: "Ibuprofen is sold in every chemist. You can take it.", want: "prescription:prescription_by_ai"},
		{name: "already taken", audience: "patient", text: "Metformin is for your diabetes. You can take it with food.", chart: []with{takes("drug.metformin")}, not: "prescription:"},
		{name: "to a doctor", text: "The patient asks about ibuprofen. It can be combined with warfarin.", want: "interaction:interaction"},
	})
}
