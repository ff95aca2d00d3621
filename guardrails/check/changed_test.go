package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A nurse may be told of a stop that somebody made, wants or has decided, and what harm
// it does. What goes on to allow it advises it.
func TestChangesToldOf(t *testing.T) {
	t.Parallel()
	own := onMedicines(
		chart.Coded{Concept: "drug.warfarin", Text: "warfarin 3 mg nightly"},
		chart.Coded{Concept: "drug.sertraline", Text: "sertraline 50 mg"},
		chart.Coded{Concept: "drug.ibuprofen", Text: "ibuprofen (OTC)"},
		chart.Coded{Concept: "drug.simvastatin", Text: "simvastatin 20 mg (discharge: stopped)"},
	)
	for _, c := range []struct {
		text string
		held bool
	}{
		{"Explain that missing warfarin with a metal valve could bring on a clot.", false},
		{"Stopping warfarin would lower his risk of a bleed.", true},
		{"请告诉他，擅自停华法林会增加中风风险。", false},
		{"停用华法林可以减少出血风险，请转告。", true},
		{"She has been skipping sertraline at weekends; message sent to Dr Lind.", false},
		{"She has been skipping sertraline at weekends, which is fine.", true},
		{"She wants to stop sertraline before the wedding; question passed to Dr Lind.", false},
		{"患者想停舍曲林，已转给精神科医生。", false},
		{"患者想停舍曲林，请让她今晚就停。", true},
		{"患者想停舍曲林，那就停吧，没关系。", true},
		{"舍曲林、华法林没有漏服，血压平稳。", false},
		{"心内科已把辛伐他汀停了，旧药请家属收走。", false},
		{"Simvastatin stopped; the old box went back to the pharmacy.", false},
		{"Black vomit and faint: ambulance called. She is not to take more ibuprofen.", false},
		{"He should not take sertraline any more.", true},
		{"For the knee: opioids stay off until the clinic.", false},
		{"主任没有变动医嘱，但请嘱其华法林减半。", true},
	} {
		if got := slices.Contains(judged(t, c.text, "care-manager", own), "stop_change"); got != c.held {
			t.Errorf("%q: stop_change %v, want %v", c.text, got, c.held)
		}
	}
}
