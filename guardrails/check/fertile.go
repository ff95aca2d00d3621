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
	manRE = pattern.MustCompile(`\bmr\.? (?:[a-z]['’])?[a-z]+(?:[,.:;'’) ]|$)|\b(?:man|gentleman|boy)\b|(?:^|[,，。;；:：、()（） ])男(?:性|[,，、:：。\d 患])|(?:老|[一-鿿])(?:先生|大爷|大伯)|老伯|老汉`)
	// notManRE is no title of a man: a film of magnetic resonance, a tablet of modified
	// release, a leaking valve.
	notManRE = pattern.MustCompile(`\bmr\.? (?:scan\w*|imag\w*|angio\w*|venogra\w*|enterogra\w*|urogra\w*|cholangi\w*|spectro\w*|elastogra\w*|arthrogra\w*|spine|brain|head|pelvis|knee|liver|tablets?|capsules?|once|twice|daily|bd|od|at|in|is|was|on|and|or|normal|shows?|showed|mild|moderate|severe|grade|with)\b`)
	// besideManRE is a man who comes along or writes.
	besideManRE = pattern.MustCompile(`[一-鿿](?:先生|大爷|大伯)(?:陪|带|送|代|来电)|\bmr\.? [a-z'’]+ (?:attends|accompan\w+|calls?|rings?|writes?|asks for her)\b`)
	// companyRE stands in a clause that speaks of an old person who is not the patient: kin,
	// and who comes along, is cared for, or is worked for.
	companyRE = pattern.MustCompile(`(?:老人|奶奶|婆婆|爷爷|老太|大妈|大娘)[^,，。;；]{0,2}(?:陪|带|代|送)|照(?:顾|料|看|护)|护理员|护工|上班|工作|任职|就职|同住|家中?有|赡养|(?:其|的|她|家)(?:母|父|婆|奶|爷|公)|\b(?:mother|father|parents?|grand\w+|aunt|uncle|in-law|relatives?|neighbou?rs?)\b|\b(?:car(?:es?|ing|er) (?:for|of|to|at)|looks? after|looking after|works?|working|employed|nurse (?:at|in)|job (?:at|in))\b`)
	// womanRE tells anybody who may be, or what only such a woman has.
	womanRE = pattern.MustCompile(`\b(?:women|female|ladies|girls?|mrs|ms|miss|mum|mother|wife|daughter|sister|woman)\b|\b(?:matern|obstetr|antenatal|postnatal|post-?partum|lactat|menstru|fertil|contracept|conce(?:iv|pt)i?|unborn|f(?:o?e)tus|f(?:o?e)tal)\w*|\bchild-?bearing\b|\bbreast-?\s?feed|\bbreast-?fed\b|pregnan|\b(?:after|before|at|from|until|past) (?:week )?\d{1,2} weeks\b|\btrimester|\bgestat|女|孕|妊|产(?:后|妇|前|科|程)|哺乳|母乳|月经|经期|闭经|生育|子宫|宫颈|阴道|母亲|妻子`)
	// oldRE tells an age past bearing.
	oldRE = pattern.MustCompile(`老人|老年(?:男|女|患)|高龄|耄耋|[` + claim.Surnames + `](?:奶奶|婆婆|爷爷)|老太|大妈|大娘|绝经后|养老院|敬老院|\b(?:elderly|octogenarian|nonagenarian|postmenopausal|post-menopausal)\b|\b(?:nursing|care) home\b|\bin (?:his|her|their) (?:late |mid-?|early )?(?:sixties|seventies|eighties|nineties)\b|\bin (?:his|her|their) [6-9]0s\b`)
	// answersRE says in a clause that there is no pregnancy, how one is kept off, or what
	// is done before it is known; answersNotRE takes that back in the clause, notKeptOffRE
	// anywhere: a test that is positive or still awaited, a contraception that failed.
	answersRE    = pattern.MustCompile(`避孕|节育|结扎|验孕|查孕|妊娠(?:试验|测试|检查)|[查问](?:妊娠|怀孕|孕)|孕检|\bb?-?hcg\b|(?:除外|排除|未|非|没有)(?:妊娠|怀孕|孕)|孕[^,，。;；]{0,8}(?:禁|忌|避免|停用|勿用|不宜(?:用|服|予)|不可用|不用(?:$|[,，。;；]))|\bcontracept\w*|\biud\b|\bpregnancy tests?\b|\bnegative (?:urine |serum |blood )?(?:pregnancy )?test\b|\bpregnancy prevention programme\b|\bask (?:her )?about (?:a )?pregnancy\b|\b(?:not|isn't|is not|unless|if not) pregnan\w*|\bpregnancy (?:is |was |has been |must be |is to be )?(?:excluded|ruled out)|\b(?:exclud|rul)\w* (?:out )?(?:a )?pregnancy|\b(?:never|avoid\w*|contraindicated|banned|harmful|not (?:in|during|for|used|given|started|allowed|safe))\b[^.;]{0,30}\bpregnan|\bstop\w*\b[^.;]{0,30}\b(?:if|before|when|once|in)\b[^.;]{0,16}\bpregnan`)
	answersNotRE = pattern.MustCompile(`(?:不能|不可|无法|尚未|未|没有?|不必|无需|不需|不用|难以|未予)(?:完全|先|再|要求)?(?:排除|除外)|(?:从|并|均|都)?不(?:采取|使用|愿|肯|想|再)?避孕|避孕[^,，。;；]{0,6}(?:失败|破|脱落|不详|不规律|不规则|不可靠|不全|不当|中断|间断|已停|停了|过期|漏)|漏服避孕|(?:验孕|查孕|hcg|妊娠试验|孕检)[^,，。;；]{0,8}(?:待|逾期|过期|不详)|\b(?:cannot|can't|could not|couldn't|not (?:yet )?(?:been )?|never|no need to|needn't|without|yet to) ?(?:be )?(?:exclud\w*|rul\w* out|ask\w*)|\bdo not ask|\bdon't ask|\bpregnancy (?:is |was |has )?(?:not|never)\b|\btests? (?:for|against) (?:flu|strep|covid)|\b(?:pregnancy tests?|hcg)\b[^.;,]{0,24}\b(?:await\w*|pending|overdue|due|outstanding|later|next|tomorrow|afterwards|unknown|raised|elevated|rising|high)\b|\b(?:condom|contracept\w*|pill|diaphragm)\b[^.;,]{0,24}\b(?:split|broke\w*|burst|slipped|expired|unreliable|irregular\w*|missed|lapsed|run out|ran out)\b|避孕[^,，。;；]{0,4}(?:不必|不用|不需|无需|不谈|免)|可能(?:未|没)怀?孕|\bprobably not pregnan|\bno (?:new |recent )?test\b|\boverr[io]d\w*|(?:无需|不需|不必|不用|不要求|未|没有?|无|拒绝?|停|漏)[^,，。;；]{0,6}(?:避孕|验孕|查孕|妊娠试验|hcg)|(?:验孕|查孕|妊娠试验|hcg)[^,，。;；]{0,6}(?:未|拒|阳)|不限制|不受限|\b(?:no|not|without|needs? no|needn't|unnecessary|stop\w*|declin\w*|refus\w*|missed|off|skip\w*|forgot\w*|fail\w*)\b[^.;,]{0,24}\b(?:contracept\w*|pregnancy (?:test|plan|check)\w*)|\b(?:contracept\w*|pregnancy tests?|hcg)\b[^.;,]{0,24}\b(?:not|unnecessary|positive|declined|refused|never|optional|fail\w*)\b`)
	// notKeptOffRE is a hormone of pregnancy in figures, which is none that is negative.
	notKeptOffRE = pattern.MustCompile(`\bhcg\b ?(?:水平|值|为|是|约|is|was|of|at|level|[:：=])* ?(?:[6-9]|[1-9]\d+)(?:\.\d+)?(?:[^\d/.年月日-]|$)|\bhcg\b[^,，。;；.]{0,8}(?:升高|偏高|阳性|翻倍)|怀孕(?:不明|不详|待查)|(?:避孕套|安全套|避孕)[^,，。;；]{0,4}(?:破|失败|脱落)|\b(?:condom|contracept\w*)\b[^.;,]{0,16}\b(?:split|broke|burst|fail\w*)`)
	// emptiesRE ends a pregnancy: what is given then harms none.
	emptiesRE = pattern.MustCompile(`产后(?:大)?出血|胎盘(?:已)?娩出|宫缩乏力|第三产程|稽留流产|不全流产|药物流产|人工流产|终止妊娠|引产|\bpost-?partum ha?emorrhage\b|\bpph\b|\buterine atony\b|\bthird stage\b|\b(?:missed|incomplete|inevitable|silent|medical management of (?:a )?|manag\w+ (?:of )?(?:a |the )?) ?miscarriage|\bmiscarriage (?:is )?(?:managed|completed|confirmed)\b|\babortion\b|\btermination of pregnancy\b`)
	// nursesRE has a woman nurse now.
	nursesRE = pattern.MustCompile(`(?:^|[^非过后离])哺乳期|哺乳(?:母亲|妈妈)|正在哺乳|\bwhile (?:breast-?\s?feeding|nursing)\b|\bcompatible with breast-?\s?feeding\b`)
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
// anew and ask for a test first are asked about. That she nurses answers for none of these.
func (b *bench) toldUnpregnant(c claim.Claim) bool {
	t := b.flatText()
	woman := womanRE.MatchString(t) || sheRE.MatchString(t) || b.textShows(sexed[1]) || b.lettered(1)
	_, aged := b.facts.Number("find.age")
	sex := b.facts.Bool("find.sex_female")
	tested := b.Index.member(testedFirst[:], c.Concept)
	switch {
	case b.answersPregnancy(), b.Index.member(uterotonics[:], c.Concept) && emptiesRE.MatchString(t), !tested && nursesRE.MatchString(t):
		return true
	case sex == chart.Unknown && !woman && b.tellsMan(t):
		return true
	case !aged && b.tellsPastBearing():
		return true
	case aged || sex != chart.Unknown:
		return false
	case len(b.Chart.Medications) == 0 && c.Act == claim.Continue:
		return true
	}
	return !woman && (c.Act != claim.Prescribe || !tested)
}

