package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
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
		for _, n := range t.Names {
			head, _, _ := strings.Cut(n, " ")
			r.named[head] = append(r.named[head], trialName{n, i})
			if head != "" {
				r.sizes[head[0]] |= sizeBit(head)
			}
		}
	}
	return r
}

func sizeBit(word string) uint64 { return 1 << min(len(word), 63) }

// in gives the first trial that a text names as its report does, and the place
// right behind the name.
func (r *registry) in(text string) (t *graph.Trial, end int) {
	for i := 0; i < len(text); {
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
		best := 0
		for _, n := range r.named[text[from:i]] {
			e := from + len(n.name)
			if len(n.name) > best && strings.HasPrefix(text[from:], n.name) && (e == len(text) || !wordy(text[e])) {
				best, t, end = len(n.name), &r.trials[n.trial], e
			}
		}
		if t != nil {
			return t, end
		}
	}
	return nil, 0
}

//nolint:gochecknoglobals // literal lists and patterns compiled once, read only
var (
	journals = map[string][]string{
		"nejm": {"nejm", "new england", "n engl j med", "新英格兰"}, "lancet": {"lancet", "柳叶刀"},
		"jama": {"jama", "美国医学会杂志"}, "circulation": {"circulation"},
	}
	// studies are words that make the capitals of a sentence a trial's name.
	studies = []string{"研究", "试验", "显示", "证实", "入选", "纳入", "trial", "study", "studies", "randomi", "showed", "shows", "found", "stopped early", "halted", "terminated", "enrolled", "enrol", "recruited", "compared", "提前终止", "比较", "nejm", "lancet", "jama", "evidence", "data", "results"}
	gains   = []string{"降低", "减少", "改善", "获益", "优于", "保护", "reduced", "reduces", "fewer", "improved", "improves", "superior", "benefit", "lowered", "lowers", "prevents", "prevented", "protects"}
	noGain  = []string{"无获益", "未获益", "没有获益", "未能", "未见", "没有降低", "未降低", "未改善", "不降低", "无差异", "无显著", "不优于", "非劣", "没有减少", "未减少", "no benefit", "not reduce", "no reduction", "did not", "no difference", "not superior", "no improvement", "neutral", "failed to", "without reducing", "non-inferior", "noninferior", "no significant", "rather than"}
	lessRE  = pattern.MustCompile(`(?:降低|减少|下降|降|reduc\w*|lower\w*|fewer|cut\w*|decreas\w*|less)[^%。;；]{0,48}?(\d+(?:\.\d+)?)\s*%|(\d+(?:\.\d+)?)\s*%\s*(?:fewer|lower|reduction|less|relative risk reduction)`)
	ratioRE = pattern.MustCompile(`(?:\bhr|hazard ratio|风险比|\brr)\D{0,12}?(\d?\.\d+|\d+\.\d+)`)
)

// trialOf is the trial that a sentence leans on, nil for none that is known.
func (b *bench) trialOf(sentence int) (*graph.Trial, int) {
	s := b.sentence(sentence)
	t, end := b.Index.trials.in(s)
	if t == nil || isHeading(s[:end], s[end:]) || !holdsAny(squeezeSpaces(s), studies...) {
		return nil, 0
	}
	return t, end
}

// misquoted tells a sentence that names a trial with another year, journal or
// medicine than its report has, or that lets it find what it did not find.
func (b *bench) misquoted() []Finding {
	var out []Finding
	for i := range b.Reading.Sentences {
		t, end := b.trialOf(i)
		if t == nil || b.inTemplate(i) {
			continue
		}
		s := b.sentence(i)
		n, after := squeezeSpaces(s), squeezeSpaces(s[end:])
		if b.otherReport(t, n, after) || b.otherMedicine(t, i) || otherResult(t, n) {
			out = append(out, b.find("misattributed", claim.Claim{Text: strings.TrimSpace(s[:end])}, t.ID))
		}
	}
	if len(out) > 0 {
		return out
	}
	return b.overturned()
}

// otherReport is true for a year or a journal that is not the trial's.
func (b *bench) otherReport(t *graph.Trial, n, after string) bool {
	const near = 40
	head := after
	if len(head) > near {
		head = strings.ToValidUTF8(head[:near], "")
	}
	years := yearsIn(head)
	if len(years) > 0 && !slices.ContainsFunc(years, func(y int) bool { return slices.Contains(t.Years, y) }) {
		return true
	}
	other := false
	for id, names := range journals {
		if !holdsAny(n, names...) {
			continue
		}
		if slices.Contains(t.Journals, id) {
			return false
		}
		other = true
	}
	return other
}

// otherMedicine is true where a sentence names medicines of which the trial
// studied none.
func (b *bench) otherMedicine(t *graph.Trial, sentence int) bool {
	if len(t.Drugs) == 0 {
		return false
	}
	named, met := false, false
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence != sentence || c.Concept == "" {
			continue
		}
		named = true
		for _, id := range slices.Concat(t.Drugs, t.Than) {
			met = met || b.sameDrug(c.Concept, id)
		}
	}
	return named && !met
}

// otherResult is true where a trial is said to have shown what it did not: a
// benefit that it did not find, one far beyond what it reports, or one in people
// whom it did not take in.
func otherResult(t *graph.Trial, n string) bool {
	gains := holdsAny(n, gains...) && !holdsAny(n, noGain...)
	if gains && (t.Outcome == "none" || t.Outcome == "harm") && !holdsAny(n, "增加", "increased", "more deaths", "harm") {
		return true
	}
	for _, w := range t.Excluded {
		if i := strings.Index(n, w); i >= 0 && gains && !excludedIn(n, i) {
			return true
		}
	}
	if len(t.Reductions) == 0 {
		return false
	}
	const slack = 10
	most := slices.Max(t.Reductions) + slack
	for _, m := range lessRE.FindAllStringSubmatch(n, -1) {
		if atof(m[1]+m[2]) > most {
			return true
		}
	}
	for _, m := range ratioRE.FindAllStringSubmatch(n, -1) {
		if r := atof(m[1]); r > 0 && r < 1 && (1-r)*100 > most {
			return true
		}
	}
	return false
}

// excludedIn is true for people who are named only to say that they were left
// out.
func excludedIn(n string, at int) bool {
	before := n[max(0, at-24):at]
	rest := n[at:]
	return holdsAny(before, "非", "无", "不含", "未纳入", "排除", "除外", "without", "non-", "excluded", "excluding", "no ", "not ") ||
		holdsAny(rest, "未纳入", "排除", "除外", "不能直接", "were excluded", "was excluded", "not included", "did not include")
}
