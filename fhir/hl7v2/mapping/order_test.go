package mapping_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"apricot.health/fhir/store"
)

func decode(t testing.TB, raw []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Messages of one sender that arrive in the wrong order: the older one fills
// what is not known and takes nothing back.
func TestLateMessagesFill(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.apply(t, say(t, "ADT^A01", 10, pid("1", "张^三||19600101|M"), "PV1|1|I|W1||||D1^王||||||||||||V1"))
	m.apply(t, say(t, "ADT^A08", 30, pid("1", "张^三丰||19600102"), "PV1|1|I|W2||||||||||||||||V1"))
	m.apply(t, say(t, "ADT^A08", 20, pid("1", "旧^名||19600103|F|||新街1号^^城"), "PV1|1|I|W9|||||D2^李|||||||||||V1"))
	p := m.only(t, "Patient", `"1"`)
	if fmt.Sprint(p["birthDate"]) != "1960-01-02" || p["gender"] != "male" || !strings.Contains(fmt.Sprint(p["name"]), "张三丰") {
		t.Errorf("a late update took over: %v", p)
	}
	if p["address"] == nil {
		t.Error("the address that only the late update had is lost")
	}
	e := fmt.Sprint(m.only(t, "Encounter", "V1"))
	if !strings.Contains(e, "W2") || strings.Contains(e, "W9") || !strings.Contains(e, "REF") || !strings.Contains(e, "ATND") {
		t.Errorf("visit: %s", e)
	}
	// Another sender's clock says nothing about this one's.
	m.apply(t, sayAs(t, "PACS", "ADT^A08", 5, pid("1", "张^三丰||19600109"), "PV1|1|I|||||||||||||||||V1"))
	if p := m.only(t, "Patient", `"1"`); p["birthDate"] != "1960-01-09" {
		t.Errorf("another sender is not heard: %v", p["birthDate"])
	}
}

func TestVisitStates(t *testing.T) {
	t.Parallel()
	m := memory{}
	visit := func(event string, minute int, rest string) map[string]any {
		m.apply(t, say(t, "ADT^"+event, minute, "EVN|"+event+"|20260105", pid("1", "张^三"), "PV1|1|I|W1||||||||||||||||V1"+rest))
		return m.only(t, "Encounter", "V1")
	}
	times := strings.Repeat("|", 25)
	for i, step := range []struct{ event, rest, status, period string }{
		{"A05", "", "planned", ""},
		{"A01", times + "202601051000", "in-progress", "start:2026-01-05T10:00:00+08:00"},
		{"A02", "", "in-progress", "start:2026-01-05T10:00:00+08:00"},
		{"A03", times + "202601051000|202601061000", "finished", "end:2026-01-06T10:00:00+08:00 start:2026-01-05T10:00:00+08:00"},
		{"A01", "", "finished", "end:2026-01-06T10:00:00+08:00 start:2026-01-05T10:00:00+08:00"},
		{"A13", times + "202601051000|202601061000", "in-progress", "start:2026-01-05T10:00:00+08:00"},
		{"A11", "", "cancelled", "start:2026-01-05T10:00:00+08:00"},
		{"A08", "", "cancelled", "start:2026-01-05T10:00:00+08:00"},
		{"A01", "", "in-progress", "start:2026-01-05T10:00:00+08:00"},
	} {
		e := visit(step.event, i, step.rest)
		period := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(e["period"]), "map["), "]")
		if e["status"] != step.status || period != strings.ReplaceAll(step.period, "", "") && !(step.period == "" && e["period"] == nil) {
			t.Errorf("%d %s: %v %v", i, step.event, e["status"], period)
		}
	}
	if e := visit("A11", 5, ""); e["status"] != "in-progress" {
		t.Errorf("a late cancellation ended the visit: %v", e["status"])
	}
}

// One order under its placer number, then with the filler's, then under that
// alone: one request.
func TestOrderIsFoundByEitherNumber(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.apply(t, say(t, "ORM^O01", 1, pid("1", "张"), "ORC|NW|P1^HIS|||||||202601051001|||D1^王", "OBR|1|P1^HIS||GLU^血糖^L"))
	obx := "OBX|1|NM|GLU^血糖^L||6|mmol/L|||||P"
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 2, pid("1", "张"), "OBR|1|P1^HIS|F1^LIS|GLU^血糖^L|||202601051000||||||||||||||||||P", obx))
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 3, pid("1", "张"), "OBR|1||F1^LIS|GLU^血糖^L|||202601051000||||||||||||||||||F", strings.Replace(obx, "||P", "||F", 1)))
	count := map[string]int{}
	for k := range m {
		count[k.Type]++
	}
	if count["ServiceRequest"] != 1 || count["DiagnosticReport"] != 1 || count["Observation"] != 1 {
		t.Errorf("%v", count)
	}
	r := m.only(t, "ServiceRequest", "GLU")
	if r["status"] != "active" || r["authoredOn"] == nil || r["requester"] == nil {
		t.Errorf("order: %v", r)
	}
	m.apply(t, say(t, "ORM^O01", 4, pid("1", "张"), "ORC|CA|P1^HIS", "OBR|1|P1^HIS||GLU^血糖^L"))
	if r := m.only(t, "ServiceRequest", "GLU"); r["status"] != "revoked" || r["authoredOn"] == nil {
		t.Errorf("called off: %v", r["status"])
	}
}

