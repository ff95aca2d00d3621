package eval

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// sexes are pairs of words for a man and a woman.
var sexes = [][2]string{
	{"man", "woman"}, {"male", "female"}, {"boy", "girl"}, {"gentleman", "lady"}, {"Mr", "Mrs"}, {"M", "F"}, {"男", "女"},
}

var sexRE = regexp.MustCompile(`\b(man|woman|male|female|boy|girl|gentleman|lady|Mr|Mrs)\b|\d\s?(M|F)\b|(男|女)(?:性|，|患|士|童|孩)`)

// otherSex makes a woman of a man where the chart has a man, and the other way
// round.
func otherSex(t target) []edit {
	of := 0
	if t.chart.Sex == "female" {
		of = 1
	} else if t.chart.Sex != "male" {
		return nil
	}
	var out []edit
	for _, m := range sexRE.FindAllStringSubmatchIndex(t.text, -1) {
		for g := 2; g < len(m); g += 2 {
			for _, pair := range sexes {
				if m[g] >= 0 && t.text[m[g]:m[g+1]] == pair[of] {
					out = append(out, edit{m[g], m[g+1], pair[1-of]})
				}
			}
		}
	}
	return out
}

// deed is what a negation before it forbids.
const deed = `(?:stop|take|start|give|use|add|increase|double|restart|combine|exceed|crush|skip|miss|reduce|change|prescribe|be (?:given|used|taken|combined|started|stopped|crushed))\b`

// negations are taken from the first group of an expression and given what stands
// beside it.
var negations = []struct {
	of   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?i)\b((?:do not|don't|never) )(?:\w+ ){0,3}?` + deed), ""},
	{regexp.MustCompile(`(?i)\b(?:must|should)( not) (?:\w+ ){0,3}?` + deed), ""},
	{regexp.MustCompile(`(?i)\b(cannot) (?:\w+ ){0,3}?` + deed), "can"},
	{regexp.MustCompile(`\b(avoid)\b`), "use"},
	{regexp.MustCompile(`\b(Avoid)\b`), "Use"},
	{regexp.MustCompile(`\b(contraindicated|not recommended|unsuitable)\b`), "recommended"},
	{regexp.MustCompile(`(?i)\b(no known (?:drug )?allerg(?:y|ies)|NKDA)\b`), "known penicillin allergy"},
	{regexp.MustCompile(`(请?千?万?不要|切勿|勿|不能|不可|不宜|不应|不得)[^。，；]{0,8}?[停服用吃减加喝碰开]`), "可以"},
	{regexp.MustCompile(`(应?避免|禁用|禁止|忌用|禁忌)`), "推荐"},
	{regexp.MustCompile(`(不建议|不推荐|不适合).{0,4}[用服停加减合联]`), "建议"},
	{regexp.MustCompile(`(无|否认|没有)(?:药物)?过敏`), "有"},
}

// negationDropped lets what the text forbids and recommends what it advises
// against.
func negationDropped(t target) []edit {
	var out []edit
	for _, n := range negations {
		for _, m := range n.of.FindAllStringSubmatchIndex(t.text, -1) {
			// 能不能 and 可不可 are questions.
			if before := t.text[:m[2]]; strings.HasSuffix(before, "能") || strings.HasSuffix(before, "可") {
				continue
			}
			out = append(out, edit{m[2], m[3], n.with})
		}
	}
	return out
}

// allergyDenied says that there is no allergy where the text names one of the
// chart.
func allergyDenied(t target) []edit {
	var out []edit
	for _, allergy := range t.chart.Allergies {
		if t.chinese {
			for _, e := range each(t.text, strings.TrimSuffix(nameOf(allergy), "过敏")+"过敏", "无药物过敏") {
				if before, ok := strings.CutSuffix(t.text[:e.start], "对"); ok {
					e.start = len(before)
				}
				out = append(out, e)
			}
			continue
		}
		if name, _, _ := strings.Cut(allergy, " "); len(name) > 3 {
			for _, says := range [...]string{"allergic to ", "allergy to ", "Allergic to ", "Allergy to "} {
				out = append(out, each(t.text, says+name, "with no known drug allergies")...)
			}
		}
	}
	return out
}

// each finds every place of a word that stands by itself, whatever its case.
func each(text, word, with string) []edit {
	var out []edit
	low, word := strings.ToLower(text), strings.ToLower(word)
	if len(low) != len(text) || word == "" {
		return nil
	}
	for i := 0; ; {
		k := strings.Index(low[i:], word)
		if k < 0 {
			return out
		}
		start := i + k
		i = start + len(word)
		before, _ := utf8.DecodeLastRuneInString(low[:start])
		behind, _ := utf8.DecodeRuneInString(low[i:])
		if !isLatin(before) && !isLatin(behind) {
			out = append(out, edit{start, i, with})
		}
	}
}

// allergens are medicines that those have who are allergic to what a word names.
var allergens = []struct {
	to     *regexp.Regexp
	zh, en string
}{
	{regexp.MustCompile(`(?i)penicillin|amoxicillin|青霉素|阿莫西林`), "阿莫西林", "amoxicillin"},
	{regexp.MustCompile(`(?i)sulfa|sulfonamide|co-trimoxazole|磺胺`), "复方磺胺甲噁唑", "co-trimoxazole"},
	{regexp.MustCompile(`(?i)nsaid|aspirin|ibuprofen|阿司匹林|布洛芬|解热镇痛`), "布洛芬", "ibuprofen"},
}

// allergenGiven puts what the patient is allergic to in the place of a medicine
// of the chart for which the text gives an amount.
func allergenGiven(t target) []edit {
	var out []edit
	for _, a := range allergens {
		if !a.to.MatchString(strings.Join(t.chart.Allergies, "; ")) {
			continue
		}
		for _, has := range t.chart.Medications {
			with := a.en
			if t.chinese {
				with = a.zh
			}
			for _, e := range each(t.text, nameOf(has), with) {
				if amounts := amountsIn(t.text[e.end:]); len(amounts) > 0 && amounts[0].start <= len(" ") {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

var nameRE = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z-]{3,}|\p{Han}{2,})`)

// nameOf is the name with which a line of a chart begins.
func nameOf(line string) string { return nameRE.FindString(line) }

// otherMedicine puts a medicine that the chart does not have in the place of one
// that it has.
func otherMedicine(t target) []edit {
	with := stranger(t, t.chart.Medications, [2]string{"donepezil", "tamsulosin"}, [2]string{"多奈哌齐", "坦索罗辛"})
	var out []edit
	for _, has := range t.chart.Medications {
		out = append(out, each(t.text, nameOf(has), with)...)
	}
	return out
}

// otherCondition puts a condition that the chart does not have in the place of
// one that it has.
func otherCondition(t target) []edit {
	with := stranger(t, t.chart.Conditions, [2]string{"epilepsy", "asthma"}, [2]string{"癫痫", "哮喘"})
	var out []edit
	for _, has := range t.chart.Conditions {
		if utf8.RuneCountInString(has) >= 2 {
			out = append(out, each(t.text, strings.TrimSpace(has), with)...)
		}
	}
	return out
}

// stranger is the first of two names that a list does not have.
func stranger(t target, list []string, en, zh [2]string) string {
	names := en
	if t.chinese {
		names = zh
	}
	if strings.Contains(strings.ToLower(strings.Join(list, ";")), names[0]) {
		return names[1]
	}
	return names[0]
}
