package validate_test

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/validate"
)

// good are resources that use what is often got wrong; nothing is wrong here.
func good() map[string]string {
	return map[string]string{
		"primitive extensions": `{"resourceType":"Patient","birthDate":"1970","_birthDate":{"id":"b","extension":[{"url":"http://x","valueString":"约"}]},
			"name":[{"given":["a",null,"c"],"_given":[null,{"extension":[{"url":"http://x","valueCode":"k"}]},{"id":"z"}]}]}`,
		"only an extension of a required code": `{"resourceType":"Observation","_status":{"extension":[{"url":"http://x","valueBoolean":true}]},"code":{"text":"x"}}`,
		"contained": `{"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"},
			"contained":[{"resourceType":"Medication","id":"m","code":{"text":"x"}}],"medicationReference":{"reference":"#m"}}`,
		"choices":               `{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"effectivePeriod":{"start":"2026-01","end":"2026-01-02"}}`,
		"a reference by search": `{"resourceType":"Encounter","status":"finished","class":{"code":"AMB","system":"http://terminology.hl7.org/CodeSystem/v3-ActCode"},"subject":{"reference":"Patient?identifier=urn:mrn|1"}}`,
		"a bundle":              `{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Basic","code":{"text":"x"}}}]}`,
		"recursion":             `{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"string"}]}]}`,
		"parameters":            `{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient"}}]}`,
		"an escaped name":       `{"resourceType":"Patient","g\u0065nder":"male"}`,
	}
}

func TestGood(t *testing.T) {
	t.Parallel()
	for name, text := range good() {
		if issues, err := validate.Bytes([]byte(text)); err != nil || len(issues) > 0 {
			t.Errorf("%s: %v %+v", name, err, issues)
		}
	}
}

func observation(more string) string {
	return `{"resourceType":"Observation","status":"final","code":{"text":"x"}` + more + `}`
}

func patient(more string) string { return `{"resourceType":"Patient"` + more + `}` }

