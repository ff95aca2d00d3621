package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// outcome is something that trials count, and how texts name it.
type outcome struct {
	re    *pattern.Regexp
	label graph.Label
}

// Which way a report found an outcome go, in the arm that was studied: down, up, same,
// no_more or no_less; and which way a text says it went, the last two being "not down" and
// "not up".
const (
	wentDown, wentUp, wentSame, foundNoMore, foundNoLess = "down", "up", "same", "no_more", "no_less"

	saidNotDown, saidNotUp = "not_down", "not_up"
)

// CountedLabel names a word of graph.Counted: what a report counted, or which way that went.
// It is not ok for a word that no trial may have.
func CountedLabel(word string) (l graph.Label, ok bool) {
	if o, is := outcomes[word]; is {
		return o.label, true
	}
	l, ok = ways[word]
	return l, ok
}

//nolint:gochecknoglobals // literal tables, compiled once, read only
var (
	outcomes = map[string]outcome{
		"death":       {pattern.MustCompile(`(?:全因)?死亡|病死|生存率?|存活|\b(?:all-cause )?(?:mortality|deaths?|died|surviv\w+)\b`), graph.Label{ZH: "死亡", EN: "deaths"}},
		"cvdeath":     {pattern.MustCompile(`心血管(?:性)?死亡|心源性死亡|\b(?:cardiovascular|cv|cardiac) (?:deaths?|mortality)\b`), graph.Label{ZH: "心血管死亡", EN: "cardiovascular deaths"}},
		"events":      {pattern.MustCompile(`主要终点|主要结局|复合终点|心血管事件|\bmace\b|\bprimary (?:end ?point|outcome|composite)\b|\b(?:major )?(?:adverse )?(?:cardiovascular|cardiac|vascular|ischa?emic) events\b`), graph.Label{ZH: "主要终点事件", EN: "events of the main outcome"}},
		"stroke":      {pattern.MustCompile(`卒中|中风|\bstrokes?\b`), graph.Label{ZH: "卒中", EN: "strokes"}},
		"ich":         {pattern.MustCompile(`颅内出血|脑出血|出血性卒中|\b(?:intracranial|intracerebral) (?:ha?emorrhages?|bleed\w*)\b|\bha?emorrhagic strokes?\b`), graph.Label{ZH: "颅内出血", EN: "intracranial haemorrhage"}},
		"bleeding":    {pattern.MustCompile(`出血|\bbleed\w*|\bha?emorrhages?\b`), graph.Label{ZH: "出血", EN: "bleeding"}},
		"mi":          {pattern.MustCompile(`心肌梗[死塞]|心梗|\bmyocardial infarctions?\b|\bheart attacks?\b|\bmi\b`), graph.Label{ZH: "心肌梗死", EN: "myocardial infarction"}},
		"hf":          {pattern.MustCompile(`心衰|心力衰竭|\bheart failure\b|\bhf (?:hosp|admi)\w*`), graph.Label{ZH: "心衰住院", EN: "hospital stays for heart failure"}},
		"kidney":      {pattern.MustCompile(`肾脏?(?:复合)?终点|肾病进展|肾功能(?:恶化|下降)|终末期肾病|\b(?:kidney|renal) (?:end ?points?|outcomes?|failure|disease progression|events?)\b|\beskd\b|\besrd\b|\bckd progression\b`), graph.Label{ZH: "肾脏终点", EN: "kidney outcomes"}},
		"aki":         {pattern.MustCompile(`急性肾损伤|\baki\b|\bacute kidney injury\b`), graph.Label{ZH: "急性肾损伤", EN: "acute kidney injury"}},
		"rrt":         {pattern.MustCompile(`肾脏?替代|\brenal[- ]replacement\b|\brrt\b`), graph.Label{ZH: "肾脏替代治疗", EN: "renal replacement"}},
		"hyperk":      {pattern.MustCompile(`高钾|\bhyperkal\w+`), graph.Label{ZH: "高钾血症", EN: "hyperkalaemia"}},
		"hypo":        {pattern.MustCompile(`低血糖|\bhypoglyc\w+`), graph.Label{ZH: "低血糖", EN: "hypoglycaemia"}},
		"hypotension": {pattern.MustCompile(`低血压|\bhypotensi\w+`), graph.Label{ZH: "低血压", EN: "hypotension"}},
		"exac":        {pattern.MustCompile(`急性加重|哮喘发作|\b(?:severe )?exacerbations?\b`), graph.Label{ZH: "急性加重", EN: "exacerbations"}},
		"pneumonia":   {pattern.MustCompile(`肺炎|\bpneumonias?\b`), graph.Label{ZH: "肺炎", EN: "pneumonia"}},
		"disability":  {pattern.MustCompile(`功能预后|功能结局|功能独立|残疾|致残|\bfunctional (?:outcomes?|independence)\b|\bdisab\w+`), graph.Label{ZH: "残疾", EN: "disability"}},
		"eclampsia":   {pattern.MustCompile(`子痫|\beclampsia\b`), graph.Label{ZH: "子痫", EN: "eclampsia"}},
		"preec":       {pattern.MustCompile(`子痫前期|\bpre-?eclampsia\b`), graph.Label{ZH: "子痫前期", EN: "pre-eclampsia"}},
		"vte":         {pattern.MustCompile(`静脉血栓|血栓栓塞|\bvte\b|\bdvt\b|\b(?:venous )?thrombo-?embol\w+`), graph.Label{ZH: "血栓栓塞", EN: "thromboembolism"}},
		"fracture":    {pattern.MustCompile(`骨折|\bfractures?\b`), graph.Label{ZH: "骨折", EN: "fractures"}},
		"amputation":  {pattern.MustCompile(`截肢|\bamputat\w+`), graph.Label{ZH: "截肢", EN: "amputations"}},
		"diabetes":    {pattern.MustCompile(`(?:新发|进展为|发生)糖尿病|糖尿病(?:发生|发病|风险|进展)|\b(?:new|incident|onset of|progression to|developing|risk of) (?:type 2 )?diabetes\b|\bincidence of diabetes\b`), graph.Label{ZH: "糖尿病发生", EN: "new diabetes"}},
		"micro":       {pattern.MustCompile(`微血管|视网膜病变|\bmicrovascular\b|\bretinopathy\b`), graph.Label{ZH: "微血管并发症", EN: "microvascular complications"}},
		"cancer":      {pattern.MustCompile(`癌症|肿瘤发生|\bcancers?\b`), graph.Label{ZH: "癌症", EN: "cancers"}},
		"infection":   {pattern.MustCompile(`传播|感染(?:风险|率)|\btransmission\b|\b(?:hiv )?infections?\b`), graph.Label{ZH: "传播", EN: "transmission"}},
	}
	ways = map[string]graph.Label{
		wentDown: {ZH: "减少", EN: "fewer or less"}, wentUp: {ZH: "增多", EN: "more"}, wentSame: {ZH: "无差异", EN: "no difference in"},
		foundNoMore: {ZH: "没有增多", EN: "no more"}, foundNoLess: {ZH: "没有减少", EN: "no less"},
	}
	// saidWays are how a clause says which way something went, each before those that hold its words.
	saidWays = []struct {
		way string
		re  *pattern.Regexp
	}{
		{saidNotDown, pattern.MustCompile(`(?:未|不|并未|没有|没|未能)(?:能|明显|显著|进一步|见|再)*(?:降低|减少|改善|下降)|无(?:明显|显著)?(?:获益|减少|降低|改善)|\bno (?:significant |clear |overall |added )?(?:reduction|benefit|improvement|decrease)|\b(?:not|n't|failed to|without) (?:\w+ly )?(?:be )?(?:reduc|lower|decreas|improv|cut|prevent)\w*|\bneither (?:reduc|lower|improv)\w+`)},
		{saidNotUp, pattern.MustCompile(`(?:未|不|并未|没有|没|未见)(?:明显|显著|再)*(?:增加|升高|增多|上升)|无(?:明显|显著)?(?:增加|增多)|\bno (?:significant |clear )?(?:increase|excess|more|rise)\b|\b(?:not|n't|without) (?:\w+ly )?(?:increas|rais|more)\w*|\bno (?:higher|greater)\b`)},
		{wentSame, pattern.MustCompile(`无(?:明显|显著|统计学)?(?:差异|差别|影响)|没有(?:明显|显著)?(?:差异|差别|影响)|相似|相当|相近|\bno (?:significant |clear |statistical |overall )?(?:difference|effect|change)\b|\b(?:similar|neutral|unchanged|the same|identical)\b|\bnot (?:\w+ly )?(?:differ\w*|affect\w*|change\w*)`)},
		{wentDown, pattern.MustCompile(`降低|减少|下降|更低|较低|低于|更少|较少|少于|减半|改善|\b(?:reduc|lower|decreas|prevent|halv|improv|declin|drop)\w*|\b(?:fewer|less|fell|cuts?|cutting|better)\b`)},
		{wentUp, pattern.MustCompile(`增加|升高|上升|更高|较高|高于|增多|更多|多于|恶化|提高|延长|\b(?:increas|worsen|rais|doubl)\w*|\b(?:higher|more|rose|excess|greater|longer|worse)\b`)},
	}
	// surviveRE are outcomes of which more is better, and gainRE what says so of any.
	surviveRE = pattern.MustCompile(`生存|存活|surviv|功能独立|independence|功能预后|功能结局|functional outcome`)
	gainRE    = pattern.MustCompile(`改善|improv|better`)
	lossRE    = pattern.MustCompile(`恶化|worse`)
	// partlyRE is a part of those who took part, a wish, a question, or what corrects.
	partlyRE = pattern.MustCompile(`亚组|事后|敏感性分析|同侧|超过|晚于|延迟|按实际治疗|足月|预防试验|单用|单独|单抗(?:组|血小板)|不等于|不意味|不代表|未吸氧|不吸氧|(?:不需|无需|没有|未|不)(?:要)?(?:吸氧|氧疗|氧)|大剂量|高剂量|单药|若|是否|假设|误|有人|而非|不是|除外|\?|\bsub-?groups?\b|\bpost hoc\b|\bsecondary (?:end ?points?|outcomes?|analys\w+)\b|\bipsilateral\b|\bas[- ]treated\b|\bon[- ]treatment\b|\b(?:beyond|later than|more than|after) \d+ ?h\w*|\bdelayed\b|\bterm pre|\bhigh(?:er)?[- ]dose\b|\bbayes\w*|\bthose (?:with|without|not|who)\b|\b(?:not|no|without) (?:receiving |on |needing )?(?:supplemental )?oxygen\b|\balone\b|\bmonotherapy\b|\bif\b|\bwhether\b|\bhoped?\b|\bexpect\w*|\bmis(?:read|quot)\w*|\brather than\b|\bcontrary\b|\bclaim\w*|\bper protocol\b|\bobservational\b|\bmeta-analys\w+|\bearlier trials?\b|\bnot mean\b|\bwith [a-z-]+ and [a-z ]*\bwith\b`)
	// partRE is a part of those who took part, in a trial that found nothing in all of them.
	partRE = pattern.MustCompile(`女性|男性|年轻|有症状|较轻|美洲|肌酐清除|crcl|颅脑|脑外伤|第(?:1|一)年|\bwom[ae]n\b|\bmen\b|\bfemales?\b|\bmales?\b|\byounger\b|\bsymptomatic\b|\bless severe\b|\bamericas\b|\bbrain injur|\bfirst (?:year|\d+ (?:days|hours))\b`)
	// unprovenRE is a difference that a sentence calls none by its figures.
	unprovenRE = pattern.MustCompile(`未达|统计学|不显著|未见显著|无显著|趋势|数值上|\bnot (?:statistically |quite )?significant|\bnon-?significant|\bdid not reach|\bmissed\b|\bnumerical\w*|\bnominal\w*|\btrend\b|\bborderline\b|\bp ?[=＝] ?0?\.(?:0[5-9]|[1-9])`)
	// namedWayRE are outcomes in whose names something goes up or down.
	namedWayRE = pattern.MustCompile(`(?:心衰|心力衰竭|肾功能|病情)(?:恶化|下降)|射血分数(?:降低|下降|减低)|(?:肌酐|egfr)(?:翻倍|加倍|下降)|\bworsening (?:of )?(?:heart|renal|kidney|hf)\b|\breduced ejection\b|\bdoubling of\b|\b(?:glucose|blood[- ]pressure|lipid|ldl|urate)[- ]lowering\b|\b(?:more|less|lower|higher)[- ](?:intensive|dose|target|risk|limb|extremit)\w*|\bat (?:higher|increased|lower) risk\b|\b(?:more|less|fewer|greater|lower|higher) than (?:\d|half|halv|a third)\w*|\bor more\b|(?:风险|危险)(?:较|更)?高(?:的|者|人群|患者)|风险增加的|时间延长|\btime to (?:the )?(?:first )?\w+ (?:was )?(?:longer|prolonged|increased)\b`)
	// thanRE stands before the arm that another is compared with.
	thanRE = pattern.MustCompile(`(?:\bthan|\bversus|\bvs\.?|\bcompar\w+ (?:with|to)|\brelative to|\bagainst|\bover|\bto|比|较|与|和|于|替代|取代|联合|加用|加上|\+|\binstead of|\bfrom|\bplus|\band|\badded to|\bon top of)(?: (?:with|in|the|those|patients|people|on|given|a|an|of|target|after|best|aggressive|intensive|optimal|standard))* ?$`)
	// armRE are words with which a clause says of whom it speaks.
	armRE = pattern.MustCompile(`组|者|较[^少多低高]|比|与|强化|介入|手术|\b(?:group|arm|intensive|than|versus|vs|compared|with)\b`)
	// unlikeTrialRE is a trial beside which another is held.
	unlikeTrialRE = pattern.MustCompile(`^(?:unlike|like|as in|similar to|in contrast to|contrary to|in line with|consistent with|不同于|不像|类似于?|如同|与.{0,40}(?:不同|相反|相似|一致)$)`)
	// bothHadRE stands behind what both arms had, plusRE between the medicines of one arm.
	bothHadRE = pattern.MustCompile(`^(?:的)?(?:基础上|背景|治疗基础)`)
	plusRE    = pattern.MustCompile(` ?(?:/|\+|＋|-|–|联合|加用|加|plus|and) ?$`)
	// placebos are words for having nothing.
	placebos = []string{"安慰剂", "对照组", "常规治疗组", "标准治疗组", "placebo", "usual care", "standard care", "the control group", "control arm"}
	// plain are names of trials that are words of the language too: without words for a
	// study in the sentence they are none.
	plain = []string{"SELECT", "SHIFT", "FLOW", "HOPE", "LIFE", "CURE", "POINT", "WOMAN", "CHANCE", "DAWN", "COMPASS", "BRIDGE", "AFFIRM", "LEADER", "REWIND", "EXAMINE", "DELIVER", "ARRIVE", "ASCEND", "ADRENAL", "ProCESS", "ProMISe", "ProMISE", "RECOVERY", "CONSENSUS", "COURAGE", "ISCHEMIA", "STRENGTH", "AMPLIFY", "TORCH", "FLAME", "CAST", "CRASH", "VITAL"}
)

