package mapping

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// types are the names of the type column of fields.csv. arg is the column of
// that name.
var types = map[string]func(t *tables, arg string) (cell, error){
	"XPN": plain(xpn), "XAD": plain(xad), "CWE": plain(cwe), "XCN": plain(xcn), "XON": plain(organisation), "NDL": plain(ndl),
	"CX": plain(cxCell), "CQ": plain(func(x *env, v hl7v2.Value) (any, error) { return anyObject(x.cq(v)), nil }),
	"text": plain(text), "name": plain(nameText), "date": plain(date), "dateTime": plain(dateTime), "timed": plain(timedOnly),
	"lax": plain(laxDateTime), "instant": plain(instant), "boolean": plain(boolean), "integer": plain(integer(0)), "positive": plain(integer(1)),
	"decimal": plain(decimalCell), "money": plain(money), "flag": plain(flag), "attachment": plain(attachment), "textAttachment": plain(textAttachment),
	"allergen": plain(allergen), "timing": plain(timing), "place": plain(placeRef), "namedThing": plain(namedThing), "codeID": plain(codeID),
	"codeOrg": plain(codeOrganisation), "second": plain(second), "HD": plain(facility),
	"XTN":         func(_ *tables, arg string) (cell, error) { return xtn(arg), nil },
	"participant": func(_ *tables, arg string) (cell, error) { return participant(arg), nil },
	"PL":          func(_ *tables, arg string) (cell, error) { return location(arg), nil },
	"tableCode":   func(_ *tables, arg string) (cell, error) { return tableCode(arg), nil },
	"plainID":     func(_ *tables, arg string) (cell, error) { return plainID(arg), nil },
	"EI":          eiCell, "code": codeCell, "amount": amountCell, "after": afterCell,
	"concept": tableCell(concept), "coding": tableCell(coding),
}

func plain(c cell) func(*tables, string) (cell, error) {
	return func(_ *tables, arg string) (cell, error) {
		if arg != "" {
			return nil, fmt.Errorf("the type takes no argument")
		}
		return c, nil
	}
}

func tableCell(of func(map[string]code) cell) func(*tables, string) (cell, error) {
	return func(t *tables, arg string) (cell, error) {
		if t.codes[arg] == nil {
			return nil, fmt.Errorf("there is no table %q", arg)
		}
		return of(t.codes[arg]), nil
	}
}

func codeCell(t *tables, arg string) (cell, error) {
	name, unknown, _ := strings.Cut(arg, "|")
	if t.codes[name] == nil {
		return nil, fmt.Errorf("there is no table %q", name)
	}
	return coded(t.codes[name], unknown), nil
}

// eiCell is an identifier; arg is its type code and the authority it has when
// none is sent.
func eiCell(_ *tables, arg string) (cell, error) {
	kind, owner, ok := strings.Cut(arg, "|")
	if !ok {
		return nil, fmt.Errorf("want type|authority")
	}
	return func(x *env, v hl7v2.Value) (any, error) {
		return anyObject(x.ei(v, kind, owner, x.row.from.component > 0)), nil
	}, nil
}

// amountCell is a number whose unit stands in another field.
func amountCell(_ *tables, arg string) (cell, error) {
	f, err := parseField(arg)
	if err != nil {
		return nil, err
	}
	return func(x *env, v hl7v2.Value) (any, error) {
		q := x.quantity(f.value(x.node.segment(f.segment)), v.Text())
		delete(q, "comparator") // SimpleQuantity has none
		return anyObject(q), nil
	}, nil
}

// afterCell is a time after a duration that stands in another field, with its
// unit in a third: minutes when there is none.
func afterCell(_ *tables, arg string) (cell, error) {
	names := strings.Split(arg, "|")
	if len(names) != 2 {
		return nil, fmt.Errorf("want duration|unit")
	}
	long, err := parseField(names[0])
	if err != nil {
		return nil, err
	}
	unit, err := parseField(names[1])
	if err != nil {
		return nil, err
	}
	return func(x *env, v hl7v2.Value) (any, error) {
		s := x.node.segment(long.segment)
		n, err := strconv.ParseFloat(long.value(s).Text(), 64)
		u := unit.value(s)
		code, _ := x.unit(clean(u.Component(1).Text()), clean(u.Component(2).Text()), "")
		each, known := map[string]time.Duration{"": time.Minute, "min": time.Minute, "s": time.Second, "h": time.Hour, "d": 24 * time.Hour}[code]
		if err != nil || n <= 0 || n > 1e6 || !known {
			return nil, nil //nolint:nilerr // no length, no end
		}
		ts, err := v.Timestamp(x.zone)
		if err != nil {
			return nil, err //nolint:wrapcheck // located by fill
		}
		ts.Time = ts.Time.Add(time.Duration(n * float64(each)))
		return instantOf(ts), nil
	}, nil
}

