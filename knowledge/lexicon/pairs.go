package lexicon

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// pairs tell what begins with a character and the one behind it. The rows of all
// first characters lie in one slice, each at its base and in the gaps of others: a
// cell is of the row whose character it names.
type pairs struct {
	cells []pair
	rows  map[trie.Code][]secondOf // until the openings are put together
	ones  map[trie.Code]rune       // the first characters, as long
}

// pair are two characters with which words begin.
type pair struct {
	one     trie.Code
	opening uint16 // its number
	class   wordClass
}

// secondOf is the second character of a pair, under way.
type secondOf struct {
	r     rune
	two   trie.Code
	class wordClass
}

func (p *pairs) add(one, two trie.Code, r rune, c wordClass) {
	row := p.rows[one]
	if k := slices.IndexFunc(row, func(s secondOf) bool { return s.two == two }); k >= 0 {
		row[k].class |= c
		return
	}
	p.rows[one] = append(row, secondOf{r, two, c})
}

// place puts the rows into cells, the longest first, and gives the base of each to
// its character.
func (p *pairs) place(chars []char) {
	ones := make([]trie.Code, 0, len(p.rows))
	for one, row := range p.rows {
		ones = append(ones, one)
		slices.SortFunc(row, func(a, b secondOf) int { return cmp.Compare(a.two, b.two) })
	}
	slices.SortFunc(ones, func(a, b trie.Code) int {
		return cmp.Or(cmp.Compare(len(p.rows[b]), len(p.rows[a])), cmp.Compare(a, b))
	})
	var taken []bool
	for _, one := range ones {
		row := p.rows[one]
		base := gap(taken, row)
		for last := base + len(chars); len(taken) < last; {
			taken = append(taken, make([]bool, last-len(taken))...)
			p.cells = append(p.cells, make([]pair, last-len(p.cells))...)
		}
		chars[one].row = uint32(base) //nolint:gosec // some ten thousand
		for _, s := range row {
			taken[base+int(s.two)] = true
			p.cells[base+int(s.two)] = pair{one, uint16(one), s.class}
		}
	}
}

// gap gives the first base at which the cells of a row are free.
func gap(taken []bool, row []secondOf) (base int) {
	for ; base < len(taken); base++ {
		if !slices.ContainsFunc(row, func(s secondOf) bool { k := base + int(s.two); return k < len(taken) && taken[k] }) {
			break
		}
	}
	return base
}

// pair gives what begins with two characters, of no class where nothing does.
func (a *alphabet) pair(one, two trie.Code) pair {
	if p := a.pairs.cells[int(a.chars[one].row)+int(two)]; p.one == one {
		return p
	}
	return pair{}
}

// openings are where each of some tries stands behind what a text begins with: a
// Chinese character, of which the number is its code, or a pair.
type openings []opening

// opening has for each trie what is read there, so that no text is walked from
// the root. It is half of a cache line.
type opening struct {
	at         [3]trie.Node // Root where no word goes on
	word       [3]int32     // the longest that has ended, trie.None where none has
	size, read [3]uint8     // bytes of the word, and those that were read
}

// The tries of an opening.
const (
	cueTrie = iota
	wordingTrie
	nameTrie
)

// open puts the openings of characters and pairs together, of which the tries are
// given in the order of opening.
func (a *alphabet) open(tries ...*trie.Trie) openings {
	out := make(openings, a.Size())
	for k := range out {
		out[k] = opening{word: [3]int32{trie.None, trie.None, trie.None}}
	}
	for one, r := range a.pairs.ones {
		for k, t := range tries {
			out[one].step(k, t, t.Next(trie.Root, one), r)
		}
		for _, s := range a.pairs.rows[one] {
			if s.class&uint8(ofCue|ofWording|ofName) == 0 || s.r < utf8.RuneSelf || len(out) == math.MaxUint16 {
				continue
			}
			a.pairs.cells[int(a.chars[one].row)+int(s.two)].opening = uint16(len(out)) //nolint:gosec // bounded above
			both := out[one]
			for k, t := range tries {
				if next := t.Next(both.at[k], s.two); both.at[k] != trie.Root && (next != trie.Root || k != nameTrie) {
					both.step(k, t, next, s.r)
				}
			}
			out = append(out, both)
		}
	}
	for i := range out {
		for k, t := range tries {
			if t.Ends(out[i].at[k]) {
				out[i].at[k] = trie.Root
			}
		}
	}
	a.pairs.rows, a.pairs.ones = nil, nil
	return out
}

// longest is that of the k-th trie, for words without spaces.
func (o openings) longest(k int, of *trie.Trie, t *letters, i int) (end int, word int32) {
	x := &o[t.chars[i].opening]
	word = x.word[k]
	if end = i + int(x.size[k]); word < 0 {
		end = i + trie.Width(t.n[i])
	}
	if x.at[k] == trie.Root {
		return end, word
	}
	at, n := x.at[k], t.n
	for i += int(x.read[k]); i < len(n); {
		if at = of.Next(at, t.chars[i].code); at == trie.Root {
			break
		}
		i += trie.Width(n[i])
		if w := of.Word(at); w >= 0 {
			end, word = i, w
		}
	}
	return end, word
}

// step goes on in the k-th trie to the node behind a character. A name that does not
// go on with it may pass over it, and stays where it is.
func (o *opening) step(k int, t *trie.Trie, next trie.Node, r rune) {
	o.at[k] = next
	if next == trie.Root {
		return
	}
	o.read[k] += uint8(utf8.RuneLen(r)) //nolint:gosec // at most eight
	if w := t.Word(next); w >= 0 {
		o.word[k], o.size[k] = w, o.read[k]
	}
}
