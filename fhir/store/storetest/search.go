package storetest

import (
	"slices"
	"strings"
	"testing"
)

// expect runs searches and compares the ids of their matches, sorted.
func expect(t *testing.T, b Backend, cases ...[3]string) {
	t.Helper()
	for _, tc := range cases {
		got := ids(find(t, b, tc[0], tc[1]).Matches)
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tc[2] {
			t.Errorf("%s?%s: %q, want %q", tc[0], tc[1], s, tc[2])
		}
	}
}

func quantity(value, unit string) string {
	return `"valueQuantity":{"value":` + value + `,"unit":"` + unit + `","system":"http://unitsofmeasure.org","code":"` + unit + `"}`
}

func testQuantity(t *testing.T, b Backend) {
	must(t, b,
		create("Observation", "g1", quantity("1", "g")),
		create("Observation", "mg1000", quantity("1000", "mg")),
		create("Observation", "mg999", quantity("999", "mg")),
		create("Observation", "cel", quantity("38.0", "Cel")),
		create("Observation", "local", `"valueQuantity":{"value":5,"unit":"片"}`),
		create("Observation", "below", `"valueQuantity":{"value":2,"comparator":"<","unit":"g","system":"http://unitsofmeasure.org","code":"g"}`),
		create("Observation", "egfr", quantity("60", "mL/min/{1.73_m2}")),
		create("Observation", "crcl", quantity("60", "mL/min")),
		create("Observation", "sampled", `"valueSampledData":{"origin":{"value":0,"code":"mV","system":"http://unitsofmeasure.org"},"period":1,"dimensions":1,"lowerLimit":-2,"upperLimit":2}`),
		create("RiskAssessment", "range", `"prediction":[{"probabilityRange":{"low":{"value":0.2},"high":{"value":0.4}}}]`),
		create("RiskAssessment", "tenth", `"prediction":[{"probabilityDecimal":0.1}]`),
		create("ChargeItem", "money", `"priceOverride":{"value":12.5,"currency":"CNY"}`),
	)
	const u = "|http://unitsofmeasure.org|"
	expect(t, b, [][3]string{
		{"Observation", "value-quantity=1.000" + u + "g", "g1 mg1000"},
		{"Observation", "value-quantity=1000" + u + "mg", "g1 mg1000"},
		{"Observation", "value-quantity=1000.0||mg", "g1 mg1000"},
		{"Observation", "value-quantity=lt1" + u + "g", "below mg999"},
		{"Observation", "value-quantity=ge1000000" + u + "ug", "below g1 mg1000"},
		{"Observation", "value-quantity=1000", "mg1000"},
		{"Observation", "value-quantity=100.40" + u + "[degF]", "cel"},
		{"Observation", "value-quantity=gt100" + u + "[degF]", "cel"},
		{"Observation", "value-quantity=gt100.5" + u + "[degF]", ""},
		{"Observation", "value-quantity=5||片", "local"},
		{"Observation", "value-quantity=5" + u + "片", ""},
		{"Observation", "value-quantity=60" + u + "mL/min", "crcl"},
		{"Observation", "value-quantity=1" + u + "mL/s", "crcl"},
		{"Observation", "value-quantity=1" + u + "mL/s/{1.73_m2}", "egfr"},
		{"Observation", "value-quantity=ap0.95" + u + "g", "below g1 mg1000 mg999"},
		{"Observation", "value-quantity=ap0.5" + u + "kg", ""},
		{"Observation", "value-quantity=gt1" + u + "mV", "sampled"},
		{"RiskAssessment", "probability=gt0.3", "range"},
		{"RiskAssessment", "probability=sa0.1", "range"},
		{"RiskAssessment", "probability=eb0.2", "tenth"},
		{"RiskAssessment", "probability=lt0.3", "range tenth"},
		{"RiskAssessment", "probability=ap0.105", "tenth"},
		{"ChargeItem", "price-override=12.5|urn:iso:std:iso:4217|CNY", "money"},
		{"ChargeItem", "price-override=12.5|urn:iso:std:iso:4217|USD", ""},
	}...)
}

func coded(member, system, code string) string {
	return `"` + member + `":{"coding":[{"system":"` + system + `","code":"` + code + `"}]}`
}

