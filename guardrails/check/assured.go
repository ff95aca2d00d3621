package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// Words of a text for professionals that deny a danger: that two medicines
// interact, that a dose or a test is needed, that a medicine does harm.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	deniesDangerRE = pattern.MustCompile(strings.Join([]string{
		`\bno (?:known |documented |real |meaningful |pharmac\w+ |drug |true )*interactions?\b`, `\b(?:do|does|will|would) not interact\b`, `\bdon't interact\b|\bdoesn't interact\b`, `\bwithout (?:any )?interaction`,
		`\bno (?:further |renal |hepatic |dose |dosage |particular |special )*(?:adjustments?|changes?|reductions?|modifications?|caution|precautions?|concerns?|contraindications?|restrictions?|problems?)\b`,
		`\bno (?:extra |additional |routine |specific |special |further |regular |blood |inr |level |drug |ecg |laboratory |lab |\w+ )?(?:monitoring|levels?|checks|tests?) (?:is |are )?(?:needed|required|necessary)`,
		`\b(?:need|needs|require|requires|requiring|needing) no (?:\w+ ){0,3}?(?:adjust\w*|change|reduction|monitoring|caution|precautions?|tests?|checks|levels?|counts?)\b`,
		`\b(?:do|does|need|will) not (?:need|require|be|have to be)?\s?(?:to be )?(?:any |routine |regular |extra |dose |renal )*(?:adjust\w*|chang\w*|reduc\w*|monitor\w*)\b`,
		`\b(?:do|does|will|need) not (?:need|require) (?:\w+ ){0,4}?(?:monitoring|levels?|counts?|tests?|checks?|adjustment|reduction)\b`,
		`\bno (?:lifetime |maximum |upper |dose |daily |cumulative |ceiling )+(?:limit|dose|ceiling|maximum)\b`, `(?:无|没有)(?:最大|终身|累积|累计|剂量|每日)*(?:上限|剂量限制|封顶)`,
		`\b(?:monitoring|adjustment|dose reduction|reduction|levels?|counts?|tests?) (?:is|are) (?:not |un)(?:needed|required|necessary)`, `\bno need (?:to|for) (?:\w+ ){0,3}?(?:adjust\w*|chang\w*|reduc\w*|monitor\w*|check\w*|stop\w*|avoid\w*|caution|worry)`,
		`\bwithout (?:any |routine |extra |dose |renal |further )*(?:adjust\w*|reduc\w*|monitor\w*|concern|restriction|caution|risk)`,
		`\b(?:safe|safely|harmless|fine|acceptable|compatible|suitable|unaffected|neutral|well tolerated)\b`, `\bregardless of\b|\birrespective of\b|\bnot affected by\b`,
		`\b(?:can|may) (?:all |both |also )?be (?:combined|co-?prescribed|co-?administered|given together|taken together|used together|used freely|used at full dose|given at full dose|continued at full dose)`,
		`\bat (?:the )?(?:full|usual|standard|normal) doses?\b`,
		`(?:无|没有|不存在|并无|未见)(?:任何|已知|明显|临床)?(?:药物)?相互作用|不(?:会)?(?:发生|产生)相互作用`,
		`(?:无需|不需要?|不必|不用|毋需|无须|不须)(?:再|额外|特殊|常规|因此|进行|作|做|剂量|定期|任何)*(?:调整|监测|减量|减|查|复查|检测|担心|顾虑|考虑|警惕|注意|停用|停药|停|换|避免|限制|间隔|改)`,
		`(?:无|没有)(?:任何|绝对|明显)?(?:禁忌|风险|影响|顾虑|限制)|不影响|影响(?:很小|可忽略|不大)|可忽略|不受[^,，。]{0,10}(?:影响|限制)`,
		`(?:可|可以|能|能够)(?:放心|安全|足量|全量|常规剂量|原量|正常剂量|随意|自由)(?:地)?(?:使用|应用|用|服用|服|联用|合用|给予)?|(?:是|很|较|最|相对|使用|应用|用药)安全|安全(?:有效|可靠|的|使用)|放心(?:使用|用|服)|照常(?:使用|服用|用)`,
		`(?:可|可以|能|建议|推荐)(?:与[^,，。]{0,30})?(?:直接)?(?:联用|合用|同服|同用|并用|联合使用|联合应用|同时服用|同时使用)`,
	}, `|`))
	// doubtRE are words before such a denial that take it back.
	doubtRE = pattern.MustCompile(`(?:\bnot|n't|\bnever|\bno longer|\bno evidence|\bunless|\bwhether|\bif|\bneither|\bcannot|\bless|\bun|\bnot be|不|非|未必|否认|难以|勿|无法|未|如|若|是否|能否|除非)[^,，;；。]{0,14}$`)
	wrongRE = pattern.MustCompile(`错误|误以为|误认|有误|纠正|incorrect|\bwrong\b|mistaken|myth|not true|is false|\?|？`)
	minorRE = pattern.MustCompile(`clinically|significant|relevant|important|major|临床意义|明显|显著|重要|严重`)
	keptRE  = pattern.MustCompile(`监测|复查|慎用|减量|注意|警惕|间隔|错开|monitor|recheck|caution|reduce|watch|separate|check|lower`)
	// ofMedicineRE are such denials that can be said of nothing but a medicine, and backRE
	// words that go back to one: "don't change the dose by yourself" goes back to none.
	ofMedicineRE = pattern.MustCompile(`interact|adjust|monitor|reduc|caution|contraindicat|limit|ceiling|maximum|level|combin|prescrib|together|full dose|相互作用|调整|监测|减量|禁忌|限制|上限|封顶|联用|合用|同服|同用|并用|足量|全量`)
	backRE       = pattern.MustCompile(`\b(?:it|its|this|that|these|they|them|their|both|either|the (?:combination|two|pair|drugs?|medicines?|agents?))\b|[该此其它]|两者|二者|两药|这(?:个|种|些|两)|上述`)

	limitlessRE = pattern.MustCompile(`limit|ceiling|maximum|上限|剂量限制|封顶`)
	combinesRE  = pattern.MustCompile(`interact|combin|together|co-?(?:prescri|admin)|\bwith\b|\badd|concomitant|相互作用|合用|联用|联合|同服|同时|并用|加用`)
	aboutOneRE  = pattern.MustCompile(kidneyRE.String() + `|` + gestationRE.String() + `|` + nursingRE.String() + `|肝|liver|hepatic|cirrho`)
	kidneyRE    = pattern.MustCompile(`肾|透析|\begfr\b|\bcrcl\b|renal|kidney|dialysis|creatinine clearance|\bckd\b|\besrd\b`)
	filtrateRE  = pattern.MustCompile(`(?:egfr|crcl|creatinine clearance|clearance|肌酐清除率|肾小球滤过率|gfr)[^\d,，;；。]{0,18}(\d{1,3}(?:\.\d+)?)`)
	dialysisRE  = pattern.MustCompile(`透析|dialysis|终末期|end[- ]stage|\besrd\b|无尿|anuri`)
	failingRE   = pattern.MustCompile(`肾(?:功能)?(?:不全|衰竭|损害|减退|下降|差)|重度肾|renal (?:impairment|failure|insufficiency|disease|function (?:falls|declines|worsens))|kidney (?:disease|failure|impairment|injury)|severe (?:renal|kidney)|advanced (?:ckd|renal|kidney)|poor (?:renal|kidney)`)
	gestationRE = pattern.MustCompile(`孕|妊娠|胎|pregnan|trimester|fetus|foetus|gestation`)
	nursingRE   = pattern.MustCompile(`哺乳|母乳|喂奶|breast-?feed|lactat|nursing (?:mother|infant)`)
	childRE     = pattern.MustCompile(`child[- ]?(?:pugh)?(?:'s)? (?:class )?([abc])\b|child[- ]?pugh ?([abc])级?|decompensated|失代偿`)
	clauseRE    = pattern.MustCompile(`[,，;；:：()（）]|\bunlike\b|\bwhereas\b|\bbut\b|\bwhile\b|但|而(?:非|不是)|不同于`)
)

