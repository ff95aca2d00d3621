package terminology_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/record"
	"apricot.health/knowledge/terminology"
)

// TestATableThatContradictsItselfIsRefused names the lines; what is only
// another spelling, and what the table calls a synonym, is no contradiction.
func TestATableThatContradictsItselfIsRefused(t *testing.T) {
	t.Parallel()
	rf2 := "id\tactive\tconceptId\ttypeId\tterm\n1\t1\t195967001\t900000000000003001\tAsthma (disorder)\n2\t1\t195967001\t900000000000013009\tAsthma\n"
	for name, tc := range map[string]struct {
		in   string
		says []string // empty where the table is taken
	}{
		"two names":               {"code,display\nJ45,哮喘\nI10,高血压\nJ45,肺炎\n", []string{"1 codes", "J45", "哮喘 (line 2)", "肺炎 (line 4)"}},
		"two concepts":            {"code,display,maps\n1,a,cond.asthma\n1,a,cond.pneumonia\n", []string{"cond.asthma (line 2)", "cond.pneumonia (line 3)"}},
		"two concepts, synonyms":  {"code,display,maps,synonym\n1,a,cond.asthma,0\n1,b,cond.pneumonia,1\n", []string{"cond.asthma (line 2)"}},
		"the same twice":          {"code,display\nJ45,哮喘\nJ45,哮喘\n", nil},
		"another spelling":        {"code,display\n1,Type 2  Diabetes\n1,TYPE ２ diabetes\n", nil},
		"a synonym":               {"code,display,同义词\nJ45,哮喘,\nJ45,支气管哮喘,是\n", nil},
		"a synonym first":         {"code,display,synonym\nJ45,支气管哮喘,1\nJ45,哮喘,\n", nil},
		"descriptions of SNOMED":  {rf2, nil},
		"one name with two codes": {"code,display\nJ45,哮喘\nJ45.9,哮喘\n", nil},
	} {
		rows, err := terminology.Read(strings.NewReader(tc.in))
		if err != nil {
			t.Fatal(name, err)
		}
		err = terminology.Agree(rows)
		if (err != nil) != (tc.says != nil) || err != nil && !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		for _, word := range tc.says {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v does not say %s", name, err, word)
			}
		}
	}
}

// TestFurtherNamesAreKept: they stand in the kept table, and a code whose names
// mean different things means nothing until its table says which.
func TestFurtherNamesAreKept(t *testing.T) {
	t.Parallel()
	g := knowledge(t)
	rows := []terminology.Row{
		{Code: "1", Display: "本院哮鸣病"},
		{Code: "1", Display: "哮喘", Synonym: true},
		{Code: "1", Display: "哮喘", Synonym: true},
		{Code: "2", Display: "哮喘"},
		{Code: "2", Display: "肺炎", Synonym: true},
		{Code: "3", Display: "哮喘"},
		{Code: "3", Display: "肺炎", Maps: "cond.asthma", Synonym: true},
	}
	table, rep := terminology.Make(g, record.New(g), "urn:dx", rows, terminology.Kinds["conditions"]...)
	if rep.ByName != 1 || rep.ByTable != 1 || strings.Join(rep.Torn, " ") != "2" || rep.Shared != 2 {
		t.Errorf("report %+v", rep)
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"1,本院哮鸣病,cond.asthma\n1,哮喘,cond.asthma\n2,", "2,哮喘,\n2,肺炎,\n"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("the kept table has no %q:\n%s", line, b.String())
		}
	}
	codes, err := terminology.Load(fstest.MapFS{"dx.csv": {Data: b.Bytes()}}, g)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]graph.Code{
		"1": {Display: "本院哮鸣病", Concept: "cond.asthma"}, "2": {Display: "哮喘"}, "3": {Display: "哮喘", Concept: "cond.asthma"},
	} {
		if got := codes[graph.CodeKey{System: "urn:dx", Code: code}]; got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}
