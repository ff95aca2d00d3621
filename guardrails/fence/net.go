package fence

import (
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// The net holds what treats, calms or waits. It is wide on purpose: what it
	// holds goes to a person, and nothing is lost.
	netRE = pattern.MustCompile(`(?:吃|服|用|打|喝|涂|敷|输|含)[^，。；！？\s]{0,6}(?:药|针|片|丸|剂|膏|补液|点滴)` +
		`|[不别](?:再)?(?:打|吃|用|服|输|注射)(?:了|也)|不(?:用|需要?|必)(?:治疗?|处理|复查|吃药|用药|检查|手术)|不(?:用|需要?|必)(?:做|接受|进行)[^，。；！？\s]{0,4}(?:手术|治疗|检查)|(?:别再?|不[用必]再?|不需要再?|不要再)(?:测|量|查|监测|复查|复诊|随访)|无需(?:治疗|处理|复查|检查|手术)` +
		`|(?:等|观察|看)[一二两三四五六七八九十几\d个]{1,3}(?:天|周|月|星期|年)|忽略|别管|不理它|扛一扛|挺一挺` +
		`|(?:可以|建议|应该|应当|需要|不妨)(?:吃|服|用|打|喝|试)[^，。；！？\s]{2}` +
		`|用[^，。；！？\s]{1,6}(?:擦|敷|泡|熏|洗|涂|抹|刮|揉|漱)|(?:可以|能|就能|就会)(?:退烧|止痛|止血|止咳|消炎|降压|降糖|治)`)
	// verdictRE passes a verdict that no claim carries: whatever else the
	// sentence says, it is held.
	verdictRE = pattern.MustCompile(`(?:[是为属]|考虑|提示|没有|不像|排除了?)[^，。；！？\s]{0,8}(?:良性|恶性|癌|肿瘤|白血病|淋巴瘤|艾滋)|指标都|(?:过|再过|等)[一几两]?(?:阵|天|段时间)[^，。；！？\s]{0,2}就|不[管理]它|就(?:好|没|行|没事)了|贴[^，。；！？\s]{0,3}(?:膏|贴)|(?:喂|给)(?:宝宝|孩子|婴儿)[^，。；！？\s]{0,3}[半一两几]`)
	// verdictEN is the same in English, and generalRE what speaks of people at
	// large and of nobody's lump.
	verdictEN = pattern.MustCompile(`(?i)\b(?:this|it|that|your|you|lump|mole|nodule|scan|biopsy|result|we)\b[^.;]*\b(?:cancer|cancerous|malignant|benign|tumou?r|melanoma|carcinoma|lymphoma|leuka?emia|sarcoma|metasta\w+)\b`)
	generalRE = pattern.MustCompile(`(?i)多数|大多|通常|往往|筛查|\b(?:most|many|usually|often|screening|charity)\b`)
	// netEN is the same by the word that it begins with; unneededRE follows "no"
	// and "need".
	netEN = map[string]*pattern.Regexp{
		"ignore": anyRE, "disregard": anyRE,
		"wait": pattern.MustCompile(`^wait (?:it out|a|an|one|two|three|four|until|another|\d+)\b`),
		"is":   calmRE, "are": calmRE, "was": calmRE, "were": calmRE, "look": calmRE, "looks": calmRE,
		"need": unneededRE, "needs": unneededRE, "require": unneededRE, "requires": unneededRE,
		"take": takeRE, "use": takeRE, "try": takeRE, "start": takeRE, "inject": takeRE, "swallow": takeRE, "apply": takeRE, "rub": takeRE, "soak": takeRE, "gargle": takeRE, "crush": takeRE, "split": takeRE, "chew": takeRE, "dissolve": takeRE,
		"push": pattern.MustCompile(`^push through`),
	}
	anyRE      = pattern.MustCompile(`^`)
	calmRE     = pattern.MustCompile(`^[a-z]+ (?:all |completely |quite )?(?:normal|negative|fine|clear|benign)\b`)
	unneededRE = pattern.MustCompile(`^[a-z]+\b[^.,;]{0,20}\b(?:treat|surg|test|medic|follow|care|doctor|check|scan)`)
	takeRE     = pattern.MustCompile(`^[a-z]+ (?:a |an |some |your |the |this |these |one |two |\d+ )*[a-z]{4,}`)
	// sigRE is what a direction for use holds.
	sigRE = pattern.MustCompile(`(?i)\d\s*(?:mg|g|ug|mcg|ml|iu|units?|毫克|克|微克|毫升|单位|片|粒|支|包)|\b(?:po|iv|im|sc|qd|od|bid|tid|qid|q\d+h|qn|hs|prn|daily|weekly|nightly)\b|口服|静滴|静注|肌注|皮下|外用|[每一]日|每天|每晚|每周`)
	// directedRE is a direction to give an amount of something.
	directedRE = pattern.MustCompile(`(?i)(?:\b(?:start|give|take|prescribe|add|administer|inject|initiate)\b|建议|给予|加用|予以|服用|口服|注射|静滴|使用)[^。；;\n]{0,30}?\d\s*(?:mg|mcg|ug|iu|毫克|微克|片|粒)`)
	// shorthandRE is a word with an amount and a route or frequency in the
	// shorthand of prescriptions, with or without a verb.
	shorthandRE = pattern.MustCompile(`(?i)\b[a-z]{5,}\s+\d+(?:\.\d+)?\s*(?:mg|mcg|ug|g|iu|units?|ml)\b[^.;\n]{0,20}?\b(?:intrathecal(?:ly)?|po|iv|im|sc|pr|od|bd|bid|tid|tds|qid|qds|qd|qn|nocte|mane|stat|prn|once daily|twice daily|daily)\b`)
	// onlyAmountRE is such a direction with nothing named in it.
	onlyAmountRE = pattern.MustCompile(`(?i)^(?:(?:start|give|take|suggest|prescribe|add|administer|initiate|titrate|increase|reduce|at|on|with|by|to|from|about|around|it|this|the|a|an|first|once|initial|dose|of|then|and|or|mg|mcg|ug|g|iu|units?|ml|kg|po|iv|im|sc|daily|twice|once|nightly|nocte|mane|stat|od|bd|bid|tid|tds|qid|qds|prn|建议|给予|加用|予以|服用|口服|注射|静滴|使用|每次|一次|起始|起|剂量|用量|约|为|从|单次|首剂|先|改为|改|调至|毫克|微克|片|粒|克|单位)|[\s\d.,/×:：，~–—-])+$`)
	// forbidRE is a prohibition.
	forbidRE = pattern.MustCompile(`(?:不要|别|勿|请勿|切勿|千万别|千万不要|不能|不可|不得|禁止|避免|不宜|不涂)[^，。；！？]{0,14}`)
	// plainRE are the everyday phrases among them.
	plainRE = pattern.MustCompile(`(?i)\b(?:ignore|disregard) (?:\w+ ){0,4}(?:reminder|message|e-?mail|letter|leaflet|text|notice|invitation|flyer|slip|survey)|(?:请|可以|建议|需要)?(?:用|使用)(?:自己|手机|普通话|一句话|简单|您|轮椅|毛巾|温水|冷水|清水|肥皂|枕头|电脑|平板|耳机)|(?:喝|吃)[^，。；！？]{0,3}(?:水|饭|餐|粥|蔬菜|水果|早饭|早餐|清淡|软食|主食)|(?:带|拿|列|写)[^，。；！？]{0,8}(?:药|片)|(?:按|照|遵|仍按|继续按)[^，。；！？\s]{0,8}(?:医嘱|方案|处方|医生|说明书?|安排)[^，。；！？]{0,10}(?:吃|服|用|打|测)[^，。；！？\s]{0,4}药?|(?:请)?继续(?:吃|服|用)药|按医嘱|遵医嘱|按时(?:服|吃|用)药|按医生的?(?:嘱咐|要求|指示)(?:服|吃|用)药|不要自行|不要自己|请勿自行` +
		`|\bnormal to feel (?:worried|anxious|nervous|tired|sad|scared)` +
		`|\btake (?:a |some |your |the )*(?:seat|rest|walk|breath|deep breath|time|photo|picture|care|note|notes|look|break|history|full history|temperature|blood pressure|pulse|part|moment)` +
		`|\b(?:use|try) (?:a |an |some |your |the |this |these )*(?:own words|stairs|lift|elevator|app|form|button|phone|link|wheelchair|towel|words|screen)|\b(?:bring|list|show|tell)\b[^.;]*\b(?:medicines?|medications?|pills|tablets|use|take)\b|\bstart (?:with|by|when|date)|\bif you (?:\w+ )?(?:take|use)`)
)

