package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// concept is a meaning that a name leads to.
type concept struct{ id, kind string }

// meaning is what a name leads to.
type meaning struct {
	number   int32 // among those of the lexicon
	concepts []concept
	// taken and allergic are what it means where a medicine is taken, and where
	// it is called an allergy.
	taken, allergic []concept
	unit            string // UCUM, of a quantity
	// roles are what the context rules have to know of it.
	roles cue
	// holds: the name is of something else and contains that of a medicine.
	holds bool
}

// index holds names with their meanings.
type index struct {
	words *trie.Builder // until it is sealed
	trie  *trie.Trie
	of    []*meaning // by the number of the name
	runs  stands
	// opened are the openings of texts in which the names are looked for.
	opened openings
}

func newIndex(a *trie.Alphabet) *index { return &index{words: trie.NewBuilder(a)} }

// add gives false when the name already leads to another concept of the kind.
func (x *index) add(name string, c concept) bool {
	k := int(x.words.Add(name))
	if k == len(x.of) {
		x.of = append(x.of, &meaning{})
	}
	m := x.of[k]
	for _, have := range m.concepts {
		if have.kind == c.kind {
			return have.id == c.id
		}
	}
	m.concepts = append(m.concepts, c)
	return true
}

// find gives the meaning of an exact name, nil where there is none.
func (x *index) find(name string) *meaning {
	if k := x.words.Find(name); k >= 0 {
		return x.of[k]
	}
	return nil
}

// seal ends the adding of names.
func (x *index) seal(l *Lexicon) {
	x.trie = x.words.Build()
	for k, m := range x.of {
		x.of[k] = l.same(m)
	}
	x.words = nil
}

// exact gives the meaning of the name that text[start:end] is, nil where it is
// none.
func (x *index) exact(t *letters, start, end int) *meaning {
	at := trie.Root
	for i := start; i < end; i += trie.Width(t.n[i]) {
		if at = x.trie.Next(at, t.chars[i].code); at == trie.Root {
			return nil
		}
	}
	if k := x.trie.Word(at); k >= 0 {
		return x.of[k]
	}
	return nil
}

// meaning gives that of one concept.
func (l *Lexicon) meaning(c concept) *meaning { return l.same(&meaning{concepts: []concept{c}}) }

// same enters a meaning, or gives the one that was entered before and is the same:
// most concepts have many names, and the fewer meanings, the nearer they lie.
func (l *Lexicon) same(m *meaning) *meaning {
	if l.entered == nil {
		l.entered = map[string]*meaning{}
	}
	key := fmt.Sprint(m.concepts, m.holds)
	have, ok := l.entered[key]
	if !ok {
		l.enter(m)
		l.entered[key] = m
		return m
	}
	m.number = have.number
	return have
}

// enter gives a meaning its number and what follows from its concepts.
func (l *Lexicon) enter(m *meaning) {
	m.number = int32(len(l.meanings)) //nolint:gosec // some ten thousand
	l.meanings = append(l.meanings, m)
	m.roles = l.rolesOf(m.concepts)
	if m.taken, m.allergic = senses(m.concepts); m.of(idiomKind) || m.of(apartKind) {
		m.taken, m.allergic = nil, nil
	}
}

// senses gives what a name means where a medicine is taken, and where it is
// called an allergy: then it is an allergen and not a thing taken, otherwise no
// allergen.
func senses(of []concept) (taken, allergic []concept) {
	var groups, drugs, rest []concept
	for _, c := range of {
		switch c.kind {
		case "allergen":
			groups = append(groups, c)
		case "drug", "class":
			drugs = append(drugs, c)
		default:
			rest = append(rest, c)
		}
	}
	if len(groups)+len(drugs) == 0 {
		return of, of
	}
	taken = slices.Concat(rest, drugs)
	if len(drugs) == 0 {
		taken = slices.Concat(rest, groups)
	}
	allergic = slices.Concat(rest, groups)
	for _, d := range drugs {
		allergic = append(allergic, concept{d.id, "allergen"})
	}
	return taken, allergic
}

// rolesOf gives what the context rules have to know of concepts.
func (l *Lexicon) rolesOf(cs []concept) (roles cue) {
	if len(cs) > 0 && drugKind(cs[0].kind) {
		roles |= cNamesMedicine
	}
	for _, c := range cs {
		switch c.id {
		case "find.allergy_any":
			roles |= cNamesAllergy
		case "find.sudden_onset", "find.symptom_worsening":
			roles |= cNamesNew
		}
		if l.symptoms[c.id] {
			roles |= cNamesSymptom
		}
		if c.kind == "finding" || c.kind == "quantity" {
			roles |= cNamesComplaint
		}
	}
	return roles
}