func testComposite(t *testing.T, b Backend) {
	sys, dia := coded("code", "l", "sys"), coded("code", "l", "dia")
	must(t, b,
		create("Observation", "bp1", coded("code", "l", "bp")+`,"component":[{`+sys+`,`+quantity("150", "mm[Hg]")+`},{`+dia+`,`+quantity("80", "mm[Hg]")+`}]`),
		create("Observation", "bp2", coded("code", "l", "bp")+`,"component":[{`+sys+`,`+quantity("120", "mm[Hg]")+`},{`+dia+`,`+quantity("150", "mm[Hg]")+`}]`),
		create("Observation", "single", sys+`,`+quantity("150", "mm[Hg]")),
		create("Observation", "word", coded("code", "l", "note")+`,"valueString":"Fine today"`),
		create("Observation", "when", coded("code", "l", "lmp")+`,"valueDateTime":"2024-05-03"`),
		create("Observation", "concept", coded("code", "l", "smoke")+`,`+coded("valueCodeableConcept", "s", "never")),
		create("DocumentReference", "d", `"relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/old"}},{"code":"appends","target":{"reference":"DocumentReference/other"}}]`),
		create("Group", "g", `"characteristic":[{`+coded("code", "c", "smoker")+`,"valueBoolean":true},{`+coded("code", "c", "adult")+`,"valueBoolean":false}]`),
		create("MolecularSequence", "m", `"referenceSeq":{"referenceSeqId":{"coding":[{"code":"NC_1"}]},"windowStart":10,"windowEnd":20},"variant":[{"start":12,"end":13},{"start":15,"end":18}]`),
	)
	expect(t, b, [][3]string{
		{"Observation", "component-code-value-quantity=l|sys$150", "bp1"},
		{"Observation", "component-code-value-quantity=l|sys$gt100,l|dia$gt100", "bp1 bp2"},
		{"Observation", "component-code-value-quantity=dia$gt15|http://unitsofmeasure.org|kPa", "bp2"},
		{"Observation", "combo-code-value-quantity=sys$150", "bp1 single"},
		{"Observation", "code-value-quantity=sys$150", "single"},
		{"Observation", "code-value-quantity=sys$lt150", ""},
		{"Observation", "code-value-string=note$fine", "word"},
		{"Observation", "code-value-date=lmp$2024-05", "when"},
		{"Observation", "code-value-concept=smoke$s|never", "concept"},
		{"Observation", "combo-code-value-concept=smoke$s|never", "concept"},
		{"Observation", "code=bp&component-code-value-quantity=sys$gt100&component-code-value-quantity=dia$lt90", "bp1"},
		{"DocumentReference", "relationship=DocumentReference/old$replaces", "d"},
		{"DocumentReference", "relationship=DocumentReference/old$appends", ""},
		{"Group", "characteristic-value=smoker$true", "g"},
		{"Group", "characteristic-value=smoker$false", ""},
		{"MolecularSequence", "referenceseqid-variant-coordinate=NC_1$ge15$le18", "m"},
		{"MolecularSequence", "referenceseqid-variant-coordinate=NC_1$12$18", ""},
		{"MolecularSequence", "chromosome-window-coordinate=NC_1$10$20", ""},
		{"MolecularSequence", "referenceseqid-window-coordinate=NC_1$10$20", "m"},
	}...)
}

// ward is a small hospital of resources that refer to each other.
func ward(t *testing.T, b Backend) {
	t.Helper()
	must(t, b,
		create("Organization", "top", `"name":"Hospital"`),
		create("Organization", "org", `"name":"Ward","partOf":{"reference":"Organization/top"}`),
		create("Practitioner", "doc", `"name":[{"family":"李"}]`),
		create("Patient", "a", `"name":[{"family":"张"}],"managingOrganization":{"reference":"Organization/org"},"generalPractitioner":[{"reference":"Practitioner/doc"}]`),
		create("Patient", "b", `"name":[{"family":"王"}],"link":[{"type":"seealso","other":{"reference":"Patient/a"}}]`),
		create("Device", "dev", `"patient":{"reference":"Patient/a"}`),
		create("Encounter", "e", `"status":"finished","subject":{"reference":"Patient/a"}`),
		create("Observation", "o1", coded("code", "l", "x")+`,"status":"final","subject":{"reference":"Patient/a"},"encounter":{"reference":"Encounter/e"},"performer":[{"reference":"Practitioner/doc"}]`),
		create("Observation", "o2", coded("code", "l", "y")+`,"status":"final","subject":{"reference":"Patient/b"},"performer":[{"reference":"Patient/a"}]`),
		create("Observation", "o3", coded("code", "l", "x")+`,"status":"final","subject":{"reference":"Device/dev"}`),
		create("Provenance", "v", `"target":[{"reference":"Observation/o1"}],"agent":[{"who":{"reference":"Practitioner/doc"}}]`),
	)
}

