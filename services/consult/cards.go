package consult

import (
	"cmp"
	"encoding/json"
	"fmt"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// top bounds how many conditions a card names.
const top = 3

// cards are what the patient-view hook shows: the story with its urgency, the
// medicines in use that the chart speaks against, the differential, and what
// must not be missed. A card with nothing to say is
// left out.
func (p *speaker) cards(d dossier, v View) []Card {
	var out []Card
	for _, c := range []Card{p.storyCard(d, v), p.takenCard(d), p.differentialCard(v), p.dangerCard(d, v)} {
		if !c.Summary.Empty() {
			c.Service, c.Decision = ServicePatientView, cmp.Or(c.Decision, p.decision(d))
			out = append(out, c.seal(d.Patient.ID))
		}
	}
	return out
}

func (p *speaker) decision(d dossier) string {
	return p.phrase(levelPhrase(d.assessment.Level)).DecisionID()
}

// switchedOff says that nothing is judged for a department.
const switchedOff = "phrase.switched_off"

// offCards stand in place of all others where a department is switched off: silence
// would read as approval.
func (p *speaker) offCards(patient, service string) []Card {
	w := p.pen()
	c := Card{Service: service, Summary: w.say(p.phrase(switchedOff)).done(), Indicator: Warning, Source: p.stand(nil), Decision: p.phrase(switchedOff).DecisionID()}
	return []Card{c.seal(patient)}
}

// storyCard carries the urgency and what the patient told. Without an
// interview it stands only for a danger in the record: a red flag, or a score
// of vital signs.
func (p *speaker) storyCard(d dossier, v View) Card {
	a := d.assessment
	if v.Summary == nil && len(a.RedFlags) == 0 && a.Level > 2 {
		return Card{}
	}
	sum, det := p.pen(), p.pen()
	if v.Summary != nil {
		sum.say(p.heading("summary")).mark(colon)
		if l := p.label(d.story.Complaint); l.Text() != "" {
			sum.say(l).mark(dot)
		}
	}
	switch {
	case d.story.Other:
		sum.say(p.phrase("phrase.about_other"))
	case a.Why == reason.NoComplaint:
		sum.say(p.heading(a.Why))
	default:
		sum.say(p.phrase(levelPhrase(a.Level))).mark(dot).say(p.label(a.Department))
	}
	var refs []graph.Ref
	if len(a.RedFlags) > 0 {
		sum.mark(dot).say(p.label(a.RedFlags[0].ID))
		det.mark(bold).say(p.heading("flags")).mark(bold)
		for _, hit := range a.RedFlags {
			det.mark(bullet).say(p.label(hit.ID))
			det.because(p, hit.Proof.Facts)
		}
		det.mark(paragraph)
		if f, ok := p.Graph.RedFlag(a.RedFlags[0].ID); ok {
			refs = f.Refs
		}
	} else if c, ok := p.Graph.Complaint(d.story.Complaint); ok {
		refs = c.Refs
	}
	det.suspected(p, a.Suspected)
	if by := p.labels(a.UrgencyBy); len(by) > 0 {
		det.say(p.phrase(levelPhrase(a.Level))).mark(openPar).say(p.heading("why")).mark(colon).list(by).mark(closePar).mark(paragraph)
	}
	if v.Summary != nil {
		det.summary(p, v.Summary)
	}
	det.onRecord(p, v.Banner.Allergies)
	det.possible(p, v.Possible)
	det.drafts(p, v.Orders)
	return Card{
		Summary: sum.done(), Detail: det.done(), Indicator: indicator(a.Level), Source: p.stand(refs),
		Suggestions: p.suggestions(d.Patient.ID, v.Orders),
	}
}

// suggestions offers the tests of the engine that wait nowhere else yet.
func (p *speaker) suggestions(patient string, orders []Order) []Suggestion {
	var out []Suggestion
	for _, o := range orders {
		inv, ok := p.Graph.Investigation(o.Investigation)
		if o.Stored || !ok || o.Label.Empty() {
			continue
		}
		coding := []object{{"system": investigationSystem, "code": inv.ID}}
		if inv.Loinc != "" {
			coding = append(coding, object{"system": "http://loinc.org", "code": inv.Loinc})
		}
		r := object{
			"resourceType": "ServiceRequest", "meta": agent.AIMeta(), "status": "draft", "intent": "proposal",
			"code": object{"coding": coding, "text": o.Label.Text()}, "subject": object{"reference": "Patient/" + patient},
		}
		if !o.Why.Empty() {
			r["reasonCode"] = []object{{"text": o.Why.Text()}}
		}
		body, err := json.Marshal(r)
		if err != nil {
			p.err = fmt.Errorf("consult: encode suggestion: %w", err)
			return nil
		}
		out = append(out, Suggestion{Label: o.Label, Resource: body})
	}
	return out
}

func (w *writer) because(p *speaker, facts []string) {
	if ls := p.labels(facts); len(ls) > 0 {
		w.mark(openPar).say(p.heading("why")).mark(colon).list(ls).mark(closePar)
	}
}

// suspected names what the patient's words resemble, with the words: a doctor
// sees at once what it rests on.
func (w *writer) suspected(p *speaker, all []reason.Suspicion) {
	if len(all) == 0 {
		return
	}
	w.mark(bold).say(p.heading("suspected")).mark(bold)
	for _, s := range all {
		w.mark(bullet).say(p.label(s.Flag)).mark(openPar).quote(s.Words).mark(closePar)
	}
	w.mark(paragraph)
}

func (w *writer) summary(p *speaker, s *Summary) {
	if s.Notice.Text() != "" {
		w.say(s.Notice).mark(paragraph)
	}
	for _, sec := range s.Sections {
		w.mark(bold).say(sec.Title).mark(bold).mark(colon)
		if sec.ID == sectionChief && len(sec.Items) > 1 {
			w.told(p, sec.Items)
			w.mark(paragraph)
			continue
		}
		for i, it := range sec.Items {
			if i > 0 {
				w.mark(between)
			}
			w.item(it)
		}
		w.mark(paragraph)
	}
}

func (w *writer) item(it Item) {
	w.say(it.Label)
	if it.Label.Text() != "" && (it.Said != "" || it.Value.Text() != "") {
		w.mark(colon)
	}
	w.say(it.Value).quote(it.Said)
}

// onRecord repeats the recorded allergies beside what the patient said of
// them: the two may disagree, and the doctor must see that.
func (w *writer) onRecord(p *speaker, allergies []string) {
	if len(allergies) == 0 {
		return
	}
	w.mark(bold).say(p.heading("allergies")).mark(bold).mark(colon).quotes(allergies).mark(paragraph)
}

// quotes is a list of words of the record.
func (w *writer) quotes(of []string) *writer {
	for i, s := range of {
		if i > 0 {
			w.mark(between)
		}
		w.quote(s)
	}
	return w
}

func (w *writer) drafts(p *speaker, orders []Order) {
	if len(orders) == 0 {
		return
	}
	w.mark(bold).say(p.heading("tests")).mark(bold)
	for _, of := range byReason(orders) {
		w.mark(bullet)
		for i, o := range of {
			if i > 0 {
				w.mark(between)
			}
			w.prose(o.Label)
		}
		if why := of[0].Why; !why.Empty() {
			w.mark(colon).prose(why)
		}
	}
}

// possible names what comes to mind where there is no differential: one line,
// for an EMR that shows cards and no page.
func (w *writer) possible(p *speaker, cs []Candidate) {
	if len(cs) > 0 {
		w.mark(bold).say(p.heading("possible")).mark(bold).mark(colon).list(names(cs)).mark(paragraph)
	}
}

func names(cs []Candidate) []fence.Cleared {
	var out []fence.Cleared
	for i, c := range cs {
		if i == top {
			break
		}
		out = append(out, c.Label)
	}
	return out
}

func (p *speaker) differentialCard(v View) Card {
	if v.Abstained || len(v.Differential) == 0 {
		return Card{}
	}
	sum, det := p.pen(), p.pen()
	sum.say(p.heading("differential")).mark(colon).list(names(v.Differential))
	for _, c := range v.Differential {
		p.candidate(det, c)
	}
	det.mark(paragraph).mark(bold).say(p.heading("path")).mark(bold)
	for _, st := range v.Path {
		if st.Label.Text() == "" || st.Detail.Empty() || st.Kind == "tests" {
			continue
		}
		det.mark(bullet).say(st.Label).mark(colon).prose(st.Detail)
	}
	return Card{Summary: sum.done(), Detail: det.done(), Indicator: Info, Source: p.stand(p.refs(v.Differential[0].Condition))}
}

func (p *speaker) candidate(w *writer, c Candidate) {
	w.mark(paragraph).mark(bold).say(c.Label).mark(bold)
	part := func(id string, of []fence.Cleared) {
		if len(of) > 0 {
			w.mark(bullet).say(p.heading(id)).mark(colon).list(of)
		}
	}
	part("for", c.For)
	part("against", c.Against)
	part("missing", c.Missing)
}

func (p *speaker) refs(condition string) []graph.Ref {
	c, _ := p.Graph.Condition(condition)
	return c.Refs
}

// dangerCard names what must not be missed, whatever its rank. It is silent
// about a patient who has told nothing and shows no red flag.
func (p *speaker) dangerCard(d dossier, v View) Card {
	if len(v.MustNotMiss) == 0 || v.Summary == nil && len(d.assessment.RedFlags) == 0 {
		return Card{}
	}
	sum, det := p.pen(), p.pen()
	sum.say(p.heading("must_not_miss")).mark(colon).list(names(v.MustNotMiss))
	for _, c := range v.MustNotMiss {
		p.candidate(det, c)
	}
	ind := Info
	if d.assessment.Level <= 3 {
		ind = Warning
	}
	return Card{Summary: sum.done(), Detail: det.done(), Indicator: ind, Source: p.stand(p.refs(v.MustNotMiss[0].Condition))}
}
