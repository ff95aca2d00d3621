package pattern

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// automaton tells whether an expression matches anywhere in a text, in one step for
// each character, where package regexp begins anew at every place. A state is a set
// of instructions of the expression's program with the kind of the character before
// them; a state and its steps are worked out when a text first leads to them, and
// kept. It is safe for concurrent use.
type automaton struct {
	prog     *syntax.Prog
	classes  *classes
	asked    syntax.EmptyOp // what the program asks of the places between characters
	anchored bool           // a match begins where the text does
	table    atomic.Pointer[table]
	mu       sync.Mutex // held to work out a step
	seen     []bool     // the instructions that were met while one is worked out
}

// table holds the steps of the states that are known. A state is named by where its
// row of next begins: a step for each class of characters and one for the end of
// the text.
type table struct {
	next  []atomic.Uint32
	start uint32
	*states
}

// states are changed under the automaton's lock only. They are shared by the tables
// that grew out of one another.
type states struct {
	rows int
	of   map[string]uint32
	sets map[uint32]set
}

// set is what a state stands for.
type set struct {
	before rune // a character of the kind before it, edge for none
	insts  []uint32
}

// The steps that lead to no state.
const (
	unknown uint32 = iota // not worked out yet
	matched               // a match was met
	never                 // none can be met any more
	first                 // the least name of a state
)

// edge stands for the character before and behind a text, as in package syntax.
const edge rune = -1

// mostSteps is how many steps are kept before all are forgotten. Texts of all kinds
// lead to a few thousand; only one that is made for it leads to more.
const mostSteps = 1 << 15

// newAutomaton is nil for an expression that tells too many characters apart.
func newAutomaton(expr string) *automaton {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	p, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil
	}
	a := &automaton{prog: p, classes: newClasses(p), anchored: p.StartCond()&syntax.EmptyBeginText != 0, seen: make([]bool, len(p.Inst))}
	if a.classes == nil {
		return nil
	}
	for _, in := range p.Inst {
		if in.Op == syntax.InstEmptyWidth {
			a.asked |= syntax.EmptyOp(in.Arg)
		}
	}
	a.table.Store(a.anew())
	return a
}

// width is how many steps a state has.
func (a *automaton) width() int { return max(len(a.classes.sample)+1, int(first)) }

// anew is a table of the first state alone.
func (a *automaton) anew() *table {
	const rows = 8
	t := &table{next: make([]atomic.Uint32, rows*a.width()), states: &states{rows: 1, of: map[string]uint32{}, sets: map[uint32]set{}}}
	t.start = a.state(t, set{a.kind(edge), a.followed(a.anewSeen(nil), uint32(a.prog.Start))}) //nolint:gosec // a place in the program
	return t
}

// Behind each of these first bytes, any two that go on with a character make one:
// nearly all of Chinese writing is among them.
const threeFirst, threeLast = 0xE1, 0xEC

// matches is whether a text holds a match; it is not sure where the states were
// forgotten meanwhile.
func (a *automaton) matches(s string) (met, sure bool) {
	t, kinds := a.table.Load(), a.classes
	next, at := t.next, t.start
	ends := uint32(len(kinds.sample)) //nolint:gosec // few classes
	for i := 0; i <= len(s); {
		c := ends
		switch {
		case i == len(s):
			i++
		case s[i] < utf8.RuneSelf:
			c = uint32(kinds.ascii[s[i]])
			i++
		case s[i]-threeFirst <= threeLast-threeFirst && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80:
			c = uint32(kinds.pages[kinds.index[uint(s[i]&0xF)<<pageBits|uint(s[i+1]&0x3F)]][s[i+2]&0x3F])
			i += 3
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			c = uint32(kinds.class(r))
			i += n
		}
		to := next[at+c].Load()
		if to == unknown {
			if t, to = a.step(t, at, c); t == nil {
				return false, false
			}
			next = t.next
		}
		if to < first {
			return to == matched, true
		}
		at = to
	}
	return false, true
}