func testLinked(t *testing.T, b Backend) {
	ward(t, b)
	expect(t, b, [][3]string{
		{"Observation", "subject:Patient.organization.name=ward", "o1"},
		{"Observation", "subject:Patient.organization.partof.name=hosp", "o1"},
		{"Observation", "subject:Device.patient.family=张", "o3"},
		{"Observation", "patient.general-practitioner:Practitioner.family=李", "o1"},
		{"Observation", "encounter.status=finished&subject.name=张", "o1"},
		{"Observation", "encounter.patient._id=a", "o1"},
		{"Observation", "code=x&patient.organization=org", "o1"},
		{"Observation", "code=x&subject:Patient.organization.name=ward", "o1"},
		{"Observation", "code=y&subject:Patient.organization.name=ward", ""},
		{"Observation", "subject:Patient.name=张,王", "o1 o2"},
		{"Observation", "performer.family=张", "o2"},
		{"Observation", "performer.family=李", "o1"},
		{"Patient", "_has:Observation:patient:code=x", "a"},
		{"Patient", "_has:Observation:patient:code=x,y", "a b"},
		{"Patient", "_has:Observation:performer:code=y", "a"},
		{"Patient", "family=王&_has:Observation:patient:code=y", "b"},
		{"Patient", "family=王&_has:Observation:patient:code=x", ""},
		{"Patient", "_has:Observation:patient:_has:Provenance:target:agent=Practitioner/doc", "a"},
		{"Patient", "_has:Observation:patient:encounter.status=finished", "a"},
		{"Patient", "_has:Patient:link:_id=b", "a"},
		{"Patient", "organization:missing=true&_has:Patient:link:family=王", ""},
		{"Observation", "patient._has:Encounter:patient:status=finished", "o1"},
		{"Practitioner", "_has:Patient:general-practitioner:family=张&family=李", "doc"},
		{"Patient", "_id=a&_has:Observation:patient:code:not=y", "a"},
	}...)
	must(t, b, update("Patient", "a", `"name":[{"family":"赵"}]`))
	expect(t, b, [3]string{"Observation", "patient.family=张", ""}, [3]string{"Observation", "patient.family=赵", "o1"},
		[3]string{"Observation", "subject:Patient.organization.name=ward", ""})
}

func testCompartment(t *testing.T, b Backend) {
	ward(t, b)
	for _, tc := range []struct{ typ, compartment, id, query, want string }{
		{"Observation", "Patient", "a", "", "o1 o2"},
		{"Observation", "Patient", "a", "code=x", "o1"},
		{"Patient", "Patient", "a", "", "a b"},
		{"Observation", "Encounter", "e", "", "o1"},
		{"Observation", "Practitioner", "doc", "", "o1"},
		{"Organization", "Patient", "a", "", ""},
		{"", "Patient", "a", "", "a b e o1 o2"},
		{"", "Patient", "a", "_type=Encounter,Observation", "e o1 o2"},
		{"", "Patient", "b", "", "b o2"},
		{"", "Patient", "nobody", "", ""},
		{"", "Encounter", "e", "", "e o1"},
	} {
		got := ids(within(t, b, tc.typ, tc.compartment, tc.id, tc.query).Matches)
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s/%s/%s?%s: %q, want %q", tc.compartment, tc.id, tc.typ, tc.query, s, tc.want)
		}
	}
	if res := within(t, b, "", "Patient", "a", "_count=2&_total=accurate"); res.Total != 5 || len(res.Matches) != 2 || res.Next == "" {
		t.Errorf("total %d, %d matches", res.Total, len(res.Matches))
	}
}

func testSort(t *testing.T, b Backend) {
	must(t, b,
		create("Observation", "a", `"status":"final","effectiveDateTime":"2024-01-02",`+quantity("3", "g")),
		create("Observation", "b", `"status":"amended","effectiveDateTime":"2024-01-01",`+quantity("1", "g")),
		create("Observation", "c", `"status":"final","effectivePeriod":{"start":"2023-12-31","end":"2024-02-01"}`),
		create("Observation", "d", `"status":"amended"`))
	for query, want := range map[string]string{
		"_sort=date": "c b a d", "_sort=-date": "c a b d", "_sort=status,-date": "b d c a", "_sort=-status,date": "c a b d",
		"_sort=value-quantity": "b a c d", "_sort=-value-quantity": "a b c d", "_sort=-_lastUpdated,-_id": "d c b a",
		"status=final&_sort=date": "c a", "_id=a,b&_sort=-date": "a b", "_sort=_id&status=amended,final": "a b c d",
	} {
		if got := strings.Join(ids(find(t, b, "Observation", query).Matches), " "); got != want {
			t.Errorf("Observation?%s: %q, want %q", query, got, want)
		}
	}
}

func testIterate(t *testing.T, b Backend) {
	ward(t, b)
	for _, tc := range [][3]string{
		{"Observation", "code=x&_include=Observation:subject", "a dev"},
		{"Observation", "_id=o1&_include=Observation:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof", "a org top"},
		{"Observation", "_id=o1&_include=Observation:*", "a doc e"},
		{"Observation", "_id=o1&_include=*", "a doc e"},
		{"Observation", "_id=o3&_include=Observation:subject&_include:iterate=Device:patient&_include:iterate=Patient:organization", "a dev org"},
		{"Organization", "_id=top&_revinclude:iterate=Organization:partof&_revinclude:iterate=Patient:organization", "a org"},
		{"Patient", "_id=a&_revinclude=Observation:patient&_revinclude:iterate=Provenance:target", "o1 v"},
		{"Patient", "_id=b&_include:iterate=Patient:link", "a"},
		{"Observation", "_id=o1&_include=Observation:performer:Practitioner", "doc"},
		{"Observation", "_id=o1&_include=Observation:performer:Patient", ""},
	} {
		got := ids(find(t, b, tc[0], tc[1]).Included)
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tc[2] {
			t.Errorf("%s?%s: included %q, want %q", tc[0], tc[1], s, tc[2])
		}
	}
}
