package mapping

import (
	"strings"

	"apricot.health/fhir/hl7v2"
)

// mapObservation maps OBX, in its order when there is one; the name is empty
// when there is nothing to observe.
func (c *mapper) mapObservation(s, obr hl7v2.Segment, notes []any) (string, error) {
	kind := strings.ToUpper(s.Field(2).First().Text())
	if !s.Field(3).Valued() {
		switch {
		case kind == "ED" || kind == "RP":
			c.plan.skip("OBX-5 (" + kind + ")")
			return "", nil
		case !s.Field(5).Valued():
			c.plan.skip("OBX without a value")
			return "", nil
		}
		return "", missing(s, 3, "the observation identifier")
	}
	t := newTarget("Observation")
	if err := c.apply(t, s, obxRows); err != nil {
		return "", err
	}
	if _, ok := t.body["status"]; !ok {
		t.body["status"] = "unknown"
	}
	if err := c.value(t.body, s, kind); err != nil {
		return "", located(err, s, 5)
	}
	if _, ok := t.body["effectiveDateTime"]; !ok && obr.Field(7).First().Valued() {
		at, err := dateTime(c, obr.Field(7).First())
		if err != nil {
			return "", located(err, obr, 7)
		}
		t.body["effectiveDateTime"] = at
	}
	t.body["category"] = []any{status("http://terminology.hl7.org/CodeSystem/observation-category", category(s, obr, c.header.Code))}
	if notes != nil {
		t.body["note"] = notes
	}
	c.aboutPatient(t)
	id := c.observationID(s, obr)
	put(t.body, "identifier", id, true)
	return c.emit("Observation", id, Replace, t)
}

// observationID is OBX-21, or derived from order, code and sub-id: a corrected
// result finds the one it corrects.
func (c *mapper) observationID(s, obr hl7v2.Segment) object {
	if id := c.ei(s.Field(21).First(), "FILL", "observation"); id != nil {
		return id
	}
	owner := c.patientKey + "^" + c.encounterKey + "^" + first(s.Field(14).First().Text(), c.header.ControlID)
	if obr.Present() {
		owner = c.orderKey(obr)
	}
	parts := owner + "\x00" + conceptKey(s.Field(3).First()) + "\x00" + s.Field(4).First().Text()
	c.occurrences[parts]++
	return c.derived("Observation", parts, strings.Repeat("+", c.occurrences[parts]-1))
}

func category(s, obr hl7v2.Segment, code string) string {
	if vitalSigns[s.Field(3).First().Component(1).Text()] {
		return "vital-signs"
	}
	if c := sectionCategories[strings.ToUpper(obr.Field(24).First().Text())]; c != "" {
		return c
	}
	if code == "ADT" {
		return "exam"
	}
	return "laboratory"
}

// value writes OBX-5 with unit and range. A number that is none is kept as
// text; types that FHIR values cannot hold are marked as such.
func (c *mapper) value(o object, s hl7v2.Segment, kind string) error {
	reps := s.Field(5).Reps()
	var values []object
	for _, rep := range reps {
		if rep.Null() {
			continue
		}
		convert, ok := valueTypes[kind]
		if !ok {
			o["dataAbsentReason"] = status("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unsupported")
			return nil
		}
		v, err := convert(c, s, rep)
		if err != nil {
			return err
		}
		if v != nil {
			values = append(values, v)
		}
	}
	switch texts := joined(values); {
	case len(values) == 0:
	case texts != "":
		o["valueString"] = texts
	case len(values) == 1:
		for k, v := range values[0] {
			o[k] = v
		}
	default:
		for _, v := range values {
			v["code"] = o["code"]
			put(o, "component", v, true)
		}
	}
	if r := c.referenceRange(s); r != nil {
		o["referenceRange"] = []any{r}
	}
	return nil
}

// joined is the lines of a text that came as repetitions, "" when the values
// are no texts.
func joined(values []object) string {
	var lines []string
	for _, v := range values {
		line, ok := v["valueString"].(string)
		if !ok {
			return ""
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
