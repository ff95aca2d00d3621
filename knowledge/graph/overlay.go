package graph

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Overlay is what a hospital changes in the shipped graph: rules that its
// clinicians endorse, rules it adds, rules it switches off, and settings.
type Overlay struct {
	// Overlay is a name with a version, such as "Hospital X, 2026-03".
	Overlay string `yaml:"overlay" json:"overlay"`
	// Base is the hash of the graph that it was written for. It is applied to
	// no other: after an update somebody reads it again.
	Base     string     `yaml:"base" json:"base"`
	Settings *Settings  `yaml:"settings" json:"settings,omitempty"`
	Endorse  []Decision `yaml:"endorse" json:"endorse,omitempty"`
	Off      []Decision `yaml:"off" json:"off,omitempty"`
	// Add holds new items; an id that exists is refused, never replaced.
	Add Module `yaml:"add" json:"add"`
}

// Settings are the hospital's own choices.
type Settings struct {
	// UnendorsedInterrupt says whether a safety rule that nobody endorsed may
	// interrupt an order; left out, it may. Where it may not, it is a soft rule and
	// at most major. A rule about texts that nobody endorsed holds no order then: it
	// warns (guardrails/check).
	UnendorsedInterrupt *bool `yaml:"unendorsed_interrupt" json:"unendorsed_interrupt,omitempty"`
	// Jurisdiction is whose guideline holds where two of them conflict: CN, US, EU
	// or UK; left out, CN.
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction,omitempty"`
}

// MayInterrupt is true where a rule that nobody endorsed may interrupt an order.
func (s Settings) MayInterrupt() bool { return s.UnendorsedInterrupt == nil || *s.UnendorsedInterrupt }

// Decision is one clinician's decision on one item.
type Decision struct {
	ID string `yaml:"id" json:"id"`
	By string `yaml:"by" json:"by"` // name and title
	On string `yaml:"on" json:"on"` // 2006-01-02
	// Why is required where a rule is switched off.
	Why string `yaml:"why" json:"why,omitempty"`
}

// Site is what a hospital decided in the overlay that a graph holds.
type Site struct {
	Overlay string        `json:"overlay"`
	Endorse []Decision    `json:"endorse,omitempty"`
	Off     []SwitchedOff `json:"off,omitempty"`
}

// SwitchedOff is a decision that leaves an item out, with the name that it has
// where it is shipped.
type SwitchedOff struct {
	Decision
	Labels Label `json:"labels"`
}

// Site gives what the hospital decided; it is empty without an overlay.
func (g *Graph) Site() Site {
	if g.site == nil {
		return Site{}
	}
	return *g.site
}

// site is the record of the overlay's decisions.
func (o Overlay) site(g *Graph) *Site {
	s := &Site{Overlay: o.Overlay, Endorse: o.Endorse}
	for _, d := range o.Off {
		label, _ := g.Label(d.ID)
		s.Off = append(s.Off, SwitchedOff{d, label})
	}
	return s
}

// ParseOverlay reads an overlay strictly.
func ParseOverlay(text []byte) (Overlay, error) {
	var o Overlay
	if err := yaml.UnmarshalWithOptions(text, &o, yaml.Strict()); err != nil {
		what, _, _ := strings.Cut(err.Error(), "\n")
		return Overlay{}, fmt.Errorf("graph: overlay: %s", what)
	}
	return o, nil
}

// optional are the kinds that a site may switch off.
//
//nolint:gochecknoglobals // a literal list, read only
var optional = []string{"rule", "flag", "order", "path", "score", "practice", "figure", "pharm", "trial", "herb", "incompatibility", "mistake", "unsound", "must", "never", "protocol"}