// step works out where a class of characters, or the end, leads from a state, and
// gives the table that knows it: nil where the state was forgotten.
func (a *automaton) step(was *table, at, c uint32) (*table, uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.table.Load()
	if t.states != was.states {
		return nil, unknown
	}
	if to := t.next[at+c].Load(); to != unknown {
		return t, to
	}
	after := edge
	if int(c) < len(a.classes.sample) {
		after = a.classes.sample[c]
	}
	insts, met := a.read(t.sets[at], after)
	to := never
	switch {
	case met:
		to = matched
	case after != edge && len(insts) > 0:
		if len(t.next) > mostSteps {
			a.table.Store(a.anew())
			return nil, unknown
		}
		t = a.roomier(t)
		to = a.state(t, set{a.kind(after), insts})
	}
	t.next[at+c].Store(to)
	a.table.Store(t)
	return t, to
}

// roomier is a table with room for one more state.
func (a *automaton) roomier(t *table) *table {
	if (t.rows+1)*a.width() <= len(t.next) {
		return t
	}
	next := make([]atomic.Uint32, 2*len(t.next))
	for i := range t.next {
		next[i].Store(t.next[i].Load())
	}
	return &table{next: next, start: t.start, states: t.states}
}

// state names what a set stands for, by a new row if need be.
func (a *automaton) state(t *table, s set) uint32 {
	key := binary.AppendVarint(nil, int64(s.before))
	for _, pc := range s.insts {
		key = binary.AppendUvarint(key, uint64(pc))
	}
	at, known := t.of[string(key)]
	if !known {
		at = uint32(t.rows * a.width()) //nolint:gosec // bounded by mostSteps
		t.rows++
		t.of[string(key)], t.sets[at] = at, s
	}
	return at
}

// kind is a character of the kind that the program can ask about: of a line, of a
// word, or the edge of the text.
func (a *automaton) kind(r rune) rune {
	const lines, words, texts = syntax.EmptyBeginLine, syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary, syntax.EmptyBeginText
	switch {
	case r == edge && a.asked&(lines|texts) != 0:
		return edge
	case r == '\n' && a.asked&lines != 0:
		return '\n'
	case r != edge && syntax.IsWordChar(r) && a.asked&words != 0:
		return 'a'
	}
	return ' '
}

// read gives the instructions that wait behind a character; met is true where a
// match ends before it, behind it, or at the end of the text.
func (a *automaton) read(s set, after rune) (insts []uint32, met bool) {
	here := syntax.EmptyOpContext(s.before, after)
	open := a.anewSeen(s.insts)
	for i := 0; i < len(open); i++ { // grows where a condition holds
		switch in := &a.prog.Inst[open[i]]; in.Op { //nolint:exhaustive // followed leaves these
		case syntax.InstMatch:
			return nil, true
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^here == 0 {
				open = a.followed(open, in.Out)
			}
		}
	}
	if after == edge {
		return nil, false
	}
	insts = a.anewSeen(nil)
	for _, pc := range open {
		if in := &a.prog.Inst[pc]; in.Op != syntax.InstEmptyWidth && in.MatchRune(after) {
			insts = a.followed(insts, in.Out)
		}
	}
	if !a.anchored {
		insts = a.followed(insts, uint32(a.prog.Start)) //nolint:gosec // a place in the program
	}
	met = slices.ContainsFunc(insts, func(pc uint32) bool { return a.prog.Inst[pc].Op == syntax.InstMatch })
	slices.Sort(insts)
	return insts, met
}

// anewSeen forgets which instructions were seen but for some, which it gives.
func (a *automaton) anewSeen(but []uint32) []uint32 {
	clear(a.seen)
	for _, pc := range but {
		a.seen[pc] = true
	}
	return slices.Clone(but)
}

// followed adds the instructions, of those not seen, that one leads to without
// reading anything: those that read a character, ask something of their place or end
// a match.
func (a *automaton) followed(out []uint32, pc uint32) []uint32 {
	if a.seen[pc] {
		return out
	}
	a.seen[pc] = true
	switch in := &a.prog.Inst[pc]; in.Op { //nolint:exhaustive // the rest is what is asked for
	case syntax.InstAlt, syntax.InstAltMatch:
		return a.followed(a.followed(out, in.Out), in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		return a.followed(out, in.Out)
	case syntax.InstFail:
		return out
	}
	return append(out, pc)
}
