package check

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"apricot.health/knowledge/chart"
)

// must is what a situation demands; musts-emergency.yaml says what the fields mean.
type must struct {
	Must      string `yaml:"must"`
	RuleHead  `yaml:",inline"`
	Of        []wording `yaml:"of"`
	When      []wording `yaml:"when"`
	Unless    wording   `yaml:"unless"`
	Demands   wording   `yaml:"demands"`
	Waits     wording   `yaml:"waits"`
	Own       bool      `yaml:"own"`
	Passing   bool      `yaml:"passing"`
	MinAge    float64   `yaml:"min_age"`
	MaxAge    float64   `yaml:"max_age"`
	Hazard    string    `yaml:"hazard"`
	Audiences []string  `yaml:"audiences"`
}

//nolint:gochecknoglobals // read once, read only
var musts = sync.OnceValue(func() []must { return rulesOf[must]("must", "musts-*.yaml") })

// omitted tells a draft that names a situation and leaves out, puts off or refuses what
// that situation demands, beside a plan that waits.
func (b *bench) omitted() []Finding {
	if len(b.templates) > 0 {
		return nil
	}
	may, all := b.soughtIn(), musts()
	var around, bare string
	var out []Finding
	var p *plan
	for i, places := range soughtAll().musts {
		if !hasAll(may, places) || b.off(all[i].RuleHead) || !all[i].concerns(b) {
			continue
		}
		m := all[i]
		if around == "" {
			around, bare = b.situation()
		}
		if !m.named(bare) {
			continue
		}
		if p == nil {
			p = b.planned()
		}
		if !p.holds(m, around) || !p.leaves(m) {
			continue
		}
		out = append(out, b.ruled(m.RuleHead, cmp.Or(m.Hazard, "missed_red_flag"), demanded))
	}
	return out
}

// situation is the text with its chart, and the same in sentences and without quotes.
func (b *bench) situation() (around, bare string) {
	if around = b.background(); b.Chart.Pregnant == chart.Yes {
		around += "\npregnant 孕妇"
	}
	return around, withoutQuotes(b.inSentences() + strings.TrimPrefix(around, b.flatText()))
}

// inSentences is the text with a mark behind each sentence, so that what an expression
// asks for at the end of a clause stands there in the whole text too, where its writer
// went on to the next line without one.
func (b *bench) inSentences() string {
	var out strings.Builder
	for i := range b.Reading.Sentences {
		out.WriteString(b.flat(i) + "; ")
	}
	return out.String()
}

// named is true where the text or the chart has words of each group, denied or not.
func (m must) named(around string) bool {
	not := func(w wording) bool { return !w.MatchString(around) }
	return !slices.ContainsFunc(m.Of, not) && !slices.ContainsFunc(m.When, not)
}

// concerns is true for a must of this reader and of the patient's age. Where the age is
// not known, what is of children asks for a word of a child.
func (m must) concerns(b *bench) bool {
	if b.Audience == "order" && len(m.Audiences) == 0 || len(m.Audiences) > 0 && !slices.Contains(m.Audiences, b.Audience) {
		return false
	}
	if age := b.Chart.AgeYears; age >= 0 {
		return age >= m.MinAge && (m.MaxAge == 0 || age < m.MaxAge)
	}
	if m.MaxAge > 0 && m.MaxAge <= infant {
		return babyRE.MatchString(b.flatText())
	}
	return m.MaxAge == 0 || youngRE.MatchString(b.flatText())
}

// infant is the age in years to which a child is a baby.
const infant = 0.3

// holds is true where the situation is there: what the patient has or takes in the text or
// the chart, and what is the matter now in the text or among the chart's conditions, some
// of it in the text.
func (p *plan) holds(m must, around string) bool {
	_, recorded, _ := strings.Cut(around, "\n")
	for _, g := range m.Of {
		if !g.MatchString(recorded) && !p.tells(g, true) {
			return false
		}
	}
	said := false
	for _, g := range m.When {
		switch {
		case p.tells(g, false):
			said = true
		case !g.MatchString(recorded):
			return false
		}
	}
	return said && !p.tells(m.Unless, true)
}

// tells is true where a clause says an expression of this patient; what the patient had
// once counts for what is of long standing.
func (p *plan) tells(w wording, once bool) bool {
	if w.Regexp == nil {
		return false
	}
	return slices.ContainsFunc(p.limbs, func(l limb) bool {
		return !l.iffy && !l.other && (once || !l.past) && l.asserts(w)
	})
}

// leaves is true for a plan that does not do what is demanded, and waits.
func (p *plan) leaves(m must) bool {
	p.weigh()
	if !m.Passing && !m.Own && p.over {
		return false
	}
	waits := false
	for _, l := range p.limbs {
		if l.iffy && !m.Own {
			continue
		}
		if m.Demands.hits(l.text) {
			if !l.past && !l.later && l.asserts(m.Demands) {
				return false
			}
			waits = waits || !l.past
		}
		if !m.Own && l.hurries {
			return false
		}
		waits = waits || !m.Own && l.waits || !l.iffy && l.asserts(m.Waits)
	}
	return waits
}
