package check

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// How a text tells an age, a weight and a sex, in folded sentences but for the letter,
// which is one only as a capital. Of several groups the one that matched is the figure.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	agedRE = pattern.MustCompile(`(?:^|[^\d.,/]|\D[,.])(\d{1,3}) ?(?:周)?岁` +
		`|(?:^|[^\d.,/]|\D[,.])(\d{1,3})(?:[- ]years?[- ]old|[- ]yrs?[- ]old| ?y/?o\b| ?y(?:rs?|ears)?,? ?(?:male|female|man|woman|[mf]\b))|\((\d{1,3}) ?y(?:rs?|ears)?[,;)]` +
		`|\b(?:aged|age:?|is an?) (\d{1,3})(?:[,;)]| (?:year|yr|and)\b|$)` +
		`|\b(?:he|she) is (?:now |only )?(\d{1,3})(?:[,;.)]| and\b|$)|\b(?:he|she)'s (\d{1,3})(?:[,;.)]| and\b|$)` +
		`|\b(?:mrs?|ms|miss)\.? [a-z][a-z'’-]*(?: is|,)? \(?(\d{1,3})(?:[,;:)]|$)` +
		`|\b((?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]?)?(?:one|two|three|four|five|six|seven|eight|nine)?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)[- ]years?[- ]old\b`)
	initialRE = pattern.MustCompile(`(?:^|[^\w.,/]|\W[,.])(\d{1,3})(?: ?[yY]/?[oO])? ?([MF])(?:[ ,;:.)]|$)`)
	bodyKgRE  = pattern.MustCompile(`(?:^|[^\d.,/]|\D[,.])(\d{1,3}(?:\.\d+)?)[ -]?(?:kg|kilos?|kilograms?|公斤|千克)(?:[^a-z/]|$)`)
	// titled and sexed read one sex each, male first; a title is one only in capitals.
	titled = [2]*pattern.Regexp{pattern.MustCompile(`\bMr\.? [A-Z]`), pattern.MustCompile(`\b(?:Mrs|Ms|Miss|Madam)\.? [A-Z]`)}
	sexed  = [2]*pattern.Regexp{
		pattern.MustCompile(`(?:患者|患儿|病人|本例)(?:为|系|是)?[,:]? ?(男)|(男)(?:性)?[,、 ]{0,2}\d{1,3} ?岁|\d{1,3} ?(?:周)?岁[,、 ]?(?:的)?(男)|(男)(?:童|婴)|[一-鿿](先生|男士|大爷|爷爷|伯伯|叔叔)` +
			`|year[- ]old (?:[a-z]+ ){0,3}(man|male|boy|gentleman)\b|\b\d{1,3}(?: ?kg)? (boy|man)\b|\bthis (?:[a-z]+ )?(?:man|gentleman|boy)\b`),
		pattern.MustCompile(`(?:患者|患儿|病人|本例)(?:为|系|是)?[,:]? ?(女)|(女)(?:性)?[,、 ]{0,2}\d{1,3} ?岁|\d{1,3} ?(?:周)?岁[,、 ]?(?:的)?(女)|(女)(?:童|婴)|[一-鿿](女士|阿姨|大妈|大娘|奶奶|婆婆)` +
			`|year[- ]old (?:[a-z]+ ){0,3}(woman|female|girl|lady)\b|\b\d{1,3}(?: ?kg)? (girl|woman)\b|\bthis (?:[a-z]+ )?(?:woman|lady|girl)\b`),
	}
)

