package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// materia are the herbs of the graph by name, and what is not taken together.
type materia struct {
	herbs map[string]graph.Herb
	apart []graph.HerbIncompatibility
}

func newMateria(herbs []graph.Herb, apart []graph.HerbIncompatibility) materia {
	m := materia{herbs: map[string]graph.Herb{}, apart: apart}
	for _, h := range herbs {
		for _, n := range append([]string{h.Labels.ZH}, h.Synonyms.ZH...) {
			m.herbs[n] = h
		}
	}
	return m
}

//nolint:gochecknoglobals // compiled once, read only
var (
	decoctedRE = pattern.Words("水煎", "煎服", "日一剂", "日1剂")
	herbDoseRE = pattern.MustCompile(`(\p{Han}{2,6})\s*(\d+(?:\.\d+)?)\s*(?:g|克)`)
	gramsRE    = pattern.MustCompile(`\d\s*(?:g|mg|克|毫克|ml|毫升)`)
)

// dosed is one herb of a prescription with its grams.
type dosed struct {
	name, text string
	grams      float64
	herb       graph.Herb
}

// read gives the herbs of a prescription in grams to be boiled; nil where a
// text is none, or where a name or an amount of it is not known.
func (m materia) read(n string) []dosed {
	if !decoctedRE.MatchString(n) {
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

// decoction reads the draft so; wrong names what is against it (a dose, a pair,
// a pregnancy, a medicine or a condition) and by which item of the graph.
func (b *bench) decoction() (wrong, by string, ok bool) {
	if b.lay() {
		return "", "", false
	}
	if b.boiled == nil {
		herbs := b.Index.materia.read(b.flatText())
		b.boiled = &herbs
	}
	herbs := *b.boiled
	for _, h := range herbs {
		if wrong == "" && (h.grams > h.herb.MaxDaily*tolerance || b.againstHerb(h.herb)) {
			wrong, by = h.text, h.herb.ID
		}
	}
	if pair, id := b.Index.materia.clash(herbs); pair != "" {
		wrong, by = pair, id
	}
	return wrong, by, len(herbs) > 0
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

func (m materia) clash(herbs []dosed) (pair, id string) {
	of := func(ids []string) int {
		return slices.IndexFunc(herbs, func(h dosed) bool { return slices.Contains(ids, h.herb.ID) })
	}
	for _, p := range m.apart {
		if i, k := of(p.A), of(p.B); i >= 0 && k >= 0 {
			return herbs[i].name + "、" + herbs[k].name, p.ID
		}
	}
	return "", ""
}

// againstHerb is true where this patient should not have a herb, or where a
// person looks first.
func (b *bench) againstHerb(h graph.Herb) bool {
	if h.Pregnancy != "" && (b.facts.Bool("find.pregnant") == chart.Yes || b.facts.Bool("find.pregnant") == chart.Unknown && b.mayBePregnant()) {
		return true
	}
	for _, u := range b.uses {
		if u.claim == "" && b.Index.member(h.With, u.concept) {
			return true
		}
	}
	return slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return active(c) && len(h.In) > 0 && holdsAny(b.words(c), h.In...)
	})
}

// herbal tells a decoction that is known and wrong for this patient.
func (b *bench) herbal() []Finding {
	wrong, by, ok := b.decoction()
	if !ok || wrong == "" {
		return nil
	}
	return []Finding{b.find("herb", claim.Claim{Text: wrong}, by)}
}
