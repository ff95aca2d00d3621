package record

import (
	"regexp"
	"strings"
)

// analyte is a laboratory value that a list of conditions is known to carry: what it is
// called, the illness that has its number right behind it in brackets, the unit that is
// meant where none is written, and between what bounds a living patient has it.
type analyte struct {
	id, unit    string
	least, most float64
	re          *regexp.Regexp
	// other is another unit in use, and factor makes it the first.
	other  *regexp.Regexp
	factor float64
	// under is a value below which no number is in the first unit: 6.2 of haemoglobin is in g/dL.
	under float64
}

// called are the words of a value, by what stands between its name and its number.
func called(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?:` + words + `)\s*(?:of|is|was|now|about|为|是|仅|约|达|低至|高达|[:：=<>≤≥~(（\[])*\s*(\d+(?:\.\d+)?)\s*(?:[×x*]\s*10\^?(9|12)?)?\s*([a-zµμ/%.*0-9^]{0,12})`)
}

//nolint:gochecknoglobals // a literal table, read only
var analytes = []analyte{
	{id: "find.potassium", unit: "mmol/L", least: 1.2, most: 10, re: called(`血清?钾|血\s?k\+?|[低高]钾(?:血症)?|potassium|(?:hyper|hypo)kala?emia|\bk\+?`)},
	{id: "find.sodium", unit: "mmol/L", least: 95, most: 190, re: called(`血清?钠|[低高]钠(?:血症)?|sodium|(?:hyper|hypo)natra?emia|\bna\+?`)},
	{id: "find.qtc", unit: "ms", least: 250, most: 800, re: called(`\bqtc?(?:f|b)?(?:\s?interval|\s?prolong\w*|间期)?(?:延长|显著延长)?|qtc?间期延长`)},
	{id: "find.inr", unit: "{INR}", least: 0.7, most: 25, re: called(`\binr`)},
	{id: "find.egfr", unit: "mL/min/{1.73_m2}", least: 1, most: 200, re: called(`\begfr|估算肾小球滤过率`)},
	{id: "find.crcl", unit: "mL/min", least: 1, most: 250, re: called(`\bcrcl|creatinine clearance|肌酐清除率`)},
	{id: "find.creatinine", unit: "umol/L", least: 15, most: 2500, re: called(`血?肌酐(?:升高)?|creatinine|\bscr|\bcr`), other: regexp.MustCompile(`^mg/dl`), factor: 88.4, under: 15},
	{id: "find.platelets", unit: "10*9/L", least: 1, most: 3000, re: called(`血小板(?:减少|计数|低|降低|增多|下降)?(?:症|性紫癜)?|platelets?(?: count)?|thrombocytop\w+|\bplt|\bplts`), other: regexp.MustCompile(`^/(?:ul|µl|μl|mm3)|^/uL`), factor: 0.001},
	{id: "find.neutrophils", unit: "10*9/L", least: 0.01, most: 100, re: called(`中性粒细胞(?:减少|缺乏|计数|绝对值|绝对计数|低)?(?:症|伴发热)?|粒细胞(?:缺乏|减少)(?:症)?|粒缺|neutrophils?(?: count)?|(?:febrile )?neutrop(?:a)?eni\w+|\banc`), other: regexp.MustCompile(`^/(?:ul|µl|μl|mm3)`), factor: 0.001},
	{id: "find.haemoglobin", unit: "g/L", least: 15, most: 260, re: called(`血红蛋白|血色素|\bhgb|\bhb|ha?emoglobin|(?:重度|中度|轻度|严重)?贫血|ana?emia`), other: regexp.MustCompile(`^g/dl`), factor: 10, under: 26},
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// pastRE says that a value is of another time, a goal or a limit.
	pastRE = regexp.MustCompile(`曾|既往|病史|史$|以前|[年月周]前|目标|控制在|已(?:纠正|恢复|缓解)|纠正后|\bprevious|\bprior|\bago\b|\bhistory|\bresolved|\bcorrected|\btargets?\b|\bgoal|\bonce\b|\blast (?:year|month)|\bin (?:19|20)\d\d`)
	// rangeRE stands behind the first number of a range or of a change.
	rangeRE = regexp.MustCompile(`^\s*(?:[-–—~至到]|to\b|→|->)\s*\d`)
)

// result is one value that a text gives.
type result struct {
	id, unit string
	value    float64
}

// resultsIn gives the values of now that a plain text of a condition holds. A range, a goal
// and a value of another time are none, nor is a number that no living patient has.
func resultsIn(s string) []result {
	var out []result
	for _, q := range analytes {
		for _, m := range q.re.FindAllStringSubmatchIndex(s, -1) {
			if rangeRE.MatchString(s[m[3]:]) || pastRE.MatchString(part(s, m[0], m[1])) || q.id == "find.potassium" && strings.HasSuffix(strings.TrimSpace(s[:m[0]]), "vitamin") {
				continue
			}
			v, unit := number(s[m[2]:m[3]]), s[m[6]:m[7]]
			switch {
			case q.id == "find.haemoglobin" && strings.HasPrefix(unit, "%"), strings.HasPrefix(unit, "mg") && q.id != "find.creatinine", strings.HasPrefix(unit, "mcg"):
				continue
			case q.other != nil && q.other.MatchString(unit), v < q.under && unit == "":
				v *= q.factor
			case q.id == "find.platelets" && (v >= 1000 && m[4] < 0):
				v /= 1000
			}
			if v < q.least || v > q.most {
				continue
			}
			out = append(out, result{q.id, q.unit, v})
			break
		}
	}
	return out
}

// part is the part of a text, between commas, that a place lies in.
func part(s string, from, to int) string {
	start := strings.LastIndexAny(s[:from], ",;") + 1
	if end := strings.IndexAny(s[to:], ",;"); end >= 0 {
		return s[start : to+end]
	}
	return s[start:]
}
