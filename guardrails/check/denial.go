package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	noAllergyRE  = pattern.MustCompile(`\bnkd?a\b|no known (?:drug |medication |medicine )?allerg|no (?:drug |medication )?allerg(?:y|ies)\b|(?:无|否认)(?:已知)?(?:药物|药品|食物、药物|药物、食物|药物及食物|药物和食物)?过敏(?:史)?`)
	noMedicineRE = pattern.MustCompile(`(?:takes?|on|taking) no (?:regular |other |current |long-term )?(?:medic|drug|tablet)|(?:does not|doesn't) take any (?:regular |other )?(?:medic|drug)|no (?:regular|current|long-term|home) medic|(?:目前|现|平素|平时)?(?:无|未|没有|否认)(?:长期|规律|任何)(?:服药|用药|药物)(?:史|服用)?|目前(?:未|没有|无)(?:服用任何药|用药|服药)`)
	notTakingRE  = pattern.MustCompile(`(?:^|[,，、;；:：。 者前素现往])(?:未|没有|没)(?:在)?(?:服|吃)(?:过)?(?:任何|其他)?$|(?:未|没有|从未|未曾|目前未|否认)(?:正在)?(?:服用|使用|口服|应用|用过|在用)[^，。,;；]{0,12}$|\b(?:is|was|are) not (?:currently |presently )?(?:on|taking|using|receiving)\b[^,.;]{0,24}$|\b(?:does not|doesn't) (?:currently )?(?:take|use)\b[^,.;]{0,24}$|\bden(?:ies|ied) (?:taking|using|use of)\b[^,.;]{0,24}$|\bnot on\b[^,.;]{0,24}$`)
	kidneysRE    = pattern.MustCompile(`肾功能(?:完全)?(?:正常|未见异常|良好)|(?:renal|kidney) function (?:is |was |remains )?(?:entirely |completely )?(?:normal|preserved|intact|good)|normal (?:renal|kidney) function`)
	liverRE      = pattern.MustCompile(`肝功能(?:完全)?(?:正常|未见异常|良好)|(?:liver|hepatic) function (?:is |was |remains )?(?:entirely |completely )?(?:normal|preserved|good)|normal (?:liver|hepatic) function`)
	noPregRE     = pattern.MustCompile(`非(?:妊娠|孕)|(?:未|没有|没)(?:怀孕|妊娠|孕)|(?:排除|无)(?:妊娠|怀孕)|\b(?:is )?not pregnant\b|non-pregnant`)
	noSurgeryRE  = pattern.MustCompile(`(?:无|否认)(?:外伤、)?手术(?:、外伤)?史|no (?:previous |prior |past )?(?:surgery|surgical history|operations?)\b`)
	surgeryRE    = pattern.MustCompile(`术后|切除|移植|搭桥|支架|置换|ectomy|bypass|transplant|post-?op|status post|s/p|replacement|stent`)
	toleratesRE  = pattern.MustCompile(`(?:\btolerat(?:es|ed|ing)|\bno (?:previous |prior |known |past )?(?:reactions?|problems?) (?:to|with)|\bhas (?:had|taken|received)(?: \w+)?|用过|服过|耐受) ?$`)
	toleratedRE  = pattern.MustCompile(`^ ?(?:[:,] ?)?(?:was |has been |is )?(?:well )?(?:tolerated|no (?:previous |prior |known |past )?(?:reactions?|problems?)|(?:before |previously |in the past |last year )*without (?:any )?(?:problems?|reactions?|issues?|harm|incident)|(?:后)?(?:无|未见|没有|未出现|未发生)(?:明显)?(?:不良反应|过敏|反应)|皮试阴性|耐受(?:良好|好)?)`)
	ifRE         = pattern.MustCompile(`如果?|若|除非|\bif\b|\bunless\b|\bwhether\b|是否|\?|？|确认|confirm|check|核对|核实`)
	longRE       = pattern.MustCompile(`长期|规律(?:服|使用|口服)|多年|一直(?:服|用)|常年|现服|目前(?:服|口服|使用)|正在(?:服|使用)|has been (?:taking|on)|for (?:many )?years|currently (?:on|taking)|long-term|maintained on|stable on|established on|\b(?:he|she|patient|pt|who) (?:is |currently |also |already )*(?:takes|taking|on)\b|(?:regular|home|current) (?:medications?|meds|drugs)|(?:平时|同时|规律|一直|现|既往)(?:口服|服用|使用)|口服[^,，。;；]{1,14}(?:第?\d+年|多年|\d+个月)`)
	// hersRE stands before a medicine that is taken already.
	hersRE     = pattern.MustCompile(`(?:\b(?:as|since|because|given that|while|that) (?:she|he|the patient|pt|this patient) (?:is |was )?(?:already |still |also |currently )*(?:on|taking|takes)(?: long-term| regular)?|\b(?:her|his|usual|existing|patient's)(?: (?:usual|regular|home|existing|current|long-term))?|^(?:current(?: meds?| medications?| drugs?)?|home(?: meds?| medications?)?):?|\bcontinues?(?: (?:with|on|her|his|the|usual|regular|home|current|existing|long-term))*|\bcarry on with(?: her| his| the)?|继续(?:原)?(?:服用|口服|使用|应用|予)?|停(?:用)?其|^目前(?:服用|口服|使用|用)?|现(?:服|用|口服)|(?:正|仍)在?(?:服用|使用|口服)) ?$`)
	toldRE     = pattern.MustCompile(`自诉|自述|诉|自行|告知|家属|外院|自购|院外|新近|停|曾|reports?|states|says|told|otc|over the counter|herself|himself|elsewhere|started|stopped|previous|used to|until|not `)
	herWordsRE = pattern.MustCompile(`末次月经|月经|停经|孕\d{1,2}\s*\+?\d?\s*周|妊娠\d{1,2}周|胎心|宫高|胎动|妇科|子宫|卵巢|宫颈|绝经|last menstrual|\blmp\b|menstrua|menopaus|\d{1,2} weeks pregnant|pregnant (?:woman|patient|at)|gestation|uterus|uterine|\bovar(?:y|ian)|cervical smear|gravida|\bg\dp\d`)
	hisWordsRE = pattern.MustCompile(`前列腺|\bpsa\b|睾丸|阴囊|阴茎|包皮|勃起|遗精|prostat|testic|testis|scrot|\bpenis|penile|erectile|foreskin`)
	othersRE   = pattern.MustCompile(`女性|孕妇|妇女|伴侣|性伴|配偶|妻|丈夫|女友|男友|母亲|父亲|女儿|儿子|家族|姐|妹|兄|弟|家属|women|\bmen\b|females?\b|partner|wife|husband|girlfriend|boyfriend|mother|father|sister|brother|daughter|\bson\b|family|nurse|doctor|\bdr\b|\bgp\b|surgeon|baby|infant|child|carer|friend|colleague|\bms\b|\bmrs\b|\bmr\b`)
	heRE       = pattern.MustCompile(`\bhe\b|\bhis\b|\bhim\b|\bthis (?:\d+[- ]year[- ]old )?(?:man|gentleman)\b`)
	sheRE      = pattern.MustCompile(`\bshe\b|\bher\b|\bhers\b|\bthis (?:\d+[- ]year[- ]old )?(?:woman|lady)\b`)
)

