package lexicon

import "slices"

// sentence is what the context rules see at a time. Each rule passes over the
// tokens once.
type sentence struct {
	toks    []token
	clauses []clause
	clause  []int // of each token
	asks    bool  // it ends in a question mark
	roles   cue   // of all its tokens
	old     bool  // something in it speaks of a long time
	steps   int   // tokens that were looked at, in all sentences

	before, behind []int // of each token, the nearest mention
	timely         []int // the tokens that are mentions or speak of a time
	named          []int // the tokens of the text that are mentions or lengths of time
	timed          bool  // one of them is a length of time
}

// context says of every mention how it is meant.
func (s *sentence) context(toks []token) {
	s.steps, s.timed = 0, false
	s.named = sized(s.named, len(toks))[:0]
	who := Patient
	for from := 0; from < len(toks); {
		to, mentions := s.upTo(toks, from)
		s.asks = to < len(toks) && toks[to].mark == '?'
		if mentions > 0 {
			s.mean(toks[from:to])
		}
		who = s.whose(toks[from:to], mentions, who)
		from = to + 1
	}
}

// upTo gives where the sentence ends that begins at from, and how many mentions
// it has.
func (s *sentence) upTo(toks []token, from int) (to, mentions int) {
	roles, timed := cue(0), uint8(0)
	k := len(s.named)
	named := s.named[:cap(s.named)]
	for to = from; to < len(toks) && !toks[to].has(cBreak); to++ {
		t := &toks[to]
		roles |= t.roles
		is := int(bit(t.mention()))
		mentions += is
		named[k] = to
		k += is | int(bit(t.timed))
		timed |= bit(t.timed)
	}
	s.named = named[:k]
	s.timed = s.timed || timed != 0
	s.roles, s.old = roles, roles.has(cLong|cLeft|cYears)
	return to, mentions
}

// next gives the clause behind that of the token at i, that itself if it is the
// last.
func (s *sentence) next(i int) *clause { return &s.clauses[min(s.clause[i]+1, len(s.clauses)-1)] }

// has is true where a token of the sentence has one of the cues.
func (s *sentence) has(any cue) bool { return s.roles&any != 0 }

// mean says how the mentions of a sentence are meant, but for whose they are.
// Most sentences have few cues, and a rule that waits for others is passed by.
func (s *sentence) mean(toks []token) {
	chains := s.has(negates) || s.asks && s.has(cAux)
	after := s.has(cGone | cNeg | cNegOpen | cUntold | cAllergy | cNamesAllergy)
	if chains || after || s.old || s.asks || s.has(cPolar|cPast|cNow|cNamesNow) {
		s.begin(toks)
	}
	s.steps += len(toks)
	if chains {
		s.chains()
	}
	if s.asks || s.has(cPolar) {
		s.polar()
	}
	if after {
		s.after()
	}
	if s.has(cPast | cNow | cNamesNow) {
		s.times()
	}
	if s.old {
		s.lasting()
	}
	if s.has(cIf) {
		supposed(toks)
	}
}

// whose gives each mention its person. last is whom the sentence before was
// about; without a word for somebody else it is the patient.
func (s *sentence) whose(toks []token, mentions int, last Person) Person {
	switch {
	case s.has(cFamily|cOther) || s.has(cThird) && last != Patient:
		return people(toks, last)
	case mentions > 0 || s.has(cSelf):
		return Patient
	}
	return last
}

// sized gives a slice of n entries that all will be written, in old where it
// has room.
func sized(old []int, n int) []int { return slices.Grow(old[:0], n)[:n] }

// status puts the findings of the rules together.
func (t *token) status() Status {
	switch {
	case t.asked || t.supposed || t.unsure:
		return Unknown
	case t.no():
		return Absent
	}
	return Present
}