// instantOf is a FHIR instant of a time to the minute or better.
func instantOf(t hl7v2.Timestamp) any {
	if t.Precision < hl7v2.Minute {
		return nil
	}
	return t.DateTime()
}

// timedOnly is a dateTime when the time of day was sent.
func timedOnly(x *env, v hl7v2.Value) (any, error) {
	ts, err := v.Timestamp(x.zone)
	if err != nil {
		return nil, err //nolint:wrapcheck // located by fill
	}
	return instantOf(ts), nil
}

// laxDateTime is a dateTime that stands in for another field: when it cannot
// be read, nothing is written.
func laxDateTime(x *env, v hl7v2.Value) (any, error) {
	ts, err := v.Timestamp(x.zone)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // nothing to write
	}
	return ts.DateTime(), nil
}

func boolean(_ *env, v hl7v2.Value) (any, error) {
	switch strings.ToUpper(v.Text()) {
	case "Y", "1", "是":
		return true, nil
	case "N", "0", "否":
		return false, nil
	}
	return nil, nil //nolint:nilnil // nothing to write
}

// integer is a whole number from least on; another is left out.
func integer(least int) cell {
	return func(_ *env, v hl7v2.Value) (any, error) {
		n, err := strconv.ParseInt(v.Text(), 10, 32)
		if err != nil || n < int64(least) {
			return nil, nil //nolint:nilerr,nilnil // nothing to write
		}
		return n, nil
	}
}

func decimalCell(_ *env, v hl7v2.Value) (any, error) {
	if m := decimal.FindStringSubmatch(v.Text()); m == nil || m[1] != "" || m[3] == "" {
		return nil, nil //nolint:nilnil // nothing to write
	}
	m := decimal.FindStringSubmatch(v.Text())
	return json.Number(m[2] + m[3] + m[4]), nil
}

// money converts CP and MO; without a currency it is the yuan.
func money(_ *env, v hl7v2.Value) (any, error) {
	m := decimal.FindStringSubmatch(v.Component(1).Sub(1).Text())
	if m == nil || m[1] != "" || m[3] == "" {
		return nil, nil //nolint:nilnil // nothing to write
	}
	out := object{"value": json.Number(m[2] + m[3] + m[4])}
	switch currency := v.Component(1).Sub(2).Text(); {
	case currency == "":
		out["currency"] = "CNY"
	case len(currency) == 3 && strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "":
		out["currency"] = currency
	}
	return out, nil
}

func cxCell(x *env, v hl7v2.Value) (any, error) { return anyObject(x.cx(v, x.cfg.Authority)), nil }

// plainID is an identifier that is sent as bare text.
func plainID(owner string) cell {
	return func(x *env, v hl7v2.Value) (any, error) {
		return object{"system": x.authority("", "", "", owner), "value": clean(v.Text())}, nil
	}
}

// codeID is an identifier that is sent as a coded value.
func codeID(x *env, v hl7v2.Value) (any, error) {
	value := clean(v.Component(1).Text())
	if value == "" {
		return nil, nil //nolint:nilnil // nothing to write
	}
	id := object{"value": value}
	if system := x.codeSystem(v.Component(3).Text()); system != "" {
		id["system"] = system
	}
	return id, nil
}

// nameText is an XPN as one string.
func nameText(x *env, v hl7v2.Value) (any, error) {
	name, err := xpn(x, v)
	if o, ok := name.(object); ok && err == nil {
		return o["text"], nil
	}
	return nil, err
}

// tableCode writes a plain code (ID, IS) with the table it comes from.
func tableCode(system string) cell {
	return func(_ *env, v hl7v2.Value) (any, error) {
		return anyCoding(system, codeText(v)), nil
	}
}

func anyCoding(system, code string) any {
	if code == "" {
		return nil
	}
	return object{"coding": []any{object{"system": system, "code": code}}}
}

// timing is the code of a repeat pattern: known ones are those of GTSAbbreviation.
func timing(_ *env, v hl7v2.Value) (any, error) {
	code := clean(v.Text())
	out := object{"text": first(clean(v.Component(1).Sub(2).Text()), code)}
	if upper := strings.ToUpper(code); strings.Contains(" BID TID QID QD QOD AM PM Q4H Q6H BED ", " "+upper+" ") {
		out["coding"] = []any{object{"system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": upper}}
	}
	return out, nil
}

