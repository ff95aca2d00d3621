package mapping

import (
	"slices"
	"strings"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// finish makes what n stands for.
func (c *mapper) finish(n *node) error {
	if !n.m.when.holds(n) {
		n.gone = true
		return nil
	}
	if n.m.mode == "into" {
		if to := n.nearest(n.m.into); to != nil && to.t != nil {
			return c.fill(n, n.m, to.t)
		}
		return nil
	}
	if len(n.identify()) == 0 {
		n.gone = true
		return c.unidentified(n)
	}
	for _, id := range append(slices.Clone(n.identify()), n.others...) {
		n.t.put(n.t.body, path{{name: "identifier", list: true}}, id, "", false)
	}
	if err := c.fill(n, n.m, n.t); err != nil {
		return err
	}
	c.subject(n)
	if done, err := c.demand(n); done || err != nil {
		return err
	}
	switch n.m.mode {
	case "merged":
		return c.merged(n)
	case "moved":
		return c.moved(n)
	}
	if n.m.mode == "visit" {
		c.visitStatus(n)
	}
	if n.m.typ == "Appointment" {
		absentTimes(n.t)
	}
	if n.m.typ == "Patient" || n.m.typ == "Encounter" {
		c.last[n.m.typ] = n
	}
	return c.emitNode(n)
}

// unidentified tells what a resource without identity means: a patient must
// have one, and a visit that only is referred to is left out.
func (c *mapper) unidentified(n *node) error {
	switch n.m.mode {
	case "patient":
		return missing(n.seg, 3, "a patient identifier")
	case "merged":
		return missing(n.seg, 1, "the identifier of the merged patient")
	case "ended", "moved":
		return missing(n.seg, n.m.prior(), "the prior number")
	case "visit":
		c.plan.skip("PV1 without a visit number")
	default:
		c.plan.skip(n.seg.Name() + " without an identity")
	}
	return nil
}

// prior is the field of MRG that names what is ended or moved.
func (m *resource) prior() int {
	if m.identity[0][0].kind == "PRIOR" {
		return 5
	}
	return m.identity[0][0].field.number
}

// subject points at the patient and the visit.
func (c *mapper) subject(n *node) {
	for _, r := range []struct {
		to  path
		typ string
	}{{n.m.patient, "Patient"}, {n.m.encounter, "Encounter"}} {
		if len(r.to) == 0 {
			continue
		}
		if to := n.nearest(r.typ); to != nil {
			n.t.put(n.t.body, r.to, object{"reference": to.name()}, "", false)
		}
	}
}

// demand checks for what the resource cannot be without; done means that there
// is nothing to make.
func (c *mapper) demand(n *node) (done bool, err error) {
	names, blame, _ := strings.Cut(n.m.require, "@")
	names, quiet := strings.CutSuffix(names, "?")
	if names == "" || slices.ContainsFunc(strings.Split(names, "|"), func(name string) bool { return n.t.body[name] != nil }) {
		return false, nil
	}
	n.gone = true
	if quiet {
		c.plan.skip(n.seg.Name() + " without " + names)
		return true, nil
	}
	f, err := parseField(blame)
	if err != nil {
		return true, outcome.Wrap(outcome.Internal, err, "the tables are wrong")
	}
	s := n.segment(f.segment)
	if !s.Present() {
		s = hl7v2.Missing(f.segment)
	}
	return true, missing(s, f.number, names)
}

// emitNode adds the finished resource to the plan.
func (c *mapper) emitNode(n *node) error {
	mode := MergeInto
	switch n.m.mode {
	case "ensure":
		mode = Ensure
	case "replace":
		mode = Replace
		if status := n.t.body["status"]; (status == "entered-in-error" || status == "cancelled") && !n.seg.Field(5).Valued() {
			mode = MergeInto // what is called back keeps its value
		}
	case "patient":
		if strings.HasPrefix(c.rule.patient, "ensure") {
			mode = Ensure
		}
	case "visit":
		if strings.HasPrefix(c.rule.visit, "ensure") {
			mode = Ensure
		}
	case "existing":
		mode = Existing
	case "order":
		if c.rule.structure == "ORU" || c.rule.structure == "OUL" { // a result does not change its order
			mode = Ensure
		}
	}
	if err := c.emit(n.m.typ, n.identify(), mode, n.t, n.number); err != nil {
		return err
	}
	c.plan.note(n.name(), n.ownNumber(), place(n.seg, 2))
	return nil
}

// Namespace is the assigning authority of the order numbers that Apricot gives:
// the logical ids of its orders.
const Namespace = "APRICOT"

// ownNumber is the logical id of an order that Apricot placed, as its placer
// number.
func (n *node) ownNumber() string {
	if n.m.mode != "order" && n.m.mode != "existing" {
		return ""
	}
	for _, name := range []string{"OBR", "ORC"} {
		if number := n.segment(name).Field(2).First(); number.Component(2).Text() == Namespace {
			return number.Component(1).Text()
		}
	}
	return ""
}
