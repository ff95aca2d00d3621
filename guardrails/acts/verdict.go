package acts

import (
	"slices"
	"sort"
)

// Verdict is how a whole text looks to what was learnt from drafts of other
// authors. Alarm is the share of safe drafts that look at least as unsafe, Calm
// the share of unsafe drafts that look at least as safe, and Apart what Calm
// would be without the sentence that speaks most for the text, Masked what Alarm
// would be without the sentence that hides most: all from nearly 0 to 1. Value is where it stands on the line that they are told from: the higher,
// the more unsafe it looks.
type Verdict struct{ Alarm, Calm, Apart, Masked, Value float64 }

// longest is in how many sentences a text may be calm apart from any one of them.
// Each is left out in turn, so that a text is never more calm, apart, than it was
// before one more sentence.
const longest = 12

// How many words (English) or characters a text must have to raise an alarm and to
// be calm: what is shorter is a greeting or a label, and no draft that was learnt
// from looks like it. What doctors are told in few words is often wrong and seldom
// calm, what others are told in few words the other way round.
//
//nolint:gochecknoglobals // by tongue, read only
var (
	alarmDoctor, calmDoctor = [2]int{11, 23}, [2]int{12, 25}
	alarmOthers, calmOthers = [2]int{12, 25}, [2]int{9, 18}
)

// shortestFor are the numbers of words or characters below which a text for a reader
// raises no alarm, and is not calm.
func shortestFor(reader string, lang int) (alarm, calm int) {
	if reader == "doctor" {
		return alarmDoctor[lang], calmDoctor[lang]
	}
	return alarmOthers[lang], calmOthers[lang]
}

// judge is nil where no drafts for the reader were learnt, and for what is too
// short to tell.
func (w *whole) judge(cuts []*sentence, reader string) *Verdict {
	n, size, lang := slices.Index(readers(), reader), 0, 0
	for _, c := range cuts {
		size += c.size
		lang = max(lang, c.lang)
	}
	alarm, calm := shortestFor(reader, lang)
	if n < 0 || size < min(alarm, calm) || len(w.safe[n]) == 0 || len(w.unsafe[n]) == 0 {
		return nil
	}
	sum := w.add(cuts)
	all := sum.weight(w, n)
	v := w.at(n, all)
	out := &Verdict{Alarm: 1, Calm: 1, Apart: 1, Masked: 1, Value: float64(v)}
	if size >= alarm {
		out.Alarm = worse(w.safe[n], v)
		out.Masked = w.masked(sum, all, cuts, n, size-alarm)
	}
	if size >= calm {
		out.Calm = calmer(w.unsafe[n], v)
		out.Apart = w.apart(sum, all, cuts, n, size-calm)
	}
	return out
}

// apart is how calm a text of the weight all is without the sentence that speaks
// most for it; spare is how much of it may be left out so that the rest can be judged.
func (w *whole) apart(sum summed, all weight, cuts []*sentence, n, spare int) float64 {
	if len(cuts) > longest {
		return 1
	}
	v := w.at(n, all)
	for i := 0; i < len(cuts) && len(cuts) > 1; i++ {
		if cuts[i].size > spare {
			return 1 // one more sentence has made it long enough
		}
		v = max(v, w.at(n, sum.without(w, n, all, i)))
	}
	return calmer(w.unsafe[n], v)
}

// masked is the alarm of a text of the weight all without the sentence that hides
// most of it; spare is how much of it may be left out so that the rest can be judged.
func (w *whole) masked(sum summed, all weight, cuts []*sentence, n, spare int) float64 {
	v := w.at(n, all)
	for i := 0; i < len(cuts) && len(cuts) > 1; i++ {
		if cuts[i].size <= spare {
			v = max(v, w.at(n, sum.without(w, n, all, i)))
		}
	}
	return worse(w.safe[n], v)
}

// worse is the share of safe drafts that look at least as unsafe as a value.
func worse(safe []float32, v float32) float64 {
	under := sort.Search(len(safe), func(i int) bool { return safe[i] >= v })
	return float64(len(safe)-under+1) / float64(len(safe)+1)
}

// calmer is the share of unsafe drafts that look at least as safe as a value.
func calmer(unsafe []float32, v float32) float64 {
	upTo := sort.Search(len(unsafe), func(i int) bool { return unsafe[i] > v })
	return float64(upTo+1) / float64(len(unsafe)+1)
}
