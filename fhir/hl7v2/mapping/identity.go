package mapping

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

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
	case kind == "URI" || strings.Contains(universal, "://"):
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
	value := v.Component(1).Text()
	if value == "" {
		return nil
	}
	hd := v.Component(4)
	code := strings.ToUpper(v.Component(5).Text())
	if isResidentID(value) && residentTypes[code] {
		return residentID(value)
	}
	id := object{"system": c.authority(hd.Sub(1).Text(), hd.Sub(2).Text(), hd.Sub(3).Text(), fallback), "value": value}
	if code != "" {
		id["type"] = identifierType(code)
	}
	if org := v.Component(6).Text(); org != "" {
		id["assigner"] = object{"display": org}
	}
	return id
}

func identifierType(code string) object {
	return object{"coding": []any{object{"system": v2Table + "0203", "code": code}}}
}

// ei converts EI to Identifier.
func (c *mapper) ei(v hl7v2.Value, code, fallback string) object {
	value := v.Component(1).Text()
	if value == "" {
		return nil
	}
	system := c.authority(v.Component(2).Text(), v.Component(3).Text(), v.Component(4).Text(), fallback)
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
	sum := sha256.Sum256([]byte(typ + "\x00" + strings.Join(parts, "\x00")))
	return object{"system": c.cfg.Base + "/derived", "value": hex.EncodeToString(sum[:16])}
}

func key(id object) string { return fmt.Sprint(id["system"], "|", id["value"]) }

// condition is the search that finds the identifier.
func condition(id object) string {
	esc := func(v any) string {
		return strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`, `$`, `\$`).Replace(fmt.Sprint(v))
	}
	return "identifier=" + url.QueryEscape(esc(id["system"])+"|"+esc(id["value"]))
}

// fullURL names the resource inside the plan: a UUID (version 8) of type and
// identifier.
func fullURL(typ string, id object) string {
	b := sha256.Sum256([]byte(typ + "\x00" + key(id)))
	b[6], b[8] = b[6]&0x0F|0x80, b[8]&0x3F|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// emit adds a resource to the plan and gives its temporary name.
func (c *mapper) emit(typ string, id object, mode Mode, t *target) (string, error) {
	t.body["meta"] = object{"source": c.source}
	body, err := encode(t.body)
	if err != nil {
		return "", err
	}
	name := fullURL(typ, id)
	c.plan.add(Entry{Type: typ, Condition: condition(id), identifier: key(id), FullURL: name, Mode: mode, Body: body, Initial: t.initial, Nulls: t.nulls})
	return name, nil
}
