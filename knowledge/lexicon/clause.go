package lexicon

// clause is a stretch between commas.
type clause struct {
	from, to int
	mentions int
	traits   trait
}

// trait is what a clause is like.
type trait uint8

const (
	bare      trait = 1 << iota // nothing but mentions and what joins them
	listy                       // it begins with a mention and says nothing of its own
	orElse                      // it begins with "or"
	endsList                    // it ends a list with "or"
	endsLater                   // a later clause ends the list with "or"
	nextBare                    // the next clause is bare too
)

func (c *clause) is(any trait) bool { return c.traits&any != 0 }

// of gives the trait where is is 1, none where it is 0.
func (x trait) of(is uint8) trait { return x & -trait(is) }

// bit gives 1 for true: what a token is nobody can guess, and a branch would be
// guessed wrong as often as not.
func bit(is bool) (b uint8) {
	if is {
		b = 1
	}
	return b
}

// begin takes up the next sentence, in the memory of the one before.
func (s *sentence) begin(toks []token) {
	s.toks, s.clauses, s.clause, s.timely = toks, s.clauses[:0], sized(s.clause, len(toks)), sized(s.timely, len(toks))
	c, words, timely := clause{traits: bare | listy}, int32(0), 0
	clauseOf, times, count := s.clause[:len(toks)], s.timely[:len(toks)], 0
	for i := range toks {
		t := &toks[i]
		clauseOf[i] = count
		if t.has(cComma) {
			s.close(&c, i)
			count++
			c, words = clause{from: i + 1, traits: bare | listy}, 0
			continue
		}
		mention := bit(t.mention())
		c.mentions += int(mention)
		words += t.words
		c.take(t, mention, bit(c.mentions > 0), bit(words > 3), bit(i == c.from))
		times[timely] = i
		timely += int(mention | bit(t.has(cPast|cNow)))
	}
	s.close(&c, len(toks))
	s.timely = s.timely[:timely]
	for k := len(s.clauses) - 2; k >= 0; k-- {
		c, next := &s.clauses[k], s.clauses[k+1].traits
		c.traits |= nextBare.of(bit(next&bare != 0)) | endsLater.of(bit(next&orElse != 0)|bit(next&listy != 0)&bit(next&(endsList|endsLater) != 0))
	}
}

// close ends a clause.
func (s *sentence) close(c *clause, to int) {
	c.to = to
	if c.mentions == 0 {
		c.traits &^= bare | listy
	} else {
		c.traits |= listy.of(bit(c.is(bare)))
	}
	s.clauses = append(s.clauses, *c)
}

// take takes a token up into a clause: a mention, unknown words or a cue. had is 1
// where it has a mention, many where it has many words, first for its first token.
func (c *clause) take(t *token, mention, had, many, first uint8) {
	words := bit(t.words > 0)
	cued := 1 &^ (mention | words)
	joins, or := cued&bit(t.has(cAnd|cOr)), cued&bit(t.has(cOr))
	fills := bit(t.has(cFill)) &^ (bit(t.has(cNow|cPast|cThird)) | had)
	odd := cued &^ (joins | fills)
	far := words & (had | bit(t.has(cHan)) | many)
	own := odd & bit(t.has(cSelf|cThird|cAffirm|cBut|cNeg|cNegOpen|cDeny|cFamily|cUnsure|cNow|cPast))
	c.traits |= orElse.of(or&first) | endsList.of(or)
	c.traits &^= bare.of(far|odd) | listy.of(far&^had|own)
}