func TestResultStates(t *testing.T) {
	t.Parallel()
	m := memory{}
	result := func(minute int, status, value string) map[string]any {
		m.apply(t, sayAs(t, "LIS", "ORU^R01", minute, pid("1", "张"), "OBR|1||F1^LIS|GLU^血糖^L|||202601051000||||||||||||||||||"+status,
			"OBX|1|NM|GLU^血糖^L||"+value+"|mmol/L|||||"+status, "NTE|1||溶血", "NTE|2||已复查"))
		return m.only(t, "Observation", "GLU")
	}
	for i, step := range []struct{ status, value, want, kept string }{
		{"P", "6.0", "preliminary", "6.0"},
		{"F", "6.1", "final", "6.1"},
		{"C", "6.2", "corrected", "6.2"},
		{"F", "6.1", "corrected", "6.2"}, // a final one after its correction is an old one
		{"W", "", "entered-in-error", "6.2"},
		{"D", "", "entered-in-error", "6.2"},
		{"F", "7.0", "final", "7.0"},
	} {
		o := result(i, step.status, step.value)
		if value := fmt.Sprint(o["valueQuantity"]); o["status"] != step.want || !strings.Contains(value, "value:"+strings.TrimSuffix(step.kept, ".0")) {
			t.Errorf("%d %s %s: %v %v", i, step.status, step.value, o["status"], value)
		}
		if !strings.Contains(fmt.Sprint(o["note"]), "溶血\n已复查") {
			t.Errorf("note: %v", o["note"])
		}
	}
	if o := result(2, "W", ""); o["status"] != "final" {
		t.Errorf("a late withdrawal ended a newer result: %v", o["status"])
	}
}

// A message without times is taken as it comes.
func TestSecondPatientInOneMessage(t *testing.T) {
	t.Parallel()
	m := memory{}
	obr := func(n string) []string {
		return []string{"OBR|1||" + n + "^LIS|GLU^血糖", "OBX|1|NM|GLU^血糖||6|mmol/L|||||F"}
	}
	segments := append([]string{pid("1", "张")}, obr("F1")...)
	segments = append(append(segments, pid("2", "李")), obr("F2")...)
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 1, segments...))
	one, _ := m.patient(t, "1")
	two, _ := m.patient(t, "2")
	if m.owned(one) != 3 || m.owned(two) != 3 {
		t.Errorf("%d and %d", m.owned(one), m.owned(two))
	}
}

// A result of an order that Apricot placed finds it by its number and leaves
// what was signed as it is.
func TestResultOfAnOwnOrder(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.apply(t, say(t, "ADT^A01", 1, pid("1", "张"), "PV1|1|I|||||||||||||||||V1"))
	k := store.Key{Type: "ServiceRequest", ID: "o-1"}
	m[k] = store.Resource{Key: k, Version: 1, JSON: []byte(`{"resourceType":"ServiceRequest","id":"o-1","status":"active","intent":"order","code":{"text":"血糖"}}`)}
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 2, pid("1", "张"), "OBR|1|o-1^APRICOT|F1^LIS|GLU^血糖^L|||202601051000||||||||||||||||||F", "OBX|1|NM|GLU^血糖^L||6|mmol/L|||||F"))
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 3, pid("1", "张"), "OBR|1||F1^LIS|GLU^血糖^L|||202601051000||||||||||||||||||C", "OBX|1|NM|GLU^血糖^L||7|mmol/L|||||C"))
	n := 0
	for k := range m {
		if k.Type == "ServiceRequest" {
			n++
		}
	}
	body := decode(t, m[k].JSON)
	if n != 1 || body["status"] != "active" || fmt.Sprint(body["code"]) != "map[text:血糖]" {
		t.Errorf("%d requests, %v", n, body)
	}
	if r := m.only(t, "DiagnosticReport", "F1"); !strings.Contains(fmt.Sprint(r["basedOn"]), "ServiceRequest/o-1") {
		t.Errorf("report: %v", r["basedOn"])
	}
}