// Apply gives the graph with the overlay in it: a new graph with a hash of its
// own, checked as content is, and with the code tables of g. g and o stay as
// they are, and o may be changed afterwards.
func (g *Graph) Apply(o Overlay) (*Graph, error) {
	codes := g.codes
	g, o = g.Whole(), owned(o)
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf("graph: overlay: "+format, args...)) }
	if o.Overlay == "" {
		refuse("it has no name")
	}
	if o.Base != g.Hash() {
		refuse("it was written for %s, this graph is %s", o.Base, g.Hash())
	}
	m := g.module()
	endorsed, off := map[string]bool{}, map[string]bool{}
	for _, d := range o.Endorse {
		endorsed[d.ID] = true
		g.decision(d, refuse)
	}
	for _, d := range o.Off {
		off[d.ID] = true
		g.decision(d, refuse)
		if d.Why == "" {
			refuse("%s is switched off without a reason", d.ID)
		}
		if endorsed[d.ID] {
			refuse("%s is endorsed and switched off", d.ID)
		}
		if k, _ := kindOf(d.ID); !slices.Contains(optional, k) {
			refuse("%s cannot be switched off: only %s can", d.ID, strings.Join(optional, ", "))
		}
	}
	m.decide(endorsed, off)
	if x := o.Add; len(x.Courses)+len(x.Phrases)+len(x.WordClasses)+len(x.Wordings) > 0 {
		refuse("courses, phrases, word_classes and wordings cannot be added")
	}
	if o.Settings != nil && o.Settings.Jurisdiction != "" && !slices.Contains(Jurisdictions(), o.Settings.Jurisdiction) {
		refuse("the jurisdiction is %q and none of %s", o.Settings.Jurisdiction, strings.Join(Jurisdictions(), ", "))
	}
	m.Settings, m.Site = o.Settings, o.site(g)
	m.add(o.Add, func(id string) {
		if g.Exists(id) {
			refuse("%s exists and cannot be added", id)
		}
	})
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	m.soften()
	out := newGraph(m)
	out.codes = codes
	for _, p := range lint(out, nil) {
		refuse("%w", p)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return out.In(out.Settings().Jurisdiction), nil
}

// soften takes from safety rules that nobody endorsed the right to interrupt,
// where the site says so.
func (m *Module) soften() {
	if m.Settings == nil || m.Settings.MayInterrupt() {
		return
	}
	m.SafetyRules = slices.Clone(m.SafetyRules)
	for i := range m.SafetyRules {
		r := &m.SafetyRules[i]
		if r.Tier != "interruptive" || r.Status == Endorsed {
			continue
		}
		r.Tier = "soft"
		if r.Severity == "critical" {
			r.Severity = "major"
		}
	}
}

// decision checks who decided what and when.
func (g *Graph) decision(d Decision, refuse func(string, ...any)) {
	if !g.Exists(d.ID) {
		refuse("%q does not exist", d.ID)
	}
	if strings.TrimSpace(d.By) == "" || !isDate(d.On) {
		refuse("%s needs who decided (by) and when (on: a date)", d.ID)
	}
}

// decide marks what is endorsed and leaves out what is off, in every kind of
// which a site or its jurisdiction decides.
func (m *Module) decide(endorsed, off map[string]bool) {
	m.Complaints = decided(m.Complaints, endorsed, off, func(x *Complaint) (string, *Status) { return x.ID, &x.Status })
	m.Conditions = decided(m.Conditions, endorsed, off, func(x *Condition) (string, *Status) { return x.ID, &x.Status })
	m.RedFlags = decided(m.RedFlags, endorsed, off, func(x *RedFlag) (string, *Status) { return x.ID, &x.Status })
	m.OrderRules = decided(m.OrderRules, endorsed, off, func(x *OrderRule) (string, *Status) { return x.ID, &x.Status })
	m.Drugs = decided(m.Drugs, endorsed, off, func(x *Drug) (string, *Status) { return x.ID, &x.Status })
	m.AllergenGroups = decided(m.AllergenGroups, endorsed, off, func(x *AllergenGroup) (string, *Status) { return x.ID, &x.Status })
	m.SafetyRules = decided(m.SafetyRules, endorsed, off, func(x *SafetyRule) (string, *Status) { return x.ID, &x.Status })
	m.Bands = decided(m.Bands, endorsed, off, func(x *Band) (string, *Status) { return x.ID, &x.Status })
	m.Scores = decided(m.Scores, endorsed, off, func(x *Score) (string, *Status) { return x.ID, &x.Status })
	m.Pathways = decided(m.Pathways, endorsed, off, func(x *Pathway) (string, *Status) { return x.ID, &x.Status })
	m.Practices = decided(m.Practices, endorsed, off, func(x *Practice) (string, *Status) { return x.ID, &x.Status })
	m.EducationFigures = decided(m.EducationFigures, endorsed, off, func(x *EducationFigure) (string, *Status) { return x.ID, &x.Status })
	m.Pharmacology = decided(m.Pharmacology, endorsed, off, func(x *Pharmacology) (string, *Status) { return x.ID, &x.Status })
	m.Trials = decided(m.Trials, endorsed, off, func(x *Trial) (string, *Status) { return x.ID, &x.Status })
	m.Herbs = decided(m.Herbs, endorsed, off, func(x *Herb) (string, *Status) { return x.ID, &x.Status })
	m.HerbIncompatibilities = decided(m.HerbIncompatibilities, endorsed, off, func(x *HerbIncompatibility) (string, *Status) { return x.ID, &x.Status })
	m.TextRules = decided(m.TextRules, endorsed, off, func(x *TextRule) (string, *Status) { return x.ID, &x.Status })
}

