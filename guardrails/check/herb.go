package check

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

//go:embed herbs.yaml
var herbsYAML []byte

// herb is what the pharmacopoeia says of one in decoction (herbs.yaml).
type herb struct {
	Names     []string `yaml:"names"`
	Max       float64  `yaml:"max"` // grams a day
	Pregnancy string   `yaml:"pregnancy"`
	With      []string `yaml:"with"`
	In        []string `yaml:"in"`
}

// materia are the herbs by name, and what is not taken together.
type materia struct {
	herbs map[string]herb
	apart []struct {
		One   []string `yaml:"one"`
		Other []string `yaml:"other"`
	}
}

func loadHerbs(raw []byte) (materia, error) {
	var in struct {
		Herbs []herb `yaml:"herbs"`
		Apart []struct {
			One   []string `yaml:"one"`
			Other []string `yaml:"other"`
		} `yaml:"apart"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &in, yaml.Strict()); err != nil {
		return materia{}, fmt.Errorf("check: herbs: %w", err)
	}
	m := materia{herbs: map[string]herb{}, apart: in.Apart}
	for _, h := range in.Herbs {
		if len(h.Names) == 0 || h.Max <= 0 || h.Pregnancy != "" && h.Pregnancy != "avoid" {
			return materia{}, fmt.Errorf("check: herbs: %v: no name, no dose or no such advice", h.Names)
		}
		for _, n := range h.Names {
			if _, taken := m.herbs[n]; taken {
				return materia{}, fmt.Errorf("check: herbs: %s stands twice", n)
			}
			m.herbs[n] = h
		}
	}
	return m, nil
}

//nolint:gochecknoglobals // compiled once, read only
var (
	herbDoseRE = regexp.MustCompile(`(\p{Han}{2,6})\s*(\d+(?:\.\d+)?)\s*(?:g|克)`)
	gramsRE    = regexp.MustCompile(`\d\s*(?:g|mg|克|毫克|ml|毫升)`)
)

// dosed is one herb of a prescription with its grams.
type dosed struct {
	name, text string
	grams      float64
	herb       herb
}

// read gives the herbs of a prescription in grams to be boiled; nil where a
// text is none, or where a name or an amount of it is not known.
func (m materia) read(n string) []dosed {
	if !holdsAny(n, "水煎", "煎服", "每日一剂", "每日1剂", "日一剂", "日1剂") {
		return nil
	}
	found := herbDoseRE.FindAllStringSubmatch(n, -1)
	if len(found) != len(gramsRE.FindAllString(n, -1)) {
		return nil
	}
	var out []dosed
	for _, d := range found {
		name := m.name(d[1])
		h, known := m.herbs[name]
		if !known {
			return nil
		}
		out = append(out, dosed{name, d[0], atof(d[2]), h})
	}
	return out
}

// Decoction is true for a prescription of herbs, each of which is known with its
// amount.
func (x *Index) Decoction(text string) bool { return len(x.materia.read(squeezeSpaces(text))) > 0 }

// decoction reads the draft so; wrong names what is against it: a dose, a pair,
// a pregnancy, a medicine or a condition.
func (b *bench) decoction() (wrong string, ok bool) {
	if b.lay() {
		return "", false
	}
	herbs := b.Index.materia.read(b.flatText())
	var named []string
	for _, h := range herbs {
		named = append(named, h.name)
		if wrong == "" && (h.grams > h.herb.Max*tolerance || b.againstHerb(h.herb)) {
			wrong = h.text
		}
	}
	if pair := b.Index.materia.clash(named); pair != "" {
		wrong = pair
	}
	return wrong, len(herbs) > 0
}

// name is the herb that a run of characters ends in: 予车前子 is 车前子. A raw
// form whose name is not listed is none of its prepared ones.
func (m materia) name(run string) string {
	r := []rune(run)
	for i := range r {
		if n := string(r[i:]); len(n) >= 6 {
			if _, ok := m.herbs[n]; ok && (i == 0 || !strings.ContainsRune("生制炙炒煅醋酒姜关广白赤川云土山水", r[i-1])) {
				return n
			}
		}
	}
	return run
}

func (m materia) clash(named []string) string {
	for _, p := range m.apart {
		i := slices.IndexFunc(named, func(n string) bool { return slices.Contains(p.One, n) })
		k := slices.IndexFunc(named, func(n string) bool { return slices.Contains(p.Other, n) })
		if i >= 0 && k >= 0 {
			return named[i] + "、" + named[k]
		}
	}
	return ""
}

// againstHerb is true where this patient should not have a herb, or where a
// person looks first.
func (b *bench) againstHerb(h herb) bool {
	if h.Pregnancy == "avoid" && (b.facts.Bool("find.pregnant") == chart.Yes || b.facts.Bool("find.pregnant") == chart.Unknown && b.mayBePregnant()) {
		return true
	}
	for _, u := range b.uses {
		if u.claim == "" && b.Index.member(h.With, u.concept) {
			return true
		}
	}
	return slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return active(c) && len(h.In) > 0 && holdsAny(squeezeSpaces(c.Text), h.In...)
	})
}

// herbal tells a decoction that is known and wrong for this patient.
func (b *bench) herbal() []Finding {
	wrong, ok := b.decoction()
	if !ok || wrong == "" {
		return nil
	}
	return []Finding{b.find("herb", claim.Claim{Text: wrong})}
}
