package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// analyte is a laboratory value or vital sign as doctors write it. The wide
// bounds lie well outside the reference interval: what is outside them is not
// normal in any laboratory. The panic bounds are near those at which a laboratory
// telephones (critical values differ by hospital; these are at or beyond the
// usual ones); what is outside them cannot be left alone. Zero is no bound.
type analyte struct {
	names              string // alternatives of a regular expression
	wideLow, wideHigh  float64
	panicLow, panicTop float64
	// scale changes what is written in another unit; the key is a squeezed unit.
	scale map[string]float64
	// low and high are what a value below or above is called.
	low, high string
	// alike are others by whose name it may be called: liver tests are those of ALT.
	alike string

	re, lowRE, highRE, ownRE *pattern.Regexp
}

//nolint:gochecknoglobals // a literal table, compiled once, read only
var (
	analytes = compiled([]analyte{
		{names: `血清?钾|serum potassium|potassium|\bk\+?`, wideLow: 3.0, wideHigh: 5.8, panicLow: 2.5, panicTop: 6.5, low: "低钾|hypokal", high: "高钾|hyperkal"},
		{names: `血清?钠|serum sodium|sodium|\bna\+?`, wideLow: 128, wideHigh: 150, panicLow: 120, panicTop: 160, low: "低钠|hyponat", high: "高钠|hypernat"},
		{names: `空腹血糖|随机血糖|餐后血糖|血糖|glucose|blood sugar|\bbg\b|\bbm\b`, wideLow: 3.3, wideHigh: 12, panicLow: 2.8, panicTop: 25, scale: map[string]float64{"mg/dl": 1 / 18.0}, low: "低血糖|hypogly", high: "高血糖|hypergly"},
		{names: `血红蛋白|ha?emoglobin|\bhb\b|\bhgb\b`, wideLow: 95, wideHigh: 190, panicLow: 60, panicTop: 230, scale: map[string]float64{"g/dl": 10}, low: "贫血|ana?emi", high: "红细胞增多|polycyth"},
		{names: `血小板(?:计数)?|platelets?(?: count)?|\bplt\b`, wideLow: 75, wideHigh: 700, panicLow: 30, panicTop: 1000, scale: map[string]float64{"/ul": 0.001, "/mm3": 0.001}, low: "血小板减少|thrombocytopen", high: "血小板增多|thrombocytosis"},
		{names: `白细胞(?:计数)?|white (?:blood )?cells?(?: count)?|\bwbc\b|\bwcc\b`, wideLow: 2.5, wideHigh: 18, panicLow: 1.0, panicTop: 50, low: "白细胞减少|leu[ck]openia", high: "白细胞增多|leu[ck]ocytosis"},
		{names: `中性粒细胞(?:计数|绝对值)?|neutrophils?(?: count)?|\banc\b`, wideLow: 1.2, panicLow: 0.5},
		{names: `\binr\b|国际标准化比值`, wideHigh: 4.5, panicTop: 6},
		{names: `血?乳酸|lactate`, wideHigh: 2.9, panicTop: 4},
		{names: `血氧饱和度|氧饱和度|指脉氧|spo2|oxygen saturations?|o2 sats?|\bsats?\b`, wideLow: 90, panicLow: 85},
		{names: `(?:高敏)?肌钙蛋白(?:i|t)?|(?:hs-?)?troponin(?: ?[it])?|\b(?:hs-?)?ctn[it]\b`, wideHigh: 100, panicTop: 500, scale: map[string]float64{"ng/ml": 1000, "ug/l": 1000, "μg/l": 1000}},
		{names: `血清?肌酐|肌酐|(?:serum )?creatinine|\bscr\b`, wideHigh: 180, panicTop: 650, scale: map[string]float64{"mg/dl": 88.4}, alike: `肾功|kidney|renal`},
		{names: `\begfr\b|估算肾小球滤过率|肾小球滤过率`, wideLow: 50, panicLow: 15, alike: `肾功|kidney|renal`},
		{names: `促甲状腺激素|\btsh\b`, wideLow: 0.08, wideHigh: 10, low: "甲亢|甲状腺功能亢进|hyperthyroid", high: "甲减|甲状腺功能减退|hypothyroid", alike: `甲状腺|thyroid`},
		{names: `(?:血|总)钙|calcium`, wideLow: 1.9, wideHigh: 2.9, panicLow: 1.6, panicTop: 3.5, scale: map[string]float64{"mg/dl": 0.25}, low: "低钙|hypocalc", high: "高钙|hypercalc"},
		{names: `体温|temperature|\btemp\b`, wideLow: 34.8, wideHigh: 38.4, panicLow: 32, panicTop: 40.5},
		{names: `收缩压|systolic(?: pressure)?|\bsbp\b`, wideLow: 85, wideHigh: 170, panicLow: 75, panicTop: 200},
		{names: `心率|脉搏|heart rate|pulse(?: rate)?|\bhr\b`, wideLow: 42, wideHigh: 130, panicLow: 35, panicTop: 160},
		{names: `呼吸频率|respiratory rate|\brr\b`, wideLow: 8, wideHigh: 28, panicLow: 6, panicTop: 35},
		{names: `谷丙转氨酶|丙氨酸氨基转移酶|\balt\b|谷草转氨酶|\bast\b`, wideHigh: 150, panicTop: 1000, alike: `肝功|转氨酶|liver`},
		{names: `总胆红素|total bilirubin|bilirubin`, wideHigh: 50, panicTop: 342, scale: map[string]float64{"mg/dl": 17.1}},
		{names: `糖化血红蛋白|hba1c|\ba1c`, wideHigh: 9},
		{names: `\bqtc?(?:间期)?\b|qtc间期`, wideHigh: 500, panicTop: 550},
		{names: `动脉血ph|血气ph|\bph\b`, wideLow: 7.25, wideHigh: 7.55, panicLow: 7.15, panicTop: 7.65},
		{names: `c反应蛋白|\bcrp\b`, wideHigh: 80},
		{names: `肌酸激酶|creatine kinase|\bck\b`, wideHigh: 1000, panicTop: 10000},
		{names: `白蛋白|albumin`, wideLow: 25, scale: map[string]float64{"g/dl": 10}},
	})
	anyAnalyte = anyOf(analytes)
	calmRE     = pattern.MustCompile(`within (?:the )?normal (?:limits|range)|\bnormal\b|unremarkable|within (?:the )?(?:reference )?range|in range|at target|on target|therapeutic|satisfactory|正常范围|在?正常|未见(?:明显)?异常|无(?:明显)?异常|达标|满意|在目标范围`)
	leaveRE    = pattern.MustCompile(`acceptable|no concern|not concerning|no action|nothing to (?:do|worry)|not significant|insignificant|clinically irrelevant|is fine|are fine|\bfine for\b|safe for|suitable for|good for discharge|benign|可接受|尚可|无需(?:特殊)?(?:处理|干预|治疗)|不需(?:要)?(?:特殊)?处理|(?:^|[^能可])(?:不用|无须)(?:特殊)?处理|不算(?:高|低|休克|严重|危急|异常)|不必(?:处理|复查)|无临床意义|无意义|问题不大|正常变异|可(?:以)?(?:行|做)|不影响|discharge|可出院|回家`)
	butRE      = pattern.MustCompile(`复查|复测|recheck|repeat|恢复|降至|升至|回落|其后|随后|之后|后为|now|later|previously|既往|目标|target of|参考|reference|range[^a-z]{0,3}\d|正常(?:值|范围)?(?:为|是|[:：(（])?\s*\d|not normal|isn't normal|abnormal|above normal|below normal|非正常|不正常|异常升高|otherwise|其余|其他|unlikely|except|除|\bcorrect(?:s|ed) (?:to|by|for)\b|校正(?:后|为)`)
	raisedRE   = pattern.MustCompile(`(?:肌钙蛋白|troponin)[^。.;；]{0,16}(?:明显|显著)?(?:升高|阳性|elevated|raised|positive)[^。.;；]{0,40}(?:正常变异|无(?:临床)?意义|可(?:以)?出院|回家|不必|不需|not significant|insignificant|no concern|normal variant|discharge|send home)|(?:st段(?:弓背)?抬高|st[- ](?:segment )?elevation)[^。.;；]{0,40}(?:正常变异|无(?:临床)?意义|可(?:以)?出院|回家|benign variant|normal variant|no concern|discharge|send home)`)
	stageEN    = pattern.MustCompile(`\begfr\s*(?:of|is|was|[:：=为])?\s*(\d+(?:\.\d+)?)[^.。;；]{0,40}?(?:ckd\s*)?(?:stage|g)\s*([1-5])|\begfr\s*(?:of|is|was|[:：=为])?\s*(\d+(?:\.\d+)?)[^.。;；]{0,24}?([1-5])\s*期`)
	sodium     = pattern.MustCompile(`(?:血钠|sodium|\bna\+?)[^。.;；]{0,12}?(1[0-4]\d)\D`)
	toRE       = pattern.MustCompile(`(?:升至|升到|提高到|纠正至|纠正到|达到|raise[^.]{0,20}to|to reach|to|correct[^.]{0,20}to)\s*(1[2-5]\d)\s*(?:mmol)?`)
	hoursRE    = pattern.MustCompile(`(\d{1,2})\s*(?:个)?(?:小时|h\b|hours?|hrs?)`)
)

