package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
)

// again applies a message twice; the second time must write nothing.
func (m memory) again(t *testing.T, msg *hl7v2.Message) {
	t.Helper()
	m.apply(t, msg)
	if n := m.apply(t, msg); n != 0 {
		t.Errorf("%s again: %d writes", msg.Header().Type(), n)
	}
}

// refused is the kind and place of the error of a message.
func (m memory) refused(t *testing.T, msg *hl7v2.Message) (kind outcome.Kind, path string) {
	t.Helper()
	p, err := mapping.Standard().Map(msg)
	if err == nil {
		_, _, err = p.Resolve(t.Context(), m)
	}
	if err == nil {
		t.Fatal("the message was taken")
	}
	_, path = outcome.Public(err)
	return outcome.KindOf(err), path
}

func (m memory) count(typ string) int {
	n := 0
	for k := range m {
		if k.Type == typ {
			n++
		}
	}
	return n
}

// visit is a PV1 with a number; from is what begins at PV1-3.
func visit(from, number string) string {
	return "PV1|1|I|" + from + strings.Repeat("|", 16-strings.Count(from, "|")) + number
}

func TestMoveVisit(t *testing.T) {
	t.Parallel()
	base := func() memory {
		m := memory{}
		m.apply(t, say(t, "ADT^A01", 1, pid("1", "张^一"), visit("W1", "V1"), "AL1|1|DA|X^药", "DG1|1||I10^高血压^I10"))
		m.apply(t, say(t, "ADT^A01", 2, pid("1", "张^一"), visit("W1", "V9"), "DG1|1||J45^哮喘^I10"))
		m.apply(t, sayAs(t, "LIS", "ORU^R01", 3, pid("1", "张^一"), visit("W1", "V1"), "OBR|1||F1^LIS|GLU^血糖^L|||202601051000", "OBX|1|NM|GLU^血糖^L||6|mmol/L|||||F"))
		m.apply(t, say(t, "ADT^A28", 4, pid("2", "张^二")))
		return m
	}
	owners := func(m memory) string {
		one, _ := m.patient(t, "1")
		two, _ := m.patient(t, "2")
		return fmt.Sprint(m.owned(one), " ", m.owned(two))
	}
	t.Run("under a new number", func(t *testing.T) {
		t.Parallel()
		m := base()
		m.again(t, say(t, "ADT^A45", 5, pid("2", "张^二"), "MRG|1^^^HIS^MR||||V1", visit("W1", "V2")))
		// V1, its diagnosis, order, report and result move; the allergy and the other visit stay.
		if got := owners(m); got != "3 5" {
			t.Errorf("records of the two patients: %s", got)
		}
		m.apply(t, say(t, "ADT^A08", 6, pid("2", "张^二"), visit("W7", "V1")))
		m.apply(t, say(t, "ADT^A03", 7, pid("2", "张^二"), visit("", "V2")))
		e := m.only(t, "Encounter", `"V2"`)
		if m.count("Encounter") != 2 || e["status"] != "finished" || !strings.Contains(fmt.Sprint(e["location"]), "W7") {
			t.Errorf("%d visits; %v", m.count("Encounter"), e)
		}
	})
	t.Run("under its number", func(t *testing.T) {
		t.Parallel()
		m := base()
		m.again(t, say(t, "ADT^A45", 5, pid("2", "张^二"), "MRG|1^^^HIS^MR||||V1", visit("W1", "V1"), "MRG|1^^^HIS^MR||||V9", visit("W1", "V9")))
		if got := owners(m); got != "1 7" || m.count("Encounter") != 2 {
			t.Errorf("records of the two patients: %s", got)
		}
	})
	t.Run("into a known one", func(t *testing.T) {
		t.Parallel()
		m := base()
		m.again(t, say(t, "ADT^A45", 5, pid("1", "张^一"), "MRG|||||V1", visit("W1", "V9")))
		if e := m.only(t, "Encounter", `"V1"`); e["status"] != "entered-in-error" || owners(m) != "8 0" {
			t.Errorf("%v, %s", e["status"], owners(m))
		}
		if o := m.only(t, "Observation", "GLU"); fmt.Sprint(o["encounter"]) != "map[reference:"+m.ref(t, "Encounter", `"V9"`)+"]" {
			t.Errorf("the result is of %v", o["encounter"])
		}
	})
	t.Run("that nobody knows", func(t *testing.T) {
		t.Parallel()
		m := base()
		m.again(t, say(t, "ADT^A45", 5, pid("2", "张^二"), "MRG|||||V77", visit("W1", "V78")))
		if got := owners(m); got != "8 1" {
			t.Errorf("records of the two patients: %s", got)
		}
	})
	if kind, path := base().refused(t, say(t, "ADT^A45", 5, pid("2", "张^二"), "MRG|1^^^HIS^MR", visit("W1", "V2"))); kind != outcome.Unprocessable || path != "MRG-5" {
		t.Errorf("without a prior number: %s at %s", kind, path)
	}
}

