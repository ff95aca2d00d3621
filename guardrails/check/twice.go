package check

import (
	"math"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// What lay readers are told to take too much of: by a wrong count of capsules, a patch
// changed too soon, and one medicine under two names.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	pieceRE  = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|iu|units?|单位|国际单位|毫克|微克|克)\s*(?:/|每|一|per |a |in each |in one )\s*(?:粒|片|颗|丸|胶囊|tablet|capsule|tab|cap)|(?:每|一)(?:粒|片|颗|丸)[^,，。;；\d]{0,6}(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|iu|单位|国际单位|毫克|微克|克)|\b(?:each|every|one) (?:tablet|capsule|pill|cap|tab)\b[^.;\d]{0,16}(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|iu|units?)`)
	piecesRE = pattern.MustCompile(`(\d+(?:\.\d+)?|半|一|两|二|三|四|五|六|八|十|二十|half|one|two|three|four|five|six|eight|ten|twenty)\s*(?:a )?(?:粒|片|颗|丸|tablets?|capsules?|pills?|tabs?|caps?)`)
	wholeRE  = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(mg|ug|μg|mcg|g|iu|units?|单位|国际单位|毫克|微克|克)`)
	// apartRE is how far apart the chart has it, in hours, days or a week.
	apartRE   = pattern.MustCompile(`每\s*(\d{2,3})\s*(?:个)?小时|q\s*(\d{2,3})\s*h|every\s*(\d{2,3})\s*(?:hours|h\b)|每\s*([三3])\s*天|every\s*(?:(3|three)) days|(每周|weekly|once a week|qw\b|every week|一周一次|每星期)`)
	soonRE    = pattern.MustCompile(`每\s*(\d{1,2})\s*(?:个)?小时|every\s*(\d{1,2})\s*hours|(每天|每日|天天|一天一|每晚|每早|daily|every day|each day|every (?:morning|evening|night)|once a day)`)
	patchRE   = pattern.MustCompile(`贴|patch`)
	renewRE   = pattern.MustCompile(`换|贴一|贴新|更换|chang|replac|new (?:one|patch)|apply|put on`)
	notSoonRE = pattern.MustCompile(`不是|并非|而不是|不要|不能|不可|切勿|别|切忌|禁止|绝不|误|检查|查看|观察|看看|\b(?:not|never|don't|instead of|rather than|by mistake|wrongly|check|look)\b`)
	// togetherRE takes two boxes of one thing.
	togetherRE = pattern.MustCompile(`(?:两种|两个|两盒|两样|都)[^,，。;；]{0,6}(?:吃|服|用)|(?:一起|同时|接着|继续)(?:吃|服|用)|各(?:吃|服)|\b(?:take|keep taking|keep on|use|have|continue)\b[^.;]{0,30}\bboth\b|\bboth\b[^.;]{0,20}\b(?:together|every day|daily|as well)|\bone (?:of each|in the morning[^.;]{0,40}\bone)\b|\bas well as\b|\bon top of\b`)
	onlyOneRE  = pattern.MustCompile(`不要|不能|不可|别|勿|切勿|只(?:能|要|吃|服|用)|其中一|重复|避免|同一(?:种)?(?:药|成分)|\b(?:not|never|don't|only one|just one|either|same (?:medicine|drug|thing|ingredient|tablet)|instead|avoid|twice over|duplicate|stop)\b`)
)

// tooMuch gives what a text to lay readers has the patient take too much of.
func (b *bench) tooMuch() []Finding {
	if !b.lay() || len(b.templates) > 0 {
		return nil
	}
	return slices.Concat(b.miscounted(), b.tooSoon(), b.bothNames())
}

// miscounted tells a number of capsules that does not make up the amount that the
// same sentence or the chart gives: 20 capsules of 400 units for 800.
func (b *bench) miscounted() []Finding {
	if !b.textShows(pieceRE) {
		return nil
	}
	s := b.flatText()
	m := pieceRE.FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	each, unit := atof(m[1]+m[3]+m[5]), ucum(m[2]+m[4]+m[6])
	rest := strings.Replace(s, m[0], " ", 1)
	totals := wholeRE.FindAllStringSubmatch(rest, -1)
	counts := piecesRE.FindAllStringSubmatch(rest, -1)
	if len(totals) == 0 || len(counts) != 1 || each == 0 || notSoonRE.MatchString(lead(rest, counts[0][0], 12)) {
		return nil
	}
	n := counted(counts[0][1])
	for _, t := range totals {
		total, ok := convert(atof(t[1]), ucum(t[2]), unit)
		if !ok || math.Abs(total/each-n) <= 0.05*n {
			return nil // one of the amounts is made up so
		}
	}
	return []Finding{b.wrongSum(counts[0][0])}
}

// lead gives the last n bytes in front of a part of a text.
func lead(s, part string, n int) string {
	i := strings.Index(s, part)
	return strings.ToValidUTF8(s[max(0, i-n):max(0, i)], "")
}

func counted(word string) float64 {
	words := []struct {
		names string
		n     float64
	}{{"半 half", 0.5}, {"一 one", 1}, {"两 二 two", 2}, {"三 three", 3}, {"四 four", 4}, {"五 five", 5}, {"六 six", 6}, {"八 eight", 8}, {"十 ten", 10}, {"二十 twenty", 20}}
	for _, w := range words {
		if slices.Contains(strings.Fields(w.names), word) {
			return w.n
		}
	}
	return atof(word)
}

// tooSoon tells a patch, or a medicine of once a week, that is given more often than
// the chart has it.
func (b *bench) tooSoon() []Finding {
	for _, m := range b.Chart.Medications {
		hours := apartOf(lexicon.Fold(m.Text))
		if !active(m) || hours < 48 {
			continue
		}
		patch := patchRE.MatchString(lexicon.Fold(m.Text))
		for i := range b.Reading.Sentences {
			s := b.flat(i)
			spoken := patch && patchRE.MatchString(b.flat(i-1)+s+b.flat(i+1)) && renewRE.MatchString(s) || b.namedIn(m.Concept, i)
			soon := soonRE.FindStringSubmatch(s)
			if soon == nil || !spoken || notSoonRE.MatchString(s) {
				continue
			}
			if every := cmpHours(soon); every < hours*3/4 {
				f := b.wrongSum(soon[0])
				f.Evidence = []string{evidenceOf(m)}
				return []Finding{f}
			}
		}
	}
	return nil
}

func (b *bench) namedIn(concept string, sentence int) bool {
	return concept != "" && slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Drug && c.Concept == concept && c.Sentence == sentence && given(c.Act)
	})
}

