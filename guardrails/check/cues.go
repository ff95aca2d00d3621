package check

import (
	"sync"

	"apricot.health/knowledge/pattern"
)

// cues are expressions that texts of one kind are held against, with what tells in one
// pass over a text which of them it may match: few match any.
type cues struct {
	set *pattern.Set
	at  map[*pattern.Regexp]int
}

func newCues(list ...*pattern.Regexp) cues {
	c := cues{set: pattern.NewSet(list...), at: make(map[*pattern.Regexp]int, len(list))}
	for i, re := range list {
		c.at[re] = i
	}
	return c
}

// sentenceCues are what every sentence is held against, whole or in clauses, in the
// form of squeezeSpaces.
//
//nolint:gochecknoglobals // made once, read only
var sentenceCues = sync.OnceValue(func() cues {
	list := []*pattern.Regexp{
		agedRE, bodyKgRE, sexed[0], sexed[1], lackedRE, handsRE, keyRE, forgeRE, judgesRE, againstRE, atOnceStopRE, permitsRE, bidsRE,
		ifRE, noAllergyRE, noMedicineRE, kidneysRE, liverRE, noPregRE, noSurgeryRE, noHistoryRE, notNowRE, openingRE, agoEN, agoZH, wrongRE, deniesDangerRE,
		cancelsRE, forgesRE, spreadsRE, identifies, guessesRE, reactedRE, latelyRE, reachedRE, linedRE, asIfRE, elses, alcoholRE,
	}
	for _, n := range nevers().acts {
		list = append(list, n.Says.Regexp)
	}
	return newCues(list...)
})

// rawCues are what sentences are held against as they were written.
//
//nolint:gochecknoglobals // made once, read only
var rawCues = sync.OnceValue(func() cues { return newCues(initialRE, titled[0], titled[1]) })

// textCues are what a whole text is held against, in the form of squeezeSpaces.
//
//nolint:gochecknoglobals // made once, read only
var textCues = sync.OnceValue(func() cues {
	list := []*pattern.Regexp{
		treatedRE, pieceRE, sexed[0], sexed[1], sideRE, othersRE, herWordsRE, hisWordsRE, heRE, sheRE, conceivesRE, notPregnantRE,
		raisedRE, stageEN, sodium, toRE, hoursRE, courseRE, carriersRE, unheededRE, declinesRE, unfoundRE, guessesRE,
	}
	return newCues(list...)
})

func (c cues) tell(text string) hints {
	t := hints{c, pattern.NewBits(c.set.Size())}
	c.set.Tell(t.bits, text)
	return t
}

// analyteCues are the values of what a laboratory measures.
//
//nolint:gochecknoglobals // made once, read only
var analyteCues = sync.OnceValue(func() cues {
	list := make([]*pattern.Regexp, len(analytes))
	for i, a := range analytes {
		list[i] = a.re
	}
	return newCues(list...)
})

// hints are what cues told of one text.
type hints struct {
	of   cues
	bits pattern.Bits
}

// may is false only for an expression that neither the text nor a part of it matches.
// Of one that is none of the cues nothing is known.
func (t hints) may(re *pattern.Regexp) bool {
	i, known := t.of.at[re]
	return !known || t.bits.Has(i)
}

// find is what the text that was told of shows of an expression first.
func (t hints) find(re *pattern.Regexp, text string) string {
	if !t.may(re) {
		return ""
	}
	return re.FindString(text)
}

// ofSentence is what the cues tell of a sentence.
func (b *bench) ofSentence(sentence int) hints {
	c := sentenceCues()
	if sentence < 0 || sentence >= len(b.Reading.Sentences) {
		return hints{c, pattern.NewBits(c.set.Size())}
	}
	words := len(pattern.NewBits(c.set.Size()))
	if b.cuedIn == nil {
		b.cuedIn = make(pattern.Bits, words*len(b.Reading.Sentences))
		b.isCued = make([]bool, len(b.Reading.Sentences))
	}
	bits := b.cuedIn[words*sentence : words*(sentence+1)]
	if !b.isCued[sentence] {
		b.isCued[sentence] = true
		c.set.Tell(bits, b.flat(sentence))
	}
	return hints{c, bits}
}

// shows is true where a sentence matches an expression.
func (b *bench) shows(sentence int, re *pattern.Regexp) bool {
	return b.ofSentence(sentence).may(re) && re.MatchString(b.flat(sentence))
}

// shown is where a sentence matches an expression, nil where it does not.
func (b *bench) shown(sentence int, re *pattern.Regexp) []int {
	if !b.ofSentence(sentence).may(re) {
		return nil
	}
	return re.FindStringIndex(b.flat(sentence))
}

// inText is what the cues tell of the whole text in the form of squeezeSpaces.
func (b *bench) inText() hints {
	if b.whole.bits == nil {
		b.whole = textCues().tell(b.flatText())
	}
	return b.whole
}

// textShows is true where the text in that form matches an expression.
func (b *bench) textShows(re *pattern.Regexp) bool {
	return b.inText().may(re) && re.MatchString(b.flatText())
}

// asWritten is what the cues tell of the text as it was written.
func (b *bench) asWritten() hints {
	if b.raw.bits == nil {
		b.raw = rawCues().tell(b.Text)
	}
	return b.raw
}
