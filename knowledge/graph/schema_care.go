package graph

// Reading judges the values of one quantity over time. All bounds must hold.
type Reading struct {
	Find string `yaml:"find" json:"find"`
	// Statistic is last (the newest value, the default), mean, max, min, or
	// rise (the newest less the least before it).
	Statistic string `yaml:"statistic" json:"statistic,omitempty"`
	// Days is how far back values count; 0 is no limit. MinReadings is how
	// many are needed before anything is said; 0 means one.
	Days        int      `yaml:"days" json:"days,omitempty"`
	MinReadings int      `yaml:"min_readings" json:"min_readings,omitempty"`
	GTE         *float64 `yaml:"gte" json:"gte,omitempty"`
	GT          *float64 `yaml:"gt" json:"gt,omitempty"`
	LTE         *float64 `yaml:"lte" json:"lte,omitempty"`
	LT          *float64 `yaml:"lt" json:"lt,omitempty"`
}

// Bounds gives the bounds as a comparison of the quantity.
func (r Reading) Bounds() Compare {
	return Compare{Fact: r.Find, GTE: r.GTE, GT: r.GT, LTE: r.LTE, LT: r.LT}
}

// Target is a goal of treatment. Targets of one Goal are tried in order: the
// first whose When is true and whose Unless is not is the patient's.
type Target struct {
	ID     string `yaml:"id" json:"id"`
	Goal   string `yaml:"goal" json:"goal"` // such as blood_pressure
	Labels Label  `yaml:"labels" json:"labels"`
	When   *Expr  `yaml:"when" json:"when,omitempty"`
	Unless *Expr  `yaml:"unless" json:"unless,omitempty"`
	// Reach must all hold for the target to be met; Better is what to aim for
	// where it is tolerated.
	Reach  []Reading `yaml:"reach" json:"reach"`
	Better []Reading `yaml:"better" json:"better,omitempty"`
	// Tests give values of the quantities; expect true (met), false or unknown, better
	// or short of better.
	Tests      []Case `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Monitor is something to do again and again. It is due EveryDays after the
// newest reading of any of Finds, or after one of Orders was last done.
type Monitor struct {
	ID        string   `yaml:"id" json:"id"`
	Labels    Label    `yaml:"labels" json:"labels"`
	When      *Expr    `yaml:"when" json:"when,omitempty"`
	Unless    *Expr    `yaml:"unless" json:"unless,omitempty"`
	Finds     []string `yaml:"finds" json:"finds,omitempty"`   // find.* quantities
	Orders    []string `yaml:"orders" json:"orders,omitempty"` // inv.* drafted when due
	EveryDays int      `yaml:"every_days" json:"every_days"`
	// By is who does it: patient (at home), nurse or doctor.
	By         string `yaml:"by" json:"by"`
	Tests      []Case `yaml:"tests" json:"tests,omitempty"` // of When and Unless, and of when it is due
	Provenance `yaml:",inline" json:"provenance"`
}

// Escalation is when somebody must act. It fires when When (if any) is true
// and every reading of Readings holds.
type Escalation struct {
	ID       string    `yaml:"id" json:"id"`
	Labels   Label     `yaml:"labels" json:"labels"`
	When     *Expr     `yaml:"when" json:"when,omitempty"`
	Readings []Reading `yaml:"readings" json:"readings,omitempty"`
	// Unmet names a goal of the pathway that must be missed at the same time.
	Unmet string `yaml:"unmet" json:"unmet,omitempty"`
	// To is care_manager, doctor or emergency; WithinHours the time to act in,
	// 0 only for emergency.
	To          string `yaml:"to" json:"to"`
	WithinHours int    `yaml:"within_hours" json:"within_hours,omitempty"`
	// Advice is the fixed text for the patient; Action what staff considers.
	Advice     Label  `yaml:"advice" json:"advice"`
	Action     Label  `yaml:"action" json:"action"`
	Tests      []Case `yaml:"tests" json:"tests"`
	Provenance `yaml:",inline" json:"provenance"`
}

// Lesson is a piece of education for the patient: plain words, no doses.
type Lesson struct {
	ID         string `yaml:"id" json:"id"`
	Labels     Label  `yaml:"labels" json:"labels"`
	Text       Label  `yaml:"text" json:"text"`
	When       *Expr  `yaml:"when" json:"when,omitempty"`
	Tests      []Case `yaml:"tests" json:"tests,omitempty"`
	Provenance `yaml:",inline" json:"provenance"`
}