// denials holds what a text for professionals says is not there against what
// the chart has: allergies, medicines, conditions, pregnancy, operations, poor
// kidneys or a poor liver.
func (b *bench) denials() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" {
		return nil
	}
	var out []Finding
	denied := b.denied()
	for i := range b.Reading.Sentences {
		if b.shows(i, ifRE) {
			continue
		}
		s := b.flat(i)
		for _, d := range denied {
			if !b.shows(i, d.says) || d.chart == "" || d.says == noAllergyRE && b.Audience == "doctor" && b.tellsReaction() {
				continue
			}
			if m := d.says.FindString(s); m != "" {
				out = append(out, b.flipped(m, d.chart))
			}
		}
		out = append(out, b.deniedIn(i, s)...)
	}
	return slices.Concat(out, b.deniedMedicine(), b.unknownMedicine(), b.tolerated())
}

type denial struct {
	says *pattern.Regexp
	// chart is the evidence that the chart has it; empty when it has not.
	chart string
}

func (b *bench) denied() []denial {
	var allergy, medicine, kidneys, liver, pregnant, surgery string
	for _, a := range b.Chart.Allergies {
		if active(a) && !notADrug(a.Text) {
			allergy = evidenceOf(a)
		}
	}
	for _, m := range b.Chart.Medications {
		if active(m) {
			medicine = evidenceOf(m)
		}
	}
	if n, ok := b.facts.Number("find.egfr"); ok && n < 60 {
		kidneys = b.evidence("find.egfr")
	}
	if b.liver().class != "" || b.facts.Bool("cond.liver_failure") == chart.Yes {
		liver = "chart.conditions"
	}
	if b.Chart.Pregnant == chart.Yes {
		pregnant = b.evidence("find.pregnant")
	}
	for _, c := range b.Chart.Conditions {
		if active(c) && surgeryRE.MatchString(b.words(c)) {
			surgery = evidenceOf(c)
		}
	}
	return []denial{
		{noAllergyRE, allergy}, {noMedicineRE, medicine}, {kidneysRE, kidneys}, {liverRE, liver}, {noPregRE, pregnant}, {noSurgeryRE, surgery},
	}
}