// valueRE is what follows the name of an analyte: its value and its unit.
const valueRE = `\s*(?:水平|值|计数|浓度|level|count|on air|of|is|was|at|为|是|约|达|[:：=])*\s*(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([a-zμ%/*×^0-9]*/[a-z0-9]+|%)?`

func anyOf(as []analyte) *pattern.Regexp {
	names := make([]string, len(as))
	for i, a := range as {
		names[i] = a.names
	}
	return pattern.MustCompile(`(?:` + strings.Join(names, `|`) + `)` + valueRE)
}

func compiled(as []analyte) []analyte {
	for i, a := range as {
		as[i].re = pattern.MustCompile(`(?:` + a.names + `)` + valueRE)
		as[i].ownRE = pattern.MustCompile(strings.Trim(a.names+`|`+a.alike, `|`))
		if a.low != "" {
			as[i].lowRE, as[i].highRE = pattern.MustCompile(a.low), pattern.MustCompile(a.high)
		}
	}
	return as
}

// misread tells values that a draft calls normal, or leaves alone, and that are
// not; a value called by the name of its opposite; a stage that is not that of
// its eGFR (KDIGO 2024); and a sodium raised by more than 12 mmol/L a day (ESE
// 2014: at most 10 in the first day).
func (b *bench) misread() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || len(b.templates) > 0 {
		return nil
	}
	n := b.flatText()
	var out []Finding
	spoken := analyteCues().tell(n)
	valued := valued(n, spoken)
	for _, a := range analytes {
		if !spoken.may(a.re) {
			continue
		}
		if text := a.misreadIn(n, valued); text != "" {
			out = append(out, b.misreadFinding(text))
		}
	}
	told := b.inText()
	if s := told.find(raisedRE, n); s != "" && !strings.Contains(s, "not ") && !strings.Contains(s, "early repol") && !strings.Contains(s, "早复极") {
		out = append(out, b.misreadFinding(s))
	}
	if told.may(stageEN) {
		if s := stageWrong(n); s != "" {
			out = append(out, b.misreadFinding(s))
		}
	}
	if told.may(sodium) && told.may(toRE) && told.may(hoursRE) {
		if s := sodiumTooFast(n); s != "" {
			out = append(out, b.find("dose_error", claim.Claim{Text: s}))
		}
	}
	return out
}

