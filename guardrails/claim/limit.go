package claim

import (
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// limit is the most doses that a text allows in a day, and where it says so.
type limit struct {
	start, end int
	times      float64
}

//nolint:gochecknoglobals // compiled once, read only
var (
	limitEN  = pattern.MustCompile(`(?:no more than|not more than|never more than|at most|up to|maximum(?: of)?|max)\s*(\d|one|two|three|four|five|six)\s*(?:doses|times)\s*(?:in (?:any |each |every )?(?:24 ?(?:-?hours?|h|hrs)(?: period)?|a day|one day)|per day|a day|daily|each day)`)
	limitZH  = pattern.MustCompile(`(?:24 ?小时|一天|每天|每日|一日|1天|全天)(?:之?内)?(?:总共|一共|最多|至多|不超过|不要超过|不得超过|不能超过|别超过|勿超过){1,2}(?:用|服|吃|给)?(?:药)?([1-6一二两三四五六])次`)
	limits   = [...]*pattern.Regexp{limitEN, limitZH}
	limitSet = pattern.NewSet(limits[:]...)
	// perKilo stands right before an amount that is given for each kilogram.
	perKilo = pattern.MustCompile(`(?:每 ?(?:公斤|千克|kg)(?:体重)?(?:用|给|服|约)?(?:不(?:得|要|可)?超过|最多|至多)?|按体重每(?:公斤|千克)|\d ?(?:kg|公斤|千克) ?[x×*乘](?:以)? ?|for (?:each|every) kg,? )$`)
	// worksOut stands between an amount for each kilogram and what it comes to.
	worksOut = pattern.MustCompile(`=|≈|也就是|就是|即|相当于|约|合|共|每次|一次|单次|为|\b(?:is|equals|makes|gives|about|so|which|comes to|i\.e|that's|thus)\b`)
)

// timesIn is a number of one figure, Chinese digit or English word.
func timesIn(word string) float64 {
	if v, ok := lexicon.Numeral(word); ok {
		return v
	}
	r, _ := utf8.DecodeRuneInString(word)
	if v, ok := lexicon.Digit(r); ok {
		return v
	}
	return float64(r - '0')
}

// limited finds how many doses in a day a text allows at most, "no more than 4
// doses in 24 hours". The numbers in it are part of the direction, and its words
// bid nobody to stop.
func (r *reader) limited() {
	if !containsAny(r.n, "day", "daily", "24", "天", "日") {
		return
	}
	for _, at := range limitSet.Possible(r.n) {
		for _, m := range limits[at].FindAllStringSubmatchIndex(r.n, -1) {
			times := timesIn(r.n[m[2]:m[3]])
			if times <= 0 {
				continue
			}
			r.limits = append(r.limits, limit{m[0], m[1], times})
			within := r.tokensIn(Span{m[0], m[1]})
			for i := range within {
				t := &within[i]
				if t.end > m[1] {
					continue
				}
				if t.number {
					r.used[t.start] = true
				}
				t.inside = !t.is(cFreq)
			}
		}
	}
}

// atMost is the limit that a direction is given: in its span, or in the sentence
// behind it before another medicine is named. 0 for none.
func (r *reader) atMost(in Span) float64 {
	last := min(r.sentenceOf(max(in.Start-1, 0))+1, len(r.sents)-1)
	for _, l := range r.limits {
		if l.start >= in.Start && l.start < r.sents[last].end && !r.drugIn(Span{in.End, l.start}) {
			return l.times
		}
	}
	return 0
}

// byWeight is true for an amount that is given for each kilogram by the words
// before it: 每公斤10毫克, "12 kg x 15 mg".
func (r *reader) byWeight(t token) bool {
	return (mass(t.class) || t.class == unitVolume) && perKilo.MatchString(r.n[max(0, t.start-32):t.start])
}

// comesTo is true for the amount that a text makes of one for each kilogram:
// "15 mg/kg, which for 12 kg is 180 mg".
func (r *reader) comesTo(d *Posology, last, t token) bool {
	const near = 60
	if !d.PerKg || d.Rate != "" || d.Worked > 0 || !mass(t.class) || t.per != "" && t.per != "dose" || last.end == 0 || t.start-last.end > near {
		return false
	}
	between := r.n[last.end:t.start]
	return worksOut.MatchString(between) && !containsAny(between, ";", "；", "max", "最大", "不超过", "no more", "up to", "not exceed")
}
