package mapping

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
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
