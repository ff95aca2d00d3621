package claim

import (
	"slices"
	"strings"
)

// dosedUntil is where what may be the direction of the i-th named drug ends.
func (r *reader) dosedUntil(named []Named, i int) int {
	s := r.sentenceOf(named[i].Start)
	end := r.sents[s].end
	if s+1 < len(r.sents) && r.goesOn(r.sents[s+1], named[i+1:]) {
		end = r.sents[s+1].end
	}
	if i+1 < len(named) {
		end = min(end, named[i+1].Start)
	}
	if at := r.otherName(named[i].End, end); at > 0 {
		end = at
	}
	return end
}

// laterDose is one direction that follows another of the same drug.
type laterDose struct {
	dose *Posology
	span Span
}

// further reads the directions of the i-th named drug behind its first, which
// ends at from: an amount with a frequency of its own that a word of sequence
// leads in, as in "400 mg tds, later 1200 mg tds". It keeps the route.
func (r *reader) further(named []Named, i int, first Posology, from int) []laterDose {
	var out []laterDose
	toks := r.tokensIn(Span{from, r.dosedUntil(named, i)})
	for k, t := range toks {
		if !t.number || !mass(t.class) || r.used[t.start] || t.start < from || !containsAny(r.n[max(from, t.start-40):t.start], sequence[:]...) {
			continue
		}
		d := &Posology{Route: first.Route}
		for _, x := range toks[k+1:] {
			if x.number && amountClass(x.class) || x.start-t.end > 32 {
				break
			}
			if x.is(cRoute) {
				d.Route = x.route
			}
			if x.is(cFreq) && !r.ofTest(x) {
				d.PerDay = x.freq
				r.takeAmount(d, t)
				out = append(out, laterDose{d, Span{t.start, x.end}})
				from = x.end
				break
			}
		}
	}
	return out
}

//nolint:gochecknoglobals // a literal list, read only
var sequence = [...]string{"later", "then ", "thereafter", "afterwards", "after that", "followed by", "subsequently", "from day", "from week", "以后", "之后", "然后", "随后", "继以", "继之", "后续", "后用", "后予", "再用", "再予"}

// otherName is the place of a word that stands where a medicine is named, right
// before an amount and behind a comma or "or", and that nobody knows: the amount
// is its own. 0 for none.
func (r *reader) otherName(from, to int) int {
	for _, t := range r.tokensIn(Span{from, to}) {
		if !t.number || !amountClass(t.class) {
			continue
		}
		before := strings.TrimRight(r.n[from:t.start], " ")
		i := len(before)
		for i > 0 && isLetter(before[i-1]) {
			i--
		}
		if len(before)-i < 7 || plainWord(before[i:]) || r.mentioned(from+i, from+len(before)) || len(r.tokensIn(Span{from + i, from + len(before)})) > 0 {
			return 0
		}
		switch head := strings.TrimRight(before[:i], " "); {
		case strings.HasSuffix(head, ","), strings.HasSuffix(head, " or"), strings.HasSuffix(head, "consider"), strings.HasSuffix(head, " and"):
			return from + i
		}
		return 0
	}
	return 0
}

// plainWord is true for words that stand before an amount and name nothing.
func plainWord(w string) bool {
	switch w {
	case "maximum", "initially", "titrated", "titrating", "increase", "increased", "increasing", "reduced", "reducing", "tapering", "starting", "loading", "maintenance", "currently", "usually", "tablets", "capsules", "followed", "minimum", "approximately", "totalling", "equivalent", "injection", "infusion", "suspension", "solution", "delayed", "release", "sustained", "extended", "modified", "immediate", "prolonged", "calcium", "hydrochloride", "succinate", "tartrate", "besylate", "besilate", "maleate", "mesylate", "fumarate", "phosphate", "sulphate", "sulfate", "potassium", "magnesium", "acetate", "dispersible", "chewable", "another", "further", "additional":
		return true
	}
	return false
}

// diluent is true for what medicines are dissolved in.
func diluent(concept string) bool {
	switch concept {
	case "drug.sodium_chloride", "drug.glucose", "drug.ringer_lactate":
		return true
	}
	return false
}

// beyond reads the route and frequency of a medicine behind what it is
// dissolved in: 头孢曲松 2g 加入氯化钠 100ml 静滴.
func (r *reader) beyond(d *Posology, named []Named, i, end int) {
	from := named[i].End
	for i++; i < len(named) && diluent(named[i].Concept); i++ {
		from = named[i].End
	}
	if i < len(named) {
		end = min(end, named[i].Start)
	}
	for _, t := range r.tokensIn(Span{from, end}) {
		switch {
		case t.is(cRoute) && d.Route == "":
			d.Route = t.route
		case t.is(cFreq) && d.PerDay == 0:
			d.PerDay = t.freq
		}
	}
}

func closeBefore(between string) bool {
	b := strings.TrimSpace(between)
	return b == "" || b == "of" || b == "的"
}

// goesOn is true for a sentence that opens with an amount of the medicine before
// it: none of the later names stands in the clause of the amount.
func (r *reader) goesOn(s sentence, later []Named) bool {
	t, ok := r.openingDose(s)
	if !ok {
		return false
	}
	clause := r.clauseOf(t.start)
	return !slices.ContainsFunc(later, func(m Named) bool { return m.Start >= clause.Start && m.Start < clause.End })
}

func (r *reader) openingDose(s sentence) (token, bool) {
	for _, t := range r.tokensIn(Span{s.start, s.end}) {
		if t.number && amountClass(t.class) || t.is(cFreq) {
			return t, t.start-s.start <= 9
		}
		if t.is(verbs) && !t.is(cTake) {
			break
		}
	}
	return token{}, false
}

func amountClass(c unitClass) bool {
	return c == unitMass || c == unitVolume || c == unitActivity || c == unitForm || c == unitFolk
}
