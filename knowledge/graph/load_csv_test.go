package graph_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
)

const tableBase = `
module: base
sources:
  - {id: src.s, title: {zh: 来源, en: Source}, publisher: p, edition: e, year: 2020, jurisdiction: CN}
findings:
  - {id: find.pain, kind: boolean, class: symptom, labels: {zh: 疼, en: Pain}, synonyms: {}}
  - {id: find.fever, kind: boolean, class: symptom, labels: {zh: 发热, en: Fever}, synonyms: {}}
  - {id: find.egfr, kind: quantity, class: result, unit: "mL/min/{1.73_m2}", labels: {zh: 肾小球滤过率, en: eGFR}, synonyms: {}}
  - {id: find.crcl, kind: quantity, class: result, unit: mL/min, labels: {zh: 肌酐清除率, en: creatinine clearance}, synonyms: {}}
investigations:
  - {id: inv.x, labels: {zh: 检查, en: Test}, synonyms: {}, category: laboratory}
drug_classes:
  - {id: class.c, labels: {zh: 甲类, en: class C}, synonyms: {}}
drugs:
  - {id: drug.a, labels: {zh: 甲, en: drug A}, synonyms: {}, brands: {}, classes: [class.c], pregnancy: [{advice: unknown}], lactation: unknown, qt: none, refs: [{source: src.s, locator: x, confidence: high}], status: draft}
  - {id: drug.b, labels: {zh: 乙, en: drug B}, synonyms: {}, brands: {}, classes: [], pregnancy: [{advice: unknown}], lactation: unknown, qt: none, refs: [{source: src.s, locator: x, confidence: high}], status: draft}
`

const (
	ciHead    = "id,drugs,when,tier,severity,zh,en,source,locator,confidence,jurisdiction,example\n"
	ddiHead   = "id,drugs,with,tier,severity,zh,en,source,locator,confidence,jurisdiction,example\n"
	orderHead = "id,when,orders,zh,en,source,locator,confidence,jurisdiction,example\n"
)

func compileTable(name, text string) (*graph.Graph, []graph.Problem) {
	return graph.Compile(fstest.MapFS{"base.yaml": {Data: []byte(tableBase)}, name: {Data: []byte(text)}})
}

