package mapping

import (
	"strings"

	"apricot.health/fhir/hl7v2"
)

// nameText is an XPN as one string.
func nameText(c *mapper, v hl7v2.Value) (any, error) {
	name, err := xpn(c, v)
	if o, ok := name.(object); ok && err == nil {
		return o["text"], nil
	}
	return nil, err
}

// nested wraps a value in an extension inside an extension.
func nested(url, inner, member string, of cell) cell {
	return func(c *mapper, v hl7v2.Value) (any, error) {
		x, err := extension(inner, member, of)(c, v)
		if x == nil || err != nil {
			return nil, err
		}
		return object{"url": url, "extension": []any{x}}, nil
	}
}

// fixedSystem writes a plain code (ID, IS) with the table it comes from.
func fixedSystem(system string) cell {
	return func(_ *mapper, v hl7v2.Value) (any, error) {
		if v.Text() == "" {
			return nil, nil //nolint:nilnil // nothing to write
		}
		return object{"coding": []any{object{"system": system, "code": v.Text()}}}, nil
	}
}

// flag converts OBX-8: codes of HL7 table 0078 are those of v3
// ObservationInterpretation; arrows and words are translated.
func flag(_ *mapper, v hl7v2.Value) (any, error) {
	code := strings.ToUpper(v.Text())
	if known := interpretations[code]; known != "" {
		code = known
	}
	if code == "" {
		return nil, nil //nolint:nilnil // nothing to write
	}
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<>-+") != "" {
		return object{"text": clean(v.Whole())}, nil
	}
	return object{"coding": []any{object{"system": interpretation, "code": code}}}, nil
}

// organisation refers to an organisation (XON) by its name.
func organisation(_ *mapper, v hl7v2.Value) (any, error) {
	if name := clean(v.Component(1).Text()); name != "" {
		return object{"display": name, "type": "Organization"}, nil
	}
	return nil, nil //nolint:nilnil // nothing to write
}
