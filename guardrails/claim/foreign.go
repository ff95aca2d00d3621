package claim

import (
	"sort"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	phoneRE  = pattern.MustCompile(`1[3-9]\d{9}`)
	idRE     = pattern.MustCompile(`[1-9]\d{16}[0-9x]`)
	mrnRE    = pattern.MustCompile(`(?:mrn|病历号|病案号|住院号|门诊号|就诊卡号|身份证号?|patient id|手机号?|电话)(?:码)?\s*(?:is|为|是)?\s*[:：#]?\s*([a-z]{0,4}-?\d[\da-z-]{3,})`)
	nameZhRE = pattern.MustCompile(`(?:姓名|患者姓名|病人姓名)\s*[:：]?\s*(\p{Han}{2,4})|(?:患者|病人)(\p{Han}{2,3})(?:的|，|,|\s|今天|昨天|已)|(\p{Han}{2,3})(?:先生|女士|阿姨|大爷|奶奶)`)
	birthRE  = pattern.MustCompile(`(?:\bdob\b|date of birth|\bborn on\b|出生日期|出生于|生日)\s*(?:is|为|是)?\s*[:：]?\s*\d[\d/.年月日-]{5,10}`)
	bedRE    = pattern.MustCompile(`\d{1,3}\s*床(?:的)?(\p{Han}{2,3})`)
	nameEnRE = pattern.MustCompile(`(?:\b(?:Mr|Mrs|Ms|Miss)\.? |[Pp]atient(?: name)?:? )([A-Z][a-z]+(?: [A-Z][a-z]+)?)`)
	pmidRE   = pattern.MustCompile(`(?:pmid:?\s*\d+|doi:?\s*10\.\d{4,}/\S+|\[(?:src|rule|flag|cond|order|path|score|band)\.[a-z0-9_.]+\])`)
	plainTag = pattern.MustCompile(`(?i)^<\s*/?\s*(?:b|i|u|p|br|em|strong|sub|sup|ul|ol|li)\s*/?\s*>$`)
	// roleRE is a line that is made to look as if the machine's owner spoke.
	roleRE = pattern.MustCompile(`(?i)(?:^|[\s。；;，,!！"“”'\[\]【】(（>#*-])(?:系统|系统消息|系统指令|管理员|开发者|超级管理员|system|assistant|developer|admin|administrator|system message|sysadmin|llm|gpt|ai|ai助手|智能助手|大模型|note to ai|ai assistant)\s*[:：]\s*[^\s。.]`)
	blobRE = pattern.MustCompile(`[A-Za-z0-9+/]{48,}={0,2}`)
	// markupRE is markup that no clinical text holds, closing tags of
	// made-up kinds included, but for those of plain writing (plainTag).
	markupRE = pattern.MustCompile(`(?i)<\s*/\s*[\p{L}_|][^<>]{0,60}>|<\s*\|?\s*(?:system|sys|user|assistant|instructions?|prompt|admin|developer|override|tool|im_start|endoftext|系统|指令|提示|管理员)\b?[^<>]{0,60}>|<\s*/?\s*(?:script|iframe|img|svg|style|object|embed|form|input|a|div|span|meta|link)\b|<!--|!\[[^\]]*\]\(|\]\(\s*(?:https?:|javascript:|data:)|javascript:|data:text/|&#x?[0-9a-f]+;`)
	// spacedRE is a word that is written with a mark after each character, so that
	// it is read by people and by nothing else.
	spacedRE = pattern.MustCompile(`(?:\p{Han}[.·*_|\n]){3,}\p{Han}`)
	escapeRE = pattern.MustCompile(`(?:\\u[0-9a-fA-F]{4}){4,}|(?:%[0-9a-fA-F]{2}){6,}|(?:\\x[0-9a-fA-F]{2}){4,}`)
)

// people finds what names a person: numbers, names, "the other patient".
func (r *reader) people() {
	if strings.ContainsAny(r.n, "0123456789") {
		for _, re := range longNumbers(r.n) {
			for _, m := range re.FindAllStringIndex(r.n, -1) {
				if m[0] > 0 && digit(r.n[m[0]-1]) || m[1] < len(r.n) && digit(r.n[m[1]]) {
					continue
				}
				r.add(Claim{Kind: Identity, Act: "number", Start: m[0], End: m[1]})
			}
		}
		if containsAny(r.n, "dob", "birth", "born", "出生", "生日") {
			for _, m := range birthRE.FindAllStringIndex(r.n, -1) {
				r.add(Claim{Kind: Identity, Act: "number", Start: m[0], End: m[1]})
				if containsAny(r.n, "similar case", "another case", "for reference", "compare with", "参考病例", "类似病例", "参考:", "对照") {
					r.add(Claim{Kind: Identity, Act: "other", Start: m[0], End: m[1], Experiencer: "other"})
				}
			}
		}
		if strings.Contains(r.n, "床") {
			for _, m := range bedRE.FindAllStringSubmatchIndex(r.n, -1) {
				if personName(r.n[m[2]:m[3]]) {
					r.add(Claim{Kind: Identity, Act: "name", Start: m[2], End: m[3]})
				}
			}
		}
		if containsAny(r.n, "mrn", "号", "patient id", "电话") {
			for _, m := range mrnRE.FindAllStringSubmatchIndex(r.n, -1) {
				r.add(Claim{Kind: Identity, Act: "number", Start: m[2], End: m[3]})
			}
		}
	}
	r.names()
	for _, t := range r.toks {
		if t.is(cOtherPerson) && r.tells(t) {
			r.add(Claim{Kind: Identity, Act: "other", Start: t.start, End: t.end, Experiencer: "other"})
		}
	}
}

