package consult

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"apricot.health/fhir/store"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
)

// investigationSystem is the code system of the graph's investigations on
// resources that Apricot writes.
const investigationSystem = "https://apricot.health/fhir/CodeSystem/investigation"

// Order is a draft that waits for a doctor.
type Order struct {
	// ID is the stored proposal's reference, or the graph's investigation for
	// one that is not stored yet.
	ID            string
	Investigation string
	Label, Why    Prose
	Source        Prose
	Stored        bool
}

// byReason puts the orders together that have one reason, in the order in which each
// reason first comes.
func byReason(orders []Order) [][]Order {
	var out [][]Order
	at := map[string]int{}
	for _, o := range orders {
		i, had := at[o.Why.text]
		if !had {
			i = len(out)
			at[o.Why.text], out = i, append(out, nil)
		}
		out[i] = append(out[i], o)
	}
	return out
}

type codeable struct {
	Text   string
	Coding []struct{ System, Code, Display string }
}

func (c codeable) say() string {
	if c.Text != "" {
		return c.Text
	}
	for _, x := range c.Coding {
		if x.Display != "" {
			return x.Display
		}
	}
	return ""
}

func (c codeable) code(system string) string {
	for _, x := range c.Coding {
		if x.System == system {
			return x.Code
		}
	}
	return ""
}

type proposal struct {
	Status, Intent string
	Code           codeable
	ReasonCode     []codeable
}

// proposals are the drafts in the record that nobody has signed.
func proposals(rs []store.Resource) map[string]proposal {
	out := map[string]proposal{}
	for _, r := range rs {
		var x proposal
		if json.Unmarshal(r.JSON, &x) == nil && x.Status == "draft" && x.Intent == "proposal" {
			out[r.String()] = x
		}
	}
	return out
}

// orders lists the stored proposals and what the engine drafts besides, each
// investigation once.
func (p *speaker) orders(d dossier) []Order {
	drafts := map[string]reason.Draft{}
	for _, x := range d.assessment.Orders {
		drafts[x.Investigation] = x
	}
	var out []Order
	seen := map[string]bool{}
	stored := proposals(d.Of("ServiceRequest"))
	for _, id := range slices.Sorted(maps.Keys(stored)) {
		o, inv := p.stored(id, stored[id], drafts)
		if inv != "" && seen[inv] {
			continue
		}
		seen[inv] = true
		out = append(out, o)
	}
	for _, x := range d.assessment.Orders {
		if !seen[x.Investigation] {
			seen[x.Investigation] = true
			out = append(out, p.drafted(x))
		}
	}
	return out
}

func (p *speaker) drafted(x reason.Draft) Order {
	label, why := p.pen(), p.pen()
	label.say(p.label(x.Investigation))
	why.say(p.show("why:"+x.Rule, x.Why))
	return Order{ID: x.Investigation, Investigation: x.Investigation, Label: label.done(), Why: why.done(), Source: p.source(x.Refs)}
}

func (p *speaker) stored(id string, x proposal, drafts map[string]reason.Draft) (Order, string) {
	inv := x.Code.code(investigationSystem)
	if dr, ok := drafts[inv]; ok {
		o := p.drafted(dr)
		o.ID, o.Stored = id, true
		return o, inv
	}
	label, why := p.pen(), p.pen()
	if _, ok := p.Graph.Investigation(inv); ok {
		label.say(p.label(inv))
	} else {
		label.quote(x.Code.say())
	}
	var reasons []string
	for _, r := range x.ReasonCode {
		reasons = append(reasons, r.say())
	}
	why.quote(strings.Join(reasons, "; "))
	return Order{ID: id, Investigation: inv, Label: label.done(), Why: why.done(), Source: p.source(p.refsOf(inv)), Stored: true}, inv
}

// refsOf are the sources of the first rule that drafts an investigation.
func (p *speaker) refsOf(inv string) []graph.Ref {
	for _, r := range p.Graph.OrderRules() {
		for _, o := range r.Orders {
			if o == inv {
				return r.Refs
			}
		}
	}
	return nil
}
