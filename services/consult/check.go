package consult

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// The severities of the fence's findings.
const (
	critical = "critical"
	major    = "major"
)

// repeatWithin is how near two requests of one test are a repeat.
const repeatWithin = 24 * time.Hour

// CheckOrders checks orders that were written as text, such as
// "阿莫西林 0.5g 口服 tid", as order-sign checks structured ones.
func (s *Service) CheckOrders(ctx context.Context, lang, patient string, orders []string) ([]Card, error) {
	if err := known(lang); err != nil {
		return nil, err
	}
	if len(orders) > maxOrders {
		return nil, outcome.At(outcome.TooLarge, "orders", "at most %d orders are checked at once", maxOrders)
	}
	var drafts []draft
	for i, o := range orders {
		if len(o) > fence.MaxText {
			return nil, outcome.At(outcome.TooLarge, "orders["+strconv.Itoa(i)+"]", "the order is too long")
		}
		drafts = append(drafts, s.readOrder(o)...)
	}
	d, err := s.open(ctx, patient)
	if err != nil {
		return nil, err
	}
	return s.check(ctx, lang, ServiceOrderSign, d, drafts, nil)
}

// CheckBundle checks a draftOrders Bundle. selections, when not empty, names
// the orders that cards are wanted for; the others still count as drafted.
func (s *Service) CheckBundle(ctx context.Context, lang, service, patient string, bundle []byte, selections []string, prefetch ...[]byte) ([]Card, error) {
	if err := known(lang); err != nil {
		return nil, err
	}
	drafts, err := s.parseDrafts(bundle, patient)
	if err != nil {
		return nil, err
	}
	d, err := s.openWith(ctx, patient, prefetch)
	if err != nil {
		return nil, err
	}
	return s.check(ctx, lang, service, d, drafts, selections)
}

// openWith opens a patient from the store and adds what the EMR sent along;
// of a resource in both, the EMR's is the newer. A patient whom only the EMR
// knows is taken from what it sent.
func (s *Service) openWith(ctx context.Context, patient string, sent [][]byte) (dossier, error) {
	d, err := s.open(ctx, patient)
	if len(sent) == 0 || err != nil && !outcome.Is(err, outcome.NotFound) {
		return d, err
	}
	raws := map[string][]byte{}
	var order []string
	put := func(key string, raw []byte) {
		if raws[key] == nil {
			order = append(order, key)
		}
		raws[key] = raw
	}
	if err == nil {
		put(d.Patient.String(), d.Patient.JSON)
		for _, r := range d.Resources {
			put(r.String(), r.JSON)
		}
	}
	for _, raw := range sent {
		var head struct{ ResourceType, ID string }
		if json.Unmarshal(raw, &head) == nil && head.ResourceType != "" {
			put(head.ResourceType+"/"+head.ID, raw)
		}
	}
	if raws["Patient/"+patient] == nil {
		return dossier{}, err
	}
	all := make([][]byte, 0, len(order))
	g := agent.Gathered{Patient: store.Resource{Key: store.Key{Type: "Patient", ID: patient}, JSON: raws["Patient/"+patient]}}
	for _, key := range order {
		all = append(all, raws[key])
		if typ, id, _ := strings.Cut(key, "/"); typ != "Patient" {
			g.Resources = append(g.Resources, store.Resource{Key: store.Key{Type: typ, ID: id}, JSON: raws[key]})
		}
	}
	if g.Chart, err = s.record.FromResources(all, s.Now()); err != nil {
		return dossier{}, err
	}
	g.Chart.Patient = patient
	return s.think(g), nil
}

// problem is one finding about one draft.
type problem struct {
	order    draft
	severity string
	message  Prose
	hazard   string
	evidence []string
}