// tells is true where the text tells of another person: not where it asks,
// supposes, or declines to tell.
func (r *reader) tells(t token) bool {
	switch r.polarity(t.start) {
	case Question, Negated, Hypothetical:
		return false
	}
	return !r.has(r.sentence(r.sentenceOf(t.start)), cDeclined)
}

// handled is true for an instruction that the text forbids, or that it says
// was seen and not followed, in its sentence or the next.
func (r *reader) handled(t token) bool {
	i := r.sentenceOf(t.start)
	switch s := r.sentence(i); r.polarity(t.start) {
	case Negated:
		return true
	case Question: // a question that somebody is said to have asked
		if containsAny(r.n[s.Start:s.End], "患者问", "家属问", "询问", "病人问", " asked ", " asks ") {
			return true
		}
	}
	reach := r.sentence(i)
	reach.End = r.sentence(min(i+1, len(r.sents)-1)).End
	after := r.n[t.end:max(t.end, r.clauseOf(t.start).End)]
	return r.has(reach, cHandled) || r.has(r.sentence(i), cDeclined) ||
		containsAny(after, "leaflet", "letter", "on the sheet", "booklet", "brochure", "appointment", "宣教单", "通知单", "旧单", "短信", "说明书", "预约")
}

// names finds the names of persons.
func (r *reader) names() {
	zh, en := [][]int(nil), [][]int(nil)
	if containsAny(r.n, "姓名", "患者", "病人", "先生", "女士", "阿姨", "大爷", "奶奶") {
		zh = nameZhRE.FindAllStringSubmatchIndex(r.n, -1)
	}
	if containsAny(r.text, "Mr", "Ms", "Miss", "atient") {
		en = nameEnRE.FindAllStringSubmatchIndex(r.text, -1)
	}
	for _, m := range zh {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 && personName(r.n[m[g]:m[g+1]]) {
				r.add(Claim{Kind: Identity, Act: "name", Start: m[g], End: m[g+1]})
			}
		}
	}
	for _, m := range en {
		if s, e, ok := r.fromOriginal(m[2], m[3]); ok {
			r.add(Claim{Kind: Identity, Act: "name", Start: s, End: e})
		}
	}
}

// Surnames are the hundred most common Chinese family names; a "name" that
// does not begin with one is an ordinary word such as 这位先生.
const Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧"

func personName(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(Surnames, first) && !strings.ContainsAny(s, "的是有无在了和与")
}

// fromOriginal maps a range of the original text to norm.
func (r *reader) fromOriginal(start, end int) (int, int, bool) {
	s, e := sort.SearchInts(r.p.offsets, start), sort.SearchInts(r.p.offsets, end)
	return s, e, e > s && e < len(r.p.offsets)
}

// citations finds references to sources.
func (r *reader) citations() {
	if strings.ContainsAny(r.n, "[") || strings.Contains(r.n, "pmid") || strings.Contains(r.n, "doi") {
		for _, m := range pmidRE.FindAllStringIndex(r.n, -1) {
			r.add(Claim{Kind: Citation, Act: "id", Concept: strings.Trim(r.n[m[0]:m[1]], "[]"), Start: m[0], End: m[1]})
		}
	}
	last := -1
	for _, t := range r.toks {
		if s := r.sentenceOf(t.start); t.is(cGuideline) && s != last && r.polarity(t.start) != Question {
			r.add(Claim{Kind: Citation, Act: "named", Start: t.start, End: t.end})
			last = s
		}
	}
}

// instructions finds text that speaks to the machine and not to a person, and
// text that is hidden from the eye.
func (r *reader) instructions() {
	for _, t := range r.toks {
		if t.is(cInstruction) && !r.handled(t) {
			r.add(Claim{Kind: Instruction, Start: t.start, End: t.end})
		}
		if t.is(cSelfHarm) && r.polarity(t.start) == Affirmed && !r.has(r.sentence(r.sentenceOf(t.start)), cSelfHarmHelp) {
			r.add(Claim{Kind: SelfHarm, Start: t.start, End: t.end})
		}
	}
	res := []*pattern.Regexp{}
	if mayBeMarkup(r.text) {
		res = append(res, markupRE)
	}
	if strings.ContainsAny(r.text, `\%`) {
		res = append(res, escapeRE)
	}
	if longRun(r.text) {
		res = append(res, blobRE)
	}
	if roleNamed(r.text) {
		res = append(res, roleRE)
	}
	for _, re := range res {
		for _, m := range re.FindAllStringIndex(r.text, -1) {
			if plainTag.MatchString(r.text[m[0]:m[1]]) {
				continue
			}
			if s, e, ok := r.fromOriginal(m[0], m[1]); ok {
				r.add(Claim{Kind: Instruction, Start: s, End: e})
			}
		}
	}
	if mayBeSpaced(r.text) {
		if m := spacedRE.FindStringIndex(r.text); m != nil {
			if s, e, ok := r.fromOriginal(m[0], m[1]); ok {
				r.add(Claim{Kind: Instruction, Act: "hidden", Start: s, End: e})
			}
		}
	}
	if r.p.hidden && len(r.n) > 0 {
		r.add(Claim{Kind: Instruction, Act: "hidden", Start: 0, End: min(1, len(r.n))})
	}
}

func longRun(s string) bool {
	run := 0
	for i := range len(s) {
		if isWord(s[i]) || s[i] == '+' || s[i] == '/' {
			if run++; run >= 48 {
				return true
			}
		} else {
			run = 0
		}
	}
	return false
}
