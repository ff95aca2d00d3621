package graph

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Flat tables stand beside the modules where hundreds of rules share one form,
// so that a reviewer reads one rule a line. A row becomes an ordinary rule: its
// labels are made of those of the items it names. Its tests are its example,
// which says what must fire, and what the form of a row means: any one
// alternative of each part fires it, and a part of which nothing is present
// keeps it silent whatever else is there.
//
//	contraindications*.csv  id,drugs,when,tier,severity,zh,en,source,locator,confidence,jurisdiction,example
//	interactions*.csv       id,drugs,with,tier,severity,zh,en,source,locator,confidence,jurisdiction,example
//	orders*.csv             id,when,orders,zh,en,source,locator,confidence,jurisdiction,example
//	medicinetests*.csv      of,order,for,check,expect
//	itemtests*.csv          of,for,asks,expect
//	textrules*.csv          id,zh,en,source,confidence
//
// drugs, with and orders are ids joined by spaces. when joins alternatives of
// facts by | and those by &: "class.statin & find.muscle_aches | find.dark_urine"
// is a statin with either finding. example lists facts by spaces. A line that
// begins with # is a remark. A row of medicinetests is a MedicineCase of the medicine,
// class, allergen group or safety rule that it names first, a row of itemtests an
// ItemCase, a row of textrules a TextRule.
var tables = map[string][]string{
	"contraindications": {"id", "drugs", "when", "tier", "severity", "zh", "en", "source", "locator", "confidence", "jurisdiction", "example"},
	"interactions":      {"id", "drugs", "with", "tier", "severity", "zh", "en", "source", "locator", "confidence", "jurisdiction", "example"},
	"orders":            {"id", "when", "orders", "zh", "en", "source", "locator", "confidence", "jurisdiction", "example"},
	"medicinetests":     {"of", "order", "for", "check", "expect"},
	"itemtests":         {"of", "for", "asks", "expect"},
	"textrules":         {"id", "zh", "en", "source", "confidence"},
}

// row is one line of a table by column.
type row struct {
	at    place
	cells map[string]string
}

func (r row) list(column string) []string { return strings.Fields(r.cells[column]) }

func (r row) provenance() Provenance {
	return Provenance{
		Refs:         []Ref{{Source: r.cells["source"], Locator: r.cells["locator"], Confidence: r.cells["confidence"]}},
		Status:       Draft,
		Jurisdiction: r.cells["jurisdiction"],
	}
}

// table reads one file; what it becomes needs the labels of all modules and is
// left to rows.
func (l *loader) table(name string, b []byte) {
	kind, _, _ := strings.Cut(strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".csv"), "-")
	header := tables[kind]
	if header == nil {
		l.problem(place{name, 1}, "", fmt.Sprintf("no table is called %q", kind))
		return
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comment, r.FieldsPerRecord = '#', len(header)
	for n := 0; ; n++ {
		cells, err := r.Read()
		switch {
		case n == 0 && (errors.Is(err, io.EOF) || err == nil && !slices.Equal(cells, header)):
			l.problem(place{name, 1}, "", "the header must be "+strings.Join(header, ","))
			return
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			l.problem(place{name, 1}, "", err.Error())
			return
		case n == 0:
			continue
		}
		line, _ := r.FieldPos(0)
		x := row{at: place{name, line}, cells: make(map[string]string, len(header))}
		for k, cell := range cells {
			x.cells[header[k]] = strings.TrimSpace(cell)
		}
		l.rows[kind] = append(l.rows[kind], x)
	}
}

// fillTables turns the rows into rules once every label is known.
func (l *loader) fillTables() {
	names := l.all.names()
	for _, r := range l.rows["contraindications"] {
		l.addRule(r, names, "contraindication", r.cells["when"], Label{"%s用于：%s", "%s with %s"})
	}
	for _, r := range l.rows["interactions"] {
		l.addRule(r, names, "interaction", "", Label{"%s与%s合用", "%s with %s"})
	}
	for _, r := range l.rows["orders"] {
		when, ok := l.condition(r)
		if !l.claim(r) || !ok {
			continue
		}
		l.all.OrderRules = append(l.all.OrderRules, OrderRule{
			ID: r.cells["id"], When: when, Orders: r.list("orders"), Why: Label{r.cells["zh"], r.cells["en"]},
			Tests: append(r.fires(), l.meaning(parts(when)...)...), Provenance: r.provenance(),
		})
	}
	for _, r := range l.rows["textrules"] {
		if l.enter(r) {
			l.all.TextRules = append(l.all.TextRules, TextRule{ID: r.cells["id"], Labels: Label{r.cells["zh"], r.cells["en"]}, Source: r.cells["source"], Confidence: r.cells["confidence"], Status: Draft})
		}
	}
	l.medicineTests()
	l.itemTests()
}

// medicineTests puts the rows of tests beside the medicines, classes, allergen groups
// and safety rules that they name.
func (l *loader) medicineTests() {
	if len(l.rows["medicinetests"]) == 0 {
		return
	}
	tests := map[string]*[]MedicineCase{}
	for i := range l.all.Drugs {
		tests[l.all.Drugs[i].ID] = &l.all.Drugs[i].Tests
	}
	for i := range l.all.DrugClasses {
		tests[l.all.DrugClasses[i].ID] = &l.all.DrugClasses[i].Tests
	}
	for i := range l.all.AllergenGroups {
		tests[l.all.AllergenGroups[i].ID] = &l.all.AllergenGroups[i].Tests
	}
	for i := range l.all.SafetyRules {
		tests[l.all.SafetyRules[i].ID] = &l.all.SafetyRules[i].Checked
	}
	for _, r := range l.rows["medicinetests"] {
		to := tests[r.cells["of"]]
		if to == nil {
			l.problem(r.at, r.cells["of"], "a test of no medicine, class, allergen group or safety rule")
			continue
		}
		*to = append(*to, MedicineCase{Order: r.cells["order"], For: r.cells["for"], Check: r.cells["check"], Expect: r.cells["expect"]})
	}
}
