package mapping

import "apricot.health/fhir/hl7v2"

// mapOrders walks the ORC and OBR groups of a result message.
func (c *mapper) mapOrders() error {
	var orc, obr hl7v2.Segment
	var report *target
	var reportID object
	flush := func() error {
		if report == nil {
			return nil
		}
		_, err := c.emit("DiagnosticReport", reportID, MergeInto, report)
		report = nil
		return err
	}
	for _, s := range c.msg.Segments() {
		var err error
		switch s.Name() {
		case "ORC":
			orc = s
		case "OBR":
			if err = flush(); err == nil {
				obr = s
				report, reportID, err = c.mapReport(orc, obr)
				orc = hl7v2.Segment{}
			}
		case "SPM": // what follows describes the specimen, not the patient
			c.plan.skip("SPM")
			err = flush()
		case "OBX":
			var name string
			if name, err = c.mapObservation(s, obr, c.notesAfter(s)); err == nil && name != "" && report != nil {
				put(report.body, "result", object{"reference": name}, true)
			}
		case "MSH", "PID", "PV1", "NTE":
		default:
			c.plan.skip(s.Name())
		}
		if err != nil {
			return err
		}
	}
	return flush()
}

// orderNumbers are placer and filler number, from OBR or its ORC.
func (c *mapper) orderNumbers(orc, obr hl7v2.Segment) (placer, filler object) {
	pick := func(n int, code, fallback string) object {
		if id := c.ei(obr.Field(n).First(), code, fallback); id != nil {
			return id
		}
		return c.ei(orc.Field(n).First(), code, fallback)
	}
	return pick(2, "PLAC", "placer"), pick(3, "FILL", "filler")
}

// orderKey is what stays the same about an order through all its reports.
func (c *mapper) orderKey(obr hl7v2.Segment) string {
	placer, filler := c.orderNumbers(hl7v2.Segment{}, obr)
	switch {
	case filler != nil:
		return key(filler) + "^" + conceptKey(obr.Field(4).First())
	case placer != nil:
		return key(placer) + "^" + conceptKey(obr.Field(4).First())
	}
	when := first(obr.Field(7).First().Text(), obr.Field(22).First().Text(), c.header.ControlID)
	return c.patientKey + "^" + conceptKey(obr.Field(4).First()) + "^" + when
}

// mapReport maps OBR (and ORC) to a DiagnosticReport and the ServiceRequest it
// answers.
func (c *mapper) mapReport(orc, obr hl7v2.Segment) (*target, object, error) {
	t := newTarget("DiagnosticReport")
	if err := c.apply(t, obr, reportRows); err != nil {
		return nil, nil, err
	}
	if _, ok := t.body["code"]; !ok {
		return nil, nil, missing(obr, 4, "the service")
	}
	if _, ok := t.body["status"]; !ok {
		t.body["status"] = "unknown"
	}
	id := c.derived("DiagnosticReport", c.orderKey(obr))
	placer, filler := c.orderNumbers(orc, obr)
	put(t.body, "identifier", id, true)
	for _, number := range []object{placer, filler} {
		if number != nil {
			put(t.body, "identifier", number, true)
		}
	}
	c.aboutPatient(t)
	request, err := c.mapRequest(obr, placer, filler)
	if err != nil {
		return nil, nil, err
	}
	t.body["basedOn"] = []any{object{"reference": request}}
	return t, id, nil
}

// mapRequest maps OBR to the ServiceRequest. It records the order the hospital
// has given already; it is stored once and never changed from here.
func (c *mapper) mapRequest(obr hl7v2.Segment, placer, filler object) (string, error) {
	t := newTarget("ServiceRequest")
	if err := c.apply(t, obr, requestRows); err != nil {
		return "", err
	}
	t.body["intent"] = "order"
	if _, ok := t.body["status"]; !ok {
		t.body["status"] = "unknown"
	}
	id := c.derived("ServiceRequest", c.orderKey(obr))
	put(t.body, "identifier", id, true)
	for _, number := range []object{placer, filler} {
		if number != nil {
			put(t.body, "identifier", number, true)
		}
	}
	if notes := c.notesAfter(obr); notes != nil {
		t.body["note"] = notes
	}
	c.aboutPatient(t)
	return c.emit("ServiceRequest", id, Ensure, t)
}

func (c *mapper) aboutPatient(t *target) {
	t.body["subject"] = object{"reference": c.patient}
	if c.encounter != "" {
		t.body["encounter"] = object{"reference": c.encounter}
	}
}