func (b *bench) misreadFinding(text string) Finding {
	f := b.find("negation_flipped", claim.Claim{Text: text})
	f.Message = graph.Label{ZH: text + "：数值与文中的判断相反", EN: text + ": the value says the opposite of the text"}
	return f
}

// valued are the parts of a text, between signs that no value reaches over, in which
// a value of any analyte stands.
func valued(n string, spoken hints) []claim.Span {
	if !slices.ContainsFunc(analytes, func(a analyte) bool { return spoken.may(a.re) }) {
		return nil
	}
	var out []claim.Span
	from := 0
	for i, r := range n {
		switch r {
		case '.':
			if i+1 < len(n) && n[i+1] != ' ' {
				continue
			}
		case '。', ';', '；', '!', '！', '?', '？':
		default:
			continue
		}
		if anyAnalyte.MatchString(n[from:i]) {
			out = append(out, claim.Span{Start: from, End: i})
		}
		from = i + utf8.RuneLen(r)
	}
	if anyAnalyte.MatchString(n[from:]) {
		out = append(out, claim.Span{Start: from, End: len(n)})
	}
	return out
}

// misreadIn is the first value of an analyte that a text misreads in some of its
// parts.
func (a analyte) misreadIn(n string, parts []claim.Span) string {
	for _, p := range parts {
		for _, m := range a.re.FindAllStringSubmatchIndex(n[p.Start:p.End], -1) {
			for i := range m {
				if m[i] >= 0 {
					m[i] += p.Start
				}
			}
			if a.misread(n, m) {
				return n[m[0]:m[1]]
			}
		}
	}
	return ""
}

