package graph

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// rxcui is the form of a concept identifier of RxNorm.
var rxcui = regexp.MustCompile(`^[1-9][0-9]{0,7}$`)

func (l *linter) drugs() {
	advice := []string{"contraindicated", "avoid", "caution", "compatible", "unknown"}
	coded := map[string]string{}
	for _, d := range l.g.drugs.items {
		l.id(d.ID, "drug")
		l.label(d.ID, "labels", d.Labels)
		l.rxnorm(d, coded)
		l.refs(d.ID, "classes", d.Classes, "class")
		l.refs(d.ID, "allergens", d.Allergens, "allergen")
		l.treated(d.ID, "indications", d.Indications)
		for _, x := range d.Doses {
			l.dose(d.ID, x)
			l.treated(d.ID, "for", x.For)
		}
		l.renal(d)
		for i, r := range d.Hepatic {
			l.enum(d.ID, "hepatic from", r.From, "A", "B", "C")
			l.enum(d.ID, "hepatic action", r.Action, "contraindicated", "avoid", "reduce", "monitor")
			if i > 0 && r.From <= d.Hepatic[i-1].From {
				l.add(d.ID, "hepatic rows must go from the mildest class to the worst")
			}
			if r.MaxDaily > 0 && r.Unit == "" {
				l.add(d.ID, "hepatic max_daily without unit")
			}
		}
		for i, r := range d.Elder {
			l.enum(d.ID, "elder action", r.Action, "avoid")
			l.optional(d.ID, r.When)
			if i > 0 && (r.When == nil || d.Elder[i-1].When == nil) {
				l.add(d.ID, "an elder row without when leaves nothing to another")
			}
		}
		l.unadjusted(d)
		for _, p := range d.Pregnancy {
			l.enum(d.ID, "pregnancy advice", p.Advice, advice...)
			if p.ToWeek != 0 && p.ToWeek <= p.FromWeek {
				l.add(d.ID, "pregnancy weeks are empty")
			}
		}
		l.enum(d.ID, "lactation", d.Lactation, advice...)
		l.enum(d.ID, "qt", d.QT, "known", "possible", "conditional", "none")
		l.medicineCases(d.ID, d.Tests)
		l.provenance(d.ID, d.Provenance)
	}
}

// rxnorm holds a concept identifier to its form and to one medicine; coded are
// those of the medicines before it.
func (l *linter) rxnorm(d Drug, coded map[string]string) {
	if d.RxNorm == "" {
		return
	}
	if !rxcui.MatchString(d.RxNorm) {
		l.add(d.ID, "rxnorm %q is no concept identifier", d.RxNorm)
	}
	if other := coded[d.RxNorm]; other != "" {
		l.add(d.ID, "rxnorm %s is that of %s too", d.RxNorm, other)
	}
	coded[d.RxNorm] = d.ID
}

// renal holds the rows of the kidneys to thresholds that ascend for each route and
// measure, and to routes by which the drug is given.
func (l *linter) renal(d Drug) {
	if d.UnitsPerMg < 0 {
		l.add(d.ID, "negative units_per_mg")
	}
	for i, r := range d.Renal {
		l.enum(d.ID, "renal measure", r.Measure, "egfr", "crcl")
		l.enum(d.ID, "renal action", r.Action, "contraindicated", "avoid", "reduce", "monitor")
		if r.Below <= 0 || slices.ContainsFunc(d.Renal[:i], func(o Renal) bool { return o.Measure == r.Measure && o.meets(r) && o.Below >= r.Below }) {
			l.add(d.ID, "renal rows must ascend from the lowest threshold")
		}
		if (r.MaxDaily > 0 || r.MaxDailyPerKg > 0) && r.Unit == "" {
			l.add(d.ID, "renal max_daily without unit")
		}
		for j, route := range r.Routes {
			if !slices.ContainsFunc(d.Doses, func(x Dose) bool { return x.Route == route }) {
				l.add(d.ID, "renal row for route %q, which has no dose", route)
			}
			if slices.Contains(r.Routes[:j], route) {
				l.add(d.ID, "renal row names route %q twice", route)
			}
		}
	}
}

// treated holds a list to conditions and findings.
func (l *linter) treated(id, what string, list []string) {
	for _, x := range list {
		if kind, _, _ := strings.Cut(x, "."); kind != "cond" && kind != "find" || !l.g.Exists(x) {
			l.add(id, "%s: %q is no condition or finding", what, x)
		}
	}
}

// meets is true for two rows that speak of one route.
func (r Renal) meets(o Renal) bool {
	return len(r.Routes) == 0 || len(o.Routes) == 0 || slices.ContainsFunc(r.Routes, o.Speaks)
}

// unadjusted holds "no adjustment" to one mention an organ, and to none where
// rows for the organ say otherwise.
func (l *linter) unadjusted(d Drug) {
	for i, organ := range d.NoAdjustment {
		l.enum(d.ID, "no_adjustment", organ, "renal", "hepatic")
		if slices.Contains(d.NoAdjustment[:i], organ) {
			l.add(d.ID, "no_adjustment names %s twice", organ)
		}
		if organ == "renal" && len(d.Renal) > 0 || organ == "hepatic" && len(d.Hepatic) > 0 {
			l.add(d.ID, "no_adjustment: there are %s rows", organ)
		}
	}
}

