package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// How a text says of a long-term disease that the patient has it: what stands right
// before it, or before the list that it stands in.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	suffersRE = pattern.MustCompile(`(?:\b(?:man|woman|male|female|boy|girl|lady|gentleman|mother|patient|year[- ]old|\d{1,3} ?[mf]|mrs? [a-z]+,? \d{1,3}|ms [a-z]+,? \d{1,3})(?:,| with| who has| has|:)?(?: known| long-standing| a history of| and)?` +
		`|\b(?:you|he|she|patient|pt|who) (?:have|has|lives? with|suffers? from)(?: known| long-standing)?|\b(?:your|her|his)(?: known| long-standing| underlying)?` +
		`|\bpmhx?:?|\b(?:medical )?history:|\bbackground:|\bcomorbid\w*:?|\b(?:has )?recorded|\bon (?:the|her|his|your) (?:record|list):?` +
		`|\d{1,3} ?岁(?:的)?(?:男|女)?(?:性|童|孩)?(?:患者)?[,、:]?(?:患有?|有|因|合并|伴)?|(?:患者|患儿|病人|您|你|他|她|本例)[,:]?(?:患有?|有|的|既往(?:有|患)?|合并|伴)|(?:男|女)(?:性)?[,、]|合并|基础(?:疾)?病[:：]?|既往(?:有|患|史)?[:：]?|诊断[:：]) ?$`)
	// illGapRE stands between two diseases of a list.
	illGapRE = pattern.MustCompile(`^ ?(?:\([^()]{1,24}\))? ?(?:, |,|、|/|\+|,? and |,? with |和|及|与|以及|合并|伴)(?:known |a history of )?$`)
	// unsureRE are words of a clause that states no disease of the patient's.
	unsureRE = pattern.MustCompile(`\b(?:if|unless|whether|new(?:ly)?|suspect\w*|possib\w*|probabl\w*|likely|rule|exclud\w*|screen\w*|differential|consider\w*|no|not|never|denie[sd]|without|risk|family|mother has|father|brother|sister|son|daughter|people|patients with|those|like|some|box|ticked|contraindicated|for|in|against|asks?|asked|worr\w*|afraid|fears?|could|may|might|today|diagnos\w*|reports|says|mean|means|called)\b|新(?:发|诊|近)|疑|可能|待排|排除|筛查|鉴别|考虑|是否|家族|母亲|父亲|风险|如|若|无|未|否认|没有|不是|并非|患者(?:应|慎|禁|不|忌)|者(?:应|慎|禁|忌|不)|自称|担心|怀疑|诊为|确诊|误|问`)
)

// kindred are words of a record that may mean a long-term disease by another name, or
// what it comes of: a record with one is not held against a text that names it.
//
//nolint:gochecknoglobals // a literal table, read only
var kindred = map[string]*pattern.Regexp{
	"cond.t1dm": diabeticRE, "cond.t2dm": diabeticRE,
	"cond.hypertension": pattern.MustCompile(`血压|hypert|pressure`), "cond.ckd": pattern.MustCompile(`肾|透析|renal|kidney|nephr|dialysis|ckd`),
	"cond.copd": airwaysRE, "cond.asthma": airwaysRE,
	"cond.epilepsy":            pattern.MustCompile(`癫|痫|抽搐|惊厥|epilep|seiz|\bfits?\b|convuls`),
	"cond.atrial_fibrillation": pattern.MustCompile(`颤|扑|心律|\baf\b|fibrill|arrhyth|flutter`),
	"cond.heart_failure":       pattern.MustCompile(`心衰|心力衰|心肌病|射血|heart failure|cardiomyop|hf[mr]?p?ef|\bef\b|ventric`),
	"cond.chd":                 pattern.MustCompile(`冠|梗|支架|心绞|搭桥|coron|infarct|\bmi\b|stemi|stent|angina|bypass|\bpci\b|isch`),
	"cond.parkinson":           pattern.MustCompile(`帕金森|震颤|parkinson|tremor`), "cond.cirrhosis": pattern.MustCompile(`肝|liver|hepat|cirrh|varic`),
	"cond.pancreatic_cancer": growthRE, "cond.lung_cancer": growthRE, "cond.breast_cancer": growthRE, "cond.colorectal_cancer": growthRE, "cond.prostate_cancer": growthRE, "cond.gastric_cancer": growthRE,
	"cond.rheumatoid_arthritis": jointsRE, "cond.sle": jointsRE,
	"cond.hypothyroidism": pattern.MustCompile(`甲状腺|甲减|桥本|thyr|hashimoto`), "cond.hiv": pattern.MustCompile(`hiv|艾滋|aids|immunodef`),
	"cond.bipolar": pattern.MustCompile(`双相|躁|抑郁|bipolar|mani|depress|mood`),
}

