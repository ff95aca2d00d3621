package mapping

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"apricot.health/fhir/hl7v2"
)

// ChinaResidentID is the system of the resident identity number (居民身份证号),
// the object identifier that WS 363 and WS/T 500 give it.
const ChinaResidentID = "urn:oid:2.16.156.10011.1.3"

const v2Table = "http://terminology.hl7.org/CodeSystem/v2-"

// authority is the system URI for an assigning authority (HD) given as
// namespace, universal id and its type.
func (c *mapper) authority(namespace, universal, kind, fallback string) string {
	if uri, ok := c.cfg.Systems[namespace]; ok && namespace != "" {
		return uri
	}
	if uri, ok := c.cfg.Systems[universal]; ok && universal != "" {
		return uri
	}
	switch kind = strings.ToUpper(kind); {
	case universal == "":
	case kind == "ISO" || isOID(universal):
		return "urn:oid:" + universal
	case kind == "UUID" || kind == "GUID":
		return "urn:uuid:" + strings.ToLower(universal)
	case (kind == "URI" || strings.Contains(universal, "://")) && !strings.ContainsFunc(universal, unicode.IsSpace):
		return universal
	case kind == "DNS":
		return "http://" + universal
	case namespace == "":
		namespace = universal
	}
	if namespace == "" {
		namespace = fallback
	}
	return c.cfg.Base + "/id/" + url.PathEscape(namespace)
}

func isOID(s string) bool {
	return strings.Contains(s, ".") && strings.Trim(s, "0123456789.") == ""
}

// cx converts CX to Identifier.
func (c *mapper) cx(v hl7v2.Value, fallback string) object {
	value := clean(v.Component(1).Text())
	if value == "" {
		return nil
	}
	hd := v.Component(4)
	code := strings.ToUpper(codeText(v.Component(5)))
	if isResidentID(value) && residentTypes[code] {
		return residentID(value)
	}
	id := object{"system": c.authority(hd.Sub(1).Text(), hd.Sub(2).Text(), hd.Sub(3).Text(), fallback), "value": value}
	if code != "" {
		id["type"] = identifierType(code)
	}
	if org := clean(v.Component(6).Text()); org != "" {
		id["assigner"] = object{"display": org}
	}
	return id
}

func identifierType(code string) object {
	return object{"coding": []any{object{"system": v2Table + "0203", "code": code}}}
}

// ei converts EI to Identifier. inside says that it stands in one component, so that its parts are
// subcomponents (EIP).
func (c *mapper) ei(v hl7v2.Value, code, fallback string, inside bool) object {
	part := v.Component
	if inside {
		part = v.Sub
	}
	value := clean(part(1).Text())
	if value == "" {
		return nil
	}
	system := c.authority(part(2).Text(), part(3).Text(), part(4).Text(), fallback)
	id := object{"system": system, "value": value}
	if code != "" {
		id["type"] = identifierType(code)
	}
	return id
}

// residentTypes are the identifier types under which senders carry resident
// identity numbers: the national person identifier of table 0203 and names in
// local use. A number without a type counts when its check digit holds.
var residentTypes = map[string]bool{"": true, "NI": true, "NNCHN": true, "NN": true, "SS": true, "SB": true, "SFZ": true, "IDCARD": true, "ID": true, "01": true, "居民身份证": true, "身份证": true}

func residentID(value string) object {
	return object{
		"use": "official", "system": ChinaResidentID, "value": strings.ToUpper(value),
		"type": object{"coding": []any{object{"system": v2Table + "0203", "code": "NNCHN"}}, "text": "居民身份证"},
	}
}

// isResidentID checks form, birth date and check digit (GB 11643-1999, ISO
// 7064 MOD 11-2).
func isResidentID(s string) bool {
	if len(s) != 18 || strings.Trim(s[:17], "0123456789") != "" {
		return false
	}
	if _, err := hl7v2.ParseTime(s[6:14], nil); err != nil {
		return false
	}
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return strings.ToUpper(s[17:]) == "10X98765432"[sum%11:sum%11+1]
}

// derived is the identifier of a thing that has none in the message.
func (c *mapper) derived(typ string, parts ...string) object {
	return object{"system": c.cfg.Base + "/derived", "value": derivedValue(typ, parts...)}
}

func derivedValue(typ string, parts ...string) string {
	sum := sha256.Sum256([]byte(typ + "\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func key(id object) string { return fmt.Sprint(id["system"], "|", id["value"]) }

// inToken escapes what divides the parts of a token in a search.
var inToken = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`, `$`, `\$`) //nolint:gochecknoglobals // a constant

// conditionFor is the search that finds any of the identifiers.
func conditionFor(ids []object) string {
	esc := func(v any) string { return inToken.Replace(fmt.Sprint(v)) }
	var values []string
	for _, id := range ids {
		values = append(values, url.QueryEscape(esc(id["system"])+"|"+esc(id["value"])))
	}
	return "identifier=" + strings.Join(values, ",")
}

// fullURL names the resource inside the plan: a UUID (version 8) of type and
// identifier.
func fullURL(typ string, id object) string {
	b := sha256.Sum256([]byte(typ + "\x00" + key(id)))
	b[6], b[8] = b[6]&0x0F|0x80, b[8]&0x3F|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// emit adds a resource to the plan. The first of ids gives its temporary name.
func (c *mapper) emit(typ string, ids []object, mode Mode, t *target, number int) error {
	meta := object{"source": c.source}
	if c.at != "" {
		meta["extension"] = []any{object{"url": extMessageTime, "valueDateTime": c.at}}
	}
	t.body["meta"] = meta
	for name := range t.body {
		delete(t.initial, name)
	}
	body, err := encode(t.body)
	if err != nil {
		return err
	}
	e := Entry{
		Type: typ, Condition: conditionFor(ids), FullURL: fullURL(typ, ids[0]), Mode: mode, Body: body, Initial: t.initial,
		Nulls: t.nulls, Turn: c.rule.turn && typ == "Encounter", number: number,
	}
	for _, id := range ids {
		e.identifiers = append(e.identifiers, key(id))
	}
	return c.plan.add(e)
}

// extMessageTime says when the sender made the message that a resource was
// last written from, so that one that comes late is known as such.
const extMessageTime = "https://apricot.health/fhir/StructureDefinition/message-time"
