package check

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

//go:embed abandoned.yaml
var abandonedYAML []byte

// practice is what guidance no longer holds, as abandoned.yaml describes it.
type practice struct {
	ID     string     `yaml:"id"`
	Says   [][]string `yaml:"says"`
	About  []string   `yaml:"about"`
	Unless []string   `yaml:"unless"`
	Hazard string     `yaml:"hazard"`
	Under  float64    `yaml:"under"`
	Over   float64    `yaml:"over"`
	Yes    string     `yaml:"yes"`
	No     string     `yaml:"no"`
	Source reference  `yaml:"source"`
}

func loadPractices(raw []byte) ([]practice, error) {
	var in struct {
		Practices []practice `yaml:"practices"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &in, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("check: abandoned: %w", err)
	}
	seen := map[string]bool{}
	for i, p := range in.Practices {
		if p.ID == "" || seen[p.ID] || len(p.Says) == 0 || p.Source.Title == "" || p.Source.Year == 0 || p.Yes == "" || p.No == "" {
			return nil, fmt.Errorf("check: abandoned: %q: no id of its own, no words, no source or no examples", p.ID)
		}
		seen[p.ID] = true
		if p.Hazard == "" {
			in.Practices[i].Hazard = "guideline_retired"
		}
	}
	return in.Practices, nil
}

//nolint:gochecknoglobals // literal lists, read only
var (
	// pastWords say that a practice is past or a mistake: in its sentence or the
	// one beside it.
	pastWords = []string{
		"不再", "已不", "不推荐", "废止", "弃用", "淘汰", "旧版", "旧的", "过去", "以往", "曾经", "取代", "误区", "谣言", "听说",
		"no longer", "not recommend", "not advised", "outdated", "obsolete", "older ", "old advice", "old leaflet", "abandoned", "replaced", "superseded", "withdrawn", "used to", "formerly", "myth", "have heard",
	}
	// refusals say that it is not done: in its sentence.
	refusals = []string{
		"不建议", "不应", "不宜", "不必", "不该", "不能用", "不能预防", "不要", "避免", "反对", "无获益", "没有依据", "无依据", "不支持", "证据不足", "千万别", "切勿", "请勿", "禁止", "并非", "而不是", "而非", "没有好处", "未开", "未予", "未使用", "由医生", "未据此", "忌",
		"not be ", "not given", "do not", "don't", "does not", "doesn't", "should not", "shouldn't", "never", "avoid", "instead of", "rather than", "against", "no evidence", "no benefit", "harmful", "isn't", "is not", "are not", "aren't", "not started", "not ordered", "contraindicated",
	}
)

// abandoned tells a sentence that gives what guidance no longer holds.
func (b *bench) abandoned() []Finding {
	if b.Audience == "order" && b.Text == "" {
		return nil
	}
	whole := b.flatText()
	var out []Finding
	for _, p := range b.Index.practices {
		if !holdsAny(whole, p.Says[0]...) || !b.ofAge(p) || !b.concerns(p, whole) {
			continue
		}
		for i := range b.Reading.Sentences {
			if b.inTemplate(i) {
				continue
			}
			s := b.flat(i) + " "
			if !p.said(s) || holdsAny(s, p.Unless...) || b.past(i) {
				continue
			}
			f := b.find(p.Hazard, claim.Claim{}, "practice:"+p.ID)
			src := fmt.Sprintf("%s (%d)", p.Source.Title, p.Source.Year)
			f.Message = graph.Label{ZH: "该做法已不被现行指南采用，见 " + src, EN: "Guidance no longer holds this; see " + src}
			if p.Hazard != "guideline_retired" {
				f.Message = graph.Label{ZH: message(p.Hazard, graph.Label{}).ZH + "，见 " + src, EN: message(p.Hazard, graph.Label{}).EN + "; see " + src}
			}
			out = append(out, f)
			break
		}
	}
	return out
}

// said is true where every group of a practice has a word in a sentence that
// does not refuse it.
func (p practice) said(s string) bool {
	for _, group := range p.Says {
		if !holdsAny(s, group...) {
			return false
		}
	}
	forbids := slices.ContainsFunc(p.Says, func(g []string) bool { return slices.Contains(g, "contraindicated") })
	return !slices.ContainsFunc(refusals, func(w string) bool {
		return strings.Contains(s, w) && !(forbids && w == "contraindicated")
	})
}

// past is true where a sentence, or one beside it, speaks of what once was.
func (b *bench) past(sentence int) bool {
	for i := sentence - 1; i <= sentence+1; i++ {
		if holdsAny(b.flat(i)+" ", pastWords...) {
			return true
		}
	}
	return false
}

func (b *bench) ofAge(p practice) bool {
	if p.Under == 0 && p.Over == 0 {
		return true
	}
	years, ok := b.facts.Number("find.age")
	return ok && (p.Under == 0 || years < p.Under) && (p.Over == 0 || years >= p.Over)
}

// concerns is true where the text or the chart names what a practice is about.
func (b *bench) concerns(p practice, whole string) bool {
	return len(p.About) == 0 || holdsAny(whole, p.About...) || slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return active(c) && holdsAny(squeezeSpaces(c.Text), p.About...)
	})
}