func TestTableRows(t *testing.T) {
	t.Parallel()
	g, problems := compileTable("contraindications-x.csv", ciHead+"# remark\nrule.ci,class.c,find.pain | find.fever,soft,major,避免。,Avoid.,src.s,x,high,CN,drug.a find.fever\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r, ok := g.SafetyRule("rule.ci")
	if !ok || r.Kind != "contraindication" || r.When.String() != "any(find.pain, find.fever)" {
		t.Fatalf("rule %+v", r)
	}
	if r.Labels != (graph.Label{ZH: "甲类用于：疼、发热", EN: "class C with Pain, Fever"}) || r.Tier != "soft" || r.Refs[0].Source != "src.s" || r.Status != graph.Draft {
		t.Errorf("labels and provenance: %+v", r)
	}
	for _, want := range []graph.Case{
		{Given: map[string]any{"drug.a": true, "find.fever": true}, Expect: true, Why: "the example"},
		{Given: map[string]any{"class.c": false, "find.pain": true}, Expect: false, Why: "nothing of this part"},
		{Given: map[string]any{"class.c": true, "find.pain": true}, Expect: true, Why: "find.pain is enough of its part"},
		{Given: map[string]any{"class.c": true, "find.fever": true}, Expect: true, Why: "find.fever is enough of its part"},
		{Given: map[string]any{"class.c": true, "find.pain": false, "find.fever": false}, Expect: false, Why: "nothing of this part"},
	} {
		if !slices.ContainsFunc(r.Tests, func(c graph.Case) bool { return reflect.DeepEqual(c, want) }) {
			t.Errorf("%+v is not among %+v", want, r.Tests)
		}
	}
	g, problems = compileTable("interactions.csv", ddiHead+"rule.ddi,class.c,drug.b,passive,minor,注意。,Watch.,src.s,x,high,CN,drug.a drug.b\n")
	if r, ok = g.SafetyRule("rule.ddi"); len(problems) > 0 || !ok || r.Kind != "interaction" || r.B[0] != "drug.b" || r.Labels.ZH != "甲类与乙合用" {
		t.Errorf("interaction %+v, %v", r, problems)
	}
	g, problems = compileTable("orders-x.csv", orderHead+"order.o,class.c & find.pain | find.fever,inv.x,查。,Test.,src.s,x,high,CN,drug.a find.pain\n")
	if len(problems) > 0 || len(g.OrderRules()) != 1 || g.OrderRules()[0].When.String() != "all(class.c, any(find.pain, find.fever))" {
		t.Errorf("order %+v, %v", g.OrderRules(), problems)
	}
}

func TestTableProblems(t *testing.T) {
	t.Parallel()
	row := "rule.ci,class.c,find.pain,soft,major,避免。,Avoid.,src.s,x,high,CN,drug.a find.pain\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"name":         {"other.csv", ciHead, `no table is called "other"`},
		"header":       {"contraindications.csv", ddiHead + row, "the header must be id,drugs,when"},
		"fields":       {"contraindications.csv", ciHead + "rule.ci,class.c\n", "wrong number of fields"},
		"empty":        {"contraindications.csv", "", "the header must be"},
		"duplicate":    {"contraindications.csv", ciHead + row + row, "contraindications.csv:3: rule.ci: duplicate id, first at contraindications.csv:2"},
		"fact":         {"contraindications.csv", ciHead + strings.Replace(row, "find.pain,", "pain,", 1), `"pain" is no fact`},
		"dangling":     {"contraindications.csv", ciHead + strings.Replace(row, "class.c", "class.none", 1), `"class.none" does not exist`},
		"example":      {"contraindications.csv", ciHead + strings.Replace(row, "drug.a find.pain", "", 1), "no example"},
		"test of none": {"medicinetests.csv", "of,order,for,check,expect\ndrug.none,1 mg,,dose,pass\n", "a test of no medicine"},
		"test":         {"medicinetests.csv", "of,order,for,check,expect\ndrug.a,1 mg,tall,dose,pass\n", `"tall" is not understood`},
		"check":        {"medicinetests.csv", "of,order,for,check,expect\ndrug.a,1 mg,,,pass\n", "names no check"},
		"place":        {"contraindications.csv", ciHead + "# remark\n" + strings.Replace(row, "soft", "loud", 1), "contraindications.csv:3: rule.ci: tier"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := compileTable(c.file, c.text)
			for _, p := range problems {
				if strings.Contains(p.Error(), c.want) {
					return
				}
			}
			t.Errorf("%v does not say %q", problems, c.want)
		})
	}
}

func TestTextRules(t *testing.T) {
	t.Parallel()
	const head = "id,zh,en,source,confidence\n"
	g, problems := compileTable("textrules.csv", head+"must.a,须做,done,Guideline 2024,high\nnever.b,不做,not done,\"Label, 4\",\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := graph.TextRule{ID: "must.a", Labels: graph.Label{ZH: "须做", EN: "done"}, Source: "Guideline 2024", Confidence: "high", Status: graph.Draft}
	if r, ok := g.TextRule("must.a"); !ok || r != want || len(g.TextRules()) != 2 || !g.Exists("never.b") {
		t.Errorf("%+v of %+v", r, g.TextRules())
	}
	if back, err := graph.LoadBinary(g.Binary()); err != nil || !slices.Equal(back.TextRules(), g.TextRules()) {
		t.Errorf("the binary has %+v: %v", back.TextRules(), err)
	}
	for name, c := range map[string]struct{ row, want string }{
		"another kind":  {"rule.a,须做,done,s,high", "is of no kind of rule about texts"},
		"no label":      {"must.a,,done,s,high", "needs zh and en"},
		"no source":     {"must.a,须做,done,,high", "no source"},
		"no confidence": {"must.a,须做,done,s,sure", "confidence is"},
		"twice":         {"must.a,须做,done,s,high\nmust.a,须做,done,s,high", "duplicate id"},
		"no id":         {"must.A b,须做,done,s,high", "an id is made of"},
	} {
		if _, problems := compileTable("textrules.csv", head+c.row+"\n"); len(problems) != 1 || !strings.Contains(problems[0].Error(), c.want) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
