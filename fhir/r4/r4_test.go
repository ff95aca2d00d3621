package r4_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

func TestPatientsNamesWhoseRecordItIs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raw  string
		want []string
	}{
		"the patient itself":     {`{"resourceType":"Patient","id":"p1"}`, []string{"p1"}},
		"subject":                {`{"resourceType":"Observation","subject":{"reference":"Patient/p1"}}`, []string{"p1"}},
		"patient":                {`{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/p1"}}`, []string{"p1"}},
		"for":                    {`{"resourceType":"Task","for":{"reference":"Patient/p1"}}`, []string{"p1"}},
		"a version of it":        {`{"resourceType":"Observation","subject":{"reference":"Patient/p1/_history/3"}}`, []string{"p1"}},
		"subject before others":  {`{"resourceType":"Communication","sender":{"reference":"Patient/p2"},"subject":{"reference":"Patient/p1"}}`, []string{"p1", "p2"}},
		"once":                   {`{"resourceType":"QuestionnaireResponse","subject":{"reference":"Patient/p1"},"source":{"reference":"Patient/p1"}}`, []string{"p1"}},
		"another type":           {`{"resourceType":"Observation","subject":{"reference":"Group/p1"}}`, nil},
		"a foreign server's":     {`{"resourceType":"Observation","subject":{"reference":"https://other.example/fhir/Patient/p1"}}`, nil},
		"a search":               {`{"resourceType":"Observation","subject":{"reference":"Patient?identifier=p1"}}`, nil},
		"a member of other case": {`{"resourceType":"Observation","Subject":{"reference":"Patient/p1"}}`, nil},
		"not JSON":               {`{"resourceType":`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := r4.Patients([]byte(tc.raw))
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func stamp(raw []byte, id string, version int64, updated time.Time) ([]byte, error) {
	d, err := r4.Parse(raw)
	if err != nil {
		return nil, err
	}
	return d.Stamp(id, version, updated)
}

func TestStampKeepsEveryOtherByte(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	raw := []byte(`{ "resourceType" : "Patient", "unknown":{"x":1.10,"y":[1e2]}, "_birthDate":{"extension":[{"url":"u","valueCode":"z"}]},
 "meta":{"tag":[{"code":"t"}],"versionId":"9"}, "name":[{"text":"王\u5efa国"}] }`)
	got, err := stamp(raw, "p1", 3, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"x":1.10`, `[1e2]`, `"_birthDate":{"extension":[{"url":"u","valueCode":"z"}]}`, `"tag":[{"code":"t"}]`, `王\u5efa国`, `"resourceType" : "Patient"`} {
		if !bytes.Contains(got, []byte(part)) {
			t.Errorf("%s is gone from %s", part, got)
		}
	}
	var stamped struct {
		ID   string
		Meta struct{ VersionID, LastUpdated string }
	}
	if err := json.Unmarshal(got, &stamped); err != nil {
		t.Fatal(err)
	}
	if stamped.ID != "p1" || stamped.Meta.VersionID != "3" || stamped.Meta.LastUpdated == "" {
		t.Errorf("stamped %+v", stamped)
	}
	again, err := stamp(got, "p1", 3, at)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("a second stamp changed it: %v\n%s\n%s", err, got, again)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	deep := bytes.Repeat([]byte("["), 300)
	for name, raw := range map[string][]byte{
		"nothing": nil, "two members of one name": []byte(`{"a":1,"a":2}`), "a tail": []byte(`{} {}`),
		"not UTF-8": []byte("{\"a\":\"\xff\"}"), "too deep": append(append([]byte(`{"a":`), deep...), '}'),
	} {
		if _, err := r4.Parse(raw); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestRewriteReferencesTouchesOnlyReferences(t *testing.T) {
	t.Parallel()
	raw := []byte(`{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},"note":[{"text":"urn:uuid:1"}],"performer":[{"reference":"urn:uuid:2"}]}`)
	got, err := r4.RewriteReferences(raw, map[string]string{"urn:uuid:1": "Patient/9"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"resourceType":"Observation","subject":{"reference":"Patient/9"},"note":[{"text":"urn:uuid:1"}],"performer":[{"reference":"urn:uuid:2"}]}`
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}

// notJSON is what looks like JSON at first (RFC 8259).
func notJSON() []string {
	return []string{
		"", " ", "{", "{}x", "{}{}", `{"a":1,}`, `{,"a":1}`, `{"a" 1}`, `{"a":1 "b":2}`, `{a:1}`, `{"a":}`, `{"a"}`, `{"a":[1,]}`, `{"a":[1 2]}`,
		`{"a":01}`, `{"a":-}`, `{"a":1.}`, `{"a":.5}`, `{"a":1e}`, `{"a":+1}`, `{"a":0x1}`, `{"a":NaN}`, `{"a":tru}`, `{"a":truex}`, `{"a":nul`,
		`{"a":"b`, `{"a":"\x"}`, `{"a":"\u12G4"}`, `{"a":"\`, "{\"a\":\"\n\"}", "{\"a\":\"\x00\"}", "{\"a\":1\x00}", `{"a":1]`, `{"a":[1}`, `{'a':1}`, "{\"a\":\u00a01}",
	}
}

func TestParseRefusesWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	for _, text := range notJSON() {
		if json.Valid([]byte(text)) {
			t.Errorf("%q is JSON", text)
		}
		if _, err := r4.Parse([]byte(text)); !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Patient","id":"1"}`))
	for _, seed := range notJSON() {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`[1,{"a":"\ud800"}]`))
	f.Add([]byte(`{"a":[-0.1e+7,0,true,false,null,{},[],"\"\u00E9"],"":" "}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := r4.Parse(raw)
		if err != nil {
			if detail, _ := outcome.Public(err); detail == "the body is not JSON" && json.Valid(raw) {
				t.Errorf("JSON, and not taken: %q", raw)
			}
			return
		}
		if !json.Valid(raw) {
			t.Errorf("taken, and not JSON: %q", raw)
		}
		d.Patients()
		d.References()
	})
}
