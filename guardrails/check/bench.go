package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/pattern"
)

// bench is an Input with what several checks look up.
type bench struct {
	Input
	claims []claim.Claim
	// uses are the medicines the patient has or would have.
	uses []use
	// allergies are those of the chart and those the draft itself states.
	allergies []chart.Coded
	facts     factsWith
	templates []string
	bare      []string          // the sentences that were asked for, squeezed
	spaced    []string          // the sentences in the form of squeezeSpaces
	flattened string            // the text in that form
	cutOut    map[[2]int]string // parts of the text in that form
	boiled    *[]dosed          // the herbs of the text
	small     string            // the text in small letters
	around    string            // what background gives
	seeks     pattern.Bits      // what soughtIn gives
	cuts      [][]string        // the clauses of the sentences that were asked for
	parts     []string          // those clauses in one
	cuedIn    pattern.Bits      // what the cues told of the sentences that were asked for
	isCued    []bool            // those sentences
	whole     hints             // what the cues told of the text
	raw       hints             // and as it was written
	ofClaims
}

// ofClaims is what was worked out of the claims as they are.
type ofClaims struct {
	spoken  map[string]bool        // by claim, whether it is only discussed
	looks   map[string]stance.Look // by claim
	places  map[string]int         // of claims, by id
	calling *bool                  // what calls has said
	met     struct {               // what inUse gave last
		claim string
		uses  []use
	}
}

// use is one medicine in use; claim is empty for those of the chart.
type use struct {
	concept, text, evidence, claim string
}

func newBench(in Input) *bench {
	if in.Index == nil {
		in.Index = NewIndex(in.Graph)
	}
	b := settledBench(in)
	b.ofClaims = ofClaims{} // the claims are settled now
	b.collect()
	for _, t := range [...]string{in.TemplateText.ZH, in.TemplateText.EN} {
		if t = squeeze(t); t != "" {
			b.templates = append(b.templates, t)
		}
	}
	return b
}

// collect gathers what is in use: the chart's active medicines that the draft
// does not stop, and every drug that the draft gives or says is taken.
func (b *bench) collect() {
	stopped := map[string]bool{}
	for _, c := range b.claims {
		if c.Kind == claim.Drug && c.Act == claim.Stop && c.Polarity == claim.Affirmed {
			stopped[c.Concept] = true
		}
	}
	b.uses = make([]use, 0, len(b.Chart.Medications)+len(b.claims))
	b.allergies = make([]chart.Coded, 0, len(b.Chart.Allergies))
	for _, m := range b.Chart.Medications {
		if active(m) && (m.Concept == "" || !stopped[m.Concept]) {
			b.uses = append(b.uses, use{concept: m.Concept, text: m.Text, evidence: m.Evidence})
		}
	}
	for _, a := range b.Chart.Allergies {
		if active(a) {
			b.allergies = append(b.allergies, a)
		}
	}
	if b.withAlcohol() {
		b.facts.extra["find.alcohol_recent"] = true
	}
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Concept == "" || c.Experiencer != "patient" {
			continue
		}
		if b.ofKin(c) || b.discussed(c) {
			continue
		}
		switch {
		case given(c.Act), c.Act == claim.Reported && c.Polarity == claim.Affirmed:
			b.uses = append(b.uses, use{concept: c.Concept, text: c.Text, claim: c.ID})
			b.facts.extra[c.Concept] = true
			for _, k := range b.Index.kinds[c.Concept] {
				b.facts.extra[k] = true
			}
		case c.Act == claim.Allergic && c.Polarity == claim.Affirmed:
			b.allergies = append(b.allergies, chart.Coded{Concept: c.Concept, Text: c.Text, Evidence: "draft:" + c.ID, Status: "active"})
		}
	}
}

// given is true for acts that would put the drug into the patient.
func given(a claim.Act) bool {
	return a == claim.Prescribe || a == claim.Mention || a == claim.Continue || a == claim.Change
}

func active(c chart.Coded) bool { return c.Status != "resolved" }

// factsWith are a patient's facts as they would be with the draft's drugs.
type factsWith struct {
	base  logic.Facts
	extra map[string]bool
}

// Bool implements logic.Facts.
func (f factsWith) Bool(id string) chart.Tri {
	if f.extra[id] {
		return chart.Yes
	}
	return f.base.Bool(id)
}

// Number implements logic.Facts. Where creatinine clearance was not measured
// it is that of Cockcroft and Gault (Nephron 1976;16:31) and, without a weight
// or a creatinine, the eGFR, which KDIGO 2024 (section 4.1) accepts for dosing.
func (f factsWith) Number(id string) (float64, bool) {
	if n, ok := f.base.Number(id); ok || id != "find.crcl" {
		return n, ok
	}
	cr, ok1 := f.base.Number("find.creatinine")
	kg, ok2 := f.base.Number("find.weight")
	years, ok3 := f.base.Number("find.age")
	female := f.base.Bool("find.sex_female")
	if !ok1 || !ok2 || !ok3 || cr <= 0 || years < 18 || female == chart.Unknown {
		return f.base.Number("find.egfr")
	}
	n := (140 - years) * kg / (72 * cr / 88.4)
	if female == chart.Yes {
		n *= 0.85
	}
	return n, true
}

// each judges the drug of a claim. Of a class, what holds for every member
// holds; what holds for some is answered with unsure.
func (b *bench) each(c claim.Claim, unsure string, judge func(graph.Drug) *Finding) []Finding {
	ds := b.Index.drugs(c.Concept)
	var hit *Finding
	n := 0
	for _, d := range ds {
		f := judge(d)
		if f == nil {
			continue
		}
		n++
		if hit == nil || rank(f.Severity) > rank(hit.Severity) {
			hit = f
		}
	}
	switch {
	case hit == nil:
		return nil
	case n < len(ds):
		return []Finding{b.find(unsure, c, hit.Evidence...)}
	}
	return []Finding{*hit}
}

func rank(severity string) int {
	switch severity {
	case Critical:
		return 3
	case Major:
		return 2
	}
	return 1
}

// find makes a finding with the standing severity and message of its hazard.
func (b *bench) find(hazard string, c claim.Claim, evidence ...string) Finding {
	ev := evidence[:0:0]
	for _, e := range evidence {
		if e != "" && !slices.Contains(ev, e) {
			ev = append(ev, e)
		}
	}
	return Finding{Hazard: hazard, Severity: Severity(hazard), Evidence: ev, Message: message(hazard, b.name(c.Concept, c.Text))}
}

// name is what a concept is called, else the words of the text.
func (b *bench) name(concept, text string) graph.Label {
	if l, ok := b.Graph.Label(concept); ok {
		return l
	}
	return graph.Label{ZH: text, EN: text}
}

// calls is true when the draft says that it is an emergency, or fetches help. What is
// called off, or put off to another day, calls nobody.
func (b *bench) calls() bool {
	if b.calling == nil {
		is := slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
			return c.Kind == claim.Urgency && c.Act == claim.Emergency && !offRE.MatchString(b.flat(c.Sentence)) && !putOffRE.MatchString(b.after(c))
		}) || b.escalates()
		b.calling = &is
	}
	return *b.calling
}

// lay is true for readers who cannot judge a medicine themselves.
func (b *bench) lay() bool { return b.Audience == "patient" || b.Audience == "care-manager" }