func (b *bench) flipped(text, evidence string) Finding {
	f := b.find("negation_flipped", claim.Claim{Text: text}, evidence)
	f.Message = graph.Label{ZH: "与病历相反：" + text, EN: "The record says the opposite: " + text}
	return f
}

// deniedMedicine tells a medicine or a class that a text says is not taken and
// that the chart has.
func (b *bench) deniedMedicine() []Finding {
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence < 0 || b.shows(c.Sentence, ifRE) {
			continue
		}
		if said := notTakingRE.FindString(b.before(c)); (said == "" || yetTakesRE.MatchString(said)) && !notHadRE.MatchString(b.after(c)) {
			continue // "not on a statin although he takes aspirin"
		}
		for _, m := range b.Chart.Medications {
			if active(m) && m.Concept != "" && (m.Concept == c.Concept || b.Index.member([]string{c.Concept}, m.Concept)) {
				out = append(out, b.flipped(c.Text, evidenceOf(m)))
				break
			}
		}
	}
	return out
}

// unknownMedicine tells a medicine that a text says is taken all along and that
// the chart's full list does not have, or has in another amount. What the
// patient tells anew is no contradiction.
func (b *bench) unknownMedicine() []Finding {
	if !b.medicationsClear() || len(b.Chart.Medications) == 0 {
		return nil
	}
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence < 0 || c.Polarity != claim.Affirmed || c.Concept == "" || c.Experiencer != "patient" || b.ofKin(c) {
			continue
		}
		s := b.flat(c.Sentence)
		long := b.takenLong(c) && !toldRE.MatchString(s) || hersRE.MatchString(b.before(c)) && !b.begins(c)
		if !long || ifRE.MatchString(s) || b.onlyDiscussed(c) {
			continue
		}
		listed := slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
			return m.Concept == c.Concept || b.Index.member([]string{c.Concept}, m.Concept) || b.Index.member([]string{m.Concept}, c.Concept)
		})
		if !listed || b.otherAmount(c) {
			f := b.find("fabricated", c, "chart.medications")
			f.Message = graph.Label{ZH: "病历用药中没有：" + c.Text, EN: "Not among the medicines of the record: " + c.Text}
			out = append(out, f)
		}
	}
	return out
}