// check asks the fence about all drafts at once, so that they are held against
// each other too, and makes cards of what it finds: none where nothing is
// wrong.
func (s *Service) check(ctx context.Context, lang, service string, d dossier, drafts []draft, only []string) ([]Card, error) {
	c := without(d.story.Chart, drafts)
	p := s.speak(ctx, lang, c, agent.Urgency(d.assessment))
	ask := fence.Draft{Audience: fence.Order, Lang: lang, Chart: c, Urgency: p.urgency}
	var asked []draft
	var problems []problem
	for i, x := range drafts {
		if x.stranger {
			problems = append(problems, p.stranger(x))
		}
		if x.drug != nil {
			ask.Orders, asked = append(ask.Orders, *x.drug), append(asked, x)
		} else if pr, ok := p.repeated(d, drafts[:i], x); ok {
			problems = append(problems, pr)
		}
	}
	decision := ""
	if len(asked) > 0 {
		dec, _, err := s.Fence.Gate(ctx, ask)
		if err != nil {
			return nil, err
		}
		decision = dec.Record.ID
		found := p.problems(dec.Findings, asked)
		if (dec.Outcome == fence.Block || dec.Outcome == fence.Handover) && !slices.ContainsFunc(found, loud) {
			// The fence holds the orders back and says nothing that can be shown:
			// silence would read as approval.
			found = append(found, problem{order: asked[0], severity: major, hazard: "unproved", message: p.unchecked()})
		}
		problems = append(problems, found...)
	}
	if len(only) > 0 {
		problems = slices.DeleteFunc(problems, func(x problem) bool { return !slices.Contains(only, x.order.ref) })
	}
	cards := p.orderCards(service, decision, d.Patient.ID, problems)
	if p.err != nil {
		return nil, p.err
	}
	return cards, s.issue(ctx, d.Patient.ID, cards)
}

// without is the chart less the drafts themselves, so that a renewal is no
// duplicate of itself.
func without(c chart.Chart, drafts []draft) chart.Chart {
	c.Medications = slices.DeleteFunc(slices.Clone(c.Medications), func(m chart.Coded) bool {
		return slices.ContainsFunc(drafts, func(x draft) bool { return x.ref != "" && x.ref == m.Evidence })
	})
	return c
}

// idle are hazards that say nothing to a doctor who is writing the order.
func idle(hazard string) bool {
	return slices.Contains([]string{"prescription_by_ai", "uncalibrated", "undeclared", "urgency_unknown"}, hazard)
}

// problems joins findings with the drafts they are about: the fence names the
// n-th order "on" and its dose "on.dose".
func (p *speaker) problems(fs []fence.Finding, asked []draft) []problem {
	var out []problem
	for _, f := range fs {
		if idle(f.Hazard) {
			continue
		}
		x := problem{severity: f.Severity, hazard: f.Hazard, evidence: f.Evidence}
		id, _, _ := strings.Cut(strings.TrimPrefix(f.ClaimID, "o"), ".")
		if n, err := strconv.Atoi(id); err == nil && n >= 1 && n <= len(asked) {
			x.order = asked[n-1]
		}
		w := p.pen()
		if x.message = w.found(f, p.lang).done(); x.message.Empty() {
			x.message = p.unchecked()
		}
		out = append(out, x)
	}
	return out
}

// bySeverity puts critical problems before major ones.
func bySeverity(a, b problem) int { return strings.Compare(a.severity, b.severity) }

func loud(x problem) bool { return x.severity == critical || x.severity == major }

// unchecked says that a check was not completed.
func (p *speaker) unchecked() Prose {
	w := p.pen()
	return w.say(p.free(graph.Label{ZH: "安全核对未完成，请人工核对", EN: "The safety check was not completed; please check by hand"})).done()
}

func (p *speaker) stranger(x draft) problem {
	w := p.pen()
	w.say(p.free(graph.Label{ZH: "医嘱上的病历与当前打开的不一致", EN: "The record on this order is not the one that is open"}))
	return problem{order: x, severity: critical, hazard: "wrong_patient", message: w.done()}
}

// repeated finds a test that was asked for already, in the record or among the
// drafts before it.
func (p *speaker) repeated(d dossier, before []draft, x draft) (problem, bool) {
	if x.test == "" {
		return problem{}, false
	}
	w := p.pen()
	w.say(p.label(x.test)).mark(colon).say(p.free(graph.Label{ZH: "24小时内已有同一项检查的医嘱", EN: "the same test was ordered within 24 hours"}))
	pr := problem{order: x, severity: "minor", hazard: "duplicate", message: w.done()}
	for _, y := range before {
		if y.test == x.test {
			return pr, true
		}
	}
	for _, r := range d.Of("ServiceRequest") {
		var o struct {
			request
			Intent, AuthoredOn string
		}
		if r.String() == x.ref || json.Unmarshal(r.JSON, &o) != nil || o.Intent == "proposal" || o.Status != "active" && o.Status != "completed" {
			continue
		}
		at, err := time.Parse(time.RFC3339, o.AuthoredOn)
		if err == nil && p.Now().Sub(at) > repeatWithin || p.investigation(o.Code) != x.test {
			continue
		}
		pr.evidence = []string{r.String()}
		return pr, true
	}
	return problem{}, false
}

