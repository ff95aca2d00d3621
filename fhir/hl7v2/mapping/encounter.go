package mapping

import (
	"strings"

	"apricot.health/fhir/hl7v2"
)

const conditionStatus = "http://terminology.hl7.org/CodeSystem/condition-"

// visit is the encounter of a message while its diagnoses are collected.
type visit struct {
	id  object
	t   *target
	pv1 hl7v2.Segment
}

// startEncounter maps PV1 and PV2; nil when the message has no PV1.
func (c *mapper) startEncounter() (*visit, error) {
	pv1 := c.msg.Segment("PV1")
	if !pv1.Present() {
		if c.header.Code == "ADT" && c.header.Event != "A08" {
			return nil, missing(segmentNamed(c.msg, "PV1"), 2, "a visit")
		}
		return nil, nil //nolint:nilnil // no visit is a fact, not a failure
	}
	v := &visit{id: c.visitNumber(pv1), t: newTarget("Encounter"), pv1: pv1}
	if v.id == nil && c.header.Code == "ORU" { // a result cannot tell which unnumbered visit it belongs to
		c.plan.skip("PV1 without a visit number")
		return nil, nil //nolint:nilnil // no visit is a fact, not a failure
	}
	if v.id == nil {
		when := first(pv1.Field(44).First().Text(), c.msg.Get("EVN-6"), c.msg.Get("EVN-2"), c.header.Time)
		v.id = c.derived("Encounter", c.patientKey, pv1.Field(2).First().Text(), when[:min(8, len(when))])
	}
	if err := c.apply(v.t, pv1, pv1Rows); err != nil {
		return nil, err
	}
	if err := c.apply(v.t, c.msg.Segment("PV2"), pv2Rows); err != nil {
		return nil, err
	}
	put(v.t.body, "identifier", v.id, true)
	if other := c.cx(pv1.Field(50).First(), c.cfg.Authority); other != nil && key(other) != key(v.id) {
		put(v.t.body, "identifier", other, true)
	}
	if _, ok := v.t.body["class"]; !ok {
		v.t.initial["class"] = object{"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK"}
	}
	v.t.body["subject"] = object{"reference": c.patient}
	c.encounter, c.encounterKey = fullURL("Encounter", v.id), key(v.id)
	c.visitStatus(v)
	return v, nil
}

func (c *mapper) visitNumber(pv1 hl7v2.Segment) object {
	number := pv1.Field(19).First()
	id := c.cx(number, c.cfg.Authority)
	if id == nil {
		return nil
	}
	if number.Component(4).Empty() { // a number of its own series, not a patient's
		id["system"] = c.cfg.Base + "/id/" + "visit"
	}
	id["type"] = identifierType("VN")
	return id
}

// visitStatus sets the status by the event and the times that came with it: A08
// and results only give a first status to a visit nobody knew.
func (c *mapper) visitStatus(v *visit) {
	status := "in-progress"
	if s := classStatuses[strings.ToUpper(v.pv1.Field(2).First().Text())]; s != "" {
		status = s
	}
	ended := v.pv1.Field(45).First().Valued()
	if s := eventStatuses[c.header.Event]; s != "" && status != "planned" {
		status = s
	}
	if ended || c.header.Event == "A03" {
		status = "finished"
	}
	switch {
	case c.header.Event == "A01" || c.header.Event == "A03" || c.header.Event == "A04" || ended:
		v.t.body["status"] = status
	default:
		v.t.initial["status"] = status
	}
	if c.header.Event == "A03" && !ended {
		if ts, err := hl7v2.ParseTime(first(c.msg.Get("EVN-6"), c.msg.Get("EVN-2")), c.zone); err == nil {
			put(v.t.body, "period.end", ts.DateTime(), false)
		}
	}
}

func (c *mapper) finishEncounter(v *visit, mode Mode) error {
	if v == nil {
		return nil
	}
	_, err := c.emit("Encounter", v.id, mode, v.t)
	return err
}

// mapCondition maps DG1 and notes it at the visit.
func (c *mapper) mapCondition(s hl7v2.Segment, v *visit) error {
	t := newTarget("Condition")
	if err := c.apply(t, s, dg1Rows); err != nil {
		return err
	}
	described := clean(s.Field(4).First().Whole())
	code, ok := t.body["code"].(object)
	switch {
	case !ok && described == "":
		return missing(s, 3, "the diagnosis")
	case !ok:
		t.body["code"] = object{"text": described}
	case described != "":
		code["text"] = described
	}
	kind := strings.ToUpper(s.Field(6).First().Text())
	if strings.EqualFold(s.Field(21).First().Text(), "D") {
		t.body["verificationStatus"] = status(conditionStatus+"ver-status", "entered-in-error")
	} else {
		t.initial["clinicalStatus"] = status(conditionStatus+"clinical", "active")
		if code := verification[kind]; code != "" {
			t.body["verificationStatus"] = status(conditionStatus+"ver-status", code)
		}
	}
	t.body["category"] = []any{status(conditionStatus+"category", "encounter-diagnosis")}
	t.body["subject"] = object{"reference": c.patient}
	owner := c.patientKey
	if v != nil {
		owner = c.encounterKey
		t.body["encounter"] = object{"reference": c.encounter}
	}
	id := c.ei(s.Field(20).First(), "", "diagnosis")
	if id == nil {
		id = c.derived("Condition", owner, conceptKey(s.Field(3).First()), s.Field(4).First().Text())
	}
	put(t.body, "identifier", id, true)
	name, err := c.emit("Condition", id, MergeInto, t)
	if err == nil && v != nil {
		diagnosis := object{"condition": object{"reference": name}}
		if use := diagnosisUses[kind]; use != "" {
			diagnosis["use"] = status("http://terminology.hl7.org/CodeSystem/diagnosis-role", use)
		}
		put(v.t.body, "diagnosis", diagnosis, true)
	}
	return err
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
