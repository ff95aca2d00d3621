package consult

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// View is what a doctor sees of one patient. Fields of type string are the
// record's own words.
type View struct {
	Patient      string
	Banner       Banner
	Cards        []Card
	Summary      *Summary // nil when there was no interview
	Differential []Candidate
	// Possible stands in place of Differential where the engine abstains on a
	// story: a reminder in order of likelihood, and no answer.
	Possible     []Candidate
	Abstained    bool
	AbstainedWhy fence.Cleared
	MustNotMiss  []Candidate
	Path         []Step
	Orders       []Order
	Medications  []string
	Conditions   []string
	// Results are the measurements of the record, the newest of each kind.
	Results    []Result
	Provenance Provenance
	// Label says that this was made by AI; it stays with every copy.
	Label fence.Cleared
}

// Banner is who the patient is and what must be known before anything else.
type Banner struct {
	Name, Sex, BirthDate, Identifier string
	Age                              int // -1 when unknown
	Allergies                        []string
	// AllergiesKnown with no Allergies is "asked, none".
	AllergiesKnown bool
	Pregnant       chart.Tri
}

// Candidate is one condition of a differential.
type Candidate struct {
	Condition             string
	Label                 fence.Cleared
	P                     float64
	For, Against, Missing []fence.Cleared
}

// Provenance names what a view was made with.
type Provenance struct {
	Graph, Policy string
	// Decision is the fence's on the urgency, the weightiest statement.
	Decision string
	At       time.Time
}

// View gathers the patient, reasons over chart and story, and words it. What
// an EMR sent along counts as part of the record. It is NotFound for a patient
// that is not known.
func (s *Service) View(ctx context.Context, lang, patient string, sent ...[]byte) (View, error) {
	if err := known(lang); err != nil {
		return View{}, err
	}
	d, err := s.openWith(ctx, patient, sent)
	if err != nil {
		return View{}, err
	}
	v, err := s.word(ctx, lang, d)
	if err != nil {
		return View{}, err
	}
	if err := s.issue(ctx, patient, v.Cards); err != nil {
		return View{}, err
	}
	return v, nil
}

// word renders a dossier for the doctor.
func (s *Service) word(ctx context.Context, lang string, d dossier) (View, error) {
	p := s.speak(ctx, lang, d.story.Chart, d)
	a := d.assessment
	banner, err := p.banner(d)
	if err != nil {
		return View{}, err
	}
	if s.Fence.Off(d.department) {
		return p.recordOnly(d, banner)
	}
	v := View{
		Patient: d.Patient.ID, Banner: banner, Summary: p.summary(d),
		Differential: p.candidates(a.Differential), MustNotMiss: p.candidates(a.MustNotMiss),
		Abstained: a.Abstained, Path: p.pathways(d.story.Chart),
		Orders: p.orders(d), Label: p.phrase("phrase.ai_label"),
		Medications: p.texts(d.story.Chart.Medications), Conditions: p.texts(d.story.Chart.Conditions),
		Results: p.results(d.story.Chart),
	}
	if d.interview != nil { // without a story there is nothing to follow
		v.Path = append(p.path(a), v.Path...)
		v.Possible = p.candidates(a.Possible)
	}
	if a.Abstained {
		v.AbstainedWhy = p.heading(a.Why)
	}
	v.Cards = p.cards(d, v)
	if v.Provenance, err = p.provenance(a); err != nil {
		return View{}, err
	}
	return v, p.err
}

// recordOnly is the view for a department that is switched off: the record's own words,
// and that nothing was judged.
func (p *speaker) recordOnly(d dossier, banner Banner) (View, error) {
	v := View{
		Patient: d.Patient.ID, Banner: banner, Abstained: true, AbstainedWhy: p.phrase(switchedOff), Label: p.phrase("phrase.ai_label"),
		Medications: p.texts(d.Chart.Medications), Conditions: p.texts(d.Chart.Conditions), Results: p.results(d.Chart),
		Cards: p.offCards(d.Patient.ID, ServicePatientView),
	}
	v.Provenance = Provenance{Graph: p.Graph.Hash(), Policy: p.Fence.Policy().Hash(), Decision: v.AbstainedWhy.DecisionID(), At: p.Now()}
	return v, p.err
}