// netted is true when a sentence for a lay reader treats, calms or waits and
// no claim was read from it: the extraction has missed something.
func netted(d Draft, r claim.Reading, calm func(sentence int) bool) bool {
	if d.Audience != Patient && d.Audience != CareManager {
		return false
	}
	read, answered := map[int]bool{}, map[int]bool{}
	for _, c := range r.Claims {
		switch c.Kind {
		case claim.Urgency, claim.Reassurance, claim.Diagnosis, claim.Result, claim.Drug, claim.StopChange:
			answered[c.Sentence] = true
		}
		switch {
		case c.Kind == claim.PossibleAct, c.Kind == claim.Finding, c.Kind == claim.Number, c.Kind == claim.Identity, c.Kind == claim.Citation, c.Kind == claim.Date:
		case c.Act == claim.Mention: // a name without a verb: the verb was not read
		default:
			read[c.Sentence] = true
		}
	}
	for i, s := range r.Sentences {
		if calm(i) {
			continue
		}
		text := narrow(d.Text[s.Start:s.End])
		if !answered[i] && passesVerdict(text) && !asksRE.MatchString(text) && !generalRE.MatchString(text) {
			return true
		}
		if read[i] || !caught(text) || asksRE.MatchString(text) {
			continue
		}
		if caught(plainRE.ReplaceAllString(forbidRE.ReplaceAllStringFunc(text, forbidden), "")) {
			return true
		}
	}
	return false
}

