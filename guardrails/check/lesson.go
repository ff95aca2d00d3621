package check

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

//go:embed lessons.yaml
var lessonsYAML []byte

// lesson is a number of everyday education and where it stands, as lessons.yaml
// describes it.
type lesson struct {
	ID     string                `yaml:"id"`
	Says   [][]string            `yaml:"says"`
	About  []string              `yaml:"about"`
	Unless []string              `yaml:"unless"`
	In     map[string][2]float64 `yaml:"in"`
	Most   bool                  `yaml:"most"`
	Yes    string                `yaml:"yes"`
	No     string                `yaml:"no"`
	Refs   []reference           `yaml:"refs"`
}

// reference names guidance outside the graph, and how surely it was read there.
type reference struct {
	Title      string `yaml:"title"`
	Year       int    `yaml:"year"`
	Locator    string `yaml:"locator"`
	Confidence string `yaml:"confidence"`
}

// loadLessons reads lessons.yaml strictly.
func loadLessons(raw []byte) ([]lesson, error) {
	var in struct {
		Lessons []lesson `yaml:"lessons"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &in, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("check: lessons: %w", err)
	}
	seen := map[string]bool{}
	for _, l := range in.Lessons {
		if l.ID == "" || seen[l.ID] || len(l.Says) == 0 || len(l.In) == 0 || l.Yes == "" || l.No == "" || len(l.Refs) == 0 {
			return nil, fmt.Errorf("check: lessons: %q: no id of its own, no words, no range, no source or no examples", l.ID)
		}
		seen[l.ID] = true
		for unit, r := range l.In {
			if r[0] <= 0 || r[1] < r[0] {
				return nil, fmt.Errorf("check: lessons: %s: %v %s is no range", l.ID, r, unit)
			}
		}
		for _, r := range l.Refs {
			if r.Title == "" || r.Year == 0 || r.Locator == "" || !slices.Contains([]string{"verified", "high", "medium"}, r.Confidence) {
				return nil, fmt.Errorf("check: lessons: %s: a source without title, year, locator or confidence", l.ID)
			}
		}
	}
	return in.Lessons, nil
}

// floors are words that make a number the least that is asked for, once what
// says the opposite is taken out.
//
//nolint:gochecknoglobals // literal lists, read only
var (
	floors  = []string{"至少", "不少于", "不低于", "以上", "超过", "多于", "at least", "more than", "over ", "above ", "no less than", "minimum"}
	noFloor = strings.NewReplacer("不超过", "", "不要超过", "", "不能超过", "", "别超过", "", "勿超过", "", "no more than", "", "not more than", "", "never more than", "", "not over ", "", "not go over ", "", "not exceed", "")
)

// taught is true for a number of everyday education that named guidance gives on
// the topic of its sentence. A number of the patient's own is none: what the
// chart holds otherwise is found before by those who state it as such.
func (b *bench) taught(c claim.Claim) bool {
	if c.Sentence < 0 || c.Experiencer != "patient" {
		return false
	}
	s := squeezeSpaces(b.sentence(c.Sentence)) + " "
	return slices.ContainsFunc(b.Index.lessons, func(l lesson) bool {
		r, known := l.In[c.Unit]
		return known && *c.Value >= r[0] && *c.Value <= r[1] && l.said(s) && b.bears(l) && !(l.Most && holdsAny(noFloor.Replace(s), floors...))
	})
}

// said is true where every group of a lesson has a word in a sentence.
func (l lesson) said(s string) bool {
	return !slices.ContainsFunc(l.Says, func(group []string) bool {
		return !slices.ContainsFunc(group, func(w string) bool { return begins(s, w) })
	})
}

// bears is true where the text or the chart names what a lesson is about and
// nothing of those whom it is not for.
func (b *bench) bears(l lesson) bool {
	whole := squeezeSpaces(b.Text) + " "
	named := func(words []string) bool {
		in := func(s string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return begins(s, w) })
		}
		coded := func(c chart.Coded) bool { return active(c) && in(squeezeSpaces(c.Text)) }
		return in(whole) || slices.ContainsFunc(b.Chart.Conditions, coded) || slices.ContainsFunc(b.Chart.Medications, coded)
	}
	return (len(l.About) == 0 || named(l.About)) && !named(l.Unless)
}

// begins is true where a word stands in a text, a Latin one at the beginning of
// a word: ice, and not device.
func begins(s, w string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], w)
		if i < 0 {
			return false
		}
		at := from + i
		if w[0] >= 0x80 || at == 0 || !wordy(s[at-1]) || w[0] >= '0' && w[0] <= '9' {
			return true
		}
		from = at + 1
	}
}
