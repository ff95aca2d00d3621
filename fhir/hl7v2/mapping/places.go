package mapping

import (
	"strings"

	"apricot.health/fhir/hl7v2"
)

// organisation converts XON to a reference to an Organization, which is added
// to the plan when the message identifies it.
func organisation(x *env, v hl7v2.Value) (any, error) {
	name, hd := clean(v.Component(1).Text()), v.Component(6)
	ref := object{"type": "Organization"}
	if name != "" {
		ref["display"] = name
	}
	if value := clean(first(v.Component(10).Text(), v.Component(3).Text())); value != "" {
		id := object{"system": x.authority(hd.Sub(1).Text(), hd.Sub(2).Text(), hd.Sub(3).Text(), "organization"), "value": value}
		return x.organization(ref, name, id)
	}
	if name == "" {
		return nil, nil //nolint:nilnil // nothing to write
	}
	return ref, nil
}

// facility converts HD to a reference to an Organization.
func facility(x *env, v hl7v2.Value) (any, error) {
	part := v.Component
	if x.row.from.component > 0 {
		part = v.Sub
	}
	name, universal := clean(part(1).Text()), clean(part(2).Text())
	var ids []object
	if name != "" {
		ids = append(ids, object{"system": x.cfg.Base + "/id/facility", "value": name})
	}
	if isOID(universal) {
		ids = append(ids, object{"system": "urn:ietf:rfc:3986", "value": "urn:oid:" + universal})
	}
	if ids == nil {
		return nil, nil //nolint:nilnil // nothing to write
	}
	ref := object{"type": "Organization"}
	if name != "" {
		ref["display"] = name
	}
	return x.organization(ref, name, ids...)
}

// organization adds an Organization to the plan and the reference to it to ref.
func (c *mapper) organization(ref object, name string, ids ...object) (any, error) {
	t := newTarget("Organization")
	if name != "" {
		t.body["name"] = name
	}
	ref["reference"] = fullURL("Organization", ids[0])
	return ref, c.ensure("Organization", t, ids...)
}

// ensure adds a resource that many messages share.
func (c *mapper) ensure(typ string, t *target, ids ...object) error {
	for _, id := range ids {
		t.put(t.body, path{{name: "identifier", list: true}}, id, "", false)
	}
	c.count++
	return c.emit(typ, ids, Ensure, t, c.count*100)
}

// levels are the components of PL from the whole to the part, with the codes of
// location-physical-type that HL7's map gives them; a point of care has none.
var levels = []struct {
	component     int
	code, display string
}{{4, "si", "Site"}, {7, "bu", "Building"}, {8, "lvl", "Level"}, {1, "", ""}, {2, "ro", "Room"}, {3, "bd", "Bed"}}

// placeRef converts PL to a reference to its innermost place. Each level that is
// named becomes a Location inside the one before it; a name counts within the
// names around it.
func placeRef(x *env, v hl7v2.Value) (any, error) {
	var names, trail []string
	var inner string
	var id object
	for _, l := range levels {
		name := clean(v.Component(l.component).Text())
		trail = append(trail, name)
		if name == "" {
			continue
		}
		names = append(names, name)
		id = object{"system": x.cfg.Base + "/id/location", "value": strings.Trim(strings.Join(trail, "/"), "/")}
		t := newTarget("Location")
		t.body["name"], t.body["mode"] = name, "instance"
		if l.code != "" {
			t.body["physicalType"] = object{"coding": []any{object{
				"system": "http://terminology.hl7.org/CodeSystem/location-physical-type", "code": l.code, "display": l.display,
			}}}
		}
		if inner != "" {
			t.body["partOf"] = object{"reference": inner}
		}
		inner = fullURL("Location", id)
		if err := x.ensure("Location", t, id); err != nil {
			return nil, err
		}
	}
	if id == nil {
		return nil, nil //nolint:nilnil // nothing to write
	}
	return object{"reference": inner, "identifier": clone(id), "display": strings.Join(names, " ")}, nil
}

// location makes an Encounter.location of PL.
func location(status string) cell {
	return func(x *env, v hl7v2.Value) (any, error) {
		ref, err := placeRef(x, v)
		if ref == nil || err != nil {
			return nil, err
		}
		return object{"status": status, "location": ref}, nil
	}
}
