package search

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"apricot.health/fhir/r4"
)

// Extract gives the index values of a resource, each once, with dates that
// carry no zone read in UTC.
func Extract(typ string, raw []byte) ([]IndexValue, error) {
	doc, err := r4.Parse(raw)
	if err != nil {
		return nil, err
	}
	return ExtractDoc(typ, doc, time.UTC), nil
}

// ExtractDoc is Extract for a parsed document and a site's zone. What has not
// the shape that its parameter expects gives no value.
func ExtractDoc(typ string, doc *r4.Doc, zone *time.Location) []IndexValue {
	x := extractor{zone: zone}
	for _, c := range compiledFor(typ) {
		x.def = c
		from := len(x.out)
		for _, p := range c.paths {
			if p.exists {
				x.existence(doc, p)
				continue
			}
			p.walk(doc.Root(), x.collect)
		}
		x.dedupe(from)
	}
	return x.out
}

type extractor struct {
	zone *time.Location
	def  compiled
	out  []IndexValue
}

func (x *extractor) dedupe(from int) {
	kept := x.out[:from]
	for _, v := range x.out[from:] {
		if !slices.Contains(kept[from:], v) {
			kept = append(kept, v)
		}
	}
	x.out = kept
}

func (x *extractor) add(v IndexValue) {
	v.Param, v.Kind = x.def.Name, cmpKind(v.Kind, x.def.Kind)
	if v.Hash == 0 {
		v.Hash = x.def.own
	}
	x.out = append(x.out, v)
}

func cmpKind(own, inherited Kind) Kind {
	if own == "" {
		return inherited
	}
	return own
}

// existence indexes "true" when the path leads to something other than false.
func (x *extractor) existence(doc *r4.Doc, p path) {
	found := "false"
	p.walk(doc.Root(), func(v r4.Value) {
		if string(v.Raw()) != "false" {
			found = "true"
		}
	})
	x.add(IndexValue{Text: found})
}

func (x *extractor) collect(v r4.Value) {
	switch x.def.Kind {
	case KindString:
		x.str(v)
	case KindToken:
		x.token(v)
	case KindDate:
		x.date(v)
	case KindNumber:
		x.number(v)
	case KindQuantity:
		x.quantity(v)
	case KindReference:
		x.reference(v)
	case KindURI:
		if s := v.Text(); s != "" {
			x.add(IndexValue{Text: clip(s)})
		}
	}
}

func (x *extractor) text(hash int64, s string) {
	if folded := Fold(s); folded != "" {
		x.add(IndexValue{Hash: hash, Kind: KindString, Text: clip(folded), Exact: clip(s)})
	}
}

// str takes strings, HumanNames and Addresses apart.
func (x *extractor) str(v r4.Value) {
	if v.Kind() == r4.String {
		x.text(x.def.own, v.Text())
		return
	}
	for _, part := range []string{
		"family", "given", "prefix", "suffix", "text",
		"line", "city", "district", "state", "postalCode", "country",
	} {
		for item := range v.Get(part).Items() {
			x.text(x.def.own, item.Text())
		}
	}
	x.hanName(v)
}

// hanName indexes family and given name of a Chinese name as one word, for
// that is how it is written and searched.
func (x *extractor) hanName(v r4.Value) {
	family := v.Get("family").Text()
	if !han(family) {
		return
	}
	var given strings.Builder
	for item := range v.Get("given").Items() {
		given.WriteString(item.Text())
	}
	if han(given.String()) {
		x.text(x.def.own, family+given.String())
	}
}

func han(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && r != '·' {
			return false
		}
	}
	return s != ""
}

func (x *extractor) token(v r4.Value) {
	switch v.Kind() {
	case r4.String:
		x.code("", v.Text())
	case r4.Bool:
		x.code("", string(v.Raw()))
	case r4.Object:
		x.tokenObject(v)
	default:
	}
}

// tokenObject takes CodeableConcept, Coding, Identifier and ContactPoint.
func (x *extractor) tokenObject(v r4.Value) {
	switch {
	case v.Get("coding").Kind() == r4.Array:
		for c := range v.Get("coding").Items() {
			x.tokenObject(c)
		}
		x.text(x.def.text, v.Get("text").Text())
	case v.Get("code").Kind() == r4.String:
		x.code(v.Get("system").Text(), v.Get("code").Text())
		x.text(x.def.text, v.Get("display").Text())
	case v.Get("value").Kind() == r4.String:
		system := v.Get("system").Text()
		if contactSystem(system) {
			system = ""
		}
		x.code(system, v.Get("value").Text())
	default:
		x.text(x.def.text, v.Get("text").Text())
	}
}

