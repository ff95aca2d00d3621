package claim

import "sort"

// Outline is a sentence in classes: its words with what the names and numbers
// in them stand for and the cues of phrases.yaml and frames.yaml, so that a
// reader can learn from it without learning a drug or a dose by heart.
// Positions are bytes of Text.
type Outline struct {
	// Text is the sentence as it was read: lower case, simplified, narrow.
	Text  string
	Names []OutlineName
	Cues  []OutlineCue
}

// OutlineName is a name or a number. Kind is drug, condition, investigation,
// finding, quantity, number, amount (of a medicine) or time.
type OutlineName struct {
	Start, End int
	Kind       string
}

// OutlineCue is a cue. Set has a bit for each list that it stands in, which
// tells cues apart and means nothing else.
type OutlineCue struct {
	Start, End int
	Set        uint64
	// If, Medicine and Negation say that it is a cue of a condition, a word for
	// a medicine, or a negation.
	If, Medicine, Negation bool
}

// Outline gives sentence i of a reading; it is empty where the reading was not
// made by Read.
func (r Reading) Outline(i int) Outline {
	if r.read == nil || i < 0 || i >= len(r.read.sents) {
		return Outline{}
	}
	x := r.read
	from, to := x.sents[i].start, x.sents[i].end
	o := Outline{Text: x.n[from:to]}
	const few = 8 // of an ordinary sentence
	o.Names, o.Cues = make([]OutlineName, 0, few), make([]OutlineCue, 0, few)
	for _, m := range x.mentions {
		if m.Start >= from && m.End <= to {
			kind := m.Kind
			if isDrugKind(kind) {
				kind = "drug"
			}
			o.Names = append(o.Names, OutlineName{m.Start - from, m.End - from, kind})
		}
	}
	for _, t := range x.tokensIn(Span{from, to}) {
		if t.number && !t.spelt {
			o.Names = append(o.Names, OutlineName{t.start - from, t.end - from, numberKind(t)})
		}
		if t.cues != 0 && !t.inside {
			o.Cues = append(o.Cues, OutlineCue{t.start - from, t.end - from, uint64(t.cues), t.is(cConditional), t.is(cMedicineWord), t.is(cNegation)})
		}
	}
	return o
}

// Within gives where a range of the text stands in Outline(i).Text.
func (r Reading) Within(i int, s Span) (Span, bool) {
	if r.read == nil || i < 0 || i >= len(r.read.sents) {
		return Span{}, false
	}
	x := r.read
	sentence := x.sents[i]
	start, end := sort.SearchInts(x.p.offsets, s.Start)-sentence.start, sort.SearchInts(x.p.offsets, s.End)-sentence.start
	if start < 0 || start >= end || end > sentence.end-sentence.start {
		return Span{}, false
	}
	return Span{start, end}, true
}

func numberKind(t token) string {
	switch {
	case amountClass(t.class):
		return "amount"
	case t.class == unitTime:
		return "time"
	}
	return "number"
}

// Lists names the lists of phrases and frames that outlines rest on: it is
// another text where they are others.
func Lists() string { return string(phrasesYAML) + string(framesYAML) }
