package mapping

import "apricot.health/fhir/hl7v2"

// codeOrganisation refers to an organisation that is sent as a code.
func codeOrganisation(_ *env, v hl7v2.Value) (any, error) {
	if name := conceptText(v); name != "" {
		return object{"display": name, "type": "Organization"}, nil
	}
	return nil, nil //nolint:nilnil // nothing to write
}

// namedThing refers to a thing, such as an appliance, by what it is called.
func namedThing(x *env, v hl7v2.Value) (any, error) {
	id := object{"system": x.cfg.Base + "/id/resource", "value": clean(v.Component(1).Text())}
	return object{"identifier": id, "display": first(conceptText(v), clean(v.Component(1).Text())), "type": "Device"}, nil
}

// xcn converts XCN to a reference to a Practitioner, who is added to the plan
// when the message identifies them.
func xcn(x *env, v hl7v2.Value) (any, error) {
	hd := v.Component(9)
	return x.practitioner(v.Component, x.authority(hd.Sub(1).Text(), hd.Sub(2).Text(), hd.Sub(3).Text(), "staff"))
}

// ndl converts NDL, whose first component is a person in subcomponents.
func ndl(x *env, v hl7v2.Value) (any, error) {
	person := v.Component(1)
	return x.practitioner(person.Sub, x.authority(person.Sub(9).Text(), person.Sub(10).Text(), person.Sub(11).Text(), "staff"))
}

func (c *mapper) practitioner(at func(int) hl7v2.Value, system string) (any, error) {
	part := func(n int) string { return clean(at(n).Text()) }
	name := humanName(part(2), []string{part(3), part(4)}, []string{part(6)}, []string{part(5), part(7)})
	ref := object{}
	if name != nil {
		ref["display"] = name["text"]
	}
	if value := part(1); value != "" {
		id := object{"system": system, "value": value}
		t := newTarget("Practitioner")
		t.body["identifier"] = []any{id}
		if name != nil {
			t.body["name"] = []any{name}
		}
		c.count++
		if err := c.emit("Practitioner", []object{id}, Ensure, t, c.count*100); err != nil {
			return nil, err
		}
		ref["reference"] = fullURL("Practitioner", id)
	}
	return anyObject(ref), nil
}

// participant makes an Encounter.participant of XCN with a v3
// ParticipationType.
func participant(code string) cell {
	return func(x *env, v hl7v2.Value) (any, error) {
		ref, err := xcn(x, v)
		if ref == nil || err != nil {
			return nil, err
		}
		kind := object{"coding": []any{object{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": code}}}
		return object{"type": []any{kind}, "individual": ref}, nil
	}
}
