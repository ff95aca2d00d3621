package graph_test

import (
	"reflect"
	"strings"
	"testing"

	"apricot.health/knowledge/graph"
)

func TestMedicineCaseIsRead(t *testing.T) {
	t.Parallel()
	sound := map[string]float64{"find.egfr": 100, "find.crcl": 100}
	for name, tc := range map[string]struct {
		c       graph.MedicineCase
		order   graph.MedicineOrder
		patient graph.MedicinePatient
		wrong   string // part of the error
	}{
		"nothing": {patient: graph.MedicinePatient{Years: 45, Kg: 70, Measures: sound}},
		"all of an order": {
			c:       graph.MedicineCase{Order: "drug.a 12.5 mg/kg/d oral 3/d"},
			order:   graph.MedicineOrder{Drug: "drug.a", Amount: 12.5, Unit: "mg", PerKg: true, Daily: true, Route: "oral", PerDay: 3},
			patient: graph.MedicinePatient{Years: 45, Kg: 70, Measures: sound},
		},
		"an interval": {
			c:       graph.MedicineCase{Order: "10 mg q168h"},
			order:   graph.MedicineOrder{Amount: 10, Unit: "mg", PerDay: 24.0 / 168},
			patient: graph.MedicinePatient{Years: 45, Kg: 70, Measures: sound},
		},
		"a child that nobody weighed": {
			c:       graph.MedicineCase{For: "8 y"},
			patient: graph.MedicinePatient{Years: 8, Measures: sound},
		},
		"all of a patient": {
			c: graph.MedicineCase{For: "30 y, 60 kg, pregnant 12 wk, crcl 29, cond.c, takes drug.a, allergic allergen.p, lay"},
			patient: graph.MedicinePatient{
				Years: 30, Kg: 60, Woman: true, Pregnant: true, Weeks: 12, Lay: true, Measures: map[string]float64{"find.egfr": 100, "find.crcl": 29},
				Has: []string{"cond.c"}, Takes: []string{"drug.a"}, Allergic: []string{"allergen.p"},
			},
		},
		"no unit":           {c: graph.MedicineCase{Order: "10"}, wrong: "no amount and unit"},
		"no number":         {c: graph.MedicineCase{Order: "ten mg"}, wrong: `"ten" is no amount`},
		"two routes":        {c: graph.MedicineCase{Order: "10 mg oral iv"}, wrong: `"iv" is not understood`},
		"an unknown word":   {c: graph.MedicineCase{For: "tall"}, wrong: `"tall" is not understood`},
		"no week":           {c: graph.MedicineCase{For: "pregnant late wk"}, wrong: "is not understood"},
		"a measure of none": {c: graph.MedicineCase{For: "crcl low"}, wrong: "is not understood"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, p, err := tc.c.Read()
			if tc.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wrong) {
					t.Errorf("%v does not say %q", err, tc.wrong)
				}
				return
			}
			if err != nil || o != tc.order || !reflect.DeepEqual(p, tc.patient) {
				t.Errorf("%+v, %+v, %v", o, p, err)
			}
		})
	}
}

func TestDatedReadings(t *testing.T) {
	t.Parallel()
	got, err := graph.ReadDated("150@10d 148.5@3d")
	if want := []graph.Dated{{Value: 150, DaysAgo: 10}, {Value: 148.5, DaysAgo: 3}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "150", "150@10", "x@1d", "150@1d 148@3d"} {
		if got, err := graph.ReadDated(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}

// TestTryoutChangesOneItem: the graph that is tried out is changed, one item at a
// time, and the graph it was made from never.
func TestTryoutChangesOneItem(t *testing.T) {
	t.Parallel()
	g, problems := compileTable("medicinetests-x.csv", "of,order,for,check,expect\ndrug.a,10 mg oral,crcl 29,dose,pass\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	a, _ := g.Drug("drug.a")
	if want := []graph.MedicineCase{{Order: "10 mg oral", For: "crcl 29", Check: "dose", Expect: "pass"}}; !reflect.DeepEqual(a.Tests, want) || g.Tested()["drug.a"].Tests != 1 {
		t.Fatalf("%+v beside the medicine", a.Tests)
	}
	changed, b := a, mustDrug(t, g, "drug.b")
	changed.QT, changed.Classes = "known", nil
	try := g.Tryout()
	if with := try.Drug(changed); mustDrug(t, with, "drug.a").QT != "known" || len(with.ClassesOf("drug.a")) != 0 {
		t.Error("the change is not in the graph")
	}
	if with := try.Drug(b); mustDrug(t, with, "drug.a").QT != a.QT || !reflect.DeepEqual(with.ClassesOf("drug.a"), g.ClassesOf("drug.a")) {
		t.Error("the change before is still in the graph")
	}
	if mustDrug(t, g, "drug.a").QT != a.QT {
		t.Error("the graph itself was changed")
	}
}

func mustDrug(t *testing.T, g *graph.Graph, id string) graph.Drug {
	t.Helper()
	d, ok := g.Drug(id)
	if !ok {
		t.Fatal(id)
	}
	return d
}
