package mapping_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
)

var update = flag.Bool("update", false, "write the golden files anew")

const own = "../../../testdata/hl7v2/"

func load(t testing.TB, file string) *hl7v2.Message {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := hl7v2.Parse(raw)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(file), err)
	}
	return m
}

func plan(t testing.TB, m *hl7v2.Message) mapping.Plan {
	t.Helper()
	p, err := mapping.Standard().Map(m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGolden(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(own + "[^b]*.hl7")
	more, _ := filepath.Glob(own + "bar*.hl7")
	files = append(files, more...) // those that begin with bad are for the feed
	if len(files) < 60 {
		t.Fatal("the messages are missing")
	}
	for _, file := range files {
		p := plan(t, load(t, file))
		if err := checkPlan(p); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
		var got bytes.Buffer
		for _, e := range p.Entries {
			initial, _ := json.Marshal(e.Initial)
			fmt.Fprintf(&got, "# %s %s mode=%d initial=%s nulls=%v\n", e.FullURL, e.Condition, e.Mode, initial, e.Nulls)
			if err := json.Indent(&got, e.Body, "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
		}
		fmt.Fprintf(&got, "# skipped %v\n", p.Skipped)
		golden := filepath.Join(own, "golden", strings.TrimSuffix(filepath.Base(file), ".hl7")+".txt")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filepath.Base(file), diff)
		}
	}
}

var reference = regexp.MustCompile(`"reference":"([^"]*)"`)

func checkPlan(p mapping.Plan) error {
	ops, err := p.Ops()
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, op := range ops {
		if names[op.FullURL] {
			return fmt.Errorf("%s twice", op.FullURL)
		}
		names[op.FullURL] = true
	}
	for _, op := range ops {
		var body map[string]any
		if err := json.Unmarshal(op.Body, &body); err != nil {
			return err
		}
		if body["resourceType"] != op.Type || !strings.HasPrefix(op.IfNoneExist, "identifier=") || op.Verb != store.Create {
			return fmt.Errorf("%s is no conditional create", op.Type)
		}
		issues, err := validate.Op(&op)
		if err != nil {
			return err
		}
		for _, issue := range issues {
			if issue.Fails() {
				return fmt.Errorf("%s is not valid FHIR: %s: %s", op.Type, issue.Path, issue.Detail)
			}
		}
		for _, m := range reference.FindAllSubmatch(op.Body, -1) {
			if !names[string(m[1])] {
				return fmt.Errorf("%s refers to nothing", op.Type)
			}
		}
		if bytes.Contains(op.Body, []byte(`null`)) || bytes.Contains(op.Body, []byte(`:""`)) || bytes.Contains(op.Body, []byte(`{}`)) || bytes.Contains(op.Body, []byte(`[]`)) {
			return fmt.Errorf("%s has empty elements: %s", op.Type, op.Body)
		}
	}
	return nil
}

func TestSharedMessagesMap(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/hl7v2/*/*.hl7")
	if len(files) == 0 {
		t.Skip("SKIPPED: no development data at ../shared/data/hl7v2; this conformance test did not run")
	}
	lacking := map[string]string{"ADT-A41-02.hl7": "MRG-3"} // merges accounts and names none
	mapped := 0
	for _, file := range files {
		m := load(t, file)
		p, err := mapping.Standard().Map(m)
		if mapping.Standard().Supported(m.Header()) != nil {
			if _, path := outcome.Public(err); !outcome.Is(err, outcome.NotSupported) || !strings.HasPrefix(path, "MSH-9") {
				t.Errorf("%s: want not supported at MSH-9, got %v", filepath.Base(file), err)
			}
			continue
		}
		mapped++
		if err == nil {
			err = checkPlan(p)
		}
		if at := lacking[filepath.Base(file)]; at != "" {
			if _, path := outcome.Public(err); path != at {
				t.Errorf("%s: want an error at %s, got %v", filepath.Base(file), at, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
		if strings.Contains(file, "charset") && !bytes.Contains(p.Entries[0].Body, []byte(`"family":"张","given":["三`)) {
			t.Errorf("%s: the name is lost: %s", filepath.Base(file), p.Entries[0].Body)
		}
	}
	if mapped < 20 {
		t.Errorf("only %d messages of the five types", mapped)
	}
}

func TestErrorsNameTheField(t *testing.T) {
	t.Parallel()
	const head = `MSH|^~\&|HIS|A|B|C|20260105||`
	pid := "PID|1||17^^^HIS^MR\r"
	for raw, want := range map[string]struct {
		path string
		kind outcome.Kind
	}{
		head + "ADT^A04|1|P|2.5\rPV1|1|O\r":                                              {"PID-3", outcome.Unprocessable},
		head + "ADT^A04|1|P|2.5\rPID|1||\"\"||x\rPV1|1|O\r":                              {"PID-3", outcome.Unprocessable},
		head + "ADT^A04|1|P|2.5\rPID|1||17||x||20261399\rPV1|1|O\r":                      {"PID-7", outcome.Invalid},
		head + "ADT^A04|1|P|2.5\r" + pid:                                                 {"PV1-2", outcome.Unprocessable},
		head + "ADT^A04|1|P|2.5\r" + pid + "PV1|1|O\rAL1|1\r":                            {"AL1-3", outcome.Unprocessable},
		head + "ADT^A04|1|P|2.5\r" + pid + "PV1|1|O\rDG1|1||A\rDG1|2||B||x\r":            {"DG1[2]-5", outcome.Invalid},
		head + "ORU^R01|1|P|2.5\r" + pid + "OBR|1||2\r":                                  {"OBR-4", outcome.Unprocessable},
		head + "ORU^R01|1|P|2.5\r" + pid + "OBR|1||2|A\rOBX|1|NM||\"\"\rOBX|2|NM||x|3\r": {"OBX[2]-3", outcome.Unprocessable},
		head + "ORU^R01|1|P|2.5\r" + pid + "OBR|1||2|A\rOBX|1|DT|x||soon\r":              {"OBX-5", outcome.Invalid},
		head + "ORU^R99|1|P|2.5\r" + pid:                                                 {"MSH-9.2", outcome.NotSupported},
		head + "QBP^Q11|1|P|2.5\r" + pid:                                                 {"MSH-9", outcome.NotSupported},
	} {
		m, err := hl7v2.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		_, err = mapping.Standard().Map(m)
		if err == nil {
			t.Errorf("mapped: %q", raw)
			continue
		}
		if _, path := outcome.Public(err); path != want.path || !outcome.Is(err, want.kind) {
			t.Errorf("want %s at %s, got %v at %s for %q", want.kind, want.path, err, path, raw)
		}
	}
}

// memory is a Finder over what plans have made, enough for Resolve.
type memory map[store.Key]store.Resource

func (m memory) Find(_ context.Context, typ, condition string, limit int) ([]store.Resource, error) {
	var out []store.Resource
	condition, patient, _ := strings.Cut(condition, "&patient=")
	for _, k := range slices.SortedFunc(maps.Keys(m), func(a, b store.Key) int { return strings.Compare(a.String(), b.String()) }) {
		r := m[k]
		if k.Type != typ || len(out) == limit || !bytes.Contains(r.JSON, []byte(patient)) {
			continue
		}
		for value := range strings.SplitSeq(strings.TrimPrefix(condition, "identifier="), ",") {
			value, err := url.QueryUnescape(value)
			if err != nil {
				return nil, err
			}
			system, id, _ := strings.Cut(strings.NewReplacer(`\,`, `,`, `\$`, `$`, `\`, `\`).Replace(value), "|")
			if hasIdentifier(r.JSON, system, strings.ReplaceAll(id, `\|`, `|`)) {
				out = append(out, r)
				break
			}
		}
	}
	return out, nil
}

func hasIdentifier(raw []byte, system, value string) bool {
	var v struct {
		Identifier []struct{ System, Value string }
	}
	_ = json.Unmarshal(raw, &v)
	for _, id := range v.Identifier {
		if id.System == system && id.Value == value {
			return true
		}
	}
	return false
}

func (m memory) Read(_ context.Context, k store.Key) (store.Resource, error) {
	r, ok := m[k]
	if !ok {
		return r, outcome.New(outcome.NotFound, "not there")
	}
	return r, nil
}

func (m memory) Referring(_ context.Context, patient, visit string, limit int) ([]store.Resource, error) {
	var out []store.Resource
	for k, r := range m {
		if k.Type != "Patient" && bytes.Contains(r.JSON, []byte(`"Patient/`+patient+`"`)) && len(out) < limit &&
			(visit == "" || bytes.Contains(r.JSON, []byte(`"Encounter/`+visit+`"`))) {
			out = append(out, r)
		}
	}
	return out, nil
}

// two finds every patient twice.
type two struct{ memory }

func (f two) Find(_ context.Context, typ, condition string, _ int) ([]store.Resource, error) {
	if typ != "Patient" {
		return nil, nil
	}
	body := []byte(`{"identifier":[{"system":"https://apricot.health/sid/id/HIS","value":"000200"}]}`)
	if !strings.Contains(condition, "000200") {
		return nil, fmt.Errorf("asked for %s", condition)
	}
	return []store.Resource{{Key: store.Key{Type: typ, ID: "1"}, JSON: body}, {Key: store.Key{Type: typ, ID: "2"}, JSON: body}}, nil
}

func TestMultipleMatches(t *testing.T) {
	t.Parallel()
	p := plan(t, load(t, own+"adt-a01-23.hl7"))
	_, _, err := p.Resolve(t.Context(), two{})
	if !outcome.Is(err, outcome.MultipleMatches) {
		t.Errorf("got %v", err)
	}
}

// run applies a message and tells how many writes it took.
func (m memory) run(t testing.TB, file string) int {
	t.Helper()
	return m.apply(t, load(t, own+file))
}

// fresh is the key of what a batch creates: its temporary name, or one beside it where
// that is taken.
func (m memory) fresh(op store.Op) store.Key {
	k := store.Key{Type: op.Type, ID: op.FullURL[9:]}
	for {
		if _, taken := m[k]; !taken {
			return k
		}
		k.ID += "0"
	}
}

func (m memory) apply(t testing.TB, msg *hl7v2.Message) int {
	t.Helper()
	p := plan(t, msg)
	ops, more, err := p.Resolve(t.Context(), m)
	if err != nil || more {
		t.Fatal(err, more)
	}
	refs := map[string]string{}
	for _, op := range ops {
		if op.Verb == store.Create {
			refs[op.FullURL] = m.fresh(op).String()
		}
	}
	for _, op := range ops {
		body := op.Body
		for from, to := range refs {
			body = bytes.ReplaceAll(body, []byte(from), []byte(to))
		}
		k := store.Key{Type: op.Type, ID: op.ID}
		if op.Verb == store.Create {
			k = m.fresh(op)
		}
		if have, ok := m[k]; ok && op.IfMatch != have.Version {
			t.Fatalf("%s is not bound to version %d", k, have.Version)
		}
		m[k] = store.Resource{Key: k, Version: m[k].Version + 1, JSON: body}
	}
	return len(ops)
}

func (m memory) only(t *testing.T, typ, with string) map[string]any {
	t.Helper()
	for k, r := range m {
		if k.Type == typ && bytes.Contains(r.JSON, []byte(with)) {
			var out map[string]any
			if err := json.Unmarshal(r.JSON, &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("no %s with %s", typ, with)
	return nil
}

func TestOneVisit(t *testing.T) {
	t.Parallel()
	m := memory{}
	if n := m.run(t, "adt-a04-zh.hl7"); n != 10 {
		t.Errorf("registration: %d writes", n)
	}
	if n := m.run(t, "adt-a04-zh.hl7"); n != 0 {
		t.Errorf("the same registration again: %d writes", n)
	}
	before := m.only(t, "Patient", "000117")
	if n := m.run(t, "adt-a08-zh-gb18030.hl7"); n != 1 {
		t.Errorf("update: %d writes, want the patient only", n)
	}
	p := m.only(t, "Patient", "000117")
	if p["birthDate"] != nil || p["_birthDate"] != nil {
		t.Error(`"" did not delete the birth date`)
	}
	telecom := fmt.Sprint(p["telecom"])
	if strings.Contains(telecom, "60000117") || strings.Contains(telecom, "13800000117") || !strings.Contains(telecom, "69999999") {
		t.Errorf("telecom: %s", telecom)
	}
	if diff := cmp.Diff(before["address"], p["address"]); diff != "" || p["gender"] != "female" || p["maritalStatus"] == nil {
		t.Errorf("empty fields changed the patient: %s", diff)
	}
	if diff := cmp.Diff(before["identifier"], p["identifier"]); diff != "" {
		t.Errorf("identifiers: %s", diff)
	}
	if names, _ := p["name"].([]any); len(names) != 1 || !strings.Contains(fmt.Sprint(names), "欧阳若兰氍") {
		t.Errorf("name: %v", p["name"])
	}
	m.run(t, "adt-a03-zh.hl7")
	e := m.only(t, "Encounter", "V20260105001")
	if e["status"] != "finished" || fmt.Sprint(e["period"]) != "map[end:2026-01-05T11:30:00+08:00 start:2026-01-05T07:55:00+08:00]" || e["participant"] == nil {
		t.Errorf("discharge: %v", e)
	}
	m.run(t, "adt-a04-zh.hl7")
	if e := m.only(t, "Encounter", "V20260105001"); e["status"] != "finished" {
		t.Error("a late registration reopened the visit")
	}
}

func TestCorrectedResult(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.run(t, "oru-r01-zh-preliminary.hl7")
	count := len(m)
	if n := m.run(t, "oru-r01-zh-corrected.hl7"); n != 2 || len(m) != count {
		t.Errorf("correction: %d writes, %d new resources; want the observation and its report", n, len(m)-count)
	}
	o := m.only(t, "Observation", `"GLU"`)
	if o["status"] != "corrected" || !strings.Contains(fmt.Sprint(o["valueQuantity"]), "value:6") || strings.Contains(fmt.Sprint(o["interpretation"]), "code:H") {
		t.Errorf("got %v", o)
	}
	if n := m.run(t, "oru-r01-zh-preliminary.hl7"); n != 0 {
		t.Errorf("a late preliminary result wrote %d times", n)
	}
	if r := m.only(t, "DiagnosticReport", "F900"); len(r["result"].([]any)) != 9 || r["status"] != "corrected" {
		t.Errorf("report: %v", r)
	}
}

// store puts a resource there that no message made.
func (m memory) store(t *testing.T, body map[string]any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	k := keyOf(fmt.Sprint(body["resourceType"], "/", body["id"]))
	m[k] = store.Resource{Key: k, Version: 1, JSON: raw}
}

func keyOf(ref any) store.Key {
	typ, id, _ := strings.Cut(fmt.Sprint(ref), "/")
	return store.Key{Type: typ, ID: id}
}
