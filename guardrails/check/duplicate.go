package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

// duplicate finds a second medicine of a class that is not given twice, and a
// prescription of what the patient already takes. A bare mention of a medicine
// in use is no second one.
func duplicate(b *bench, c claim.Claim) []Finding {
	var out []Finding
	seen := map[string]bool{}
	for _, u := range b.inUse(c) {
		if u.concept == "" || u.claim == c.ID || seen[u.concept] || u.concept != c.Concept && (b.inPlace(c, u) || b.swapped(c, u)) {
			continue
		}
		if u.concept == c.Concept {
			if c.Act == claim.Prescribe && u.claim == "" && b.another(c) {
				seen[u.concept] = true
				out = append(out, b.find("duplicate", c, source(u), u.concept))
			}
			continue
		}
		if class := b.sharedClass(c.Concept, u.concept); class != "" {
			seen[u.concept] = true
			out = append(out, b.find("duplicate", c, source(u), u.concept, class))
		}
	}
	for _, m := range b.Index.of[c.Concept] {
		if r := b.Index.rules[m.rule]; m.inA && r.Kind == "duplicate" && r.When != nil && logic.Value(*r.When, b.facts) == chart.Yes {
			out = append(out, b.ruleFinding(r, c))
		}
	}
	return out
}

//nolint:gochecknoglobals // a literal list, read only
var moreWords = [...]string{"加用", "加服", "另加", "另外", "再加", "再开", "再给", "同时", "add ", "another dose", "additional", "as well", "a second", "on top", "start", "initiate", "begin"}

// another is true where the draft gives a medicine that is in use once more. An
// order does; a text does where it says so, else it speaks of what is taken.
func (b *bench) another(c claim.Claim) bool {
	if b.Audience == "order" || c.Sentence < 0 {
		return !b.renewed(c) && !(b.Audience == "order" && b.goesOn(c))
	}
	s := b.flat(c.Sentence)
	if holdsAny(s, "现用", "原方案", "续开", "续用", "继续", "维持", "currently on", "continue", "unchanged", "as before") {
		return false
	}
	for _, w := range moreWords {
		if strings.Contains(s, w) && !strings.Contains(s, "re"+w) {
			return true
		}
	}
	return false
}

// renewed is true for an order that gives a medicine of the chart by the chart's
// own name and in its dose: it goes on. Another name (a brand) is a second one.
func (b *bench) renewed(c claim.Claim) bool {
	for _, d := range b.claims {
		if d.Kind != claim.Dose || d.Concept != c.Concept || d.Dose == nil || d.Dose.Amount == 0 {
			continue
		}
		if d.ID == c.ID+".dose" || c.Sentence >= 0 && d.Sentence == c.Sentence {
			return (b.chartsDose(c.Concept, *d.Dose) || d.Dose.AsNeeded && !b.chartsAmount(c.Concept)) && b.chartsName(c) && !b.addsTo(c)
		}
	}
	return false
}

func (b *bench) chartsName(c claim.Claim) bool {
	name := squeeze(c.Text)
	return slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		return active(m) && m.Concept == c.Concept && name != "" && strings.Contains(squeeze(m.Text), name)
	})
}

// addsTo is true for an order that calls itself a further one.
func (b *bench) addsTo(c claim.Claim) bool {
	return holdsAny(squeezeSpaces(b.sentence(c.Sentence)+" "+c.Text), moreWords[:]...)
}

// sharedClass is the class of two different drugs of which one is enough, ""
// for none or where the pair is meant. A class itself (an antibiotic) and its
// member are no pair.
func (b *bench) sharedClass(x, y string) string {
	if _, drug := b.Graph.Drug(x); !drug {
		return ""
	}
	if _, drug := b.Graph.Drug(y); !drug {
		return ""
	}
	for _, k := range b.Index.kinds[x] {
		class, ok := b.Graph.DrugClass(k)
		if !ok || !class.Duplicate || !slices.Contains(b.Index.kinds[y], k) {
			continue
		}
		if !b.meant(class.DuplicateAllowed, x, y) {
			return k
		}
	}
	return ""
}

func (b *bench) meant(pairs [][]string, x, y string) bool {
	for _, p := range pairs {
		if len(p) != 2 {
			continue
		}
		if b.Index.member(p[:1], x) && b.Index.member(p[1:], y) || b.Index.member(p[:1], y) && b.Index.member(p[1:], x) {
			return true
		}
	}
	return false
}
