package mutation_test

import (
	"os"
	"path/filepath"
	"testing"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// TestFillRows: orders go into the table of the module of their item, behind those
// that stand there.
func TestFillRows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("drugs-x.yaml", "drugs:\n  - id: drug.a\n  - id: drug.b\n")
	write("interactions-y.csv", "id,drugs\nrule.r,drug.a\n")
	write("medicinetests-x.csv", "of,order,for,check,expect\ndrug.a,1 mg,,dose,pass\ndrug.b,1 mg,,dose,pass\n")
	fill := func() error {
		return mutation.FillRows(dir, map[string][]graph.MedicineCase{
			"drug.a": {{Order: "2 mg", For: "8 y, 25 kg", Check: "agedose", Expect: "age_dose"}},
			"rule.r": {{Order: "drug.a", For: "takes drug.b", Check: "interaction", Expect: "interaction_soft"}},
		})
	}
	if err := fill(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"medicinetests-x.csv":              "of,order,for,check,expect\ndrug.a,1 mg,,dose,pass\ndrug.a,2 mg,\"8 y, 25 kg\",agedose,age_dose\ndrug.b,1 mg,,dose,pass\n",
		"medicinetests-interactions-y.csv": "of,order,for,check,expect\nrule.r,drug.a,takes drug.b,interaction,interaction_soft\n",
	} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := mutation.FillRows(dir, map[string][]graph.MedicineCase{"drug.none": {{}}}); err == nil {
		t.Error("an item of no module was filled")
	}
}