// assured holds what a text for professionals says is no danger against what
// the graph knows of the medicines that it says it of: their pairs, the kidney,
// the liver, pregnancy, breastfeeding and the conditions that it names. The
// chart need not say anything for such a statement to be wrong.
func (b *bench) assured() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	for i := range b.Reading.Sentences {
		if !b.speaksOfDrugs(i) {
			continue
		}
		s := b.flat(i)
		if b.shows(i, wrongRE) {
			continue
		}
		out = append(out, b.commendedAgainst(i, s)...)
		if !b.shows(i, deniesDangerRE) {
			continue
		}
		words, drugs := b.assuredOf(i)
		if len(drugs) == 0 {
			continue
		}
		a := assurance{bench: b, sentence: i, text: s, words: words, drugs: drugs}
		out = append(out, slices.Concat(a.pairs(), a.kidney(), a.child(), a.bearers(), a.conditions(), a.allergies(), a.limits())...)
	}
	return out
}

// speaksOfDrugs is true for a sentence that names a medicine or follows one that does.
func (b *bench) speaksOfDrugs(sentence int) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Drug && c.Sentence >= 0 && (c.Sentence == sentence || c.Sentence == sentence-1)
	})
}

// assurance is one sentence that denies a danger of medicines.
type assurance struct {
	*bench
	sentence int
	text     string // of the sentence
	words    string // that deny
	drugs    []claim.Claim
}

