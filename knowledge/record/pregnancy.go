package record

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"apricot.health/knowledge/chart"
)

// longestPregnancy is how long an entry of the problem list is believed: 42
// weeks, after which no pregnancy goes on (ICD-10 O48, prolonged pregnancy).
const longestPregnancy = 42 * 7 * 24 * time.Hour

//nolint:gochecknoglobals // compiled once, read only
var (
	clauseRE = regexp.MustCompile(`[,，;；。、()（）]`)
	// carryingRE are names of a pregnancy that goes on, and of what only somebody
	// has who is pregnant.
	carryingRE = regexp.MustCompile(`宫内(?:单|双)?(?:活胎)?(?:早|中|晚)?(?:孕|妊娠)|[早中晚]孕|[早中晚]期妊娠|^妊娠状态$|孕妇|妊娠剧吐|先兆流产|先兆早产|妊娠(?:期|合并)|妊娠监督|高危妊娠` +
		`|\b(?:intrauterine|early|ongoing|viable|twin|singleton) pregnancy\b|\b(?:is|currently) pregnant\b|\bthreatened (?:miscarriage|abortion)\b|\bhyperemesis gravidarum\b|\bgestational (?:diabetes|hypertension)\b`)
	// overRE are words of a pregnancy that ended, was in the past, is wished for or
	// is tested for.
	overRE = regexp.MustCompile(`异位|宫外|流产|葡萄胎|引产|清宫|人流|终止|分娩|顺产|剖宫|剖腹|产后|产褥|产妇|史|既往|曾|备孕|计划|准备|拟|试管|避孕|不孕|假孕|未孕|试验|检测|检查|孕前|停经前|后` +
		`|ectopic|miscarr|abort|molar|postpartum|post-partum|puerper|deliver|history|\bh/o\b|\bhx\b|previous|\bpast\b|prior|planning|trying|wish|prevent|\btest\b|negative|terminat|\bafter\b|\bago\b|\bpre-pregnan`)
	threatenedRE = regexp.MustCompile(`先兆流产|threatened (?:miscarriage|abortion)`)
	doubtRE      = regexp.MustCompile(`^\s*(?:\?|待查|待排|可能|不除外|除外|排除|已排除|阴性|风险|(?:is |was )?(?:ruled out|unlikely|not |excluded|suspected))`)
)

// carries says whether a text of a problem list says that she is pregnant now, and
// in which week, 0 where it does not say. What is denied, doubted, past or wished
// for does not.
func carries(text string) (weeks float64, yes bool) {
	for _, clause := range clauseRE.Split(text, -1) {
		s := plain(clause)
		at := weeksRE.FindStringSubmatchIndex(s)
		m := weeksRE.FindStringSubmatch(s)
		if at == nil {
			at = carryingRE.FindStringIndex(s)
		}
		if at == nil && trimesterRE.MatchString(s) {
			at = []int{0, len(s)}
		}
		if at == nil || overRE.MatchString(threatenedRE.ReplaceAllString(s, "")) {
			continue
		}
		if guarded(strings.ReplaceAll(s[:at[1]], "先兆", "")) || doubtRE.MatchString(s[at[1]:]) {
			continue
		}
		yes = true
		if m != nil && weeks == 0 {
			weeks = gestation(m[1] + m[2] + m[3])
		}
	}
	return weeks, yes
}

// gestation is a number of weeks, 0 where it is none that a pregnancy has.
func gestation(digits string) float64 {
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 || n > 44 {
		return 0
	}
	return n
}

// ofPregnancy are the codes of ICD-10 that say that a woman is pregnant and
// nothing else; duringPregnancy those of an illness in it, which stays one of the
// chart's conditions. Z32.1 is WHO's "pregnancy confirmed" and Z32.01 that of
// ICD-10-CM; Z32.0, Z32.00 and Z32.02 (negative) are none. O00 to O08 ended, O60
// and after is labour and what follows it.
func ofPregnancy(code string) bool {
	for _, p := range []string{"O09", "Z321", "Z3201", "Z33", "Z34", "Z35", "Z36", "Z3A"} {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}

func duringPregnancy(code string) bool {
	if len(code) < 3 || code[0] != 'O' {
		return false
	}
	category, err := strconv.Atoi(code[1:3])
	if err != nil || category < 10 || category > 48 || category >= 17 && category < 20 {
		return false
	}
	return !deliveredRE.MatchString(code)
}

// deliveredRE are the codes of O10 to O48 that ICD-10-CM gives to childbirth and
// the puerperium, and WHO's O15.1 and O15.2, eclampsia in labour and after it.
//
//nolint:gochecknoglobals // compiled once, read only
var deliveredRE = regexp.MustCompile(`^(?:O10.[23]$|O11[45]$|O12.[45]$|O1[36][45]$|O14.[45]$|O15[12]|O24.[23]|O25[23]$|O26[67][23]$)`)

// pregnancy reads a pregnancy off the problem list: SNOMED CT 77386006, ICD-10 or
// words. It is true when the entry says nothing else.
func (s *reading) pregnancy(x resource, status string) bool {
	only, is, weeks := x.Code.is("77386006"), false, 0.0
	for _, code := range x.Code.codes("icd-10") {
		code = plainICD(code)
		only = only || ofPregnancy(code)
		is = is || duringPregnancy(code)
		if n, ok := strings.CutPrefix(code, "Z3A"); ok && n >= "08" && n <= "42" { // Z3A.00, .01 and .49 name no week
			weeks = gestation(n)
		}
	}
	for _, w := range x.Code.words() {
		only = only || s.names.whole(w, "finding") == "find.pregnant"
		if n, told := carries(w); told {
			is = true
			if weeks == 0 {
				weeks = n
			}
		}
	}
	if (only || is) && status == "active" {
		s.carrying(weeks, x.recorded())
	}
	return only
}

// carrying takes a pregnancy that was recorded at a time, unless it must be over.
func (s *reading) carrying(weeks float64, at time.Time) {
	elapsed := s.now.Sub(at)
	if !at.IsZero() && (elapsed > longestPregnancy || weeks+elapsed.Hours()/(24*7) > 44) {
		return
	}
	if !at.IsZero() && weeks > 0 {
		weeks += max(0, elapsed.Hours()/(24*7))
	}
	s.chart.Pregnant = chart.Yes
	if s.chart.PregnancyWeeks == 0 {
		s.chart.PregnancyWeeks = weeks
	}
}

// recorded is when a condition was written down, else when it began; zero when it
// does not say.
func (x resource) recorded() time.Time {
	for _, s := range []string{x.RecordedDate, x.OnsetDateTime} {
		if at := (resource{EffectiveDateTime: s}).when(); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// justWeeks says whether a text that names no condition tells how far a pregnancy
// is: it is no condition that nobody knows.
func justWeeks(text string) bool {
	s := plain(text)
	return weeksRE.MatchString(s) || trimesterRE.MatchString(s)
}
