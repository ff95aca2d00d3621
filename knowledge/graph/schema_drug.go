package graph

import "slices"

// Drug is an ingredient (or a fixed combination that acts as one).
type Drug struct {
	ID       string `yaml:"id" json:"id"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// Brands are common trade names; they match text but are never written.
	Brands Words  `yaml:"brands" json:"brands"`
	ATC    string `yaml:"atc" json:"atc,omitempty"`
	// RxNorm is the concept identifier (RXCUI) of the ingredient, none for a brand.
	RxNorm  string   `yaml:"rxnorm" json:"rxnorm,omitempty"`
	Classes []string `yaml:"classes" json:"classes"` // class.*
	// Allergens are the groups whose allergy forbids this drug.
	Allergens []string `yaml:"allergens" json:"allergens,omitempty"`
	// Indications are conditions and findings for which it is given; empty means
	// that nobody has written them down, and nothing is concluded from that.
	Indications []string `yaml:"indications" json:"indications,omitempty"`
	Doses       []Dose   `yaml:"doses" json:"doses,omitempty"`
	Renal       []Renal  `yaml:"renal" json:"renal,omitempty"`
	// Hepatic limits by Child-Pugh class, from the mildest class on.
	Hepatic []Hepatic `yaml:"hepatic" json:"hepatic,omitempty"`
	// Elder are the rows that say to avoid it at 65 and over.
	Elder []Elder `yaml:"elder" json:"elder,omitempty"`
	// NoAdjustment names the organs, renal or hepatic, of which the source says
	// that no loss of function asks for another dose. An organ that is neither
	// here nor has rows is one that nobody has written down.
	NoAdjustment []string `yaml:"no_adjustment" json:"no_adjustment,omitempty"`
	// Pregnancy and Lactation: contraindicated, avoid, caution, compatible or
	// unknown. Weeks, when given, limits Pregnancy to [FromWeek, ToWeek).
	Pregnancy []Pregnancy `yaml:"pregnancy" json:"pregnancy"`
	Lactation string      `yaml:"lactation" json:"lactation"`
	// UnitsPerMg is how many international units a milligram has, where the label
	// gives both (enoxaparin: 100 anti-Xa units); 0 where they cannot be compared.
	UnitsPerMg float64 `yaml:"units_per_mg" json:"units_per_mg,omitempty"`
	// QT is known, possible, conditional or none.
	QT         string         `yaml:"qt" json:"qt"`
	Tests      []MedicineCase `yaml:"tests" json:"tests,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}

// RenalWritten is true where the content says what poor kidneys mean for the
// dose by a route, "" for any, if only that they mean nothing.
func (d Drug) RenalWritten(route string) bool {
	return slices.ContainsFunc(d.Renal, func(r Renal) bool { return r.Speaks(route) }) || slices.Contains(d.NoAdjustment, "renal")
}

// HepaticWritten is RenalWritten for the liver.
func (d Drug) HepaticWritten() bool {
	return len(d.Hepatic) > 0 || slices.Contains(d.NoAdjustment, "hepatic")
}

// Dose bounds what may be written for one route and population. Zero means no
// bound is known. Amounts are in Unit (mg, ug, g, [iU], mL).
type Dose struct {
	Route string `yaml:"route" json:"route"` // oral, iv, im, sc, inhaled, topical, sublingual, rectal, intrathecal, intravitreal ...
	// Population is adult, child or elder (65 and over).
	Population string  `yaml:"population" json:"population"`
	Unit       string  `yaml:"unit" json:"unit"`
	UsualMin   float64 `yaml:"usual_min" json:"usual_min,omitempty"` // single dose
	UsualMax   float64 `yaml:"usual_max" json:"usual_max,omitempty"`
	MaxSingle  float64 `yaml:"max_single" json:"max_single,omitempty"`
	MaxDaily   float64 `yaml:"max_daily" json:"max_daily,omitempty"`
	// MaxPerKg bounds a single dose by body weight, MaxDailyPerKg a day.
	MaxPerKg      float64 `yaml:"max_per_kg" json:"max_per_kg,omitempty"`
	MaxDailyPerKg float64 `yaml:"max_daily_per_kg" json:"max_daily_per_kg,omitempty"`
	// MaxTimesDaily bounds the frequency; MinIntervalHours the spacing.
	// A weekly drug has MinIntervalHours 168.
	MaxTimesDaily    float64 `yaml:"max_times_daily" json:"max_times_daily,omitempty"`
	MinIntervalHours float64 `yaml:"min_interval_hours" json:"min_interval_hours,omitempty"`
	// MinAgeYears below which it is not given.
	MinAgeYears float64 `yaml:"min_age_years" json:"min_age_years,omitempty"`
	// For are conditions and findings of which a patient must have one for the row to
	// hold: atropine in poisoning by organophosphates. Empty is any.
	For []string `yaml:"for" json:"for,omitempty"`
}

// Renal is a limit for function below a threshold (mL/min; Measure is egfr or
// crcl as the label says). The rows of one route and measure are ordered from the
// lowest threshold.
type Renal struct {
	Below   float64 `yaml:"below" json:"below"`
	Measure string  `yaml:"measure" json:"measure"`
	// Action is contraindicated, avoid, reduce or monitor.
	Action   string  `yaml:"action" json:"action"`
	MaxDaily float64 `yaml:"max_daily" json:"max_daily,omitempty"`
	// MaxDailyPerKg bounds a day by body weight.
	MaxDailyPerKg float64 `yaml:"max_daily_per_kg" json:"max_daily_per_kg,omitempty"`
	Unit          string  `yaml:"unit" json:"unit,omitempty"`
	// Routes are those that the row speaks of; empty is every route.
	Routes []string `yaml:"routes" json:"routes,omitempty"`
}

// Speaks is true for a row of a route; "" is a route that nobody has written down.
func (r Renal) Speaks(route string) bool {
	return len(r.Routes) == 0 || route == "" || slices.Contains(r.Routes, route)
}

// Hepatic is a limit from one Child-Pugh class on (Pugh, Br J Surg 1973;60:646;
// A 5-6, B 7-9, C 10-15 points). Rows must be ordered from the mildest class.
type Hepatic struct {
	// From is A, B or C: the row holds in this class and in worse ones.
	From string `yaml:"from" json:"from"`
	// Action is contraindicated, avoid, reduce or monitor.
	Action   string  `yaml:"action" json:"action"`
	MaxDaily float64 `yaml:"max_daily" json:"max_daily,omitempty"`
	Unit     string  `yaml:"unit" json:"unit,omitempty"`
}

// Elder says that a drug is to be avoided at 65 and over whatever its dose (AGS Beers
// criteria), or only where When holds. A limit of the dose is a Dose of the elder.
type Elder struct {
	Action string `yaml:"action" json:"action"` // avoid
	When   *Expr  `yaml:"when" json:"when,omitempty"`
}

// Pregnancy is one row of advice; FromWeek and ToWeek 0 mean all of it.
type Pregnancy struct {
	Advice   string  `yaml:"advice" json:"advice"`
	FromWeek float64 `yaml:"from_week" json:"from_week,omitempty"`
	ToWeek   float64 `yaml:"to_week" json:"to_week,omitempty"`
}

// DrugClass groups drugs for rules; classes may be nested by Parents.
type DrugClass struct {
	ID       string   `yaml:"id" json:"id"`
	Labels   Label    `yaml:"labels" json:"labels"`
	Synonyms Words    `yaml:"synonyms" json:"synonyms"`
	Parents  []string `yaml:"parents" json:"parents,omitempty"`
	// Duplicate is true when two members at once are duplicate therapy;
	// DuplicateAllowed lists pairs of members or classes that are meant to be.
	Duplicate        bool           `yaml:"duplicate" json:"duplicate,omitempty"`
	DuplicateAllowed [][]string     `yaml:"duplicate_allowed" json:"duplicate_allowed,omitempty"`
	Tests            []MedicineCase `yaml:"tests" json:"tests,omitempty"`
}

// AllergenGroup is a set of substances with shared allergy.
type AllergenGroup struct {
	ID       string `yaml:"id" json:"id"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Synonyms Words  `yaml:"synonyms" json:"synonyms"`
	// CrossReacts names groups with relevant cross-reactivity: severity is
	// that of a finding when the patient is allergic to this group and the
	// drug is in the other.
	CrossReacts []CrossReaction `yaml:"cross_reacts" json:"cross_reacts,omitempty"`
	Tests       []MedicineCase  `yaml:"tests" json:"tests,omitempty"`
	Provenance  `yaml:",inline" json:"provenance"`
}

// CrossReaction is one direction of cross-reactivity.
type CrossReaction struct {
	Group    string `yaml:"group" json:"group"`
	Severity string `yaml:"severity" json:"severity"` // critical, major, minor
}

// SafetyRule is a rule on drugs in a context. A and B are drugs or classes.
//
//	kind interaction:      A with B both in use
//	kind contraindication: A in a patient for whom When is true
//	kind duplicate, dose, lab: A where When is true
type SafetyRule struct {
	ID   string   `yaml:"id" json:"id"`
	Kind string   `yaml:"kind" json:"kind"`
	A    []string `yaml:"a" json:"a"`
	B    []string `yaml:"b" json:"b,omitempty"`
	When *Expr    `yaml:"when" json:"when,omitempty"`
	// Tier is interruptive, soft or passive; Severity critical, major, minor.
	Tier     string `yaml:"tier" json:"tier"`
	Severity string `yaml:"severity" json:"severity"`
	Labels   Label  `yaml:"labels" json:"labels"`
	Advice   Label  `yaml:"advice" json:"advice"` // for the doctor
	// Tests are of A, B and When; Checked are orders that the fence tells as its tier
	// and severity ask.
	Tests      []Case         `yaml:"tests" json:"tests"`
	Checked    []MedicineCase `yaml:"checked" json:"checked,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}
