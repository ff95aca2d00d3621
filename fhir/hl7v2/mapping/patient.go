package mapping

import (
	"slices"
	"strings"

	"apricot.health/fhir/hl7v2"
)

// preferred orders the identifier types by which a patient is found again.
var preferred = []string{"MR", "PI", "PT", "PN", "EN", "U", ""}

// patientKey puts the identifiers of PID into the patient and gives the one
// that it is matched by.
func (n *node) patientKey(pid hl7v2.Segment) []object {
	return n.person(n.patientIdentifiers(pid))
}

// mergedKey is patientKey for MRG.
func (n *node) mergedKey(mrg hl7v2.Segment) []object {
	var ids []object
	for _, field := range []int{1, 4} {
		for _, rep := range mrg.Field(field).Reps() {
			ids = n.addIdentifier(ids, n.cx(rep, n.cfg.Authority))
		}
	}
	return n.person(ids)
}

func (n *node) person(ids []object) []object {
	if len(ids) == 0 {
		return nil
	}
	match := ids[0]
	for _, kind := range preferred {
		if i := slices.IndexFunc(ids, func(id object) bool { return typeCode(id) == kind }); i >= 0 {
			match = ids[i]
			break
		}
	}
	n.others = slices.DeleteFunc(slices.Clone(ids), func(id object) bool { return key(id) == key(match) })
	return []object{match}
}

func (n *node) addIdentifier(ids []object, id object) []object {
	if id == nil || slices.ContainsFunc(ids, func(have object) bool { return key(have) == key(id) }) {
		return ids
	}
	return append(ids, id)
}

// patientIdentifiers reads PID-3, then the older PID-2 and PID-4, and PID-19,
// each identifier once.
func (n *node) patientIdentifiers(pid hl7v2.Segment) []object {
	var ids []object
	for _, field := range []int{3, 2, 4} {
		for _, rep := range pid.Field(field).Reps() {
			ids = n.addIdentifier(ids, n.cx(rep, n.cfg.Authority))
		}
	}
	if v := clean(pid.Field(19).First().Text()); v != "" {
		id := object{"system": n.cfg.Base + "/id/" + "ssn", "value": v, "type": identifierType("SS")}
		if isResidentID(v) {
			id = residentID(v)
		}
		ids = n.addIdentifier(ids, id)
	}
	return ids
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

// merged notes that the patient of MRG goes into that of PID.
func (c *mapper) merged(n *node) error {
	into := n.nearest("Patient")
	if into == nil {
		return missing(hl7v2.Missing("PID"), 3, "the surviving patient")
	}
	if key(into.identify()[0]) == key(n.identify()[0]) {
		c.plan.skip("MRG of the patient itself")
		return nil
	}
	n.t.body["active"] = false
	c.plan.Merges = append(c.plan.Merges, PatientMerge{From: n.name(), Into: into.name()})
	return c.emit("Patient", n.identify(), MergeInto, n.t, n.number)
}

// visitKey is the visit number; for an event that changes the visit, one that
// is derived from patient, class and day when there is none.
func (n *node) visitKey(pv1 hl7v2.Segment) object {
	if id := n.visitNumber(pv1.Field(19).First()); id != nil {
		return id
	}
	if strings.HasPrefix(n.rule.visit, "ensure") { // cannot tell which unnumbered visit is meant
		return nil
	}
	when := first(pv1.Field(44).First().Text(), n.msg.Get("EVN-6"), n.msg.Get("EVN-2"), n.header.Time)
	return n.derived("Encounter", n.keyOf("Patient"), pv1.Field(2).First().Text(), when[:min(8, len(when))])
}

func (c *mapper) visitNumber(number hl7v2.Value) object {
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

// moved notes that the visit of MRG-5 is that of PV1 and belongs to the patient
// of PID.
func (c *mapper) moved(n *node) error {
	patient := n.nearest("Patient")
	if patient == nil {
		return missing(hl7v2.Missing("PID"), 3, "the patient")
	}
	m := VisitMove{From: n.name(), Into: n.name(), Patient: patient.name()}
	into := n.nearest("Encounter")
	if into != nil {
		m.Into = into.name()
	}
	c.plan.Moves = append(c.plan.Moves, m)
	if into != nil && m.From == m.Into {
		return nil // the entry of PV1 finds it
	}
	return c.emit("Encounter", n.identify(), Known, n.t, n.number)
}

// visitStatus sets the status by the event and the times that came with it:
// events that say nothing only give a first status to a visit nobody knew.
func (c *mapper) visitStatus(n *node) {
	status := "in-progress"
	if s := c.tables.codes["classStatus"][strings.ToUpper(n.seg.Field(2).First().Text())].Target; s != "" {
		status = s
	}
	ended := n.seg.Field(45).First().Valued()
	if s := c.rule.status; s != "" && (status != "planned" || s == "finished" || s == "cancelled") {
		status = s
	}
	if ended && status != "cancelled" && !c.rule.turn {
		status = "finished"
	}
	if c.rule.status != "" || ended {
		n.t.body["status"] = status
	} else {
		n.t.initial["status"] = status
	}
	n.t.nulls = append(n.t.nulls, c.rule.clear...)
	for _, name := range c.rule.clear { // what the event takes back does not come in again with it
		head, rest, nested := strings.Cut(name, ".")
		if o, ok := n.t.body[head].(object); nested && ok {
			delete(o, rest)
			if len(o) == 0 {
				delete(n.t.body, head)
			}
		}
	}
}

// absentTimes says of a new appointment whose message lacks a time that it is
// unknown: FHIR lets only a proposed, cancelled or waiting one be without
// (constraint app-3), and the state is not to be changed for that.
func absentTimes(t *target) {
	for _, name := range []string{"start", "end"} {
		if t.body[name] == nil {
			absent := object{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
			t.initial["_"+name] = object{"extension": []any{absent}}
		}
	}
}
