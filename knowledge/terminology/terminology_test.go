package terminology_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/record"
	"apricot.health/knowledge/terminology"
)

func knowledge(t *testing.T) *graph.Graph {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestReadForms(t *testing.T) {
	t.Parallel()
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("编码,名称\nI10,高血压\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		in   string
		want []terminology.Row
	}{
		"commas":          {"code,display,maps\nI10,Hypertension,cond.hypertension\n", []terminology.Row{{Code: "I10", Display: "Hypertension", Maps: "cond.hypertension"}}},
		"Chinese, GB":     {gb, []terminology.Row{{Code: "I10", Display: "高血压"}}},
		"byte order mark": {"\ufeff诊断编码\t诊断名称\nI10\t高血压\n", []terminology.Row{{Code: "I10", Display: "高血压"}}},
		"SNOMED RF2":      {"id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n1\t2\t1\t3\t38341003\ten\t9\tHypertension\t8\n2\t2\t0\t3\t99\ten\t9\tGone\t8\n", []terminology.Row{{Code: "38341003", Display: "Hypertension"}}},
		"quoted":          {"code,display\nA,\"x, \"\"y\"\"\"\n\n", []terminology.Row{{Code: "A", Display: `x, "y"`}}},
		"other order":     {"备注,疾病名称,疾病编码\n无,哮喘,J45\n", []terminology.Row{{Code: "J45", Display: "哮喘"}}},
	} {
		got, err := terminology.Read(strings.NewReader(tc.in))
		if err != nil || len(got) != len(tc.want) || len(got) > 0 && !sameRow(got[0], tc.want[0]) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, in := range map[string]string{"nothing": "", "no columns": "a,b\n1,2\n", "no code": "code,display\n,x\n", "no display": "code\nI10\n"} {
		if _, err := terminology.Read(strings.NewReader(in)); !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sameRow leaves aside where a row stands and whether it is a synonym.
func sameRow(a, b terminology.Row) bool {
	return a.Code == b.Code && a.Display == b.Display && a.Maps == b.Maps
}

// TestCodesAreRead: a problem list of bare codes becomes what the codes mean.
func TestCodesAreRead(t *testing.T) {
	t.Parallel()
	g := knowledge(t)
	rows := []terminology.Row{
		{Code: "1", Display: "急性心肌梗死"},
		{Code: "2", Display: "急性心肌梗死后综合征"},
		{Code: "3", Display: "本院诊断", Maps: "cond.asthma"},
		{Code: "4", Display: "x", Maps: "cond.nobody"},
		{Code: "1", Display: "心梗"},
	}
	table, rep := terminology.Make(g, record.New(g), "urn:dx", rows, terminology.Kinds["conditions"]...)
	if rep.Rows != 5 || rep.Codes != 4 || rep.ByTable != 1 || rep.ByName != 1 || len(rep.Unknown) != 1 {
		t.Errorf("report %+v", rep)
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	codes, err := terminology.Load(fstest.MapFS{"dx.csv": {Data: b.Bytes()}}, g)
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(g.WithCodes(codes))
	for code, want := range map[string]struct{ concept, text string }{
		"1": {"cond.acs", "急性心肌梗死"}, "2": {"", "急性心肌梗死后综合征"}, "3": {"cond.asthma", "本院诊断"}, "9": {"", "9"},
	} {
		c, err := r.FromResources([][]byte{[]byte(`{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"urn:dx","code":"` + code + `"}]}}`)}, t0)
		if err != nil || len(c.Conditions) == 0 || c.Conditions[0].Concept != want.concept && want.concept != "" || c.Conditions[0].Text != want.text || slices.ContainsFunc(c.Conditions, func(x chart.Coded) bool { return x.Text != want.text }) {
			t.Errorf("%s: %+v, %v", code, c.Conditions, err)
		}
	}
	if _, err := r.FromResources([][]byte{[]byte(`{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"urn:other","code":"3"}]}}`)}, t0); err != nil {
		t.Error(err)
	}
}

// TestKeptTableComesBack: what is written is read again, whatever the names are.
func TestKeptTableComesBack(t *testing.T) {
	t.Parallel()
	g := knowledge(t)
	rapid.Check(t, func(rt *rapid.T) {
		table := terminology.Table{System: "urn:x", Codes: map[string]graph.Code{}}
		for _, code := range rapid.SliceOfDistinct(rapid.StringMatching(`[A-Z0-9.]{1,6}`), rapid.ID[string]).Draw(rt, "codes") {
			table.Codes[code] = graph.Code{Display: rapid.StringMatching(`[^\r\x00]{0,12}`).Draw(rt, "display")}
		}
		var b bytes.Buffer
		if err := table.Write(&b); err != nil {
			rt.Fatal(err)
		}
		codes, err := terminology.Load(fstest.MapFS{"x.csv": {Data: b.Bytes()}}, g)
		if err != nil || len(codes) != len(table.Codes) {
			rt.Fatalf("%d of %d came back: %v", len(codes), len(table.Codes), err)
		}
		for code, want := range table.Codes {
			if got := codes[graph.CodeKey{System: "urn:x", Code: code}]; got != want {
				rt.Fatalf("%s: %q, want %q", code, got, want)
			}
		}
	})
}

func TestLoadRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	g := knowledge(t)
	for name, text := range map[string]string{"other": "a,b\n", "no system": "code,display,concept\n,,\n", "empty": ""} {
		if _, err := terminology.Load(fstest.MapFS{"x.csv": {Data: []byte(text)}}, g); !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if codes, err := terminology.Load(fstest.MapFS{}, g); err != nil || len(codes) != 0 {
		t.Errorf("no table: %v, %v", codes, err)
	}
	if got := terminology.FileName("http://hl7.org/fhir/sid/icd-10"); got != "http___hl7.org_fhir_sid_icd-10.csv" {
		t.Error(got)
	}
}

var t0 = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
