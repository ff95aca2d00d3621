package claim

import (
	"cmp"
	"slices"
	"sort"
	"strconv"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/trie"
)

// Extractor reads texts. It is safe for concurrent use.
type Extractor struct {
	g        *graph.Graph
	names    Namer
	alphabet *trie.Alphabet // of phrases, frames and stems
	phrases  *phrases
	frames   *frames
	spell    *speller
	stems    *phrases
	runes    map[rune]bool // of which names are made
}

// New makes an Extractor over a graph. A nil Namer means the graph's Names.
func New(g *graph.Graph, names Namer) (*Extractor, error) {
	if names == nil {
		names = newNames(g)
	}
	a := trie.NewAlphabet()
	t, err := loadPhrases(a, phrasesYAML)
	if err != nil {
		return nil, err
	}
	f, err := loadFrames(a, framesYAML)
	if err != nil {
		return nil, err
	}
	return &Extractor{g: g, names: names, alphabet: a, phrases: t, frames: f, spell: newSpeller(g), stems: hanStems(a), runes: nameRunes(g.Drugs(), ingredientStems)}, nil
}

// Extract gives the claims of a text and what looks clinical but is not
// covered by one.
func (x *Extractor) Extract(text, lang string) ([]Claim, []Residue) {
	r := x.Read(text, lang)
	return r.Claims, r.Residue
}

// Read gives all that was found, with the sentences of the text.
func (x *Extractor) Read(text, lang string) Reading {
	r := &reader{x: x, text: text, p: prepare(text)}
	r.coded = coded{r.p.norm, x.alphabet.Read(nil, r.p.norm)}
	r.toks = x.phrases.scan(r.coded)
	r.spinal()
	r.sents = sentences(r.n)
	r.mentions = tidy(x.names.Name(r.n, lang), len(r.n))
	r.widest = widest(r.mentions)
	r.withinNames()
	r.classesByStem()
	r.misspelt()
	r.framed()
	r.markInside()
	for i := range r.sents {
		r.sents[i].question = r.asks(r.sents[i])
	}
	r.drugs()
	r.stopWithoutName()
	r.stances()
	r.referred()
	r.vouched()
	r.urgency()
	r.diagnoses()
	r.orders()
	r.numbers()
	r.results()
	r.dates()
	r.people()
	r.citations()
	r.instructions()
	r.conduct()
	r.assaults()
	r.residueDrugs()
	return r.reading()
}

// reader is the state of one reading. Positions are in norm until the end.
type reader struct {
	x        *Extractor
	text     string
	p        prepared
	coded    // of p.norm
	toks     []token
	sents    []sentence
	mentions []Named
	claims   []Claim
	residue  []Residue
	// used marks number tokens that a dose took; covered are spans of drugs.
	used    map[int]bool
	covered []Span
	limits  []limit
	// permitted are words that let somebody have what they do not name.
	permitted []Span
	// cues are where the cues of each kind begin, judged what polarity has said of
	// a place, and longest the length of the longest token: see placed.
	cues    [64][]int32
	judged  []int8
	longest int
	widest  int // the length of the longest name
	// steps are the tokens and names that were looked at.
	steps int
}

// tidy orders mentions and keeps the longest of those that overlap; of equal
// spans a drug is kept before an allergen.
func tidy(ms []Named, limit int) []Named {
	notDrug := func(m Named) int {
		if m.Kind == "drug" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(ms, func(a, b Named) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, notDrug(a)-notDrug(b))
	})
	out := ms[:0:0]
	for _, m := range ms {
		if m.Start < 0 || m.End > limit || m.Start >= m.End {
			continue
		}
		if len(out) > 0 && m.Start < out[len(out)-1].End && isDrugKind(m.Kind) && isDrugKind(out[len(out)-1].Kind) {
			continue
		}
		out = append(out, m)
	}
	return apart(out)
}

// apart settles what overlaps across kinds: a drug is kept before a finding
// that is worded with it, and a condition or a test that is named after a drug
// (digoxin level) before the drug.
func apart(ms []Named) []Named {
	wide := widest(ms)
	overlaps := func(m Named, loses func(other Named) bool) bool {
		for _, o := range around(ms, wide, Span{m.Start, m.End}) {
			if o.Start < m.End && o.End > m.Start && loses(o) {
				return true
			}
		}
		return false
	}
	out := ms[:0:0]
	for _, m := range ms {
		if m.Kind == "finding" && overlaps(m, func(o Named) bool { return isDrugKind(o.Kind) }) {
			continue
		}
		if isDrugKind(m.Kind) && overlaps(m, func(o Named) bool {
			return !isDrugKind(o.Kind) && o.Kind != "finding" && o.End-o.Start > m.End-m.Start && o.Start <= m.Start && o.End >= m.End
		}) {
			continue
		}
		out = append(out, m)
	}
	return out
}

