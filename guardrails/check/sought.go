package check

import (
	"strings"
	"sync"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// sought are the expressions of what a text does as a whole (musts, mistakes and what is
// unsound), with what tells in one pass over the text and its chart which of them may be
// there. Each is told by all of its expressions, so that few are left to look at.
type sought struct {
	set *pattern.Set
	at  map[string]int
	all []*pattern.Regexp
	// musts, mistakes and unsound are the places of what each of those tables asks for;
	// of a mistake one of several may do.
	musts    [][]int
	mistakes []wayList
	unsound  []wayList
}

// wayList are the places of what must be there, and of ways of which one must be.
type wayList struct {
	needs []int
	ways  [][]int
}

//nolint:gochecknoglobals // made once, read only
var soughtAll = sync.OnceValue(func() *sought {
	s := &sought{at: map[string]int{}}
	for _, m := range musts() {
		s.musts = append(s.musts, s.wordings(append(m.Of[:len(m.Of):len(m.Of)], m.When...)...))
	}
	for _, x := range allMistakes() {
		l := wayList{needs: s.wordings(x.About.wording, x.With.wording)}
		for _, p := range x.Says {
			l.ways = append(l.ways, s.places(append(p.here[:len(p.here):len(p.here)], p.around...)...))
		}
		s.mistakes = append(s.mistakes, l)
	}
	for _, p := range unsoundPractices().list {
		l := wayList{needs: s.expressions(p.About)}
		for _, says := range p.Says {
			l.ways = append(l.ways, s.expressions(says))
		}
		s.unsound = append(s.unsound, l)
	}
	s.set = pattern.NewSet(s.all...)
	return s
})

// places are those of expressions, each known once; nil ones ask for nothing.
func (s *sought) places(list ...*pattern.Regexp) []int {
	var out []int
	for _, re := range list {
		if re == nil {
			continue
		}
		at, known := s.at[re.String()]
		if !known {
			at = len(s.all)
			s.at[re.String()], s.all = at, append(s.all, re)
		}
		out = append(out, at)
	}
	return out
}

func (s *sought) wordings(list ...wording) []int {
	all := make([]*pattern.Regexp, len(list))
	for i, w := range list {
		all[i] = w.Regexp
	}
	return s.places(all...)
}

func (s *sought) expressions(list []expression) []int {
	all := make([]*pattern.Regexp, len(list))
	for i, w := range list {
		all[i] = w.Regexp
	}
	return s.places(all...)
}

// forms are those in which a text is looked for what is sought.
const forms = 3

// formsOf are a text as it is written, with the points of its numbers as pointed has
// them, and without its quotes.
func formsOf(text string) [forms]string {
	return [forms]string{text, pointed(text), withoutQuotes(text)}
}

// soughtIn is what may be there in the text and its chart, in any of the forms.
func (b *bench) soughtIn() pattern.Bits {
	if b.seeks != nil {
		return b.seeks
	}
	s := soughtAll()
	b.seeks = pattern.NewBits(s.set.Size())
	var met [forms]pattern.Bits
	said, recorded := formsOf(b.flatText()), b.Dossier.soughtIn()
	for i, text := range said {
		if i > 0 && text == said[0] {
			met[i] = met[0]
		} else {
			met[i] = s.set.Met(text)
		}
		if i == 0 || &met[i][0] != &met[0][0] || &recorded[i][0] != &recorded[0][0] {
			s.set.TellOf(b.seeks, met[i], recorded[i])
		}
	}
	return b.seeks
}

// soughtIn is what the chart brings to that: it stands in lines apart, and no word of
// what is sought goes from one line to the next.
func (d *Dossier) soughtIn() [forms]pattern.Bits {
	if d.sought[0] != nil {
		return d.sought
	}
	text := d.inLines()
	if d.chart.Pregnant == chart.Yes {
		text += "\npregnant 孕妇 妊娠"
	}
	set, all := soughtAll().set, formsOf(text)
	for i, form := range all {
		if i > 0 && form == all[0] {
			d.sought[i] = d.sought[0]
		} else {
			d.sought[i] = set.Met(form)
		}
	}
	return d.sought
}

// withoutQuotes is what unquoted makes of a text.
func withoutQuotes(s string) string {
	if !strings.Contains(s, `"`) && !strings.Contains(s, "“") && !strings.Contains(s, "”") {
		return s
	}
	return unquoted.Replace(s)
}

func hasAll(bits pattern.Bits, places []int) bool {
	for _, i := range places {
		if !bits.Has(i) {
			return false
		}
	}
	return true
}

// may is true where all needs and one of the ways may be there.
func (l wayList) may(bits pattern.Bits) bool {
	if !hasAll(bits, l.needs) {
		return false
	}
	for _, w := range l.ways {
		if hasAll(bits, w) {
			return true
		}
	}
	return false
}
