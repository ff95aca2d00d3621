package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// What a clause of an order holds that gives something: an amount, a way or how often.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	givenAmountRE = pattern.MustCompile(`\d\s*(?:mg|mcg|ug|g|ml|cc|l|iu|u|units?|mmol|meq|drops?|puffs?|tab(?:let)?s?|cap(?:sule)?s?|sachets?|amp(?:oule)?s?|vials?|毫克|微克|克|毫升|升|单位|万单位|片|粒|支|包|袋|丸|滴|喷|揿|贴|枚)(?:[^a-z/]|$|/(?:kg|h|d|w|m|次|日|天|小时|分|min|周))`)
	givenWayRE    = pattern.MustCompile(`\b(?:po|iv|ivgtt|im|sc|sq|ih|pr|pv|sl|ng|od|bd|bid|tds|tid|qds|qid|qd|qod|qn|hs|nocte|mane|stat|prn|daily|weekly|nightly|hourly|once|twice|oral(?:ly)?|topical(?:ly)?|inhaled|neb(?:s|ulised|ulized)?)\b|\bq\d+ ?(?:h|min)\b|口服|静滴|静注|静推|静脉|泵入|肌注|皮下|外用|外涂|外敷|滴眼|滴耳|雾化|含服|纳肛|[每一]日|每天|每晚|每周`)
	undoesRE      = pattern.MustCompile(`\b(?:no|not|non|off|stop(?:s|ped|ping)?|without|omit|withhold|h[eo]ld|avoid|never|higher?|none|nothing|nil(?: obs| monitoring| vitals| checks))\b|[停不禁勿免无未]`)
	// stepRE is one step of a scale by which insulin is given: "11.1-14: 4 units".
	stepRE = pattern.MustCompile(`^(?:[<>≥≤]? ?\d+(?:\.\d+)?)(?: ?[-–~至] ?\d+(?:\.\d+)?)?(?: ?mmol/l)? ?[:：] ?\+?\d+ ?(?:units?|u|单位)(?: (?:and call|sc|ih))?$`)
	// gaugeRE is how thick a needle is and no weight.
	gaugeRE = pattern.MustCompile(`\b(?:1[4-9]|2[0-9]) ?g( ?(?:留置针|静脉留置|穿刺针|针|套管|cannula|venflon|needle|iv access|peripheral))`)
	// addedRE is a salt by its shorthand that is put into a fluid; bathRE is a bath of a
	// dialysis or a feed, which hold salts.
	addedRE = pattern.MustCompile(`(?:\bk\+?|\bpotassium|\bbicarb(?:onate)?|钾|碳酸氢根) ?\d+(?:\.\d+)? ?(?:mmol|meq|g)(?:[^/a-z]|$)`)
	bathRE  = pattern.MustCompile(`\btpn\b|\bp?pn\b|parenteral|feed|diet|dialys|crrt|cvv|肠外|静脉营养|三升袋|三腔袋|饮食|透析|置换液`)
	// ratedRE is how fast something runs.
	ratedRE      = pattern.MustCompile(`\d ?(?:m?l|g|mg|mcg|ug|micrograms?|units?|u|mmol|毫升|滴)(?:/kg)?/(?:hr?|min|d(?:ay)?|w(?:ee)?k|小时|分|天|日|周)|\d ?m?l/kg`)
	bareAmountRE = pattern.MustCompile(`^[ \d.~–-]*(?:mg|mcg|ug|g|ml|iu|u|units?|毫克|微克|克|毫升|单位|片|粒|支|包|袋|丸|滴|喷)(?:[^a-z]|$)`)
)

// Unnamed is true for a line of an order that gives something which it does not name by
// a word that is known here: a clause with an amount, a way or a frequency that is
// neither care nor a fluid, blood or feed, nor goes on with a medicine named before it.
// known are the places of what else was read in it, findings and the like.
func Unnamed(text string, known []claim.Span, before bool) bool {
	n := gaugeRE.ReplaceAllString(lexicon.Fold(blanked(text, known)), "$1")
	clauses := cutAt(careBreak, thousands.ReplaceAllString(n, "$1$2"))
	for i, c := range clauses {
		// The name may stand here and its amount behind a comma.
		parted := i+1 < len(clauses) && bareAmountRE.MatchString(strings.TrimSpace(clauses[i+1]))
		if !parted && !givenAmountRE.MatchString(c) && !givenWayRE.MatchString(c) {
			continue
		}
		if !accounted(c, before) {
			return true
		}
		before = before || supplies(c)
	}
	return false
}

// accounted is true for a clause that is made of words which name no medicine, and of
// which one says what is ordered. An amount is of a fluid, or goes on with a medicine
// that was named before.
func accounted(c string, before bool) bool {
	whole, headed := noMedicine.told(c)
	switch {
	case addedRE.MatchString(c) && !bathRE.MatchString(c):
		return false
	case before && stepRE.MatchString(strings.TrimSpace(c)):
		return true
	case !whole || !headed && !(before && ratedRE.MatchString(c)):
		return false
	case before:
		return true
	case givenAmountRE.MatchString(c) && !care.clause(c):
		return supplies(c)
	}
	return !directionRE.MatchString(c)
}

// supplies is true for a clause that names a fluid, blood, a feed or the like.
func supplies(c string) bool {
	_, headed := supplied.told(c)
	return headed
}

// AllNamed is true for a text which names no medicine at all, each clause of which is
// made of words that are known here, and none of which undoes care.
func AllNamed(text string, known []claim.Span) bool {
	found := false
	text = blanked(text, known)
	return everyClause(text, func(c string) bool {
		if undoesRE.MatchString(c) {
			return false
		}
		whole, headed := noMedicine.told(c)
		found = found || headed
		return whole && (!headed || accounted(c, false)) && (headed || !givenAmountRE.MatchString(c) && !givenWayRE.MatchString(c))
	}) && found
}

// blanked is a text without what is known to be no medicine.
func blanked(text string, known []claim.Span) string {
	if len(known) == 0 {
		return text
	}
	b := []byte(text)
	for _, k := range known {
		for i := max(0, k.Start); i < min(k.End, len(b)); i++ {
			b[i] = ' '
		}
	}
	return string(b)
}
