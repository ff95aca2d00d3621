package library

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/locator"
	"apricot.health/knowledge/logic"
)

// item is one thing in the graph.
type item struct {
	ID     string
	Kind   string // member of the snapshot: findings, red_flags, ...
	Label  graph.Label
	Status string
	Tree   node
	UsedBy []string
	// StandIn is what holds in its place in the site's jurisdiction.
	StandIn string
	// Endorsed says who of the site endorsed it.
	Endorsed *graph.Decision
	words    string // what a search looks through
}

// group is one kind of item.
type group struct {
	Kind  string
	Items []*item
}

// catalogue is the graph laid out for reading. It never changes.
type catalogue struct {
	groups []group
	byID   map[string]*item
	// failing gives the test cases beside rules that do not hold. They are run when
	// somebody first asks: that takes longer than all other pages together.
	failing func() ([]string, error)
	site    graph.Site
	applies string // the jurisdiction
	aside   []aside
	places  *locator.Names
}

// newCatalogue lays the graph out.
func newCatalogue(g *graph.Graph) (*catalogue, error) {
	root, err := parse(g.Snapshot())
	if err != nil {
		return nil, fmt.Errorf("library: snapshot: %w", err)
	}
	c := &catalogue{byID: map[string]*item{}, site: g.Site(), applies: g.Settings().Jurisdiction, places: locator.New(g)}
	for _, kind := range root.Members {
		if !kind.Value.List {
			continue
		}
		list := group{Kind: kind.Key}
		for _, n := range kind.Value.Items {
			it := newItem(g, kind.Key, n)
			list.Items = append(list.Items, it)
			c.byID[it.ID] = it
		}
		c.groups = append(c.groups, list)
	}
	c.link()
	c.decided(g)
	c.failing = sync.OnceValues(func() ([]string, error) { return failing(g) })
	return c, nil
}

// failing runs the test cases beside every rule.
func failing(g *graph.Graph) ([]string, error) {
	x, err := claim.New(g, nil)
	if err != nil {
		return nil, fmt.Errorf("library: %w", err)
	}
	var out []string
	for _, err := range append(logic.CheckContent(g), check.CheckContent(g, x.Read)...) {
		out = append(out, err.Error())
	}
	return out, nil
}

// aside is what the jurisdiction sets aside and what holds in its place.
type aside struct{ Of, StandIn place }

// place is an item, or a target of a pathway, which stands on its page.
type place struct {
	ID    string
	Label graph.Label
}

func placeOf(g *graph.Graph, id string) place {
	of, target, _ := strings.Cut(id, " ")
	label, _ := g.Label(of)
	if p, ok := g.Pathway(of); ok && target != "" {
		if i := slices.IndexFunc(p.Targets, func(t graph.Target) bool { return t.ID == target }); i >= 0 {
			label = graph.Label{ZH: label.ZH + "：" + p.Targets[i].Labels.ZH, EN: label.EN + ": " + p.Targets[i].Labels.EN}
		}
	}
	return place{of, label}
}

// decided marks what the site endorsed and what its jurisdiction sets aside.
func (c *catalogue) decided(g *graph.Graph) {
	whole := g.Whole()
	for _, a := range g.Aside() {
		if it := c.byID[a.ID]; it != nil {
			it.StandIn = a.StandIn
		}
		c.aside = append(c.aside, aside{placeOf(whole, a.ID), placeOf(whole, a.StandIn)})
	}
	for i, d := range c.site.Endorse {
		if it := c.byID[d.ID]; it != nil {
			it.Endorsed = &c.site.Endorse[i]
		}
	}
}

func newItem(g *graph.Graph, kind string, n node) *item {
	it := &item{ID: n.get("id").Text, Kind: kind, Tree: n, Status: n.get("status").Text}
	if it.Status == "" {
		it.Status = n.get("provenance").get("status").Text
	}
	it.Label, _ = g.Whole().Label(it.ID)
	words := []string{it.ID, it.Label.ZH, it.Label.EN}
	for _, key := range []string{"synonyms", "brands"} {
		names := n.get(key)
		names.walk(func(x *node) { words = append(words, x.Text) })
	}
	folded := lexicon.Fold(strings.Join(words, "\n"))
	it.words = strings.ToLower(folded)
	return it
}

// link marks the texts that are ids of other items, and tells those items who
// uses them.
func (c *catalogue) link() {
	for _, list := range c.groups {
		for _, it := range list.Items {
			seen := map[string]bool{it.ID: true}
			uses := func(id string) {
				if to := c.byID[id]; to != nil && !seen[id] {
					seen[id] = true
					to.UsedBy = append(to.UsedBy, it.ID)
				}
			}
			it.Tree.walk(func(n *node) {
				if n.Clause != nil {
					n.Clause.facts(uses)
				}
				if n.Text != "" && c.byID[n.Text] != nil && n.Text != it.ID {
					n.Ref = n.Text
					uses(n.Text)
				}
				for _, m := range n.Members { // the facts given to a test case are keys
					uses(m.Key)
				}
			})
		}
	}
	for _, it := range c.byID {
		slices.Sort(it.UsedBy)
	}
}
