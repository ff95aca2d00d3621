package mapping

import (
	"net/url"
	"strings"
	"unicode"

	"apricot.health/fhir/hl7v2"
)

// text writes ST, TX and FT as they are, without control characters, which
// FHIR strings must not have.
func text(_ *env, v hl7v2.Value) (any, error) { return some(clean(v.Whole())), nil }

func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}

// some is s, or nil when there is nothing in it.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func anyObject(o object) any {
	if len(o) == 0 {
		return nil
	}
	return o
}

func date(c *env, v hl7v2.Value) (any, error) {
	t, err := v.Timestamp(c.zone)
	if err != nil {
		return nil, err //nolint:wrapcheck // located by apply
	}
	return t.Date(), nil
}

func dateTime(c *env, v hl7v2.Value) (any, error) {
	t, err := v.Timestamp(c.zone)
	if err != nil {
		return nil, err //nolint:wrapcheck // located by apply
	}
	return t.DateTime(), nil
}

func instant(c *env, v hl7v2.Value) (any, error) {
	t, err := v.Timestamp(c.zone)
	if err != nil {
		return nil, err //nolint:wrapcheck // located by apply
	}
	s, ok := t.Instant()
	if !ok {
		return nil, nil //nolint:nilnil // too coarse for an instant: nothing to write
	}
	return s, nil
}

// codeText is a value as a FHIR code: single blanks inside, none around.
func codeText(v hl7v2.Value) string { return strings.Join(strings.Fields(clean(v.Text())), " ") }

// coded looks a code up in a table; unknown is what an unlisted code becomes,
// and "" leaves the element out.
func coded(table map[string]code, unknown string) cell {
	return func(_ *env, v hl7v2.Value) (any, error) {
		if c, ok := table[strings.ToUpper(v.Text())]; ok {
			return some(c.Target), nil
		}
		return some(unknown), nil
	}
}

// concept converts by a table of codings; an unlisted code is kept as it is.
func concept(table map[string]code) cell {
	return func(x *env, v hl7v2.Value) (any, error) {
		c, ok := table[strings.ToUpper(v.Text())]
		if !ok {
			return cwe(x, v)
		}
		out := object{"coding": []any{c.coding()}}
		if display := v.Component(2).Text(); display != "" {
			out["text"] = clean(display)
		}
		return out, nil
	}
}

func (c code) coding() object {
	out := object{"system": c.System, "code": c.Target}
	if c.Display != "" {
		out["display"] = c.Display
	}
	return out
}

// coding converts by a table to a single Coding; an unlisted code stays one of
// the HL7 table 0004.
func coding(table map[string]code) cell {
	return func(_ *env, v hl7v2.Value) (any, error) {
		if c, ok := table[strings.ToUpper(v.Text())]; ok {
			return c.coding(), nil
		}
		if codeText(v) == "" {
			return nil, nil //nolint:nilnil // nothing to write
		}
		return object{"system": v2Table + "0004", "code": codeText(v)}, nil
	}
}

// cwe converts CE, CWE, CNE, IS and ID to CodeableConcept.
func cwe(c *env, v hl7v2.Value) (any, error) {
	var codings []any
	for _, at := range [][4]int{{1, 2, 3, 7}, {4, 5, 6, 8}} {
		code, display := codeText(v.Component(at[0])), clean(v.Component(at[1]).Text())
		system := c.codeSystem(v.Component(at[2]).Text())
		if code == "" || system == "" && display == "" {
			continue
		}
		coding := object{"code": code}
		for k, s := range map[string]string{"system": system, "display": display, "version": clean(v.Component(at[3]).Text())} {
			if s != "" {
				coding[k] = s
			}
		}
		codings = append(codings, coding)
	}
	for _, x := range c.cfg.Concepts {
		for _, at := range [][2]int{{1, 3}, {4, 6}} {
			if v.Component(at[0]).Text() == x.Code && v.Component(at[1]).Text() == x.System {
				codings = append(codings, code{x.Target, x.To, x.Display}.coding())
			}
		}
	}
	out := object{}
	if codings != nil {
		out["coding"] = codings
	}
	for _, n := range []int{9, 2, 5, 1} {
		if s := clean(v.Component(n).Text()); s != "" {
			out["text"] = s
			break
		}
	}
	return anyObject(out), nil
}

