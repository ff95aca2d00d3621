package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// Who may be pregnant, by the words of a text for a doctor, where the record does not say:
// a question to a copilot often comes with no record at all. In squeezed spaces.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	// manRE tells a man; hisWordsRE and heRE do so too.
	manRE = pattern.MustCompile(`\bmr\b|\b(?:man|gentleman|husband|boy)\b|(?:^|[,，。;；:：、()（） ])男(?:性|[,，、:：。\d 患])|(?:老|[一-鿿])(?:先生|大爷|大伯)|老伯|老汉`)
	// womanRE tells anybody who may be, or what only such a woman has.
	womanRE = pattern.MustCompile(`\b(?:women|female|ladies|girls?|mrs|ms|miss|mum|mother|wife|daughter|sister|woman)\b|\b(?:matern|obstetr|antenatal|postnatal|post-?partum|lactat|menstru|fertil|contracept|conce(?:iv|pt)i?|unborn|f(?:o?e)tus|f(?:o?e)tal)\w*|\bchild-?bearing\b|\bbreast-?\s?feed|\bbreast-?fed\b|pregnan|\b(?:after|before|at|from|until|past) (?:week )?\d{1,2} weeks\b|\btrimester|\bgestat|女|孕|妊|产(?:后|妇|前|科|程)|哺乳|母乳|月经|经期|闭经|生育|子宫|宫颈|阴道|母亲|妻子`)
	// oldRE tells an age past bearing.
	oldRE = pattern.MustCompile(`老人|老年(?:男|女|患)|高龄|耄耋|奶奶|婆婆|老太|大妈|大娘|爷爷|绝经后|养老院|敬老院|\b(?:elderly|octogenarian|nonagenarian|postmenopausal|post-menopausal)\b|\b(?:nursing|care) home\b|\bin (?:his|her|their) (?:late |mid-?|early )?(?:sixties|seventies|eighties|nineties)\b|\bin (?:his|her|their) [6-9]0s\b`)
	// answersRE says that there is no pregnancy, how one is kept off, or what is done
	// before it is known; answersNotRE takes that back.
	answersRE    = pattern.MustCompile(`避孕|验孕|查孕|妊娠(?:试验|测试|检查)|[查问](?:妊娠|怀孕|孕)|孕检|\bb?-?hcg\b|(?:除外|排除|未|非|没有)(?:妊娠|怀孕|孕)|孕[^,，。;；]{0,8}(?:禁|忌|避免|不用|停|不宜|不可|勿)|\bcontracept\w*|\bpregnancy tests?\b|\bnegative test\b|\bpregnancy prevention programme\b|\bask (?:her )?about (?:a )?pregnancy\b|\b(?:not|isn't|is not|unless|if not) pregnan\w*|\bpregnancy (?:is |was |has been |must be |is to be )?(?:excluded|ruled out)|\b(?:exclud|rul)\w* (?:out )?(?:a )?pregnancy|\b(?:never|no|not|avoid\w*|contraindicated|stop\w*|banned)\b[^.;]{0,30}\bpregnan`)
	answersNotRE = pattern.MustCompile(`避孕[^,，。;；]{0,4}(?:不必|不用|不需|无需|不谈|免)|可能(?:未|没)怀?孕|\bprobably not pregnan|\bno (?:new |recent )?test\b|\boverr[io]d\w*|(?:无需|不需|不必|不用|不要求|未|没有?|无|拒绝?|停|漏)[^,，。;；]{0,6}(?:避孕|验孕|查孕|妊娠试验|hcg)|(?:验孕|查孕|妊娠试验|hcg)[^,，。;；]{0,6}(?:未|拒|阳)|不限制|不受限|\b(?:no|not|without|needs? no|needn't|unnecessary|stop\w*|declin\w*|refus\w*|missed|off|skip\w*|forgot\w*|fail\w*)\b[^.;,]{0,24}\b(?:contracept\w*|pregnancy (?:test|plan|check)\w*)|\b(?:contracept\w*|pregnancy tests?|hcg)\b[^.;,]{0,24}\b(?:not|unnecessary|positive|declined|refused|never|optional|fail\w*)\b`)
	// emptiesRE ends a pregnancy: what is given then harms none.
	emptiesRE = pattern.MustCompile(`产后(?:大)?出血|胎盘(?:已)?娩出|宫缩乏力|第三产程|稽留流产|不全流产|药物流产|人工流产|终止妊娠|引产|\bpost-?partum ha?emorrhage\b|\bpph\b|\buterine atony\b|\bthird stage\b|\bmiscarr\w*|\babortion\b|\btermination of pregnancy\b`)
	// nursesRE has a woman nurse now.
	nursesRE = pattern.MustCompile(`哺乳期|哺乳(?:母亲|妈妈)|正在哺乳|\bwhile (?:breast-?\s?feeding|nursing)\b|\bcompatible with breast-?\s?feeding\b`)
	// bearsRE takes back what sounds like an age past bearing.
	bearsRE = pattern.MustCompile(`未绝经|绝经前|围绝经|\bpre-?menopaus|\bperi-?menopaus|\bnot (?:yet )?menopaus|高龄(?:初|经)?(?:产|孕|妊)|备孕`)
)

