package check

import (
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
)

// registry finds the trials of the graph by the first word of their names.
type registry struct {
	trials []graph.Trial
	named  map[string][]trialName
	// sizes has, by the first byte of those words, a bit for each length up to 63.
	sizes [256]uint64
}

type trialName struct {
	name  string
	trial int
}

func newRegistry(trials []graph.Trial) registry {
	r := registry{trials: trials, named: map[string][]trialName{}}
	for i, t := range r.trials {
		for _, n := range spellings(t.Names) {
			head, _, _ := strings.Cut(n, " ")
			r.named[head] = append(r.named[head], trialName{n, i})
			if head != "" {
				r.sizes[head[0]] |= sizeBit(head)
			}
		}
	}
	return r
}

// spellings are names with hyphens where they have spaces, and the other way round.
func spellings(names []string) []string {
	var out []string
	for _, n := range names {
		for _, w := range []string{n, strings.ReplaceAll(n, "-", " "), strings.ReplaceAll(n, " ", "-")} {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

func sizeBit(word string) uint64 { return 1 << min(len(word), 63) }

// quoted is a trial that a text names, and where.
type quoted struct {
	trial     *graph.Trial
	from, end int
}

// in gives the first trial that a text names as its report does, and the place
// right behind the name.
func (r *registry) in(text string) (t *graph.Trial, end int) {
	q := r.next(text, 0)
	return q.trial, q.end
}

// next is the first trial that a text names from a place on.
func (r *registry) next(text string, i int) quoted {
	for i < len(text) {
		if !wordy(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && wordy(text[i]) {
			i++
		}
		if r.sizes[text[from]]&sizeBit(text[from:i]) == 0 {
			continue
		}
		var q quoted
		for _, n := range r.named[text[from:i]] {
			e := from + len(n.name)
			if e > q.end && strings.HasPrefix(text[from:], n.name) && (e == len(text) || !wordy(text[e])) {
				q = quoted{&r.trials[n.trial], from, e}
			}
		}
		if q.trial != nil && !siblingRE.MatchString(text[q.end:min(len(text), q.end+12)]) {
			return q
		}
	}
	return quoted{}
}

// only is the one trial that a part of a text names, nil for none and for several. Names
// that are words of the language count where studied is true.
func (r *registry) only(text string, studied bool) (t *graph.Trial, several bool) {
	for len(text) > 0 {
		next, end := r.in(text)
		if next == nil {
			break
		}
		if named := text[:end]; !isHeading(named, text[end:]) && (studied || !slices.ContainsFunc(plain, func(w string) bool { return strings.HasSuffix(named, w) })) {
			if t != nil && t.ID != next.ID {
				return nil, true
			}
			t = next
		}
		text = text[end:]
	}
	return t, false
}

// headings are names of trials that stand in capitals in any record: they are trials only
// right before words for one.
//
//nolint:gochecknoglobals // a literal list, read only
var headings = []string{"PLUS", "SAFE", "COMPLETE", "REDUCE", "ATTENTION", "RACE", "VITAMINS", "MATCH", "VALUE", "DIG", "CLASSIC", "FREEDOM", "PATCH", "ROSE", "SAVE", "IMPACT", "ORIGIN", "PARTNER", "ESCAPE", "COMMIT", "ADVANCE", "CREST", "CLOT", "CAST", "AIRE", "ETHOS", "VANISH", "IMPACT"}

// isHeading is true for such a name, at the end of a text, without those words behind it.
func isHeading(text, behind string) bool {
	const near = 24
	name := text[strings.LastIndexFunc(text, func(r rune) bool { return r >= 0x80 || !wordy(byte(r)) })+1:]
	return slices.Contains(headings, name) && !holdsAny(squeezeSpaces(strings.ToValidUTF8(behind[:min(near, len(behind))], "")), "研究", "试验", "trial", "study", "nejm", "lancet", "jama", "circulation", "柳叶刀", "新英格兰")
}
