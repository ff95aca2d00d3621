package validate

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/r4"
)

// invariants are the rules of the base definitions that need no more than a
// look at the object itself. Each is named in its message by its official key.
func invariants() map[string]func(*checker, value) {
	out := map[string]func(*checker, value){
		"Extension":                  extensionRules,
		"Reference":                  referenceRules,
		"Period":                     periodRules,
		"ContactPoint":               needs("value", "system", "cpt-2: a value needs its system"),
		"Attachment":                 needs("data", "contentType", "att-1: data needs its contentType"),
		"Timing.repeat":              timingRules,
		"Observation":                observationRules,
		"Observation.referenceRange": oneOf("obs-3: a reference range needs low, high or text", "low", "high", "text"),
		"Patient.contact":            oneOf("pat-1: a contact needs a name, telecom, address or organization", "name", "telecom", "address", "organization"),
		"Organization":               oneOf("org-1: an organization needs a name or an identifier", "name", "identifier"),
		"AllergyIntolerance":         allergyRules,
		"Condition":                  conditionRules,
		"Condition.stage":            oneOf("con-1: a stage needs a summary or an assessment", "summary", "assessment"),
		"Condition.evidence":         oneOf("con-2: evidence needs a code or details", "code", "detail"),
		"Composition.section":        sectionRules,
		"Appointment":                appointmentRules,
		"Appointment.participant":    oneOf("app-1: a participant needs a type or an actor", "type", "actor"),
		"CarePlan.activity":          atMostOne("cpl-3: an activity has a reference or a detail, not both", "reference", "detail"),
		"ServiceRequest":             needs("orderDetail", "code", "prr-1: an orderDetail needs a code"),
		"QuestionnaireResponse.item": responseRules,
		"Bundle":                     bundleRules,
	}
	for _, typ := range []string{"Quantity", "SimpleQuantity", "MoneyQuantity", "Age", "Count", "Distance", "Duration"} {
		out[typ] = needs("code", "system", "qty-3: a code needs its system")
	}
	return out
}

// has tells whether an element is there, in either half of a primitive.
func has(v value, name string) bool {
	return v.Get(name).Kind() != r4.Absent || v.Get("_"+name).Kind() != r4.Absent
}

// hasChoice tells whether any form of a choice element is there.
func hasChoice(v value, name string) bool {
	for m := v.First(); m.Kind() != r4.Absent; m = m.Next() {
		key := strings.TrimPrefix(string(m.Key()), "_")
		if rest, ok := strings.CutPrefix(key, name); ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
			return true
		}
	}
	return false
}

func count(v value, names ...string) int {
	n := 0
	for _, name := range names {
		if has(v, name) {
			n++
		}
	}
	return n
}

func (c *checker) rule(broken bool, text string) {
	if broken {
		c.issue(codeInvariant, text)
	}
}

func needs(what, other, text string) func(*checker, value) {
	return func(c *checker, v value) { c.rule(has(v, what) && !has(v, other), text) }
}

func oneOf(text string, names ...string) func(*checker, value) {
	return func(c *checker, v value) { c.rule(count(v, names...) == 0, text) }
}

func atMostOne(text string, names ...string) func(*checker, value) {
	return func(c *checker, v value) { c.rule(count(v, names...) > 1, text) }
}

func extensionRules(c *checker, v value) {
	c.rule(has(v, "extension") == hasChoice(v, "value"), "ext-1: an extension has either a value or extensions")
}

// referenceRules checks that a reference is written as one (references.html)
// and that "#id" points to a contained resource.
func referenceRules(c *checker, v value) {
	ref := v.Get("reference")
	if ref.Kind() != r4.String {
		return
	}
	if local, ok := bytes.CutPrefix(ref.Bytes(), []byte("#")); ok {
		if len(local) > 0 && !c.contained[string(local)] {
			c.issueAt("reference", codeInvariant, "ref-1: no contained resource has this id")
		}
		return
	}
	if bytes.IndexByte(ref.Bytes(), ':') >= 0 { // an address or a name
		return
	}
	text := string(ref.Bytes())
	_, _, _, literal := r4.SplitReference(text)
	typ, _, search := strings.Cut(text, "?")
	if !literal && !(search && r4.ValidType(typ)) {
		c.issueAt("reference", codeValue, "a reference is Type/id, a URL, #id or urn:uuid:")
	}
}