// testedFirst are medicines of which the label asks that no pregnancy is there before the
// first dose, from everybody who may bear: those under programmes that prevent one (EMA
// and MHRA: valproate, topiramate, oral retinoids, thalidomide and its like, mycophenolate;
// FDA: endothelin antagonists, riociguat), and others with a test in their label.
//
//nolint:gochecknoglobals // a literal table, read only
var testedFirst = [...]string{
	"drug.isotretinoin", "drug.acitretin", "drug.thalidomide", "drug.lenalidomide", "drug.pomalidomide", "drug.valproate", "drug.topiramate", "drug.mycophenolate",
	"class.endothelin_antagonist", "drug.riociguat", "drug.methotrexate", "drug.leflunomide", "drug.teriflunomide", "drug.fingolimod", "drug.ribavirin", "drug.radioiodine",
}

// toldUnpregnant is true where the words of a text for a doctor answer what the record
// does not: a man, an age past bearing, a test, what prevents a pregnancy or ends one.
// Where nobody's record is open and no woman is spoken of, only medicines that are given
// anew and ask for a test first are asked about.
func (b *bench) toldUnpregnant(c claim.Claim) bool {
	t := b.flatText()
	woman := womanRE.MatchString(t) || sheRE.MatchString(t) || b.textShows(sexed[1]) || b.lettered(1)
	_, aged := b.facts.Number("find.age")
	sex := b.facts.Bool("find.sex_female")
	switch {
	case answersRE.MatchString(t) && !answersNotRE.MatchString(t), b.Index.member(uterotonics[:], c.Concept) && emptiesRE.MatchString(t), nursesRE.MatchString(t):
		return true
	case sex == chart.Unknown && !woman && b.tellsMan(t):
		return true
	case !aged && b.tellsPastBearing(t):
		return true
	case aged || sex != chart.Unknown:
		return false
	case len(b.Chart.Medications) == 0 && c.Act == claim.Continue:
		return true
	}
	return !woman && (c.Act != claim.Prescribe || !b.Index.member(testedFirst[:], c.Concept))
}

// uterotonics are given to empty the womb or once it is empty.
//
//nolint:gochecknoglobals // a literal table, read only
var uterotonics = [...]string{"drug.carboprost", "drug.ergometrine", "drug.misoprostol", "drug.mifepristone"}

func (b *bench) tellsMan(t string) bool {
	return heRE.MatchString(t) || hisWordsRE.MatchString(t) || manRE.MatchString(t) || b.textShows(sexed[0]) || b.lettered(0)
}

// lettered is true where a figure stands with the letter of a sex, male 0.
func (b *bench) lettered(sex int) bool {
	if !b.asWritten().may(initialRE) {
		return false
	}
	for i := range b.Reading.Sentences {
		if b.letter(i, sex) != "" {
			return true
		}
	}
	return false
}

// tellsPastBearing is true for a text that tells ages, none of them one at which a woman
// bears, or says in words that its patient is old.
func (b *bench) tellsPastBearing(t string) bool {
	ages := b.ages()
	if slices.ContainsFunc(ages, func(s said) bool { return s.value >= fertileFrom && s.value <= reproductiveTo }) {
		return false
	}
	return len(ages) > 0 || oldRE.MatchString(t) && !bearsRE.MatchString(t)
}
