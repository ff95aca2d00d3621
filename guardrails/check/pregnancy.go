package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// The ages in which a woman may be pregnant without the chart saying so.
const fertileFrom, fertileTo = 12, 55

// seenFrom is the week from which a pregnancy is taken to be seen.
const seenFrom = 20

// pregnancy reads the rows on pregnancy and lactation. "contraindicated" is a
// pregnancy hazard, "avoid" one of caution; "caution" is told to readers who
// cannot judge it. A status that nobody asked for is unknown, not no.
func pregnancy(b *bench, c claim.Claim) []Finding {
	var out []Finding
	switch b.facts.Bool("find.pregnant") {
	case chart.Yes:
		out = b.each(c, "pregnancy_caution", func(d graph.Drug) *Finding {
			h := b.inPregnancy(worstAdvice(d, b.weeks()))
			return b.about(h, c, d.ID, b.evidence("find.pregnant"))
		})
	case chart.Unknown:
		if b.mayBePregnant() {
			out = b.each(c, "pregnancy_unasked", func(d graph.Drug) *Finding {
				switch {
				case harmsEarly(d) && b.facts.Bool("find.lactating") != chart.Yes && !b.pregnancyAnswered(d.ID, c):
					return b.about("pregnancy_unknown", c, d.ID)
				case worstAdvice(d, 0) == "contraindicated", worstAdvice(d, 0) == "avoid":
					return b.about("pregnancy_unasked", c, d.ID)
				}
				return nil
			})
		}
	}
	if b.facts.Bool("find.pregnant") != chart.Yes && b.wishesToConceive() && !b.endsBefore(c) {
		if d, ok := b.Graph.Drug(c.Concept); ok && harmsEarly(d) && !b.Index.member(contraceptives[:], c.Concept) {
			f := b.find("pregnancy", c, d.ID, "chart.conditions")
			f.Message = graph.Label{ZH: b.name(c.Concept, c.Text).ZH + "：妊娠禁用，而患者有生育计划，受孕前须停药或换药", EN: b.name(c.Concept, c.Text).EN + ": contraindicated in pregnancy, and one is planned: stop or change it before conception"}
			out = append(out, f)
		}
	}
	if b.facts.Bool("find.lactating") == chart.Yes && !b.weans() {
		out = append(out, b.each(c, "lactation_unknown", func(d graph.Drug) *Finding {
			return b.about(b.whileNursing(d.Lactation), c, d.ID, b.evidence("find.lactating"))
		})...)
	}
	return out
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// wishesRE wishes for a child now, whoever says so; wishesNotRE takes that back.
	wishesRE    = pattern.MustCompile(`\b(?:wish(?:es|ing)?|want(?:s|ing)?|hop(?:es|ing)|try(?:ing)?|tries|plan(?:s|ning)?|desir(?:es|ing)|intend(?:s|ing)?) (?:to (?:conceive|become pregnant|get pregnant|have (?:a )?(?:baby|child|children))|for (?:a )?(?:baby|pregnancy|child|family)|(?:a )?pregnancy|a baby)|\bpre-?conception\b|\bthrough conception\b|\bttc\b|\bivf\b|\bfertility treatment\b|备孕|试孕|拟孕|计划(?:怀孕|妊娠|生育)|拟怀孕|[想打算准备]{1,2}怀孕|想要?孩子|有生育(?:要求|计划|需求)|孕前(?:咨询|评估|准备)|辅助生殖|试管`)
	wishesNotRE = pattern.MustCompile(`[无没][有]?(?:生育|备孕|怀孕)|不(?:打算|想|准备|计划|备孕)|暂(?:不|无)|已完成生育|\b(?:no|not|never|without|does not|doesn't|completed)\b|\b(?:if|should|when|whenever|unless|before|in case|later|until)\b|若|如(?:果|计划|需|有)?|一旦|将来|今后|以后|之前|再|前(?:须|需|应|要|停|\d)|时(?:须|需|应|再)`)
	// endsBeforeRE ends a medicine, or keeps a pregnancy off, while there is none.
	endsBeforeRE = pattern.MustCompile(`避孕|(?:受孕|怀孕|备孕|妊娠|孕)前[^,，。;；]{0,10}(?:停|换)|停(?:药|用)?[^。;；]{0,24}(?:后|再)[^,，。;；]{0,6}(?:备孕|怀孕|试孕|受孕)|\bcontracept\w*|\b(?:stop|change|switch|taper|wash)\w*[^.;]{0,60}\bbefore\b|\bbefore (?:conception|conceiving|pregnancy|trying)|\buntil (?:the |it is )?(?:change|switch|stop)\w*`)
	// weansRE ends nursing for good; resumesRE goes on with it.
	weansRE    = pattern.MustCompile(`(?:彻底|永久|完全|须|应|需|先)?(?:停止|终止)(?:本次)?(?:母乳|哺乳)|断奶|断母乳|不再(?:恢复)?(?:母乳|哺乳)|\b(?:stop|cease|end)\w* (?:breast-?\s?feeding|nursing)\b|\bwean\w*|\bbreast-?\s?feeding (?:must|should|has to) (?:stop|end|cease)`)
	resumesRE  = pattern.MustCompile(`恢复(?:母乳|哺乳|喂奶)|可(?:继续|照常)?(?:哺乳|母乳|喂奶)|继续(?:哺乳|母乳|喂奶)|\b(?:resum|restart|continu|return)\w* (?:to )?(?:breast-?\s?feeding|nursing)|\bhours? later\b|\bfor (?:\d+|a|one|two) (?:h|hours?|days?)\b`)
	notAgainRE = pattern.MustCompile(`(?:不再|不得|不能|不要|勿)恢复[^,，。;；]{0,6}`)
)

