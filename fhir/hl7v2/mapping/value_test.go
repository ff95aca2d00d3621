package mapping

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"apricot.health/fhir/hl7v2"
)

func obx(t *testing.T, fields string) map[string]any {
	t.Helper()
	m, err := hl7v2.Parse([]byte(`MSH|^~\&|L||A||20260105||ORU^R01|1|P|2.5||||||UNICODE UTF-8` + "\rPID|1||7\rOBX|" + fields + "\r"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Standard().Map(m)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(p.Entries[len(p.Entries)-1].Body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestObservationValues(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]string{
		`1|NM|A||05.10|mmHg`:              `{"valueQuantity":{"code":"mm[Hg]","system":"http://unitsofmeasure.org","unit":"mmHg","value":5.10}}`,
		`1|NM|A||-.5|次/分`:                 `{"valueQuantity":{"code":"/min","system":"http://unitsofmeasure.org","unit":"次/分","value":-0.5}}`,
		`1|NM|A||≥3|瓶`:                    `{"valueQuantity":{"comparator":">=","unit":"瓶","value":3}}`,
		`1|NM|A||0|10\S\9/L`:              `{"valueQuantity":{"code":"10*9/L","system":"http://unitsofmeasure.org","unit":"10^9/L","value":0}}`,
		`1|NM|A||7|10*3/uL^thousand^UCUM`: `{"valueQuantity":{"code":"10*3/uL","system":"http://unitsofmeasure.org","unit":"thousand","value":7}}`,
		`1|NM|A||弱阳性|U/L`:                 `{"valueString":"弱阳性"}`,
		`1|NM|A||1~2`:                     `{"component":[{"code":{"text":"A"},"valueQuantity":{"value":1}},{"code":{"text":"A"},"valueQuantity":{"value":2}}]}`,
		`1|SN|A||^182`:                    `{"valueQuantity":{"value":182}}`,
		`1|SN|A||<^5|g/L`:                 `{"valueQuantity":{"code":"g/L","comparator":"<","system":"http://unitsofmeasure.org","unit":"g/L","value":5}}`,
		`1|SN|A||^1^:^128`:                `{"valueRatio":{"denominator":{"value":128},"numerator":{"value":1}}}`,
		`1|SN|A||^1^-^5`:                  `{"valueRange":{"high":{"value":5},"low":{"value":1}}}`,
		`1|SN|A||^2^+`:                    `{"valueString":"2 +"}`,
		`1|TX|A||one~two & three`:         `{"valueString":"one\ntwo & three"}`,
		`1|FT|A||a\.br\b`:                 `{"valueString":"a\nb"}`,
		`1|CE|A||P^阳性^L`:                  `{"valueCodeableConcept":{"coding":[{"code":"P","display":"阳性","system":"https://apricot.health/sid/cs/L"}],"text":"阳性"}}`,
		`1|DT|A||202601`:                  `{"valueDateTime":"2026-01"}`,
		`1|TM|A||0830`:                    `{"valueTime":"08:30:00"}`,
		`1|NM|A||4|g/L|70_105`:            `{"referenceRange":[{"high":{"code":"g/L","system":"http://unitsofmeasure.org","unit":"g/L","value":105},"low":{"code":"g/L","system":"http://unitsofmeasure.org","unit":"g/L","value":70},"text":"70_105"}]}`,
		`1|NM|A||4||≤10`:                  `{"referenceRange":[{"high":{"value":10},"text":"≤10"}]}`,
		`1|NM|A||4||阴性`:                   `{"referenceRange":[{"text":"阴性"}]}`,
		`1|NM|A||4|||↑~H`:                 `{"interpretation":[{"coding":[{"code":"H","system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"}]},{"coding":[{"code":"H","system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"}]}]}`,
	} {
		got := obx(t, fields)
		var expect map[string]any
		if err := json.Unmarshal([]byte(want), &expect); err != nil {
			t.Fatal(err)
		}
		for k, v := range expect {
			if diff := cmp.Diff(v, got[k]); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", fields, k, diff)
			}
		}
	}
}

// A power of ten whose ^ was not escaped is put together again, and no other unit is.
func TestPowersOfTenUnescaped(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string][2]string{
		`10^9/L`: {"10^9/L", "10*9/L"}, `10^12/L`: {"10^12/L", "10*12/L"}, `10^3/uL`: {"10^3/uL", "10*3/uL"}, `10^6/μL`: {"10^6/μL", "10*6/uL"},
		`*10^9/L`: {"*10^9/L", "10*9/L"}, `x10^9/L`: {"x10^9/L", "10*9/L"}, `×10^12/L`: {"×10^12/L", "10*12/L"}, `10^9/L^UCUM`: {"10^9/L", "10*9/L"},
		`*10\S\9/L`: {"*10^9/L", "10*9/L"}, `10^9 /L`: {"10^9 /L", "10*9/L"}, `10^5/盘`: {"10^5/盘", ""},
		`10*9/L^^UCUM`: {"10*9/L", "10*9/L"}, `g/L^克每升^L`: {"克每升", "g/L"}, `10^ten^L`: {"ten", ""}, `100^9/L`: {"9/L", ""}, `mmol/L`: {"mmol/L", "mmol/L"},
		`10*3/uL^thousand^UCUM`: {"thousand", "10*3/uL"}, `5^5/h`: {"5/h", ""},
	} {
		q, _ := obx(t, `1|NM|A||7|`+unit)["valueQuantity"].(map[string]any)
		shown, _ := q["unit"].(string)
		code, _ := q["code"].(string)
		if shown != want[0] || code != want[1] {
			t.Errorf("%s: unit %q, code %q, want %q", unit, shown, code, want)
		}
	}
}

func TestResidentID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{"11010519491231002X": true, "11010519491231002x": true, "110105194912310021": false, "11010519491331002X": false, "1101051949123100": false, "": false} {
		if got := isResidentID(id); got != want {
			t.Errorf("%s: got %v", id, got)
		}
	}
}

