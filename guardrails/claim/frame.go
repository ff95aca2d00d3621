package claim

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"

	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/trie"
)

//go:embed frames.yaml
var framesYAML []byte

// frameGap is how many bytes may stand between two words of a frame: eight
// Chinese characters, or four or five English words.
const frameGap = 26

// framed is a frame of frames.yaml: words of given classes that follow one
// another within a clause mean what a cue means, however they are chosen.
type framed struct {
	Cue string `yaml:"cue"`
	// Of are the classes in order. "@drug", "@finding", "@condition" and
	// "@test" stand for names of the graph; they are context and no part of
	// the cue.
	Of []string `yaml:"of"`
	// Gap is how many bytes may stand between two words; 0 means frameGap.
	Gap int `yaml:"gap"`
	// Unless are classes of which no word may stand in the clause.
	Unless []string `yaml:"unless"`
	// Sentence lets the words stand in several clauses of a sentence.
	Sentence bool `yaml:"sentence"`
}

// frame is a framed with its classes as numbers.
type frame struct {
	cue      cue
	of       []int
	unless   []int
	gap      int
	sentence bool
	denial   bool // holds a negation of its own
}

// frames finds frames in a text.
type frames struct {
	words   *trie.Builder // until all are in
	trie    *trie.Trie
	classes [][]int         // by the number of the word
	opened  map[int][]frame // by class of the first word
	names   map[string]int  // class of each mention kind
}

// framed word: a class member or a mention at a place.
type word struct {
	start, end int
	classes    []int
	context    bool
}