// overturned tells a clause that names a trial, or follows one that does, and says that
// something went the other way than the trial's report has it.
func (b *bench) overturned() []Finding {
	var out []Finding
	for i := range b.Reading.Sentences {
		s := b.trialText(i)
		if t, _ := b.Index.trials.in(s); t == nil || b.inTemplate(i) {
			continue
		}
		var t *graph.Trial
		turned := false
		for _, clause := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；:：、。", r) }) {
			named, several := b.Index.trials.only(clause, holdsAny(squeezeSpaces(s), studies...))
			if (named != nil || several) && (t == nil || !unlikeTrialRE.MatchString(squeezeSpaces(clause))) {
				t = named
			}
			if t == nil || len(t.Found) == 0 || len(t.About) > 0 && !holdsAny(squeezeSpaces(s), t.About...) {
				continue
			}
			// a clause that names no arm goes on about the one before it
			turned = b.ofTheOther(t, squeezeSpaces(clause), i) || turned && !armRE.MatchString(squeezeSpaces(clause))
			if c, other := b.otherWay(t, squeezeSpaces(clause), i, turned); other {
				f := b.find("misattributed", claim.Claim{Text: strings.TrimSpace(clause)}, t.ID)
				f.Message = graph.Label{
					ZH: t.Names[0] + "的结果与此相反：" + outcomes[c.What].label.ZH + ways[c.Way].ZH,
					EN: t.Names[0] + " found otherwise: " + ways[c.Way].EN + " " + outcomes[c.What].label.EN,
				}
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// otherWay is what a folded clause lets go the other way than a trial found.
func (b *bench) otherWay(t *graph.Trial, clause string, sentence int, turned bool) (graph.Counted, bool) {
	if partlyRE.MatchString(clause) || b.ofAnother(t, clause, sentence) {
		return graph.Counted{}, false
	}
	whole := squeezeSpaces(b.sentence(sentence))
	for _, c := range t.Found {
		at := outcomeAt(c.What, clause)
		if at == nil {
			continue
		}
		way := wayAt(clause, at)
		if turned {
			way = turnedWay(way)
		}
		if contradicts(c.Way, way) && (c.Way == wentDown || c.Way == wentUp || !partRE.MatchString(whole) && !unprovenRE.MatchString(whole)) {
			return c, true
		}
	}
	return graph.Counted{}, false
}

// outcomeAt is where a clause names an outcome by itself, nil for nowhere: not as a part of
// a more special one, and not joined with another to one count.
func outcomeAt(what, clause string) []int {
	at := outcomes[what].re.FindStringIndex(clause)
	if at == nil {
		return nil
	}
	const near = 30
	before, after := clause[:at[0]], clause[at[1]:]
	joined := holdsAny(strings.ToValidUTF8(clause[max(0, at[0]-near):min(len(clause), at[1]+near)], ""), "复合", "composite", " or ", "或")
	switch what {
	case "death", "cvdeath":
		if what == "death" && (outcomes["cvdeath"].re.MatchString(clause) || holdsAny(before, "猝", "sudden", "因出血", "出血相关", "head-injury", "颅脑")) || joined || holdsAny(clause, "from bleeding", "due to bleeding", "bleeding-related", "出血死亡", "出血所致", "from head injury", "sudden", "猝死") {
			return nil
		}
	case "bleeding":
		if holdsAny(clause, "颅内", "脑出血", "致命", "出血死亡", "intracranial", "intracerebral", "fatal", "critical", "haemorrhagic", "hemorrhagic", "minor", "轻微", "gastrointestinal", "消化道") {
			return nil
		}
	case "stroke", "mi", "hf":
		if joined || holdsAny(clause, "出血性", "haemorrhagic", "hemorrhagic", "缺血性", "ischaemic", "ischemic") || strings.HasSuffix(before, "acute ") || what == "hf" && !holdsAny(after, "住院", "恶化", "hospital", "admission", "worsening") && !holdsAny(before, "住院", "admissions for", "hospital") {
			return nil
		}
	case "eclampsia":
		if holdsAny(clause, "子痫前期", "pre-eclampsia", "preeclampsia") {
			return nil
		}
	case "events":
		if strings.HasPrefix(clause[at[0]:], "复合终点") && holdsAny(strings.ToValidUTF8(before[max(0, len(before)-near):], ""), "肾", "次要", "安全") {
			return nil
		}
	case "diabetes", "infection":
	}
	return at
}

// wayAt is which way a clause says that an outcome went: by the nearest words that say so.
func wayAt(clause string, at []int) string {
	best, way := len(clause)+1, ""
	clause = namedWayRE.ReplaceAllStringFunc(clause, func(w string) string { return strings.Repeat("#", len(w)) })
	taken := make([]bool, len(clause))
	for _, w := range saidWays {
		for _, m := range w.re.FindAllStringIndex(clause, -1) {
			if taken[m[0]] {
				continue
			}
			for k := m[0]; k < m[1]; k++ {
				taken[k] = true
			}
			d := max(at[0]-m[1], m[0]-at[1])
			if d >= best {
				continue
			}
			best, way = d, w.way
			said := clause[m[0]:m[1]]
			if surviveRE.MatchString(clause[at[0]:at[1]]) && !gainRE.MatchString(said) && !lossRE.MatchString(said) {
				way = turnedWay(way)
			}
		}
	}
	const far = 60
	if best > far {
		return ""
	}
	return way
}

func turnedWay(way string) string {
	return map[string]string{wentDown: wentUp, wentUp: wentDown, wentSame: wentSame, saidNotDown: saidNotUp, saidNotUp: saidNotDown}[way]
}

func contradicts(found, said string) bool {
	switch found {
	case wentDown:
		return said == wentUp || said == wentSame || said == saidNotDown
	case wentUp:
		return said == wentDown || said == wentSame || said == saidNotUp
	case wentSame:
		return said == wentDown || said == wentUp
	case foundNoMore:
		return said == wentUp
	case foundNoLess:
		return said == wentDown
	}
	return false
}

// ofAnother is true where a clause names medicines of which a trial has none: it speaks of
// another arm or of another trial.
func (b *bench) ofAnother(t *graph.Trial, clause string, sentence int) bool {
	return b.unstudied([]quoted{{trial: t}}, sentence, func(c claim.Claim) bool { return strings.Contains(clause, lexicon.Fold(c.Text)) })
}

// ofTheOther is true where a clause speaks of the arm that a trial compared with: by its
// medicine or its words, and not behind a word for comparing.
func (b *bench) ofTheOther(t *graph.Trial, clause string, sentence int) bool {
	first := func(words []string) int {
		at := -1
		for _, w := range words {
			i := strings.Index(clause, w)
			if i >= 0 && (at < 0 || i < at) && !thanRE.MatchString(clause[:i]) && !bothHadRE.MatchString(clause[i+len(w):]) {
				at = i
			}
		}
		return at
	}
	var own, than []string
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence != sentence || c.Concept == "" {
			continue
		}
		switch of := func(id string) bool { return b.sameDrug(c.Concept, id) }; {
		case slices.ContainsFunc(t.Drugs, of):
			own = append(own, lexicon.Fold(c.Text))
		case slices.ContainsFunc(t.Than, of):
			than = append(than, lexicon.Fold(c.Text))
		}
	}
	at, mine := first(slices.Concat(than, t.Against, placebos)), first(own)
	if at >= 0 && (mine < 0 || at <= mine) {
		return true
	}
	// one of the other arm's medicines that stands behind one of both arms: "ticagrelor plus aspirin"
	return slices.ContainsFunc(than, func(w string) bool {
		i := max(strings.Index(clause, w), 0)
		before := plusRE.ReplaceAllString(clause[:i], "")
		return len(before) < i && slices.ContainsFunc(own, func(o string) bool {
			return strings.HasSuffix(before, o) && !thanRE.MatchString(strings.TrimSuffix(before, o))
		})
	})
}
