package graph

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
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

func (l *loader) addRule(r row, names map[string]Label, kind, when string, form Label) {
	if !l.claim(r) {
		return
	}
	x := SafetyRule{
		ID: r.cells["id"], Kind: kind, A: r.list("drugs"), B: r.list("with"), Tier: r.cells["tier"], Severity: r.cells["severity"],
		Advice: Label{r.cells["zh"], r.cells["en"]}, Provenance: r.provenance(),
	}
	second, all := x.B, [][]string{x.A, x.B}
	if when != "" {
		e, ok := l.condition(r)
		if !ok {
			return
		}
		x.When, second, all = &e, facts(e), append([][]string{x.A}, parts(e)...)
	}
	x.Labels = Label{
		fmt.Sprintf(form.ZH, join(names, x.A, "zh"), join(names, second, "zh")),
		fmt.Sprintf(form.EN, join(names, x.A, "en"), join(names, second, "en")),
	}
	x.Tests = append(r.fires(), l.meaning(all...)...)
	l.all.SafetyRules = append(l.all.SafetyRules, x)
}

// enter enters the id of a row, unless another item has it.
func (l *loader) enter(r row) bool {
	id := r.cells["id"]
	if old, dup := l.places[id]; dup {
		l.problem(r.at, id, fmt.Sprintf("duplicate id, first at %s:%d", old.file, old.line))
		return false
	}
	l.places[id] = r.at
	return true
}

// claim enters the id of a row that has an example.
func (l *loader) claim(r row) bool {
	if !l.enter(r) {
		return false
	}
	if len(r.list("example")) == 0 {
		l.problem(r.at, r.cells["id"], "no example")
		return false
	}
	return true
}

// condition reads the column when.
func (l *loader) condition(r row) (Expr, bool) {
	var all []Expr
	for _, group := range strings.Split(r.cells["when"], "&") {
		var alternatives []Expr
		for _, id := range strings.Split(group, "|") {
			id = strings.TrimSpace(id)
			if _, ok := kindOf(id); !ok {
				l.problem(r.at, r.cells["id"], fmt.Sprintf("%q is no fact", id))
				return Expr{}, false
			}
			alternatives = append(alternatives, Expr{Present: id})
		}
		if len(alternatives) == 1 {
			all = append(all, alternatives[0])
		} else {
			all = append(all, Expr{Any: alternatives})
		}
	}
	if len(all) == 1 {
		return all[0], true
	}
	return Expr{All: all}, true
}

// fires is the example: it must make the rule true.
func (r row) fires() []Case {
	given := map[string]any{}
	for _, id := range r.list("example") {
		given[id] = true
	}
	return []Case{{Given: given, Expect: true, Why: "the example"}}
}

// meaning gives the cases that follow from the form of a row whose parts must
// all hold, each by any of its alternatives. Where one part brings another with
// it (a medicine and the class it is of), only the other is given as absent.
func (l *loader) meaning(parts ...[]string) []Case {
	var out []Case
	for i, part := range parts {
		rest := map[string]any{}
		for k, other := range parts {
			if k != i {
				rest[other[0]] = true
			}
		}
		silent := maps.Clone(rest)
		for _, id := range part {
			silent[id] = false
			fires := maps.Clone(rest)
			fires[id] = true
			out = append(out, Case{Given: fires, Expect: true, Why: id + " is enough of its part"})
		}
		if l.brings(rest, part) {
			maps.DeleteFunc(silent, func(id string, _ any) bool { return !slices.Contains(part, id) })
		}
		out = append(out, Case{Given: silent, Expect: false, Why: "nothing of this part"})
	}
	return out
}

// brings is true where one of the given medicines or classes is of a class
// among part.
func (l *loader) brings(given map[string]any, part []string) bool {
	if l.above == nil {
		l.above = map[string][]string{}
		for _, d := range l.all.Drugs {
			l.above[d.ID] = d.Classes
		}
		for _, c := range l.all.DrugClasses {
			l.above[c.ID] = c.Parents
		}
	}
	var reaches func(id string, depth int) bool
	reaches = func(id string, depth int) bool {
		return slices.ContainsFunc(l.above[id], func(up string) bool {
			return slices.Contains(part, up) || depth < maxDepth && reaches(up, depth+1)
		})
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(given)), func(id string) bool { return reaches(id, 0) })
}

// maxDepth bounds the walk up the classes; the lint refuses circles.
const maxDepth = 12

// parts gives the alternatives of each part of a condition of a table.
func parts(e Expr) [][]string {
	if len(e.All) == 0 {
		return [][]string{facts(e)}
	}
	var out [][]string
	for _, x := range e.All {
		out = append(out, facts(x))
	}
	return out
}

// facts lists what a condition of a table names.
func facts(e Expr) []string {
	if e.Present != "" {
		return []string{e.Present}
	}
	var out []string
	for _, x := range append(slices.Clone(e.All), e.Any...) {
		out = append(out, facts(x)...)
	}
	return out
}

func join(names map[string]Label, ids []string, lang string) string {
	var out []string
	for _, id := range ids {
		out = append(out, names[id].In(lang))
	}
	if lang == "en" {
		return strings.Join(out, ", ")
	}
	return strings.Join(out, "、")
}

// names are the labels by which rows speak of other items.
func (m *Module) names() map[string]Label {
	out := map[string]Label{}
	for _, x := range m.Drugs {
		out[x.ID] = x.Labels
	}
	for _, x := range m.DrugClasses {
		out[x.ID] = x.Labels
	}
	for _, x := range m.Conditions {
		out[x.ID] = x.Labels
	}
	for _, x := range append(builtins(), m.Findings...) {
		out[x.ID] = x.Labels
	}
	return out
}
