package mutation

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
)

// Row is an order beside a medicine as it stands in a table of medicine tests.
func Row(of string, c graph.MedicineCase) string {
	return cells(of, c.Order, c.For, c.Check, c.Expect)
}

// ItemRow is a test beside an item as it stands in a table of item tests.
func ItemRow(of string, c graph.ItemCase) string { return cells(of, c.For, c.Asks, c.Expect) }

func cells(list ...string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(list) // a Builder takes everything
	w.Flush()
	return strings.TrimSpace(b.String())
}

// itemTables are the tables of item tests by the kind of the item.
var itemTables = map[string]string{
	"cond": "conditions", "find": "findings", "comp": "complaints", "flag": "red-flags", "order": "order-rules", "score": "scores", "path": "pathways", "course": "courses",
}

// FillItems writes tests beside items into the table of their kind in dir, behind the
// rows of the same item. Like Fill it is for authors.
func FillItems(dir string, survivors []ItemSurvivor) error {
	rows := map[string]map[string][]string{}
	for _, s := range survivors {
		kind, _, _ := strings.Cut(s.Item, ".")
		name := "itemtests-" + itemTables[kind] + ".csv"
		if rows[name] == nil {
			rows[name] = map[string][]string{}
		}
		rows[name][s.Item] = append(rows[name][s.Item], ItemRow(s.Item, s.Test))
	}
	for name, add := range rows {
		if err := fillTable(filepath.Join(dir, name), "of,for,asks,expect\n", add); err != nil {
			return err
		}
	}
	return nil
}

// FillRows writes orders beside the medicines, classes and allergen groups of the
// modules in dir: those of drugs-x.yaml or x.csv into medicinetests-x.csv, behind the rows of
// the same item. Like Fill it is for authors.
func FillRows(dir string, rows map[string][]graph.MedicineCase) error {
	modules, err := filepath.Glob(filepath.Join(dir, "*.[yc]*"))
	if err != nil {
		return fmt.Errorf("mutation: %w", err)
	}
	for _, module := range modules {
		text, err := os.ReadFile(module)
		if err != nil {
			return fmt.Errorf("mutation: %w", err)
		}
		if tests(module) {
			continue
		}
		add := map[string][]string{}
		for id, cases := range rows {
			if !holdsItem(text, id) {
				continue
			}
			for _, c := range cases {
				add[id] = append(add[id], Row(id, c))
			}
			delete(rows, id)
		}
		if len(add) == 0 {
			continue
		}
		name := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(module), filepath.Ext(module)), "drugs-")
		if err := fillTable(filepath.Join(dir, "medicinetests-"+name+".csv"), "of,order,for,check,expect\n", add); err != nil {
			return err
		}
	}
	if len(rows) > 0 {
		return fmt.Errorf("mutation: in no module: %s", strings.Join(slices.Sorted(maps.Keys(rows)), ", "))
	}
	return nil
}

// tests is true for a table of tests.
func tests(module string) bool {
	name := filepath.Base(module)
	return strings.HasPrefix(name, "medicinetests-") || strings.HasPrefix(name, "itemtests-")
}

func fillTable(name, header string, add map[string][]string) error {
	old, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		old, err = []byte(header), nil
	}
	if err != nil {
		return fmt.Errorf("mutation: %w", err)
	}
	lines := strings.Split(strings.TrimRight(string(old), "\n"), "\n")
	out := lines[:0:0]
	for i, l := range lines {
		out = append(out, l)
		of, _, _ := strings.Cut(l, ",")
		if i+1 == len(lines) || !strings.HasPrefix(lines[i+1], of+",") {
			out = append(out, add[of]...)
			delete(add, of)
		}
	}
	ids := []string{}
	for id := range add {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		out = append(out, add[id]...)
	}
	return os.WriteFile(name, []byte(strings.Join(out, "\n")+"\n"), 0o644) //nolint:gosec,wrapcheck // the tables are public text; the error names the file
}

// holdsItem is true for a module that writes an item down: as a block or on one line
// of YAML, or as a row of a table.
func holdsItem(module []byte, id string) bool {
	return bytes.Contains(module, []byte("- id: "+id+"\n")) || bytes.Contains(module, []byte("- {id: "+id+",")) || bytes.Contains(module, []byte("\n"+id+","))
}