// people gives each mention the person last named; a pronoun goes on with
// whom the sentence before was about.
func people(toks []token, last Person) Person {
	who, named := Patient, false
	if last != Patient && !slices.ContainsFunc(toks, func(t token) bool { return t.has(cSelf | cFamily | cOther) }) {
		who = last // shaking, pale, now he cannot hold the cup
	}
	for i := range toks {
		t := &toks[i]
		switch {
		case t.mention():
			t.who = who
			named = true
		case t.has(cFamily) && i > 1 && toks[i-1].has(cAnd) && toks[i-2].has(cSelf):
			who, named = Patient, true // 我和我妈: said of both
		case t.has(cFamily):
			who, named = Family, true
		case t.has(cOther):
			who, named = Other, true
		case t.has(cSelf):
			who, named = Patient, true
		case t.has(cThird) && !named:
			who, named = last, true
		}
	}
	if !named {
		return last
	}
	return who
}

// times gives each mention the nearest time word of its clause, one before it
// first; a clause that only names a time speaks of the next.
func (s *sentence) times() {
	carry, rest := Anytime, s.timely
	for k := range s.clauses {
		c := &s.clauses[k]
		when, first, n := carry, carry, 0
		for ; n < len(rest) && rest[n] < c.to; n++ {
			i := rest[n]
			switch t := &s.toks[i]; {
			case t.mention():
				t.when = when
				if t.has(cNamesNow) {
					t.when = Current
				}
			case t.has(cPast) && i > c.from && s.toks[i-1].has(cSpan):
				when = Current // a 1-week history of
			case t.has(cPast):
				when = Past
			case t.has(cNow):
				when = Current
			}
			if first == Anytime {
				first = when
			}
		}
		for _, i := range rest[:n] {
			if t := &s.toks[i]; t.mention() && t.when == Anytime {
				t.when = first
			}
		}
		rest, carry = rest[n:], Anytime
		if k+1 < len(s.clauses) && (c.mentions == 0 || s.clauses[k+1].is(bare)) {
			carry = when
		}
	}
}

// supposed marks what stands after if, up to then.
func supposed(toks []token) {
	on := false
	for i := range toks {
		t := &toks[i]
		switch {
		case t.mention():
			t.supposed = on
		case t.has(cIf):
			on = true
		case t.has(cThen | cBut):
			on = false
		}
	}
}

// lasting marks what the words say has been there for months or years: the
// mention next to the time, all of a clause that says so in words, and what
// follows the name of an after-effect. What is new again is not lasting.
func (s *sentence) lasting() {
	s.nearest()
	left := false
	anew := s.lastNew()
	for k, c := range s.clauses {
		worse, all := c.from <= anew, false
		for i := c.from; i < c.to; i++ {
			t := &s.toks[i]
			switch {
			case worse:
			case t.has(cLong | cLeft):
				all = true
			case t.has(cYears):
				s.lastNear(k, i)
			}
			left = left && !worse || t.has(cLeft)
		}
		if all || left && !worse {
			s.lastAll(c)
		}
	}
}

// lastNew gives the last token that speaks of something new, -1 where none
// does: what stands before it is not old.
func (s *sentence) lastNew() int {
	for i := len(s.toks) - 1; i >= 0; i-- {
		if t := &s.toks[i]; t.has(cWorse | cNamesNew) {
			return i
		}
	}
	return -1
}

func (s *sentence) lastAll(c clause) {
	s.steps += c.to - c.from
	for i := c.from; i < c.to; i++ {
		s.toks[i].lasting = s.toks[i].mention()
	}
}

// lastNear takes the mention before the time at i, in its clause or, where the
// clause holds nothing else, in the one before; failing that, the one after.
func (s *sentence) lastNear(k, i int) {
	c := s.clauses[k]
	from := c.from
	if c.mentions == 0 && k > 0 {
		from = s.clauses[k-1].from
	}
	if j := s.before[i]; j >= from {
		s.toks[j].lasting = true
	} else if j := s.behind[i]; j < c.to {
		s.toks[j].lasting = true
	}
}

// nearest fills before and behind: for every token the mention nearest to it on
// either side, -1 and len(toks) where there is none.
func (s *sentence) nearest() {
	s.before, s.behind = sized(s.before, len(s.toks)), sized(s.behind, len(s.toks))
	last := -1
	for i := range s.toks {
		s.before[i] = last
		if s.toks[i].mention() {
			last = i
		}
	}
	next := len(s.toks)
	for i := len(s.toks) - 1; i >= 0; i-- {
		s.behind[i] = next
		if s.toks[i].mention() {
			next = i
		}
	}
}