// codeSystem is the URI of a coding system of HL7 table 0396.
func (c *mapper) codeSystem(name string) string {
	upper := strings.ToUpper(name)
	if uri, ok := c.tables.systems[upper]; ok {
		return uri
	}
	switch digits, isTable := strings.CutPrefix(upper, "HL7"); {
	case name == "":
		return ""
	case isTable && len(digits) == 4 && strings.Trim(digits, "0123456789") == "":
		return v2Table + digits
	case isOID(name):
		return "urn:oid:" + name
	case (strings.Contains(name, "://") || strings.HasPrefix(name, "urn:")) && !strings.ContainsFunc(name, unicode.IsSpace):
		return name
	}
	return c.cfg.Base + "/cs/" + url.PathEscape(name)
}

// xpn converts XPN to HumanName.
func xpn(x *env, v hl7v2.Value) (any, error) {
	part := func(n int) string { return clean(v.Component(n).Text()) }
	out := humanName(part(1), []string{part(2), part(3)}, []string{part(5)}, []string{part(4), part(6)})
	if out == nil {
		return nil, nil //nolint:nilnil // nothing to write
	}
	if use := x.tables.codes["nameUse"][strings.ToUpper(part(7))].Target; use != "" {
		out["use"] = use
	}
	if code := x.tables.codes["nameRepresentation"][strings.ToUpper(part(8))].Target; code != "" {
		out["extension"] = []any{object{"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": code}}
	}
	return out, nil
}

// humanName assembles a name; Chinese names are written without blanks, family
// first.
func humanName(family string, given, prefix, suffix []string) object {
	out := object{}
	var parts []string
	for k, list := range map[string][]string{"given": given, "prefix": prefix, "suffix": suffix} {
		var have []any
		for _, s := range list {
			if s != "" {
				have = append(have, s)
			}
		}
		if have != nil {
			out[k] = have
		}
	}
	for _, s := range append(append(append([]string{}, prefix...), given...), family) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if family == "" && out["given"] == nil {
		return nil
	}
	full := strings.Join(parts, " ")
	if han(family + strings.Join(given, "")) {
		full = family + strings.Join(given, "")
	}
	// One component holding a whole Chinese name says nothing about where the
	// family name ends.
	if family != "" && (out["given"] != nil || !han(family)) {
		out["family"] = family
	}
	out["text"] = full
	return out
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// xad converts XAD to Address.
func xad(x *env, v hl7v2.Value) (any, error) {
	out := object{}
	var lines []any
	street := v.Component(1)
	parts := []string{}
	for n := 1; n <= 3; n++ {
		if s := clean(street.Sub(n).Whole()); s != "" {
			parts = append(parts, s)
		}
	}
	for _, s := range []string{strings.Join(parts, " "), clean(v.Component(2).Text())} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if lines != nil {
		out["line"] = lines
	}
	for n, name := range map[int]string{3: "city", 4: "state", 5: "postalCode", 6: "country", 9: "district"} {
		if s := clean(v.Component(n).Text()); s != "" {
			out[name] = s
		}
	}
	kind := strings.ToUpper(v.Component(7).Text())
	if use := x.tables.codes["addressUse"][kind].Target; use != "" && len(out) > 0 {
		out["use"] = use
	}
	if typ := x.tables.codes["addressType"][kind].Target; typ != "" && len(out) > 0 {
		out["type"] = typ
	}
	return anyObject(out), nil
}

// xtn converts XTN to ContactPoint; use stands when the message names none.
func xtn(use string) cell {
	return func(x *env, v hl7v2.Value) (any, error) {
		part := func(n int) string { return clean(v.Component(n).Text()) }
		number := part(12)
		if number == "" {
			number = strings.Join(strings.Fields(part(5)+" "+part(6)+" "+part(7)), " ")
			if part(7) == "" {
				number = ""
			}
		}
		if number == "" {
			number = part(1)
		}
		system := "phone"
		kind := strings.ToUpper(part(3))
		if s := x.tables.codes["telecomSystem"][kind].Target; s != "" {
			system = s
		}
		if mail := part(4); mail != "" && (system == "email" || number == "") {
			number, system = mail, "email"
		}
		if number == "" {
			return nil, nil //nolint:nilnil // nothing to write
		}
		out := object{"system": system, "value": number, "use": use}
		if u := x.tables.codes["telecomUse"][strings.ToUpper(part(2))].Target; u != "" {
			out["use"] = u
		}
		if kind == "CP" {
			out["use"] = "mobile"
		}
		return out, nil
	}
}
