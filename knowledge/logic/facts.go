package logic

import (
	"math"
	"slices"
	"strings"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// facts is a chart resolved against a graph.
type facts struct {
	bools map[string]chart.Tri
	nums  map[string]float64
	// series are the readings over time and done the days on which investigations
	// were done, of a test case.
	series map[string][]Point
	done   map[string]time.Time
	// condsClosed and drugsClosed: what is not listed is not there.
	condsClosed, drugsClosed bool
}

// Bool implements Facts.
func (f *facts) Bool(id string) chart.Tri {
	if v, ok := f.bools[id]; ok {
		return v
	}
	switch {
	case f.condsClosed && strings.HasPrefix(id, "cond."):
		return chart.No
	case f.drugsClosed && (strings.HasPrefix(id, "drug.") || strings.HasPrefix(id, "class.")):
		return chart.No
	}
	return chart.Unknown
}

// Number implements Facts.
func (f *facts) Number(id string) (float64, bool) {
	n, ok := f.nums[id]
	return n, ok
}

// FromChart resolves a chart: units, demographics, derived quantities, then
// implies and excludes. What was stated always stands; of what is derived,
// present wins over absent. A measurement in a unit that cannot be converted,
// or outside its plausible range, is not used.
//
// "Asked, none" closes a list only when every entry on it was understood: an
// unknown drug name could be of any class.
func FromChart(g *graph.Graph, c chart.Chart) Facts {
	f := &facts{bools: make(map[string]chart.Tri, 2*len(c.Findings)+8), nums: make(map[string]float64, len(c.Measures)+4)}
	for id, m := range c.Measures {
		if n, ok := usable(g, id, m); ok {
			f.nums[id] = n
		}
	}
	f.condsClosed, f.drugsClosed = c.ConditionsKnown, c.MedicationsKnown
	for _, x := range c.Conditions {
		f.condition(x)
	}
	for _, x := range c.Medications {
		f.medication(g, x)
	}
	f.demographics(c)
	f.derive()
	for id, v := range c.Findings {
		if v != chart.Unknown {
			f.bools[id] = v
		}
	}
	f.known(g)
	f.close(g)
	return f
}

// known makes present what the conditions of the patient imply, where nobody
// stated otherwise.
func (f *facts) known(g *graph.Graph) {
	for id, v := range f.bools {
		c, ok := g.Condition(id)
		if !ok || c.Known == nil || v != chart.Yes {
			continue
		}
		for _, id := range c.Known.Implies {
			if _, stated := f.bools[id]; !stated {
				f.bools[id] = chart.Yes
			}
		}
	}
}

func (f *facts) condition(x chart.Coded) {
	switch {
	case x.Concept == "":
		f.condsClosed = f.condsClosed && x.Status == "resolved"
	case x.Status == "resolved":
		if f.bools[x.Concept] != chart.Yes {
			f.bools[x.Concept] = chart.No
		}
	default:
		f.bools[x.Concept] = chart.Yes
	}
}

// medication marks a drug and its classes as in use. A stopped drug says
// nothing about its classes, so its entry is only dropped.
func (f *facts) medication(g *graph.Graph, x chart.Coded) {
	switch {
	case x.Status == "resolved":
	case x.Concept == "":
		f.drugsClosed = false
	default:
		f.bools[x.Concept] = chart.Yes
		for _, class := range g.ClassesOf(x.Concept) {
			f.bools[class] = chart.Yes
		}
	}
}

// A woman younger than youngest or from oldest on is not pregnant unless the
// record says so; the ages are far outside the usual 12 to 55 years.
const youngest, oldest = 9, 60

func (f *facts) demographics(c chart.Chart) {
	if c.AgeYears >= 0 {
		f.nums["find.age"] = c.AgeYears
	}
	set := func(id string, v chart.Tri) {
		if v != chart.Unknown {
			f.bools[id] = v
		}
	}
	set("find.pregnant", c.Pregnant)
	set("find.lactating", c.Lactating)
	if c.Sex != "" {
		set("find.sex_female", chart.Of(c.Sex == chart.Female))
		set("find.sex_male", chart.Of(c.Sex == chart.Male))
	}
	bears := c.AgeYears < 0 || c.AgeYears >= youngest && c.AgeYears < oldest
	if c.Sex == chart.Male || !bears && c.Pregnant == chart.Unknown {
		set("find.pregnant", chart.No)
		set("find.lactating", chart.No)
	}
	if c.PregnancyWeeks > 0 && c.Pregnant == chart.Yes {
		f.nums["find.pregnancy_weeks"] = c.PregnancyWeeks
	}
}

// derive computes body mass index and eGFR where they were not measured.
func (f *facts) derive() {
	if _, ok := f.nums["find.bmi"]; !ok {
		w, haveW := f.nums["find.weight"]
		h, haveH := f.nums["find.height"]
		if haveW && haveH && h > 0 {
			f.nums["find.bmi"] = w / (h / 100 * h / 100)
		}
	}
	if _, ok := f.nums["find.egfr"]; !ok {
		cr, haveCr := f.nums["find.creatinine"]
		age, haveAge := f.nums["find.age"]
		female := f.bools["find.sex_female"]
		if haveCr && haveAge && age >= 18 && female != chart.Unknown {
			f.nums["find.egfr"] = CKDEPI2021(cr, age, female == chart.Yes)
		}
	}
}

// CKDEPI2021 is the race-free creatinine equation for adults (Inker, NEJM
// 2021;385:1737), creatinine in umol/L, result in mL/min/1.73 m2.
func CKDEPI2021(creatinine, age float64, female bool) float64 {
	k, a, times := 0.9, -0.302, 1.0
	if female {
		k, a, times = 0.7, -0.241, 1.012
	}
	r := creatinine / 88.4 / k
	return 142 * math.Pow(math.Min(r, 1), a) * math.Pow(math.Max(r, 1), -1.2) * math.Pow(0.9938, age) * times
}

// close applies what is absent unless documented, then derive, implies and excludes. Stated values never change, and
// what is only assumed to be absent is derived as well; a derived present outranks a derived absent, so that a danger sign is not lost
// to an exclusion.
func (f *facts) close(g *graph.Graph) {
	var assumed []string
	for _, id := range g.Undocumented() {
		if _, stated := f.bools[id]; !stated {
			f.bools[id] = chart.No
			assumed = append(assumed, id)
		}
	}
	var present, absent []string
	for _, x := range g.Derived() {
		_, stated := f.bools[x.ID]
		if (!stated || slices.Contains(assumed, x.ID)) && derived(x, f) == chart.Yes {
			present = append(present, x.ID)
		}
	}
	for _, id := range present {
		f.bools[id] = chart.Yes
	}
	present = present[:0]
	for id, v := range f.bools {
		if !strings.HasPrefix(id, "find.") {
			continue
		}
		if v == chart.Yes {
			present = append(present, id)
		} else {
			absent = append(absent, id)
		}
	}
	for _, id := range slices.Clone(present) {
		for _, up := range g.Generals(id) {
			if _, stated := f.bools[up]; !stated {
				f.bools[up] = chart.Yes
				present = append(present, up)
			}
		}
	}
	f.rule(g, present, absent)
}

// derived is what is derived of a finding: yes, or unknown.
func derived(x graph.Finding, f Facts) chart.Tri {
	if x.Derive != nil && Value(*x.Derive, f) == chart.Yes {
		return chart.Yes
	}
	return chart.Unknown
}

// rule marks what the present findings exclude and what is more specific than
// an absent one.
func (f *facts) rule(g *graph.Graph, present, absent []string) {
	for _, id := range present {
		x, _ := g.Finding(id)
		for _, ex := range x.Excludes {
			if _, known := f.bools[ex]; !known {
				f.bools[ex] = chart.No
				absent = append(absent, ex)
			}
		}
	}
	for _, id := range absent {
		for _, down := range g.Specifics(id) {
			if _, known := f.bools[down]; !known {
				f.bools[down] = chart.No
			}
		}
	}
}