// match is a name found in the text.
type match struct {
	start, end int
	*meaning
	// negated: a negation stood inside the name (头不疼).
	negated bool
}

// longest gives the longest name that begins at start. Between the characters
// of a name it passes over small words that do not change it: 头有点疼, pain in
// my chest.
func (f *filling) longest(x *index, t *letters, start int) (match, bool) {
	s := t.n
	best := match{start: start}
	if start > 0 && latin(s[start]) && latin(s[start-1]) {
		return best, false
	}
	at, i, skips, negated := trie.Root, start, 0, false
	goes := true
	if run := t.run(start); run > 0 {
		r := x.runs.at(run)
		at, i = r.at, start+int(r.size)
		if r.word >= 0 {
			best.end, best.meaning = i, x.of[r.word]
		}
		goes = x.runs.nameGoesOn(run, t, i)
	} else if x.opened != nil && s[start] >= utf8.RuneSelf {
		o := &x.opened[t.chars[start].opening]
		at, i = o.at[nameTrie], start+int(o.read[nameTrie])
		if w := o.word[nameTrie]; w >= 0 {
			best.end, best.meaning = start+int(o.size[nameTrie]), x.of[w]
		}
		goes = at != trie.Root
	}
	if !goes {
		t.steps += i - start
		return best, best.meaning != nil
	}
	for i < len(s) {
		c, code := s[i], t.chars[i].code
		if c <= '-' && blank[c] {
			c, code = ' ', f.space
		}
		next := x.trie.Next(at, code)
		if (c == 'd' || c == 'i') && next != trie.Root && skips < 2 && f.negates(x, at, t, i) {
			next = trie.Root
		}
		if next == trie.Root {
			if at == trie.Root || skips == 2 || !t.may(i, ofFilling) {
				break
			}
			n, neg := f.skip(t, i)
			if n == 0 {
				break
			}
			skips++
			negated = negated || neg
			i += n
			for s[i-1] == ' ' && i < len(s) && s[i] == ' ' {
				i++
			}
			continue
		}
		at = next
		i += trie.Width(c)
		for c == ' ' && i < len(s) && s[i] <= '-' && blank[s[i]] {
			i++
		}
		if k := x.trie.Word(at); k >= 0 {
			if end, ok := bounded(s, start, i); ok {
				best.end, best.meaning, best.negated = end, x.of[k], negated
			}
		}
		if x.trie.Ends(at) {
			break
		}
	}
	t.steps += i - start
	return best, best.meaning != nil
}

// blank are the characters that stand for a space within a name.
var blank = [...]bool{' ': true, '-': true, '\n': true, '\t': true, '\r': true}

// negates is true where an English negation begins at i that no name goes on
// with, although one goes on with its first letter: chest d(iscomfort).
func (f *filling) negates(x *index, at trie.Node, t *letters, i int) bool {
	if at == trie.Root || i == 0 || t.n[i-1] != ' ' || !t.may(i, ofFilling) {
		return false
	}
	n, negated := f.skip(t, i)
	for j := i; j < i+n; j++ {
		if !negated {
			return false
		}
		if at = x.trie.Next(at, t.chars[j].code); at == trie.Root {
			return true
		}
	}
	return false
}

// bounded checks that a name ends where its Latin letters do, or takes in an
// English ending: headaches, vomiting, wheezed.
func bounded(s string, start, end int) (int, bool) {
	if !latin(s[end-1]) || end == len(s) || !latin(s[end]) {
		return end, true
	}
	if digit(s[end-1]) || end-start < 4 {
		return 0, false
	}
	for _, suffix := range endings {
		e := end + len(suffix)
		if !strings.HasPrefix(s[end:], suffix) || e < len(s) && latin(s[e]) {
			continue
		}
		if suffix == "s" || suffix == "es" || end-start >= 5 {
			return e, true
		}
	}
	return 0, false
}

// endings are those that an English name may have in a text.
var endings = [...]string{"s", "es", "ing", "ed", "d", "y"}

// latins tells Latin letters, which are 1, and figures, which are 2, from all
// other bytes.
var latins = func() (table [256]uint8) {
	for c := byte('a'); c <= 'z'; c++ {
		table[c] = 1
	}
	for c := byte('0'); c <= '9'; c++ {
		table[c] = 2
	}
	table['_'] = 1
	return table
}()

func latin(c byte) bool { return latins[c] != 0 }
func digit(c byte) bool { return '0' <= c && c <= '9' }
