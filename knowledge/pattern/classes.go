package pattern

import (
	"maps"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// classes puts characters that an expression does not tell apart together.
type classes struct {
	ascii [utf8.RuneSelf]uint8
	// index is the page of each block of characters of the basic plane, and pages
	// the class of each of its characters; above it, bounds are searched.
	index  [1 << (16 - pageBits)]uint8
	pages  [][1 << pageBits]uint8
	bounds []rune // where the next class begins, ascending
	of     []uint8
	// sample is one character of each class.
	sample []rune
}

const (
	pageBits = 6 // what the last byte of a character tells
	// mostClasses is how many an expression may have, and mostPages how many pages.
	mostClasses, mostPages = 250, 250
)

// newClasses is nil for an expression with too many.
func newClasses(p *syntax.Prog) *classes {
	sets := runeSets(p)
	cuts := map[rune]bool{0: true}
	for _, s := range sets {
		for i := 0; i < len(s); i += 2 {
			cuts[s[i]] = true
			if s[i+1] < unicode.MaxRune {
				cuts[s[i+1]+1] = true
			}
		}
	}
	c := &classes{bounds: slices.Sorted(maps.Keys(cuts))}
	of := c.refined(sets)
	// Numbers without gaps, in the order in which they are met.
	number := map[int]uint8{}
	for i, k := range of {
		n, known := number[k]
		if !known {
			if len(number) == mostClasses {
				return nil
			}
			n = uint8(len(number)) //nolint:gosec // at most mostClasses
			number[k] = n
			c.sample = append(c.sample, c.bounds[i])
		}
		c.of = append(c.of, n)
	}
	for r := range rune(utf8.RuneSelf) {
		c.ascii[r] = c.search(r)
	}
	return c.paged()
}

// refined gives the stretches between bounds a number each, the same for those
// that every set holds alike.
func (c *classes) refined(sets [][]rune) []int {
	of, last := make([]int, len(c.bounds)), 0
	for _, s := range sets {
		into := map[int]int{}
		for i := 0; i < len(s); i += 2 {
			from, _ := slices.BinarySearch(c.bounds, s[i])
			for k := from; k < len(c.bounds) && c.bounds[k] <= s[i+1]; k++ {
				n, known := into[of[k]]
				if !known {
					last++
					n = last
					into[of[k]] = n
				}
				of[k] = n
			}
		}
	}
	return of
}

func (c *classes) paged() *classes {
	known := map[[1 << pageBits]uint8]uint8{}
	for i := range c.index {
		var page [1 << pageBits]uint8
		at := c.stretch(rune(i << pageBits))
		for k := range page {
			for at+1 < len(c.bounds) && c.bounds[at+1] <= rune(i<<pageBits+k) {
				at++
			}
			page[k] = c.of[at]
		}
		n, met := known[page]
		if !met {
			if len(known) == mostPages {
				return nil
			}
			n = uint8(len(known)) //nolint:gosec // at most mostPages
			known[page] = n
			c.pages = append(c.pages, page)
		}
		c.index[i] = n
	}
	return c
}

// stretch is the place of the stretch that a character is in.
func (c *classes) stretch(r rune) int {
	i, exact := slices.BinarySearch(c.bounds, r)
	if !exact {
		i--
	}
	return i
}

func (c *classes) search(r rune) uint8 {
	i := c.stretch(r)
	return c.of[i]
}

// class is that of a character outside ASCII.
func (c *classes) class(r rune) uint8 {
	if r < 1<<16 {
		return c.pages[c.index[r>>pageBits]][r&(1<<pageBits-1)]
	}
	return c.search(r)
}

// runeSets are the sets of characters that the instructions of a program, and what
// it asks of words and lines, tell apart: each in pairs, ascending.
func runeSets(p *syntax.Prog) [][]rune {
	seen := map[string]bool{}
	var out [][]rune
	add := func(s []rune) {
		if k := string(s); len(s) > 0 && !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	asked := syntax.EmptyOp(0)
	for _, in := range p.Inst {
		switch in.Op { //nolint:exhaustive // the rest reads no character
		case syntax.InstRune1:
			add([]rune{in.Rune[0], in.Rune[0]})
		case syntax.InstRune:
			add(runesOf(in))
		case syntax.InstRuneAnyNotNL:
			add([]rune{'\n', '\n'})
		case syntax.InstEmptyWidth:
			asked |= syntax.EmptyOp(in.Arg)
		}
	}
	if asked&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0 {
		add([]rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'})
	}
	if asked&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0 {
		add([]rune{'\n', '\n'})
	}
	return out
}

// runesOf are the characters of an instruction in pairs; one that stands for its
// other cases too is written out.
func runesOf(in syntax.Inst) []rune {
	if len(in.Rune) != 1 {
		return in.Rune
	}
	all := []rune{in.Rune[0]}
	if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
		for r := unicode.SimpleFold(in.Rune[0]); r != in.Rune[0]; r = unicode.SimpleFold(r) {
			all = append(all, r)
		}
	}
	slices.Sort(all)
	var out []rune
	for _, r := range all {
		out = append(out, r, r)
	}
	return out
}