// Each of these breaks one rule, at one place.
func TestBad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, path, code string }{
		// structure
		{`{}`, "Resource.resourceType", "required"},
		{`{"resourceType":"SECRET"}`, "Resource.resourceType", "value"},
		{`{"resourceType":"HumanName"}`, "Resource.resourceType", "value"},
		{patient(`,"nam":"SECRET"`), "Patient.nam", "structure"},
		{patient(`,"李 SECRET":1`), "Patient", "structure"},
		{patient(`,"Gender":"male"`), "Patient.Gender", "structure"},
		{patient(`,"fhir_comments":["SECRET"]`), "Patient", "structure"},
		{patient(`,"name":{"text":"SECRET"}`), "Patient.name", "structure"},
		{patient(`,"birthDate":["1970"]`), "Patient.birthDate", "structure"},
		{patient(`,"name":[]`), "Patient.name", "structure"},
		{patient(`,"name":[{}]`), "Patient.name[0]", "structure"},
		{patient(`,"name":["SECRET"]`), "Patient.name[0]", "structure"},
		{patient(`,"name":[null]`), "Patient.name[0]", "structure"},
		{patient(`,"name":[{"given":["a",null]}]`), "Patient.name[0].given[1]", "structure"},
		{patient(`,"name":[{"given":["a",null],"_given":[null,null]}]`), "Patient.name[0].given[1]", "structure"},
		{patient(`,"birthDate":null`), "Patient.birthDate", "structure"},
		{patient(`,"_name":{"id":"x"}`), "Patient.name", "structure"},
		{patient(`,"_birthDate":{"value":"1970"}`), "Patient.birthDate.value", "structure"},
		{patient(`,"active":"true"`), "Patient.active", "structure"},
		{patient(`,"multipleBirthInteger":"2"`), "Patient.multipleBirth.ofType(integer)", "structure"},
		{patient(`,"gender":1`), "Patient.gender", "structure"},
		{patient(`,"deceasedBoolean":true,"deceasedDateTime":"2020"`), "Patient.deceased[x]", "structure"},
		{patient(`,"deceasedBoolean":true,"_deceasedDateTime":{"id":"x"}`), "Patient.deceased[x]", "structure"},
		{patient(`,"deceasedString":"SECRET"`), "Patient.deceasedString", "structure"},
		{patient(`,"contact":[{"name":{"resourceType":"HumanName","text":"x"}}]`), "Patient.contact[0].name.resourceType", "structure"},
		{patient(`,"managingOrganization":{"reference":"Patient/1"}`), "Patient.managingOrganization.reference", "structure"},
		{patient(`,"generalPractitioner":[{"reference":"http://other/fhir/Device/1"}]`), "Patient.generalPractitioner[0].reference", "structure"},
		{observation(`,"valueQuantity":{"value":"5.1"}`), "Observation.value.ofType(Quantity).value", "structure"},
		// cardinality
		{`{"resourceType":"Observation","code":{"text":"x"}}`, "Observation.status", "required"},
		{patient(`,"link":[{"type":"seealso"}]`), "Patient.link[0].other", "required"},
		{`{"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"}}`, "MedicationRequest.medication", "required"},
		{patient(`,"extension":[{"valueString":"SECRET"}]`), "Patient.extension[0].url", "required"},
		// formats
		{patient(`,"id":"SECRET SECRET"`), "Patient.id", "value"},
		{patient(`,"birthDate":"1970-02-30"`), "Patient.birthDate", "value"},
		{patient(`,"birthDate":"SECRET"`), "Patient.birthDate", "value"},
		{patient(`,"name":[{"given":["a",""]}]`), "Patient.name[0].given[1]", "value"},
		{patient(`,"language":" zh"`), "Patient.language", "value"},
		{patient(`,"multipleBirthInteger":1.5`), "Patient.multipleBirth.ofType(integer)", "value"},
		{patient(`,"telecom":[{"rank":0}]`), "Patient.telecom[0].rank", "value"},
		{patient(`,"meta":{"lastUpdated":"2020-01-01"}`), "Patient.meta.lastUpdated", "value"},
		{patient(`,"photo":[{"contentType":"image/png","data":"SECRET="}]`), "Patient.photo[0].data", "value"},
		{patient(`,"text":{"status":"generated","div":"<p>SECRET</p>"}`), "Patient.text.div", "value"},
		{patient(`,"text":{"status":"generated","div":"<div><ScRiPt>SECRET</script></div>"}`), "Patient.text.div", "value"},
		{patient(`,"managingOrganization":{"reference":"SECRET"}`), "Patient.managingOrganization.reference", "value"},
		// codes
		{patient(`,"gender":"SECRET"`), "Patient.gender", "code-invalid"},
		{`{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"},"clinicalStatus":{"coding":[{"code":"active"}]}}`, "AllergyIntolerance.clinicalStatus", "code-invalid"},
		{`{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"},"clinicalStatus":{"text":"SECRET"}}`, "AllergyIntolerance.clinicalStatus", "code-invalid"},
		// invariants
		{patient(`,"extension":[{"url":"http://x"}]`), "Patient.extension[0]", "invariant"},
		{patient(`,"extension":[{"url":"http://x","valueCode":"a","extension":[{"url":"y","valueCode":"b"}]}]`), "Patient.extension[0]", "invariant"},
		{patient(`,"managingOrganization":{"reference":"#SECRET"}`), "Patient.managingOrganization.reference", "invariant"},
		{patient(`,"telecom":[{"value":"SECRET"}]`), "Patient.telecom[0]", "invariant"},
		{patient(`,"contact":[{"gender":"male"}]`), "Patient.contact[0]", "invariant"},
		{patient(`,"photo":[{"data":"AAAA"}]`), "Patient.photo[0]", "invariant"},
		{patient(`,"name":[{"text":"x","period":{"start":"2026-02","end":"2026-01-31"}}]`), "Patient.name[0].period", "invariant"},
		{observation(`,"effectivePeriod":{"start":"2026-01-01T08:00:00+08:00","end":"2025-12-31T23:59:59Z"}`), "Observation.effective.ofType(Period)", "invariant"},
		{observation(`,"valueQuantity":{"value":1,"code":"mg"}`), "Observation.value.ofType(Quantity)", "invariant"},
		{observation(`,"valueString":"x","dataAbsentReason":{"text":"x"}`), "Observation", "invariant"},
		{observation(`,"referenceRange":[{"appliesTo":[{"text":"x"}]}]`), "Observation.referenceRange[0]", "invariant"},
		{patient(`,"contained":[{"resourceType":"Basic","id":"a","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"b"}]}]`), "Patient.contained[0].contained", "invariant"},
		{`{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"}}`, "AllergyIntolerance", "invariant"},
		{`{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted","type":[{"text":"x"}]}]}`, "Appointment", "invariant"},
		{`{"resourceType":"Appointment","status":"proposed","participant":[{"status":"accepted"}]}`, "Appointment.participant[0]", "invariant"},
		{`{"resourceType":"Condition","subject":{"reference":"Patient/1"},"abatementDateTime":"2020","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]}}`, "Condition", "invariant"},
		{`{"resourceType":"Condition","subject":{"reference":"Patient/1"},"stage":[{"type":{"text":"x"}}]}`, "Condition.stage[0]", "invariant"},
		{`{"resourceType":"Organization","active":true}`, "Organization", "invariant"},
		{`{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"}}]}`, "Bundle.entry[0]", "invariant"},
		{`{"resourceType":"Bundle","type":"collection","total":1}`, "Bundle", "invariant"},
		// nested
		{`{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","gender":"SECRET"}}]}`, "Bundle.entry[0].resource.gender", "code-invalid"},
		{`{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"gender":"male"}}]}`, "Bundle.entry[0].resource.resourceType", "required"},
		{`{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"type":"string"}]}]}`, "Questionnaire.item[0].item[0].linkId", "required"},
	} {
		issues, err := validate.Bytes([]byte(c.text))
		if err != nil {
			t.Fatal(c.text, err)
		}
		if len(issues) != 1 || issues[0].Path != c.path || issues[0].Code != c.code || !issues[0].Fails() {
			t.Errorf("%s\n got %+v\nwant %s at %s", c.text, issues, c.code, c.path)
		}
		if strings.Contains(string(outcome.Report(append(issues, outcome.Issue{Code: "x"}))), "SECRET") {
			t.Errorf("%s: an issue repeats a value", c.text)
		}
	}
}