func isDrugKind(k string) bool { return k == "drug" || k == "class" || k == "allergen" }

// markInside takes the force from verb cues that are part of a concept's
// name, such as the 停 of 停经.
func (r *reader) markInside() {
	const part = cTake | cStop | cChange | cOrderVerb | cLifestyleObject | cAssert | cNegation | cMedicineWord | cFreq | cNormal | cAbnormal | cHerb | cHedge | cConditional | cRoute | cAvoid
	for i := range r.toks {
		t := &r.toks[i]
		if t.cues&part == 0 || t.cues&(cReassurance|cEmergency|cNoCare|cWait) != 0 {
			continue
		}
		for _, m := range around(r.mentions, r.widest, Span{t.start, t.end}) {
			if m.Kind != "quantity" && t.start >= m.Start && t.end <= m.End && (t.start > m.Start || t.end < m.End || isDrugKind(m.Kind) || m.Kind == "condition") {
				t.inside = true
			}
		}
	}
}

func (r *reader) sentenceOf(at int) int {
	i := sort.Search(len(r.sents), func(k int) bool { return r.sents[k].end > at })
	return min(i, max(len(r.sents)-1, 0))
}

func (r *reader) clauseOf(at int) Span {
	if len(r.sents) == 0 {
		return Span{0, len(r.n)}
	}
	s := r.sents[r.sentenceOf(at)]
	if k := sort.Search(len(s.clauses), func(k int) bool { return at < s.clauses[k].End }); k < len(s.clauses) {
		return s.clauses[k]
	}
	return Span{s.start, s.end}
}

func (r *reader) sentence(s int) Span {
	if len(r.sents) == 0 {
		return Span{0, len(r.n)}
	}
	return Span{r.sents[s].start, r.sents[s].end}
}

func (r *reader) add(c Claim) {
	if c.Polarity == "" {
		c.Polarity = Affirmed
	}
	if c.Act == "" {
		c.Act = Plain
	}
	if c.Experiencer == "" {
		c.Experiencer = "patient"
	}
	c.Sentence = r.sentenceOf(c.Start)
	if c.Polarity == Hypothetical || r.has(Span{r.sentence(c.Sentence).Start, c.Start}, cConditional) {
		c.Condition = r.conditionOf(c.Start)
	}
	r.claims = append(r.claims, c)
}

// conditionOf is the clause of the "if" in the sentence of the word at start:
// its own clause, else the nearest one.
func (r *reader) conditionOf(start int) *Span {
	from := -1
	for _, t := range r.tokensIn(r.sentence(r.sentenceOf(start))) {
		if t.is(cConditional) && (from < 0 || t.start < start) {
			from = t.start
		}
	}
	if from < 0 {
		return nil
	}
	return &Span{from, r.clauseOf(from).End}
}

func (r *reader) left(kind string, start, end int) {
	r.residue = append(r.residue, Residue{Kind: kind, Start: start, End: end, Sentence: r.sentenceOf(start)})
}

// reading maps everything back to the original text, in order of place.
func (r *reader) reading() Reading {
	slices.SortStableFunc(r.claims, func(a, b Claim) int { return a.Start - b.Start })
	for i := range r.claims {
		c := &r.claims[i]
		c.ID = "c" + strconv.Itoa(i+1)
		c.Start, c.End = r.p.span(c.Start, c.End)
		c.Text = r.text[c.Start:c.End]
		if c.Condition != nil {
			a, b := r.p.span(c.Condition.Start, c.Condition.End)
			c.Condition = &Span{a, b}
		}
	}
	for i := range r.residue {
		d := &r.residue[i]
		d.Start, d.End = r.p.span(d.Start, d.End)
		d.Text = r.text[d.Start:d.End]
	}
	out := Reading{Claims: r.claims, Residue: r.residue, read: r}
	for _, s := range r.sents {
		a, b := r.p.span(s.start, s.end)
		out.Sentences = append(out.Sentences, Span{a, b})
	}
	for _, s := range r.permitted {
		out.Permitted = append(out.Permitted, r.sentenceOf(s.Start))
	}
	return out
}