// What makes a figure that of a limit, a group, another time or somebody else.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	limitRE     = pattern.MustCompile(`(?:[≥≤<>=~+±至到]|\d-|\b(?:over|under|above|below|than|least|most|to|until|till|between|per|each|every|up|if|not|or|from|since|by|before|after|within|beyond|reach(?:es|ed)?|turn(?:s|ed|ing)?|at|at age|at the age of|people|those|patients|adults|children|women|men)(?: aged?| the age of)?|超过|不足|不到|大于|小于|高于|低于|未满|不满|满|每|自|从|至少|最多|达|如|若|[于或]) ?$`)
	groupedRE   = pattern.MustCompile(`^ ?(?:[~～+]|[-–]\d|[-–] \d|以[上下内前后]|及以|或以|前|后|时|起|开始|者|的(?:人|患者|老人|孩子|儿童)|或|至|到|/|\b(?:or|and|to) (?:over|older|above|more|under|younger|less|below)|\b(?:or|to) \d|\bwhen\b|\bat (?:onset|diagnosis)\b|\bgroup\b|\bbands?\b|\bcohort\b|\bdose\b)`)
	generallyRE = pattern.MustCompile(`家族史|指南|说明书|标准|骨龄|模拟|\bbone age|\bguideline|\blabel(?:led)?\b|\btrial\b|\bformerly|\bfamily history`)
	otherKgRE   = pattern.MustCompile(`predicted|ideal|adjusted|lean|\bpbw\b|\bibw\b|(?:target|goal|dry|best)(?: body)?(?: weight)?(?: of| is|:)? ?$|birth|foetal|fetal|fetus|donor|lift|carry|\bbag|\b(?:was|were|previous|last|usual|baseline|from)\b|理想|预测|预计|标准体重|目标|干体重|出生|胎儿|搬|提重|负重|原来|之前|上次|曾|既往|孕前|术前`)
	movedKgRE   = pattern.MustCompile(`\bgain|\blos[set]|\bdrop|\bfell\b|\bfallen|\bup\b|\bdown\b|increas|reduc|\bput on\b|\bput\b|heavier|lighter|swing|chang|[增涨掉降减]|重了|轻了|下降|升高|波动|上升`)
	bodyUnitRE  = pattern.MustCompile(`^[ -]?(?:kg|kilos?|kilograms?|公斤|千克)`)
	behindKgRE  = pattern.MustCompile(`^ ?(?:of\b|in (?:\d|a|one|two|three|the)|over (?:\d|a|one|two|three|the)|heavier|lighter|since|a (?:day|week|month)|less|more|above|below|以[上下内]|bands?\b|[-~]|loss|gain)`)
	unitRE      = pattern.MustCompile(`^[- ]?(?:周?岁|years?[- ]old|yrs?[- ]old|y/?o\b|years?\b|yrs?\b|y\b|[mf]\b)`)
	labelKgRE   = pattern.MustCompile(`(?:\d ?(?:岁|y|yo|[mf])(?:[男女])?(?:性|童|孩|婴)?[,、; ]{0,2}|\bweigh(?:t|s|ing|ed)?(?: is| of| today|:|,)? ?|\bwt:? ?|体重(?:为|是|约)?[:：]? ?|years?[- ]old (?:[a-z]+ )?(?:man|male|woman|female|boy|girl)?[,; ]{0,2})$`)
	themRE      = pattern.MustCompile(`患者|病人|患儿|本例|您|\byou\b|\bpatient\b|\b(?:he|she) is\b|\bthis \d`)
	kinNextRE   = pattern.MustCompile(`^[- ,(]*(?:的)?(?:母亲|父亲|丈夫|妻子|儿子|女儿|哥哥|弟弟|姐姐|妹妹|子|女儿?(?:来电|代述)|(?:old )?(?:[a-z]+ )?(?:son|daughter|mother|father|husband|wife|brother|sister|partner|nephew|niece|cousin|grand\w+|carer|friend)\b)`)
	staffRE     = pattern.MustCompile(`\b(?:surgeon|consultant|nurse|matron|pharmacist|clinic|list|team|theatre|secretary|registrar|interpreter|social worker|physio\w*|dietitian|midwife|receptionist|solicitor|carer|carers|another patient|next bed|in room|in bed|misfiled|donor)\b|\b(?:under|by|from|with|per|see|sees|seen by|signed|cc|and|or|is)(?: (?:the|our|your|her|his))? $|护士|医生|医师|主任|药师|护工|病友|邻床|护师|营养师|技师|陪护|接诊|联系人|监护人|签字`)
)