// takenLong is true where a sentence says of a medicine that it is taken all along: the
// words stand before it and nothing is given in between, or right behind it.
func (b *bench) takenLong(c claim.Claim) bool {
	before, after := b.before(c), b.after(c)
	if all := longRE.FindAllStringIndex(before, -1); len(all) > 0 && !givesAnewRE.MatchString(before[all[len(all)-1][1]:]) {
		return true
	}
	name := squeezeSpaces(c.Text)
	if name != "" && slices.ContainsFunc(longRE.FindAllString(b.flat(c.Sentence), -1), func(m string) bool { return strings.Contains(m, name) }) {
		return true // 口服来曲唑第3年
	}
	at := longRE.FindStringIndex(after)
	return at != nil && !takesRE.MatchString(after[at[0]:at[1]]) && !givesAnewRE.MatchString(after[:at[0]])
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// notHadRE stands behind what a list says is not taken.
	notHadRE = pattern.MustCompile(`^(?:类|药|药物)?(?:栏|一栏|史)?[:：] ?(?:未用|未服|未使用|无(?:[。;；,，]|$)|none(?:[.;,]|$)|nil(?:[.;,]|$)|not taken)`)
	// yetTakesRE turns from what is not taken to what is.
	yetTakesRE = pattern.MustCompile(`\b(?:although|though|but|while|despite|yet|however|even|instead|because|as|since)\b|但|虽|而是|却`)
	// givesAnewRE gives something, so that what follows it is not what was taken.
	givesAnewRE = pattern.MustCompile(`\b(?:give|given|start\w*|add\w*|switch\w*|swap\w*|chang\w*|prescrib\w*|now|so|hence|wants?|wanted|asks?|needs?|plan|suggest\w*|consider|cover\w*|with iv|then)\b|[.;:]|予|给|加用|改|换|拟|建议|手术日|今|本次|者[^,，]{0,8}[予给用]`)
	// takesRE are words that only what follows them is taken.
	takesRE = pattern.MustCompile(`\b(?:takes|taking|on)$|(?:服|服用|口服|使用)$`)
)

// begins is true where the text itself gives a medicine that it then goes on with.
func (b *bench) begins(gone claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.ID != gone.ID && c.Concept == gone.Concept && c.Kind == claim.Drug && (c.Act == claim.Prescribe || c.Act == claim.Reported)
	})
}

// otherAmount is true where the text gives a dose of a medicine of the chart
// that is neither the chart's dose nor the same amount a day.
func (b *bench) otherAmount(c claim.Claim) bool {
	for _, d := range b.claims {
		if d.Kind != claim.Dose || d.Concept != c.Concept || d.Sentence != c.Sentence || d.Dose == nil || d.Dose.Amount == 0 {
			continue
		}
		n, ok := convert(d.Dose.Amount, d.Dose.Unit, "mg")
		for _, m := range b.Chart.Medications {
			if m.Concept != c.Concept || !ok {
				continue
			}
			if len(amounts(m.Text)) == 1 && !b.sameAmount(m.Text, n, d.Dose.PerDay) {
				return true
			}
		}
	}
	return false
}

// sameAmount is true where a medicine of the chart may be what is taken in an amount
// (mg) so often a day. Where either does not say how often, half and double pass,
// since one of them may be the tablet and the other the dose.
func (b *bench) sameAmount(text string, n, perDay float64) bool {
	if per := timesIn(text); per > 0 && perDay > 0 {
		return statesAmount(text, n*perDay/per, "mg")
	}
	return slices.ContainsFunc([]float64{n, n * max(perDay, 1), n / 2, n * 2}, func(v float64) bool { return statesAmount(text, v, "mg") })
}

// tolerated tells a text that says of what the record has an allergy to that it was
// taken without harm.
func (b *bench) tolerated() []Finding {
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence < 0 || b.shows(c.Sentence, ifRE) {
			continue
		}
		if !toleratesRE.MatchString(b.before(c)) && !toleratedRE.MatchString(b.after(c)) {
			continue
		}
		for _, a := range b.Chart.Allergies {
			if id := b.allergen(a); active(a) && id != "" && (id == c.Concept || slices.ContainsFunc(b.Index.drugs(c.Concept), func(d graph.Drug) bool { return d.ID == id || slices.Contains(d.Allergens, id) })) {
				out = append(out, b.flipped(c.Text, evidenceOf(a)))
				break
			}
		}
	}
	return out
}

// otherSexed tells words of the other sex than the chart's in a text that
// speaks of nobody else.
func (b *bench) otherSexed() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || b.Chart.Sex == "" {
		return nil
	}
	words, pronoun := herWordsRE, sheRE
	if b.Chart.Sex == chart.Female {
		words, pronoun = hisWordsRE, heRE
	}
	if !b.textShows(words) && !b.textShows(pronoun) || b.textShows(othersRE) {
		return nil
	}
	n := b.flatText()
	m := words.FindString(n)
	if m == "" {
		m = pronoun.FindString(n)
	}
	if m == "" {
		return nil
	}
	f := b.find("wrong_patient", claim.Claim{Text: m}, "chart:sex")
	f.Message = message("wrong_patient", graph.Label{ZH: m, EN: m})
	return []Finding{f}
}
