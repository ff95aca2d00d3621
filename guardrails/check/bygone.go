package check

import "apricot.health/knowledge/pattern"

// bygoneWords tell in a sentence, or in one beside it, what once was done or held.
const bygoneWords = `不再推荐|已不推荐|废止|弃用|淘汰|旧(?:版|的|方案|做法)|老(?:方案|做法|观念)|当年|取代|误区|谣言|听说` +
	`|\b(?:no longer recommended|was once|used to be|historically|formerly|in the past|years ago|taken down|obsolete|outdated|superseded|myth|old (?:practice|teaching|advice|protocol|habit|guidance))\b`

//nolint:gochecknoglobals // compiled once, read only
var (
	// bygoneRE is all that takes back an unsound practice: in a plan that has one, "no
	// longer", 过去 and "replaced" are mostly said of the patient ("the clot is no longer
	// seen").
	bygoneRE = pattern.MustCompile(bygoneWords)
	// formerlyRE takes back a mistake, which the words of a lesson name as often as those
	// of a plan: this is wrong, 这种做法不对. pastWords do so for a practice, in words that
	// its own tests are held against.
	formerlyRE = pattern.MustCompile(bygoneWords + `|不再|已不|废弃|旧(?:指南|观点)|过去|以往|曾经|被证(?:实|明)|(?:这|此|上述|该)(?:是|为|属|种做法|做法)[^,;。]{0,6}(?:错|不|误)` +
		`|\b(?:no longer|abandoned|discredited|used to|historical\w*|once (?:taught|standard|routine)|was (?:standard|the standard|routine)|old guid\w+|older (?:advice|teaching|guid\w+|practice|protocol\w*)|has been dropped|withdrawn|(?:this|that|which|it) (?:is|was|would be) (?:wrong|an? error|a mistake|incorrect|harmful|unsafe))\b`)
)

// here is true where a sentence, or one beside it, matches an expression.
func (b *bench) here(sentence int, re *pattern.Regexp) bool {
	return re.MatchString(b.flat(sentence-1)) || re.MatchString(b.flat(sentence)) || re.MatchString(b.flat(sentence+1))
}
