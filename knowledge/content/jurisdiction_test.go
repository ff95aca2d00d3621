package content_test

import (
	"fmt"
	"slices"
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
)

// A site's jurisdiction chooses among guidelines that conflict; nothing is lost
// or merged.
func TestTheJurisdictionChooses(t *testing.T) {
	t.Parallel()
	home, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]*graph.Graph{"CN": home}
	for _, j := range []string{"UK", "US", "EU"} {
		o, err := graph.ParseOverlay(fmt.Appendf(nil, "overlay: site\nbase: %s\nsettings: {jurisdiction: %s}\n", home.Whole().Hash(), j))
		if err != nil {
			t.Fatal(err)
		}
		if in[j], err = home.Apply(o); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		in    string
		bmi   string
		bands []string // of weight at home
		bp    []string
		ldl   string
	}{
		{"CN", "band.bmi_cn", []string{"band.home.weight_gain_3d"}, []string{"bp_high_risk", "bp_80", "bp_general"}, "ldl"},
		{"UK", "band.bmi_who", []string{"band.home.weight_gain_3d"}, []string{"bp_ckd_uk", "bp_80_uk", "bp_general_uk"}, "ldl_uk"},
		{"US", "band.bmi_who", []string{"band.home.weight_gain_7d"}, []string{"bp_general_us", "bp_high_risk"}, "ldl"},
		{"EU", "band.bmi_who", []string{"band.home.weight_gain_3d"}, []string{"bp_85_eu", "bp_general_eu", "bp_high_risk"}, "ldl_eu"},
	} {
		g := in[c.in]
		p, _ := g.Pathway("path.obesity_cn")
		if len(p.Steps) == 0 || len(p.Steps[0].Bands) == 0 || p.Steps[0].Bands[0] != c.bmi {
			t.Errorf("%s: the path of obesity measures with %v, not %s", c.in, p.Steps[0].Bands, c.bmi)
		}
		if _, ok := g.Band(c.bmi); !ok {
			t.Errorf("%s: %s is not there", c.in, c.bmi)
		}
		var weight []string
		for _, b := range g.Bands() {
			if b.ID == "band.home.weight_gain_3d" || b.ID == "band.home.weight_gain_7d" {
				weight = append(weight, b.ID)
			}
		}
		if !slices.Equal(weight, c.bands) {
			t.Errorf("%s: weight at home is read by %v, not %v", c.in, weight, c.bands)
		}
		if got := targets(g, "path.care_hypertension_cn", "blood_pressure"); !slices.Equal(got, c.bp) {
			t.Errorf("%s: targets of blood pressure %v, not %v", c.in, got, c.bp)
		}
		if got := targets(g, "path.care_coronary_cn", "ldl"); !slices.Equal(got, []string{c.ldl}) {
			t.Errorf("%s: targets of LDL %v, not %s", c.in, got, c.ldl)
		}
		for _, a := range g.Aside() {
			if a.StandIn == "" || a.StandIn == a.ID {
				t.Errorf("%s: %s is set aside for %q", c.in, a.ID, a.StandIn)
			}
		}
	}
	o, err := graph.ParseOverlay(fmt.Appendf(nil, "overlay: site\nbase: %s\nsettings: {jurisdiction: FR}\n", home.Hash()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := home.Apply(o); err == nil {
		t.Error("a jurisdiction of which nothing is known was taken")
	}
	if in["UK"].Hash() == in["US"].Hash() || in["UK"].Hash() == home.Hash() {
		t.Error("two jurisdictions have one hash")
	}
	if got := targets(home.Whole(), "path.care_hypertension_cn", "blood_pressure"); len(got) != 9 {
		t.Errorf("the whole has %v", got)
	}
}

func targets(g *graph.Graph, path, goal string) []string {
	p, _ := g.Pathway(path)
	var out []string
	for _, t := range p.Targets {
		if t.Goal == goal {
			out = append(out, t.ID)
		}
	}
	return out
}
