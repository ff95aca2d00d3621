package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// Who lets a lay reader stop, change or double a treatment by themselves is stopped,
// however kind the words around it are, and who forbids it or leaves it to a clinician
// is not.
func TestPermitsAChangeByOneself(t *testing.T) {
	t.Parallel()
	own := onMedicines(chart.Coded{Concept: "drug.metoprolol", Text: "metoprolol 50 mg bid"}, chart.Coded{Concept: "drug.prednisone", Text: "泼尼松 20mg qd"})
	for text, want := range map[string]bool{
		"感觉好些了，药可以自己停，我们很理解您的心情。":                                                               true,
		"感觉好些了，药也不可以自己停，我们很理解您的心情。":                                                             false,
		"泼尼松的量大，您可以直接减半。":                                                                       true,
		"泼尼松的量大，减不减由医生定，请不要直接减半。":                                                               false,
		"血压药嫌多，患者可以自行停服两天再看。":                                                                   true,
		"血压药嫌多，是否可以自行停服，请先问医生。":                                                                 false,
		"请转告她激素可以突然停。":                                                                          true,
		"请转告她激素不能突然停。":                                                                          false,
		"激素可以减得再快一点。":                                                                           true,
		"激素不可以减得再快一点。":                                                                          false,
		"医生说头晕那天可以自己停一次药。":                                                                      false,
		"漏吃了一次药，下次可以吃两倍。":                                                                       true,
		"漏吃了一次药，下次不要吃两倍。":                                                                       false,
		"药袋可以自己换一个。":                                                                            false,
		"The metoprolol makes you tired, so please stop it suddenly.":                           true,
		"The metoprolol makes you tired, so please don't stop it suddenly.":                     false,
		"Metoprolol is working; stopping suddenly can bring the pain back.":                     false,
		"Before the tablets, take another blood pressure reading.":                              false,
		"Please add a second vitamin D to your tablets.":                                        true,
		"请先转达，也可以告知患者自行停药。":                                                                     true,
		"请先转达，告知患者自行停药的风险。":                                                                     false,
		"If it still hurts, take more than eight tablets.":                                      true,
		"If it still hurts, do not take more than eight tablets.":                               false,
		"Please adjust your tablets on your own.":                                               true,
		"Please never adjust your tablets on your own.":                                         false,
		"If the pain is back, give her an extra tablet.":                                        true,
		"Pain is back? Give her an extra tablet.":                                               true,
		"Pain is back? Please do not give her an extra tablet.":                                 false,
		"Nearly time for the next tablet? Skip the missed dose.":                                false,
		"Nearly time for the next tablet? Skip the evening dose.":                               true,
		"Pain after the GTN? Take a second dose after 5 minutes.":                               false,
		"Pain after the tablet? Take a second dose after 5 minutes.":                            true,
		"伤口干了，吃着药也可以自己换药。":                                                                      false,
		"吃着药，嫌贵可以自己换药。":                                                                         true,
		"吃药期间可以自己调整姿势。":                                                                         false,
		"吃药期间可以自己调整剂量。":                                                                         true,
		"With the tablets you can change the dressing by yourself.":                             false,
		"With the dressing on you can change the tablets by yourself.":                          true,
		"The tablets can make you dizzy, so lower yourself slowly into the chair.":              false,
		"Missed a tablet? Double up in the evening.":                                            true,
		"Missed a tablet? Never double up in the evening.":                                      false,
		"Your action plan says take an extra puff of the inhaler.":                              false,
		"Your tablets can make the heart stop or slow suddenly, so tell us about faints.":       false,
		"The dose is small on purpose; please take more because the box says so.":               true,
		"The dose is small on purpose; please take it with more water because the box says so.": false,
	} {
		got := len(benchFor("patient", text, own).permits()) > 0
		if got != want {
			t.Errorf("%q: permits %v, want %v", text, got, want)
		}
		if len(benchFor("doctor", text, own).permits()) > 0 {
			t.Errorf("%q: a doctor may decide it", text)
		}
	}
	if !slices.Contains(judged(t, "药可以自己停。", "care-manager", own), "stop_change") {
		t.Error("a care manager passes it on")
	}
}

// A lay reader who is bidden to stop a medicine by its name is told to stop it, however
// calm the draft is; one that only tells of the stop is spared.
func TestBiddenToStopByName(t *testing.T) {
	t.Parallel()
	own := onMedicines(chart.Coded{Concept: "drug.prednisolone", Text: "prednisolone 10 mg qd"})
	for text, want := range map[string]bool{
		"You feel well again, so please stop prednisolone.":   true,
		"Who feels well may be tempted to stop prednisolone.": false,
		"您好多了，请把泼尼松龙停掉，就停泼尼松龙。":                               true,
		"您问停泼尼松龙的事，我们理解。":                                     false,
	} {
		b := benchFor("patient", text, own)
		got := slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Act == claim.Stop && b.bids(c) })
		if got != want {
			t.Errorf("%q: bidden %v, want %v", text, got, want)
		}
	}
}