// answersPregnancy is true where a clause answers whether there is a pregnancy, or says
// how one is kept off, and no clause takes that back.
func (b *bench) answersPregnancy() bool {
	if !b.textShows(answersRE) || notKeptOffRE.MatchString(b.flatText()) {
		return false
	}
	answered := false
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if answersNotRE.MatchString(s) {
			return false
		}
		answered = answered || answersRE.MatchString(s)
	}
	return answered
}

// uterotonics are given to empty the womb or once it is empty.
//
//nolint:gochecknoglobals // a literal table, read only
var uterotonics = [...]string{"drug.carboprost", "drug.ergometrine", "drug.misoprostol", "drug.mifepristone"}

func (b *bench) tellsMan(t string) bool {
	return heRE.MatchString(t) || hisWordsRE.MatchString(t) || manRE.MatchString(besideManRE.ReplaceAllString(notManRE.ReplaceAllString(t, " "), " ")) ||
		b.textShows(sexed[0]) && !besideManRE.MatchString(t) || b.lettered(0)
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
func (b *bench) tellsPastBearing() bool {
	ages := b.ages()
	if slices.ContainsFunc(ages, func(s said) bool { return s.value >= fertileFrom && s.value <= reproductiveTo }) {
		return false
	}
	return len(ages) > 0 || b.tellsOld() && !bearsRE.MatchString(b.flatText())
}

// tellsOld is true where a clause that speaks of no one else says that somebody is old.
func (b *bench) tellsOld() bool {
	if !b.textShows(oldRE) {
		return false
	}
	for i := range b.Reading.Sentences {
		if slices.ContainsFunc(b.limbsOf(i), func(l string) bool { return oldRE.MatchString(l) && !companyRE.MatchString(l) }) {
			return true
		}
	}
	return false
}