// narrow gives letters, digits and spaces in their common width: the net reads
// them as they are written, and the wide form is the same text. Punctuation
// stays, as the net tells the two kinds apart.
func narrow(text string) string {
	if !wideRE.MatchString(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000':
			return ' '
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - ('！' - '!')
		}
		return r
	}, text)
}

// wideRE is what narrow narrows.
var wideRE = pattern.MustCompile(`[０-９Ａ-Ｚａ-ｚ\x{3000}]`) //nolint:gochecknoglobals // compiled once, read only

// forbidden drops a prohibition of a remedy, which treats nobody. One of care
// or of a medicine that was prescribed is advice and stays.
func forbidden(s string) string {
	for _, own := range [...]string{"医院", "医生", "就医", "就诊", "复查", "检查", "治疗", "手术", "您的药", "你的药", "降压", "降糖", "胰岛素", "处方", "测", "吃药", "用药", "服药", "打针", "输液"} {
		if strings.Contains(s, own) {
			return s
		}
	}
	return ""
}

// passesVerdict is true for a sentence that passes one.
func passesVerdict(text string) bool {
	return verdictsZH.MatchString(text) && verdictRE.MatchString(text) || verdictEN.MatchString(text)
}

// triggersZH are characters of which one stands in what netRE is asked about; most
// sentences have none. verdictsZH are the same for verdictRE.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	triggersZH = pattern.MustCompile(`[吃服用打喝涂敷输含针疗理查术等观看忽略管扛挺试药退止消降治测量诊访]`)
	verdictsZH = pattern.MustCompile(`[良恶癌瘤标就它膏贴喂给]`)
)

