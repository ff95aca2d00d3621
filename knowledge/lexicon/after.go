package lexicon

// after applies cues that stand behind what they speak of: 咳嗽、发热都没有,
// fever resolved, 青霉素过敏.
func (s *sentence) after() {
	run, live := 0, false // the mentions from run on are joined
	list := 0             // those from list on by nothing but and, or
	for i := range s.toks {
		t := &s.toks[i]
		switch {
		case live && (s.allergyAt(i) || t.has(cAllergy)):
			s.allergic(run, i, i)
			live = false
		case t.mention():
			if !live {
				run = i
			}
			if !live || !s.toks[i-1].has(cAnd|cOr) && !s.toks[i-1].mention() {
				list = i
			}
			live = true
		case !live:
		case t.has(cGone) && !t.has(cNeg|cDeny), t.has(cGone|cNeg|cNegOpen) && s.lastOfClause(i):
			s.gone(run, i)
			live = false
		case t.has(cUntold):
			s.untold(list, i)
			live = false
		case t.has(cAnd|cOr|cFill|cAffirm) && !t.has(cSelf):
		case t.has(cNeg) && i+1 < len(s.toks) && s.allergyAt(i+1):
		case t.has(cComma):
			next := s.next(i)
			live = next.is(bare) || next.to == next.from+1 && s.toks[next.from].has(cNeg|cNegOpen|cUntold)
		default:
			live = false
		}
	}
	if s.has(cAllergy | cNamesAllergy) {
		s.allergies()
	}
}

// lastOfClause is true for a negation with nothing but small words behind it.
func (s *sentence) lastOfClause(i int) bool {
	for k := i + 1; k < len(s.toks) && !s.toks[k].has(cComma); k++ {
		if t := &s.toks[k]; !t.has(cPolar) && !(t.has(cFill) && k-i < 3) {
			return false
		}
	}
	return true
}

func (s *sentence) gone(from, to int) {
	asks := s.asks && s.clause[to] == len(s.clauses)-1 && s.toks[to].has(cNeg)
	for i := from; i < to; i++ {
		if t := &s.toks[i]; t.mention() {
			t.absent = t.absent || !asks
			t.asked = t.asked || asks
		}
	}
}

// untold makes mentions unknown: 胸痛与否不详. That their details are (具体不详,
// 部位不详) says that they are there.
func (s *sentence) untold(from, to int) {
	for i := from; i < to; i++ {
		t := &s.toks[i]
		t.unsure = t.unsure || t.mention()
	}
}

// allergyAt is true for a mention of allergy in general.
func (s *sentence) allergyAt(i int) bool { return s.toks[i].has(cNamesAllergy) }

// allergies takes an English list forward from its head: allergic to
// penicillin and aspirin.
func (s *sentence) allergies() {
	var c chain
	head := 0
	for i := range s.toks {
		t := &s.toks[i]
		switch {
		case s.allergyAt(i) || !t.mention() && t.has(cAllergy):
			c, head = chain{phase: want, refill: 1}, i
		case t.mention():
			if c.take() {
				s.allergic(i, i+1, head)
			}
		case t.has(cComma):
			c.comma(s.next(i))
		default:
			c.word(t)
		}
	}
}

// allergic makes the medicines of a run what the patient is allergic to, with
// the status of the word for allergy.
func (s *sentence) allergic(from, to, head int) {
	h := &s.toks[head]
	for i := from; i < to; i++ {
		t := &s.toks[i]
		if !t.mention() || !t.has(cNamesMedicine) {
			continue
		}
		t.allergy = true
		t.absent = t.absent || h.absent || h.has(cNeg)
		t.asked = t.asked || h.asked
		t.unsure = t.unsure || h.unsure
		if h.mention() && t.absent && from < head {
			h.absent = true
		}
	}
}
