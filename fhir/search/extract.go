package search

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/ucum"
)

// Extract gives the index values of a resource, each once, with dates that carry no
// zone read in a site's. What has not the shape that its parameter expects gives none.
func Extract(typ string, doc *r4.Doc, zone *time.Location) []IndexValue {
	x := extractor{zone: zone, out: make([]IndexValue, 0, 24)}
	x.run(doc, parametersOf(typ).plan)
	return x.unique()
}

type extractor struct {
	zone *time.Location
	emit *emit
	// number of the group that is being read, 0 outside composites.
	number int32
	out    []IndexValue
}

// fewValues is the number up to which comparing each with each is faster than
// a map.
const fewValues = 32

func (x *extractor) unique() []IndexValue {
	kept := x.out[:0]
	if len(x.out) <= fewValues {
		for _, v := range x.out {
			if !slices.Contains(kept, v) {
				kept = append(kept, v)
			}
		}
		return kept
	}
	seen := make(map[IndexValue]struct{}, len(x.out))
	for _, v := range x.out {
		if _, dup := seen[v]; !dup {
			seen[v] = struct{}{}
			kept = append(kept, v)
		}
	}
	return kept
}

func (x *extractor) add(v IndexValue) {
	if v.Kind == "" {
		v.Kind = x.emit.kind
	}
	if v.Hash == 0 {
		v.Hash = x.emit.source.Hash
	}
	v.Group = x.number
	x.out = append(x.out, v)
}

func (x *extractor) collect(v r4.Value) {
	switch x.emit.kind {
	case KindString:
		x.str(v)
	case KindToken:
		x.token(v)
	case KindDate:
		x.date(v)
	case KindNumber:
		x.num(v)
	case KindQuantity:
		x.quantity(v)
	case KindReference:
		x.reference(v)
	case KindURI:
		if s := v.Text(); s != "" {
			x.add(IndexValue{Text: clip(s)})
		}
	case KindComposite: // has no values of its own
	}
}

// text indexes words; those of a component, which have no hash, are left out.
func (x *extractor) text(hash int64, s string) {
	if hash == 0 || s == "" {
		return
	}
	if folded := Fold(s); folded != "" {
		x.add(IndexValue{Hash: hash, Kind: KindString, Text: clip(folded), Exact: Exact(s)})
	}
}

// str takes strings, HumanNames and Addresses apart.
func (x *extractor) str(v r4.Value) {
	if v.Kind() == r4.String {
		x.text(x.emit.source.Hash, v.Text())
		return
	}
	for _, part := range []string{
		"family", "given", "prefix", "suffix", "text",
		"line", "city", "district", "state", "postalCode", "country",
	} {
		for item := range v.Get(part).Items() {
			x.text(x.emit.source.Hash, item.Text())
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
		x.text(x.emit.source.Hash, family+given.String())
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
		x.text(x.emit.text, v.Get("text").Text())
	case v.Get("code").Kind() == r4.String:
		x.code(v.Get("system").Text(), v.Get("code").Text())
		x.text(x.emit.text, v.Get("display").Text())
	case v.Get("value").Kind() == r4.String:
		system := v.Get("system").Text()
		if contactSystem(system) {
			system = ""
		}
		x.code(system, v.Get("value").Text())
		x.typed(v)
	default:
		x.text(x.emit.text, v.Get("text").Text())
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

// typed indexes an identifier under its type.
func (x *extractor) typed(v r4.Value) {
	if x.emit.ofType == 0 {
		return
	}
	for c := range v.Get("type").Get("coding").Items() {
		if code := c.Get("code").Text(); code != "" {
			system := c.Get("system").Text() + "|" + code
			x.add(IndexValue{Hash: x.emit.ofType, System: system, Text: clip(v.Get("value").Text())})
		}
	}
}

func (x *extractor) code(system, code string) {
	if code != "" {
		x.add(IndexValue{System: system, Text: clip(code)})
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

func (x *extractor) num(v r4.Value) {
	if f, ok := v.Float(); ok {
		x.add(IndexValue{Number: Interval{f, f}})
		return
	}
	if in, ok := rangeOf(v); ok {
		x.add(IndexValue{Number: in})
	}
}

// rangeOf reads a Range or the limits of SampledData; an end that is missing
// is open.
func rangeOf(v r4.Value) (Interval, bool) {
	low, okLow := v.Get("low").Get("value").Float()
	high, okHigh := v.Get("high").Get("value").Float()
	if v.Get("origin").Kind() == r4.Object {
		low, okLow = v.Get("lowerLimit").Float()
		high, okHigh = v.Get("upperLimit").Float()
	}
	in := Interval{-math.MaxFloat64, math.MaxFloat64}
	if okLow {
		in.Low = low
	}
	if okHigh {
		in.High = high
	}
	return in, okLow || okHigh
}

// currencies is the system of Money.currency (ISO 4217).
const currencies = "urn:iso:std:iso:4217"

func (x *extractor) quantity(v r4.Value) {
	unit := v
	in, ok := rangeOf(v)
	if ok {
		for _, end := range []string{"low", "high", "origin"} {
			if u := v.Get(end); u.Kind() == r4.Object {
				unit = u
				break
			}
		}
	} else {
		f, isNumber := v.Get("value").Float()
		if !isNumber {
			return
		}
		in = compared(v.Get("comparator").Text(), f)
	}
	out := IndexValue{
		Number: in, System: unit.Get("system").Text(),
		Code: clip(unit.Get("code").Text()), Unit: clip(unit.Get("unit").Text()),
	}
	if money := v.Get("currency").Text(); money != "" {
		out.System, out.Code = currencies, clip(money)
	}
	out.Canonical, out.CanonicalUnit = in, ""
	if out.System == ucum.System {
		if c, ok := ucum.Parse(unit.Get("code").Text()); ok {
			out.Canonical, out.CanonicalUnit = Interval{c.Base(in.Low), c.Base(in.High)}, c.Dimension()
		}
	}
	x.add(out)
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

// reference takes a Reference, a canonical, which is a plain string, or a
// resource in its place, as the first entry of a document has.
func (x *extractor) reference(v r4.Value) {
	text := v.Text()
	if v.Kind() == r4.Object {
		if typ := v.Get("resourceType").Text(); typ != "" {
			if id := v.Get("id").Text(); r4.ValidType(typ) && r4.ValidID(id) {
				x.add(IndexValue{System: typ, Text: id})
			}
			return
		}
		text = v.Get("reference").Text()
		x.identifier(v.Get("identifier"))
	}
	if text == "" || text[0] == '#' {
		return
	}
	base, typ, id, ok := r4.SplitReference(text)
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
	if value := v.Get("value").Text(); value != "" && x.emit.ident != 0 {
		x.add(IndexValue{
			Hash: x.emit.ident, Kind: KindToken, System: v.Get("system").Text(), Text: clip(value),
		})
	}
}