func (p *speaker) provenance(a reason.Assessment) (Provenance, error) {
	id := levelPhrase(a.Level)
	l, _ := p.Graph.Label(id)
	dec, _, err := p.Fence.Gate(p.ctx, fence.Draft{
		Audience: fence.Doctor, Lang: p.lang, Text: l.In(p.lang), Template: "phrase:" + id,
		Basis: a.UrgencyBy, Chart: p.chart, Urgency: p.urgency, Department: p.department,
	})
	if err != nil {
		return Provenance{}, err
	}
	r := dec.Record
	return Provenance{Graph: r.GraphHash, Policy: r.PolicyHash, Decision: r.ID, At: r.At}, nil
}

func levelPhrase(level int) string { return "phrase.level." + strconv.Itoa(level) }

func (p *speaker) candidates(rs []reason.Ranked) []Candidate {
	out := make([]Candidate, 0, len(rs))
	for _, r := range rs {
		c := Candidate{
			Condition: r.Condition, Label: p.label(r.Condition), P: r.P,
			For: p.labels(r.For), Against: p.labels(r.Against), Missing: p.labels(r.Missing),
		}
		if len(c.For) == 0 && r.Resembles { // else a line would stand there without a reason
			if told := p.heading("told_alike"); told.Text() != "" {
				c.For = []fence.Cleared{told}
			}
		}
		if c.Label.Text() != "" {
			out = append(out, c)
		}
	}
	return out
}

// texts names entries of the record by its own words, in the graph's where it
// has none.
func (p *speaker) texts(list []chart.Coded) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range current(list) {
		text := c.Text
		if l, ok := p.Graph.Label(c.Concept); ok && (text == "" || p.lang == "en" && han(text) || p.lang == "zh" && !han(text)) {
			if shown := p.show("label:"+c.Concept, l).Text(); shown != "" && text != "" {
				text = shown + " (" + text + ")"
			} else if text == "" {
				text = shown
			}
		}
		key := text
		if c.Concept != "" {
			key = c.Concept
		}
		if text != "" && !seen[key] {
			seen[key] = true
			out = append(out, text)
		}
	}
	return out
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 && r <= 0x9fff })
}

// person is what the banner reads of a Patient.
type person struct {
	name       string
	Identifier []struct{ Value string }
	BirthDate  string
	Gender     string
}

func parsePerson(raw []byte) (person, error) {
	var p person
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("consult: decode patient: %w", err)
	}
	p.name = agent.NameOf(raw)
	return p, nil
}

func (p person) identifier() string {
	for _, id := range p.Identifier {
		if id.Value != "" {
			return id.Value
		}
	}
	return ""
}

func years(age float64) int {
	if age < 0 {
		return -1
	}
	return int(age)
}

func (p *speaker) banner(d dossier) (Banner, error) {
	who, err := parsePerson(d.Patient.JSON)
	if err != nil {
		return Banner{}, err
	}
	c := d.story.Chart
	b := Banner{
		Name: who.name, Sex: who.Gender, BirthDate: who.BirthDate, Identifier: who.identifier(),
		Age: years(c.AgeYears), AllergiesKnown: c.AllergiesKnown, Pregnant: c.Pregnant,
	}
	for _, a := range current(c.Allergies) {
		text := a.Text
		if text == "" {
			text = p.label(a.Concept).Text()
		}
		if text != "" {
			b.Allergies = append(b.Allergies, text)
		}
	}
	b.AllergiesKnown = b.AllergiesKnown || len(b.Allergies) > 0
	return b, nil
}

// source names where a statement comes from: title, edition, place.
func (p *speaker) source(refs []graph.Ref) Prose {
	w := p.pen()
	if len(refs) == 0 {
		return Prose{}
	}
	ref := p.placed(refs)
	src, ok := p.Graph.Source(ref.Source)
	if !ok {
		return Prose{}
	}
	w.say(p.label(src.ID))
	if src.Edition != "" {
		w.mark(space).quote(edition(p.lang, src.Edition))
	}
	if where, ok := p.places.In(p.lang, ref.Locator); ok && where != "" {
		w.mark(comma).quote(where)
	}
	return w.done()
}