func (m memory) ref(t *testing.T, typ, with string) string {
	t.Helper()
	for k, r := range m {
		if k.Type == typ && strings.Contains(string(r.JSON), with) {
			return k.String()
		}
	}
	t.Fatalf("no %s with %s", typ, with)
	return ""
}

func TestMergeAccounts(t *testing.T) {
	t.Parallel()
	m := memory{}
	with := func(account string) string { return pid("1", "张^一") + strings.Repeat("|", 13) + account }
	m.apply(t, say(t, "BAR^P01", 1, with("A1"), "PV1|1|I"))
	m.again(t, say(t, "ADT^A41", 2, with("A2"), "MRG|||A1"))
	old, survivor := m.only(t, "Account", `"A1"`), m.only(t, "Account", `"A2"`)
	if m.count("Account") != 2 || old["status"] != "inactive" || survivor["status"] != "active" ||
		!strings.Contains(fmt.Sprint(old["extension"]), m.ref(t, "Account", `"A2"`)) {
		t.Errorf("%v\n%v", old, survivor)
	}
	for msg, at := range map[*hl7v2.Message]string{say(t, "ADT^A41", 3, pid("1", "张^一"), "MRG|||A1"): "PID-18", say(t, "ADT^A41", 3, with("A2"), "MRG|7"): "MRG-3"} {
		if kind, path := m.refused(t, msg); kind != outcome.Unprocessable || path != at {
			t.Errorf("%s at %s, want %s", kind, path, at)
		}
	}
}

// An order that is called off without its details is found by its number.
func TestBareOrderControl(t *testing.T) {
	t.Parallel()
	m := memory{}
	one := pid("1", "张^一")
	m.apply(t, say(t, "ORM^O01", 1, one, "ORC|NW|P1^HIS", "OBR|1|P1^HIS||GLU^血糖^L", "OBR|2|P1^HIS||LIP^血脂^L"))
	m.apply(t, say(t, "RDE^O11", 2, one, "ORC|NW|P2^HIS|F2^RX", "RXE||M1^药^L|1||片"))
	m.apply(t, say(t, "ORM^O01", 3, pid("2", "张^二"), "ORC|NW|P3^HIS", "OBR|1|P3^HIS||GLU^血糖^L"))
	own := decode(t, []byte(`{"resourceType":"ServiceRequest","id":"o7","status":"active","intent":"order","subject":{"reference":"Patient/p"}}`))
	m.store(t, own)

	m.again(t, say(t, "ORM^O01", 4, one, "ORC|HD|P1^HIS"))
	for _, code := range []string{"GLU", "LIP"} {
		if r := m.only(t, "ServiceRequest", `"`+code+`"`); r["status"] != "on-hold" && strings.Contains(fmt.Sprint(r["identifier"]), "P1") {
			t.Errorf("%s is %v", code, r["status"])
		}
	}
	m.again(t, say(t, "ORM^O01", 5, one, "ORC|CA|P1^HIS"+strings.Repeat("|", 14)+"DUP^重复^L"))
	revoked := 0
	for k, r := range m {
		if k.Type == "ServiceRequest" && strings.Contains(string(r.JSON), `"revoked"`) && strings.Contains(string(r.JSON), "重复") {
			revoked++
		}
	}
	if revoked != 2 {
		t.Errorf("%d of two services are revoked", revoked)
	}
	m.again(t, say(t, "RDE^O11", 6, one, "ORC|DC||F2^RX"))
	if r := m.only(t, "MedicationRequest", "M1"); r["status"] != "stopped" {
		t.Errorf("medication: %v", r["status"])
	}
	m.apply(t, say(t, "ORM^O01", 7, one, "ORC|CA|P2^HIS"))
	if r := m.only(t, "MedicationRequest", "M1"); r["status"] != "cancelled" {
		t.Errorf("medication called off by ORM: %v", r["status"])
	}
	for what, segments := range map[string][]string{"unknown": {one, "ORC|CA|P9^HIS"}, "another patient's": {one, "ORC|CA|P3^HIS"}} {
		if kind, path := m.refused(t, say(t, "ORM^O01", 8, segments...)); kind != outcome.NotFound || path != "ORC-2" {
			t.Errorf("%s: %s at %s", what, kind, path)
		}
	}
	m.apply(t, say(t, "ORM^O01", 9, one, "ORC|OC|o7^APRICOT"))
	if r := m.only(t, "ServiceRequest", `"o7"`); r["status"] != "active" {
		t.Errorf("an order signed in Apricot is %v", r["status"])
	}
}

