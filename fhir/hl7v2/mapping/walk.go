package mapping

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
)

// mapper is one message on its way.
type mapper struct {
	cfg    Config
	tables *tables
	msg    *hl7v2.Message
	header hl7v2.Header
	rule   message
	zone   *time.Location
	source string
	at     string // when the sender made the message, a FHIR dateTime or ""
	plan   Plan

	groups      []*group
	last        map[string]*node // Patient and Encounter that were made last
	occurrences map[string]int
	used        map[string]*node // by type and key
	count       int
}

// group is a group of segments that is open.
type group struct {
	depth    int
	first    string
	segments []hl7v2.Segment
	nodes    []*node
}

// node is a resource that a segment makes, or an addition to one.
type node struct {
	*mapper
	m      *resource
	seg    hl7v2.Segment
	scope  []*group // the groups it lies in, outermost first
	t      *target
	keys   []object
	others []object // further identifiers, which it is not matched by
	keyed  bool
	number int
	gone   bool // nothing is to be made after all
}

// Map gives the resources of a message. Errors are of kind NotSupported for a
// type it does not know, and Invalid or Unprocessable for data; their Path is
// the place in the message.
func (m *Mapper) Map(msg *hl7v2.Message) (Plan, error) {
	h := msg.Header()
	if err := m.Supported(h); err != nil {
		return Plan{}, err
	}
	c := &mapper{
		cfg: m.cfg, tables: m.tables, msg: msg, header: h, rule: m.tables.messages[h.Type()], zone: m.zone,
		occurrences: map[string]int{}, last: map[string]*node{}, used: map[string]*node{},
	}
	made, err := hl7v2.ParseTime(h.Time, m.zone)
	if err != nil {
		made, err = hl7v2.ParseTime(msg.Get("EVN-2"), m.zone)
	}
	if err == nil {
		c.zone = made.Time.Location()
		if made.Precision >= hl7v2.Minute {
			c.at = made.DateTime()
		}
	}
	c.source = "urn:hl7v2:" + url.PathEscape(msg.Get("MSH-3")) + ":" + url.PathEscape(msg.Get("MSH-4")) + "#" + url.QueryEscape(h.ControlID)
	if err := c.required(); err != nil {
		return Plan{}, err
	}
	if err := c.walk(); err != nil {
		return Plan{}, err
	}
	slices.SortStableFunc(c.plan.Entries, func(a, b Entry) int { return a.number - b.number })
	return c.plan, nil
}

// required checks for the segments without which the event says nothing.
func (c *mapper) required() error {
	for _, r := range []struct {
		rule, segment, what string
		field               int
	}{{c.rule.patient, "PID", "a patient", 3}, {c.rule.visit, "PV1", "a visit", 2}} {
		if strings.HasSuffix(r.rule, "!") && !c.msg.Segment(r.segment).Present() {
			return missing(hl7v2.Missing(r.segment), r.field, r.what)
		}
	}
	return nil
}

func (c *mapper) walk() error {
	parts := c.tables.structures[c.rule.structure]
	for _, s := range c.msg.Segments() {
		if s.Name() == "MSH" {
			continue
		}
		i := slices.IndexFunc(parts[s.Name()], func(p part) bool { return p.after == "" || c.open(p.after) })
		if i < 0 {
			c.plan.skip(s.Name())
			continue
		}
		if err := c.take(s, parts[s.Name()][i]); err != nil {
			return err
		}
	}
	return c.closeTo(0)
}

// open tells whether a segment stands in the open groups.
func (c *mapper) open(name string) bool {
	return slices.ContainsFunc(c.groups, func(g *group) bool { return g.has(name) })
}

func (g *group) has(name string) bool {
	return slices.ContainsFunc(g.segments, func(s hl7v2.Segment) bool { return s.Name() == name })
}

// take puts a segment into its group and notes what it makes.
func (c *mapper) take(s hl7v2.Segment, p part) error {
	if p.depth != innermost {
		if err := c.closeTo(p.depth + 1); err != nil {
			return err
		}
		g := c.deepest()
		here := g != nil && g.depth == p.depth
		joins := p.opens == "" || p.opens != "y" && here && g.has(p.opens) && !g.has(s.Name())
		if here && !joins {
			if err := c.closeTo(p.depth); err != nil {
				return err
			}
			here = false
		}
		if !here {
			c.groups = append(c.groups, &group{depth: p.depth, first: s.Name()})
		}
	}
	g := c.deepest()
	if g == nil {
		g = &group{first: s.Name()}
		c.groups = append(c.groups, g)
	}
	g.segments = append(g.segments, s)
	for _, m := range p.makes {
		c.count++
		g.nodes = append(g.nodes, &node{mapper: c, m: m, seg: s, scope: slices.Clone(c.groups), number: c.count * 100, t: newTarget(m.typ)})
	}
	return nil
}

func (c *mapper) deepest() *group {
	if len(c.groups) == 0 {
		return nil
	}
	return c.groups[len(c.groups)-1]
}

// closeTo ends the groups of this depth and deeper, innermost first.
func (c *mapper) closeTo(depth int) error {
	for g := c.deepest(); g != nil && g.depth >= depth; g = c.deepest() {
		for _, n := range g.nodes {
			if err := c.finish(n); err != nil {
				return err
			}
		}
		c.groups = c.groups[:len(c.groups)-1]
		if g.depth == 0 {
			c.last = map[string]*node{}
		}
	}
	return nil
}

// segment is the segment of a name that n speaks of: its own, or the last one
// of the innermost group that has it. MSH is always there.
func (n *node) segment(name string) hl7v2.Segment {
	switch name {
	case n.seg.Name():
		return n.seg
	case "MSH":
		return n.msg.Segment("MSH")
	}
	for _, g := range slices.Backward(n.scope) {
		for _, s := range slices.Backward(g.segments) {
			if s.Name() == name {
				return s
			}
		}
	}
	return hl7v2.Segment{}
}

// lines joins all repetitions of a field in the segments of n's own group.
func (n *node) lines(f field) string {
	var lines []string
	own := n.scope[len(n.scope)-1]
	for _, s := range own.segments {
		if s.Name() != f.segment {
			continue
		}
		for _, rep := range s.Field(f.number).Reps() {
			v := f.part(rep)
			if isCoded(f) {
				v = rep
			}
			line := clean(v.Whole())
			if isCoded(f) {
				line = conceptText(v)
			}
			if line != "" && !v.Null() {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// isCoded tells the instruction fields that are coded texts.
func isCoded(f field) bool { return f.segment == "RXE" || f.segment == "RXO" }

func conceptText(v hl7v2.Value) string {
	for _, i := range []int{9, 2, 5, 1} {
		if s := clean(v.Component(i).Text()); s != "" {
			return s
		}
	}
	return ""
}

// nearest is the resource of a type that n belongs to: of its own group or one
// around it. Patient and visit are also those that were closed last.
func (n *node) nearest(typ string) *node {
	for _, g := range slices.Backward(n.scope) {
		for _, x := range g.nodes {
			if x != n && x.m.typ == typ && x.m.mode != "merged" && x.m.mode != "moved" && x.usable() {
				return x
			}
		}
	}
	return n.last[typ]
}

// usable tells whether n is going to be made.
func (n *node) usable() bool { return !n.gone && n.m.when.holds(n) && len(n.identify()) > 0 }

// name is the temporary name that others refer to n by.
func (n *node) name() string { return fullURL(n.m.typ, n.identify()[0]) }