func TestManyProblems(t *testing.T) {
	t.Parallel()
	text := patient(`,"name":[` + strings.Repeat(`{},`, 500) + `{}]`)
	issues, err := validate.Bytes([]byte(text))
	if err != nil || len(issues) != validate.MaxIssues || issues[validate.MaxIssues-1].Code != "too-costly" {
		t.Errorf("%d issues, %v", len(issues), err)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	types := validate.ResourceTypes()
	if len(types) != 146 || !slices.IsSorted(types) {
		t.Errorf("%d types", len(types))
	}
	for _, typ := range types {
		if !validate.Known(typ) {
			t.Error(typ)
		}
	}
	for _, typ := range []string{"", "HumanName", "DomainResource", "patient"} {
		if validate.Known(typ) {
			t.Error(typ)
		}
	}
}

// Whatever comes in, the answer is bounded, is about a place in the resource,
// and is itself a valid OperationOutcome.
func FuzzResource(f *testing.F) {
	for _, text := range good() {
		f.Add([]byte(text))
	}
	f.Add([]byte(patient(`,"extension":[{"url":1,"valueX":{}}],"name":[{"given":[null]}]`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		issues, err := validate.Bytes(raw)
		if err != nil || len(issues) == 0 {
			return
		}
		if len(issues) > validate.MaxIssues {
			t.Fatalf("%d issues", len(issues))
		}
		for _, i := range issues {
			if i.Detail == "" || i.Code == "" || i.Path == "" && i.Code != "too-costly" {
				t.Errorf("%+v", i)
			}
		}
		if own, err := validate.Bytes(outcome.Report(issues)); err != nil || len(own) > 0 {
			t.Errorf("the OperationOutcome is not valid: %v %+v", err, own)
		}
	})
}