// A person who is deleted stays on record, out of use, until a later message
// has them again.
func TestDeletedPerson(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.apply(t, say(t, "ADT^A28", 1, pid("1", "张^一||19600101"), "AL1|1|DA|X^药"))
	m.again(t, say(t, "ADT^A29", 2, pid("1", "张^一")))
	if p := m.only(t, "Patient", `"1"`); p["active"] != false || p["birthDate"] != "1960-01-01" || m.count("AllergyIntolerance") != 1 {
		t.Errorf("%v", p)
	}
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 3, pid("1", "张^一"), "OBR|1||F1^LIS|GLU^血糖^L", "OBX|1|NM|GLU^血糖^L||6|mmol/L|||||F"))
	if p := m.only(t, "Patient", `"1"`); p["active"] != false {
		t.Error("a result brought the person back")
	}
	m.apply(t, say(t, "ADT^A31", 4, pid("1", "张^一")))
	if p := m.only(t, "Patient", `"1"`); p["active"] != true {
		t.Error("an update does not bring the person back")
	}
}

// Places and organisations are shared: each is stored once, inside the one
// around it, however many patients come through it.
func TestPlaces(t *testing.T) {
	t.Parallel()
	m := memory{}
	for i := range 3 {
		m.again(t, say(t, "ADT^A01", i, pid(fmt.Sprint(i), "张"), visit("W1^2^"+fmt.Sprint(i)+"^H1||||D1^王^医", "V"+fmt.Sprint(i)),
			"GT1|1||李^四||||||||SPO", "NK1|1|李^四|SPO", "IN1|1|31^医保^L||医保局^^330600"))
	}
	for typ, want := range map[string]int{"Location": 6, "Organization": 2, "Practitioner": 1, "Encounter": 3, "RelatedPerson": 6, "Coverage": 3} {
		if n := m.count(typ); n != want {
			t.Errorf("%d %s, want %d", n, typ, want)
		}
	}
	bed := m.only(t, "Location", `"H1///W1/2/1"`)
	for _, name := range []string{"1", "2", "W1", "H1"} {
		if bed["name"] != name {
			t.Fatalf("want %s, have %v", name, bed)
		}
		if up, ok := bed["partOf"].(map[string]any); ok {
			bed = decode(t, m[keyOf(up["reference"])].JSON)
		} else if name != "H1" {
			t.Fatalf("%v is part of nothing", bed)
		}
	}
	e := m.only(t, "Encounter", `"V1"`)
	if !strings.Contains(fmt.Sprint(e["serviceProvider"]), m.ref(t, "Organization", `"H1"`)) || !strings.Contains(fmt.Sprint(e["location"]), m.ref(t, "Location", `"H1///W1/2/1"`)) {
		t.Errorf("%v", e)
	}
	if r := fmt.Sprint(m.only(t, "RelatedPerson", "guarantor")); !strings.Contains(r, "SPS") || !strings.Contains(r, "李四") {
		t.Errorf("guarantor: %s", r)
	}
}