// decided marks what is endorsed and leaves out what is off. The items of the
// shipped graph are not touched.
func decided[T any](items []T, endorsed, off map[string]bool, of func(*T) (string, *Status)) []T {
	var out []T
	for _, x := range items {
		id, status := of(&x)
		if off[id] {
			continue
		}
		if endorsed[id] {
			*status = Endorsed
		}
		out = append(out, x)
	}
	return out
}

// add appends the items of another module and tells each new id.
func (m *Module) add(x Module, new func(id string)) {
	m.Sources = added(m.Sources, x.Sources, new, func(x Source) string { return x.ID })
	m.Findings = added(m.Findings, x.Findings, new, func(x Finding) string { return x.ID })
	m.Conditions = added(m.Conditions, x.Conditions, new, func(x Condition) string { return x.ID })
	m.Complaints = added(m.Complaints, x.Complaints, new, func(x Complaint) string { return x.ID })
	m.RedFlags = added(m.RedFlags, x.RedFlags, new, func(x RedFlag) string { return x.ID })
	m.Investigations = added(m.Investigations, x.Investigations, new, func(x Investigation) string { return x.ID })
	m.OrderRules = added(m.OrderRules, x.OrderRules, new, func(x OrderRule) string { return x.ID })
	m.Drugs = added(m.Drugs, x.Drugs, new, func(x Drug) string { return x.ID })
	m.DrugClasses = added(m.DrugClasses, x.DrugClasses, new, func(x DrugClass) string { return x.ID })
	m.AllergenGroups = added(m.AllergenGroups, x.AllergenGroups, new, func(x AllergenGroup) string { return x.ID })
	m.SafetyRules = added(m.SafetyRules, x.SafetyRules, new, func(x SafetyRule) string { return x.ID })
	m.Bands = added(m.Bands, x.Bands, new, func(x Band) string { return x.ID })
	m.Scores = added(m.Scores, x.Scores, new, func(x Score) string { return x.ID })
	m.Pathways = added(m.Pathways, x.Pathways, new, func(x Pathway) string { return x.ID })
	m.Departments = added(m.Departments, x.Departments, new, func(x Department) string { return x.ID })
	m.Practices = added(m.Practices, x.Practices, new, func(x Practice) string { return x.ID })
	m.EducationFigures = added(m.EducationFigures, x.EducationFigures, new, func(x EducationFigure) string { return x.ID })
	m.Pharmacology = added(m.Pharmacology, x.Pharmacology, new, func(x Pharmacology) string { return x.ID })
	m.Trials = added(m.Trials, x.Trials, new, func(x Trial) string { return x.ID })
	m.Herbs = added(m.Herbs, x.Herbs, new, func(x Herb) string { return x.ID })
	m.HerbIncompatibilities = added(m.HerbIncompatibilities, x.HerbIncompatibilities, new, func(x HerbIncompatibility) string { return x.ID })
}

func added[T any](to, items []T, new func(id string), id func(T) string) []T {
	out := slices.Clone(to)
	for _, x := range items {
		new(id(x))
		out = append(out, x)
	}
	return out
}

// Settings gives the site's settings; without an overlay, what is shipped:
// rules that nobody endorsed may interrupt, and China's guidelines hold.
func (g *Graph) Settings() Settings {
	var s Settings
	if g.settings != nil {
		s = *g.settings
	}
	s.Jurisdiction = cmp.Or(s.Jurisdiction, Home)
	return s
}