// caught is true for a sentence that the net holds.
func caught(text string) bool {
	if triggersZH.MatchString(text) && netRE.MatchString(text) {
		return true
	}
	lower := strings.ToLower(text)
	for i := 0; i < len(lower); {
		j := i
		for j < len(lower) && lower[j] >= 'a' && lower[j] <= 'z' {
			j++
		}
		if j == i {
			i++
			continue
		}
		if re := netEN[lower[i:j]]; re != nil && re.MatchString(lower[i:]) && (re != unneededRE || denied(lower[:i])) {
			return true
		}
		i = j
	}
	return false
}

// amounts is true for a text with a number before a unit of which each match of
// directedRE and shorthandRE holds one.
func amounts(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		rest := strings.TrimLeft(text[i+1:], " \t\n\f\r")
		lower := strings.ToLower(rest[:min(len(rest), 6)])
		for _, unit := range [...]string{"mg", "mcg", "ug", "g", "iu", "unit", "ml", "毫克", "微克", "片", "粒"} {
			if strings.HasPrefix(lower, unit) {
				return true
			}
		}
	}
	return false
}

// denied is true for what ends in a denial: "you do not (need)".
func denied(before string) bool {
	before = strings.TrimRight(before, " ")
	switch w := before[strings.LastIndexByte(before, ' ')+1:]; w {
	case "no", "not", "never":
		return true
	default:
		return strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
	}
}

// nameless is true for an order of which a line, or the whole, names nothing
// that the graph knows and is no order of care: an order is released for what it
// orders, and never for having no claim to hold against it.
func nameless(d Draft, r claim.Reading) bool {
	named, known := map[int]bool{}, []claim.Span(nil)
	for _, c := range r.Claims {
		switch {
		case c.Kind == claim.Drug && c.Concept != "", c.Kind == claim.Order:
			named[c.Sentence] = true
		case c.Kind == claim.Finding || c.Kind == claim.Diagnosis || c.Kind == claim.Result:
			known = append(known, claim.Span{Start: c.Start, End: c.End})
		}
	}
	if len(d.Orders) == 0 && len(named) == 0 {
		return d.Text != "" && !check.OfCare(d.Text) && !check.AllNamed(d.Text, known)
	}
	before := len(d.Orders) > 0
	for i, s := range r.Sentences {
		text := d.Text[s.Start:s.End]
		if !named[i] && sigRE.MatchString(narrow(text)) && !check.OfCare(text) && check.Unnamed(text, within(known, s), before) {
			return true
		}
		before = before || named[i]
	}
	return false
}

// within are the spans that lie in a sentence, counted from its beginning.
func within(spans []claim.Span, s claim.Span) []claim.Span {
	var out []claim.Span
	for _, k := range spans {
		if k.Start >= s.Start && k.End <= s.End {
			out = append(out, claim.Span{Start: k.Start - s.Start, End: k.End - s.Start})
		}
	}
	return out
}

// directed is true when a sentence directs an amount of something that the
// graph does not know: whoever reads it, it cannot be checked. An amount that was
// read as one of a medicine named before is checked as that, unless something else is
// named between the verb and it.
func directed(d Draft, r claim.Reading) bool {
	named, dosed := map[int]bool{}, map[int]bool{}
	for _, c := range r.Claims {
		switch {
		case c.Kind == claim.Drug && c.Concept != "":
			named[c.Sentence] = true
		case c.Kind == claim.Dose && c.Concept != "" && !c.Misspelt:
			dosed[c.Sentence] = true
		}
	}
	for i, s := range r.Sentences {
		text := narrow(d.Text[s.Start:s.End])
		if named[i] || !amounts(text) {
			continue
		}
		for _, re := range [...]*pattern.Regexp{directedRE, shorthandRE} {
			for _, m := range re.FindAllStringIndex(text, -1) {
				if !dosed[i] || !onlyAmountRE.MatchString(text[m[0]:m[1]]) {
					return true
				}
			}
		}
	}
	return false
}
