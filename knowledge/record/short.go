package record

import (
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
)

// Short is the short form of a chart, with names in either language. A list
// that is missing was not asked; an empty list was asked and there is none.
type Short struct {
	Age         *float64 `json:"age"`
	Sex         string   `json:"sex"`
	Pregnant    *bool    `json:"pregnant"`
	Weeks       *float64 `json:"pregnancy_weeks"`
	Lactating   *bool    `json:"lactating"`
	Conditions  []string `json:"conditions"`
	Medications []string `json:"medications"`
	Allergies   []string `json:"allergies"`
	EGFR        *float64 `json:"egfr"`
	WeightKg    *float64 `json:"weight_kg"`
}

// FromShort reads the short form as of now. It is Invalid for an age, a
// weight or an eGFR that no person has, or an unknown sex.
func (r *Reader) FromShort(s Short, now time.Time) (chart.Chart, error) {
	c := chart.New()
	c.Now = now
	switch s.Sex {
	case "female", "F", "f", "女":
		c.Sex = chart.Female
	case "male", "M", "m", "男":
		c.Sex = chart.Male
	case "", "unknown", "other":
	default:
		return chart.Chart{}, outcome.At(outcome.Invalid, "sex", "the sex is female or male")
	}
	if s.Age != nil {
		if *s.Age < 0 || *s.Age > 130 {
			return chart.Chart{}, outcome.At(outcome.Invalid, "age", "the age is out of range")
		}
		c.AgeYears = *s.Age
	}
	if s.Pregnant != nil {
		c.Pregnant = chart.Of(*s.Pregnant)
	}
	if s.Lactating != nil {
		c.Lactating = chart.Of(*s.Lactating)
	}
	if s.Weeks != nil {
		c.PregnancyWeeks = *s.Weeks
	}
	if err := shortMeasures(&c, s, now); err != nil {
		return chart.Chart{}, err
	}
	c.ConditionsKnown, c.MedicationsKnown, c.AllergiesKnown = s.Conditions != nil, s.Medications != nil, s.Allergies != nil
	for _, text := range s.Conditions {
		r.shortCondition(&c, text)
		r.words(&c, text, now)
	}
	r.wider(&c)
	for _, text := range s.Medications {
		if none(text) {
			continue
		}
		for _, id := range r.drugs([]string{text}) {
			c.Medications = append(c.Medications, chart.Coded{Concept: id, Text: text, Evidence: "chart.medications", Status: "active"})
		}
	}
	for _, text := range s.Allergies {
		if none(text) || noAllergy(concept{Text: text}) || deniesAllergy(text) {
			continue
		}
		c.Allergies = append(c.Allergies, chart.Coded{Concept: r.allergen([]string{text}), Text: text, Evidence: "chart.allergies", Status: "active"})
	}
	return c, nil
}

func (r *Reader) shortCondition(c *chart.Chart, text string) {
	if none(text) {
		return
	}
	id := r.names.whole(text, "condition")
	found := r.names.whole(text, "finding")
	switch {
	case id == "" && (found == "find.pregnant" || trimesterRE.MatchString(plain(text))):
		c.Pregnant = chart.Yes
		return
	case id == "" && found == "find.lactating":
		c.Lactating = chart.Yes
		return
	case found != "":
		c.Findings[found], c.FindingSource[found] = chart.Yes, chart.Source{Where: "chart.conditions"}
	}
	if id == "" && !guarded(text) {
		id = r.names.inside(text, "condition")
	}
	if id == "" {
		id = shorthand[plain(text)]
	}
	if id == "" { // a finding alone is known as what it is
		id = found
	}
	if s := plain(text); id == "" && (ejectionRE.MatchString(s) || weeksRE.MatchString(s) || staged(s)) {
		return // nor is a measurement or a stage alone a condition that nobody knows
	}
	c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: text, Evidence: "chart.conditions", Status: "active"})
}

func none(text string) bool {
	switch plain(text) {
	case "", "none", "no", "无", "没有", "n/a":
		return true
	}
	return false
}

func shortMeasures(c *chart.Chart, s Short, now time.Time) error {
	if s.EGFR != nil {
		if *s.EGFR < 0 || *s.EGFR > 250 {
			return outcome.At(outcome.Invalid, "egfr", "the eGFR is out of range")
		}
		c.Measures["find.egfr"] = chart.Measure{Value: *s.EGFR, Unit: "mL/min/{1.73_m2}", At: now, Evidence: "chart.egfr"}
	}
	if s.WeightKg != nil {
		if *s.WeightKg <= 0 || *s.WeightKg > 700 {
			return outcome.At(outcome.Invalid, "weight_kg", "the weight is out of range")
		}
		c.Measures["find.weight"] = chart.Measure{Value: *s.WeightKg, Unit: "kg", At: now, Evidence: "chart.weight_kg"}
	}
	return nil
}
