package lexicon

type phase uint8

const (
	off  phase = iota
	want       // a mention is awaited
	had        // a mention was just taken
	idle       // words stood after a mention: only "or" takes the list up again
)

// chain carries a cue over fillers to the next mention, and from there over
// what joins mentions to the next one.
type chain struct {
	phase  phase
	words  int  // unknown words that may still stand before the mention
	refill int  // the same after a joining word
	han    bool // unknown words may be Chinese
	wide   bool // goes on over commas through a bare list
	list   bool // goes on over commas through two bare clauses or more
	listed bool // has gone over a comma
	parted bool // the same, also where the list was still open at the comma
	passed bool // has passed an unknown word
	caused bool // has passed a word of cause or time
	taken  bool // has taken a mention
	soft   bool // is not stopped by because, I, there is
}

// take gives whether the cue holds for the mention.
func (c *chain) take() bool {
	if c.phase != want && c.phase != had {
		return false
	}
	c.phase, c.taken = had, true
	return true
}

// comma decides whether the list goes on in the next clause.
func (c *chain) comma(next *clause) {
	c.parted = true
	switch {
	case c.phase == want && c.taken, c.phase == off:
	case c.phase == want && !(c.passed && next.is(endsList|endsLater)):
		c.phase = off
	case next.is(orElse):
		c.phase = idle
	case next.is(listy) && next.is(endsList|endsLater), next.is(bare) && (c.wide || c.listed || c.list && next.is(nextBare)):
		c.phase, c.words, c.listed = want, 3, true
	default:
		c.phase = off
	}
}

// word moves the chain over a token that is no mention and no comma.
func (c *chain) word(t *token) {
	switch {
	case c.phase == off:
	case t.has(cBut):
		c.phase = off
	case t.has(cOr) && c.taken:
		c.phase, c.words = want, c.refill
	case t.has(cAnd) && c.phase == had:
		c.phase, c.words = want, min(c.refill, 2)
	case c.soft && t.has(cStop):
		c.caused = true
	case c.soft && t.has(cAffirm|cSelf):
	case t.has(cStop | cSelf | cPseudo):
		c.phase = off
	case c.phase == had:
		c.phase = idle
	case t.has(cAffirm) && c.taken:
		c.phase = off
	case t.has(cFill | cAffirm | cPast | cNow | cFamily | cThird | cAnd | cOr):
	case c.phase == want:
		c.words -= int(max(t.words, 1))
		c.passed = true
		if c.words < 0 || t.has(cHan) && !c.han {
			c.phase = off
		}
	}
}

// chains applies negation, uncertainty and questions.
func (s *sentence) chains() {
	var no, unsure, ask chain
	for i := range s.toks {
		t := &s.toks[i]
		if no.phase|unsure.phase|ask.phase == off && !t.has(negates|cAux) {
			continue
		}
		if t.mention() {
			// A name that says no by itself is not denied once more by a list before it: no
			// fever, no phlegm, tongue not swollen.
			t.absent = no.take() && !(t.flipped && no.parted)
			// In 会不会是心脏病引起的胸痛 and 可能着凉了头疼 the complaint is there; its
			// cause is what is asked or unsure.
			there := complaint(t)
			t.unsure = unsure.take() && !(there && (unsure.passed || unsure.caused))
			t.asked = ask.take() && !(there && ask.caused) || t.asked
			continue
		}
		if no.phase|unsure.phase|ask.phase != off {
			if t.has(cComma) {
				next := s.next(i)
				no.comma(next)
				unsure.comma(next)
				ask.comma(next)
				continue
			}
			no.word(t)
			unsure.word(t)
			ask.word(t)
			if t.has(cTreat) {
				ask.phase = off
			}
		}
		if t.has(negates | cAux) {
			s.open(i, &no, &unsure, &ask)
		}
	}
}

// negates are the cues that begin a chain by themselves.
const negates = cNeg | cNegOpen | cDeny | cUnsure | cAsk

// open begins the chains that the token at i starts.
func (s *sentence) open(i int, no, unsure, ask *chain) {
	t := &s.toks[i]
	switch {
	case t.has(cPseudo):
	case t.has(cDeny):
		*no = chain{phase: want, words: 6, refill: 5, wide: true}
	case t.has(cNegOpen):
		*no = chain{phase: want, words: 4, refill: 4, list: true}
	case t.has(cNeg):
		*no = chain{phase: want, refill: 2}
	}
	if t.has(cUnsure) {
		*unsure = chain{phase: want, words: 4, refill: 2, han: true, soft: true}
	}
	first := i == s.clauses[s.clause[i]].from
	if t.has(cAsk) || s.asks && first && t.has(cAux) {
		*ask = chain{phase: want, words: 40, refill: 40, han: true, wide: true, soft: true}
		*no = chain{}
	}
}

// polar marks what a question particle or a lone question mark asks about. A
// complaint before the verb that is asked about stands as said: in
// 发烧可以吃布洛芬吗 the fever is there.
func (s *sentence) polar() {
	for k, c := range s.clauses {
		end, modal := -1, -1
		for i := c.from; i < c.to; i++ {
			t := &s.toks[i]
			if t.has(cPolar) {
				end = i
			}
			if t.has(cElse) && s.asks && i > c.from && s.toks[i-1].mention() {
				end = c.to
			}
			if t.has(cModal) && modal < 0 {
				modal = i
			}
		}
		if end < 0 && s.asks && k == len(s.clauses)-1 && lone(s.toks[c.from:c.to]) {
			end = c.to
		}
		for i := c.from; i < end; i++ {
			t := &s.toks[i]
			if t.mention() && !(i < modal && complaint(t)) {
				t.asked = true
			}
		}
	}
}

func complaint(t *token) bool { return t.has(cNamesComplaint) }

// lone is true for mentions with at most small words around them.
func lone(toks []token) bool {
	for i := range toks {
		t := &toks[i]
		if !t.mention() && !t.has(cAnd|cOr|cFill) && !(t.words == 1 && t.has(cHan)) {
			return false
		}
	}
	return true
}