//nolint:gochecknoglobals // compiled once, read only
var (
	diabeticRE = pattern.MustCompile(`糖|diabet|dka|t[12]dm|glucose|insulin|hba1c`)
	airwaysRE  = pattern.MustCompile(`喘|慢阻肺|慢性阻塞|肺气肿|支气管|asthma|copd|emphys|bronch|airway|wheez`)
	growthRE   = pattern.MustCompile(`癌|瘤|化疗|转移|恶性|切除|cancer|carcin|tumou?r|malign|metast|chemo|ectomy|adenoc`)
	jointsRE   = pattern.MustCompile(`关节|狼疮|免疫|结缔|风湿|arthr|lupus|\bsle\b|\bra\b|rheum|connective`)
)

// ailing tells a doctor of a long-term disease that a text says the patient has and that the closed
// list of the record does not have, by itself or by what is taken for it.
func (b *bench) ailing() []Finding {
	if b.Audience != "doctor" || len(b.templates) > 0 || !b.Chart.ConditionsKnown || len(b.Chart.Conditions) == 0 {
		return nil
	}
	for _, c := range b.claims {
		if c.Kind != claim.Diagnosis || c.Sentence < 0 || c.Polarity != claim.Affirmed || c.Act == claim.Excluded || c.Act == claim.Suspected || c.Experiencer != "patient" || kindred[c.Concept] == nil || b.ofKin(c) {
			continue
		}
		if b.facts.Bool(c.Concept) != chart.No || b.akin(c.Concept) || !b.suffers(c) {
			continue
		}
		f := b.find("fabricated", c, "chart.conditions")
		f.Message = graph.Label{
			ZH: "病历诊断中没有" + c.Text + "，只有：" + texts(b.Chart.Conditions, "、"),
			EN: "Not among the conditions of the record: " + c.Text + "; it has " + texts(b.Chart.Conditions, ", "),
		}
		return []Finding{f}
	}
	return nil
}

// akin is true where the record has a disease by another name, or a medicine for it.
func (b *bench) akin(concept string) bool {
	if slices.ContainsFunc(b.Chart.Conditions, func(x chart.Coded) bool { return kindred[concept].MatchString(b.words(x)) }) {
		return true
	}
	return slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		d, ok := b.Graph.Drug(m.Concept)
		return ok && slices.Contains(d.Indications, concept)
	})
}

// suffers is true where the words before a disease, or before the list it stands in, say
// that the patient has it, or where two others of the list are on the record.
func (b *bench) suffers(c claim.Claim) bool {
	first, others := c, 0
	for _, x := range slices.Backward(b.claims) {
		if x.Kind == claim.Diagnosis && x.Sentence == c.Sentence && x.End <= first.Start && illGapRE.MatchString(lexicon.Fold(b.Text[x.End:first.Start])) {
			first = x
			if b.facts.Bool(x.Concept) == chart.Yes {
				others++
			}
		}
	}
	before := b.before(first)
	clause := before[max(0, strings.LastIndexAny(before, ";:.()")+1):]
	after := b.after(c)
	if cut := strings.IndexAny(after, ",;:.()"); cut >= 0 {
		after = after[:cut]
	}
	if unsureRE.MatchString(clause) || unsureRE.MatchString(after) || b.shows(c.Sentence, ifRE) {
		return false
	}
	return suffersRE.MatchString(before) || suffersRE.MatchString(b.before(c)) || others > 1
}