// assuredOf gives the words of a sentence that deny a danger and the medicines
// that they are said of: those of the clause, else the last ones before it, else
// those of the sentence before.
func (b *bench) assuredOf(sentence int) (words string, drugs []claim.Claim) {
	at := b.Reading.Sentences[sentence]
	raw := b.sentence(sentence)
	var before []claim.Claim
	for _, c := range clauses(raw) {
		here := b.drugsWithin(at.Start+c.Start, at.Start+c.End)
		n := squeezeSpaces(raw[c.Start:c.End])
		for _, m := range deniesDangerRE.FindAllStringIndex(n, -1) {
			if doubtRE.MatchString(n[:m[0]]) {
				continue
			}
			words += n[m[0]:m[1]] + " "
			if len(here) == 0 {
				here = before
			}
			if len(here) == 0 && sentence > 0 && (ofMedicineRE.MatchString(n[m[0]:m[1]]) || backRE.MatchString(n)) {
				p := b.Reading.Sentences[sentence-1]
				here = b.drugsWithin(p.Start, p.End)
			}
			for _, d := range here {
				if !slices.ContainsFunc(drugs, func(x claim.Claim) bool { return x.Concept == d.Concept }) {
					drugs = append(drugs, d)
				}
			}
		}
		if len(here) > 0 {
			before = here
		}
	}
	return words, drugs
}

// clauses cuts a sentence where another thing begins to be spoken of.
func clauses(raw string) []claim.Span {
	var out []claim.Span
	from := 0
	for _, m := range clauseRE.FindAllStringIndex(raw, -1) {
		if m[0] > from {
			out = append(out, claim.Span{Start: from, End: m[0]})
		}
		from = m[1]
	}
	if from < len(raw) {
		out = append(out, claim.Span{Start: from, End: len(raw)})
	}
	return out
}

func (b *bench) drugsWithin(from, to int) []claim.Claim {
	var out []claim.Claim
	for _, c := range b.claims {
		if c.Kind == claim.Drug && c.Sentence >= 0 && c.Concept != "" && c.Start >= from && c.End <= to {
			out = append(out, c)
		}
	}
	return out
}