// wishesToConceive is true for a woman who wishes for a child now: by her record, or by a
// sentence that neither supposes nor denies it.
func (b *bench) wishesToConceive() bool {
	if !b.mayBePregnant() {
		return false
	}
	if slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool {
		return active(c) && wishesRE.MatchString(b.words(c)) && !wishesNotRE.MatchString(b.words(c))
	}) {
		return true
	}
	if !b.textShows(wishesRE) {
		return false
	}
	for i := range b.Reading.Sentences {
		if b.shows(i, wishesRE) && !wishesNotRE.MatchString(b.flat(i)) {
			return true
		}
	}
	return false
}

// endsBefore is true where the words around a medicine end it, or keep a pregnancy off, as
// long as it is taken.
func (b *bench) endsBefore(c claim.Claim) bool {
	return c.Sentence >= 0 && (endsBeforeRE.MatchString(b.flat(c.Sentence)) || endsBeforeRE.MatchString(b.flat(c.Sentence+1)))
}

// weans is true for a text to a professional that ends nursing for good.
func (b *bench) weans() bool {
	if b.lay() || !b.textShows(weansRE) {
		return false
	}
	return !resumesRE.MatchString(notAgainRE.ReplaceAllString(b.flatText(), ""))
}

// Past reproductiveTo no doctor is asked whether somebody is pregnant (WHO: women of
// reproductive age are 15 to 49).
const reproductiveTo = 49

// conceivesRE speaks of a pregnancy to come.
//
//nolint:gochecknoglobals // compiled once, read only
var conceivesRE = pattern.MustCompile(`\bconceiv\w*|trying for a (?:baby|pregnancy)|plan\w* (?:a |for a |her )?pregnan|pre-?pregnancy|preconception|备孕|计划怀孕|计划妊娠|拟怀孕|想怀孕|要孩子`)

//nolint:gochecknoglobals // compiled once, read only
var notPregnantRE = pattern.MustCompile(`宫外孕|异位妊娠|绝经|子宫切除|全子宫|卵巢切除|绝育|ectopic|menopaus|hysterectomy|oophorectomy|sterilis|steriliz|卵巢癌|宫颈癌|子宫内膜癌|ovarian cancer|cervical cancer|endometrial cancer`)

// pregnancyAnswered is true where a doctor need not first ask: the patient takes the
// medicine already, it prevents a pregnancy, her age is past it, or the record or the
// text says why there is none to harm.
func (b *bench) pregnancyAnswered(id string, c claim.Claim) bool {
	if b.Audience != "doctor" || b.textShows(conceivesRE) {
		return false
	}
	if years, ok := b.facts.Number("find.age"); ok && years > reproductiveTo {
		return true
	}
	return b.taken(id) || b.Index.member(contraceptives[:], id) || b.textShows(notPregnantRE) && !bearsRE.MatchString(b.flatText()) || b.toldUnpregnant(c) ||
		slices.ContainsFunc(b.Chart.Conditions, func(c chart.Coded) bool { return active(c) && notPregnantRE.MatchString(b.words(c)) })
}

// contraceptives prevent what is asked about.
//
//nolint:gochecknoglobals // a literal table, read only
var contraceptives = [...]string{"drug.levonorgestrel", "drug.combined_oral_contraceptive", "class.oestrogen_contraceptive"}

// about is find, or nil for no hazard.
func (b *bench) about(hazard string, c claim.Claim, evidence ...string) *Finding {
	if hazard == "" {
		return nil
	}
	f := b.find(hazard, c, evidence...)
	return &f
}

func (b *bench) inPregnancy(advice string) string {
	switch advice {
	case "contraindicated":
		return "pregnancy"
	case "avoid", "unknown":
		return "pregnancy_caution"
	case "caution":
		if b.lay() {
			return "pregnancy_caution"
		}
	}
	return ""
}

func (b *bench) whileNursing(advice string) string {
	switch advice {
	case "contraindicated":
		return "lactation"
	case "avoid", "unknown", "":
		return "lactation_unknown"
	case "caution":
		if b.lay() {
			return "lactation_unknown"
		}
	}
	return ""
}

func (b *bench) weeks() float64 {
	if n, ok := b.facts.Number("find.pregnancy_weeks"); ok {
		return n
	}
	return b.Chart.PregnancyWeeks
}

// mayBePregnant is true for a woman of 12 to 55, and for whom sex or age are
// unknown.
func (b *bench) mayBePregnant() bool {
	if b.facts.Bool("find.sex_female") == chart.No {
		return false
	}
	years, known := b.facts.Number("find.age")
	return !known || years >= fertileFrom && years < fertileTo+1
}

// harmsEarly is true for a drug that is contraindicated before a pregnancy can
// be seen. What harms only later (an NSAID in the third trimester), or is
// better avoided, is asked about and does not wait for the answer everywhere.
func harmsEarly(d graph.Drug) bool {
	return slices.ContainsFunc(d.Pregnancy, func(p graph.Pregnancy) bool {
		return p.Advice == "contraindicated" && p.FromWeek < seenFrom
	})
}

// worstAdvice is the gravest row that may apply; weeks 0 is unknown, so every
// row may. No row at all is unknown.
func worstAdvice(d graph.Drug, weeks float64) string {
	order := map[string]int{"compatible": 1, "caution": 2, "unknown": 3, "avoid": 4, "contraindicated": 5}
	worst := ""
	for _, p := range d.Pregnancy {
		if weeks > 0 && (weeks < p.FromWeek || p.ToWeek > 0 && weeks >= p.ToWeek) {
			continue
		}
		if order[p.Advice] > order[worst] {
			worst = p.Advice
		}
	}
	if worst == "" {
		return "unknown"
	}
	return worst
}
