package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/fhir/r4"
)

// plan reads the values of all parameters of a type. Its paths share their
// beginnings, so one walk over a resource finds every value once.
type plan struct {
	root   *node
	exists []existence
	groups []group
}

// node is a place in a resource.
type node struct {
	next    map[string][]edge
	choices []edge
	emit    []emit
}

type edge struct {
	step step
	to   *node
}

// emit is what is read at a place.
type emit struct {
	kind   Kind
	source Source
	text   int64
	ident  int64
	ofType int64
}

// existence is a path whose values do not matter.
type existence struct {
	steps []step
	hash  int64
}

// group is the element of a composite.
type group struct {
	steps      []step
	components []component
}

type component struct {
	emit
	steps    [][]step
	fromRoot []bool
}

// planner adds the definitions of a type to its plan.
type planner struct {
	typ  string
	plan *plan
	seen map[string]bool
}

func (p *planner) define(def *Definition, all []Definition) error {
	if def.Kind == KindComposite {
		return p.composite(def, all)
	}
	for _, text := range def.Paths {
		s, err := p.source(def.Kind, text)
		if err != nil {
			return err
		}
		def.sources = append(def.sources, s)
	}
	return nil
}

// source puts a path into the plan, unless another parameter has.
func (p *planner) source(kind Kind, text string) (Source, error) {
	c, err := parsePath(text)
	if err != nil {
		return Source{}, err
	}
	plain := text
	if c.only != "" {
		plain = text[:len(text)-len("[is ]")-len(c.only)]
	}
	s := Source{Hash: hashOf(p.typ, string(kind), plain), Only: c.only}
	if p.seen[string(kind)+plain] {
		return s, nil
	}
	p.seen[string(kind)+plain] = true
	if c.exists {
		p.plan.exists = append(p.plan.exists, existence{c.steps, s.Hash})
		return s, nil
	}
	at := p.plan.root
	for _, st := range c.steps {
		at = at.child(st)
	}
	at.emit = append(at.emit, newEmit(kind, s))
	return s, nil
}

func newEmit(kind Kind, s Source) emit {
	return emit{kind: kind, source: s, text: s.Text(), ident: s.Identifier(), ofType: s.OfType()}
}

func (n *node) child(s step) *node {
	edges := &n.choices
	var list []edge
	if s.choice {
		list = n.choices
	} else {
		list = n.next[s.name]
	}
	for _, e := range list {
		if e.step.name == s.name && e.step.index == s.index && e.step.value == s.value && slices.Equal(e.step.key, s.key) {
			return e.to
		}
	}
	to := &node{}
	if s.choice {
		*edges = append(*edges, edge{s, to})
		return to
	}
	if n.next == nil {
		n.next = map[string][]edge{}
	}
	n.next[s.name] = append(list, edge{s, to})
	return to
}

// composite finds the kinds of the components and where their values lie.
func (p *planner) composite(def *Definition, all []Definition) error {
	for i := range def.Components {
		c := &def.Components[i]
		at := slices.IndexFunc(all, func(d Definition) bool { return d.Name == c.Name })
		if at < 0 || all[at].Kind == KindComposite {
			return fmt.Errorf("component %s is no parameter of the type", c.Name)
		}
		c.Kind = all[at].Kind
	}
	for _, text := range def.Paths {
		g, err := p.group(def, text)
		if err != nil {
			return err
		}
		def.groups = append(def.groups, g)
	}
	return nil
}

func (p *planner) group(def *Definition, text string) (Group, error) {
	out := Group{Whole: text == "."}
	at, err := parsePath(text)
	if err != nil {
		return out, err
	}
	inner := group{steps: at.steps}
	whole := groupName(text, def.Components)
	for i, c := range def.Components {
		var sources []Source
		if out.Whole {
			for _, path := range c.Paths {
				s, err := p.source(c.Kind, path)
				if err != nil {
					return out, err
				}
				sources = append(sources, s)
			}
			out.Components = append(out.Components, sources)
			continue
		}
		// The words and logical identifiers of components are not searched.
		part := component{emit: emit{kind: c.Kind, source: Source{Hash: hashOf(p.typ, string(c.Kind), whole, strconv.Itoa(i))}}}
		for _, path := range c.Paths {
			cp, err := parsePath(path)
			if err != nil {
				return out, err
			}
			part.steps, part.fromRoot = append(part.steps, cp.steps), append(part.fromRoot, cp.fromRoot)
		}
		inner.components = append(inner.components, part)
		out.Components = append(out.Components, []Source{part.source})
	}
	if !out.Whole && !p.seen[whole] {
		p.seen[whole] = true
		p.plan.groups = append(p.plan.groups, inner)
	}
	return out, nil
}

// groupName is the same for composites that read the same, as two of
// Observation do of its components.
func groupName(text string, components []Component) string {
	for _, c := range components {
		text += "#" + strings.Join(c.Paths, "|")
	}
	return text
}

// run walks a resource.
func (x *extractor) run(doc *r4.Doc, p *plan) {
	x.at(doc.Root(), p.root)
	for _, e := range p.exists {
		x.existence(doc, e)
	}
	for i := range p.groups {
		x.group(doc, &p.groups[i])
	}
}

func (x *extractor) at(v r4.Value, n *node) {
	for i := range n.emit {
		x.emit = &n.emit[i]
		x.collect(v)
	}
	if n.next == nil && n.choices == nil {
		return
	}
	if v.Kind() != r4.Object {
		return
	}
	for member := v.First(); member.Kind() != r4.Absent; member = member.Next() {
		key := member.Key()
		edges := n.next[string(key)]
		for i := range edges {
			x.follow(&edges[i], member)
		}
		for i := range n.choices {
			if isChoice(string(key), n.choices[i].step.name) {
				x.follow(&n.choices[i], member)
			}
		}
	}
}

func (x *extractor) follow(e *edge, member r4.Value) {
	n := -1
	for child := range member.Items() {
		if n++; (e.step.index < 0 || e.step.index == n) && e.step.keeps(child) {
			x.at(child, e.to)
		}
	}
}

// existence indexes "true" when the path leads to something other than false.
func (x *extractor) existence(doc *r4.Doc, e existence) {
	found := "false"
	walk(doc.Root(), e.steps, func(v r4.Value) {
		if string(v.Raw()) != "false" {
			found = "true"
		}
	})
	x.emit = &emit{kind: KindToken, source: Source{Hash: e.hash}}
	x.add(IndexValue{Text: found})
}

// group indexes the components of each element that has them all.
func (x *extractor) group(doc *r4.Doc, g *group) {
	number := int32(0)
	walk(doc.Root(), g.steps, func(v r4.Value) {
		number++
		x.number = number
		start := len(x.out)
		for i := range g.components {
			c := &g.components[i]
			x.emit = &c.emit
			before := len(x.out)
			for j, steps := range c.steps {
				root := v
				if c.fromRoot[j] {
					root = doc.Root()
				}
				walk(root, steps, x.collect)
			}
			if len(x.out) == before {
				x.out = x.out[:start]
				return
			}
		}
	})
	x.number = 0
}
