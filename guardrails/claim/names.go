package claim

import (
	"strings"
	"sync"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/trie"
)

// Named is one concept found in a text. Positions are bytes of that text.
type Named struct {
	Concept, Kind string
	Start, End    int
	Status        string // present, absent, unknown or "" when not judged
	Experiencer   string // patient, family, other or ""
	Time          string
	Question      bool
	Hypothetical  bool
	Value         *float64
	Unit          string
	// Misspelt is true for a name that is one slip away from the concept's.
	Misspelt bool
}

// Namer finds concepts in normalised text.
type Namer interface {
	Name(text, lang string) []Named
}

// Names is the fence's own Namer: the longest name of the graph at each place.
// It judges no context, which the extractor does by itself, so that the fence
// does not share a misreading with the part that wrote the draft.
type Names struct {
	// drugs and others are searched apart, so that a finding such as
	// 吃阿司匹林 (uses an NSAID) never hides the drug in it.
	drugs, others nameIndex
	units         map[string]string
	alphabet      *trie.Alphabet
	codes         sync.Pool // of *[]trie.Code
}

type nameIndex struct {
	words *trie.Builder // until all names are in
	trie  *trie.Trie
	ids   [][]nameOf // by the number of the name
}

type nameOf struct{ id, kind string }

// newNames indexes every label, synonym and brand of a graph.
func newNames(g *graph.Graph) *Names {
	a := trie.NewAlphabet()
	n := &Names{
		drugs: nameIndex{words: trie.NewBuilder(a)}, others: nameIndex{words: trie.NewBuilder(a)}, units: map[string]string{}, alphabet: a,
	}
	for _, d := range g.Drugs() {
		n.put(d.ID, "drug", d.Labels, d.Synonyms, d.Brands)
	}
	for _, c := range g.DrugClasses() {
		n.put(c.ID, "class", c.Labels, c.Synonyms)
	}
	for _, a := range g.AllergenGroups() {
		n.put(a.ID, "allergen", a.Labels, a.Synonyms)
	}
	for _, c := range g.Conditions() {
		n.put(c.ID, "condition", c.Labels, c.Synonyms)
	}
	for _, i := range g.Investigations() {
		n.put(i.ID, "investigation", i.Labels, i.Synonyms)
	}
	for _, f := range g.Findings() {
		kind := "finding"
		if f.Kind == "quantity" {
			kind = "quantity"
			n.units[f.ID] = f.Unit
		}
		n.put(f.ID, kind, f.Labels, f.Synonyms)
	}
	for _, w := range lexicon.Apart() {
		if at := int(n.drugs.words.Add(w)); at == len(n.drugs.ids) {
			n.drugs.ids = append(n.drugs.ids, nil) // a name of nothing
		}
	}
	for _, x := range []*nameIndex{&n.drugs, &n.others} {
		x.trie, x.words = x.words.Build(), nil
	}
	return n
}

func (n *Names) put(id, kind string, label graph.Label, words ...graph.Words) {
	n.one(label.ZH, id, kind)
	n.one(label.EN, id, kind)
	for _, w := range words {
		for _, s := range w.ZH {
			n.one(s, id, kind)
		}
		for _, s := range w.EN {
			n.one(s, id, kind)
		}
	}
}

func (n *Names) one(name, id, kind string) {
	norm := lexicon.Fold(strings.TrimSpace(name))
	if len(norm) < 2 {
		return
	}
	n.index(norm, id, kind)
	if head, _, more := strings.Cut(norm, "("); more && strings.HasSuffix(norm, ")") && (kind == "condition" || kind == "drug") {
		if head = strings.TrimSpace(head); len(head) >= 4 {
			n.index(head, id, kind)
		}
	}
	if kind == "drug" || kind == "condition" {
		if c := norm[len(norm)-1]; c >= 'a' && c <= 'z' && c != 's' {
			n.index(norm+"s", id, kind)
		}
	}
}

func (n *Names) index(norm, id, kind string) {
	x := &n.others
	if isDrugKind(kind) {
		x = &n.drugs
	}
	at := int(x.words.Add(norm))
	if at == len(x.ids) {
		x.ids = append(x.ids, nil)
	}
	for _, have := range x.ids[at] {
		if have.id == id {
			return
		}
	}
	x.ids[at] = append(x.ids[at], nameOf{id, kind})
}

// Name finds the longest names, left to right. A quantity takes the number
// that follows it closely.
func (n *Names) Name(text, _ string) []Named {
	codes, ok := n.codes.Get().(*[]trie.Code)
	if !ok {
		codes = &[]trie.Code{}
	}
	*codes = n.alphabet.Read(*codes, text)
	c := coded{text, *codes}
	out := n.scan(&n.others, c, n.scan(&n.drugs, c, nil))
	n.codes.Put(codes)
	return out
}

func (n *Names) scan(x *nameIndex, c coded, out []Named) []Named {
	text := c.n
	for i := 0; i < len(text); {
		if c.within(i) {
			i++
			continue
		}
		end, word := longest(x.trie, c, i)
		if word < 0 {
			i += trie.Width(text[i])
			continue
		}
		for _, id := range x.ids[word] {
			m := Named{Concept: id.id, Kind: id.kind, Start: i, End: end}
			if id.kind == "quantity" {
				n.measure(text, &m)
			}
			out = append(out, m)
		}
		i = end
	}
	return out
}

func (n *Names) measure(text string, m *Named) {
	j := m.End
	for _, skip := range [...]string{" ", "(", "is", "was", "of", "为", "是", ":", "约", "在", " ", "now", "at", "your", " "} {
		if strings.HasPrefix(text[j:], skip) {
			j += len(skip)
		}
	}
	if j >= len(text) || !digit(text[j]) {
		return
	}
	t, ok := scanNumber(text, j)
	if !ok || t.low != t.value {
		return
	}
	if amountClass(t.class) || t.class == unitTime && n.units[m.Concept] != "a" {
		return
	}
	v := t.value
	m.Value, m.Unit, m.End = &v, t.unit, t.end
	if m.Unit == "" {
		m.Unit = n.units[m.Concept]
	}
}
