package check

import (
	"fmt"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// hair is how far a test goes beyond a bound.
const hair = 0.01

// rowBench is a bench of a patient of 45 years and 70 kg without a draft.
func rowBench(change func(*chart.Chart)) *bench {
	index, _ := proseParts()
	c := chart.New()
	c.AgeYears, c.Sex, c.Pregnant = 45, chart.Male, chart.No
	c.ConditionsKnown, c.MedicationsKnown, c.AllergiesKnown = true, true, true
	c.Measures["find.weight"] = chart.Measure{Value: 70, Unit: "kg"}
	change(&c)
	return newBench(Input{Graph: index.g, Index: index, Chart: c, Audience: "order"})
}

// limit is what a renal or hepatic row says, whichever it is.
type limit struct {
	action   string
	maxDaily float64
	unit     string
	route    string // "" for a row of every route
}

// judgedRow holds the finding of a drug, with and without a dose, against what
// the row in force asks for.
func judgedRow(t *testing.T, at string, id string, want limit, b *bench, judge, judgeDose func(*bench, claim.Claim) []Finding) {
	t.Helper()
	hazard := func(dose *claim.Posology) string {
		c := claim.Claim{Kind: claim.Drug, Concept: id, Dose: dose}
		check := judge
		if dose != nil {
			c.Kind, check = claim.Dose, judgeDose
		}
		if found := check(b, c); len(found) > 0 {
			return found[0].Hazard
		}
		return ""
	}
	stops := want.action == "contraindicated" || want.action == "avoid" || want.action == "reduce"
	var bare *claim.Posology
	if want.route != "" {
		bare = &claim.Posology{Route: want.route}
	}
	if got := hazard(bare); (got != "") != stops {
		t.Errorf("%s: %q without a dose, and the row says %q", at, got, want.action)
	}
	if want.action != "reduce" || want.maxDaily == 0 {
		return
	}
	day := func(n float64) *claim.Posology {
		return &claim.Posology{Amount: n, Unit: want.unit, Daily: true, Route: want.route}
	}
	if got := hazard(day(want.maxDaily)); got != "" {
		t.Errorf("%s: %q at the limit of %v %s a day", at, got, want.maxDaily, want.unit)
	}
	if got := hazard(day(want.maxDaily * (1 + hair))); got == "" {
		t.Errorf("%s: nothing above the limit of %v %s a day", at, want.maxDaily, want.unit)
	}
}

// Every renal row of the content decides below its threshold and not at it.
func TestEveryRenalRow(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	benches := map[float64]*bench{}
	n := 0
	for _, d := range index.g.Drugs() {
		for _, r := range d.Renal {
			route := ""
			if len(r.Routes) > 0 {
				route = r.Routes[0]
			}
			for _, x := range []float64{r.Below, r.Below - hair} {
				in := limit{route: route}
				for _, o := range d.Renal { // they ascend: the lowest that holds decides
					if o.Speaks(route) && x < o.Below {
						in = limit{o.Action, o.MaxDaily, o.Unit, route}
						if o.MaxDailyPerKg > 0 {
							in.maxDaily = least(o.MaxDaily, o.MaxDailyPerKg*70)
						}
						break
					}
				}
				if benches[x] == nil {
					benches[x] = rowBench(func(c *chart.Chart) {
						c.Measures["find.crcl"] = chart.Measure{Value: x, Unit: "mL/min", Evidence: "Observation/crcl"}
						c.Measures["find.egfr"] = chart.Measure{Value: x, Unit: "mL/min/{1.73_m2}", Evidence: "Observation/egfr"}
					})
				}
				b := benches[x]
				judgedRow(t, fmt.Sprintf("%s %s at %s %v", d.ID, route, r.Measure, x), d.ID, in, b, renal, renalDose)
				n++
			}
		}
	}
	if n == 0 {
		t.Fatal("no drug has a renal row")
	}
}

// Every hepatic row of the content decides from the lowest score of its class
// on and not one point below.
func TestEveryHepaticRow(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	from := map[string]float64{"A": 5, "B": 7, "C": 10}
	benches := map[float64]*bench{}
	n := 0
	for _, d := range index.g.Drugs() {
		for _, r := range d.Hepatic {
			for _, score := range []float64{from[r.From], from[r.From] - 1} {
				if benches[score] == nil {
					benches[score] = rowBench(func(c *chart.Chart) {
						if score >= from["A"] {
							c.Measures["find.child_pugh"] = chart.Measure{Value: score, Unit: "{score}", Evidence: "Observation/child-pugh"}
						}
					})
				}
				b := benches[score]
				in := limit{}
				for _, o := range d.Hepatic {
					if score >= from[o.From] {
						in = limit{o.Action, o.MaxDaily, o.Unit, ""}
					}
				}
				judgedRow(t, fmt.Sprintf("%s at a score of %v", d.ID, score), d.ID, in, b, hepatic, hepaticDose)
				n++
			}
		}
	}
	if n == 0 {
		t.Fatal("no drug has a hepatic row")
	}
}

// Every bound of a dose row that stands alone for its way and age holds at the
// bound and not above it.
func TestEveryDoseRow(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	weights := []float64{3, 200} // so that the bound by weight decides, or the other
	benches := map[string]map[float64]*bench{}
	for population, years := range map[string]float64{"adult": 45, "child": 12} {
		benches[population] = map[float64]*bench{}
		for _, kg := range weights {
			benches[population][kg] = rowBench(func(c *chart.Chart) {
				c.AgeYears = years
				c.Measures["find.weight"] = chart.Measure{Value: kg, Unit: "kg"}
			})
		}
	}
	n := 0
	for _, d := range index.g.Drugs() {
		alone := map[string]int{} // rows of one way and age are alternatives
		for _, r := range d.Doses {
			alone[r.Route+r.Population]++
		}
		for _, r := range d.Doses {
			if alone[r.Route+r.Population] > 1 || r.Population == "elder" {
				continue
			}
			for _, kg := range weights {
				b := benches[r.Population][kg]
				for name, p := range atBounds(r, kg) {
					at := fmt.Sprintf("%s %s %s, %s, %v kg", d.ID, r.Route, r.Population, name, kg)
					if v := b.against(r, p); v >= outside {
						t.Errorf("%s: stopped at the bound", at)
					}
					p.Amount *= 1 + hair
					if v := b.against(r, p); v < outside {
						t.Errorf("%s: passed above the bound", at)
					}
					n++
				}
			}
		}
	}
	if n == 0 {
		t.Fatal("no drug has a bounded dose")
	}
}

// atBounds are the doses that meet a bound of a row at a weight.
func atBounds(r graph.Dose, kg float64) map[string]claim.Posology {
	out := map[string]claim.Posology{}
	single, daily := least(r.MaxSingle, r.MaxPerKg*kg), least(r.MaxDaily, r.MaxDailyPerKg*kg)
	if single > 0 && (daily == 0 || single <= daily) && single > r.UsualMin {
		out["single"] = claim.Posology{Amount: single, Unit: r.Unit, Route: r.Route}
	}
	if daily > 0 {
		out["daily"] = claim.Posology{Amount: daily, Unit: r.Unit, Route: r.Route, Daily: true}
	}
	return out
}