// misread is true for one match in a text.
func (a analyte) misread(n string, m []int) bool {
	v, err := strconv.ParseFloat(strings.ReplaceAll(n[m[2]:m[3]], ",", ""), 64)
	if err != nil {
		return false
	}
	if m[4] >= 0 {
		if f, ok := a.scale[n[m[4]:m[5]]]; ok {
			v *= f
		}
	}
	after := withoutOthersCalm(clauseAfter(n, m[1]), a.ownRE)
	below, above := a.wideLow > 0 && v < a.wideLow, a.wideHigh > 0 && v > a.wideHigh
	switch {
	case below && named(a.highRE, after) && !named(a.lowRE, after), above && named(a.lowRE, after) && !named(a.highRE, after):
		return true
	case butRE.MatchString(after):
		return false
	case (below || above) && calmRE.MatchString(after):
		return true
	}
	panics := a.panicLow > 0 && v <= a.panicLow || a.panicTop > 0 && v >= a.panicTop
	return panics && leaveRE.MatchString(after)
}

// named is true where a text calls a value so, without saying no.
func named(re *pattern.Regexp, text string) bool {
	if re == nil {
		return false
	}
	at := re.FindStringIndex(text)
	return at != nil && !deniedBefore(text[:at[0]])
}

// clauseAfter is what a sentence says of a value: up to the next value or the
// end of the sentence.
func clauseAfter(n string, from int) string {
	rest := n[from:]
	for i := 0; i < len(rest); i++ {
		switch {
		case strings.HasPrefix(rest[i:], "。"), rest[i] == ';', strings.HasPrefix(rest[i:], "；"),
			rest[i] == '.' && (i+1 == len(rest) || rest[i+1] == ' '):
			return rest[:i]
		}
	}
	const most = 160
	if len(rest) > most {
		rest = strings.ToValidUTF8(rest[:most], "")
	}
	for _, a := range analytes {
		if at := a.re.FindStringIndex(rest); at != nil && at[0] > 0 {
			rest = rest[:at[0]]
		}
	}
	return rest
}

func stageWrong(n string) string {
	for _, m := range stageEN.FindAllStringSubmatch(n, -1) {
		v, err := strconv.ParseFloat(m[1]+m[3], 64)
		if err != nil {
			continue
		}
		want := "5"
		for _, s := range [...]struct {
			from  float64
			stage string
		}{{15, "4"}, {30, "3"}, {60, "2"}, {90, "1"}} {
			if v >= s.from {
				want = s.stage
			}
		}
		if got := m[2] + m[4]; got != want {
			return m[0]
		}
	}
	return ""
}

func sodiumTooFast(n string) string {
	for _, s := range splitSentences(n) {
		from, to, in := sodium.FindStringSubmatch(s), toRE.FindStringSubmatch(s), hoursRE.FindStringSubmatch(s)
		if from == nil || to == nil || in == nil || deniedBefore(s[:strings.Index(s, to[0])]) {
			continue
		}
		a, b, h := atof(from[1]), atof(to[1]), atof(in[1])
		if a < 125 && h > 0 && b > a && (b-a)*24/h > 12 {
			return s
		}
	}
	return ""
}

func splitSentences(n string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(n, ". ", "。"), func(r rune) bool { return slices.Contains([]rune{'。', ';', '；', '\n'}, r) })
}

func atof(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return v
}