// misdescribed tells an age, a weight and a sex that a text gives the patient and the
// chart gives otherwise. A text that names the chart's own as well speaks of somebody
// else beside.
func (b *bench) misdescribed() []Finding {
	var out []Finding
	if years := b.Chart.AgeYears; years >= 0 {
		out = append(out, b.unlike("年龄", "age", "chart:age", years, b.ages(), func(v float64) bool { return math.Abs(v-years) <= 1.5 })...)
	}
	if kg, ok := b.facts.Number("find.weight"); ok && kg > 0 {
		out = append(out, b.unlike("体重", "weight", b.evidence("find.weight"), kg, b.weights(kg), func(v float64) bool { return math.Abs(v-kg) <= 0.1*kg+0.5 })...)
	}
	return append(out, b.unlikeSex()...)
}

// said is a figure of the patient that a text tells.
type said struct {
	text  string
	value float64
}

// unlike tells the first figure that does not agree where none does.
func (b *bench) unlike(zh, en, evidence string, have float64, all []said, agrees func(float64) bool) []Finding {
	var first *said
	for i, s := range all {
		if agrees(s.value) {
			return nil
		}
		if first == nil {
			first = &all[i]
		}
	}
	if first == nil {
		return nil
	}
	f := b.find("wrong_patient", claim.Claim{Text: first.text}, evidence)
	f.Message = graph.Label{
		ZH: fmt.Sprintf("%s与病历不符：文中“%s”，病历%g", zh, first.text, have),
		EN: fmt.Sprintf("Not the %s of the record: %q here, %g there", en, first.text, have),
	}
	return []Finding{f}
}

// ages are those that the text gives the patient.
func (b *bench) ages() []said {
	var out []said
	initials := b.asWritten().may(initialRE)
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if b.shows(i, agedRE) {
			out = append(out, figures(s, agedRE, func(from, to int) bool { return b.ofThePatient(s, from, to) })...)
		}
		if raw := b.sentence(i); initials && initialRE.MatchString(raw) {
			out = append(out, figures(raw, initialRE, func(from, to int) bool { return b.ofThePatient(raw, from, to) })...)
		}
	}
	return out
}

// figures are what an expression finds in a form of a sentence and a test keeps.
func figures(s string, re *pattern.Regexp, keep func(from, to int) bool) []said {
	var out []said
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		for g := 1; 2*g < len(m); g++ {
			from, to := m[2*g], m[2*g+1]
			if from < 0 || to == from {
				continue
			}
			if v := inFigures(s[from:to]); v > 0 && keep(from, to) {
				out = append(out, said{strings.TrimRight(strings.TrimSpace(s[from:m[1]]), ",;:.)"), v})
			}
			break
		}
	}
	return out
}

// ofThePatient is true for a figure at a place of a sentence that is no limit, of no
// group, of no other time and of nobody else.
func (b *bench) ofThePatient(s string, from, to int) bool {
	s, from, to = beside(s, from, to)
	clause := s[clauseStart(s, from):from]
	behind := unitRE.ReplaceAllString(s[to:], "")
	switch {
	case limitRE.MatchString(clause), groupedRE.MatchString(behind), generallyRE.MatchString(clause), disowns(s), elses.MatchString(s), kinNextRE.MatchString(behind):
		return false
	}
	return !kinBefore(s[:from])
}

// beside is the part of a sentence beside a place, with the place in it: what is far
// says nothing of it, and however long a sentence is, each place costs the same.
func beside(s string, from, to int) (part string, start, end int) {
	const before, behind = 240, 160
	first, last := max(0, from-before), min(len(s), to+behind)
	for first > 0 && !utf8.RuneStart(s[first]) {
		first--
	}
	for last < len(s) && !utf8.RuneStart(s[last]) {
		last++
	}
	return s[first:last], from - first, to - first
}

