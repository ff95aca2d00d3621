package mapping

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed tables/*.csv
var files embed.FS

// code is a row of codes.csv: what a code of a table becomes.
type code struct{ Target, System, Display string }

// message is a row of messages.csv.
type message struct {
	structure      string
	patient, visit string
	status         string
	clear          []string
	turn           bool
}

// part is a row of structures.csv.
type part struct {
	depth int // innermost for "*"
	opens string
	makes []*resource
	after string
}

const innermost = -1

// resource is a row of resources.csv with its rows of fields.csv.
type resource struct {
	name, typ, mode    string
	into               string
	identity           []alternative
	when               condition
	require            string
	patient, encounter path
	rows               []row
}

// tables are all tables, compiled. They do not change once they are made.
type tables struct {
	messages   map[string]message
	structures map[string]map[string][]part
	resources  map[string]*resource
	codes      map[string]map[string]code
	units      map[string]string
	systems    map[string]string
}

// standard are the embedded tables. That they compile is tested.
var standard = sync.OnceValues(func() (*tables, error) { return compile(Config{}) })

// sheet is a table as text.
type sheet struct {
	name   string
	header []string
	rows   [][]string
}

func readSheet(name, header string) (sheet, error) {
	raw, err := files.ReadFile("tables/" + name + ".csv")
	if err != nil {
		return sheet{}, fmt.Errorf("mapping: %w", err)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comment = '#'
	s := sheet{name: name, header: strings.Split(header, ",")}
	head, err := r.Read()
	if err != nil || strings.Join(head, ",") != header {
		return s, fmt.Errorf("mapping: %s: the header must be %s", name, header)
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("mapping: %s: %w", name, err)
		}
		s.rows = append(s.rows, record)
	}
}

// compile reads the embedded tables with what a site adds. A site's rows come
// before the standard ones, so that they win where the first value counts.
func compile(cfg Config) (*tables, error) {
	t := &tables{
		messages: map[string]message{}, structures: map[string]map[string][]part{}, resources: map[string]*resource{},
		codes: map[string]map[string]code{}, units: map[string]string{}, systems: map[string]string{},
	}
	steps := []func(Config) error{t.loadCodes, t.loadResources, t.loadFields, t.loadStructures, t.loadMessages}
	for _, step := range steps {
		if err := step(cfg); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *tables) loadCodes(cfg Config) error {
	codes, err := readSheet("codes", "table,code,target,system,display")
	if err != nil {
		return err
	}
	for _, r := range codes.rows {
		if t.codes[r[0]] == nil {
			t.codes[r[0]] = map[string]code{}
		}
		t.codes[r[0]][strings.ToUpper(r[1])] = code{r[2], r[3], r[4]}
	}
	for table, entries := range cfg.Codes {
		if t.codes[table] == nil {
			return fmt.Errorf("mapping: codes: there is no table %q; there are %s", table, strings.Join(slices.Sorted(maps.Keys(t.codes)), ", "))
		}
		for from, to := range entries {
			t.codes[table][strings.ToUpper(from)] = code{to, systemOf(t.codes[table]), ""}
		}
	}
	pairs := func(name, header string, into map[string]string, upper bool, site map[string]string) error {
		s, err := readSheet(name, header)
		if err != nil {
			return err
		}
		for _, r := range s.rows {
			into[r[0]] = r[1]
		}
		for k, v := range site {
			if upper {
				k = strings.ToUpper(k)
			} else {
				k = strings.ToLower(strings.Join(strings.Fields(k), ""))
			}
			into[k] = v
		}
		return nil
	}
	if err := pairs("units", "unit,ucum", t.units, false, cfg.Units); err != nil {
		return err
	}
	return pairs("systems", "name,uri", t.systems, true, cfg.CodeSystems)
}

// systemOf is the system that the codes of a table share.
func systemOf(table map[string]code) string {
	for _, c := range table {
		return c.System
	}
	return ""
}

func (t *tables) loadResources(cfg Config) error {
	s, err := readSheet("resources", "map,resource,mode,identity,when,require,patient,encounter")
	if err != nil {
		return err
	}
	rows := s.rows
	for _, m := range cfg.Maps {
		rows = append(rows, []string{m.Map, m.Resource, m.Mode, m.Identity, m.When, m.Require, m.Patient, m.Encounter})
	}
	for _, r := range rows {
		m := &resource{name: r[0], typ: r[1], mode: r[2], require: r[5], patient: parsePath(r[6]), encounter: parsePath(r[7])}
		if t.resources[m.name] != nil {
			return fmt.Errorf("mapping: resources: %s stands twice", m.name)
		}
		switch m.mode {
		case "into":
			m.into = r[3]
		case "merge", "ensure", "replace", "order", "patient", "visit", "merged", "ended", "moved", "existing":
			if m.identity, err = parseIdentity(r[3]); err != nil {
				return fmt.Errorf("mapping: resources: %s: %w", m.name, err)
			}
		default:
			return fmt.Errorf("mapping: resources: %s: there is no mode %q", m.name, m.mode)
		}
		if m.when, err = t.parseWhen(r[4]); err != nil {
			return fmt.Errorf("mapping: resources: %s: %w", m.name, err)
		}
		t.resources[m.name] = m
	}
	return nil
}

func (t *tables) loadFields(cfg Config) error {
	s, err := readSheet("fields", "map,from,when,to,type,arg,null")
	if err != nil {
		return err
	}
	var rows [][]string
	for _, f := range cfg.Fields {
		rows = append(rows, []string{f.Map, f.From, f.When, f.To, f.Type, f.Arg, f.Null})
	}
	for _, r := range append(rows, s.rows...) {
		m := t.resources[r[0]]
		if m == nil {
			return fmt.Errorf("mapping: fields: there is no map %q", r[0])
		}
		x, err := t.parseRow(r)
		if err != nil {
			return fmt.Errorf("mapping: fields: %s %s: %w", r[0], r[1], err)
		}
		m.rows = append(m.rows, x)
	}
	return nil
}

func (t *tables) parseRow(r []string) (row, error) {
	x := row{initial: strings.HasPrefix(r[3], "?")}
	var err error
	if r[1] != "" {
		if x.from, err = parseField(r[1]); err != nil {
			return x, err
		}
	}
	if x.when, err = t.parseWhen(r[2]); err != nil {
		return x, err
	}
	to := strings.TrimPrefix(r[3], "?")
	x.to = parsePath(to)
	if len(x.to) == 0 {
		return x, fmt.Errorf("no element")
	}
	switch r[6] {
	case "-":
	case "":
		x.null = []string{x.to.null()}
	default:
		x.null = strings.Fields(r[6])
	}
	x.kind = r[4]
	switch x.kind {
	case "const":
		dec := json.NewDecoder(strings.NewReader(r[5]))
		dec.UseNumber()
		return x, dec.Decode(&x.value)
	case "ref":
		x.arg = r[5]
		return x, nil
	case "clear", "lines", "value", "range":
		return x, nil
	}
	make, ok := types[x.kind]
	if !ok {
		return x, fmt.Errorf("there is no type %q", x.kind)
	}
	x.cell, err = make(t, r[5])
	return x, err
}

func (t *tables) loadStructures(cfg Config) error {
	s, err := readSheet("structures", "structure,segment,depth,opens,makes,after")
	if err != nil {
		return err
	}
	for _, r := range s.rows {
		if err := t.addPart(r, false); err != nil {
			return err
		}
	}
	for _, x := range cfg.Segments {
		in := x.In
		if len(in) == 0 {
			in = slices.Sorted(maps.Keys(t.structures))
		}
		for _, name := range in {
			if t.structures[name] == nil {
				return fmt.Errorf("mapping: segments: there is no structure %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(t.structures)), ", "))
			}
			if err := t.addPart([]string{name, x.Segment, x.Depth, x.Opens, x.Makes, x.After}, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tables) addPart(r []string, first bool) error {
	p := part{opens: r[3], after: r[5]}
	switch {
	case r[2] == "*" || r[2] == "" && first:
		p.depth = innermost
	case len(r[2]) == 1 && r[2][0] >= '0' && r[2][0] <= '9':
		p.depth = int(r[2][0] - '0')
	default:
		return fmt.Errorf("mapping: structures: %s %s: the depth is a digit or *", r[0], r[1])
	}
	for _, name := range strings.Fields(r[4]) {
		m := t.resources[name]
		if m == nil {
			return fmt.Errorf("mapping: structures: %s %s: there is no map %q", r[0], r[1], name)
		}
		p.makes = append(p.makes, m)
	}
	if t.structures[r[0]] == nil {
		t.structures[r[0]] = map[string][]part{}
	}
	have := t.structures[r[0]][r[1]]
	if first {
		t.structures[r[0]][r[1]] = append([]part{p}, have...)
	} else {
		t.structures[r[0]][r[1]] = append(have, p)
	}
	return nil
}

func (t *tables) loadMessages(cfg Config) error {
	s, err := readSheet("messages", "message,structure,patient,visit,status,clear,turn")
	if err != nil {
		return err
	}
	for _, r := range s.rows {
		if t.structures[r[1]] == nil {
			return fmt.Errorf("mapping: messages: %s: there is no structure %q", r[0], r[1])
		}
		t.messages[r[0]] = message{structure: r[1], patient: r[2], visit: r[3], status: r[4], clear: strings.Fields(r[5]), turn: r[6] != ""}
	}
	for name, as := range cfg.Messages {
		m, ok := t.messages[as]
		if !ok {
			return fmt.Errorf("mapping: messages: %s: there is no message %q", name, as)
		}
		t.messages[name] = m
	}
	return nil
}