func periodRules(c *checker, v value) {
	start, end := v.Get("start").Bytes(), v.Get("end").Bytes()
	if !isDateTime(start) || !isDateTime(end) {
		return
	}
	broken := false
	if n := min(len(start), len(end)); n <= len("2006-01-02") {
		broken = bytes.Compare(start[:n], end[:n]) > 0
	} else if s, err := time.Parse(time.RFC3339Nano, string(start)); err == nil {
		e, err := time.Parse(time.RFC3339Nano, string(end))
		broken = err == nil && s.After(e)
	}
	c.rule(broken, "per-1: a period cannot end before it starts")
}

func timingRules(c *checker, v value) {
	for _, pair := range [][3]string{
		{"duration", "durationUnit", "tim-1: a duration needs its unit"},
		{"period", "periodUnit", "tim-2: a period needs its unit"},
		{"periodMax", "period", "tim-6: periodMax needs a period"},
		{"durationMax", "duration", "tim-7: durationMax needs a duration"},
		{"countMax", "count", "tim-8: countMax needs a count"},
	} {
		c.rule(has(v, pair[0]) && !has(v, pair[1]), pair[2])
	}
	c.rule(has(v, "timeOfDay") && has(v, "when"), "tim-10: timeOfDay and when exclude each other")
	for _, name := range []string{"duration", "period"} {
		if n, ok := v.Get(name).Float(); ok {
			c.rule(n < 0, "tim-4, tim-5: a "+name+" cannot be negative")
		}
	}
}

func observationRules(c *checker, v value) {
	c.rule(has(v, "dataAbsentReason") && hasChoice(v, "value"), "obs-6: a value and a reason why there is none exclude each other")
}

// coded tells whether a concept has the code, of the system that ends in name.
func coded(concept value, codes ...string) bool {
	for coding := range concept.Get("coding").Items() {
		if slices.Contains(codes, coding.Get("code").Text()) {
			return true
		}
	}
	return false
}

func allergyRules(c *checker, v value) {
	wrong := coded(v.Get("verificationStatus"), "entered-in-error")
	c.rule(!wrong && !has(v, "clinicalStatus"), "ait-1: the clinicalStatus is required unless entered in error")
	c.rule(wrong && has(v, "clinicalStatus"), "ait-2: what was entered in error has no clinicalStatus")
}

func conditionRules(c *checker, v value) {
	status := v.Get("clinicalStatus")
	c.rule(hasChoice(v, "abatement") && status.Kind() != r4.Absent && !coded(status, "resolved", "remission", "inactive"),
		"con-4: what has abated is inactive, resolved or in remission")
	c.rule(coded(v.Get("verificationStatus"), "entered-in-error") && has(v, "clinicalStatus"),
		"con-5: what was entered in error has no clinicalStatus")
}

func sectionRules(c *checker, v value) {
	c.rule(count(v, "text", "entry", "section") == 0, "cmp-1: a section needs text, entries or sections")
	c.rule(has(v, "emptyReason") && has(v, "entry"), "cmp-2: a section with entries is not empty")
}

func appointmentRules(c *checker, v value) {
	c.rule(has(v, "start") != has(v, "end"), "app-2: start and end are there together or not at all")
	status := v.Get("status").Text()
	open := status == "proposed" || status == "cancelled" || status == "waitlist"
	c.rule(!open && !has(v, "start"), "app-3: only a proposed, waitlisted or cancelled appointment lacks a time")
}

func responseRules(c *checker, v value) {
	c.rule(has(v, "item") && has(v, "answer"), "qrs-1: items lie below an item or below its answers, not both")
}

// bundleRules are bdl-1 to bdl-5 and bdl-7 (bundle.html).
func bundleRules(c *checker, v value) {
	typ := v.Get("type").Text()
	asks := typ == "batch" || typ == "transaction" || typ == "history"
	answers := typ == "batch-response" || typ == "transaction-response" || typ == "history"
	c.rule(has(v, "total") && typ != "searchset" && typ != "history", "bdl-1: only a searchset or a history has a total")
	seen := map[string]bool{}
	i := 0
	for e := range v.Get("entry").Items() {
		c.push("entry", "", i)
		i++
		c.rule(has(e, "search") && typ != "searchset", "bdl-2: only entries of a searchset have search")
		c.rule(has(e, "request") != asks, "bdl-3: entries of a batch, a transaction and a history have a request, others have none")
		c.rule(has(e, "response") != answers, "bdl-4: entries of a response and of a history have a response, others have none")
		c.rule(count(e, "resource", "request", "response") == 0, "bdl-5: an entry without a request or a response has a resource")
		if url := e.Get("fullUrl").Text(); url != "" {
			name := url + " " + e.Get("resource").Get("meta").Get("versionId").Text()
			c.rule(seen[name], "bdl-7: a fullUrl stands once in a bundle")
			seen[name] = true
		}
		c.pop()
	}
}
