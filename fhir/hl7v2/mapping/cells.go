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

// xcn converts XCN to a reference to a Practitioner, who is added to the plan
// when the message identifies them.
func xcn(c *mapper, v hl7v2.Value) (any, error) {
	part := func(n int) string { return clean(v.Component(n).Text()) }
	name := humanName(part(2), []string{part(3), part(4)}, []string{part(6)}, []string{part(5), part(7)})
	ref := object{}
	if name != nil {
		ref["display"] = name["text"]
	}
	if value := part(1); value != "" {
		hd := v.Component(9)
		id := object{"system": c.authority(hd.Sub(1).Text(), hd.Sub(2).Text(), hd.Sub(3).Text(), "staff"), "value": value}
		t := newTarget("Practitioner")
		t.body["identifier"] = []any{id}
		if name != nil {
			t.body["name"] = []any{name}
		}
		url, err := c.emit("Practitioner", id, Ensure, t)
		if err != nil {
			return nil, err
		}
		ref["reference"] = url
	}
	return anyObject(ref), nil
}

// participant makes an Encounter.participant of XCN with a v3
// ParticipationType.
func participant(code string) cell {
	return func(c *mapper, v hl7v2.Value) (any, error) {
		ref, err := xcn(c, v)
		if ref == nil || err != nil {
			return nil, err
		}
		kind := object{"coding": []any{object{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": code}}}
		return object{"type": []any{kind}, "individual": ref}, nil
	}
}

// location makes an Encounter.location of PL. The place is referred to by its
// names, not stored as a Location of its own.
func location(status string) cell {
	return func(c *mapper, v hl7v2.Value) (any, error) {
		var names, path []string
		for _, n := range []int{4, 7, 8, 1, 2, 3} {
			if s := clean(v.Component(n).Text()); s != "" {
				names = append(names, s)
			}
			path = append(path, v.Component(n).Text())
		}
		if names == nil {
			return nil, nil //nolint:nilnil // nothing to write
		}
		id := object{"system": c.cfg.Base + "/id/location", "value": strings.Trim(strings.Join(path, "/"), "/")}
		return object{"status": status, "location": object{"identifier": id, "display": strings.Join(names, " ")}}, nil
	}
}

// extension wraps another cell's value.
func extension(url, member string, inner cell) cell {
	return func(c *mapper, v hl7v2.Value) (any, error) {
		x, err := inner(c, v)
		if x == nil || err != nil {
			return nil, err
		}
		return object{"url": url, member: x}, nil
	}
}

// under wraps another cell's value in an object with one member.
func under(member string, inner cell) cell {
	return func(c *mapper, v hl7v2.Value) (any, error) {
		x, err := inner(c, v)
		if x == nil || err != nil {
			return nil, err
		}
		return object{member: x}, nil
	}
}
