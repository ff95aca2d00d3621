package claim_test

import "testing"

// A change gives less of a medicine, or another in its place, or it may give more.
func TestWhatLessens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"丙戊酸钠减量。": true, "丙戊酸钠剂量减半。": true, "丙戊酸钠换为左乙拉西坦。": true, "Reduce the valproate.": true, "Taper valproate.": true,
		"Switch from valproate to levetiracetam.": true, "Replace valproate with levetiracetam.": true, "Adjust valproate down.": true,
		"丙戊酸钠加量。": false, "丙戊酸钠剂量增加一倍。": false, "丙戊酸钠改为0.5g每日三次。": false, "换丙戊酸钠治疗。": false, "Increase the valproate.": false,
		"Adjust the valproate dose.": false, "Change valproate to 750 mg twice daily.": false,
	} {
		found := false
		for _, c := range read(t, text).Claims {
			if c.Kind == "drug" && c.Concept == "drug.valproate" {
				found = true
				if c.Lessens != want {
					t.Errorf("%q: lessens %v, want %v (%s)", text, c.Lessens, want, c.Act)
				}
			}
		}
		if !found {
			t.Errorf("%q: no valproate", text)
		}
	}
}