// loadFrames reads frames.yaml strictly: a class that is not there, or that no
// frame uses, is an error.
func loadFrames(a *trie.Alphabet, raw []byte) (*frames, error) {
	var in struct {
		Words  map[string][]string `yaml:"words"`
		Frames []framed            `yaml:"frames"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &in, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("claim: frames: %w", err)
	}
	f := &frames{words: trie.NewBuilder(a), opened: map[int][]frame{}, names: map[string]int{}}
	ids := map[string]int{}
	for i, kind := range [...]string{"@drug", "@finding", "@condition", "@test"} {
		ids[kind], f.names[kind] = i, i
	}
	for _, name := range sortedNames(in.Words) {
		ids[name] = len(ids)
		for _, w := range in.Words[name] {
			for _, form := range inflected(w) {
				f.put(form, ids[name])
			}
		}
	}
	f.trie, f.words = f.words.Build(), nil
	used := map[string]bool{}
	for _, x := range in.Frames {
		one, err := compileFrame(x, ids, used)
		if err != nil {
			return nil, err
		}
		f.opened[one.of[0]] = append(f.opened[one.of[0]], one)
	}
	for name := range in.Words {
		if !used[name] {
			return nil, fmt.Errorf("claim: frames: no frame uses the words %q", name)
		}
	}
	return f, nil
}

func sortedNames(m map[string][]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (f *frames) put(w string, class int) {
	norm := lexicon.Fold(w)
	at := int(f.words.Add(norm))
	if at == len(f.classes) {
		f.classes = append(f.classes, nil)
	}
	if !slices.Contains(f.classes[at], class) {
		f.classes[at] = append(f.classes[at], class)
	}
}

func compileFrame(x framed, ids map[string]int, used map[string]bool) (frame, error) {
	c, ok := cueNames()[x.Cue]
	if !ok || len(x.Of) == 0 || strings.HasPrefix(x.Cue, "route.") || strings.HasPrefix(x.Cue, "freq.") {
		return frame{}, fmt.Errorf("claim: frames: %v: no cue %q, or no words", x.Of, x.Cue)
	}
	out := frame{cue: c, gap: x.Gap, sentence: x.Sentence, denial: slices.Contains(x.Of, "must_not") || slices.Contains(x.Of, "neg")}
	if out.gap == 0 {
		out.gap = frameGap
	}
	for _, list := range [...]struct {
		names []string
		to    *[]int
	}{{x.Of, &out.of}, {x.Unless, &out.unless}} {
		for _, n := range list.names {
			id, ok := ids[n]
			if !ok {
				return frame{}, fmt.Errorf("claim: frames: no words %q", n)
			}
			used[n] = true
			*list.to = append(*list.to, id)
		}
	}
	return out, nil
}

// inflected gives the forms of an English verb written with a mark at its end,
// "call~": call, calls, called, calling. Irregular forms are listed.
func inflected(w string) []string {
	stem, ok := strings.CutSuffix(w, "~")
	if !ok {
		return []string{w}
	}
	base := strings.TrimSuffix(stem, "e")
	switch {
	case base != stem:
		return []string{stem, stem + "s", stem + "d", base + "ing"}
	case strings.HasSuffix(stem, "y") && !strings.ContainsAny(stem[len(stem)-2:len(stem)-1], "aeou"):
		return []string{stem, stem[:len(stem)-1] + "ies", stem[:len(stem)-1] + "ied", stem + "ing"}
	case strings.HasSuffix(stem, "s"), strings.HasSuffix(stem, "sh"), strings.HasSuffix(stem, "ch"), strings.HasSuffix(stem, "x"):
		return []string{stem, stem + "es", stem + "ed", stem + "ing"}
	}
	return []string{stem, stem + "s", stem + "ed", stem + "ing"}
}

// found gives the class members and the names of the graph in a text.
func (f *frames) found(text coded, mentions []Named) []word {
	out := make([]word, 0, len(text.n)/8)
	for i := range text.n { // "the doctor" is a word, and so is the "doctor" in it
		if text.within(i) {
			continue
		}
		every(f.trie, text, i, func(end int, w int32) {
			out = append(out, word{start: i, end: end, classes: f.classes[w]})
		})
	}
	members := len(out)
	for _, m := range mentions {
		kind := m.Kind
		switch {
		case isDrugKind(kind):
			kind = "drug"
		case kind == "investigation":
			kind = "test"
		}
		if id, ok := f.names["@"+kind]; ok {
			out = append(out, word{start: m.Start, end: m.End, classes: []int{id}, context: true})
		}
	}
	if len(out) > members {
		slices.SortStableFunc(out, func(a, b word) int { return cmp.Compare(a.start, b.start) })
	}
	return out
}

// framed adds a cue for each frame that the text fills.
func (r *reader) framed() {
	f := r.x.frames
	words := f.found(r.coded, r.mentions)
	var framed []token // apart until the end: tokens are looked up in their order meanwhile
	for i, w := range words {
		for _, c := range w.classes {
			for _, fr := range f.opened[c] {
				reach := r.clauseOf(w.start)
				if fr.sentence {
					reach = r.sentence(r.sentenceOf(w.start))
				}
				if filled := follow(words, i, fr, reach.End); filled != nil && !r.undone(words, fr, reach) && !r.denies(filled, fr) {
					framed = append(framed, spanOf(filled, fr))
				}
			}
		}
	}
	if len(framed) > 0 {
		r.toks = append(r.toks, framed...)
		slices.SortStableFunc(r.toks, func(a, b token) int { return a.start - b.start })
	}
}

// follow gives the words of a frame that opens at word i, nil where it is not
// filled.
func follow(words []word, i int, fr frame, limit int) []word {
	at, places := i, append(make([]int, 0, 8), i)
	for _, want := range fr.of[1:] {
		next := -1
		for k := at + 1; k < len(words) && words[k].start < limit && words[k].start-words[at].end <= fr.gap; k++ {
			if words[k].start >= words[at].end && slices.Contains(words[k].classes, want) {
				next = k
				break
			}
		}
		if next < 0 {
			return nil
		}
		at = next
		places = append(places, at)
	}
	if words[at].end > limit {
		return nil
	}
	filled := make([]word, 0, len(places))
	for _, k := range places {
		filled = append(filled, words[k])
	}
	return filled
}

func (r *reader) undone(words []word, fr frame, reach Span) bool {
	if len(fr.unless) == 0 {
		return false
	}
	lo := sort.Search(len(words), func(k int) bool { return words[k].start >= reach.Start })
	for _, w := range words[lo:] {
		if w.start >= reach.End {
			return false
		}
		r.steps++
		if w.end <= reach.End && slices.ContainsFunc(w.classes, func(c int) bool { return slices.Contains(fr.unless, c) }) {
			return true
		}
	}
	return false
}

// denies is true where a negation stands inside a frame of conduct ("I can't alter
// the record" alters nothing), or begins one of what to avoid and denies something else.
func (r *reader) denies(filled []word, fr frame) bool {
	if fr.cue&cAvoid != 0 && len(filled) > 1 && r.fails(filled[0].end, filled[1].start) {
		return true // "not controlled start" forbids no start
	}
	const conduct = cInstruction | cRefuse | cBlame | cGuarantee | cPromotion | cImpersonation | cViolence | cSelfHarm
	if fr.cue&conduct == 0 || fr.denial {
		return false
	}
	for i := 1; i < len(filled); i++ {
		for _, t := range r.tokensIn(Span{filled[i-1].end, filled[i].start}) {
			if t.is(cNegation) {
				return true
			}
		}
	}
	return false
}

// spanOf is the token of a filled frame, without the names at its ends.
func spanOf(filled []word, fr frame) token {
	for len(filled) > 1 && filled[0].context {
		filled = filled[1:]
	}
	for len(filled) > 1 && filled[len(filled)-1].context {
		filled = filled[:len(filled)-1]
	}
	return token{start: filled[0].start, end: filled[len(filled)-1].end, cues: fr.cue, framed: true}
}
