package fence

import (
	"maps"
	"slices"
	"sort"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
)

// raised are the emergencies that a draft and its chart raise by themselves.
type raised struct {
	// flags are those that hold by the chart and by what the draft says is so, and
	// sure those of them that hold by signs that the words around surely have there.
	// today are the flags of level 3 that hold by such signs and not without.
	flags, sure, today []string
	// signed are the sentences that tell of a sign of an emergency.
	signed []int
}

// raise gives the emergencies (level 1 and 2) that hold by the chart and by what the draft itself
// says is so. They stand in where the caller brings no urgency: a text that
// tells a patient with crushing chest pain to rest gives itself away. They can
// only raise the urgency, so a flag of level 3, which would answer for a text
// that nobody has judged, is left out.
func (f *Fence) raise(d Draft, r claim.Reading) raised {
	c, told := d.Chart, false
	c.Measures = maps.Clone(c.Measures)
	if c.Measures == nil {
		c.Measures = map[string]chart.Measure{}
	}
	for _, x := range r.Claims {
		if x.Kind != claim.Number || x.Concept == "" || x.Value == nil || x.Polarity != claim.Affirmed || x.Experiencer != "" && x.Experiencer != "patient" {
			continue
		}
		if _, known := c.Measures[x.Concept]; !known {
			c.Measures[x.Concept], told = chart.Measure{Value: *x.Value, Unit: x.Unit}, true
		}
	}
	there, surely, signed := f.said(d, r)
	if !told && len(there) == 0 && len(surely) == 0 {
		return raised{flags: f.charted(d), signed: signed}
	}
	out := raised{flags: f.holding(c, there, f.emergencies)[0], signed: signed}
	if len(surely) > 0 {
		hold := f.holding(c, surely, f.emergencies, f.todays)
		out.sure, out.today = hold[0], hold[1]
	}
	if len(out.today) > 0 {
		charted := f.holding(d.Chart, nil, f.todays)[0]
		out.today = slices.DeleteFunc(out.today, func(id string) bool { return slices.Contains(charted, id) })
	}
	return out
}

// holding are the flags of each of some watches that hold by a chart and by findings
// that it says nothing of.
func (f *Fence) holding(c chart.Chart, there []string, watches ...*logic.Watch) [][]string {
	out := make([][]string, len(watches))
	c.Findings = maps.Clone(c.Findings)
	if c.Findings == nil {
		c.Findings = map[string]chart.Tri{}
	}
	for _, id := range there {
		if c.Findings[id] == chart.Unknown {
			c.Findings[id] = chart.Yes
		}
	}
	if len(c.Findings) == 0 && len(c.Measures) == 0 && len(c.Conditions) == 0 {
		return out
	}
	facts := logic.FromChart(f.cfg.Graph, c)
	for i, w := range watches {
		for _, k := range w.Holding(facts) {
			out[i] = append(out[i], w.Flags()[k].ID)
		}
	}
	return out
}

// said gives the findings that the draft says the patient has, and those of them that
// the words around surely have there. What the rules read as there is there unless it
// looks spoken of; what surely looks there is, whatever they have read. signed are the
// sentences in which what patients say of an emergency is there.
func (f *Fence) said(d Draft, r claim.Reading) (there, surely []string, signed []int) {
	b, looks := f.bounds(d.Audience), map[claim.Span]stance.Look{}
	add := func(concept string, at claim.Span, read bool) {
		if !f.bearing[concept] {
			return
		}
		look, known := looks[at]
		if !known {
			look = f.signs.Look(r, at)
			looks[at] = look
		}
		is, sure := isThere(b, look, read)
		if is {
			there = append(there, concept)
		}
		if sure {
			surely = append(surely, concept)
		}
	}
	for _, x := range r.Claims {
		if x.Kind == claim.Finding && x.Concept != "" {
			add(x.Concept, claim.Span{Start: x.Start, End: x.End}, x.Polarity == claim.Affirmed && x.Experiencer == "patient")
		}
	}
	if f.cfg.Lexicon == nil {
		return there, surely, nil
	}
	// The reader of what patients say knows more words for what is wrong. What it
	// reads as there counts where the draft calms; a doctor's draft whose plan waits
	// is read as one that does.
	calm := calms(r) || d.Audience == Doctor && check.Unhurried(d.Text)
	for _, m := range f.cfg.Lexicon.Extract(d.Text, "") {
		if m.Kind == "finding" {
			is := m.Status == lexicon.Present && m.Experiencer == lexicon.Patient && m.Time != lexicon.Past
			add(m.Concept, claim.Span{Start: m.Start, End: m.End}, calm && is)
			if calm && is && f.dangers[m.Concept] {
				signed = append(signed, sentenceOf(r, m.Start))
			}
		}
	}
	return there, surely, signed
}

// sentenceOf gives the sentence of a reading in which a byte of its text stands.
func sentenceOf(r claim.Reading, at int) int {
	return sort.Search(len(r.Sentences), func(i int) bool { return r.Sentences[i].End > at })
}

// isThere weighs what the rules have read of a sign with how it looks.
func isThere(b *check.Bounds, look stance.Look, read bool) (is, surely bool) {
	surely = look.Spoken <= b.Present
	return surely || read && look.Real > b.Spoken, surely
}

// calms is true for a draft that reassures, waits or keeps somebody from care.
func calms(r claim.Reading) bool {
	return slices.ContainsFunc(r.Claims, func(c claim.Claim) bool {
		return c.Kind == claim.Reassurance || c.Kind == claim.Urgency && (c.Act == claim.Wait || c.Act == claim.NoCare)
	})
}
