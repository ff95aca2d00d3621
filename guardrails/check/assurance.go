package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// against words a finding of what the graph holds against an assurance.
func (a assurance) against(hazard string, c claim.Claim, evidence ...string) Finding {
	f := a.find(hazard, c, evidence...)
	name := a.name(c.Concept, c.Text)
	f.Message = graph.Label{ZH: name.ZH + "：文中称无妨，与知识库相反。" + f.Message.ZH, EN: name.EN + ": the text sees no danger and the knowledge base does. " + f.Message.EN}
	return f
}

// pairs are interactions of the medicines with one another and with those that
// the patient takes. One that only annotates is no danger, unless the text says
// that there is none whatever.
func (a assurance) pairs() []Finding {
	if !combinesRE.MatchString(a.text) && aboutOneRE.MatchString(a.text) || keptRE.MatchString(deniesDangerRE.ReplaceAllString(a.text+a.flat(a.sentence+1), "")) {
		return nil
	}
	flat := strings.Contains(a.words, "interact") || strings.Contains(a.words, "相互作用")
	var out []Finding
	for _, c := range a.drugs {
		for _, m := range a.Index.of[c.Concept] {
			r := a.Index.rules[m.rule]
			if r.Kind != "interaction" || r.Tier == "passive" && (!flat || minorRE.MatchString(a.text)) {
				continue
			}
			if r.When != nil && logic.Value(*r.When, a.facts) == chart.No || a.local(c.Concept, c.Sentence, "") {
				continue
			}
			for _, other := range a.partners(c) {
				if m.inA && a.Index.member(r.B, other) || m.inB && a.Index.member(r.A, other) {
					f := a.ruleFinding(r, c)
					f.Hazard, f.Severity = "interaction_soft", Major
					if r.Tier == "interruptive" {
						f.Hazard, f.Severity = "interaction", Critical
					}
					return append(out, f)
				}
			}
		}
	}
	return out
}

// partners are what a medicine could interact with in an assurance: the other
// medicines of the sentence and those in use.
func (a assurance) partners(c claim.Claim) []string {
	var out []string
	for _, x := range a.claims {
		if x.Kind == claim.Drug && x.Concept != "" && x.Concept != c.Concept && x.Sentence >= a.sentence-1 && x.Sentence <= a.sentence {
			out = append(out, x.Concept)
		}
	}
	if len(out) > 0 {
		return out // it is said of these
	}
	for _, m := range a.Chart.Medications {
		if active(m) && m.Concept != "" && m.Concept != c.Concept && !a.local(m.Concept, -1, m.Text) {
			out = append(out, m.Concept)
		}
	}
	return out
}

// kidney holds "safe with poor kidneys, no change of dose" against the rows of
// the medicine at the function that the sentence gives, else at the patient's.
func (a assurance) kidney() []Finding {
	if !kidneyRE.MatchString(a.text) {
		return nil
	}
	n, known := 0.0, false
	if m := filtrateRE.FindStringSubmatch(a.text); m != nil {
		n, known = atof(m[1]), true
	} else if dialysisRE.MatchString(a.text) {
		n, known = 5, true
	}
	var out []Finding
	for _, c := range a.drugs {
		d, ok := a.Graph.Drug(c.Concept)
		if !ok {
			continue
		}
		for _, r := range d.Renal {
			at, have := n, known
			if !have {
				at, have = a.facts.Number("find." + r.Measure)
			}
			if r.Action != "monitor" && a.mayMean(c, d, r) && (have && at < r.Below || !have && failingRE.MatchString(a.text)) && !a.lowEnough(c, a.renalLimit(r), r.Unit) {
				out = append(out, a.against("renal_dose", c, d.ID))
				break
			}
		}
	}
	return out
}

// mayMean is true for a row of a route that a direction of the sentence may mean.
func (a assurance) mayMean(c claim.Claim, d graph.Drug, r graph.Renal) bool {
	return slices.ContainsFunc(a.directions(c), func(p claim.Posology) bool {
		return slices.ContainsFunc(a.routesMeant(d, p), r.Speaks)
	})
}

