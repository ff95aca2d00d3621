package mapping

import (
	"encoding/json"
	"regexp"
	"strings"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

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

// mapObservation maps OBX, in its order when there is one; the name is empty
// when there is nothing to observe.
func (c *mapper) mapObservation(s, obr hl7v2.Segment, notes []any) (string, error) {
	kind := strings.ToUpper(s.Field(2).First().Text())
	if !s.Field(3).Valued() {
		if kind == "ED" || kind == "RP" || !s.Field(5).Valued() {
			c.plan.skip("OBX-5 (" + kind + ")")
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

type convert func(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error)

// valueTypes is HL7 table 0125 to Observation.value[x].
var valueTypes = map[string]convert{
	"NM": number, "SN": structuredNumeric, "ST": asText, "TX": asText, "FT": asText, "SI": asText, "": asText, "CX": asText, "XPN": asText, "XCN": asText, "XAD": asText, "XTN": asText,
	"CE": asConcept, "CWE": asConcept, "CNE": asConcept, "CF": asConcept, "IS": asConcept, "ID": asConcept,
	"DT": asDateTime, "TS": asDateTime, "DTM": asDateTime, "TM": asTime, "NR": asRange,
}

func asText(_ *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	if s := clean(v.Whole()); s != "" {
		return object{"valueString": s}, nil
	}
	return nil, nil //nolint:nilnil // nothing to write
}

func asConcept(c *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	concept, err := cwe(c, v)
	if concept == nil || err != nil {
		return nil, err
	}
	return object{"valueCodeableConcept": concept}, nil
}

func asDateTime(c *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	at, err := dateTime(c, v)
	if err != nil {
		return nil, err
	}
	return object{"valueDateTime": at}, nil
}

func asTime(_ *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	at, err := hl7v2.ParseClock(v.Text())
	if err != nil {
		return nil, err //nolint:wrapcheck // located by the caller
	}
	return object{"valueTime": at}, nil
}

var decimal = regexp.MustCompile(`^\s*(<=|>=|<|>|≤|≥|＜|＞)?\s*\+?(-?)0*([0-9]+)?(\.[0-9]+)?\s*$`)

// quantity reads a number, perhaps with a comparator; nil when s is none. The
// digits are kept as they were sent.
func quantity(s hl7v2.Segment, text string) object {
	m := decimal.FindStringSubmatch(text)
	if m == nil || m[3] == "" && m[4] == "" && !strings.Contains(text, "0") {
		return nil
	}
	whole := m[3]
	if whole == "" {
		whole = "0"
	}
	q := object{"value": json.Number(m[2] + whole + m[4])}
	if m[1] != "" {
		q["comparator"] = strings.NewReplacer("≤", "<=", "≥", ">=", "＜", "<", "＞", ">").Replace(m[1])
	}
	u := s.Field(6).First()
	code, shown := unit(clean(u.Component(1).Text()), clean(u.Component(2).Text()), u.Component(3).Text())
	if shown != "" {
		q["unit"] = shown
	}
	if code != "" {
		q["system"], q["code"] = ucum, code
	}
	return q
}

func number(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	if q := quantity(s, v.Text()); q != nil {
		return object{"valueQuantity": q}, nil
	}
	return asText(c, s, v)
}

// structuredNumeric converts SN: comparator, number, separator, number.
func structuredNumeric(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	comparator, sep := v.Component(1).Text(), v.Component(3).Text()
	low, high := quantity(s, v.Component(2).Text()), quantity(s, v.Component(4).Text())
	switch {
	case low != nil && high == nil && sep == "" && comparator != "<>":
		if comparator != "" && comparator != "=" {
			low["comparator"] = comparator
		}
		return object{"valueQuantity": low}, nil
	case low != nil && high != nil && sep == "-" && comparator == "":
		return object{"valueRange": object{"low": low, "high": high}}, nil
	case low != nil && high != nil && (sep == ":" || sep == "/") && comparator == "":
		return object{"valueRatio": object{"numerator": bare(low), "denominator": bare(high)}}, nil
	case v.Component(2).Empty() && v.Component(4).Empty():
		return nil, outcome.New(outcome.Invalid, "a structured numeric without a number")
	}
	parts := []string{comparator, v.Component(2).Text(), sep, v.Component(4).Text()}
	return object{"valueString": clean(strings.Join(strings.Fields(strings.Join(parts, " ")), " "))}, nil
}

// bare is a quantity without its unit: the terms of a titre have none.
func bare(q object) object { return object{"value": q["value"]} }

func asRange(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	r := object{}
	for n, name := range map[int]string{1: "low", 2: "high"} {
		if q := quantity(s, v.Component(n).Text()); q != nil {
			r[name] = q
		}
	}
	if len(r) == 0 {
		return asText(c, s, v)
	}
	return object{"valueRange": r}, nil
}

var (
	between = regexp.MustCompile(`^\s*(-?[0-9.]+)\s*(?:-{1,2}|_|~|～|–|—|to|至)\s*(-?[0-9.]+)\s*$`)
	bound   = regexp.MustCompile(`^\s*(<=?|>=?|≤|≥|＜|＞)\s*(-?[0-9.]+)\s*$`)
)

// referenceRange reads OBX-7; the text is kept in any case.
func (c *mapper) referenceRange(s hl7v2.Segment) object {
	field := s.Field(7)
	text := clean(field.Whole())
	if text == "" {
		return nil
	}
	r := object{"text": text}
	if m := between.FindStringSubmatch(text); m != nil {
		low, high := quantity(s, m[1]), quantity(s, m[2])
		if low != nil && high != nil {
			r["low"], r["high"] = low, high
		}
	} else if m := bound.FindStringSubmatch(text); m != nil {
		if q := quantity(s, m[2]); q != nil {
			side := "high"
			if strings.ContainsAny(m[1], ">≥＞") {
				side = "low"
			}
			r[side] = q
		}
	}
	return r
}