func apartOf(text string) float64 {
	m := apartRE.FindStringSubmatch(text)
	switch {
	case m == nil:
		return 0
	case m[4] != "" || m[5] != "":
		return 72
	case m[6] != "":
		return 168
	}
	return atof(m[1] + m[2] + m[3])
}

func cmpHours(soon []string) float64 {
	if soon[3] != "" {
		return 24
	}
	return atof(soon[1] + soon[2])
}

// bothNames tells a sentence that has the patient take two names of one medicine.
func (b *bench) bothNames() []Finding {
	for _, c := range b.claims {
		if c.Kind != claim.Drug || !strings.HasPrefix(c.Concept, "drug.") || c.Sentence < 0 || c.Experiencer != "patient" {
			continue
		}
		other := slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
			return x.Kind == claim.Drug && x.Concept == c.Concept && x.Sentence == c.Sentence && !alike(x.Text, c.Text)
		})
		s := b.flat(c.Sentence) + " " + b.flat(c.Sentence+1)
		if other && togetherRE.MatchString(s) && !onlyOneRE.MatchString(s) {
			return []Finding{b.find("duplicate", c, c.Concept)}
		}
	}
	return nil
}

// alike is true for two words of which one holds the other: 美托洛尔 and its tablets.
func alike(x, y string) bool {
	x, y = squeeze(x), squeeze(y)
	return strings.Contains(x, y) || strings.Contains(y, x)
}
