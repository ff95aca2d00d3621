package terminology

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/graph"
)

// Namer gives the concept whose name a text is, empty where none is: a
// record.Reader.
type Namer interface {
	Named(text string, kinds ...string) string
}

// Table is a code table as Apricot keeps it: each code once.
type Table struct {
	System string // the FHIR system URI
	Codes  map[string]graph.Code
	// Names are the other names of a code.
	Names map[string][]string
}

// Report says what became of the rows of a table.
type Report struct {
	Rows, Codes int
	// ByTable and ByName are codes with a concept: from the table's own column,
	// and because the name is one of the concept's.
	ByTable, ByName int
	// Shared are names that stand at more than one code.
	Shared int
	// Unknown are concepts that the table names and the graph has not.
	Unknown []string
	// Torn are codes whose names mean different concepts: they mean none.
	Torn []string
}

// Kinds are what the codes of a table may mean.
var Kinds = map[string][]string{
	"conditions": {"condition"},
	"medicines":  {"drug", "class"},
	"allergens":  {"allergen", "drug", "class"},
}

// Make gives each code its concept. A name must be that of a concept as a
// whole: 急性心肌梗死 is one, 急性心肌梗死后综合征 is not.
func Make(g *graph.Graph, n Namer, system string, rows []Row, kinds ...string) (Table, Report) {
	t := Table{System: system, Codes: make(map[string]graph.Code, len(rows)), Names: map[string][]string{}}
	rep := Report{Rows: len(rows), Shared: shared(rows)}
	unknown, byTable, torn := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		c, seen := t.Codes[r.Code]
		switch {
		case !seen:
			c.Display = r.Display
		case r.Display != c.Display && !slices.Contains(t.Names[r.Code], r.Display):
			t.Names[r.Code] = append(t.Names[r.Code], r.Display)
		}
		if r.Maps != "" && !g.Exists(r.Maps) {
			unknown[r.Maps] = true
		} else if r.Maps != "" {
			c.Concept, byTable[r.Code] = r.Maps, true
		}
		if !byTable[r.Code] {
			named := n.Named(r.Display, kinds...)
			torn[r.Code] = torn[r.Code] || named != "" && c.Concept != "" && named != c.Concept
			c.Concept = cmp.Or(c.Concept, named)
		}
		t.Codes[r.Code] = c
	}
	for code, c := range t.Codes {
		switch {
		case byTable[code]:
			rep.ByTable++
		case torn[code]:
			t.Codes[code] = graph.Code{Display: c.Display}
			rep.Torn = append(rep.Torn, code)
		case c.Concept != "":
			rep.ByName++
		}
	}
	slices.Sort(rep.Torn)
	rep.Codes, rep.Unknown = len(t.Codes), slices.Sorted(maps.Keys(unknown))
	return t, rep
}

// fileHeader begins every kept table; the system stands in the first row.
var fileHeader = []string{"code", "display", "concept"}

// Write writes a table in the form that Load reads.
func (t Table) Write(w io.Writer) error {
	c := csv.NewWriter(w)
	lines := [][]string{fileHeader, {"", t.System, ""}}
	for _, code := range slices.Sorted(maps.Keys(t.Codes)) {
		lines = append(lines, []string{code, t.Codes[code].Display, t.Codes[code].Concept})
		for _, name := range t.Names[code] {
			lines = append(lines, []string{code, name, t.Codes[code].Concept})
		}
	}
	if err := c.WriteAll(lines); err != nil {
		return fmt.Errorf("terminology: write: %w", err)
	}
	return nil
}

// Load reads the kept tables of a folder, in the order of their names; a later
// table's word on a code stands, and in a table the first: what follows are the
// other names of the code. A concept that this graph has not any more is
// left out, its name stays. No folder is no table.
func Load(folder fs.FS, g *graph.Graph) (map[graph.CodeKey]graph.Code, error) {
	names, err := fs.Glob(folder, "*.csv")
	if err != nil {
		return nil, fmt.Errorf("terminology: %w", err)
	}
	out := map[graph.CodeKey]graph.Code{}
	for _, name := range names {
		if err := load(folder, name, g, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func load(folder fs.FS, name string, g *graph.Graph, out map[graph.CodeKey]graph.Code) error {
	f, err := folder.Open(name)
	if err != nil {
		return fmt.Errorf("terminology: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	c := csv.NewReader(f)
	c.FieldsPerRecord = len(fileHeader)
	lines, err := c.ReadAll()
	if err != nil || len(lines) < 2 || !slices.Equal(lines[0], fileHeader) || lines[1][1] == "" {
		return outcome.Wrap(outcome.Invalid, err, "%s is no table that apricot import terminology wrote", path.Base(name))
	}
	last := ""
	for _, line := range lines[2:] {
		if line[0] == last {
			continue
		}
		last = line[0]
		code := graph.Code{Display: line[1], Concept: line[2]}
		if code.Concept != "" && !g.Exists(code.Concept) {
			code.Concept = ""
		}
		out[graph.CodeKey{System: lines[1][1], Code: line[0]}] = code
	}
	return nil
}

// FileName is where a table of a system is kept: one file a system.
func FileName(system string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(system)), "_") + ".csv"
}
