package record

import (
	"math"
	"slices"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

// pregnancyHolds is how long a stated pregnancy is believed.
const pregnancyHolds = 300 * 24 * time.Hour

// loincAliases are further LOINC codes under which laboratories send what the
// graph knows under one. Only the same quantity is listed; units differ and
// are converted later.
func loincAliases() map[string]string {
	return map[string]string{
		"33914-3": "find.egfr", "62238-1": "find.egfr", "48642-3": "find.egfr", "48643-1": "find.egfr", "69405-9": "find.egfr",
		"77147-7": "find.egfr", "50210-4": "find.egfr", "88293-6": "find.egfr",
		"3141-9": "find.weight", "3137-7": "find.height", "8308-9": "find.height", "8331-1": "find.temperature",
		"2708-6": "find.spo2", "2160-0": "find.creatinine", "38483-4": "find.creatinine", "6298-4": "find.potassium",
		"2947-0": "find.sodium", "34714-6": "find.inr", "17856-6": "find.hba1c", "59261-8": "find.hba1c",
		"2345-7": "find.glucose", "2339-0": "find.glucose", "14749-6": "find.glucose", "1558-6": "find.fasting_glucose",
		"26515-7": "find.platelets", "26464-8": "find.wbc", "30000-4": "find.uacr", "14959-1": "find.uacr", "3084-1": "find.uric_acid",
		"2089-1": "find.ldl", "13457-7": "find.ldl", "18262-6": "find.ldl", "2571-8": "find.triglycerides",
		"17861-6": "find.calcium", "1975-2": "find.bilirubin_total", "20570-8": "find.haematocrit",
	}
}

func (s *reading) observation(x resource) {
	switch x.Status {
	case "entered-in-error", "cancelled", "registered", "unknown":
		return
	}
	at := x.when()
	if at.After(s.now.Add(24 * time.Hour)) { // a clock that runs ahead by more than a day is an error
		return
	}
	s.observe(x.Code, x.value, at, x.evidence)
	for _, c := range x.Component {
		s.observe(c.Code, c.value, at, x.evidence)
	}
}

// The LOINC codes by which a record says that somebody is pregnant.
const (
	PregnancyStatus         = "82810-3"
	GestationalAge          = "18185-9"
	GestationalAgeInWeeks   = "49051-6"
	GestationalAgeEstimated = "11884-4"
)

func (s *reading) observe(code concept, v value, at time.Time, evidence string) {
	for _, loinc := range code.codes("loinc") {
		switch loinc {
		case PregnancyStatus:
			s.pregnant(v, at)
		case GestationalAge, GestationalAgeInWeeks, GestationalAgeEstimated:
			s.weeks(v, at)
		case "63895-7": // breastfeeding status
			if t := answer(v); t != chart.Unknown && s.newer("lactating", at) {
				s.chart.Lactating = t
			}
		default:
			if id := s.loinc[loinc]; id != "" {
				s.measure(id, v, at, evidence)
				return
			}
		}
	}
}

// newer is true when nothing of the id is in the chart from a later time. It
// takes note of the time.
func (s *reading) newer(id string, at time.Time) bool {
	if had, ok := s.seen[id]; ok && had.After(at) {
		return false
	}
	s.seen[id] = at
	return true
}

func (s *reading) measure(id string, v value, at time.Time, evidence string) {
	f, ok := s.graph.Finding(id)
	if !ok {
		return
	}
	if f.Kind != "quantity" {
		if t := answer(v); t != chart.Unknown && s.newer(id, at) {
			s.chart.Findings[id], s.chart.FindingSource[id] = t, chart.Source{Where: evidence}
		}
		return
	}
	var m chart.Measure
	switch {
	case v.Quantity != nil && v.Quantity.Value != nil:
		m = chart.Measure{Value: *v.Quantity.Value, Unit: v.Quantity.Code}
		if m.Unit == "" {
			m.Unit = v.Quantity.Unit
		}
	case v.Integer != nil:
		m = chart.Measure{Value: *v.Integer, Unit: f.Unit}
	default:
		return
	}
	m.At, m.Evidence = at, evidence
	if !at.IsZero() {
		s.chart.Readings[id] = append(s.chart.Readings[id], m)
	}
	if s.newer(id, at) {
		s.chart.Measures[id] = m
	}
}

// answer reads a yes or no: a boolean, LOINC LA33-6 and LA32-8, SNOMED CT yes,
// no, positive, negative, present and absent.
func answer(v value) chart.Tri {
	switch {
	case v.Boolean != nil:
		return chart.Of(*v.Boolean)
	case v.Concept == nil:
		return chart.Unknown
	case v.Concept.is("LA33-6", "373066001", "10828004", "52101004"):
		return chart.Yes
	case v.Concept.is("LA32-8", "373067005", "260385009", "2667000"):
		return chart.No
	}
	return chart.Unknown
}

func (s *reading) pregnant(v value, at time.Time) {
	if !at.IsZero() && s.now.Sub(at) > pregnancyHolds || !s.newer("pregnant", at) {
		return
	}
	switch {
	case v.Concept != nil && v.Concept.is("LA15173-0", "77386006"):
		s.chart.Pregnant = chart.Yes
	case v.Concept != nil && v.Concept.is("LA26683-5", "60001007"):
		s.chart.Pregnant = chart.No
	case v.Boolean != nil:
		s.chart.Pregnant = chart.Of(*v.Boolean)
	default:
		s.chart.Pregnant = chart.Unknown
	}
}

// weeks brings a gestational age forward to now.
func (s *reading) weeks(v value, at time.Time) {
	if v.Quantity == nil || v.Quantity.Value == nil || at.IsZero() || !s.newer("weeks", at) {
		return
	}
	w := *v.Quantity.Value
	if v.Quantity.Code == "d" {
		w /= 7
	}
	w += s.now.Sub(at).Hours() / (24 * 7)
	if w > 0 && w <= 44 {
		s.chart.PregnancyWeeks = w
	}
}

// changes orders the readings by time and measures changes of weight: more
// than 2 kg in three days is taken for water (ESC heart failure guideline
// 2021).
func (s *reading) changes() {
	for _, list := range s.chart.Readings {
		slices.SortStableFunc(list, func(a, b chart.Measure) int { return a.At.Compare(b.At) })
	}
	for id, days := range map[string]int{"find.weight_change_3d": 3, "find.weight_change_7d": 7} {
		if f, ok := s.graph.Finding(id); ok {
			if m, ok := change(s.chart.Readings["find.weight"], f.Unit, days); ok {
				s.chart.Measures[id] = m
			}
		}
	}
}

// change is the last weight less the least one of the days before it. One
// weighing says nothing.
func change(list []chart.Measure, unit string, days int) (chart.Measure, bool) {
	if len(list) < 2 {
		return chart.Measure{}, false
	}
	last := list[len(list)-1]
	now, ok := logic.Convert("find.weight", last.Value, last.Unit, unit)
	least, earlier := math.Inf(1), false
	for _, m := range list[:len(list)-1] {
		kg, usable := logic.Convert("find.weight", m.Value, m.Unit, unit)
		if usable && last.At.Sub(m.At) <= time.Duration(days)*24*time.Hour && m.At.Before(last.At) {
			least, earlier = min(least, kg), true
		}
	}
	return chart.Measure{Value: now - least, Unit: unit, At: last.At, Evidence: last.Evidence}, ok && earlier
}
