package graph

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Problem is one thing wrong with content, with where it stands.
type Problem struct {
	File string
	Line int
	ID   string
	What string
}

func (p Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		fmt.Fprintf(&b, "%s:%d: ", p.File, p.Line)
	}
	if p.ID != "" {
		b.WriteString(p.ID + ": ")
	}
	b.WriteString(p.What)
	return b.String()
}

// Load compiles every *.yaml and *.csv under fsys. Any problem refuses the whole: the
// error joins all of them, each with file, line and id.
func Load(fsys fs.FS) (*Graph, error) {
	g, problems := Compile(fsys)
	if len(problems) > 0 {
		errs := make([]error, len(problems))
		for i, p := range problems {
			errs[i] = p
		}
		return nil, fmt.Errorf("graph: content refused: %w", errors.Join(errs...))
	}
	return g, nil
}

// Compile is Load for authors: it gives the graph of whatever could be decoded
// beside the problems. A graph with problems must not be served.
func Compile(fsys fs.FS) (*Graph, []Problem) {
	l := &loader{places: map[string]place{}, rows: map[string][]row{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || path.Ext(name) != ".yaml" && path.Ext(name) != ".csv" {
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".csv" {
			l.table(name, b)
		} else {
			l.file(name, b)
		}
		return nil
	})
	if err != nil {
		l.problem(place{}, "", err.Error())
	}
	l.fillTables()
	g := newGraph(owned(l.all))
	return g.In(Home), append(l.problems, lint(g, l.places)...)
}

type place struct {
	file string
	line int
}

type loader struct {
	all      Module
	places   map[string]place
	rows     map[string][]row    // of the flat tables
	above    map[string][]string // medicine or class -> the classes it is of
	problems []Problem
	name     string
}

func (l *loader) problem(p place, id, what string) {
	l.problems = append(l.problems, Problem{File: p.file, Line: p.line, ID: id, What: what})
}

func (l *loader) file(name string, b []byte) {
	l.name = name
	f, err := parser.ParseBytes(b, 0)
	if err != nil {
		l.decodeProblem(1, "", err)
		return
	}
	module := false
	for _, doc := range f.Docs {
		if doc.Body == nil {
			continue
		}
		root, ok := doc.Body.(ast.MapNode)
		if !ok {
			l.problem(place{name, lineOf(doc.Body)}, "", "a module is a mapping of sections")
			continue
		}
		for it := root.MapRange(); it.Next(); {
			key := it.Key().GetToken().Value
			module = module || key == "module"
			l.section(key, it.Key(), it.Value())
		}
	}
	if !module {
		l.problem(place{name, 1}, "", "missing key module")
	}
}

func (l *loader) section(key string, at, node ast.Node) {
	m := &l.all
	switch key {
	case "module":
	case "sources":
		items(l, node, &m.Sources, func(x Source) string { return x.ID })
	case "findings":
		items(l, node, &m.Findings, func(x Finding) string { return x.ID })
	case "conditions":
		items(l, node, &m.Conditions, func(x Condition) string { return x.ID })
	case "complaints":
		items(l, node, &m.Complaints, func(x Complaint) string { return x.ID })
	case "red_flags":
		items(l, node, &m.RedFlags, func(x RedFlag) string { return x.ID })
	case "investigations":
		items(l, node, &m.Investigations, func(x Investigation) string { return x.ID })
	case "order_rules":
		items(l, node, &m.OrderRules, func(x OrderRule) string { return x.ID })
	case "drugs":
		items(l, node, &m.Drugs, func(x Drug) string { return x.ID })
	case "drug_classes":
		items(l, node, &m.DrugClasses, func(x DrugClass) string { return x.ID })
	case "allergen_groups":
		items(l, node, &m.AllergenGroups, func(x AllergenGroup) string { return x.ID })
	case "safety_rules":
		items(l, node, &m.SafetyRules, func(x SafetyRule) string { return x.ID })
	case "bands":
		items(l, node, &m.Bands, func(x Band) string { return x.ID })
	case "scores":
		items(l, node, &m.Scores, func(x Score) string { return x.ID })
	case "pathways":
		items(l, node, &m.Pathways, func(x Pathway) string { return x.ID })
	case "phrases":
		items(l, node, &m.Phrases, func(x Phrase) string { return x.ID })
	case "courses":
		items(l, node, &m.Courses, func(x Course) string { return x.ID })
	case "word_classes":
		items(l, node, &m.WordClasses, func(x WordClass) string { return x.ID })
	case "wordings":
		items(l, node, &m.Wordings, func(x Wording) string { return x.ID })
	case "departments":
		items(l, node, &m.Departments, func(x Department) string { return x.ID })
	case "practices":
		items(l, node, &m.Practices, func(x Practice) string { return x.ID })
	case "education_figures":
		items(l, node, &m.EducationFigures, func(x EducationFigure) string { return x.ID })
	case "pharmacology":
		items(l, node, &m.Pharmacology, func(x Pharmacology) string { return x.ID })
	case "trials":
		items(l, node, &m.Trials, func(x Trial) string { return x.ID })
	case "herbs":
		items(l, node, &m.Herbs, func(x Herb) string { return x.ID })
	case "herb_incompatibilities":
		items(l, node, &m.HerbIncompatibilities, func(x HerbIncompatibility) string { return x.ID })
	default:
		l.problem(place{l.name, lineOf(at)}, "", fmt.Sprintf("unknown section %q", key))
	}
}

// items decodes a section item by item, so that one bad item neither hides
// the others nor their problems.
func items[T any](l *loader, node ast.Node, into *[]T, id func(T) string) {
	if node.Type() == ast.NullType {
		return
	}
	seq, ok := node.(ast.ArrayNode)
	if !ok {
		l.problem(place{l.name, lineOf(node)}, "", "a section is a list")
		return
	}
	for it := seq.ArrayRange(); it.Next(); {
		line := lineOf(it.Value())
		var x T
		if err := yaml.NodeToValue(it.Value(), &x, yaml.Strict()); err != nil {
			l.decodeProblem(line, idOf(it.Value()), err)
			continue
		}
		key := id(x)
		if old, dup := l.places[key]; dup && key != "" {
			l.problem(place{l.name, line}, key, fmt.Sprintf("duplicate id, first at %s:%d", old.file, old.line))
			continue
		}
		l.places[key] = place{l.name, line}
		*into = append(*into, x)
	}
}

func (l *loader) decodeProblem(line int, id string, err error) {
	what := err.Error()
	var ye yaml.Error
	var where *at
	switch {
	case errors.As(err, &where):
		line, what = where.line, where.err.Error()
	case errors.As(err, &ye):
		what = ye.GetMessage()
		if t := ye.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	what, _, _ = strings.Cut(what, "\n")
	l.problem(place{l.name, line}, id, what)
}

// at is an error at a line of the file being decoded.
type at struct {
	line int
	err  error
}

func (a *at) Error() string { return a.err.Error() }
func (a *at) Unwrap() error { return a.err }

func lineOf(n ast.Node) int {
	if m, ok := n.(ast.MapNode); ok {
		if it := m.MapRange(); it.Next() {
			n = it.Key()
		}
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func idOf(n ast.Node) string {
	m, ok := n.(ast.MapNode)
	if !ok {
		return ""
	}
	for it := m.MapRange(); it.Next(); {
		if it.Key().GetToken().Value == "id" {
			return it.Value().GetToken().Value
		}
	}
	return ""
}

// Decode loads a snapshot that Snapshot wrote, with every check of Load.
func Decode(snapshot []byte) (*Graph, error) {
	var m Module
	d := newStrictJSON(bytes.NewReader(snapshot))
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("graph: decode snapshot: %w", err)
	}
	g := newGraph(m)
	if problems := lint(g, nil); len(problems) > 0 {
		return nil, fmt.Errorf("graph: snapshot refused: %w", problems[0])
	}
	return g.In(g.Settings().Jurisdiction), nil
}
