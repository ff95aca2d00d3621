package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// written is an amount of a medicine as words give it, in UCUM.
type written struct {
	n    float64
	unit string
}

//nolint:gochecknoglobals // compiled once, read only
var (
	amountRE = pattern.MustCompile(`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(毫克|微克|克|毫升|国际单位|单位|片|粒|micrograms?|milligrams?|grams?|millilit(?:er|re)s?|international units?|mcg|ug|μg|mg|ml|iu|gm|g|units?|u|tablets?|tabs?|capsules?|caps?)`)
	// behindRE is what a unit of Latin letters may be written together with: how
	// often or by what route, as charts have it (20mgqd).
	behindRE = pattern.MustCompile(`^(?:qd|qod|qn|qhs|qw|q\d{1,2}h|bid|biw|tid|tiw|qid|tds|qds|bd|od|prn|po|iv|im|sc)(?:[^a-z]|$)`)
	// otherRE are words that begin as a unit does and are none: 克拉霉素, 粒细胞,
	// 片仔癀; and what makes of an amount a concentration in a litre.
	otherRE = pattern.MustCompile(`^(?:克(?:拉霉|拉维|林霉|林沙|霉唑|罗米|仑特|痛|百威|赛|唑替|肟|隆)|粒(?:细胞|子)|片(?:仔癀|状|段|剂)|单位(?:领导|体检|同事)|[^/]{0,12}/(?:l|dl|升|分升)(?:[^a-z]|$))`)
	// letterRE ends in a letter that a number belongs to: vitamin B12, 辅酶Q10.
	letterRE = pattern.MustCompile(`(?:^|[^a-z])[a-wyz]$`)
)

// amounts gives the amounts that a text holds, in their order. A number with a word
// behind it that only begins as a unit does is none: 5 glasses, 10 gestational weeks.
func amounts(text string) []written {
	n := lexicon.Fold(text)
	var out []written
	for _, m := range amountRE.FindAllStringSubmatchIndex(n, -1) {
		unit, rest := n[m[4]:m[5]], n[m[1]:]
		latin := unit[len(unit)-1] < 0x80
		switch {
		case latin && rest != "" && (rest[0] >= 'a' && rest[0] <= 'z' || rest[0] >= '0' && rest[0] <= '9') && !behindRE.MatchString(rest),
			otherRE.MatchString(n[m[4]:]),
			letterRE.MatchString(n[:m[0]]),
			m[0] > 0 && (n[m[0]-1] == '.' || n[m[0]-1] == ',') && m[0] > 1 && n[m[0]-2] >= '0' && n[m[0]-2] <= '9':
			continue
		}
		out = append(out, written{atof(strings.ReplaceAll(n[m[2]:m[3]], ",", "")), ucum(unit)})
	}
	return out
}

// countedUnits are the units of amounts beside those of weight.
var countedUnits = [...]string{"mL", "[iU]", "{tablet}"} //nolint:gochecknoglobals // a literal list, read only

// ucum is the UCUM unit of a word for one; what is counted is a tablet.
func ucum(u string) string {
	switch u {
	case "毫克", "milligram", "milligrams":
		return "mg"
	case "微克", "mcg", "μg", "microgram", "micrograms":
		return "ug"
	case "克", "gm", "gram", "grams":
		return "g"
	case "毫升", "ml", "milliliter", "milliliters", "millilitre", "millilitres":
		return "mL"
	case "单位", "国际单位", "iu", "u", "unit", "units", "international unit", "international units":
		return "[iU]"
	case "mg", "ug", "g":
		return u
	}
	return "{tablet}"
}

//nolint:gochecknoglobals // compiled once, read only
var denialRE = pattern.MustCompile(`(?:不是|而非|并非|不等于|而不是|\bnot|\brather than|\bnever|\binstead of) ?$`)

// negates is true for an amount that the text says it is not: 14 units, not 14 mL.
func (b *bench) negates(c claim.Claim) bool { return denialRE.MatchString(b.before(c)) }
