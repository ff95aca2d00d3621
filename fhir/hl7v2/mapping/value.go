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