// child holds "safe with a poor liver" against the rows of the medicine.
func (a assurance) child() []Finding {
	m := childRE.FindStringSubmatch(a.text)
	if m == nil {
		return nil
	}
	class := strings.ToUpper(m[1] + m[2])
	if class == "" {
		class = "B"
	}
	var out []Finding
	for _, c := range a.drugs {
		d, _ := a.Graph.Drug(c.Concept)
		for _, r := range d.Hepatic {
			if r.From <= class && r.Action != "monitor" {
				out = append(out, a.against("hepatic_dose", c, d.ID))
				break
			}
		}
	}
	return out
}

// bearers holds "safe in pregnancy" and "safe while breastfeeding" against the
// rows of the medicine.
func (a assurance) bearers() []Finding {
	expecting, nursing := gestationRE.MatchString(a.text), nursingRE.MatchString(a.text)
	if !expecting && !nursing {
		return nil
	}
	var out []Finding
	for _, c := range a.drugs {
		d, ok := a.Graph.Drug(c.Concept)
		if !ok {
			continue
		}
		if advice := worstAdvice(d, trimester(a.text)); expecting && (advice == "contraindicated" || advice == "avoid") {
			out = append(out, a.against("pregnancy_caution", c, d.ID))
		}
		if nursing && d.Lactation == "contraindicated" {
			out = append(out, a.against("lactation", c, d.ID))
		}
	}
	return out
}

// trimester is a week within the part of pregnancy that a text names, 0 for none.
func trimester(s string) float64 {
	switch {
	case holdsAny(s, "first trimester", "早孕", "孕早期", "妊娠早期"):
		return 8
	case holdsAny(s, "second trimester", "孕中期", "妊娠中期"):
		return 20
	case holdsAny(s, "third trimester", "孕晚期", "妊娠晚期"):
		return 34
	}
	return 0
}

// conditions holds "safe in asthma" against the rules on the medicine, for the
// conditions that the sentence names and those of the chart.
func (a assurance) conditions() []Finding {
	facts := factsWith{base: a.facts, extra: map[string]bool{}}
	for _, x := range a.claims {
		if x.Sentence == a.sentence && (x.Kind == claim.Diagnosis || x.Kind == claim.Finding) && x.Act != claim.Excluded && x.Polarity != claim.Negated && x.Concept != "" {
			facts.extra[x.Concept] = true
		}
	}
	var out []Finding
	for _, c := range a.drugs {
		for _, m := range a.Index.of[c.Concept] {
			r := a.Index.rules[m.rule]
			if !m.inA || r.When == nil || len(r.B) > 0 || r.Kind != "contraindication" || r.Tier == "passive" && !a.names(*r.When) {
				continue
			}
			if logic.Value(*r.When, facts) == chart.Yes && !a.measured(r, c) && !a.keptLow(r, c) {
				f := a.ruleFinding(r, c)
				if r.Tier == "passive" {
					f.Hazard, f.Severity = "contraindication_soft", Major
				}
				f.Evidence = append(f.Evidence, a.because(*r.When)...)
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// names is true where the sentence itself names what a rule is about.
func (a assurance) names(when graph.Expr) bool {
	return slices.ContainsFunc(a.claims, func(x claim.Claim) bool {
		return x.Sentence == a.sentence && x.Concept != "" && x.Kind != claim.Drug && slices.Contains(when.Facts(), x.Concept)
	})
}

// allergies holds "fine for him" against the allergies of the chart.
func (a assurance) allergies() []Finding {
	var out []Finding
	for _, c := range a.drugs {
		for _, f := range allergy(a.bench, c) {
			if f.Hazard == "allergy" && c.Act != claim.Allergic && strings.HasPrefix(c.Concept, "drug.") {
				out = append(out, a.against("allergy", c, f.Evidence...))
			}
		}
	}
	return out
}

// limits holds "there is no maximum dose" against a medicine that has one. Strong
// opioids are given as much as the pain needs.
func (a assurance) limits() []Finding {
	if !limitlessRE.MatchString(a.words) {
		return nil
	}
	for _, c := range a.drugs {
		d, ok := a.Graph.Drug(c.Concept)
		bounded := slices.ContainsFunc(d.Doses, func(x graph.Dose) bool { return x.MaxDaily > 0 || x.MaxSingle > 0 })
		if ok && (bounded || a.isOf([]string{"class.cytotoxic"}, c.Concept)) && !a.isOf([]string{"class.opioid"}, c.Concept) {
			return []Finding{a.against("dose_range", c, d.ID)}
		}
	}
	return nil
}