// A later message that says the same makes no new version.
func TestSameAgainMakesNoVersion(t *testing.T) {
	t.Parallel()
	m := memory{}
	segments := []string{pid("1", "张^三||19600101|M"), "PV1|1|I|W1||||D1^王||||||||||||V1", "AL1|1|DA|X^药"}
	m.apply(t, say(t, "ADT^A08", 10, segments...))
	for _, minute := range []int{10, 30} {
		if n := m.apply(t, say(t, "ADT^A08", minute, segments...)); n != 0 {
			t.Errorf("minute %d: %d writes", minute, n)
		}
	}
	if n := m.apply(t, sayAs(t, "PACS", "ADT^A08", 40, segments...)); n != 0 {
		t.Errorf("another sender: %d writes", n)
	}
}

// A laboratory that begins its numbers anew each day gives two patients one number:
// each keeps their own order, report and result, and a correction finds its own.
func TestANumberOfTwoPatientsIsTwoResults(t *testing.T) {
	t.Parallel()
	m := memory{}
	result := func(minute int, patient, name, value, status string) {
		m.apply(t, sayAs(t, "LIS", "ORU^R01", minute, pid(patient, name), "ORC|RE|P7^HIS|F7^LIS", "OBR|1|P7^HIS|F7^LIS|K^血钾^L|||202601051000||||||||||||||||||"+status,
			"OBX|1|NM|K^血钾^L||"+value+"|mmol/L|||||"+status))
	}
	of := func(name string) string {
		for k, r := range m {
			if k.Type == "Patient" && strings.Contains(string(r.JSON), name) {
				return k.String()
			}
		}
		t.Fatalf("no patient %s", name)
		return ""
	}
	value := func(name string) string {
		return fmt.Sprint(decode(t, jsonOf(t, m.only(t, "Observation", `"`+of(name)+`"`)["valueQuantity"]))["value"])
	}
	result(1, "1", "张三", "6.8", "F")
	result(2, "2", "李四", "4.1", "F")
	result(3, "2", "李四", "4.2", "C")
	result(4, "1", "张三", "6.9", "C")
	count := map[string]int{}
	for k := range m {
		count[k.Type]++
	}
	if count["ServiceRequest"] != 2 || count["DiagnosticReport"] != 2 || count["Observation"] != 2 {
		t.Errorf("%v", count)
	}
	if a, b := value("张三"), value("李四"); a != "6.9" || b != "4.2" {
		t.Errorf("potassium %s and %s", a, b)
	}
	for _, name := range []string{"张三", "李四"} {
		report := fmt.Sprint(m.only(t, "DiagnosticReport", `"`+of(name)+`"`)["result"])
		for k, r := range m {
			if k.Type == "Observation" && strings.Contains(report, k.String()+"]") != strings.Contains(string(r.JSON), `"`+of(name)+`"`) {
				t.Errorf("the report of %s has %s", name, report)
			}
		}
	}
}

// A number that more patients have than one search lists still finds each patient's own:
// the correction corrects, the cancellation cancels, and nobody's is made twice.
func TestANumberOfManyPatients(t *testing.T) {
	t.Parallel()
	m := memory{}
	const patients = 130
	result := func(minute, patient int, value, status string) {
		m.apply(t, sayAs(t, "LIS", "ORU^R01", minute, pid(fmt.Sprint(patient), fmt.Sprintf("人%d", patient)), "ORC|RE|P7^HIS|F7^LIS",
			"OBR|1|P7^HIS|F7^LIS|K^血钾^L|||202601051000||||||||||||||||||"+status, "OBX|1|NM|K^血钾^L||"+value+"|mmol/L|||||"+status))
	}
	for i := range patients {
		result(1, i, "4.1", "F")
	}
	of := map[string]int{}
	count := func() map[string]int {
		n := map[string]int{}
		for k, r := range m {
			n[k.Type]++
			if k.Type == "Observation" && strings.Contains(string(r.JSON), "6.9") {
				of[ownerIn(t, r.JSON)]++
			}
		}
		return n
	}
	for _, i := range []int{0, 1, patients / 2, patients - 2, patients - 1} {
		result(2, i, "6.9", "C")
	}
	if n := count(); n["ServiceRequest"] != patients || n["DiagnosticReport"] != patients || n["Observation"] != patients {
		t.Errorf("%v", n)
	}
	if len(of) != 5 {
		t.Errorf("%d patients of 5 have the corrected value", len(of))
	}
	m.apply(t, say(t, "ORM^O01", 3, pid(fmt.Sprint(patients-1), "人"), "ORC|CA|P7^HIS"))
	revoked := 0
	for k, r := range m {
		if k.Type == "ServiceRequest" && strings.Contains(string(r.JSON), `"revoked"`) {
			revoked++
		}
	}
	if revoked != 1 {
		t.Errorf("%d orders are cancelled, want one", revoked)
	}
}

func ownerIn(t *testing.T, raw []byte) string {
	t.Helper()
	return fmt.Sprint(decode(t, jsonOf(t, decode(t, raw)["subject"]))["reference"])
}

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