func TestCodeTablesAreFHIR(t *testing.T) {
	t.Parallel()
	valid := map[string][]string{
		"gender":      {"male", "female", "other", "unknown"},
		"observation": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"},
		"report":      {"registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled", "entered-in-error", "unknown"},
		"request":     {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
		"encounter":   {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error", "unknown"},
		"criticality": {"low", "high", "unable-to-assess"}, "severity": {"mild", "moderate", "severe"},
		"category": {"food", "medication", "environment", "biologic"}, "name": {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
	}
	for name, table := range map[string]string{
		"gender": "gender", "observation": "observationStatus", "report": "reportStatus", "request": "orderResultStatus",
		"criticality": "criticality", "severity": "severity", "category": "allergyCategory", "name": "nameUse",
	} {
		if len(Standard().tables.codes[table]) == 0 {
			t.Errorf("no table %s", table)
		}
		for from, to := range Standard().tables.codes[table] {
			if !slices.Contains(valid[name], to.Target) {
				t.Errorf("%s: %s becomes %q", name, from, to.Target)
			}
		}
	}
	for event, m := range Standard().tables.messages {
		if m.status != "" && !slices.Contains(valid["encounter"], m.status) {
			t.Errorf("%s: %q", event, m.status)
		}
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	const current = `{"resourceType":"Patient","id":"1","x-unknown":1.50,"birthDate":"1950","_birthDate":{"id":"b"},"telecom":[{"use":"home","value":"1"},{"use":"work","value":"2"}],` +
		`"deceasedBoolean":false,"period":{"start":"2020"},"extension":[{"url":"a","valueString":"x"}]}`
	for name, c := range map[string]struct {
		incoming, want string
		nulls          []string
	}{
		"nothing":      {`{}`, current, nil},
		"unknown null": {`{}`, current, []string{"gender", "telecom:mobile", "participant:ATND", "hospitalization.x"}},
		"all at once": {
			`{"birthDate":"1951","telecom":[{"use":"home","value":"3"},{"use":"home","value":"4"}],"deceasedDateTime":"2025","period":{"end":"2021"},"extension":[{"url":"b","valueString":"y"}]}`,
			`{"resourceType":"Patient","id":"1","x-unknown":1.50,"birthDate":"1951","telecom":[{"use":"home","value":"3"},{"use":"home","value":"4"}],"period":{"start":"2020","end":"2021"},"extension":[{"url":"a","valueString":"x"},{"url":"b","valueString":"y"}],"deceasedDateTime":"2025"}`,
			[]string{"telecom:work"},
		},
		"deletes": {
			`{}`, `{"resourceType":"Patient","id":"1","x-unknown":1.50,"telecom":[{"use":"home","value":"1"},{"use":"work","value":"2"}],"deceasedBoolean":false}`,
			[]string{"birthDate", "period.start", "extension:a"},
		},
	} {
		got, err := merge([]byte(current), []byte(c.incoming), c.nulls)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := merge([]byte(`[]`), []byte(`{}`), nil); err == nil {
		t.Error("an array merged")
	}
}

// Merging the same twice is merging it once, and what the message does not name
// is untouched.
func TestMergeProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []byte {
			o := rapid.MapOf(rapid.SampledFrom([]string{"a", "gender", "period", "telecom", "deceasedBoolean", "deceasedDateTime", "identifier"}),
				rapid.SampledFrom([]string{`1.0`, `"x"`, `{"start":"1"}`, `[{"use":"home"}]`, `[{"system":"s","value":"1"},{"system":"s","value":"2"}]`, `{"end":"2"}`})).Draw(t, label)
			m := map[string]json.RawMessage{}
			for k, v := range o {
				m[k] = json.RawMessage(v)
			}
			raw, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
		current, incoming := draw("current"), draw("incoming")
		once, err := merge(current, incoming, nil)
		if err != nil { // a scalar where an object was: refused, not mangled
			return
		}
		twice, err := merge(once, incoming, nil)
		if err != nil || !same(once, twice) {
			t.Fatalf("once %s twice %s: %v", once, twice, err)
		}
	})
}
