package mapping

import (
	"encoding/json"
	"regexp"
	"strings"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

type convert func(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error)

// valueTypes is HL7 table 0125 to Observation.value[x].
var valueTypes = map[string]convert{
	"NM": number, "SN": structuredNumeric, "ST": asText, "TX": asText, "FT": asText, "SI": asText, "": asText, "CX": asText, "XPN": asText, "XCN": asText, "XAD": asText, "XTN": asText,
	"CE": asConcept, "CWE": asConcept, "CNE": asConcept, "CF": asConcept, "IS": asConcept, "ID": asConcept,
	"DT": asDateTime, "TS": asDateTime, "DTM": asDateTime, "TM": asTime, "NR": asRange, "DR": asPeriod, "CQ": asAmount, "NA": asText,
}

func asText(_ *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	if s := clean(v.Whole()); s != "" {
		return object{"valueString": s}, nil
	}
	return nil, nil //nolint:nilnil // nothing to write
}

func asConcept(c *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	concept, err := cwe(&env{mapper: c}, v)
	if concept == nil || err != nil {
		return nil, err
	}
	return object{"valueCodeableConcept": concept}, nil
}

func asDateTime(c *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	at, err := dateTime(&env{mapper: c}, v)
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

// quantity reads a number, perhaps with a comparator; nil when text is none. The
// digits are kept as they were sent.
func (c *mapper) quantity(unit hl7v2.Value, text string) object {
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
	code, shown := c.unit(power(unit.Component))
	if shown != "" {
		q["unit"] = shown
	}
	if code != "" {
		q["system"], q["code"] = ucum, code
	}
	return q
}

func number(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	if q := c.quantity(s.Field(6).First(), v.Text()); q != nil {
		return object{"valueQuantity": q}, nil
	}
	return asText(c, s, v)
}

// structuredNumeric converts SN: comparator, number, separator, number.
func structuredNumeric(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	comparator, sep := v.Component(1).Text(), v.Component(3).Text()
	low, high := c.quantity(s.Field(6).First(), v.Component(2).Text()), c.quantity(s.Field(6).First(), v.Component(4).Text())
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
		if q := c.quantity(s.Field(6).First(), v.Component(n).Text()); q != nil {
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
		low, high := c.quantity(s.Field(6).First(), m[1]), c.quantity(s.Field(6).First(), m[2])
		if low != nil && high != nil {
			r["low"], r["high"] = low, high
		}
	} else if m := bound.FindStringSubmatch(text); m != nil {
		if q := c.quantity(s.Field(6).First(), m[2]); q != nil {
			side := "high"
			if strings.ContainsAny(m[1], ">≥＞") {
				side = "low"
			}
			r[side] = q
		}
	}
	return r
}

// asPeriod converts DR.
func asPeriod(c *mapper, _ hl7v2.Segment, v hl7v2.Value) (object, error) {
	p := object{}
	for n, name := range map[int]string{1: "start", 2: "end"} {
		if !v.Component(n).Valued() {
			continue
		}
		at, err := dateTime(&env{mapper: c}, v.Component(n))
		if err != nil {
			return nil, err
		}
		p[name] = at
	}
	return object{"valuePeriod": p}, nil
}

// asAmount converts CQ, a number with its own unit.
func asAmount(c *mapper, s hl7v2.Segment, v hl7v2.Value) (object, error) {
	q := c.cq(v)
	if q == nil {
		return asText(c, s, v)
	}
	return object{"valueQuantity": q}, nil
}

// cq converts CQ to Quantity.
func (c *mapper) cq(v hl7v2.Value) object {
	q := c.quantity(hl7v2.Value{}, v.Component(1).Text())
	if q == nil {
		return nil
	}
	u := v.Component(2)
	code, shown := c.unit(power(u.Sub))
	if shown != "" {
		q["unit"] = shown
	}
	if code != "" {
		q["system"], q["code"] = ucum, code
	}
	return q
}

const ucum = "http://unitsofmeasure.org"

var (
	tenRE   = regexp.MustCompile(`^[*xX×]?\s*10$`)
	powerRE = regexp.MustCompile(`^[0-9]{1,2}\s*/`)
)

// power gives code, display and system of a unit. A power of ten that was sent
// without an escape, 10^9/L, has come apart at the separator, since ^ is one: the
// parts of no other coded unit are a bare ten and a power before a solidus.
func power(part func(int) hl7v2.Value) (code, display, system string) {
	code, display = clean(part(1).Text()), clean(part(2).Text())
	if tenRE.MatchString(code) && powerRE.MatchString(display) {
		return code + "^" + display, "", "" // as written it is no UCUM, whatever it says it is
	}
	return code, display, part(3).Text()
}

// unit gives UCUM code and text of a unit. A code declared as UCUM is taken at
// its word.
func (c *mapper) unit(code, display, system string) (ucumCode, shown string) {
	shown = first(display, code)
	if strings.EqualFold(system, "UCUM") {
		return code, shown
	}
	for _, s := range []string{code, display} {
		if u := c.tables.units[strings.ToLower(strings.Join(strings.Fields(s), ""))]; u != "" && u[0] != '{' {
			return u, shown
		}
	}
	return "", shown
}

// value writes OBX-5 with its unit. A number that is none, and a type that
// FHIR has no value for, is kept as text.
func (c *mapper) value(o object, s hl7v2.Segment, kind string) error {
	reps := s.Field(5).Reps()
	var values []object
	for _, rep := range reps {
		if rep.Null() {
			continue
		}
		convert, ok := valueTypes[kind]
		if !ok {
			convert = asText // nothing is lost, but it stays text
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
			components, _ := o["component"].([]any)
			o["component"] = append(components, v)
		}
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