// kinBefore is true where the words before a place speak of a relative, and of the patient
// no more.
func kinBefore(before string) bool {
	at := kinRE.FindAllStringIndex(before, -1)
	return len(at) > 0 && !themRE.MatchString(before[at[len(at)-1][1]:])
}

// clauseStart is where the clause of a place begins.
func clauseStart(s string, at int) int {
	return strings.LastIndexAny(s[:at], ",;:()") + 1
}

// weights are those that the text gives the patient. One of another order than the
// chart's counts only right behind an age or a word for weight.
func (b *bench) weights(kg float64) []said {
	const far = 2.5
	var out []said
	for i := range b.Reading.Sentences {
		if !b.shows(i, bodyKgRE) {
			continue
		}
		s := b.flat(i)
		out = append(out, figures(s, bodyKgRE, func(from, to int) bool {
			s, from, to := beside(s, from, to)
			start := clauseStart(s, from)
			before, v := s[start:from], inFigures(s[from:to])
			behind := bodyUnitRE.ReplaceAllString(s[to:], "")
			switch {
			case behindKgRE.MatchString(behind), movedKgRE.MatchString(before), otherKgRE.MatchString(before):
				return false
			case labelKgRE.MatchString(s[:from]):
			case v < kg/far, v > kg*far, otherKgRE.MatchString(s[clauseStart(s, max(0, start-1)):start]):
				return false
			}
			return b.ofThePatient(s, from, to)
		})...)
	}
	return out
}

// inFigures reads a number in figures or in English words.
func inFigures(s string) float64 {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return atof(s)
	}
	n := 0.0
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == ' ' }) {
		v, _ := lexicon.Numeral(w)
		n += v
	}
	return n
}

// unlikeSex tells a sex that a text gives the patient where the chart has the other.
func (b *bench) unlikeSex() []Finding {
	own, other := 0, 1
	switch b.Chart.Sex {
	case chart.Male:
	case chart.Female:
		own, other = 1, 0
	default:
		return nil
	}
	written := b.asWritten()
	if b.textShows(sexed[own]) || written.may(titled[own]) && titled[own].MatchString(b.Text) {
		return nil
	}
	for i := range b.Reading.Sentences {
		s, text := b.flat(i), ""
		if written.may(initialRE) {
			text = b.letter(i, other)
		}
		if text == "" && b.shows(i, sexed[other]) {
			text = ofOneself(s, sexed[other])
		}
		if text == "" && written.may(titled[other]) {
			text = ofOneself(b.sentence(i), titled[other])
		}
		if text == "" || disowns(s) || b.shows(i, elses) {
			continue
		}
		f := b.find("wrong_patient", claim.Claim{Text: text}, "chart:sex")
		f.Message = graph.Label{ZH: "性别与病历不符：" + text, EN: fmt.Sprintf("Not the sex of the record: %q here, %s there", text, b.Chart.Sex)}
		return []Finding{f}
	}
	return nil
}

// ofOneself are the words of a sex or a title that a sentence uses of nobody of the
// staff and no relative, "" for none.
func ofOneself(s string, re *pattern.Regexp) string {
	const near = 48
	m := re.FindStringIndex(s)
	if m == nil {
		return ""
	}
	s, m[0], m[1] = beside(s, m[0], m[1])
	clause, behind := strings.ToLower(s[clauseStart(s, m[0]):m[0]]), strings.ToLower(s[m[1]:])
	if staffRE.MatchString(clause) || staffRE.MatchString(behind[:min(len(behind), near)]) || kinBefore(strings.ToLower(s[:m[0]])) || kinNextRE.MatchString(behind) || groupedRE.MatchString(behind) {
		return ""
	}
	return strings.Trim(s[m[0]:m[1]], ",:; ")
}

// letter is a figure with the letter of a sex in a sentence, "" for none.
func (b *bench) letter(sentence, sex int) string {
	for _, m := range initialRE.FindAllStringSubmatch(b.sentence(sentence), -1) {
		if (m[2] == "F") == (sex == 1) {
			return m[1] + m[2]
		}
	}
	return ""
}