// contactSystem reports whether s is a ContactPoint.system, which is no
// namespace of codes.
func contactSystem(s string) bool {
	switch s {
	case "phone", "fax", "email", "pager", "url", "sms", "other":
		return true
	}
	return false
}

func (x *extractor) code(system, code string) {
	if code != "" {
		x.add(IndexValue{System: clip(system), Text: clip(code)})
	}
}

// date takes date, dateTime, instant, Period and Timing.
func (x *extractor) date(v r4.Value) {
	if v.Kind() == r4.String {
		if r, err := ParseDate(v.Text(), x.zone); err == nil {
			x.add(IndexValue{Span: r})
		}
		return
	}
	for event := range v.Get("event").Items() {
		x.date(event)
	}
	if bounds := v.Get("repeat").Get("boundsPeriod"); bounds.Kind() == r4.Object {
		x.date(bounds)
	}
	x.period(v)
}

func (x *extractor) period(v r4.Value) {
	start, errStart := ParseDate(v.Get("start").Text(), x.zone)
	end, errEnd := ParseDate(v.Get("end").Text(), x.zone)
	if errStart != nil && errEnd != nil {
		return
	}
	span := Always()
	if errStart == nil {
		span.Low = start.Low
	}
	if errEnd == nil {
		span.High = end.High
	}
	x.add(IndexValue{Span: span})
}

func (x *extractor) number(v r4.Value) {
	if f, ok := v.Float(); ok {
		x.add(IndexValue{Number: Interval{f, f}})
		return
	}
	if in, ok := rangeOf(v); ok {
		x.add(IndexValue{Number: in})
	}
}

// rangeOf reads a Range; an end that is missing is open.
func rangeOf(v r4.Value) (Interval, bool) {
	low, okLow := v.Get("low").Get("value").Float()
	high, okHigh := v.Get("high").Get("value").Float()
	in := Interval{-math.MaxFloat64, math.MaxFloat64}
	if okLow {
		in.Low = low
	}
	if okHigh {
		in.High = high
	}
	return in, okLow || okHigh
}

func (x *extractor) quantity(v r4.Value) {
	unit := v
	in, ok := rangeOf(v)
	if ok {
		if unit = v.Get("low"); unit.Kind() == r4.Absent {
			unit = v.Get("high")
		}
	} else {
		f, isNumber := v.Get("value").Float()
		if !isNumber {
			return
		}
		in = compared(v.Get("comparator").Text(), f)
	}
	x.add(IndexValue{
		Number: in, System: clip(unit.Get("system").Text()),
		Code: clip(unit.Get("code").Text()), Unit: clip(unit.Get("unit").Text()),
	})
}

// compared is the interval of a quantity that was only bounded, such as "<5".
func compared(comparator string, f float64) Interval {
	switch comparator {
	case "<", "<=":
		return Interval{-math.MaxFloat64, f}
	case ">", ">=":
		return Interval{f, math.MaxFloat64}
	default:
		return Interval{f, f}
	}
}

// reference takes a Reference or a canonical, which is a plain string.
func (x *extractor) reference(v r4.Value) {
	text := v.Text()
	if v.Kind() == r4.Object {
		text = v.Get("reference").Text()
		x.identifier(v.Get("identifier"))
	}
	if text == "" || text[0] == '#' {
		return
	}
	base, typ, id, ok := r4.SplitReference(text)
	if ok && len(x.def.Targets) > 0 && !slices.Contains(x.def.Targets, typ) {
		return
	}
	// A URL stays whole: Patient/17 of another server is not our Patient/17.
	if ok && base == "" {
		x.add(IndexValue{System: typ, Text: id})
		return
	}
	x.add(IndexValue{Text: clip(text)})
	if url, _, versioned := strings.Cut(text, "|"); versioned {
		x.add(IndexValue{Text: clip(url)})
	}
}

func (x *extractor) identifier(v r4.Value) {
	if value := v.Get("value").Text(); value != "" {
		x.add(IndexValue{
			Hash: x.def.ident, Kind: KindToken,
			System: clip(v.Get("system").Text()), Text: clip(value),
		})
	}
}
