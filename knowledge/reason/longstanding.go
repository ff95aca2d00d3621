package reason

import (
	"regexp"

	"apricot.health/knowledge/lexicon"
)

// explains are the signs that an illness of years accounts for by itself, where
// the words tell of nothing new: 痴呆多年，不认人.
var explains = map[string]map[string]bool{
	"cond.dementia": {"find.new_confusion": true, "find.confusion": true},
}

// forYears is all that may stand between an illness of years and its sign: for
// how long, and a mark. A word more, such as 今天 or 突然, and the sign is new.
var forYears = regexp.MustCompile(`(?i)^(?:病史|史)?[\s,，、]*(?:已经|有|都)?(?:多年|好几年|好些年|很多年|[\d一二两三四五六七八九十]{1,3}[来多]?年)(?:多?了)?[\s,，、]*(?:一直|总是?|老是?|也|平时|经常|还)?$` +
	`|^\s*(?:for|of)\s+(?:(?:many|several|a few|\w+)\s+)?years[\s,]*(?:and\s+)?(?:(?:he|she)(?:\s+is|'s)?|is)?\s*(?:always|often|usually)?\s*$`)

// longstanding is true for a sign that an illness of years, told of just before
// it, accounts for, and for the sign that was itself just said to be years old:
// 面瘫多年，嘴歪.
func longstanding(text string, ms []lexicon.Mention, i int) bool {
	sign := ms[i]
	for _, old := range ms[:i] {
		if old.Status != lexicon.Present || old.Experiencer != sign.Experiencer || old.End > sign.Start {
			continue
		}
		if (old.Lasting && old.Concept == sign.Concept || explains[old.Concept][sign.Concept]) && forYears.MatchString(text[old.End:sign.Start]) {
			return true
		}
	}
	return false
}