// allergen is a coded allergen, or that there is none.
func allergen(x *env, v hl7v2.Value) (any, error) {
	made, err := cwe(x, v)
	o, ok := made.(object)
	if !ok || err != nil {
		return made, err
	}
	for _, word := range []string{v.Component(1).Text(), v.Component(2).Text()} {
		if none, ok := x.tables.codes["noAllergy"][strings.ToUpper(word)]; ok {
			o["coding"] = []any{none.coding()}
		}
	}
	return o, nil
}

// flag converts OBX-8: codes of HL7 table 0078 are those of v3
// ObservationInterpretation; arrows and words are translated.
func flag(x *env, v hl7v2.Value) (any, error) {
	code := strings.ToUpper(v.Text())
	if known, ok := x.tables.codes["interpretation"][code]; ok {
		code = known.Target
	}
	if code == "" || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<>-+") != "" {
		return anyText(clean(v.Whole())), nil
	}
	return object{"coding": []any{object{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": code}}}, nil
}

func anyText(s string) any {
	if s == "" {
		return nil
	}
	return object{"text": s}
}

// second is the text of the second component.
func second(_ *env, v hl7v2.Value) (any, error) { return some(clean(v.Component(2).Text())), nil }

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

// contentTypes are HL7 table 0291 with the words in use.
var contentTypes = map[string]string{
	"PDF": "application/pdf", "JPEG": "image/jpeg", "JPG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "GIF": "image/gif",
	"HTML": "text/html", "XML": "application/xml", "SGML": "text/sgml", "RTF": "application/rtf", "DICOM": "application/dicom",
	"X-HL7-CDA-LEVEL-ONE": "text/xml", "BASIC": "audio/basic", "OCTET-STREAM": "application/octet-stream", "PLAIN": "text/plain",
}

// attachment converts ED, whose bytes it keeps, and RP, which points at them.
func attachment(x *env, v hl7v2.Value) (any, error) {
	out := object{}
	if title := conceptText(x.node.segment("OBX").Field(3).First()); title != "" {
		out["title"] = title
	}
	if strings.EqualFold(x.node.segment("OBX").Field(2).First().Text(), "RP") {
		if url := strings.Join(strings.Fields(clean(v.Component(1).Text())), "%20"); url != "" {
			out["url"] = url
		}
		return described(out, v.Component(3).Text(), v.Component(4).Text()), nil
	}
	data := strings.Join(strings.Fields(v.Component(5).Whole()), "")
	switch encoding := strings.ToUpper(v.Component(4).Text()); encoding {
	case "BASE64", "":
		if _, err := base64.StdEncoding.DecodeString(data); err != nil {
			return nil, outcome.New(outcome.Invalid, "the data is not base64")
		}
	case "HEX":
		raw, err := hex.DecodeString(data)
		if err != nil {
			return nil, outcome.New(outcome.Invalid, "the data is not hexadecimal")
		}
		data = base64.StdEncoding.EncodeToString(raw)
	default: // A: no encoding
		data = base64.StdEncoding.EncodeToString([]byte(v.Component(5).Whole()))
	}
	if data != "" {
		out["data"] = data
	}
	return described(out, v.Component(2).Text(), v.Component(3).Text()), nil
}

// described adds the content type from type and subtype of the data.
func described(out object, kind, subtype string) any {
	known := contentTypes[strings.ToUpper(subtype)]
	switch {
	case known != "":
		out["contentType"] = known
	case strings.Contains(subtype, "/") && !strings.ContainsFunc(subtype, unicode.IsSpace):
		out["contentType"] = strings.ToLower(clean(subtype))
	case strings.EqualFold(kind, "TX") || strings.EqualFold(kind, "FT"):
		out["contentType"] = "text/plain"
	case kind != "" && subtype != "" && !strings.ContainsFunc(kind+subtype, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("&^", r) }):
		out["contentType"] = strings.ToLower(clean(kind + "/" + subtype))
	case out["data"] == nil && out["url"] == nil:
		return nil
	}
	return out
}

// textAttachment gathers the lines of a document that is sent as text.
func textAttachment(x *env, v hl7v2.Value) (any, error) {
	t := x.node.nearest("DocumentReference").t
	line := clean(v.Whole())
	if kind := strings.ToUpper(x.node.segment("OBX").Field(2).First().Text()); strings.HasPrefix(kind, "C") {
		line = conceptText(v)
	}
	if title := conceptText(x.node.segment("OBX").Field(3).First()); title != "" && line != "" && !strings.HasSuffix(t.heading, title) {
		t.heading = title
		t.text += "[" + title + "]\n"
	}
	t.text += line + "\n"
	return object{"contentType": "text/plain; charset=utf-8", "data": base64.StdEncoding.EncodeToString([]byte(t.text))}, nil
}
