package mapping

import (
	"slices"
	"strings"

	"apricot.health/fhir/hl7v2"
)

// preferred orders the identifier types by which a patient is found again.
var preferred = []string{"MR", "PI", "PT", "PN", "EN", "U", ""}

// mapPatient maps PID and finds the identifier that patients are matched by.
func (c *mapper) mapPatient(mode Mode) error {
	pid := c.msg.Segment("PID")
	if !pid.Present() {
		return missing(segmentNamed(c.msg, "PID"), 3, "a patient")
	}
	t := newTarget("Patient")
	t.body["active"] = true
	ids := c.patientIdentifiers(pid)
	if len(ids) == 0 {
		return missing(pid, 3, "a patient identifier")
	}
	match := ids[0]
	for _, kind := range preferred {
		if i := slices.IndexFunc(ids, func(id object) bool { return typeCode(id) == kind }); i >= 0 {
			match = ids[i]
			break
		}
	}
	for _, id := range ids {
		put(t.body, "identifier", id, true)
	}
	if err := c.apply(t, pid, pidRows); err != nil {
		return err
	}
	if err := c.birthAndDeath(t, pid); err != nil {
		return err
	}
	c.patientKey = key(match)
	var err error
	c.patient, err = c.emit("Patient", match, mode, t)
	return err
}

// segmentNamed is the segment, or an empty one that errors can name.
func segmentNamed(m *hl7v2.Message, name string) hl7v2.Segment {
	if s := m.Segment(name); s.Present() {
		return s
	}
	return hl7v2.Missing(name)
}

func typeCode(id object) string {
	kind, _ := id["type"].(object)
	codings, _ := kind["coding"].([]any)
	if len(codings) == 0 {
		return ""
	}
	first, _ := codings[0].(object)
	code, _ := first["code"].(string)
	return code
}

// patientIdentifiers reads PID-3, then the older PID-2 and PID-4, and PID-19,
// each identifier once.
func (c *mapper) patientIdentifiers(pid hl7v2.Segment) []object {
	var ids []object
	add := func(id object) {
		if id != nil && !slices.ContainsFunc(ids, func(have object) bool { return key(have) == key(id) }) {
			ids = append(ids, id)
		}
	}
	for _, n := range []int{3, 2, 4} {
		for _, rep := range pid.Field(n).Reps() {
			add(c.cx(rep, c.cfg.Authority))
		}
	}
	if v := pid.Field(19).First().Text(); v != "" {
		if isResidentID(v) {
			add(residentID(v))
		} else {
			add(object{"system": c.cfg.Base + "/id/" + "ssn", "value": v, "type": identifierType("SS")})
		}
	}
	return ids
}

// birthAndDeath writes what hangs on two fields: the time of birth beside its
// date, and death as a time or, without one, as a fact.
func (c *mapper) birthAndDeath(t *target, pid hl7v2.Segment) error {
	if v := pid.Field(7).First(); v.Valued() {
		ts, err := v.Timestamp(c.zone)
		if err != nil {
			return located(err, pid, 7)
		}
		if ts.Precision >= hl7v2.Minute {
			t.body["_birthDate"] = object{"extension": []any{object{"url": extBirthTime, "valueDateTime": ts.DateTime()}}}
		}
	}
	at, dead := pid.Field(29), pid.Field(30)
	if at.Null() || dead.Null() {
		t.nulls = append(t.nulls, "deceasedDateTime", "deceasedBoolean")
	}
	if v := at.First(); v.Valued() {
		ts, err := v.Timestamp(c.zone)
		if err != nil {
			return located(err, pid, 29)
		}
		t.body["deceasedDateTime"] = ts.DateTime()
		return nil
	}
	switch strings.ToUpper(dead.First().Text()) {
	case "Y":
		t.body["deceasedBoolean"] = true
	case "N":
		t.body["deceasedBoolean"] = false
	}
	return nil
}

// mapRelated maps NK1. A person who is neither named nor identified is left
// out.
func (c *mapper) mapRelated(s hl7v2.Segment) error {
	if !s.Field(2).Valued() && !s.Field(33).Valued() {
		c.plan.skip("NK1 without a name")
		return nil
	}
	t := newTarget("RelatedPerson")
	if err := c.apply(t, s, nk1Rows); err != nil {
		return err
	}
	t.body["patient"] = object{"reference": c.patient}
	name := s.Field(2).First()
	id := c.derived("RelatedPerson", c.patientKey, name.Component(1).Text(), name.Component(2).Text(), s.Field(3).First().Text())
	put(t.body, "identifier", id, true)
	_, err := c.emit("RelatedPerson", id, MergeInto, t)
	return err
}

// mapAllergy maps AL1.
func (c *mapper) mapAllergy(s hl7v2.Segment) error {
	t := newTarget("AllergyIntolerance")
	if err := c.apply(t, s, al1Rows); err != nil {
		return err
	}
	code, ok := t.body["code"].(object)
	if !ok {
		return missing(s, 3, "the allergen")
	}
	if text, _ := code["text"].(string); noAllergies[strings.ToUpper(text)] {
		delete(t.body, "category")
		t.body["code"] = object{"text": text, "coding": []any{object{"system": codeSystems["SCT"], "code": "716186003", "display": "No known allergy"}}}
	}
	var reactions []any
	for _, rep := range s.Field(5).Reps() {
		if text := clean(rep.Whole()); text != "" && !rep.Null() {
			reaction := object{"manifestation": []any{object{"text": text}}}
			if sev := severities[strings.ToUpper(s.Field(4).First().Text())]; sev != "" {
				reaction["severity"] = sev
			}
			reactions = append(reactions, reaction)
		}
	}
	if reactions != nil {
		t.body["reaction"] = reactions
	}
	t.initial["clinicalStatus"] = status("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")
	t.body["patient"] = object{"reference": c.patient}
	id := c.derived("AllergyIntolerance", c.patientKey, conceptKey(s.Field(3).First()))
	put(t.body, "identifier", id, true)
	_, err := c.emit("AllergyIntolerance", id, MergeInto, t)
	return err
}

func status(system, code string) object {
	return object{"coding": []any{object{"system": system, "code": code}}}
}

// conceptKey is what stays the same about a coded value: its code and system,
// or its text.
func conceptKey(v hl7v2.Value) string {
	if code := v.Component(1).Text(); code != "" {
		return code + "^" + v.Component(3).Text()
	}
	return "^" + v.Component(2).Text() + v.Component(9).Text()
}