// orderCards makes a card of every critical and major problem, each wording
// once, and folds the minor ones into one.
func (p *speaker) orderCards(service, decision, patient string, problems []problem) []Card {
	var shown, quiet []problem
	seen := map[string]bool{}
	for _, x := range problems {
		if seen[x.hazard+x.message.text] {
			continue
		}
		seen[x.hazard+x.message.text] = true
		if loud(x) {
			shown = append(shown, x)
		} else {
			quiet = append(quiet, x)
		}
	}
	slices.SortStableFunc(shown, bySeverity)
	var out []Card
	for _, x := range shown {
		out = append(out, p.orderCard(x))
	}
	if len(quiet) > 0 {
		out = append(out, p.notesCard(quiet))
	}
	for i := range out {
		out[i].Service, out[i].Decision = service, decision
		out[i] = out[i].seal(patient)
	}
	return out
}

func (p *speaker) orderCard(x problem) Card {
	ind := Warning
	if x.severity == critical {
		ind = Critical
	}
	det := p.pen()
	det.quote(x.order.text)
	p.evidence(det, x)
	return Card{
		Summary: x.message, Detail: det.done(), Indicator: ind,
		Source: p.stand(p.refsBehind(x)), Overrides: p.overrides(),
	}
}

func (p *speaker) notesCard(quiet []problem) Card {
	sum, det := p.pen(), p.pen()
	sum.say(p.heading("notes")).mark(colon).prose(quiet[0].message)
	if n := len(quiet) - 1; n > 0 {
		sum.mark(openPar).quote("+" + strconv.Itoa(n)).mark(closePar)
	}
	for _, x := range quiet {
		det.mark(bullet).prose(x.message)
		if x.order.text != "" {
			det.mark(openPar).quote(x.order.text).mark(closePar)
		}
	}
	return Card{Summary: sum.done(), Detail: det.done(), Indicator: Info, Source: p.stand(p.refsBehind(quiet[0]))}
}

// evidence words what a finding rests on, each thing once: rules with their
// advice for the doctor, facts by name and value, entries of the chart by their
// own words. The drug of the order itself goes without saying.
func (p *speaker) evidence(w *writer, x problem) {
	seen := map[string]bool{}
	for _, id := range append(slices.Clone(x.evidence), behind(x.hazard)...) {
		if x.order.drug != nil && id == x.order.drug.Concept {
			continue
		}
		line := p.ground(id)
		if line.Empty() || seen[line.text] {
			continue
		}
		seen[line.text] = true
		w.mark(bullet).prose(line)
	}
}

// behind are the measurements that a hazard is about.
func behind(hazard string) []string {
	switch hazard {
	case "renal_dose":
		return []string{"find.egfr", "find.creatinine"}
	case "age_dose":
		return []string{"find.weight"}
	}
	return nil
}

func (p *speaker) ground(id string) Prose {
	w := p.pen()
	if _, ok := p.Graph.TextRule(id); ok {
		return Prose{} // the finding's own words name it, and its source
	}
	if r, ok := p.Graph.SafetyRule(id); ok {
		w.mark(bold).say(p.label(id)).mark(bold)
		if advice := p.free(r.Advice); advice.Text() != "" {
			w.mark(colon).say(advice)
		}
		return w.done()
	}
	if f, ok := p.Graph.Finding(id); ok && f.Kind == "quantity" {
		m, measured := p.chart.Measures[id]
		if !measured {
			return Prose{}
		}
		return w.say(p.label(id)).mark(colon).quote(agent.Quantity(p.lang, m.Value, m.Unit)).done()
	}
	if l := p.label(id); l.Text() != "" {
		return w.say(l).done()
	}
	return w.quote(entry(p.chart, id)).done()
}

// entry is the chart's own words for a piece of evidence.
func entry(c chart.Chart, ref string) string {
	for _, list := range [][]chart.Coded{c.Allergies, c.Medications, c.Conditions} {
		for _, x := range list {
			if x.Evidence == ref && x.Text != "" {
				return x.Text
			}
		}
	}
	return ""
}

// refsBehind are the sources of the rule a problem rests on, else those of the
// drug.
func (p *speaker) refsBehind(x problem) []graph.Ref {
	for _, id := range x.evidence {
		if r, ok := p.Graph.SafetyRule(id); ok && len(r.Refs) > 0 {
			return r.Refs
		}
		if a, ok := p.Graph.AllergenGroup(id); ok && len(a.Refs) > 0 {
			return a.Refs
		}
	}
	if x.order.drug != nil {
		if d, ok := p.Graph.Drug(x.order.drug.Concept); ok {
			return d.Refs
		}
	}
	return nil
}
