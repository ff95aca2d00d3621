package content

import (
	"slices"
	"testing"
)

// atOnce are done where the patient is, when they are needed: nobody prepares for them.
var atOnce = []string{
	"inv.bedside_glucose", "inv.bilirubin_newborn", "inv.blood_culture", "inv.blood_gas", "inv.carboxyhaemoglobin", "inv.cholinesterase", "inv.ck_mb",
	"inv.cognitive_test", "inv.dix_hallpike", "inv.fetal_monitor", "inv.flu_covid_pcr", "inv.ketones", "inv.lactate", "inv.malaria_smear", "inv.nasal_endoscopy",
	"inv.orthostatic_bp", "inv.otoscopy", "inv.phq9_gad7", "inv.strep_test", "inv.tryptase", "inv.tympanometry", "inv.amylase", "inv.lipase", "inv.electrolytes", "inv.glucose",
}

// TestAnInvestigationSaysHowToPrepare: a patient who is sent for a test is told
// whether to fast, if only that there is no need.
func TestAnInvestigationSaysHowToPrepare(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	for _, x := range g.Investigations() {
		excused := slices.Contains(atOnce, x.ID)
		if x.Preparation == nil && !excused {
			t.Errorf("%s says nothing of preparation", x.ID)
		}
		if x.Preparation != nil && excused {
			t.Errorf("%s says how to prepare, and is excused from it", x.ID)
		}
	}
}

// TestACarePathwayTeachesMoreThanOneThing: what to do every day, and what to do when
// it goes wrong.
func TestACarePathwayTeachesMoreThanOneThing(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	for _, p := range g.Pathways() {
		if len(p.Monitoring) > 0 && len(p.Education) < 2 {
			t.Errorf("%s teaches %d things", p.ID, len(p.Education))
		}
	}
}