func (l *linter) dose(id string, d Dose) {
	l.enum(id, "route", d.Route, "oral", "iv", "im", "sc", "inhaled", "topical", "sublingual", "rectal",
		"nasal", "ophthalmic", "otic", "vaginal", "transdermal", "intrathecal", "intravitreal")
	l.enum(id, "population", d.Population, "adult", "child", "elder")
	l.enum(id, "dose unit", d.Unit, "mg", "ug", "g", "[iU]", "mL")
	for _, n := range []float64{
		d.UsualMin, d.UsualMax, d.MaxSingle, d.MaxDaily, d.MaxPerKg, d.MaxDailyPerKg,
		d.MaxTimesDaily, d.MinIntervalHours, d.MinAgeYears,
	} {
		if n < 0 {
			l.add(id, "negative bound in a dose")
		}
	}
	if d.UsualMax != 0 && d.UsualMin > d.UsualMax || d.MaxSingle != 0 && d.UsualMax > d.MaxSingle {
		l.add(id, "%s %s dose: usual_min <= usual_max <= max_single does not hold", d.Population, d.Route)
	}
	if d.MaxDaily != 0 && d.MaxSingle > d.MaxDaily {
		l.add(id, "%s %s dose: max_single exceeds max_daily", d.Population, d.Route)
	}
}

func (l *linter) classes() {
	for _, c := range l.g.classes.items {
		l.id(c.ID, "class")
		l.label(c.ID, "labels", c.Labels)
		l.refs(c.ID, "parents", c.Parents, "class")
		for _, up := range l.g.classesOf[c.ID] {
			if up == c.ID {
				l.add(c.ID, "is its own ancestor")
			}
		}
		for _, pair := range c.DuplicateAllowed {
			if len(pair) != 2 {
				l.add(c.ID, "duplicate_allowed takes pairs")
			}
			for _, id := range pair {
				l.drugOrClass(c.ID, id)
			}
		}
		l.medicineCases(c.ID, c.Tests)
	}
	for _, a := range l.g.allergens.items {
		l.id(a.ID, "allergen")
		l.label(a.ID, "labels", a.Labels)
		for _, x := range a.CrossReacts {
			l.ref(a.ID, "cross_reacts", x.Group, "allergen")
			l.enum(a.ID, "severity", x.Severity, "critical", "major", "minor")
		}
		l.medicineCases(a.ID, a.Tests)
		l.provenance(a.ID, a.Provenance)
	}
}

func (l *linter) drugOrClass(id, target string) {
	if strings.HasPrefix(target, "class.") {
		l.ref(id, "class", target, "class")
	} else {
		l.ref(id, "drug", target, "drug")
	}
}

func (l *linter) rules() {
	for _, r := range l.g.rules.items {
		l.id(r.ID, "rule")
		l.label(r.ID, "labels", r.Labels)
		l.label(r.ID, "advice", r.Advice)
		l.enum(r.ID, "kind", r.Kind, "interaction", "contraindication", "duplicate", "dose", "lab")
		l.enum(r.ID, "tier", r.Tier, "interruptive", "soft", "passive")
		l.enum(r.ID, "severity", r.Severity, "critical", "major", "minor")
		for _, id := range append(append([]string{}, r.A...), r.B...) {
			l.drugOrClass(r.ID, id)
		}
		switch {
		case len(r.A) == 0:
			l.add(r.ID, "no drug in a")
		case r.Kind == "interaction" && len(r.B) == 0:
			l.add(r.ID, "an interaction needs b")
		case r.Kind == "contraindication" && r.When == nil, r.Kind == "lab" && r.When == nil:
			l.add(r.ID, "a %s needs when", r.Kind)
		}
		l.optional(r.ID, r.When)
		l.cases(r.ID, r.Tests)
		l.medicineCases(r.ID, r.Checked)
		l.provenance(r.ID, r.Provenance)
	}
}

// medicineCases holds tests beside medicines to their grammar and to what there is.
func (l *linter) medicineCases(id string, cs []MedicineCase) {
	for i, c := range cs {
		o, p, err := c.Read()
		switch {
		case err != nil:
			l.add(id, "test %d: %v", i+1, err)
			continue
		case c.Check == "" || c.Expect == "":
			l.add(id, "test %d names no check or expects nothing", i+1)
		case o.Drug == "" && !strings.HasPrefix(id, "drug."):
			l.add(id, "test %d orders no medicine", i+1)
		}
		if o.Drug != "" {
			l.ref(id, "test", o.Drug, "drug")
		}
		for _, fact := range slices.Concat(p.Has, p.Each, p.Takes, p.Allergic, slices.Sorted(maps.Keys(p.Measures))) {
			if !l.g.Exists(fact) {
				l.dangling(id, fact)
			}
		}
	}
}
