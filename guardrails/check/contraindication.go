package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// contraindication evaluates the rules on a drug in a patient: by condition,
// laboratory value, vital sign or age. Where a rule on a medicine and one on its
// class, or one on a condition and one on the wider condition, fire for the same
// reason, the graver one is enough.
func contraindication(b *bench, c claim.Claim) []Finding {
	var fires []firing
	var missing []string
	for _, m := range b.Index.of[c.Concept] {
		r := b.Index.rules[m.rule]
		if !m.inA || r.When == nil || r.Kind != "contraindication" && r.Kind != "lab" && r.Kind != "dose" {
			continue
		}
		if len(r.B) > 0 && !b.anyInUse(r.B, c) {
			continue
		}
		f, unsure := b.fired(r, c)
		if f != nil {
			why := b.because(*r.When)
			f.Evidence = append(f.Evidence, why...)
			if f.Hazard == "contraindication_soft" && (b.measured(r, c) || b.keptLow(r, c)) {
				f.Hazard, f.Severity = "contraindication_minor", Minor
			}
			if b.Index.member(weakLocally[:], c.Concept) && b.local(c.Concept, c.Sentence, "") {
				b.soften(f)
			}
			fires = append(fires, firing{*f, b.reasons(r)})
		}
		if unsure && r.Tier == "interruptive" && r.Kind != "lab" { // a result that nobody has is asked for by no rule on a result
			missing = append(missing, r.ID)
		}
	}
	out := append(b.gravest(fires), b.kidneyForbids(c)...)
	if b.givenDeadly(c) {
		f := b.find("contraindication", c, c.Concept)
		f.Message = message("contraindication_route", b.name(c.Concept, c.Text))
		out = append(out, f)
	}
	if len(out) == 0 && len(missing) > 0 {
		out = append(out, b.find("contraindication_unknown", c, missing...))
	}
	return out
}

// firing is a rule that fired, with its reasons.
type firing struct {
	finding Finding
	facts   []string
}

// reasons are the facts that made a rule true; none where they do not say all: an age
// has many rules, and a second medicine is a reason of its own.
func (b *bench) reasons(r graph.SafetyRule) []string {
	facts := logic.Eval(*r.When, b.facts).Proof.Facts
	if len(r.B) > 0 || slices.Contains(facts, "find.age") {
		return nil
	}
	return facts
}

// gravest leaves out what another of the list says at least as gravely of the same
// facts or of narrower ones.
func (b *bench) gravest(fires []firing) []Finding {
	var out []Finding
	for i, f := range fires {
		if !slices.ContainsFunc(fires[:i], func(g firing) bool { return b.covers(g, f) }) &&
			!slices.ContainsFunc(fires[i+1:], func(g firing) bool { return b.covers(g, f) && !b.covers(f, g) }) {
			out = append(out, f.finding)
		}
	}
	return out
}

// covers is true where g is as grave as f and each fact of f is one of g or is implied
// by one: a wider condition, or the history that a condition makes.
func (b *bench) covers(g, f firing) bool {
	if len(f.facts) == 0 || weight(g.finding) < weight(f.finding) {
		return false
	}
	return !slices.ContainsFunc(f.facts, func(id string) bool {
		return !slices.ContainsFunc(g.facts, func(have string) bool {
			if have == id {
				return true
			}
			c, ok := b.Graph.Condition(have)
			return ok && c.Known != nil && slices.Contains(c.Known.Implies, id)
		})
	})
}

// measured is true for a rule on kidney disease in general where the drug has
// rows that act on measured functions and this patient's is known: they answer.
func (b *bench) measured(r graph.SafetyRule, c claim.Claim) bool {
	for _, id := range logic.Eval(*r.When, b.facts).Proof.Facts {
		if !strings.HasPrefix(id, "cond.ckd") {
			return false
		}
	}
	d, ok := b.Graph.Drug(c.Concept)
	if !ok || !slices.ContainsFunc(d.Renal, func(row graph.Renal) bool { return row.Action != "monitor" }) {
		return false
	}
	_, known, held := b.renalRow(d, "")
	return known || held
}

// lowLimits are rules whose advice is a limit of a day, in grams: a draft that
// keeps to it has followed them (label of paracetamol; EASL 2018 on cirrhosis).
//
//nolint:gochecknoglobals // a literal table, read only
var lowLimits = map[string]float64{"rule.ci_paracetamol_cirrhosis": 2, "rule.ci_paracetamol_alcohol_dependence": 2}

// weakLocally are medicines of which the skin, the eye and the nose let little into the
// blood. Beta-blockers are not among them: eye drops bring on asthma.
//
//nolint:gochecknoglobals // a literal table, read only
var weakLocally = [...]string{"class.nsaid", "class.azole_antifungal", "class.glucocorticoid", "class.macrolide", "class.fluoroquinolone", "class.nitroimidazole", "drug.clindamycin", "drug.terbinafine", "drug.minoxidil"}

func (b *bench) keptLow(r graph.SafetyRule, c claim.Claim) bool {
	limit, ok := lowLimits[r.ID]
	return ok && b.lowEnough(c, limit, "g")
}

func (b *bench) anyInUse(ids []string, c claim.Claim) bool {
	for _, u := range b.uses {
		if u.claim != c.ID && u.concept != c.Concept && b.Index.member(ids, u.concept) {
			return true
		}
	}
	return false
}

// because gives the evidence of the facts that made an expression true.
func (b *bench) because(e graph.Expr) []string {
	var out []string
	for _, id := range logic.Eval(e, b.facts).Proof.Facts {
		out = append(out, b.evidence(id))
	}
	return out
}

// evidence is where the chart states a fact, else the fact itself.
func (b *bench) evidence(id string) string {
	if m, ok := b.Chart.Measures[id]; ok && m.Evidence != "" {
		return m.Evidence
	}
	if e := b.Chart.FindingSource[id].Where; e != "" {
		return e
	}
	for _, list := range [][]chart.Coded{b.Chart.Conditions, b.Chart.Medications} {
		for _, x := range list {
			if x.Concept == id && x.Evidence != "" {
				return x.Evidence
			}
		}
	}
	if strings.HasPrefix(id, "find.") || strings.HasPrefix(id, "cond.") {
		return "chart:" + id
	}
	return id
}

// kidneyForbids reads the renal rows that forbid a drug: that is a
// contraindication, where a reduction is only a matter of dose.
func (b *bench) kidneyForbids(c claim.Claim) []Finding {
	return b.each(c, "contraindication_unknown", func(d graph.Drug) *Finding {
		for _, p := range b.directions(c) {
			if k, row := b.byKidney(d, p); k == kidneyHeld && row.Action == "contraindicated" {
				f := b.find("contraindication", c, d.ID, b.renalEvidence(row))
				return &f
			}
		}
		return nil
	})
}
